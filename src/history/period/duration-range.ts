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
  /** How many times were added up, if more than one. */
  times?: number;
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

/** A time of which only the part counts that lies in it. */
interface Bounds {
  from: number;
  to: number;
}

/**
 * How long a run of a track lasted.
 * @param looks times of the snapshots that were read, in order
 * @param within counts only this time; what began before or goes on after fills it to its edge
 */
export function measureRun(
  track: readonly Cut<Stretch>[],
  { first, last }: { first: number; last: number },
  looks: readonly number[],
  within?: Bounds,
): DurationRange {
  const [begin, end] = [track[first]!, track[last]!];
  const [comesIn, goesOut] = within ? [begin.since < within.from, end.to >= within.to] : [false, false];
  const since = comesIn ? within!.from : begin.since;
  const isBound = comesIn || (!begin.atLeast && since > (looks[0] ?? Infinity));
  const isEnded = touches(track, last + 1) && !end.goesOn;
  const lastSight = Math.max(since, lookBefore(looks, end.to) ?? -Infinity);
  // A change at a snapshot's time was noticed by that snapshot; any other time comes from the cluster itself.
  const isExact = goesOut ? end.goesOn === true : isEnded && !isLook(looks, end.to);
  const least = Math.max(0, (isExact ? end.to : lastSight) - since);
  if (!isBound || !(isEnded || goesOut)) return { least };
  const begun = !comesIn && isLook(looks, since) ? lookBefore(looks, since)! : since;
  return { least, most: end.to - Math.max(begun, within?.from ?? -Infinity) };
}

interface Looked {
  snapshots: readonly SnapshotRecord[];
}

/**
 * Times of the readable snapshots of some Days, in order.
 * @param before the last Day before them: what their first snapshot showed may be as old as its last snapshot.
 * Undefined if there is none
 */
export const looksOf = (before: Looked | undefined, days: readonly Looked[]): number[] =>
  [...(before ? [before] : []), ...days].flatMap(({ snapshots }) =>
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

/** The total duration of a value in a track, or {@link measureRun within} a time. Undefined if it never occurred. */
export const measure = <Entry extends Cut<Stretch>>(
  track: readonly Entry[],
  isSo: (entry: Entry) => boolean,
  looks: readonly number[],
  within?: Bounds,
): DurationRange | undefined =>
  addDurations(runsOf(track, isSo).map((run) => measureRun(track, run, looks, within)));

/** The sum of several durations; undefined without any. */
export function addDurations(durations: readonly DurationRange[]): DurationRange | undefined {
  if (durations.length === 0) return undefined;
  const most = durations.map((one) => one.most);
  const times = durations.reduce((sum, one) => sum + (one.times ?? 1), 0);
  return {
    least: durations.reduce((sum, one) => sum + one.least, 0),
    ...(!most.includes(undefined) && { most: most.reduce<number>((sum, one) => sum + one!, 0) }),
    ...(times > 1 && { times }),
  };
}

/** Longer ones first, as far as it is certain. */
export const compareDurations = (a: DurationRange | undefined, b: DurationRange | undefined): number =>
  (b?.least ?? -1) - (a?.least ?? -1) || (b?.most ?? 0) - (a?.most ?? 0);
