/** Incidents in words: what, since when, how bad for whom, how it came, whether it is over. Pure. */
import { isLoud } from '../history/day/finding-day.ts';
import { precedes } from '../history/likely-cause.ts';
import { clip, formatCount, join } from '../model/english.ts';
import { rules } from '../model/findings/rules.ts';
import { formatObject, objectKey, parseObject } from '../model/object-ref.ts';
import { unitOf } from '../model/workload-kinds.ts';
import { countWorkloads, formatLasted, howLong, isOneSnapshot, nameRollout } from '../words/history.ts';
import { workloadFile } from '../site/history/workload-files.ts';
import { overlaps, type TimeStretch } from '../history/overlaps.ts';
import { reviewFile } from '../site/records/review-record.ts';
import type { Item, Section } from './digest.ts';
import { findingFragment, showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { Incident, IncidentStretch } from './incidents.ts';
import type { LocalTimes } from './local-times.ts';
import { describeBegin } from './rollout-news.ts';

/** Those of the day, then the worst from before it, in short: the line of old trouble has the others. */
export function describeIncidents(
  incidents: readonly Incident[],
  facts: ClusterFacts,
  times: LocalTimes,
): Section {
  const { fresh, old } = splitIncidents(incidents, facts);
  return {
    ...{ id: 'incidents', title: 'Incidents', more: 0 },
    items: [
      ...foldAlike(fresh, facts).map(({ head, alike }) => describeIncident(head, facts, times, alike)),
      ...old.slice(0, MOST_OLD).map((incident) => inShort(describeIncident(incident, facts, times))),
    ],
  };
}

/** So many incidents of one kind and time are told as one: mostly they have one cause. */
const ALIKE = 3;

/** Incidents of the same times, with the same worst finding, stand with the one that did the most harm. */
function foldAlike(
  incidents: readonly Incident[],
  facts: ClusterFacts,
): { head: Incident; alike: readonly Incident[] }[] {
  const kindOf = ({ workload, worst, end, stretches, followers }: Incident) => {
    const [worstFinding] = loudFindingsOf({ workload, stretches }, facts);
    return worstFinding && followers.length === 0
      ? JSON.stringify([worst, end, worstFinding.rule, ...stretches.map(({ from, to }) => [from, to])])
      : undefined;
  };
  const groups = Map.groupBy(incidents, kindOf);
  return incidents.flatMap((incident) => {
    const kind = kindOf(incident);
    const own = kind === undefined ? [] : (groups.get(kind) ?? []);
    if (own.length < ALIKE) return [{ head: incident, alike: [] }];
    return own[0] === incident ? [{ head: incident, alike: own.slice(1) }] : [];
  });
}

/** Number of incidents from before the day that are named: the team knows them. */
const MOST_OLD = 2;

const inShort = ({ detail: _, links: __, ...item }: Item): Item => item;

/** Incidents from before the day that its line of old trouble tells. */
export const listFurtherOld = (incidents: readonly Incident[], facts: ClusterFacts): Incident[] =>
  splitIncidents(incidents, facts).old.slice(MOST_OLD);

function splitIncidents(incidents: readonly Incident[], facts: ClusterFacts) {
  const old = incidents.filter((incident) => isOld(incident, facts));
  return { fresh: incidents.filter((incident) => !old.includes(incident)), old };
}

/** It began before the day, and has not changed since. */
const isOld = ({ stretches, end }: Incident, { window }: ClusterFacts) =>
  end === 'goes on' &&
  stretches.length === 1 &&
  (stretches[0]!.since < window.from || stretches[0]!.atLeast === true);

const END = {
  'goes on': 'not over',
  over: 'over',
  gone: 'until it was deleted',
  unseen: 'since then not seen',
};

/** The mark tells how bad it was; the words tell whether it is over. */
function describeIncident(
  incident: Incident,
  facts: ClusterFacts,
  times: LocalTimes,
  alike: readonly Incident[] = [],
): Item {
  const { workload, worst, stretches, lasted, end } = incident;
  const spans = stretches.slice(0, 3).map((stretch) => spanOf(stretch, facts, times));
  const more = stretches.length > 3 ? ` and ${stretches.length - 3} more times` : '';
  const sum = stretches.length > 1 && !isOneSnapshot(lasted) ? `, ${formatLasted(lasted)} in all` : '';
  const was = worst === 'failing' ? 'failed' : 'was degraded';
  const finding = findingsOf(workload, facts).find(({ severity }) => severity !== 'advice');
  // The edition must have the finding: it may have been met only later.
  const begin = stretches[0]!.from;
  const shownAt = Math.max(begin, finding?.met.find(({ to }) => to > begin)?.from ?? begin);
  const detail = [
    ...describeCauses(incident, facts),
    ...(alike.length > 0
      ? [`The same, at the same time: ${join(nameSome(alike.map(({ workload }) => workload.name)))}.`]
      : []),
    ...describeImpact(incident, facts),
    ...describeRolloutBefore(incident, times),
    ...describeCause(incident),
    ...describeFollowers(incident.followers),
    ...(end === 'goes on' ? tellAdvice(incident, facts) : []),
  ].join(' ');
  return {
    mark: worst,
    name: formatObject(workload),
    text:
      stretches.length === 1 && end === 'goes on'
        ? `${worst} ${join(spans)}.`
        : `${was} ${join(spans)}${more}${sum}: ${END[end]}.`,
    ...(detail !== '' && { detail }),
    link: showing(facts, shownAt, 'findings', finding && findingFragment(finding)),
    links: listLinks(incident, facts),
  };
}

/** `payments-api was degraded for 2 h, at worst 7 of 12 ready, behind pay.example, after its rollout 2.14 → 2.15`. */
export function tellCulprit(incident: Incident, facts: ClusterFacts): string {
  const { workload, worst, stretches, lasted, end } = incident;
  const least = findWorst(incident, facts);
  const [entrance, ...others] = new Set(stretches.flatMap((stretch) => stretch.entrances ?? []));
  const rollout = findRolloutBefore(incident);
  const was = worst === 'failing' ? 'failed' : 'was degraded';
  return [
    end === 'goes on' ? `${workload.name} is ${worst}` : `${workload.name} ${was} ${howLong(lasted)}`,
    ...(least && least.ready < least.desired ? [`at worst ${least.ready} of ${least.desired} ready`] : []),
    ...(entrance === undefined
      ? []
      : [`behind ${entrance}${others.length > 0 ? ` and ${others.length} more` : ''}`]),
    ...(rollout ? [`after its rollout ${nameRollout(rollout)}`] : []),
  ].join(', ');
}

/** Tells if it began on an earlier day. */
function spanOf(stretch: IncidentStretch, { window }: ClusterFacts, { span }: LocalTimes): string {
  const goesOn = stretch.to >= window.to;
  return span({ ...stretch, from: stretch.since, goesOn, atLeast: stretch.atLeast === true });
}

const findingsOf = (workload: Incident['workload'], { slice }: ClusterFacts) =>
  slice.findings.filter((finding) => objectKey(finding) === objectKey(workload));

/** Its findings that were trouble meanwhile, the most harm first. */
function loudFindingsOf(
  { workload, stretches }: Pick<Incident, 'workload' | 'stretches'>,
  facts: ClusterFacts,
): ReturnType<typeof findingsOf> {
  const isMeanwhile = (met: TimeStretch) => stretches.some((stretch) => overlaps(met, stretch));
  return findingsOf(workload, facts)
    .filter(
      ({ severity, met }) => severity !== 'advice' && met.some((one) => isLoud(one) && isMeanwhile(one)),
    )
    .sort((a, b) => (b.harm ?? 0) - (a.harm ?? 0));
}

/** What the rules said about it meanwhile; else what its state said. */
function describeCauses(incident: Incident, facts: ClusterFacts): string[] {
  const { stretches } = incident;
  const titles = loudFindingsOf(incident, facts)
    // The first says why; of the second, its title is enough.
    .map(({ title, what }, index) => (index === 0 ? `${title}: ${clip(what, 110)}` : title));
  const why = stretches.find((stretch) => stretch.why)?.why;
  const told = titles.length > 0 ? titles.slice(0, 2).join('; ') : why && clip(why, 160);
  return told === undefined ? [] : [/[.…]$/.test(told) ? told : `${told}.`];
}

/** What to do about what goes on, in the words of the rule that tells of the most harm. */
function tellAdvice({ workload }: Incident, facts: ClusterFacts): string[] {
  const open = findingsOf(workload, facts)
    .filter(
      ({ severity, met }) =>
        severity !== 'advice' && met.some((one) => isLoud(one) && one.to >= facts.window.to),
    )
    .sort((a, b) => (b.harm ?? 0) - (a.harm ?? 0))[0];
  const advice = rules.find(({ id }) => id === open?.rule)?.advice;
  // The page of findings has the rest.
  return advice === undefined
    ? []
    : [
        `What to do: ${advice
          .split(/(?<=\.) /)
          .slice(0, 2)
          .join(' ')}`,
      ];
}

/** The least share of its replicas that was ready, and since when. */
function findWorst({ workload, stretches }: Incident, { window }: ClusterFacts) {
  const [begin, end] = [stretches[0]!.from, Math.min(stretches.at(-1)!.to, window.to)];
  const shares = workload.replicas.flatMap(({ from, to, desired = 0, ready }) =>
    ready !== undefined && desired > 0 && from < end && to > begin
      ? [{ desired, ready, at: Math.max(from, begin) }]
      : [],
  );
  return shares.sort((a, b) => a.ready / a.desired - b.ready / b.desired)[0];
}

/** `At worst 7 of 12 replicas were ready, behind payments.bank.example.` */
function describeImpact(incident: Incident, facts: ClusterFacts): string[] {
  const worst = findWorst(incident, facts);
  const { stretches } = incident;
  const entrances = [...new Set(stretches.flatMap((stretch) => stretch.entrances ?? []))];
  const behind = entrances.length > 0 ? `behind ${join(nameSome(entrances))}` : undefined;
  if (worst && worst.ready < worst.desired) {
    const text = `At worst ${worst.ready} of ${formatCount(worst.desired, unitOf(incident.workload.kind))} ${worst.desired === 1 ? 'was' : 'were'} ready`;
    return [`${[text, behind].filter(Boolean).join(', ')}.`];
  }
  return behind === undefined ? [] : [`It stands ${behind}.`];
}

const SOME = 3;

function nameSome(names: readonly string[]): string[] {
  const more = names.length - SOME;
  return more > 1 ? [...names.slice(0, SOME), `${more} more`] : [...names];
}

const findRolloutBefore = ({ workload, stretches }: Incident) =>
  workload.rollouts.findLast((one) => precedes(one, stretches[0]!.since));

/** `After its rollout 2.14.0 → 2.15.0, begun by 13:30.` Nobody says that it was the cause. */
function describeRolloutBefore(incident: Incident, times: LocalTimes): string[] {
  const rollout = findRolloutBefore(incident);
  return rollout ? [`After its rollout ${nameRollout(rollout)}, ${describeBegin(rollout, times)}.`] : [];
}

function describeCause({ because }: Incident): string[] {
  const object = because === undefined ? undefined : parseObject(because);
  // A node that hit it later only made it worse.
  return object && object.kind !== 'Node' ? [`The cause is ${formatObject(object)}.`] : [];
}

export function describeFollowers(followers: readonly Incident[]): string[] {
  if (followers.length === 0) return [];
  const names = nameSome(followers.map(({ workload }) => workload.name));
  const wereFor = followers.length === 1 ? 'was' : 'were';
  const those = countWorkloads(followers.map(({ workload }) => workload));
  return [`${those} ${wereFor} in trouble by it: ${join(names)}.`];
}

/** Its review, its workload's page, and the edition at its worst. */
function listLinks(incident: Incident, facts: ClusterFacts): NonNullable<Item['links']> {
  const { workload, stretches } = incident;
  const [begin, end] = [stretches[0]!.from, stretches.at(-1)!.to];
  const review = facts.reviews.find((one) => overlaps(one, { from: begin, to: end }));
  const worst = stretches.reduce((a, b) => ((b.harm ?? 0) > (a.harm ?? 0) ? b : a));
  const edition = showing(facts, findWorst(incident, facts)?.at ?? worst.from, 'index');
  return [
    ...(review ? [{ text: 'Review', link: reviewFile(review.id) }] : []),
    ...(edition === undefined ? [] : [{ text: 'At its worst', link: edition }]),
    { text: 'Its history', link: workloadFile(facts.cluster, workload) },
  ];
}
