/** Where the pods of one workload are, and which parts of the cluster matter for that. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { PlacementSpec } from './node-selection.ts';
import type { SpreadProblem } from '../report.ts';

type Node = ObjectOf<'Node'>;
export type Labels = Readonly<Record<string, string>>;

/** A pod on a node that is not terminating: what the scheduler counts. */
export interface Placed {
  uid: string;
  namespace: string;
  name: string;
  labels: Labels;
  node: string;
}

export interface Placement {
  spec: PlacementSpec;
  /** Labels of its pod template. */
  labels: Labels;
  /** Labels of one of its pods: a controller may add to the template's labels. */
  podLabels: Labels;
  namespace: string;
  own: readonly Placed[];
  placedIn: (namespace: string) => readonly Placed[];
  nodes: ReadonlyMap<string, Node>;
  /** Nodes that could take one more of its pods. */
  open: readonly Node[];
  /** Labels of namespaces, by name. */
  namespaces: ReadonlyMap<string, Labels>;
}

/** `hard`: the scheduler would not have placed the pods so; they came to be so later. `over`: the topology key. */
export type Judgement = SpreadProblem & { hard: boolean; over?: string };

/** A label may be called `constructor`. */
const valueOf = (labels: Labels | undefined, key: string) =>
  labels && Object.hasOwn(labels, key) ? labels[key] : undefined;

/** Value of a topology key on a node; undefined if the node has no such label. */
export const domainOf = (node: Node | undefined, key = '') => valueOf(node?.metadata.labels, key);

export const haveSame = (keys: readonly string[] = [], a: Labels, b: Labels) =>
  keys.every((key) => valueOf(a, key) === valueOf(b, key));
