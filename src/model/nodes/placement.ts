/** Where the pods of one workload are, and what of the cluster that concerns. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { PlacementSpec } from './node-selection.ts';
import type { SpreadProblem } from '../report.ts';

type Node = ObjectOf<'Node'>;
export type Labels = Readonly<Record<string, string>>;

/** A pod that a node has, and that is not on its way out: what the scheduler counts. */
export interface Placed {
  uid: string;
  namespace: string;
  name: string;
  labels: Labels;
  node: string;
}

export interface Placement {
  spec: PlacementSpec;
  /** Of its pod template. */
  labels: Labels;
  /** Of one of its pods: a controller may add to those of the template. */
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

/**
 * `hard`: the scheduler would not have placed the pods so; they came to be so afterwards. `over`: the topology key
 * that it is about.
 */
export type Judgement = SpreadProblem & { hard: boolean; over?: string };

/** Labels may be called `constructor`. */
const valueOf = (labels: Labels | undefined, key: string) =>
  labels && Object.hasOwn(labels, key) ? labels[key] : undefined;

/** Value of a topology key on a node; undefined where the node stands in no such domain. */
export const domainOf = (node: Node | undefined, key = '') => valueOf(node?.metadata.labels, key);

export const haveSame = (keys: readonly string[] = [], a: Labels, b: Labels) =>
  keys.every((key) => valueOf(a, key) === valueOf(b, key));
