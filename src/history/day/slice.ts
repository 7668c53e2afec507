import { findingKey } from '../../model/findings/finding-key.ts';
import { compareObjects, objectKey } from '../../model/object-ref.ts';
import { compareText } from '../../model/state.ts';
import type { Day, StateStretch } from './day.ts';
import { byKey, cutTrack, joinTracks, type Cut } from './cut.ts';
import type { EventDay } from './event-day.ts';
import { compareFindings, worstSeverity, type FindingDay } from './finding-day.ts';
import type { ObjectComing } from './fold-objects.ts';
import type { Beat } from './node-day.ts';
import type { EventGap, SnapshotRecord } from './snapshot-record.ts';
import type { Stretch } from './track.ts';
import { placeOfRestart } from './workload-day.ts';
import { startOfDay } from './unix.ts';
import type {
  Coming,
  ReplicaStretch,
  Restart,
  Rollout,
  Scaling,
  VersionStretch,
  WorkloadDay,
  WorkloadRef,
  WorkloadState,
} from './workload-day.ts';

/** What happened to one workload in a window. */
export interface WorkloadSlice extends WorkloadRef {
  states: Cut<WorkloadState>[];
  versions: Cut<VersionStretch>[];
  replicas: Cut<ReplicaStretch>[];
  restarts: Restart[];
  replacements: WorkloadDay['replacements'];
  /** Rollouts that were running at some time of the window. */
  rollouts: Rollout[];
  scalings: Scaling[];
  comings: Coming[];
}

/** What Days say about a window. Between stretches, nothing was seen. */
export interface Slice {
  from: number;
  to: number;
  snapshots: SnapshotRecord[];
  states: Cut<StateStretch>[];
  eventGaps: EventGap[];
  nodes: { name: string; beats: Cut<Beat>[]; joined: number[]; recreated: number[] }[];
  workloads: WorkloadSlice[];
  /** Services, claims, Namespaces and the like that came or went. */
  comings: ObjectComing[];
  /** Those of its Days that are only counted. */
  moreComings: number;
  findings: (Omit<FindingDay, 'met'> & { met: Cut<FindingDay['met'][number]>[] })[];
  /** Events that occurred in the window, only with those occurrences. */
  events: EventDay[];
}

/**
 * Cuts a window from Days.
 * @param days in order, from the Day of the window's start to the Day after its end. The first snapshot after midnight
 * may tell what happened just before
 */
export function sliceDays(days: readonly Day[], from: number, to: number): Slice {
  const isIn = ({ at }: { at: number }) => at >= from && at < to;
  const cut = <Entry extends Stretch>(parts: { day: Day; track: readonly Entry[] }[]) =>
    cutTrack(joinTracks(parts), from, to);
  const looks = new Set(days.flatMap((day) => day.snapshots.map(({ at }) => at)));
  const nodes = byKey(
    days,
    (day) => day.nodes,
    ({ name }) => name,
  );
  const workloads = byKey(days, (day) => day.workloads, objectKey);
  const findings = byKey(
    days,
    (day) => day.findings,
    (entry) => findingKey(entry.rule, entry),
  );
  return {
    from,
    to,
    snapshots: days.flatMap((day) => day.snapshots).filter(isIn),
    states: cut(days.map((day) => ({ day, track: day.states }))),
    eventGaps: days.flatMap((day) => day.eventGaps).filter((gap) => gap.from < to && gap.to > from),
    nodes: [...nodes]
      .map(([name, parts]) => ({
        name,
        beats: cut(tracksOf(parts, (entry) => entry.beats)),
        joined: parts.flatMap(({ entry }) => entry?.joined ?? []).filter((at) => at >= from && at < to),
        recreated: parts.flatMap(({ entry }) => entry?.recreated ?? []).filter((at) => at >= from && at < to),
      }))
      .filter(({ beats }) => beats.length > 0)
      .sort((a, b) => compareText(a.name, b.name)),
    workloads: [...workloads.values()]
      .map((parts) => sliceWorkload(parts, from, to))
      .filter(hasSomething)
      .sort(compareObjects),
    comings: days.flatMap((day) => day.comings ?? []).filter(isIn),
    moreComings: days.reduce((sum, { moreComings = 0 }) => sum + moreComings, 0),
    findings: [...findings.values()]
      .map((parts) => {
        // Only a snapshot sees that a finding is over; at midnight, a gap can begin in the Day before.
        const met = cut(tracksOf(parts, (entry) => entry.met)).map((one) =>
          one.goesOn || looks.has(one.to) ? one : { ...one, lost: true as const },
        );
        const severities = parts.flatMap(({ entry }) => (entry ? [entry.severity] : []));
        const severity = met.some((one) => !one.advice) ? worstSeverity(severities) : 'advice';
        return { ...lastOf(parts, to), severity, met };
      })
      .filter(({ met }) => met.length > 0)
      .sort(compareFindings),
    events: sliceEvents(days, isIn),
  };
}

type Parts<Entry> = readonly { day: Day; entry?: Entry }[];

const tracksOf = <Entry, Part extends Stretch>(
  parts: Parts<Entry>,
  trackOf: (entry: Entry) => readonly Part[],
) => parts.map(({ day, entry }) => ({ day, track: entry ? trackOf(entry) : [] }));

/** From the last Day of the window: what the next Day says came later. */
const lastOf = <Entry>(parts: Parts<Entry>, to: number): Entry =>
  (parts.findLast(({ entry, day }) => entry && startOfDay(day.day) < to) ??
    parts.findLast(({ entry }) => entry))!.entry!;

function sliceWorkload(parts: Parts<WorkloadDay>, from: number, to: number): WorkloadSlice {
  const { kind, namespace, name } = parts.findLast(({ entry }) => entry)!.entry!;
  const isIn = ({ at }: { at: number }) => at >= from && at < to;
  const all = <Item>(of: (entry: WorkloadDay) => readonly Item[]) =>
    parts.flatMap(({ entry }) => (entry ? of(entry) : []));
  const cut = <Part extends Stretch>(of: (entry: WorkloadDay) => readonly Part[]) =>
    cutTrack(joinTracks(tracksOf(parts, of)), from, to);
  return {
    kind,
    namespace,
    name,
    states: cut((entry) => entry.states),
    versions: cut((entry) => entry.versions),
    replicas: cut((entry) => entry.replicas),
    restarts: all((entry) => entry.restarts).filter((one) => isIn({ at: placeOfRestart(one) })),
    replacements: all((entry) => entry.replacements).filter(isIn),
    scalings: all((entry) => entry.scalings ?? []).filter(isIn),
    comings: all((entry) => entry.comings ?? []).filter(isIn),
    rollouts: joinRollouts(all((entry) => entry.rollouts)).filter(
      ({ begun, ended = Infinity }) => begun < to && ended >= from,
    ),
  };
}

/** A rollout over midnight is in two Days; the later one is complete. */
export function joinRollouts(rollouts: readonly Rollout[]): Rollout[] {
  const joined: Rollout[] = [];
  for (const rollout of rollouts) {
    const last = joined.at(-1);
    // What was rolled out and taken back between two snapshots has the same times.
    if (last?.begun === rollout.begun && last.from === rollout.from && last.to === rollout.to) joined.pop();
    joined.push(rollout);
  }
  return joined;
}

const hasSomething = ({ states, restarts, replacements, comings }: WorkloadSlice) =>
  states.length + restarts.length + replacements.length + comings.length > 0;

function sliceEvents(days: readonly Day[], isIn: (entry: { at: number }) => boolean): EventDay[] {
  const merged = new Map<string, EventDay>();
  for (const event of days.flatMap((day) => day.events)) {
    const before = merged.get(event.uid);
    merged.set(event.uid, before ? { ...event, seen: [...before.seen, ...event.seen] } : event);
  }
  return [...merged.values()]
    .map((event) => ({ ...event, seen: event.seen.filter(isIn) }))
    .filter(({ seen }) => seen.length > 0);
}
