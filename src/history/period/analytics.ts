import { availabilityOf } from '../day/availability.ts';
import { compareObjects, objectKey } from '../../model/object-ref.ts';
import { compareText } from '../../model/state.ts';
import { byKey, cutTrack, joinTracks } from '../day/cut.ts';
import { joinRollouts } from '../day/slice.ts';
import type { DaySummary, NoisyEvent, WorkloadSummary } from '../day/summary.ts';
import type { Rollout, WorkloadRef } from '../day/workload-day.ts';
import { dayOfUnix } from '../day/unix.ts';
import type { DurationRange } from './duration-range.ts';
import { addDown, buildHeartbeats, type HeartbeatStrip } from './heartbeats.ts';
import {
  clusterSpells,
  findShortages,
  findSpells,
  medianDuration,
  medianRecovery,
  type Spell,
} from './recoveries.ts';
import { buildRestartMatrix, rank } from './restarts.ts';
import { isDayWithin, type Period } from './period.ts';

export interface WorkloadAnalytics extends WorkloadRef {
  /** Ready replica time over desired, 0 to 1, while both were seen; absent if they never were. */
  availability?: number;
  /** Replica-hours behind the figures. */
  replicaHours: number;
  restarts: number;
  replaced: number;
  deployments: number;
  /** Median duration of times with missing replicas that ended in recovery. */
  recovery?: DurationRange;
  spells: Spell[];
}

export interface Deployment extends WorkloadRef {
  from?: string;
  to?: string;
  begun: number;
  ended?: number;
  /** Absent while it goes on. */
  seconds?: Required<Pick<DurationRange, 'least' | 'most'>>;
  restart?: true;
  stuck?: true;
  paused?: true;
  superseded?: true;
  replaced: number;
}

export interface Analytics {
  /** Over all workloads, as above. */
  availability?: number;
  restarts: number;
  restartsByDay: { day: string; total: number; reasons: { reason?: string; n: number }[] }[];
  deployments: Deployment[];
  /** Median duration of deployments with a seen begin and end. */
  deploymentTook?: DurationRange;
  /** Of the cluster as a whole. */
  spells: Spell[];
  recovery?: DurationRange;
  nodes: Pick<HeartbeatStrip, 'name' | 'down' | 'lasted'>[];
  /** How long they all were lost or not ready, added up; absent if none was. */
  down?: DurationRange;
  /** The most frequent events. */
  noisy: NoisyEvent[];
  occurrences: number;
  /** By availability, the worst first; then by restarts. */
  workloads: WorkloadAnalytics[];
}

/** Number of the most frequent events. */
const MOST_NOISY = 50;

/**
 * Figures of a period; a second call gives those of the period before.
 * @param days its summaries, and the next day's summary
 * @param looks times of the readable snapshots, in order. Those before the period bound what began with it
 */
export function buildAnalytics(
  days: readonly DaySummary[],
  period: Period,
  looks: readonly number[],
): Analytics {
  const matrix = buildRestartMatrix(days, period);
  const restartsOf = new Map(matrix.rows.map((row) => [objectKey(row), row]));
  const byWorkload = byKey(days, (day) => day.workloads, objectKey);
  const within = days.filter(({ day }) => isDayWithin(day, period));
  const workloads: WorkloadAnalytics[] = [];
  const deployments: Deployment[] = [];
  const total = { desiredSeconds: 0, readySeconds: 0 };
  for (const [key, parts] of byWorkload) {
    const entries = parts.flatMap(({ entry }) => entry ?? []);
    const { kind, namespace, name } = entries[0]!;
    const ref = { kind, namespace, name };
    const states = joinTracks(parts.map(({ day, entry }) => ({ day, track: entry?.states ?? [] })));
    const own = toDeployments(ref, entries, period);
    const counted = parts.flatMap(({ day, entry }) => (entry && isDayWithin(day.day, period) ? entry : []));
    const seconds = {
      desiredSeconds: sumOf(counted, (entry) => entry.desiredSeconds),
      readySeconds: sumOf(counted, (entry) => entry.readySeconds),
    };
    const availability = availabilityOf(seconds);
    const spells = findSpells(cutTrack(states, period.from, period.to), looks);
    const replicas = joinTracks(parts.map(({ day, entry }) => ({ day, track: entry?.replicas ?? [] })));
    const recovery = medianRecovery(findShortages(cutTrack(replicas, period.from, period.to), looks));
    total.desiredSeconds += seconds.desiredSeconds;
    total.readySeconds += seconds.readySeconds;
    deployments.push(...own);
    workloads.push({
      ...ref,
      ...(availability !== undefined && { availability }),
      replicaHours: seconds.desiredSeconds / 3600,
      restarts: restartsOf.get(key)?.total ?? 0,
      replaced: sumOf(counted, (entry) => entry.replaced),
      deployments: own.length,
      ...(recovery && { recovery }),
      spells,
    });
  }
  const available = availabilityOf(total);
  const nodes = buildHeartbeats(days, period, looks);
  const down = addDown(nodes);
  const spells = clusterSpells(days, period, looks);
  const recovery = medianRecovery(spells);
  const took = medianDuration(
    deployments.flatMap(({ seconds, superseded }) => (seconds && !superseded ? [seconds] : [])),
  );
  return {
    ...(available !== undefined && { availability: available }),
    restarts: matrix.total,
    restartsByDay: sumByDay(days, period),
    deployments: deployments.sort((a, b) => b.begun - a.begun || compareObjects(a, b)),
    ...(took && { deploymentTook: took }),
    spells,
    ...(recovery && { recovery }),
    nodes,
    ...(down && { down }),
    ...sumNoise(within),
    workloads: workloads.sort(compareTrouble),
  };
}

const sumOf = <Entry>(entries: readonly Entry[], of: (entry: Entry) => number) =>
  entries.reduce((sum, entry) => sum + of(entry), 0);

const compareTrouble = (a: WorkloadAnalytics, b: WorkloadAnalytics) =>
  (a.availability ?? 1) - (b.availability ?? 1) || b.restarts - a.restarts || compareObjects(a, b);

function toDeployments(ref: WorkloadRef, entries: readonly WorkloadSummary[], period: Period): Deployment[] {
  return joinRollouts(entries.flatMap(({ rollouts }) => rollouts))
    .filter(({ begun }) => begun >= period.from && begun < period.to)
    .map((one) => {
      const { after: _, endedAfter: __, ...rollout } = one;
      const seconds = rolloutSeconds(one);
      return { ...ref, ...rollout, ...(seconds && { seconds }) };
    });
}

/** The least and the most time that it took. Undefined while it goes on, and if its begin was not seen. */
export const rolloutSeconds = ({
  after,
  begun,
  endedAfter = begun,
  ended,
}: Pick<Rollout, 'after' | 'begun' | 'endedAfter' | 'ended'>): Deployment['seconds'] =>
  ended === undefined || after === undefined
    ? undefined
    : { least: Math.max(0, endedAfter - begun), most: ended - after };

function sumByDay(days: readonly DaySummary[], period: Period): Analytics['restartsByDay'] {
  const byDay = new Map<string, Map<string, number>>();
  for (const { day } of days) {
    if (isDayWithin(day, period)) byDay.set(day, new Map());
  }
  for (const { hour, reason = '', n } of days.flatMap((day) =>
    day.workloads.flatMap((one) => one.restarts),
  )) {
    const reasons = byDay.get(dayOfUnix(hour));
    reasons?.set(reason, (reasons.get(reason) ?? 0) + n);
  }
  return [...byDay].map(([day, reasons]) => ({
    day,
    total: sumOf([...reasons.values()], (n) => n),
    reasons: rank(reasons).map(([reason, n]) => ({ ...(reason && { reason }), n })),
  }));
}

function sumNoise(days: readonly DaySummary[]): Pick<Analytics, 'noisy' | 'occurrences'> {
  const sums = new Map<string, NoisyEvent>();
  for (const { n, ...event } of days.flatMap((day) => day.noisy)) {
    const key = JSON.stringify(event);
    sums.set(key, { ...event, n: (sums.get(key)?.n ?? 0) + n });
  }
  const ordered = [...sums].sort(([a, one], [b, other]) => other.n - one.n || compareText(a, b));
  return {
    noisy: ordered.slice(0, MOST_NOISY).map(([, event]) => event),
    occurrences: sumOf(
      days.flatMap((day) => day.eventHours),
      ({ warning, normal }) => warning + normal,
    ),
  };
}
