/** What tracks tell: where a state, a heartbeat or a finding turned into another. */
import type { Cut } from '../history/day/cut.ts';
import type { Stretch } from '../history/day/track.ts';
import type { Moments } from './moments.ts';

export interface Turn<Value> {
  at: number;
  /** What it was before; absent where it was not there, or not seen. */
  from?: Value;
  to: Value;
  /** Nobody saw it between: it may have turned earlier, and more than once. */
  unseenBefore: boolean;
}

/** Where a track turned within the window; what the first snapshot of all found is no turn. */
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
