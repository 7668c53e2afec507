/** Geometry of a bar that shows counts by state. Pure. */
import type { Counts, State } from '../../model/report.ts';
import { STATES } from '../../model/state.ts';
import { STATE_HEIGHTS } from '../../words/format.ts';

export interface StateSegment {
  state: State;
  x: number;
  width: number;
  /** The worse the state, the taller, as in strips. */
  y: number;
  height: number;
}

/** One of 20,000 must still be visible. */
const LEAST = 4;

/** Segments from the worst to the best that fill a box of `width` by `height`. Empty if all counts are zero. */
export function toStateBar(counts: Counts, width: number, height: number): StateSegment[] {
  const present = STATES.filter((state) => counts[state] > 0);
  const total = present.reduce((sum, state) => sum + counts[state], 0);
  const thin = present.filter((state) => (counts[state] / total) * width < LEAST);
  const rest = total - thin.reduce((sum, state) => sum + counts[state], 0);
  const scale = (width - thin.length * LEAST) / rest;
  const round = (value: number) => Math.round(value * 100) / 100;
  let x = 0;
  return present.map((state) => {
    const own = thin.includes(state) ? LEAST : counts[state] * scale;
    const segment = {
      state,
      x: round(x),
      width: round(own),
      y: round(height * (1 - STATE_HEIGHTS[state])),
      height: round(height * STATE_HEIGHTS[state]),
    };
    x += own;
    return segment;
  });
}
