import { areFor, clip, join, pluralOf, share, spell, toSentence } from './english.ts';
import type { Clause, News } from './findings/news.ts';
import type { SharedCause } from './findings/same-cause.ts';
import { namespacedName } from './object-ref.ts';
import type { Judged, PodRow, Report, State } from './report.ts';
import { compareStates } from './state.ts';

/** What the lead is written from; rows trouble first. */
export interface LeadFacts
  extends Pick<Report, 'workloads' | 'nodes' | 'unseen' | 'seen'>, Pick<News, 'quiet' | 'clauses'> {
  /** Pods that no workload speaks for. */
  loose: readonly PodRow[];
  /** What many rows are in trouble by. */
  sharedCauses?: readonly SharedCause[];
}

/** One sentence that says how the cluster does, the worst first; it names two culprits of a sort at most. */
export function writeLead(facts: LeadFacts): string {
  const { workloads, nodes, loose, unseen, seen, quiet } = facts;
  const clauses: Clause[] = [
    ...facts.clauses.filter(({ isCause }) => isCause),
    ...workloadClauses(workloads, seen.workloads, quiet, facts.sharedCauses),
    ...nodeClauses(nodes, seen.nodes, quiet),
    ...looseClauses(loose, seen.pods, quiet),
    ...facts.clauses.filter(({ isCause }) => !isCause),
  ];
  const trouble = toHeadlines(clauses.sort((a, b) => compareStates(a.state, b.state)));
  if (unseen.length === 0) return toSentence(trouble.length > 0 ? trouble : [quietClause(facts)]);
  const hidden = unseenClause(unseen);
  if (trouble.length > 0) return toSentence([...trouble, hidden]);
  const judged = workloads.length + nodes.length + loose.length > 0 || (seen.workloads && seen.nodes);
  return toSentence([
    judged
      ? `nothing ${quiet.size > 0 ? 'but what is silenced ' : ''}is wrong with what was seen, but ${hidden}`
      : `nobody can tell how the cluster does: ${hidden}`,
  ]);
}

/** What one sentence can tell; the findings have the rest. */
const MOST_CLAUSES = 3;

function toHeadlines(clauses: readonly Clause[]): string[] {
  const texts = clauses.map(({ text }) => text);
  const more = texts.length - MOST_CLAUSES;
  // "One more trouble" is no shorter than most troubles.
  if (more < 2) return texts;
  return [...texts.slice(0, MOST_CLAUSES), `${spell(more)} more troubles`];
}

/** `two of 31 workloads are failing (shop/web and shop/cart) and one is degraded`. */
function workloadClauses(
  rows: Report['workloads'],
  allSeen: boolean,
  quiet: News['quiet'],
  causes: readonly SharedCause[] = [],
): Clause[] {
  const [first, ...more] = byState(rows, quiet);
  if (!first) return [];
  const { state, those } = first;
  const all = `${share(those.length, rows.length, 'workload', allSeen)} ${areFor(those.length)} ${state}`;
  const rest = more
    .filter((group) => group.state !== 'unknown')
    .map((group) => ` and ${spell(group.those.length)} ${areFor(group.those.length)} ${group.state}`);
  // Where most have one cause, that says more than two names.
  const shared = causes.find((cause) => those.filter((row) => cause.rows.has(row)).length * 2 > those.length);
  const why = shared ? clip(shared.text, 160) : culprits(those);
  return [{ state, text: `${all} (${why})${rest.join('')}` }];
}

/** `node lxa150h has not been heard for 6 minutes`. */
function nodeClauses(rows: Report['nodes'], allSeen: boolean, quiet: News['quiet']): Clause[] {
  const [group] = byState(rows, quiet);
  const [first] = group?.those ?? [];
  if (!group || !first) return [];
  const { state, those } = group;
  if (those.length === 1) return [{ state, text: `node ${first.name} ${first.why}` }];
  const what = state === 'failing' ? 'not ready' : state;
  const all = share(those.length, rows.length, 'node', allSeen);
  return [{ state, text: `${all} are ${what} (${culprits(those)})` }];
}

function looseClauses(rows: readonly PodRow[], allSeen: boolean, quiet: News['quiet']): Clause[] {
  const [group] = byState(rows, quiet);
  if (group?.state !== 'failing') return [];
  const { state, those } = group;
  const number = `${allSeen ? '' : 'at least '}${spell(those.length)}`;
  const noun = those.length === 1 ? 'pod' : 'pods';
  const text = `${number} ${noun} without a workload ${areFor(those.length)} failing (${culprits(those)})`;
  return [{ state, text }];
}

function byState<Row extends Judged>(
  rows: readonly Row[],
  quiet: News['quiet'],
): { state: State; those: Row[] }[] {
  return (['failing', 'degraded', 'unknown'] as const)
    .map((state) => ({ state, those: rows.filter((row) => row.state === state && !quiet.has(row)) }))
    .filter(({ those }) => those.length > 0);
}

/** One with the reason, two by name, of more the first two. */
function culprits(rows: readonly (Judged & { namespace?: string; name: string })[]): string {
  const names = rows.slice(0, 2).map(namespacedName);
  if (rows.length > 2) return `${join(names)} among them`;
  const [only] = rows;
  // Messages of the API can be long; the table has all of it.
  return rows.length === 1 && only?.why ? `${names[0]}: ${clip(only.why, 100)}` : join(names);
}

function unseenClause(unseen: LeadFacts['unseen']): string {
  const [first, second] = unseen;
  if (unseen.length > 2) {
    return `${spell(unseen.length)} kinds were not wholly seen (${pluralOf(first?.kind ?? '')} and ${pluralOf(second?.kind ?? '')} among them)`;
  }
  const partly = unseen.filter((coverage) => coverage.state === 'partial').length;
  const how = partly === 0 ? 'not seen' : partly === unseen.length ? 'seen only in part' : 'not wholly seen';
  return `${join(unseen.map(({ kind }) => pluralOf(kind)))} were ${how}`;
}

function quietClause({ workloads, nodes, loose, quiet }: LeadFacts): string {
  const heard = [
    { noun: 'workload', rows: workloads },
    { noun: 'node', rows: nodes },
  ].map(({ noun, rows }) => ({ noun, all: rows.length, well: rows.filter((row) => !quiet.has(row)).length }));
  const well = heard.reduce((sum, one) => sum + one.well, 0);
  if (well > 0) {
    const parts = heard.flatMap((one) => (one.well > 0 ? [share(one.well, one.all, one.noun, true)] : []));
    const others = quiet.size === 1 ? 'another' : `${spell(quiet.size)} others`;
    const silenced = quiet.size > 0 ? `; what is wrong with ${others} is silenced` : '';
    return `a quiet moment: ${join(parts)} ${areFor(well)} healthy${silenced}`;
  }
  if (quiet.size === 0) return 'the cluster is empty: it has no nodes and no workloads';
  const named = [...workloads, ...nodes, ...loose].filter((row) => quiet.has(row));
  return `a quiet moment: what is wrong is silenced (${join(named.slice(0, 2).map(({ name }) => name))}${named.length > 2 ? ' among it' : ''})`;
}
