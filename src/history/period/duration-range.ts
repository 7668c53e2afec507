/**
 * How long something lasted. Snapshots only see moments. The shortest duration is from the first sight to the last. The
 * longest is from the snapshot before to the snapshot after. Reviews and histories ask here.
 */
import type { Cut } from '../day/cut.ts';
import type { SnapshotRecord } from '../day/snapshot-record.ts';
import type { Stretch } from '../day/track.ts';

/** Seconds. */
export interface DurationRange {
  least: number;
  /** Absent if its begin or its end was not seen. */
  most?: number;
}

/** Consecutive stretches of a track that all match, as the indexes of the first and the last. */
export function runsOf<Entry extends Cut<Stretch>>(
  track: readonly Entry[],
  isSo: (entry: Entry) => boolean,
): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const [index, entry] of track.entries()) {
    if (!isSo(entry)) continue;
    const run = runs.at(-1);
    if (run?.last === index - 1 && touches(track, index)) run.last = index;
    else runs.push({ first: index, last: index });
  }
  return runs;
}

/** Whether a track goes on from one stretch to the next: no unseen time lies between. */
export const touches = (track: readonly Cut<Stretch>[], index: number): boolean =>
  track[index - 1]?.to !== undefined && track[index - 1]?.to === track[index]?.from;

/**
 * How long a run of a track lasted.
 * @param looks times of the snapshots that were read, in order
 */
export function measureRun(
  track: readonly Cut<Stretch>[],
  { first, last }: { first: number; last: number },
  looks: readonly number[],
): DurationRange {
  const [begin, end] = [track[first]!, track[last]!];
  const isBound = !begin.atLeast && begin.since > (looks[0] ?? Infinity);
  const isEnded = touches(track, last + 1) && !end.goesOn;
  const lastSight = Math.max(begin.since, lookBefore(looks, end.to) ?? -Infinity);
  // A change at a snapshot's time was noticed by that snapshot; any other time comes from the cluster itself.
  const ended = isEnded && !isLook(looks, end.to) ? end.to : lastSight;
  const least = Math.max(0, ended - begin.since);
  if (!isBound || !isEnded) return { least };
  const begun = isLook(looks, begin.since) ? lookBefore(looks, begin.since)! : begin.since;
  return { least, most: end.to - begun };
}

/** Times of the readable snapshots of some Days, in order. */
export const looksOf = (days: readonly { snapshots: readonly SnapshotRecord[] }[]): number[] =>
  days.flatMap(({ snapshots }) =>
    snapshots.filter(({ interval }) => interval !== undefined).map(({ at }) => at),
  );

/** Number of looks before a time; by binary search, because months have thousands. */
function countBefore(looks: readonly number[], at: number): number {
  let [low, high] = [0, looks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (looks[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const lookBefore = (looks: readonly number[], at: number) => looks[countBefore(looks, at) - 1];
const isLook = (looks: readonly number[], at: number) => looks[countBefore(looks, at)] === at;

/** The total duration of a value in a track; undefined if it never occurred. */
export function measure<Entry extends Cut<Stretch>>(
  track: readonly Entry[],
  isSo: (entry: Entry) => boolean,
  looks: readonly number[],
): DurationRange | undefined {
  const runs = runsOf(track, isSo).map((run) => measureRun(track, run, looks));
  if (runs.length === 0) return undefined;
  const most = runs.map((run) => run.most);
  return {
    least: runs.reduce((sum, run) => sum + run.least, 0),
    ...(!most.includes(undefined) && { most: most.reduce<number>((sum, one) => sum + one!, 0) }),
  };
}
