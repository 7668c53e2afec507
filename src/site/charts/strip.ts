/** Geometry of a strip: one cell per snapshot or bucket. The worse the state, the taller; "not seen" is hatched. */
import type { State } from '../../model/report.ts';
import { STATE_HEIGHTS } from '../../words/format.ts';

export interface StripCell {
  state: State;
  /** The meaning of the cell, e.g. `07:15: Degraded`. */
  label: string;
  href?: string;
  /** Unix seconds: when it was taken, and until when it counts. Strips that share an axis need them. */
  from?: number;
  to?: number;
}

export interface StripBar extends StripCell {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Bars at their times on an axis that several strips share. Cells before it are left out. */
export function toTimedBars(
  cells: readonly StripCell[],
  span: { from: number; to: number },
  width: number,
  height: number,
): StripBar[] {
  const scale = width / (span.to - span.from);
  const round = (value: number) => Math.round(value * 100) / 100;
  return cells.flatMap((cell) => {
    const { from = -Infinity, to = from } = cell;
    if (from < span.from || from >= span.to) return [];
    const x = (from - span.from) * scale;
    const across = (Math.min(to, span.to) - from) * scale;
    return [
      {
        ...cell,
        x: round(x),
        y: round(height * (1 - STATE_HEIGHTS[cell.state])),
        width: round(Math.max(1, across - Math.min(1.5, across / 4))),
        height: round(height * STATE_HEIGHTS[cell.state]),
      },
    ];
  });
}

/** Bars within a box of `width` by `height`, from left to right, a hairline apart. */
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
