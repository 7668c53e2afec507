/** What the digest of one cluster is made of. */
import type { Slice } from '../history/day/slice.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import type { DaySummary } from '../history/day/summary.ts';
import type { CoverageHistory } from '../history/period/coverage.ts';
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
