/** What is wrong, in the words of the lead: a clause for each culprit, within a number of words. Pure. */
import { isCounted } from '../owners/owners.ts';
import { areFor, clip, formatCount, join, share, spell } from '../english.ts';
import type { StateInput } from '../findings/state-input.ts';
import type { Rule } from '../findings/rule.ts';
import { rules } from '../findings/rules.ts';
import { formatObject, namespacedName, objectKey } from '../object-ref.ts';
import type { NodeRow, ObjectRef, PodRow, Report, WorkloadRow } from '../report.ts';
import { unitOf } from '../workload-kinds.ts';
import { groupThreads, type Thread } from './threads.ts';

export interface TroubleFacts
  extends Pick<Report, 'workloads' | 'nodes' | 'findings' | 'seen'>, Pick<StateInput, 'quiet'> {
  /** Pods that no workload represents. */
  loose: readonly PodRow[];
}

export interface Clause {
  text: string;
  /** It begins with a name, which keeps its own letters. */
  isNamed?: boolean;
}

export const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length;

/** A clause with details, and without. */
interface ClausePair {
  long: Clause;
  short: Clause;
  /** Number of threads that it tells. */
  threads: number;
}

/** The worst first, with details if there is room; otherwise without, or at last fewer of them. */
export function tellTrouble(facts: TroubleFacts, room: number): Clause[] {
  const scene: Scene = {
    nameOf: nameShortly(facts),
    nodes: new Map(facts.nodes.map((row) => [row.name, row])),
    workloads: new Map(facts.workloads.map((row) => [objectKey(row), row])),
  };
  const told = groupByRule(groupThreads(facts.findings)).map((group) => tellGroup(group, scene));
  if (told.length === 0) return tellUnknown(facts);
  for (let shown = told.length; shown > 0; shown -= 1) {
    const rest = restOf(told.slice(shown));
    const clauses = told.slice(0, shown).map(({ short }) => short);
    const fits = () => countWords([...clauses, ...rest].map(({ text }) => text).join(' ')) <= room;
    if (shown > 1 && !fits()) continue;
    for (const [index, { long, short }] of told.slice(0, shown).entries()) {
      clauses[index] = long;
      if (!fits()) clauses[index] = short;
    }
    return [...clauses, ...rest];
  }
  return [];
}

function restOf(left: readonly ClausePair[]): Clause[] {
  const threads = left.reduce((sum, one) => sum + one.threads, 0);
  return threads === 0 ? [] : [{ text: `${spell(threads)} more ${threads === 1 ? 'trouble' : 'troubles'}` }];
}

type Words = Pick<Rule, 'says' | 'saysOfPods' | 'headline'>;

const byId: ReadonlyMap<string, Words> = new Map(rules.map((rule) => [rule.id, rule]));
const wordsOf = (rule: string): Words => byId.get(rule) ?? {};

/** Threads with the same words stand together, at the place of the first. */
const groupByRule = (threads: readonly Thread[]): Thread[][] => [
  ...Map.groupBy(threads, ({ state, object, findings: [{ rule, members }] }) => {
    const { says, headline } = wordsOf(rule);
    const isAlone = members !== undefined || headline === 'what' || (says ?? headline) === undefined;
    return JSON.stringify([rule, state, isAlone ? object : '']);
  }).values(),
];

interface Scene {
  nameOf: (object: ObjectRef) => string;
  nodes: ReadonlyMap<string, NodeRow>;
  workloads: ReadonlyMap<string, WorkloadRow>;
}

function tellGroup(group: readonly Thread[], scene: Scene): ClausePair {
  const [first] = group as [Thread];
  if (group.length === 1) return { ...tellOne(first, scene), threads: 1 };
  const clause = tellMany(group, scene);
  return { long: clause, short: clause, threads: group.length };
}

/** `payments-api is out of memory, 7 of 12 replicas ready`; in short, without the numbers. */
function tellOne(
  { object, findings: [first] }: Thread,
  { nameOf, nodes, workloads }: Scene,
): Omit<ClausePair, 'threads'> {
  const { rule, title, what, members } = first;
  const { says, headline, saysOfPods = says } = wordsOf(rule);
  const name = nameOf(object);
  const tell = (text: string, detail: string, close = '') => {
    const isNamed =
      headline === undefined && text.startsWith(`${name} `) && namespacedName(object).endsWith(name);
    return {
      short: { text: `${text}${close}`, isNamed },
      long: { text: `${text}${detail}${close}`, isNamed },
    };
  };
  if (members) return tell(tellMembers(object, what), '');
  if (headline === 'what') return tell(clip(what, 160), '');
  if (headline === 'object')
    return {
      short: { text: `${formatObject(object)} is in trouble`, isNamed: true },
      long: { text: `${formatObject(object)}: ${clip(what, 160)}`, isNamed: true },
    };
  if (headline) return tell(`${headline[0]} (${name}`, `: ${clip(what, 100)}`, ')');
  // A node says best itself what it has.
  const own =
    object.kind === 'Node' ? nodes.get(object.name)?.why?.replace(/^deleted /, 'was deleted ') : undefined;
  return tell(
    `${name} ${own ?? (object.kind === 'Pod' ? saysOfPods : says)?.[0] ?? `is in trouble: ${title}`}`,
    detailOf(workloads.get(objectKey(object)), what),
  );
}

/** Objects that are named. */
const NAMED = 2;

function tellMany(group: readonly Thread[], { nameOf }: Scene): Clause {
  const [{ object, findings }] = group as [Thread];
  const { says, headline, saysOfPods = says } = wordsOf(findings[0].rule);
  const arePods = group.every(({ object: { kind } }) => kind === 'Pod');
  const names = group.map((thread) =>
    headline === 'object' ? formatObject(thread.object) : nameOf(thread.object),
  );
  const named = names.slice(0, NAMED);
  if (typeof headline === 'object') {
    const among = names.length > NAMED ? ' among them' : '';
    return { text: `${spell(names.length)} ${headline[1]} (${join(named)}${among})` };
  }
  const more = names.length - NAMED;
  const listed = more > 1 ? [...named, `${spell(more)} more`] : names;
  return {
    text: `${join(listed)} ${(arePods ? saysOfPods : says)?.[1] ?? 'are in trouble'}`,
    isNamed: namespacedName(object).endsWith(names[0] ?? ''),
  };
}

/** Many with one cause: the cause is the subject. */
function tellMembers({ kind, name }: ObjectRef, what: string): string {
  const text = clip(what, 120);
  return kind === 'Cluster' || kind === 'Namespace' ? text : `${formatObject({ kind, name })}: ${text}`;
}

/** `, 7 of 12 replicas ready`; for what has no replicas, the reason. */
function detailOf(row: WorkloadRow | undefined, what: string): string {
  if (!row) return '';
  const { kind, desired, ready, runsToEnd } = row;
  if (desired !== undefined && ready !== undefined && !runsToEnd)
    return ready < desired ? `, ${ready} of ${formatCount(desired, unitOf(kind))} ready` : '';
  // `its last Job failed: BackoffLimitExceeded; 3 pods: exit 3`
  const [first = ''] = what.split('; ');
  // Source: apiserver/pkg/admission/plugin/resourcequota/controller.go `checkQuotas`: its numbers come last.
  const quota = /\bexceeded quota: [^,]+/.exec(first)?.[0];
  return ` (${clip(quota ?? first.split(': ').at(-1) ?? first, 60)})`;
}

/** Finds the shortest names that are unique in the cluster: `payments-api`, `node lxa150h`, `pod shop/tmp`. */
function nameShortly({ workloads, findings }: TroubleFacts): (object: ObjectRef) => string {
  const objects = new Map(
    [...workloads, ...findings.map(({ object }) => object)].map((one) => [objectKey(one), one]),
  );
  const counts = new Map<string, number>();
  for (const { name } of objects.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (object) => {
    if (object.kind === 'Node') return `node ${object.name}`;
    const name = counts.get(object.name) === 1 ? object.name : namespacedName(object);
    return object.kind === 'Pod' ? `pod ${name}` : name;
  };
}

/** No finding tells of what cannot be judged. */
function tellUnknown({ workloads, nodes, loose, seen, quiet }: TroubleFacts): Clause[] {
  const isUnknown = (row: WorkloadRow | NodeRow | PodRow) => row.state === 'unknown' && !quiet.has(row);
  const counted = workloads.filter(isCounted);
  const [clause] = [
    { rows: counted.filter(isUnknown), of: counted.length, noun: 'workload', seen: seen.workloads },
    { rows: nodes.filter(isUnknown), of: nodes.length, noun: 'node', seen: seen.nodes },
    { rows: loose.filter(isUnknown), noun: 'pod', seen: seen.pods },
  ].filter(({ rows }) => rows.length > 0);
  if (!clause) return [];
  const { rows, of, noun, seen: allSeen } = clause;
  // Most pods have a workload: their whole number says nothing here.
  const some = of === undefined ? formatCount(rows.length, noun) : share(rows.length, of, noun, allSeen);
  const names = rows.slice(0, NAMED).map(namespacedName);
  const [first] = rows;
  const why =
    rows.length === 1
      ? `${names[0]}${first?.why ? `: ${clip(first.why, 100)}` : ''}`
      : `${join(names)}${rows.length > NAMED ? ' among them' : ''}`;
  return [{ text: `${some} ${areFor(rows.length)} unknown (${why})` }];
}
