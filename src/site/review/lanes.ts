/** Geometry of swim lanes, in per cent of the width. Pure. */
import type { Lane } from '../../review/lanes.ts';
import { findUnseen, positionOf, toHatch, toStateLane, type Block } from '../charts/time-axis.ts';

export interface Window {
  from: number;
  to: number;
}

export interface LanePicture {
  /** States: the worse, the taller. */
  blocks: Block[];
  /** Bars above them, with the rollouts' durations. */
  rollouts: { x: number; width: number }[];
  /** Where containers restarted. */
  restarts: number[];
  /** Where warnings occurred. */
  warnings: number[];
}

/** Least width of a bar. */
const LEAST = 0.7;

export function toLanePicture(lane: Lane, window: Window, known: number): LanePicture {
  const { from, to } = window;
  const isIn = ({ at }: { at: number }) => at >= from && at < to;
  const places = (entries: readonly { at: number }[]) => [
    ...new Set(entries.filter(isIn).map(({ at }) => Math.round(positionOf(window, at) * 5) / 5)),
  ];
  return {
    blocks:
      lane.states.length > 0
        ? toStateLane(lane.states, window, known)
        : toHatch(window, findUnseen([], window, known)),
    rollouts: lane.rollouts.map(({ begun, ended = known }) => {
      const x = positionOf(window, Math.max(begun, from));
      const width = Math.max(LEAST, positionOf(window, Math.min(ended, to)) - x);
      return { x: Math.min(x, 100 - width), width };
    }),
    restarts: places(lane.restarts),
    warnings: places(lane.warnings),
  };
}
