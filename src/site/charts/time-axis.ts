/**
 * Geometry of lanes over one time axis. Widths are in per cent and heights are shares, so that text is never stretched.
 * Pure.
 */
import { UTCDate } from '@date-fns/utc';
import { format } from 'date-fns/format';
import type { Cut } from '../../history/day/cut.ts';
import type {
  ReplicaStretch,
  Rollout,
  VersionStretch,
  WorkloadState,
} from '../../history/day/workload-day.ts';
import { bucketsOf, type Bucket, type Period } from '../../history/period/period.ts';
import { formatShort } from '../../review/times.ts';
import { STATE_HEIGHTS } from '../../words/format.ts';
import { heightOf } from './strip-picture.ts';

/** A block of a lane. */
export interface Block {
  /** Per cent of the lane's width. */
  x: number;
  width: number;
  /** Share of the lane's height, from the bottom. */
  height: number;
  mark: string;
}

/** A block with its name, shortened for a desktop and for a phone; empty if nothing fits. */
export interface NamedBlock extends Block {
  wide: string;
  narrow: string;
}

/** A horizontal line; vertical lines join neighbours. */
export interface Level {
  x: number;
  width: number;
  /** Share of the height. */
  height: number;
}

/** Least width of a short block, so that it is visible on paper. */
const LEAST = 0.35;
/** Least width of a lane in pixels, on a desktop and on a phone. */
const WIDE = 580;
const NARROW = 300;
/** Width of a character, and of the space beside a text. */
const CHARACTER = 6.4;
const MARGIN = 8;

const STATE_ORDER = ['healthy', 'unknown', 'degraded', 'failing'] as const;

const round = (value: number) => Math.round(value * 100) / 100;

/** The position of a time, in per cent. */
export const positionOf = ({ from, to }: Bucket, at: number): number =>
  round(Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100)));

const STEPS = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * 60);

/** A line of the axis, and its time. */
export interface Tick {
  x: number;
  label: string;
}

/** Round times on the axis, at most seven. */
export function ticksOf({ from, to }: Bucket): Tick[] {
  const step = STEPS.find((one) => (to - from) / one <= 6) ?? 86_400;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    ticks.push({
      x: positionOf({ from, to }, at),
      label:
        step >= 86_400 || (to - from > 86_400 && at % 86_400 === 0)
          ? format(new UTCDate(at * 1000), 'd MMM')
          : formatShort(at),
    });
  return ticks;
}

export function toStretch(period: Bucket, from: number, to: number, least = 0): Pick<Block, 'x' | 'width'> {
  const x = positionOf(period, from);
  const width = round(Math.max(least, positionOf(period, to) - x));
  return { x: round(Math.min(x, 100 - width)), width };
}

/**
 * The times in which nobody saw something: before, between and after its stretches. Before its seen begin it did not
 * exist, and future time is not unseen.
 */
export function findUnseen(
  track: readonly Pick<Cut<{ from: number; atLeast?: true }>, 'from' | 'to' | 'since' | 'atLeast'>[],
  { from, to }: Bucket,
  known: number,
): Bucket[] {
  const end = Math.min(to, known);
  const [first] = track;
  const isBorn = first !== undefined && !first.atLeast && first.since >= from;
  return gapsBetween(track, { from: isBorn ? first.from : from, to: end });
}

/** What some times in order leave of a period: before, between and after them. */
export function gapsBetween(times: readonly Bucket[], { from, to: end }: Bucket): Bucket[] {
  const gaps: Bucket[] = [];
  let at = from;
  for (const time of times) {
    if (time.from > at) gaps.push({ from: at, to: time.from });
    at = Math.max(at, time.to);
  }
  if (end > at) gaps.push({ from: at, to: end });
  return gaps;
}

/** Times that nobody saw. */
export const toHatch = (period: Bucket, gaps: readonly Bucket[]): Block[] =>
  gaps.map(({ from, to }) => ({ ...toStretch(period, from, to), height: 1, mark: 'unseen' }));

/** The worse the state, the taller, and the later it is drawn: a short failure must stay visible. */
export function toStateLane(states: readonly Cut<WorkloadState>[], period: Bucket, known: number): Block[] {
  const blocks = STATE_ORDER.flatMap((wanted) =>
    states
      .filter(({ state }) => state === wanted)
      .map(({ from, to }) => ({
        ...toStretch(period, from, to, wanted === 'healthy' ? 0 : LEAST),
        height: STATE_HEIGHTS[wanted],
        mark: wanted === 'unknown' ? 'unseen' : wanted,
      })),
  );
  return [...toHatch(period, findUnseen(states, period, known)), ...blocks];
}

/** One block for each version, every second block darker, with as much of its name as fits. */
export function toVersionLane(versions: readonly Cut<VersionStretch>[], period: Bucket): NamedBlock[] {
  let shade = 1;
  let last: VersionStretch | undefined;
  return versions.map((stretch) => {
    if (!last || nameVersion(last) !== nameVersion(stretch)) shade = 1 - shade;
    last = stretch;
    const span = toStretch(period, stretch.from, stretch.to, LEAST);
    const fit = (pixels: number) => fitLabel(nameVersion(stretch), (span.width / 100) * pixels - MARGIN);
    return {
      ...span,
      height: 1,
      mark: shade === 0 ? 'release' : 'release other',
      wide: fit(WIDE),
      narrow: fit(NARROW),
    };
  });
}

/** The version, or the images' tags if no version is known. */
export const nameVersion = ({ version, images }: Pick<VersionStretch, 'version' | 'images'>): string =>
  version ?? (images.map((image) => image.slice(image.lastIndexOf('/') + 1)).join(', ') || 'unknown');

/** A text of at most this many pixels; empty if too little is left. */
export function fitLabel(text: string, pixels: number): string {
  const most = Math.floor(pixels / CHARACTER);
  if (text.length <= most) return text;
  return most >= 4 ? `${text.slice(0, most - 1)}…` : '';
}

export interface ReplicaLane {
  blocks: Block[];
  wanted: Level[];
  /** The largest number. */
  most: number;
}

/** Ready replicas as blocks, wanted replicas as a line; hatched if neither is known. */
export function toReplicaLane(
  replicas: readonly Cut<ReplicaStretch>[],
  period: Bucket,
  gaps: readonly Bucket[],
): ReplicaLane {
  const most = Math.max(0, ...replicas.flatMap(({ desired = 0, ready = 0 }) => [desired, ready]));
  const share = (count: number) => (most > 0 ? Math.round((count / most) * 1000) / 1000 : 0);
  const blocks = replicas.flatMap(({ from, to, desired, ready }): Block[] => {
    if (ready === undefined && desired !== undefined) return toHatch(period, [{ from, to }]);
    if (!ready) return [];
    const mark = desired !== undefined && ready < desired ? 'degraded' : 'healthy';
    return [{ ...toStretch(period, from, to), height: share(ready), mark }];
  });
  const wanted = replicas.flatMap(({ from, to, desired }): Level[] =>
    desired === undefined ? [] : [{ ...toStretch(period, from, to), height: share(desired) }],
  );
  return { blocks: [...toHatch(period, gaps), ...blocks], wanted, most };
}

/** Counts by bucket. */
export interface BarLane {
  blocks: Block[];
  total: number;
  /** The largest count, and its time. */
  most: number;
  when?: Bucket;
}

/** Bars as tall as their share. A bucket is hatched if it was not seen and nothing is known of it. */
export function toBarLane(
  times: readonly { at: number; n: number }[],
  period: Period,
  mark: string,
  isUnseen: (index: number) => boolean,
): BarLane {
  const buckets = bucketsOf(period);
  const counts = buckets.map(() => 0);
  for (const { at, n } of times) {
    const index = Math.floor((at - period.from) / period.bucketSeconds);
    if (counts[index] !== undefined) counts[index] += n;
  }
  const most = Math.max(0, ...counts);
  const bars = buckets.flatMap(({ from, to }, index): Block[] => {
    const count = counts[index]!;
    if (count === 0) return [];
    const { x, width } = toStretch(period, from, to);
    return [{ x, width: round(width * 0.85), height: heightOf(count, most), mark }];
  });
  const hidden = buckets.filter((_, index) => counts[index] === 0 && isUnseen(index));
  const blocks = [...toHatch(period, joinBuckets(hidden)), ...bars];
  return {
    blocks,
    total: counts.reduce((sum, n) => sum + n, 0),
    most,
    ...(most > 0 && { when: buckets[counts.indexOf(most)]! }),
  };
}

/** Joins neighbours. */
function joinBuckets(buckets: readonly Bucket[]): Bucket[] {
  const joined: Bucket[] = [];
  for (const { from, to } of buckets) {
    const last = joined.at(-1);
    if (last?.to === from) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}

/** Rollouts with their duration, at full height; scalings at two thirds, replaced pods at one third. */
export function toChangeLane(
  {
    rollouts,
    scalings,
    replacements,
  }: {
    rollouts: readonly Rollout[];
    scalings: readonly { at: number }[];
    replacements: readonly { at: number }[];
  },
  period: Bucket,
  known: number,
): Block[] {
  const tick = (at: number) => toStretch(period, at, at, LEAST);
  return [
    ...replacements.map(({ at }) => ({ ...tick(at), height: 1 / 3, mark: 'plain' })),
    ...scalings.map(({ at }) => ({ ...tick(at), height: 2 / 3, mark: 'plain' })),
    ...rollouts.map(({ begun, ended = known, stuck }) => ({
      ...toStretch(period, Math.max(begun, period.from), ended, LEAST),
      height: 1,
      mark: stuck ? 'failing' : 'rollout',
    })),
  ];
}
