/** Which nodes a pod template allows. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { formatSelector, selects, selectsMap } from '../label-selector.ts';

type Node = ObjectOf<'Node'>;
type TemplateSpec = NonNullable<NonNullable<NonNullable<ObjectOf<'Deployment'>['spec']>['template']>['spec']>;

/** The parts of a pod's spec that decide where it may run, and how it is spread. */
export type PlacementSpec = Pick<TemplateSpec, 'nodeSelector' | 'affinity' | 'topologySpreadConstraints'>;
type NodeAffinity = NonNullable<NonNullable<PlacementSpec['affinity']>['nodeAffinity']>;
type Term = NonNullable<
  NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>['nodeSelectorTerms']
>[number];
type Expression = NonNullable<Term['matchExpressions']>[number];

/**
 * Whether the node has the labels that the spec requires. Source:
 * k8s.io/component-helpers/scheduling/corev1/nodeaffinity `RequiredNodeAffinity.Match`.
 */
export function mayRunOn(spec: PlacementSpec, { metadata }: Node): boolean {
  if (!selectsMap(spec.nodeSelector, metadata.labels)) return false;
  const terms = termsOf(spec);
  return terms.length === 0 || terms.some((term) => matches(term, metadata.labels));
}

/** `dc=dc1`, `zone in (a,b)`; one text for each requirement. */
export function formatNodeSelection(spec: PlacementSpec): string[] {
  const terms = termsOf(spec).map(({ matchExpressions }) => formatSelector({ matchExpressions }));
  const chosen = formatSelector({ matchLabels: spec.nodeSelector });
  return [chosen, terms.join(' or ')].filter(Boolean);
}

/** Fields of nodes are not kept, so a term with fields may match any node. */
const matches = ({ matchExpressions = [] }: Term, labels: Node['metadata']['labels'] = {}) =>
  matchExpressions.every((expression) => meets(expression, labels));

/** As in label selectors, and also by number. Source: nodeaffinity.go `nodeSelectorRequirementsAsSelector`. */
function meets(expression: Expression, labels: Readonly<Record<string, string>>): boolean {
  const { key = '', operator, values = [] } = expression;
  if (operator !== 'Gt' && operator !== 'Lt') return selects({ matchExpressions: [expression] }, labels);
  const [value, bound] = [Object.hasOwn(labels, key) ? labels[key] : undefined, values[0]].map(toInteger);
  if (value === undefined || bound === undefined) return false;
  return operator === 'Gt' ? value > bound : value < bound;
}

const toInteger = (text: string | undefined) =>
  text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;

const termsOf = ({ affinity }: PlacementSpec): Term[] =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];

/**
 * The nodes on which the scheduler may put one more pod like the running ones. Tolerations are not kept: the pods
 * tolerate the taints of their own nodes. Any other taint closes a node, like cordoning.
 */
export function openNodes(spec: PlacementSpec, nodes: readonly Node[], hosts: ReadonlySet<string>): Node[] {
  const tolerated = new Set(
    nodes
      .filter(({ metadata }) => hosts.has(metadata.name))
      .flatMap(hardTaints)
      // The control plane sets these taints on a node in trouble, whatever runs there.
      .filter((taint) => !taint.startsWith('node.kubernetes.io/')),
  );
  return nodes.filter(
    (node) => mayRunOn(spec, node) && hardTaints(node).every((taint) => tolerated.has(taint)),
  );
}

const hardTaints = ({ spec }: Node): string[] =>
  (spec?.taints ?? [])
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .map(({ key = '', value = '', effect = '' }) => `${key}=${value}:${effect}`);
