import { areFor, join, pluralOf, share, spell, toSentence } from './english.ts';
import type { Judged, PodRow, Report, State } from './report.ts';

/** What the lead is written from; rows trouble first. */
export interface LeadFacts extends Pick<Report, 'workloads' | 'nodes' | 'unseen'> {
  /** Pods that no workload speaks for. */
  loose: readonly PodRow[];
  /** What else is wrong with the cluster, as clauses. */
  others: readonly string[];
}

/** One sentence that says how the cluster does, as an editor would put it; it names two culprits of a sort at most. */
export function writeLead({ workloads, nodes, loose, others, unseen }: LeadFacts): string {
  const trouble = [...others, ...workloadClauses(workloads), ...nodeClauses(nodes), ...looseClauses(loose)];
  if (unseen.length === 0)
    return toSentence(trouble.length > 0 ? trouble : [quietClause(workloads.length, nodes.length)]);
  const hidden = unseenClause(unseen);
  return trouble.length > 0
    ? toSentence([...trouble, hidden])
    : toSentence([`nothing is wrong with what was seen, but ${hidden}`]);
}

/** `two of 31 workloads are failing (shop/web and shop/cart) and one is degraded`. */
function workloadClauses(rows: Report['workloads']): string[] {
  const [first, ...more] = (['failing', 'degraded', 'unknown'] as const)
    .map((state) => ({ state, those: rows.filter((row) => row.state === state) }))
    .filter(({ those }) => those.length > 0);
  if (!first) return [];
  const { state, those } = first;
  const all = `${share(those.length, rows.length, 'workload')} ${areFor(those.length)} ${state}`;
  const rest = more
    .filter((group) => group.state !== 'unknown')
    .map((group) => ` and ${spell(group.those.length)} ${areFor(group.those.length)} ${group.state}`);
  return [
    `${all} (${culprits(
      those.map(({ namespace, name }) => `${namespace}/${name}`),
      those,
    )})${rest.join('')}`,
  ];
}

/** `node lxa150h has not been heard for 6 minutes`. */
function nodeClauses(rows: Report['nodes']): string[] {
  const words: Record<Exclude<State, 'healthy'>, string> = {
    failing: 'not ready',
    degraded: 'degraded',
    unknown: 'unknown',
  };
  for (const state of ['failing', 'degraded', 'unknown'] as const) {
    const those = rows.filter((row) => row.state === state);
    const [first] = those;
    if (!first) continue;
    if (those.length === 1) return [`node ${first.name} ${first.why}`];
    const names = culprits(those.map(({ name }) => name));
    return [`${share(those.length, rows.length, 'node')} are ${words[state]} (${names})`];
  }
  return [];
}

function looseClauses(rows: readonly PodRow[]): string[] {
  const those = rows.filter((row) => row.state === 'failing');
  if (those.length === 0) return [];
  const noun = those.length === 1 ? 'pod' : 'pods';
  const names = culprits(
    those.map(({ namespace, name }) => `${namespace}/${name}`),
    those,
  );
  return [`${spell(those.length)} ${noun} without a workload ${areFor(those.length)} failing (${names})`];
}

/** One with the reason, two by name, of more the first two. */
function culprits(names: readonly string[], rows: readonly Judged[] = []): string {
  const [why] = rows.map((row) => row.why);
  if (names.length === 1) return why ? `${names[0]}: ${why}` : `${names[0]}`;
  return names.length === 2 ? join(names) : `${join(names.slice(0, 2))} among them`;
}

function unseenClause(unseen: LeadFacts['unseen']): string {
  const [first, second] = unseen;
  if (unseen.length > 2) {
    return `${spell(unseen.length)} kinds were not wholly seen (${pluralOf(first?.kind ?? '')} and ${pluralOf(second?.kind ?? '')} among them)`;
  }
  const all = unseen.every((coverage) => coverage.state === 'partial') ? 'seen only in part' : 'not seen';
  return `${join(unseen.map(({ kind }) => pluralOf(kind)))} were ${all}`;
}

function quietClause(workloads: number, nodes: number): string {
  if (workloads === 0 && nodes === 0) return 'the cluster is empty: it has no nodes and no workloads';
  const parts = [
    ...(workloads > 0 ? [share(workloads, workloads, 'workload')] : []),
    ...(nodes > 0 ? [share(nodes, nodes, 'node')] : []),
  ];
  const verb = workloads + nodes === 1 ? 'is' : 'are';
  return `a quiet moment: ${join(parts)} ${verb} healthy`;
}
