/** How evenly a template wants its pods spread, and whether they are. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { formatSelector, selects } from '../label-selector.ts';
import { mayRunOn, type PlacementSpec } from './node-selection.ts';
import { domainOf, haveSame, type Judgement, type Labels, type Placed, type Placement } from './placement.ts';
import { compareText } from '../state.ts';

type Node = ObjectOf<'Node'>;
type Constraint = NonNullable<PlacementSpec['topologySpreadConstraints']>[number];

/** One text for each constraint. */
export function formatTopologySpread(spec: PlacementSpec, labels: Labels): string[] {
  return (spec.topologySpreadConstraints ?? []).map((constraint) => {
    const { topologyKey = '', labelSelector = {} } = constraint;
    const of = selects(constraint.labelSelector, labels)
      ? ''
      : ` for ${formatSelector(labelSelector) || 'nothing'}`;
    return `${formatLimit(constraint)} over ${topologyKey}${of}`;
  });
}

const formatLimit = (constraint: Constraint) =>
  `${isHard(constraint) ? 'required' : 'preferred'}: at most ${constraint.maxSkew ?? 1} apart`;

/**
 * Constraints that the running pods violate. They only count at scheduling; when pods go, nothing restores the balance.
 * Domains come from the nodes that count, including empty ones. Source:
 * pkg/scheduler/framework/plugins/podtopologyspread/filtering.go `calPreFilterState`, `minMatchNum`.
 */
export function judgeTopologySpread(placement: Placement): Judgement[] {
  const { spec, labels, own } = placement;
  return (spec.topologySpreadConstraints ?? []).flatMap((constraint): Judgement[] => {
    const { maxSkew = 1, labelSelector, matchLabelKeys } = constraint;
    // A constraint that selects other pods says nothing about these.
    if (!selects(labelSelector, labels)) return [];
    const uneven = variantsOf(own, matchLabelKeys)
      .map((variant) => countDomains(constraint, variant, placement))
      .find((counts) => skewOf(counts, constraint) > maxSkew);
    if (!uneven) return [];
    const text = `${formatCounts(uneven)}; ${formatLimit(constraint).replace(':', ' is')}`;
    return [{ type: 'skew-exceeded', text, hard: isHard(constraint), over: constraint.topologyKey }];
  });
}

function skewOf(counts: ReadonlyMap<string, number>, constraint: Constraint): number {
  const numbers = [...counts.values()];
  if (numbers.length === 0) return 0;
  const tooFew = isHard(constraint) && numbers.length < (constraint.minDomains ?? 1);
  return Math.max(...numbers) - (tooFew ? 0 : Math.min(...numbers));
}

function countDomains(constraint: Constraint, variant: Labels, placement: Placement): Map<string, number> {
  const { topologyKey, labelSelector, matchLabelKeys } = constraint;
  const { nodes, namespace, placedIn } = placement;
  const counting = new Set<string>();
  const counts = new Map<string, number>();
  for (const [name, node] of nodes) {
    const domain = domainOf(node, topologyKey);
    if (domain === undefined || !isCounted(node, constraint, placement)) continue;
    counting.add(name);
    counts.set(domain, 0);
  }
  for (const pod of placedIn(namespace)) {
    const domain = domainOf(nodes.get(pod.node), topologyKey);
    if (domain === undefined || !counting.has(pod.node)) continue;
    if (!selects(labelSelector, pod.labels) || !haveSame(matchLabelKeys, pod.labels, variant)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return counts;
}

/** The node has a domain for each constraint of the same strictness, and passes the policies of this constraint. */
function isCounted(node: Node, constraint: Constraint, { spec, open }: Placement): boolean {
  const { nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
  const alike = spec.topologySpreadConstraints?.filter((other) => isHard(other) === isHard(constraint)) ?? [];
  if (alike.some(({ topologyKey }) => domainOf(node, topologyKey) === undefined)) return false;
  if (nodeAffinityPolicy !== 'Ignore' && !mayRunOn(spec, node)) return false;
  return nodeTaintsPolicy !== 'Honor' || open.includes(node);
}

/** Labels of pods that are counted apart from each other. */
function variantsOf(own: readonly Placed[], keys: readonly string[] | undefined): Labels[] {
  const variants: Labels[] = [];
  for (const { labels } of own) {
    if (!variants.some((variant) => haveSame(keys, variant, labels))) variants.push(labels);
  }
  return variants;
}

const isHard = ({ whenUnsatisfiable }: Constraint) => whenUnsatisfiable === 'DoNotSchedule';

/** The fullest and the emptiest: `3 in dc1, 0 in dc2`. */
function formatCounts(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || compareText(a, b));
  const shown = sorted.length > 4 ? [...sorted.slice(0, 2), ...sorted.slice(-1)] : sorted;
  return shown.map(([domain, count]) => `${count} in ${domain}`).join(', ');
}
