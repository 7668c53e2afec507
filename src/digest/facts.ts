/** The sources of one cluster's digest. Pure. */
import type { Day } from '../history/day/day.ts';
import { sliceDays, type Slice } from '../history/day/slice.ts';
import type { ReviewDefinition } from '../snapshots/schema.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { summariseDay, type DaySummary } from '../history/day/summary.ts';
import { expectedIntervals, holdSeconds } from '../history/gaps.ts';
import { buildCoverage, type CoverageHistory } from '../history/period/coverage.ts';
import { looksOf } from '../history/period/duration-range.ts';
import { objectKey } from '../model/object-ref.ts';
import { daysBefore, type DayWindow } from './day-window.ts';

export interface ClusterFacts {
  cluster: string;
  alias?: string;
  window: DayWindow;
  /** The day; for a team's digest, the team's part of the day. */
  slice: Slice;
  /** A team's part: without news about the cluster as a whole. */
  isPart: boolean;
  coverage: CoverageHistory;
  /** The end of what the Days know, in Unix seconds; absent when nothing was ever seen. */
  known?: number;
  /** Snapshots around the day, in order. Includes the first after it, which may be the first to show something. */
  snapshots: readonly SnapshotRecord[];
  /** Times of those that were readable. */
  looks: readonly number[];
  /** The last snapshot before the day's end, at any distance. */
  last?: number;
  /** Whether a snapshot after the day's end exists. */
  hasLater: boolean;
  /** The known days among the seven before, in the team's time zone. */
  week: readonly KnownDay[];
  /** Reviews of the cluster, each with its window in Unix seconds. */
  reviews: readonly Pick<ReviewDefinition, 'id' | 'from' | 'to'>[];
  /** Kinds of events of those days, by {@link eventKey}. */
  weekEvents: ReadonlySet<string>;
}

/** The usual values of a day. */
export interface KnownDay {
  day: string;
  /** Restarts by {@link objectKey} of the workload. */
  restarts: ReadonlyMap<string, number>;
}

/**
 * The days before another day that somebody looked at, in the team's time zone. Restarts are counted by the hour. In a
 * zone with an offset of half hours, the hour of midnight counts for the beginning day.
 * @param summaries of the UTC days around them
 */
export function toWeek(summaries: readonly DaySummary[], window: DayWindow): KnownDay[] {
  return daysBefore(window, WEEK).flatMap(({ day, from, to }): KnownDay[] => {
    const looked = summaries.some(({ snapshots }) => snapshots.some(({ at }) => at >= from && at < to));
    if (!looked) return [];
    const restarts = new Map<string, number>();
    for (const workload of summaries.flatMap(({ workloads }) => workloads)) {
      const own = workload.restarts.filter(
        ({ hour, node }) => hour + HOUR > from && hour + HOUR <= to && node === undefined,
      );
      const n = own.reduce((sum, one) => sum + one.n, 0);
      if (n > 0) restarts.set(objectKey(workload), (restarts.get(objectKey(workload)) ?? 0) + n);
    }
    return [{ day, restarts }];
  });
}

const HOUR = 3600;
/** Number of days that define what is usual. */
export const WEEK = 7;

interface FactSources extends Pick<
  ClusterFacts,
  'cluster' | 'alias' | 'window' | 'week' | 'weekEvents' | 'reviews'
> {
  /** From the Day of the day's start to the one after its end, in order. */
  days: readonly Day[];
  /** The last Day before the given Days, at any distance. */
  yesterday?: DaySummary;
  /** There are Days after the given ones. */
  goesOn?: boolean;
}

export function toFacts({ days, yesterday, goesOn = false, ...known }: FactSources): ClusterFacts {
  const { from, to } = known.window;
  const snapshots = [...(yesterday?.snapshots ?? []), ...days.flatMap((day) => day.snapshots)];
  const summaries = days.map(summariseDay);
  const index = snapshots.findLastIndex(({ at }) => at < to);
  const last = snapshots[index];
  const interval = expectedIntervals(snapshots)[index] ?? 0;
  return {
    ...known,
    slice: sliceDays(days, from, to),
    isPart: false,
    coverage: buildCoverage(yesterday ? [yesterday, ...summaries] : summaries, {
      ...{ from, to, bucketSeconds: 3600 },
    }),
    ...(last && { last: last.at, known: last.at + holdSeconds(interval) }),
    hasLater: goesOn || snapshots.some(({ at }) => at >= to),
    snapshots,
    looks: looksOf(yesterday, days),
  };
}
