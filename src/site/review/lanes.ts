/** Geometry of swim lanes, in per cent of the width. Pure. */
import type { Lane } from '../../review/lanes.ts';
import { formatDate, formatShort } from '../../review/times.ts';
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

const STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * 60);

/** Round times on the axis, at most seven. */
export function ticksOf({ from, to }: Window): { x: number; label: string }[] {
  const step = STEPS.find((one) => (to - from) / one <= 6) ?? 86_400;
  const ticks: { x: number; label: string }[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    ticks.push({
      x: positionOf({ from, to }, at),
      label: step >= 86_400 ? formatDate(at).slice(5) : formatShort(at),
    });
  return ticks;
}
