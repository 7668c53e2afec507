/**
 * How long something was so. Snapshots see moments: what began and ended between two of them lasted no less than from its
 * first sight to its last, and no more than from the snapshot before to the one after. Reviews and histories ask here.
 */
import type { Cut } from './day/cut.ts';
import type { SnapshotRecord } from './day/snapshot-record.ts';
import type { Stretch } from './day/track.ts';

/** Seconds. */
export interface Lasted {
  least: number;
  /** Absent where it was not seen to begin, or not to end. */
  most?: number;
}

/** Stretches of a track that follow one another without a break and are all so, as the places of the first and the last. */
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

/** Whether what a track says goes on from one stretch to the next: nothing unseen lies between. */
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
): Lasted {
  const [begin, end] = [track[first]!, track[last]!];
  const isBound = !begin.atLeast && begin.since > (looks[0] ?? Infinity);
  const isEnded = touches(track, last + 1) && !end.goesOn;
  const lastSight = Math.max(begin.since, lookBefore(looks, end.to) ?? -Infinity);
  // A change that stands at a snapshot was noticed by it; any other time is the cluster's own word.
  const ended = isEnded && !isLook(looks, end.to) ? end.to : lastSight;
  const least = Math.max(0, ended - begin.since);
  if (!isBound || !isEnded) return { least };
  const begun = isLook(looks, begin.since) ? lookBefore(looks, begin.since)! : begin.since;
  return { least, most: end.to - begun };
}

/** Times of the snapshots of some Days that were read, in order. */
export const looksOf = (days: readonly { snapshots: readonly SnapshotRecord[] }[]): number[] =>
  days.flatMap(({ snapshots }) =>
    snapshots.filter(({ interval }) => interval !== undefined).map(({ at }) => at),
  );

/** How many looks lie before a time; by halving, since months have thousands. */
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

/** How long a track was so in all; undefined where it never was. */
export function measure<Entry extends Cut<Stretch>>(
  track: readonly Entry[],
  isSo: (entry: Entry) => boolean,
  looks: readonly number[],
): Lasted | undefined {
  const runs = runsOf(track, isSo).map((run) => measureRun(track, run, looks));
  if (runs.length === 0) return undefined;
  const most = runs.map((run) => run.most);
  return {
    least: runs.reduce((sum, run) => sum + run.least, 0),
    ...(!most.includes(undefined) && { most: most.reduce<number>((sum, one) => sum + one!, 0) }),
  };
}
