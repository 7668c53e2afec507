/** Geometry of a strip: one cell per snapshot or bucket; the worse is the taller, and "not seen" is hatched. */
import type { State } from '../../model/report.ts';
import { STATE_HEIGHTS } from '../../words/format.ts';

export interface StripCell {
  state: State;
  /** What the cell stands for, e.g. `07:15: Degraded`. */
  label: string;
  href?: string;
}

export interface StripBar extends StripCell {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Bars within a box of `width` by `height`, side by side from the left, a hairline apart. */
export function toStripBars(cells: readonly StripCell[], width: number, height: number): StripBar[] {
  const step = width / Math.max(cells.length, 1);
  const gap = Math.min(1.5, step / 4);
  const round = (value: number) => Math.round(value * 100) / 100;
  return cells.map((cell, index) => ({
    ...cell,
    x: round(index * step),
    y: round(height * (1 - STATE_HEIGHTS[cell.state])),
    width: round(step - gap),
    height: round(height * STATE_HEIGHTS[cell.state]),
  }));
}
