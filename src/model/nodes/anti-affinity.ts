/** Pods that a template wants apart, and whether they are apart. */
import { join } from '../english.ts';
import { formatSelector, selects } from '../label-selector.ts';
import type { PlacementSpec } from './node-selection.ts';
import { domainOf, haveSame, type Judgement, type Labels, type Placed, type Placement } from './placement.ts';
import { compareText } from '../state.ts';

type AntiAffinity = NonNullable<NonNullable<PlacementSpec['affinity']>['podAntiAffinity']>;
type Term = NonNullable<AntiAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];

/** One text for each term. */
export const formatAntiAffinity = (spec: PlacementSpec, labels: Labels): string[] =>
  termsOf(spec).map(({ term, wish }) => `${wish ? 'preferred' : 'required'}: ${formatTerm(term, labels)}`);

function termsOf({ affinity }: PlacementSpec): { term: Term; wish: boolean }[] {
  const {
    requiredDuringSchedulingIgnoredDuringExecution: required = [],
    preferredDuringSchedulingIgnoredDuringExecution: preferred = [],
  } = affinity?.podAntiAffinity ?? {};
  return [
    ...required.map((term) => ({ term, wish: false })),
    ...preferred.map(({ podAffinityTerm = {} }) => ({ term: podAffinityTerm, wish: true })),
  ];
}

function formatTerm({ topologyKey = '', labelSelector }: Term, labels: Labels): string {
  if (selects(labelSelector, labels)) return `one per ${topologyKey}`;
  return `not with ${(labelSelector && formatSelector(labelSelector)) ?? 'anything'} in one ${topologyKey}`;
}

/** Pods that share a domain against the rule: the rule only counts at scheduling, and labels and templates change. */
export function judgeAntiAffinity(placement: Placement): Judgement[] {
  return termsOf(placement.spec).flatMap(({ term, wish }): Judgement[] => {
    const shared = [...sharedDomains(term, placement)];
    const [first] = shared.sort(([a, p], [b, q]) => q.size - p.size || compareText(a, b));
    // A preference that the cluster has no room for is no news.
    if (!first || (wish && !hasFreeDomain(term, placement))) return [];
    const [domain, pods] = first;
    const more = shared.length > 1 ? ` (${shared.length - 1} more like it)` : '';
    const rule = `${wish ? 'preferred' : 'required'} is ${formatTerm(term, placement.labels)}`;
    return [
      {
        type: 'anti-affinity-violated',
        text: `${listNames([...pods.values()])} share ${domain}${more}; ${rule}`,
        hard: !wish,
      },
    ];
  });
}

/** By domain: its own pods that share the domain, and their neighbours. */
function sharedDomains(term: Term, { own, namespace, placedIn, nodes, namespaces }: Placement) {
  const place = ({ node }: Placed) => domainOf(nodes.get(node), term.topologyKey);
  const selected = [...namespacesOf(term, namespace, namespaces)]
    .flatMap(placedIn)
    .filter((pod) => selects(term.labelSelector, pod.labels));
  const selectedIn = Map.groupBy(selected, place);
  const shared = new Map<string, Map<string, Placed>>();
  for (const pod of own) {
    const domain = place(pod);
    if (domain === undefined) continue;
    const others = (selectedIn.get(domain) ?? []).filter(
      (other) => other.uid !== pod.uid && haveSame(term.matchLabelKeys, pod.labels, other.labels),
    );
    if (others.length === 0) continue;
    const pods = shared.get(domain) ?? new Map<string, Placed>();
    for (const one of [pod, ...others]) pods.set(one.uid, one);
    shared.set(domain, pods);
  }
  return shared;
}

/** Source: pkg/scheduler/framework/types.go `getNamespacesFromPodAffinityTerm`. */
function* namespacesOf(
  { namespaces = [], namespaceSelector }: Term,
  own: string,
  labelsOf: ReadonlyMap<string, Labels>,
): Generator<string> {
  if (namespaces.length === 0 && !namespaceSelector) {
    yield own;
    return;
  }
  const named = new Set(namespaces);
  yield* named;
  for (const [name, labels] of labelsOf) {
    if (!named.has(name) && selects(namespaceSelector, labels)) yield name;
  }
}

function hasFreeDomain({ topologyKey }: Term, { own, open, nodes }: Placement): boolean {
  const used = new Set(own.map(({ node }) => domainOf(nodes.get(node), topologyKey)));
  return open.some((node) => {
    const domain = domainOf(node, topologyKey);
    return domain !== undefined && !used.has(domain);
  });
}

/** `a and b`, `a, b and 3 more`. */
function listNames(pods: readonly Placed[]): string {
  const names = pods.map(({ name }) => name).sort(compareText);
  return join(names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names);
}
