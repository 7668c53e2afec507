/**
 * The sum of one UTC day's snapshots of a cluster. Everything is a stretch or an increment with its times. So any time
 * zone's day, or an incident's window, is a slice of one to three Days; see `docs/history.md`.
 */
import { z } from 'zod';
import { holdSeconds } from '../gaps.ts';
import { BalanceSchema } from './balance.ts';
import { EventDaySchema } from './event-day.ts';
import { ObjectComingSchema } from './fold-objects.ts';
import { NodeHoursSchema } from './figures.ts';
import { FindingDaySchema } from './finding-day.ts';
import { NodeDaySchema } from './node-day.ts';
import { EventGapSchema, SnapshotRecordSchema } from './snapshot-record.ts';
import { carryTrack, isOpen, stretch } from './track.ts';
import { startOfDay, unix } from './unix.ts';
import { StateSchema, WorkloadDaySchema } from './workload-day.ts';

/** Raised when a Day of an older Gazette can no longer be read. */
export const DAY_FORMAT = 1;
/** Raised when the same snapshots give another Day. Older Days are folded anew while their snapshots exist. */
export const FOLD_VERSION = 18;

export const StateStretchSchema = z.object({
  ...stretch,
  state: StateSchema,
  why: z.string().optional().describe('As the first snapshot of the stretch said'),
});
export type StateStretch = z.infer<typeof StateStretchSchema>;

export const DaySchema = z.object({
  format: z.literal(DAY_FORMAT),
  fold: z.number().int().describe('Version of the rules it was folded by'),
  cluster: z.string(),
  day: z.string().describe('UTC day, 2026-11-22'),
  opened: z.string().optional().describe('The Day whose closing balance opened it; absent for the first'),
  snapshots: z.array(SnapshotRecordSchema),
  known: unix()
    .optional()
    .describe('Until when its open stretches are believed; absent when nothing could be read yet'),
  states: z.array(StateStretchSchema).describe('The cluster as a whole, worst wins'),
  eventGaps: z.array(EventGapSchema),
  nodes: z.array(NodeDaySchema),
  nodeHours: z.array(NodeHoursSchema),
  workloads: z.array(WorkloadDaySchema),
  comings: z
    .array(ObjectComingSchema)
    .optional()
    .describe(
      'Services, claims, Namespaces and the like that came or went; absent in Days of an older Gazette',
    ),
  moreComings: z.number().int().optional().describe('Those beyond the most that a Day holds'),
  findings: z.array(FindingDaySchema),
  moreFindings: z.number().int().describe('Findings beyond the most that a Day holds'),
  events: z.array(EventDaySchema).describe('Those of which the day showed something new'),
  moreEvents: z
    .object({ entries: z.number().int(), occurrences: z.number().int() })
    .describe('Events beyond the most that a Day holds'),
  balance: BalanceSchema.optional().describe('After its last snapshot; absent before the first of all'),
});
export type Day = z.infer<typeof DaySchema>;

/** A Day before its first snapshot, with everything that was open at the end of the Day before. */
export function carry(yesterday: Day | undefined, cluster: string, day: string): Day {
  return {
    format: DAY_FORMAT,
    fold: FOLD_VERSION,
    cluster,
    day,
    ...(yesterday && { opened: yesterday.day }),
    snapshots: [],
    nodeHours: [],
    ...opening(yesterday),
    eventGaps: [],
    comings: [],
    moreFindings: 0,
    events: [],
    moreEvents: { entries: 0, occurrences: 0 },
  };
}

/** Everything that a Day passes on to the next. If this does not change, later Days do not change either. */
export function opening(day: Day | undefined) {
  return {
    ...(day?.known !== undefined && { known: day.known }),
    states: carryTrack(day?.states ?? []),
    nodes: (day?.nodes ?? []).filter(({ beats }) => isGoingOn(beats, 'beat')).map(carryNode),
    workloads: (day?.workloads ?? []).filter(({ states }) => isGoingOn(states, 'state')).map(carryWorkload),
    findings: (day?.findings ?? [])
      .filter(({ met }) => isOpen(met))
      .map((finding) => ({ ...finding, met: carryTrack(finding.met) })),
    ...(day?.balance && { balance: day.balance }),
  };
}

/** Midnight to midnight, in Unix seconds. */
export const boundsOf = (day: string) => ({ from: startOfDay(day), to: startOfDay(day) + 86_400 });

/** How long a snapshot of that time counts if no other follows. */
export const knownUntil = ({ at, interval }: { at: number; interval: number }) => at + holdSeconds(interval);

const isGoingOn = <Key extends string>(
  track: readonly ({ to?: number } & Record<Key, string>)[],
  key: Key,
) => {
  const last = track.at(-1);
  return last !== undefined && last.to === undefined && last[key] !== 'gone';
};

function carryNode({ name, uid, beats }: Day['nodes'][number]): Day['nodes'][number] {
  return { name, uid, beats: carryTrack(beats) };
}

function carryWorkload({
  kind,
  namespace,
  name,
  ...tracks
}: Day['workloads'][number]): Day['workloads'][number] {
  return {
    ...{ kind, namespace, name },
    states: carryTrack(tracks.states),
    versions: carryTrack(tracks.versions),
    replicas: carryTrack(tracks.replicas),
    restarts: [],
    replacements: [],
    rollouts: tracks.rollouts.filter(({ ended }) => ended === undefined),
  };
}
