import { areFor, clip, join, pluralOf, share, spell, toSentence } from '../english.ts';
import type { Clause, News } from '../findings/news.ts';
import type { SharedCause } from '../findings/same-cause.ts';
import { namespacedName } from '../object-ref.ts';
import type { Weighed } from '../harm/weigh-harm.ts';
import type { Judged, PodRow, Report, State, WorkloadRow } from '../report.ts';
import { compareStates } from '../state.ts';

/** The facts of the lead; rows in the order of their harm. */
export interface LeadFacts
  extends
    Pick<Report, 'workloads' | 'nodes' | 'entrances' | 'unseen' | 'seen'>,
    Pick<News, 'quiet' | 'clauses'>,
    Pick<Weighed, 'weightOf'> {
  /** Pods that no workload represents. */
  loose: readonly PodRow[];
  /** Causes that many rows in trouble share. */
  sharedCauses?: readonly SharedCause[];
}

/**
 * One sentence about the cluster: what does most harm first, and which entrances suffer. It names at most two objects
 * of a kind.
 */
export function writeLead(facts: LeadFacts): string {
  const { loose, nodes, workloads, unseen, seen, quiet } = facts;
  const clauses: Clause[] = [
    ...facts.clauses.filter(({ isCause }) => isCause),
    ...workloadClauses(facts),
    ...nodeClauses(facts),
    ...looseClauses(facts),
    ...facts.clauses.filter(({ isCause }) => !isCause),
  ];
  const trouble = toHeadlines(clauses.sort((a, b) => b.weight - a.weight || compareStates(a.state, b.state)));
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

/** Culprits of one sort that are named. */
const NAMED = 2;
/** As much as one sentence can hold; the findings have the rest. */
const MOST_CLAUSES = 3;

function toHeadlines(clauses: readonly Clause[]): string[] {
  const texts = clauses.map(({ text }) => text);
  const more = texts.length - MOST_CLAUSES;
  // "One more trouble" is no shorter than most troubles.
  if (more < 2) return texts;
  return [...texts.slice(0, MOST_CLAUSES), `${spell(more)} more troubles`];
}

/** `two of 31 workloads are failing (shop/web and shop/cart), behind shop.example, and one is degraded`. */
function workloadClauses({ workloads, seen, quiet, sharedCauses = [], ...facts }: LeadFacts): Clause[] {
  const [first, ...more] = byState(workloads, quiet);
  if (!first) return [];
  const { state, those } = first;
  const all = `${share(those.length, workloads.length, 'workload', seen.workloads)} ${areFor(those.length)} ${state}`;
  const rest = more
    .filter((group) => group.state !== 'unknown')
    .map((group) => ` and ${spell(group.those.length)} ${areFor(group.those.length)} ${group.state}`);
  // A cause that most of them share says more than two names.
  const shared = sharedCauses.find(
    (cause) => those.length > 1 && those.filter((row) => cause.rows.has(row)).length * 2 > those.length,
  );
  const why = shared ? clip(shared.text, 160) : culprits(those);
  const behind = describeEntrances(shared ? those : those.slice(0, NAMED), facts);
  const text = `${all} (${why})${behind}${rest.length > 0 && behind ? ',' : ''}${rest.join('')}`;
  return [{ state, weight: weightOf(those, facts), text }];
}

/** The weight of several rows in trouble is that of the worst. */
const weightOf = (rows: readonly Judged[], facts: Pick<LeadFacts, 'weightOf'>) =>
  Math.max(0, ...rows.map(facts.weightOf));

/** `, behind payments.bank.example, where 7 of 14 answer`. */
function describeEntrances(
  rows: readonly WorkloadRow[],
  { entrances }: Pick<LeadFacts, 'entrances'>,
): string {
  const names = new Set(rows.flatMap(({ serves }) => serves?.entrances ?? []));
  const hurt = entrances.filter(
    ({ name, state }) => names.has(name) && (state === 'failing' || state === 'degraded'),
  );
  const [first, ...more] = hurt;
  if (!first) return '';
  const { name, ready = 0, wanted = 0 } = first;
  const [only, another] = rows;
  // The lead already has this number if there is only one workload.
  const isTold = !another && only?.ready === ready && only.desired === wanted && ready > 0;
  const answers =
    ready === 0 ? ', where nothing answers' : isTold ? '' : `, where ${ready} of ${wanted} answer`;
  const others =
    more.length === 0 ? '' : ` and ${spell(more.length)} ${more.length === 1 ? 'other' : 'others'}`;
  return `, behind ${name}${others}${answers}`;
}

/** `node lxa150h has not been heard for 6 minutes`. */
function nodeClauses({ nodes, seen, quiet, ...facts }: LeadFacts): Clause[] {
  const [group] = byState(nodes, quiet);
  const [first] = group?.those ?? [];
  if (!group || !first) return [];
  const { state, those } = group;
  const weight = weightOf(those, facts);
  if (those.length === 1) return [{ state, weight, text: `node ${first.name} ${first.why}` }];
  const what = state === 'failing' ? 'not ready' : state;
  const all = share(those.length, nodes.length, 'node', seen.nodes);
  return [{ state, weight, text: `${all} are ${what} (${culprits(those)})` }];
}

function looseClauses({ loose, seen, quiet, ...facts }: LeadFacts): Clause[] {
  const [group] = byState(loose, quiet);
  if (!group || group.state === 'unknown') return [];
  const { state, those } = group;
  const number = `${seen.pods ? '' : 'at least '}${spell(those.length)}`;
  const noun = those.length === 1 ? 'pod' : 'pods';
  const text = `${number} ${noun} without a workload ${areFor(those.length)} ${state} (${culprits(those)})`;
  return [{ state, weight: weightOf(those, facts), text }];
}

/** In the order of the rows: the state of the first row comes first. */
function byState<Row extends Judged>(
  rows: readonly Row[],
  quiet: News['quiet'],
): { state: State; those: Row[] }[] {
  const loud = rows.filter((row) => row.state !== 'healthy' && !quiet.has(row));
  return [...Map.groupBy(loud, ({ state }) => state)].map(([state, those]) => ({ state, those }));
}

/** One object with its reason, two by name; of more, the first two. */
function culprits(rows: readonly (Judged & { namespace?: string; name: string })[]): string {
  const names = rows.slice(0, NAMED).map(namespacedName);
  if (rows.length > NAMED) return `${join(names)} among them`;
  const [only] = rows;
  // Messages of the API can be long; the table has the full text.
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
