/** What a gap is, and when a snapshot is overdue. Days, histories, digests, reviews, strips and pages all ask here. */

/** The time of a snapshot. Damaged and deleted snapshots were taken, too. */
export interface Look {
  /** Unix seconds, as trusted. */
  at: number;
  /** Expected seconds until the next snapshot; absent if this one could not be read. */
  interval?: number;
}

/** The interval if no snapshot names one. */
export const DEFAULT_INTERVAL_SECONDS = 900;

/** A time without snapshots that should have had some. Unix seconds. */
export interface Gap {
  from: number;
  to: number;
  /** Number of missing snapshots, at least. */
  missing: number;
  /** Expected seconds between two snapshots at that time. */
  interval: number;
}

/** A snapshot counts for so many of its expected intervals if no other follows. */
const HELD_INTERVALS = 1.5;
/** The same in words. */
export const HELD_WORDS = 'one and a half times the expected interval';

/** How long a snapshot counts if no other follows. After that, the next snapshot is overdue, and a gap begins. */
export const holdSeconds = (interval: number) => Math.floor(interval * HELD_INTERVALS);

/**
 * Whether the next snapshot should have been there.
 * @param at Unix seconds of the last snapshot
 * @param now Unix seconds
 */
export const isOverdueAfter = (at: number, interval: number, now: number): boolean =>
  at + holdSeconds(interval) < now;

/** How long nobody knew anything in a gap, in seconds: until it began, the snapshot before still counted. */
export const unseenIn = ({ from, to, interval }: Gap): number => to - from - holdSeconds(interval);

/** The expected interval at each look: its own, else the last one before. At the beginning, the first one after. */
export function expectedIntervals(looks: readonly Look[]): (number | undefined)[] {
  let interval = looks.find((look) => look.interval !== undefined)?.interval;
  return looks.map((look) => (interval = look.interval ?? interval));
}

/**
 * Gaps between looks in order of time: the next came after the look before had expired. Looks without any expected
 * interval have no gaps.
 */
export function findGaps(looks: readonly Look[]): Gap[] {
  const expected = expectedIntervals(looks);
  return looks.slice(1).flatMap(({ at: to }, index) => {
    const { at: from } = looks[index]!;
    const interval = expected[index];
    if (interval === undefined || to - from <= holdSeconds(interval)) return [];
    return [{ from, to, missing: Math.max(1, Math.round((to - from) / interval) - 1), interval }];
  });
}
