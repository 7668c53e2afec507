/** Finds where a state, a heartbeat or a finding changed. */
import type { Cut } from '../history/day/cut.ts';
import type { Stretch } from '../history/day/track.ts';
import type { Moments } from './moments.ts';

export interface Turn<Value> {
  at: number;
  /** The value before; absent if it did not exist or was not seen. */
  from?: Value;
  to: Value;
  /** Nobody saw the time between: the change may be earlier, and there may be several. */
  unseenBefore: boolean;
}

/** The changes of a track within the window; the state in the very first snapshot is no change. */
export function turnsOf<Value extends Stretch>(
  track: readonly Cut<Value>[],
  { seen }: Moments,
): Turn<Cut<Value>>[] {
  const first = seen[0]?.at ?? Infinity;
  return track.flatMap((stretch, index): Turn<Cut<Value>>[] => {
    const before = track[index - 1];
    const isBegin = stretch.since === stretch.from && !(stretch.atLeast && stretch.from <= first);
    if (!isBegin) return [];
    return [
      {
        at: stretch.from,
        to: stretch,
        ...(before && { from: before }),
        unseenBefore: stretch.atLeast === true || (before !== undefined && before.to < stretch.from),
      },
    ];
  });
}
