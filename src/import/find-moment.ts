/** When a dump was made. Pure. */

/** What a dump tells of its moment, Unix milliseconds. */
export interface MomentEvidence {
  /** The user says so. */
  given?: number;
  /** The dump says so itself: the end, if it tells begin and end. */
  stamped?: number;
  /** When the newest file of an archive was written. A copied folder has the times of the copy. */
  archived?: number;
  /** Heartbeats of nodes, and renewals of Leases. */
  beats: readonly number[];
}

/** Clocks of nodes agree within this. */
const AGREE_MS = 5 * 60_000;

/** Undefined without evidence. A single node whose clock is hours ahead is no evidence. */
export function findMoment({ given, stamped, archived, beats }: MomentEvidence): number | undefined {
  return given ?? stamped ?? archived ?? agreed(beats);
}

/** The newest beat with which another agrees; of one beat alone, that one. */
function agreed(beats: readonly number[]): number | undefined {
  const newest = beats.toSorted((a, b) => b - a);
  if (newest.length < 2) return newest[0];
  return newest.find((beat, index) => beat - (newest[index + 1] ?? -Infinity) <= AGREE_MS);
}

/**
 * Of the lines of a must-gather's `timestamp`: `2026-11-20 14:02:11.5 +0100 CET m=+0.01`. Source: Go's
 * `time.Time.String`.
 */
export function readGoTimes(text: string): number[] {
  return [...text.matchAll(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? ([+-]\d\d)(\d\d)\b/gm)]
    .map(([, day, clock, fraction = '', hours, minutes]) =>
      Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${hours}:${minutes}`),
    )
    .filter((time) => !Number.isNaN(time));
}
