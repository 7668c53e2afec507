/** The timeline of a review: what Days hold and what comparisons add, each fact once. */
import { isLoud } from '../history/day/finding-day.ts';
import { describeCause } from '../export/diff/describe-cause.ts';
import { beatWord } from '../history/day/beats.ts';
import type { Slice } from '../history/day/slice.ts';
import type { CoverageHistory } from '../history/period/coverage.ts';
import { formatCount } from '../model/english.ts';
import { findingKey } from '../model/findings/finding-key.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';
import { STATE_WORDS } from '../words/format.ts';
import { nameRollout } from '../words/history.ts';
import { eventEntries } from './event-entries.ts';
import { findingEntries } from './finding-entries.ts';
import { heartbeatEntries } from './heartbeat-entries.ts';
import { restartEntries } from './restart-entries.ts';
import { replacementEntries, rolloutEntries, scalingEntries } from './rollout-entries.ts';
import { clusterEntries, workloadEntries } from './state-entries.ts';
import { foldAlike, orderEntries, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import {
  causeEntry,
  datedRollout,
  enrich,
  isAbout,
  keyOfCause,
  objectEntries,
  stateEntries,
  tellsMoved,
  type PlacedPair,
} from './pair-entries.ts';
import type { PairChange } from './fold-snapshots.ts';

export interface TimelineFacts {
  /** The window, and what the first snapshot after it shows. */
  slice: Slice;
  /** End of the window: what certainly happened later is left out. */
  to: number;
  pairs: readonly PairChange[];
  moments: Moments;
  coverage: CoverageHistory;
}

export function buildTimeline({ slice, to, pairs, moments, coverage }: TimelineFacts): Entry[] {
  const placed = placePairs(pairs, moments, slice);
  const byMoment = new Map(placed.map((one) => [one.interval.after.at, one]));
  const pairAt = (moment: number) => {
    const interval = moments.intervalAt(moment);
    return interval && byMoment.get(interval.after.at);
  };
  const tells =
    (...types: Parameters<typeof isAbout>[2][]) =>
    (workload: ObjectRef, moment: number) => {
      const pair = pairAt(moment);
      return pair !== undefined && isAbout(pair, objectKey(workload), ...types);
    };
  const known = new Set(slice.workloads.map(objectKey));
  const { entries: rollouts, told } = mergeRollouts(slice, moments, placed);
  const { entries: beats, told: toldNodes } = mergeNodes(slice, moments, placed);
  const causes = placed.flatMap(({ pair, interval }) =>
    pair.causes
      .filter((cause) => cause.type !== 'restarts' && !told.has(cause) && !toldNodes.has(cause))
      .map((cause) => causeEntry(cause, interval)),
  );
  const all = [
    ...startEntry(slice, moments),
    ...gapEntries(coverage, moments),
    ...rollouts,
    ...beats,
    ...causes,
    ...scalingEntries(slice, moments, tells('scaling', 'rollout', 'workload')),
    ...replacementEntries(slice, moments, (workload, moment) => {
      const pair = pairAt(moment);
      const isOfNode = pair !== undefined && tellsMoved(pair, objectKey(workload));
      return isOfNode || tells('pods', 'rollout', 'workload')(workload, moment);
    }),
    ...restartEntries(slice, moments),
    ...clusterEntries(slice, moments),
    ...workloadEntries(slice, moments, tells('workload')),
    ...findingEntries(slice, moments, (key, moment) => whatAt(pairAt(moment), key)),
    ...eventEntries(slice, moments),
    ...placed.flatMap(objectEntries),
    ...placed.flatMap((one) => stateEntries(one, (object) => known.has(objectKey(object)))),
  ];
  return orderEntries(foldAlike(all.filter(({ at, after = at }) => after < to)), moments);
}

/** Pairs whose later snapshot is in the window, or the first after it. The change may have been in the window. */
function placePairs(pairs: readonly PairChange[], { seen }: Moments, { from }: Slice): PlacedPair[] {
  const byNumber = new Map(seen.map((one) => [one.number, one]));
  return pairs.flatMap((pair) => {
    const [before, after] = [byNumber.get(pair.before), byNumber.get(pair.after)];
    return before && after && after.at >= from ? [{ pair, interval: { before, after } }] : [];
  });
}

/** Rollouts from Days, from begin to end, with details from the comparisons. */
function mergeRollouts(slice: Slice, moments: Moments, placed: readonly PlacedPair[]) {
  const told = new Set<unknown>();
  const entries = rolloutEntries(slice, moments).map(({ entry, key, rollout }) => {
    // Of two rollouts between two snapshots, the comparison tells the last.
    if (rollout.superseded && entry.at === rollout.ended) return entry;
    const pair = placed.find(({ interval }) => interval.after.at === entry.at);
    const cause = pair?.pair.causes.find((one) => one.type === 'rollout' && keyOfCause(one) === key);
    if (cause?.type !== 'rollout') return entry;
    told.add(cause);
    const isBegin = entry.word !== 'Rollout complete' && entry.word !== 'Rollout given up';
    return isBegin ? datedRollout(enrich(entry, cause), cause) : enrich(entry, cause);
  });
  // While a rollout goes on, each comparison tells it again.
  for (const { pair } of placed) {
    for (const cause of pair.causes) if (cause.type === 'rollout' && cause.continued) told.add(cause);
  }
  return { entries, told };
}

function mergeNodes(slice: Slice, moments: Moments, placed: readonly PlacedPair[]) {
  const told = new Set<unknown>();
  const entries = heartbeatEntries(slice, moments).map((entry) => {
    const number = moments.intervalAt(entry.at)?.after.number;
    const pair = placed.find(({ interval }) => interval.after.number === number);
    const cause = pair?.pair.causes.find((one) => one.type === 'node' && one.node === entry.object?.name);
    if (!cause || told.has(cause)) return entry;
    told.add(cause);
    return cause.type === 'node' && cause.backSince !== undefined
      ? { ...entry, details: [...entry.details, ...describeCause(cause).details] }
      : enrich(entry, cause);
  });
  return { entries, told };
}

function whatAt(placed: PlacedPair | undefined, key: string): string | undefined {
  const met = placed?.pair.met.find(({ rule, object }) => findingKey(rule, object) === key);
  return met?.what;
}

/** What was wrong, or in progress, when the window began. */
function startEntry(slice: Slice, moments: Moments): Entry[] {
  const { from } = slice;
  const first = moments.seen[0];
  if (!first) return [];
  const start = Math.max(from, first.at);
  const isThere: IsThere = (stretch) =>
    stretch.from <= start && stretch.to > start && (stretch.since < start || start === first.at);
  const cluster = slice.states.find(isThere);
  const details = [
    ...slice.workloads.flatMap((workload) => describeStartOf(workload, start, isThere)),
    ...describeNodesAt(slice, isThere),
    ...describeFindingsAt(slice, isThere),
  ];
  const how = cluster ? `the cluster is ${cluster.state}` : 'the cluster was not seen';
  const evidence = [moments.seen.findLast(({ at }) => at <= start)?.number ?? first.number];
  return [
    {
      id: '',
      kind: 'start',
      at: start,
      mark: cluster?.state ?? 'unknown',
      word: first.at <= from ? 'When the window begins' : 'When it was seen first',
      text:
        details.length > 0
          ? `${how}; ${formatCount(details.length, 'thing')} to know`
          : `${how}; nothing else to report`,
      details,
      fields: [],
      evidence,
    },
  ];
}

/** Whether a stretch goes on at the beginning of the window. */
type IsThere = (stretch: { from: number; to: number; since: number }) => boolean;

/** The trouble of a workload, and its rollout. */
function describeStartOf(workload: Slice['workloads'][number], start: number, isThere: IsThere): string[] {
  const state = workload.states.find(isThere);
  const open = workload.rollouts.find(
    ({ after, begun, ended = Infinity }) =>
      (begun < start || (begun === start && after === undefined)) && ended >= start,
  );
  const parts = [
    ...(state && state.state !== 'healthy' && state.state !== 'gone'
      ? [`${STATE_WORDS[state.state].toLowerCase()}${state.why ? `, ${state.why}` : ''}`]
      : []),
    ...(open ? [`being rolled out, ${nameRollout(open)}`] : []),
  ];
  return parts.length > 0 ? [`${formatObject(workload)}: ${parts.join('; ')}`] : [];
}

const describeNodesAt = (slice: Slice, isThere: IsThere): string[] =>
  slice.nodes.flatMap(({ name, beats }) => {
    const beat = beats.find(isThere);
    return beat && beat.beat !== 'beating' && beat.beat !== 'gone'
      ? [`${formatObject({ kind: 'Node', name })}: ${beatWord(beat.beat)}`]
      : [];
  });

/** Without what the finding says: that is known of its last moment only. */
const describeFindingsAt = (slice: Slice, isThere: IsThere): string[] =>
  slice.findings.flatMap((finding) => {
    const { severity, title, met } = finding;
    const stretch = met.find(isThere);
    return stretch && severity !== 'advice' && isLoud(stretch) ? [`${title}: ${formatObject(finding)}`] : [];
  });

function gapEntries({ missed, eventsLost, eventsPerhapsLost }: CoverageHistory, { seen }: Moments): Entry[] {
  const gap = (from: number, to: number, word: string, text: string): Entry => ({
    id: '',
    kind: 'gap',
    at: to,
    after: from,
    mark: 'unknown',
    word,
    text,
    details: [],
    fields: [],
    evidence: [seen.findLast(({ at }) => at <= from), seen.find(({ at }) => at >= to)].flatMap((one) =>
      one ? [one.number] : [],
    ),
  });
  return [
    ...missed.map(({ from, to, missing }) =>
      gap(
        from,
        to,
        'Not seen',
        `at least ${formatCount(missing, 'snapshot')} missing: what came and went meanwhile is not known`,
      ),
    ),
    ...eventsLost.map(({ from, to }) =>
      gap(from, to, 'Events lost', 'the API server had forgotten them by the next snapshot'),
    ),
    ...eventsPerhapsLost.map(({ from, to, why }) =>
      gap(
        from,
        to,
        'Events may be lost',
        why === 'partial' ? 'only some namespaces were seen' : 'some were gone before their time',
      ),
    ),
  ];
}

/** Entries by the interval between the two snapshots that showed them, in order. */
export function groupByInterval(
  entries: readonly Entry[],
  moments: Moments,
): { after?: number; before?: number; from?: number; to?: number; entries: Entry[] }[] {
  const groups: ReturnType<typeof groupByInterval> = [];
  for (const entry of entries) {
    const interval = moments.intervalAt(entry.at);
    const after = interval?.after.number;
    let group = groups.at(-1);
    if (!group || group.after !== after) {
      group = {
        ...(after !== undefined && { after, to: interval!.after.at }),
        ...(interval?.before && { before: interval.before.number, from: interval.before.at }),
        entries: [],
      };
      groups.push(group);
    }
    group.entries.push(entry);
  }
  return groups;
}
