/** Geometry of swim lanes, in per cent of the width. Pure. */
import type { Lane } from '../../review/lanes.ts';
import type { Entry } from '../../review/entry.ts';
import { objectKey } from '../../model/object-ref.ts';
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

/** A part of a lane that leads to the timeline. */
export interface LaneLink {
  x: number;
  width: number;
  /** Anchor of the first entry there. */
  id: string;
  /** What the entry says. */
  label: string;
}

/** Least distance of two links, in per cent: they must not lie above each other. */
const APART = 3;

/** The entries about a lane's object, each as a place that leads to it; near ones share a place. */
export function listLaneLinks({ object }: Lane, shown: readonly Entry[], window: Window): LaneLink[] {
  const key = object && objectKey(object);
  const own = shown.filter(
    (entry) => entry.kind !== 'start' && (entry.object && objectKey(entry.object)) === key,
  );
  const links: LaneLink[] = [];
  for (const { id, at, word, text } of own.toSorted((a, b) => a.at - b.at)) {
    const x = Math.min(100 - APART, Math.max(0, positionOf(window, at) - APART / 2));
    const last = links.at(-1);
    if (last && x < last.x + APART) continue;
    links.push({ x, width: APART, id, label: text === '' ? word : `${word}: ${text}` });
  }
  return links;
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
