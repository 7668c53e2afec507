/** What the digest of one cluster is made of. Pure. */
import type { Day } from '../history/day/day.ts';
import { sliceDays, type Slice } from '../history/day/slice.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { summariseDay, type DaySummary } from '../history/day/summary.ts';
import { expectedIntervals, holdSeconds } from '../history/gaps.ts';
import { buildCoverage, type CoverageHistory } from '../history/period/coverage.ts';
import type { DayWindow } from './day-window.ts';

export interface ClusterFacts {
  cluster: string;
  alias?: string;
  window: DayWindow;
  /** The day; of a team's digest its part of it. */
  slice: Slice;
  /** A team's part: what concerns the cluster as a whole is not in it. */
  isPart: boolean;
  coverage: CoverageHistory;
  /** Until when the Days can speak, in Unix seconds; absent when nothing was ever seen. */
  known?: number;
  /** Snapshots around the day, in order: also the first after it, which may be the first to show something. */
  snapshots: readonly SnapshotRecord[];
  /** The last snapshot that was taken before the day's end, however long ago. */
  last?: number;
  /** Whether there is one after the day's end. */
  hasLater: boolean;
  /** Summaries of the UTC days of the week before. */
  week: readonly DaySummary[];
  /** Kinds of events of the week before, by {@link eventKey}. */
  weekEvents: ReadonlySet<string>;
}

interface Known extends Pick<ClusterFacts, 'cluster' | 'alias' | 'window' | 'week' | 'weekEvents'> {
  /** From that of the day's start to the one after its end, in order. */
  days: readonly Day[];
  /** The last Day before those that there is, however long ago. */
  yesterday?: DaySummary;
}

export function toFacts({ days, yesterday, ...known }: Known): ClusterFacts {
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
    hasLater: snapshots.some(({ at }) => at >= to),
    snapshots,
  };
}
