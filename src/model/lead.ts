import { areFor, join, pluralOf, share, spell, toSentence } from './english.ts';
import type { Judged, PodRow, Report, State } from './report.ts';
import { compareStates } from './state.ts';

/** What the lead is written from; rows trouble first. */
export interface LeadFacts extends Pick<Report, 'workloads' | 'nodes' | 'unseen' | 'seen'> {
  /** Pods that no workload speaks for. */
  loose: readonly PodRow[];
  /** What else is wrong with the cluster, as clauses. */
  others: readonly string[];
}

/** Part of the sentence, as bad as what it tells of. */
interface Clause {
  state: State;
  text: string;
}

/** One sentence that says how the cluster does, the worst first; it names two culprits of a sort at most. */
export function writeLead({ workloads, nodes, loose, others, unseen, seen }: LeadFacts): string {
  const clauses: Clause[] = [
    ...others.map((text) => ({ state: 'degraded' as const, text })),
    ...workloadClauses(workloads, seen.workloads),
    ...nodeClauses(nodes, seen.nodes),
    ...looseClauses(loose, seen.pods),
  ];
  const trouble = clauses.sort((a, b) => compareStates(a.state, b.state)).map(({ text }) => text);
  if (unseen.length === 0)
    return toSentence(trouble.length > 0 ? trouble : [quietClause(workloads.length, nodes.length)]);
  const hidden = unseenClause(unseen);
  if (trouble.length > 0) return toSentence([...trouble, hidden]);
  const judged = workloads.length + nodes.length + loose.length > 0 || (seen.workloads && seen.nodes);
  return toSentence([
    judged
      ? `nothing is wrong with what was seen, but ${hidden}`
      : `nobody can tell how the cluster does: ${hidden}`,
  ]);
}

/** `two of 31 workloads are failing (shop/web and shop/cart) and one is degraded`. */
function workloadClauses(rows: Report['workloads'], allSeen: boolean): Clause[] {
  const [first, ...more] = byState(rows);
  if (!first) return [];
  const { state, those } = first;
  const all = `${share(those.length, rows.length, 'workload', allSeen)} ${areFor(those.length)} ${state}`;
  const rest = more
    .filter((group) => group.state !== 'unknown')
    .map((group) => ` and ${spell(group.those.length)} ${areFor(group.those.length)} ${group.state}`);
  return [{ state, text: `${all} (${culprits(those)})${rest.join('')}` }];
}

/** `node lxa150h has not been heard for 6 minutes`. */
function nodeClauses(rows: Report['nodes'], allSeen: boolean): Clause[] {
  const [group] = byState(rows);
  const [first] = group?.those ?? [];
  if (!group || !first) return [];
  const { state, those } = group;
  if (those.length === 1) return [{ state, text: `node ${first.name} ${first.why}` }];
  const what = state === 'failing' ? 'not ready' : state;
  const all = share(those.length, rows.length, 'node', allSeen);
  return [{ state, text: `${all} are ${what} (${culprits(those)})` }];
}

function looseClauses(rows: readonly PodRow[], allSeen: boolean): Clause[] {
  const [group] = byState(rows);
  if (group?.state !== 'failing') return [];
  const { state, those } = group;
  const number = `${allSeen ? '' : 'at least '}${spell(those.length)}`;
  const noun = those.length === 1 ? 'pod' : 'pods';
  const text = `${number} ${noun} without a workload ${areFor(those.length)} failing (${culprits(those)})`;
  return [{ state, text }];
}

function byState<Row extends Judged>(rows: readonly Row[]): { state: State; those: Row[] }[] {
  return (['failing', 'degraded', 'unknown'] as const)
    .map((state) => ({ state, those: rows.filter((row) => row.state === state) }))
    .filter(({ those }) => those.length > 0);
}

/** One with the reason, two by name, of more the first two. */
function culprits(rows: readonly (Judged & { namespace?: string; name: string })[]): string {
  const names = rows.slice(0, 2).map(({ namespace, name }) => (namespace ? `${namespace}/${name}` : name));
  if (rows.length > 2) return `${join(names)} among them`;
  const [only] = rows;
  return rows.length === 1 && only?.why ? `${names[0]}: ${clip(only.why)}` : join(names);
}

/** Messages of the API can be long; the table has all of it. */
const clip = (text: string) => (text.length > 100 ? `${text.slice(0, 100).replace(/\s+\S*$/, '')} …` : text);

function unseenClause(unseen: LeadFacts['unseen']): string {
  const [first, second] = unseen;
  if (unseen.length > 2) {
    return `${spell(unseen.length)} kinds were not wholly seen (${pluralOf(first?.kind ?? '')} and ${pluralOf(second?.kind ?? '')} among them)`;
  }
  const partly = unseen.filter((coverage) => coverage.state === 'partial').length;
  const how = partly === 0 ? 'not seen' : partly === unseen.length ? 'seen only in part' : 'not wholly seen';
  return `${join(unseen.map(({ kind }) => pluralOf(kind)))} were ${how}`;
}

function quietClause(workloads: number, nodes: number): string {
  if (workloads === 0 && nodes === 0) return 'the cluster is empty: it has no nodes and no workloads';
  const parts = [
    ...(workloads > 0 ? [share(workloads, workloads, 'workload', true)] : []),
    ...(nodes > 0 ? [share(nodes, nodes, 'node', true)] : []),
  ];
  const verb = workloads + nodes === 1 ? 'is' : 'are';
  return `a quiet moment: ${join(parts)} ${verb} healthy`;
}
