/** What a gap is, and when a snapshot is overdue. Days, histories, digests, reviews, strips and pages all ask here. */

/** When somebody looked. A snapshot that is damaged, or was deleted since, was taken all the same. */
export interface Look {
  /** Unix seconds, as they are believed. */
  at: number;
  /** Seconds that the snapshot expected to the next one; absent where it could not be read. */
  interval?: number;
}

/** A stretch without snapshots where there should have been some. Unix seconds. */
export interface Gap {
  from: number;
  to: number;
  /** Snapshots that are missing, at least. */
  missing: number;
  /** Seconds that were expected between two at that time. */
  interval: number;
}

/**
 * How long a snapshot is believed when none follows: one and a half times the interval that it expected. After that, the
 * next one is overdue, and a gap begins.
 */
export const holdSeconds = (interval: number) => Math.floor(interval * 1.5);

/**
 * What was expected at the time of each look: what it said itself, else the last one before it that said something; at
 * the beginning the first one after it.
 */
export function expectedIntervals(looks: readonly Look[]): (number | undefined)[] {
  let interval = looks.find((look) => look.interval !== undefined)?.interval;
  return looks.map((look) => (interval = look.interval ?? interval));
}

/**
 * Gaps between looks in order of time: the next came later than the one before is believed.
 * Nothing is said of looks none of which tells what was expected.
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
