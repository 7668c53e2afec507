/** What a repository's list of snapshots says: when the last of them succeeded, and how the last of them ended. */
import { toInstant } from '../instant.ts';
import type { Snapshots } from './answers.ts';

/** States of a snapshot that has ended. Source: Elasticsearch, snapshots/SnapshotState.java. */
const ENDED = ['SUCCESS', 'PARTIAL', 'FAILED'];
const MOST_GAPS = 10;
/** Two snapshots have one gap, which says nothing about what is usual. */
const FEWEST_GAPS = 2;

export function summariseSnapshots(snapshots: Snapshots): object {
  const ended = snapshots
    .filter(({ status }) => ENDED.includes(status ?? ''))
    .sort((a, b) => (b.start_epoch ?? 0) - (a.start_epoch ?? 0));
  const [last] = ended;
  const successes = ended.filter(({ status }) => status === 'SUCCESS');
  return {
    lastSuccess: toInstant(successes[0]?.end_epoch),
    usualSeconds: usualGap(successes.flatMap(({ start_epoch: at }) => at ?? [])),
    lastAttempt: toInstant(last?.start_epoch),
    lastState: last?.status,
    lastReason: last?.status === 'SUCCESS' ? undefined : last?.reason,
  };
}

/** @param starts the latest first */
function usualGap(starts: readonly number[]): number | undefined {
  const gaps = starts
    .slice(0, MOST_GAPS + 1)
    .slice(1)
    .map((start, index) => (starts[index] ?? start) - start)
    .sort((a, b) => a - b);
  return gaps.length < FEWEST_GAPS ? undefined : gaps[Math.floor(gaps.length / 2)];
}
