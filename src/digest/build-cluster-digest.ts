/** The digest of one cluster: what changed on a day, and what has ended. Pure. */
import { isLoud } from '../history/day/finding-day.ts';
import type { Slice } from '../history/day/slice.ts';
import { areFor, clip, formatCount, formatNumber, join, spell, toSentence } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { State } from '../model/report.ts';
import { STATE_WORDS } from '../words/format.ts';
import { countWorkloads, formatSpan, howLong, isWorkload } from '../words/history.ts';
import { describeCourse, measureState, seenStretches, toStrip, type CourseStretch } from './state-course.ts';
import type { ClusterDigest, Item, Section } from './digest.ts';
import { describeEvents } from './event-news.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import { describeFindings, describeOld } from './finding-news.ts';
import { describeIncidents, listFurtherOld, tellCulprit } from './incident-news.ts';
import { findIncidents, type Incident } from './incidents.ts';
import { localTimes, type LocalTimes } from './local-times.ts';
import { describeNodes } from './node-news.ts';
import { describeRestarts, LEAST_DAYS, listRestarted } from './restart-news.ts';
import { describeRollouts } from './rollout-news.ts';
import { describeScalings } from './scaling-news.ts';
import { countComings, describeComings } from './workload-news.ts';
import { describeUnseen, silentSince } from './unseen.ts';

export function buildClusterDigest(facts: ClusterFacts): ClusterDigest {
  const { cluster, alias, window, coverage } = facts;
  const times = localTimes(window);
  const track = seenStretches(facts);
  const incidents = findIncidents(facts);
  const hasData = coverage.taken > 0;
  const findings = describeFindings(facts, incidents, times);
  const told = new Set([
    ...incidents.map(({ workload }) => formatObject(workload)),
    ...findings.fresh.items.flatMap(({ name }) => name ?? []),
  ]);
  const restarts = describeRestarts(facts, times);
  const sections = (
    hasData
      ? [
          withRestarts(withGrave(describeIncidents(incidents, facts, times), findings.grave), restarts),
          describeNodes(facts, times),
          withRestarts(findings.fresh, restarts),
          describeRollouts(facts, times),
          withoutTold(describeComings(facts, times), namesOf(findings.past, 'gone-findings')),
          describeUnseen(facts, times),
          ...[
            describeScalings(facts, times),
            withoutTold(restarts, told),
            ...findings.past,
            withoutTold(describeEvents(facts, incidents, times), told),
          ].map((section): Section => ({ ...section, isMinor: true })),
        ]
      : []
  ).filter(({ items }) => items.length > 0);
  const alarm = describeAlarm(facts, times);
  const last = track.at(-1);
  const state = last && last.to >= window.to ? last.state : 'unknown';
  const isQuiet = !alarm && sections.length === 0 && state === 'healthy' && track.length === 1;
  const cutShort = hasData ? writeCutShort(facts, track, times) : undefined;
  const further = listFurtherOld(incidents, facts);
  const named = incidents.filter((incident) => !further.includes(incident));
  const old = hasData
    ? describeOld(facts, further, new Set(named.map(({ workload }) => formatObject(workload))))
    : undefined;
  const [culprit] = incidents;
  const worst = culprit ? tellCulprit(culprit, facts) : findings.culprit;
  const day = facts.snapshots.find(({ at }) => at >= window.from && at < window.to);
  return {
    name: cluster,
    ...(alias !== undefined && { alias }),
    state,
    word: hasData ? STATE_WORDS[state] : 'No data',
    lead: hasData
      ? writeLead(facts, track, incidents, { sections, times, culprit: findings.culprit })
      : alarm!,
    ...(hasData && worst !== undefined && { culprit: worst }),
    ...(cutShort !== undefined && { cutShort }),
    ...(alarm !== undefined && { alarm }),
    ...(old !== undefined && { old }),
    strip: hasData ? toStrip(facts, times) : [],
    course: hasData ? describeCourse(facts, times) : '',
    sections,
    quiet: hasData ? describeQuiet(facts) : '',
    isQuiet,
    ...(day && { link: showing(facts, day.at, 'index') }),
  };
}

/** A dead collector is news: missing data must not read like "nothing happened". */
function describeAlarm(facts: ClusterFacts, { at }: LocalTimes): string | undefined {
  const { coverage, last, window, hasLater } = facts;
  if (last === undefined)
    return 'No data: no snapshot was ever taken of this cluster before the end of this day.';
  if (coverage.taken === 0) {
    const since = `No data: the last snapshot is of ${at(last)}, ${formatSpan(window.to - last)} before the end of this day`;
    return hasLater
      ? `${since}. Snapshots were taken again later; what happened meanwhile is not known.`
      : `${since}. Nothing is known of this cluster since: look after the collector.`;
  }
  const silent = silentSince(facts);
  if (silent === undefined) return undefined;
  return `No data since ${at(silent)}: the collector has taken no snapshot for the last ${formatSpan(window.to - silent)} of this day, nor since. What happened after that is not known.`;
}

function writeLead(
  facts: ClusterFacts,
  track: readonly CourseStretch[],
  incidents: readonly Incident[],
  {
    sections,
    times,
    culprit,
  }: { sections: readonly Section[]; times: LocalTimes; culprit: string | undefined },
): string {
  const { window, isPart, slice } = facts;
  const [first, ...others] = incidents;
  if (isPart && slice.workloads.length === 0) return 'No workload of this team was seen.';
  const last = track.at(-1);
  const countOf = (id: string) => {
    if (id === 'workloads') return countComings(facts);
    const section = sections.find((one) => one.id === id);
    return section ? section.items.length + section.more : 0;
  };
  const clause = (id: string, one: string, many: string) => {
    const count = countOf(id);
    return count === 0 ? [] : [`${spell(count)} ${count === 1 ? one : many}`];
  };
  const isUsualKnown = facts.week.length >= LEAST_DAYS;
  const restarted = isUsualKnown ? 'restarted more than usual' : 'restarted';
  const counts = [
    ...clause('nodes', 'change of nodes', 'changes of nodes'),
    ...clause('workloads', 'creation or deletion', 'creations and deletions'),
    ...clause('new-findings', 'new finding', 'new findings'),
    ...clause('resolved-findings', 'resolved', 'resolved'),
    ...(countOf('restarts') > 0 ? [`${countWorkloads(listRestarted(facts), spell)} ${restarted}`] : []),
    ...clause('rollouts', 'rollout', 'rollouts'),
    ...clause('scalings', 'workload scaled', 'workloads scaled'),
  ];
  const why = incidents.length + countOf('nodes') + countOf('new-findings') === 0 && slice.states.at(-1)?.why;
  return toSentence([
    `${describeState(facts, track, times)}${why && !isPart ? `: ${clip(why, 200)}` : ''}`,
    ...(first
      ? [tellCulprit(first, facts), ...tellIncidents(others)]
      : culprit === undefined
        ? []
        : [culprit]),
    // After incidents, the sections tell the rest.
    ...(counts.length > 0 && !first ? [counts.join(', ')] : []),
    // The alarm below the lead tells the same.
    ...(last && last.to < window.to
      ? silentSince(facts) === undefined
        ? [`it was not seen after ${times.at(last.to)}`]
        : []
      : countOf('unseen') > 0
        ? ['not everything was seen']
        : []),
  ]);
}

/** Restarts and warnings of what stands above say nothing more. */
const withoutTold = (section: Section, told: ReadonlySet<string>): Section => ({
  ...section,
  items: section.items.filter(({ name }) => !told.has(name ?? '')),
});

const namesOf = (sections: readonly Section[], wanted: string): Set<string> =>
  new Set(
    sections.flatMap(({ id, items }) => (id === wanted ? items.flatMap(({ name }) => name ?? []) : [])),
  );

/** What restarted beyond the usual says so where its trouble is told. */
const withRestarts = (section: Section, restarts: Section): Section => ({
  ...section,
  items: section.items.map((item): Item => {
    const own = restarts.items.find(({ name }) => name !== undefined && name === item.name);
    if (!own) return item;
    return { ...item, detail: item.detail === undefined ? own.text : `${item.detail} ${own.text}` };
  }),
});

const withGrave = (section: Section, grave: readonly Item[]): Section => ({
  ...section,
  items: [...section.items, ...grave],
});

/** What failed, and what was degraded so that it mattered; the most harm first. */
function tellIncidents(incidents: readonly Incident[]): string[] {
  const failed = incidents.filter(({ worst }) => worst === 'failing');
  const hurt = incidents.filter(({ worst }) => worst === 'degraded');
  const told = [
    ...(failed.length > 0 ? [describeTrouble(failed)] : []),
    ...(hurt.length > 0 ? [describeHurt(hurt)] : []),
  ];
  return incidents[0]?.worst === 'degraded' ? told.toReversed() : told;
}

/** `payments-api was degraded for 2 h to 2 h 30 min`, `three workloads were degraded`. */
function describeHurt(incidents: readonly Incident[]): string {
  const [first, second] = incidents as [Incident, Incident?];
  if (second)
    return `${countWorkloads(
      incidents.map(({ workload }) => workload),
      spell,
    )} were degraded`;
  const { workload, lasted, end } = first;
  return end === 'goes on'
    ? `${workload.name} is degraded`
    : `${workload.name} was degraded ${howLong(lasted)}`;
}

/**
 * `one workload failed, and is not failing any more`, `six workloads are failing`, `three workloads failed, one of them
 * is still failing and one was deleted`.
 */
function describeTrouble(incidents: readonly Incident[]): string {
  const all = incidents.length;
  const count = (end: Incident['end']) => incidents.filter((one) => one.end === end).length;
  const [open, gone, unseen] = [count('goes on'), count('gone'), count('unseen')];
  const what = countWorkloads(
    incidents.map(({ workload }) => workload),
    spell,
  );
  if (open === all) return `${what} ${areFor(all)} failing`;
  if (open + gone + unseen === 0) return `${what} failed, and ${areFor(all)} not failing any more`;
  if (gone === all) return `${what} failed, and ${wasFor(all)} deleted`;
  if (unseen === all) return `${what} failed, and ${wasFor(all)} not seen any more`;
  const parts = [
    ...(open > 0 ? [`${spell(open)} of them ${areFor(open)} still failing`] : []),
    ...(gone > 0 ? [`${spell(gone)} ${wasFor(gone)} deleted`] : []),
    ...(unseen > 0 ? [`${spell(unseen)} ${wasFor(unseen)} not seen any more`] : []),
  ];
  return `${what} failed, ${join(parts)}`;
}

const wasFor = (number: number) => (number === 1 ? 'was' : 'were');

/** `healthy all day`, `failing since 14:15`, `healthy since 15:00, before that failing for 30 min to 1 h`. */
function describeState(facts: ClusterFacts, track: readonly CourseStretch[], { at }: LocalTimes): string {
  const { from: begin, to: end } = facts.window;
  const last = track.at(-1);
  if (!last) return 'its state was never seen';
  const word = STATE_WORDS[last.state].toLowerCase();
  const isSame = track.every(({ state }) => state === last.state);
  const bad = describeBad(facts, last.to < end ? undefined : last.state);
  if (last.to < end) {
    if (isSame && last.state === 'healthy') return 'healthy whenever it was seen';
    // Besides, it was at most unknown.
    if (bad.length === 0) return `${word} when it was last seen`;
    return last.state === 'healthy'
      ? `${join(bad)}, then healthy`
      : `${join(bad)}, ${word} when it was last seen`;
  }
  if (track.length === 1) return last.from <= begin ? `${word} all day` : `${word} whenever it was seen`;
  if (isSame) return `${word} whenever it was seen`;
  return `${word} since ${at(last.from)}${bad.length > 0 ? `, before that ${join(bad)}` : ''}`;
}

/** `failing for at least 45 min`, `degraded in one snapshot`; without one of the states. */
const describeBad = (facts: ClusterFacts, but: State | undefined): string[] =>
  (['failing', 'degraded'] as const).flatMap((state) => {
    const lasted = state === but ? undefined : measureState(facts, state);
    return lasted ? [`${state} ${howLong(lasted)}`] : [];
  });

/** What happened on a day whose end was not seen; undefined if the end was seen. */
function writeCutShort(
  facts: ClusterFacts,
  track: readonly CourseStretch[],
  { at }: LocalTimes,
): ClusterDigest['cutShort'] {
  const last = track.at(-1);
  if (!last || last.to >= facts.window.to) return undefined;
  const worst = (['failing', 'degraded'] as const).find((state) => track.some((one) => one.state === state));
  const isKnown = track.some(({ state }) => state === 'healthy');
  const was =
    worst === undefined
      ? `was ${isKnown ? 'healthy' : 'unknown'}`
      : worst === 'failing'
        ? 'failed'
        : 'was degraded';
  const long = worst === undefined ? '' : ` ${howLong(measureState(facts, worst)!)}`;
  return { was: `${was}${long}`, after: at(last.to) };
}

/** `All quiet on 28 of 31 workloads and all 6 nodes.` */
function describeQuiet({ slice, isPart }: ClusterFacts): string {
  const isCalm = (states: readonly { state: string }[]) =>
    states.every(({ state }) => state === 'healthy' || state === 'gone');
  const troubled = new Set(
    slice.findings.filter(({ severity, met }) => severity !== 'advice' && met.some(isLoud)).map(objectKey),
  );
  const isQuiet = ({
    states,
    restarts,
    rollouts,
    scalings,
    comings,
    replacements,
    ...ref
  }: Slice['workloads'][number]) =>
    isCalm(states) &&
    !troubled.has(objectKey(ref)) &&
    restarts.length + rollouts.length + scalings.length + comings.length + replacements.length === 0;
  const there = slice.workloads.filter(({ states }) => states.some(({ state }) => state !== 'gone'));
  const [owners, pods] = [there.filter(isWorkload), there.filter((one) => !isWorkload(one))];
  const beating = slice.nodes.filter(
    ({ name, beats }) =>
      beats.every(({ beat }) => beat === 'beating') && !troubled.has(objectKey({ kind: 'Node', name })),
  ).length;
  const share = (count: number, all: number, noun: string, of = '') => {
    if (count === 0) return [];
    if (count < all) return [`${formatNumber(count)} of ${formatCount(all, noun)}${of}`];
    const whole =
      all === 1 ? `the only ${noun}` : all === 2 ? `both ${noun}s` : `all ${formatCount(all, noun)}`;
    return [`${whole}${of}`];
  };
  const parts = [
    ...share(owners.filter(isQuiet).length, owners.length, 'workload'),
    ...share(pods.filter(isQuiet).length, pods.length, 'pod', ' without a workload'),
    ...(isPart ? [] : share(beating, slice.nodes.length, 'node')),
  ];
  return parts.length > 0 ? `All quiet on ${join(parts)}.` : '';
}
