/** The same symptom of many objects is one finding, with the objects inside. */
import { fingerprint } from '../events/fingerprint.ts';
import { clip, count, pluralOf } from '../english.ts';
import type { Finding, Judged } from '../report.ts';
import { compareText } from '../state.ts';
import type { Told } from './build-findings.ts';
import { compareSeverities } from './fold.ts';
import { findingKey } from './finding-key.ts';

/** More objects than this are one thing that happened, and not so many. */
const HANDFUL = 5;
const MOST_EVIDENCE = 10;
const MOST = 240;

/**
 * Findings of one rule and one cause as one, where they are more than a handful. The cause is what the rule says it
 * is (an image's registry, the scheduler's reason), else the message without names and figures. Of each folded finding
 * the members stay, so that histories follow every object by itself: {@link singleFindings}.
 * @param cluster name of the cluster
 */
export function foldSameCause(told: readonly Told[], cluster: string): Finding[] {
  const groups = Map.groupBy(told, ({ finding, found }) => {
    const cause = found.cause ?? fingerprint(finding.what, finding.object.name);
    return JSON.stringify([finding.rule, finding.severity === 'advice', finding.silence, cause]);
  });
  const placeOf = new Map<Told, string>();
  const folds = new Map<string, Told[]>();
  for (const group of groups.values()) {
    if (group.length <= HANDFUL) continue;
    const key = keyOf(toHead(group, cluster));
    // Two causes of a rule at the same place share its head: a rule tells of an object once.
    folds.set(key, [...(folds.get(key) ?? []), ...group]);
    for (const one of group) placeOf.set(one, key);
  }
  const done = new Set<string>();
  return told.flatMap((one): Finding[] => {
    const own = keyOf(one.finding);
    const key = placeOf.get(one) ?? (folds.has(own) ? own : undefined);
    if (key === undefined) return [one.finding];
    if (done.has(key)) return [];
    done.add(key);
    const members = told.filter((other) => (placeOf.get(other) ?? keyOf(other.finding)) === key);
    return [toFolded(members, cluster)];
  });
}

/** A rule tells of an object once. */
const keyOf = ({ rule, object }: Pick<Finding, 'rule' | 'object'>) => findingKey(rule, object);

/** Each object's own finding, as histories follow them. */
export const singleFindings = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((finding) => finding.members ?? [finding]);

/** Where all of it is: a namespace, or the cluster. */
function toHead(group: readonly Told[], cluster: string): Pick<Finding, 'rule' | 'object'> {
  const namespaces = new Set(group.map(({ finding: { object } }) => object.namespace));
  const [namespace] = namespaces;
  const rule = group[0]?.finding.rule ?? '';
  return namespaces.size === 1 && namespace !== undefined
    ? { rule, object: { kind: 'Namespace', name: namespace } }
    : { rule, object: { kind: 'Cluster', name: cluster } };
}

function toFolded(group: readonly Told[], cluster: string): Finding {
  const findings = group.map(({ finding }) => finding);
  const [first] = findings.toSorted(
    (a, b) => compareSeverities(a.severity, b.severity) || b.objects - a.objects,
  );
  if (!first) throw new Error('a group of findings is empty');
  const { command: _, ...rest } = first;
  const since = findings.every((one) => one.since !== undefined)
    ? findings.map((one) => one.since ?? '').sort(compareText)[0]
    : undefined;
  return {
    ...rest,
    ...toHead(group, cluster),
    what: clip(`${countKinds(findings)}: ${causeOf(group, first)}`, MOST),
    evidence: findings.slice(0, MOST_EVIDENCE).map(({ object, what }) => ({ object, text: what })),
    objects: findings.length,
    since,
    members: findings,
  };
}

/** What is the matter with all of them, in the words of one. */
const causeOf = (group: readonly Told[], first: Finding) =>
  group.find(({ finding }) => finding === first)?.found.causeText ?? first.what;

/** `186 Deployments`, `4 Deployments and 3 StatefulSets`. */
function countKinds(findings: readonly Finding[]): string {
  const kinds = [...Map.groupBy(findings, ({ object }) => object.kind)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, those]) => (those.length === 1 ? count(1, kind) : `${those.length} ${pluralOf(kind)}`));
  return kinds.length > 2 ? count(findings.length, 'object') : kinds.join(' and ');
}

/** A cause that holds for many rows, for the lead. */
export interface SharedCause {
  rows: ReadonlySet<Judged>;
  text: string;
}

/** Causes of trouble that many objects share. */
export function listSharedCauses(told: readonly Told[], folded: readonly Finding[]): SharedCause[] {
  return folded.flatMap((finding) => {
    if (!finding.members || finding.severity === 'advice') return [];
    const members = new Set(finding.members);
    const own = told.filter((one) => members.has(one.finding));
    const [first] = own;
    if (!first) return [];
    const helps = first.rule.helps ? `; ${first.rule.helps}` : '';
    return [
      { rows: new Set(own.flatMap(({ rows }) => rows)), text: `${causeOf(own, first.finding)}${helps}` },
    ];
  });
}
