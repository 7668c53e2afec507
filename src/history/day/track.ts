/**
 * The states of something over time, as stretches in order that do not overlap. A snapshot counts until the next
 * snapshot, and at most for `holdSeconds` of `gaps.ts`. Between stretches, nothing was seen.
 */
import { z } from 'zod';
import { unix } from './unix.ts';

/** Fields of every stretch. */
export const stretch = {
  from: unix().describe('The snapshot that showed it first, or the exact moment where the cluster tells it'),
  to: unix()
    .optional()
    .describe('End, not included; absent while the last snapshot that was read still showed it'),
  atLeast: z
    .literal(true)
    .optional()
    .describe('It was not seen to begin: since then at least, perhaps for longer'),
};
export interface Stretch {
  from: number;
  to?: number;
  atLeast?: true;
}

/** From one snapshot to the next. */
export interface Step {
  /** Time of the second. */
  at: number;
  /** Time of the first; undefined if there is none. */
  before?: number;
  /** How long the first counts: until `at`, or less if there is a gap. */
  until: number;
  /** Start of the Day: what ended earlier belongs to the Day before. */
  start: number;
}

/** Whether the track goes on: its last stretch has no end. */
export const isOpen = (track: readonly Stretch[]) => track.length > 0 && track.at(-1)?.to === undefined;

/**
 * Continues with what the next snapshot shows.
 * @param isSame whether the open stretch says the same
 * @param born whether the snapshot before would have shown it; ignored if the track has an open stretch
 * @param turn when it changed, if the cluster tells this more exactly than the snapshots
 */
export function sample<Value extends object>(
  track: readonly (Value & Stretch)[],
  value: Value,
  { at, until, start }: Step,
  { isSame, born = false, turn = at }: { isSame: (last: Value) => boolean; born?: boolean; turn?: number },
): (Value & Stretch)[] {
  const last = track.at(-1);
  const wasOpen = last !== undefined && last.to === undefined;
  const isGap = until < at;
  if (wasOpen && !isGap && isSame(last)) return track as (Value & Stretch)[];
  // After a gap, only the cluster itself can tell when it began.
  const isCertain = wasOpen ? !isGap : born && (!isGap || turn < at);
  const from = isCertain ? turn : at;
  const closed = close(track, Math.min(until, from), start);
  return [...closed, { ...value, from, ...(!isCertain && { atLeast: true as const }) }];
}

/** Ends the open stretch, if there is one. Stretches without length, or before the Day, are dropped. */
export function close<Entry extends Stretch>(track: readonly Entry[], to: number, start: number): Entry[] {
  const last = track.at(-1);
  if (last?.to !== undefined || !last) return track as Entry[];
  const rest = track.slice(0, -1);
  return to <= Math.max(last.from, start) ? rest : [...rest, { ...last, to }];
}

/** The beginning of the next Day: the open stretch. */
export const carryTrack = <Entry extends Stretch>(track: readonly Entry[]): Entry[] =>
  isOpen(track) ? track.slice(-1) : [];
