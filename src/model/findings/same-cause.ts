/** One cause, one finding: the same symptom of many objects, and consequences of an object that messages name. */
import { fingerprint, withoutOwnNames } from '../events/fingerprint.ts';
import { areFor, clip, formatCount, pluralOf, tellOfMany } from '../english.ts';
import { helpFor, indexDeadHosts } from '../harm/causes.ts';
import { objectKey, toObjectRef } from '../object-ref.ts';
import type { Finding, Judged, ObjectRef, ServiceRow } from '../report.ts';
import { compareText } from '../state.ts';
import type { Told } from './build-findings.ts';
import { compareSeverities } from './fold-consequences.ts';
import { findingKey } from './finding-key.ts';
import { LONGEST_CLAUSE } from './rule.ts';

/** More objects than this share one event, and are not separate events. */
const HANDFUL = 5;
const MOST_EVIDENCE = 10;
/** Findings with one cause, told as one. */
interface Group {
  told: Told[];
  head: ObjectRef;
  /** The object that their messages name, if any. */
  named?: ObjectRef;
  /** The finding about the cause itself, if there is one. */
  cause?: Told;
}

export interface SameCause {
  findings: Finding[];
  /** Pairs of an object in trouble and its cause. */
  because: [ObjectRef, ObjectRef][];
}

/**
 * Joins findings with one cause into one:
 * - at least two whose messages name the same Secret, ConfigMap or quota, or the same image: about that object;
 * - more than a handful of one rule and one cause: about their namespace or the cluster. The cause is an image's
 *   registry, the scheduler's reason, or the message without names and numbers;
 * - a Service without endpoints, or its workload, with findings whose messages name it as a host.
 *
 * Each joined finding keeps its members, so that histories follow every object: {@link singleFindings}.
 * @param cluster name of the cluster
 */
export function foldSameCause(
  told: readonly Told[],
  { cluster, services }: { cluster: string; services: readonly ServiceRow[] },
): SameCause {
  const places = groupTold(told, cluster);
  for (const [cause, followers] of findFollowers(told, services, places)) {
    const group = places.get(cause) ?? { told: [cause], head: cause.finding.object, cause };
    group.told.push(...followers);
    for (const one of [cause, ...followers]) places.set(one, group);
  }
  const done = new Set<Group>();
  const findings = told.flatMap((one): Finding[] => {
    const group = places.get(one);
    if (!group) return [one.finding];
    if (done.has(group)) return [];
    done.add(group);
    return [toFolded(group)];
  });
  return {
    findings,
    because: told.flatMap((one) => listBecause(one, places.get(one))),
  };
}

/** Groups by the objects or words that messages have in common. A finding about the place of a group joins it. */
function groupTold(told: readonly Told[], cluster: string): Map<Told, Group> {
  const places = new Map<Told, Group>();
  const groups = new Map<string, Group>();
  for (const { keyOf, most } of WAYS) {
    const rest = told.filter((one) => !places.has(one));
    for (const own of groupByKey(rest, keyOf)) {
      if (own.length <= most) continue;
      const group = toGroup(own, most === 1 ? own[0]?.found.causeObject : undefined, cluster);
      const key = findingKey(group.told[0]?.finding.rule ?? '', group.head);
      const known = groups.get(key);
      // Two causes of a rule at one place share their finding: a rule has one finding for an object.
      if (known) known.told.push(...group.told);
      else groups.set(key, group);
      for (const one of group.told) places.set(one, known ?? group);
    }
  }
  for (const one of told) {
    const group = places.has(one) ? undefined : groups.get(findingKey(one.finding.rule, one.finding.object));
    if (!group) continue;
    group.told.push(one);
    places.set(one, group);
  }
  return places;
}

/** Only findings that are alike in severity and silence stand together. */
function groupByKey(told: readonly Told[], keyOf: (typeof WAYS)[number]['keyOf']): Told[][] {
  const keyed = told.flatMap((one) => {
    const key = keyOf(one);
    return key === undefined ? [] : [{ one, key: JSON.stringify([key, isAdvice(one), one.finding.silence]) }];
  });
  return [...Map.groupBy(keyed, ({ key }) => key).values()].map((group) => group.map(({ one }) => one));
}

/** @param named the object that all messages name, if any; its own finding stands first */
function toGroup(own: Told[], named: ObjectRef | undefined, cluster: string): Group {
  const cause = named && own.find(({ finding: { object } }) => objectKey(object) === objectKey(named));
  return {
    told: cause ? [cause, ...own.filter((one) => one !== cause)] : own,
    head: named ? toObjectRef(named) : commonPlaceOf(own, cluster),
    ...(named && { named }),
    ...(cause && { cause }),
  };
}

/** Each object's own finding, for histories. */
export const singleFindings = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((finding) => finding.members ?? [finding]);

/** The ways to find a common cause, in this order, each for the rest; and how many findings stay separate. */
const WAYS: readonly { keyOf: (one: Told) => string | undefined; most: number }[] = [
  // An object that messages name exists once, or is missing once.
  { most: 1, keyOf: ({ found: { causeObject } }) => named(causeObject, (kind) => kind !== 'Image') },
  {
    most: HANDFUL,
    keyOf: ({ finding: { rule, what, object }, found: { cause } }) =>
      `${rule} ${cause ?? fingerprint(what, object.name)}`,
  },
  // Images come last: many of them share a registry.
  { most: 1, keyOf: ({ found: { causeObject } }) => named(causeObject, (kind) => kind === 'Image') },
];

const named = (object: ObjectRef | undefined, isMeant: (kind: string) => boolean): string | undefined =>
  object && isMeant(object.kind) ? objectKey(object) : undefined;

const isAdvice = ({ finding }: Told): boolean => finding.severity === 'advice';

/** The place of all of them: a namespace, or the cluster. */
function commonPlaceOf(group: readonly Told[], cluster: string): ObjectRef {
  const namespaces = new Set(group.map(({ finding: { object } }) => object.namespace));
  const [namespace] = namespaces;
  return namespaces.size === 1 && namespace !== undefined
    ? { kind: 'Namespace', name: namespace }
    : { kind: 'Cluster', name: cluster };
}

/**
 * Findings that name a dead Service as a host, by the finding about that Service. Excluded: a workload that names its
 * own Service, and pairs that name each other.
 */
function findFollowers(
  told: readonly Told[],
  services: readonly ServiceRow[],
  places: ReadonlyMap<Told, Group>,
): Map<Told, Told[]> {
  const hostOf = indexDeadHosts(services);
  const tellers = new Map<Judged, Told>();
  const trouble = told.filter(({ finding }) => finding.severity !== 'advice');
  for (const one of trouble) for (const row of one.rows) if (!tellers.has(row)) tellers.set(row, one);
  const causeOf = new Map<Told, Told>();
  for (const one of trouble) {
    const { object, what, evidence } = one.finding;
    if (places.has(one) || object.kind === 'Service' || object.namespace === undefined) continue;
    const row = [what, ...evidence.map(({ text }) => text)]
      .map((text) => hostOf(text, object.namespace))
      .find((found) => found !== undefined);
    const cause = row && tellers.get(row);
    if (cause && cause !== one) causeOf.set(one, cause);
  }
  const followers = new Map<Told, Told[]>();
  for (const one of causeOf.keys()) {
    const root = rootOf(one, causeOf);
    if (root && root !== one) followers.set(root, [...(followers.get(root) ?? []), one]);
  }
  return followers;
}

/** The first of a chain of causes; undefined for a circle. */
function rootOf(one: Told, causeOf: ReadonlyMap<Told, Told>): Told | undefined {
  const seen = new Set<Told>();
  let root: Told | undefined = one;
  for (let next = causeOf.get(one); next; next = causeOf.get(next)) {
    if (seen.has(next)) return undefined;
    seen.add(next);
    root = next;
  }
  return root;
}

function toFolded({ told, head, named, cause }: Group): Finding {
  const findings = told.map(({ finding }) => finding);
  const [first] = findings.toSorted(
    (a, b) => compareSeverities(a.severity, b.severity) || b.objects - a.objects,
  );
  if (!first) throw new Error('a group of findings is empty');
  const entrances = [...new Set(findings.flatMap((finding) => finding.entrances ?? []))];
  const weights = findings.flatMap(({ weight }) => weight ?? []);
  const common = {
    ...(weights.length > 0 && { weight: Math.max(...weights) }),
    ...(entrances.length > 0 && { entrances }),
    members: findings,
  };
  if (cause) return { ...followed(cause.finding, findings.slice(1)), ...common };
  const { command: _, ...rest } = first;
  const since = findings.every((one) => one.since !== undefined)
    ? findings.map((one) => one.since ?? '').sort(compareText)[0]
    : undefined;
  const subject = countKinds(findings);
  const shared = named ? firstClause(causeText(told, first)) : sharedText(told);
  const what =
    shared === undefined && hasOtherNames(told)
      ? `${subject}, one of them: ${causeText(told, first)}`
      : tellOfMany(subject, shared ?? causeText(told, first));
  return {
    ...rest,
    // Members may come from several rules: the finding has the first rule.
    rule: told[0]?.finding.rule ?? first.rule,
    title: told[0]?.finding.title ?? first.title,
    object: head,
    what: [clip(what, LONGEST_CLAUSE), ...helpOf(told, named)].join('; '),
    evidence: findings.slice(0, MOST_EVIDENCE).map(({ object, what }) => ({ object, text: what })),
    objects: findings.length,
    since,
    ...common,
  };
}

/** The finding of a cause, with its consequences. */
function followed(finding: Finding, followers: readonly Finding[]): Finding {
  const evidence = followers.map(({ object, what }) => ({ object, text: what }));
  return {
    ...finding,
    what: `${finding.what}; ${countKinds(followers)} ${areFor(followers.length)} in trouble by it`,
    evidence: [...evidence, ...finding.evidence].slice(0, MOST_EVIDENCE),
    objects: finding.objects + followers.length,
    severity: followers.some(({ severity }) => severity === 'failing') ? 'failing' : finding.severity,
  };
}

/** The trouble of one, without the details that a finding of many leaves out. */
const textOf = ({ finding, found }: Told) => found.causeText ?? finding.what;

/** Their common trouble, in the words of one finding. A duration is told if it is the same for all. */
function causeText(told: readonly Told[], first: Finding): string {
  const text = told.filter(({ finding }) => finding === first).map(textOf)[0] ?? first.what;
  const lasted = new Set(told.map((one) => LASTED.exec(textOf(one))?.[0]));
  return lasted.size > 1 ? text.replace(LASTED, '') : text;
}

/** As `spellDuration` writes it. */
const LASTED = / for \d+ (?:second|minute|hour|day)s?\b/;

/** Whether their messages name different objects: then one message does not speak for all of them. */
const hasOtherNames = (told: readonly Told[]): boolean =>
  new Set(told.map((one) => withoutOwnNames(textOf(one), one.finding.object.name))).size > 1;

/** The wider cause, with what all messages say of it. */
function sharedText(told: readonly Told[]): string | undefined {
  const [first, ...others] = told.map(({ found }) => found.shared);
  if (!first || others.some((other) => other?.text !== first.text)) return undefined;
  const isSaidByAll = first.why !== undefined && others.every((other) => other?.why === first.why);
  return isSaidByAll ? `${first.text}: ${first.why}` : first.text;
}

/** The part of a message that is about the cause; the rest is about its object. */
const firstClause = (text: string) => text.split('; ')[0] ?? text;

const helpOf = (told: readonly Told[], named: ObjectRef | undefined): string[] => {
  const help = (named && helpFor(named)) ?? told[0]?.rule.helps;
  return help && told[0]?.finding.severity !== 'advice' ? [help] : [];
};

/** `186 Deployments`, `4 Deployments and 3 StatefulSets`. */
function countKinds(findings: readonly Finding[]): string {
  const kinds = [...Map.groupBy(findings, ({ object }) => object.kind)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, those]) =>
      those.length === 1 ? formatCount(1, kind) : `${those.length} ${pluralOf(kind)}`,
    );
  return kinds.length > 2 ? formatCount(findings.length, 'object') : kinds.join(' and ');
}

/** Pairs of consequence and cause; none for an object with its own finding. */
function listBecause(one: Told, group: Group | undefined): [ObjectRef, ObjectRef][] {
  const { finding, found, victims } = one;
  const own =
    found.causeObject ?? (group?.cause && group.cause !== one ? group.cause.finding.object : undefined);
  const root = toObjectRef(own ?? finding.object);
  return [
    ...(own ? [[finding.object, root] as [ObjectRef, ObjectRef]] : []),
    ...victims.map((object): [ObjectRef, ObjectRef] => [object, root]),
  ];
}
