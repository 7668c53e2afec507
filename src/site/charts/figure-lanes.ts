/** Lanes of figures over time, from the snapshots of Days: what is in trouble, restarts, warnings, CPU, memory. Pure. */
import { knownUntil } from '../../history/day/day.ts';
import { OTHER_FIGURES, type Figures, type NodeHours, type Usage } from '../../history/day/figures.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import type { Bucket } from '../../history/period/period.ts';
import { formatBytes, formatDecimal, formatPercent } from '../../model/quantity.ts';
import { formatNumber } from '../../model/english.ts';
import { gapsBetween, toHatch, toStretch, type Block, type Level, type NamedBlock } from './time-axis.ts';

/** A lane of a chart: its name, its figures in words, and its picture. */
export interface ChartLane {
  name: string;
  note: string;
  height: number;
  blocks: Block[];
  /** Blocks with names. */
  versions?: NamedBlock[];
  /** A line above the blocks. */
  wanted?: Level[];
}

/** Figures, and the time for which they hold. */
export interface Sample extends Bucket {
  figures: Figures;
}

/** The snapshots that were read, each until the next or until it expired. */
export function toSamples(snapshots: readonly SnapshotRecord[]): Sample[] {
  const read = snapshots.flatMap(({ at, interval, figures }) =>
    interval !== undefined && figures ? [{ at, interval, figures }] : [],
  );
  return read.map(({ at, interval, figures }, index) => ({
    from: at,
    to: Math.min(knownUntil({ at, interval }), read[index + 1]?.at ?? Infinity),
    figures,
  }));
}

/** All lanes of a cluster, over the period. @param until the end of what is known */
export function toFigureLanes(samples: readonly Sample[], period: Bucket, until: number): ChartLane[] {
  const seen = samples.filter(({ from, to }) => from < period.to && to > period.from);
  return [
    toTroubleLane('Pods in trouble', seen, period, until, ({ pods }) => pods),
    toTroubleLane('Workloads in trouble', seen, period, until, ({ workloads }) => workloads),
    toCountLane('Restarts', seen, period, until, ({ restarts }) => restarts),
    toCountLane('Warnings', seen, period, until, ({ warnings }) => warnings),
    ...OTHER_FIGURES.map((name) => toLevelLane(name, seen, period, until)),
    toUsageLane('CPU', seen.map(of('cpu')), period, until, (cores) => `${formatDecimal(cores)} cores`),
    toUsageLane('Memory', seen.map(of('memory')), period, until, (bytes) => formatBytes(bytes)),
  ].filter((lane) => lane !== undefined);
}

/** What the lanes show at one snapshot, by their names; absent for what it did not see. */
export function tellFigures({
  pods,
  workloads,
  restarts,
  warnings,
  cpu,
  memory,
  others,
}: Figures): Record<string, string> {
  const tally = (counts: Figures['pods']) =>
    counts && `${formatNumber(counts[0] + counts[1])} of ${formatNumber(counts[2])}`;
  const number = (count: number | undefined) => (count === undefined ? undefined : formatNumber(count));
  const used = (usage: Usage | undefined) =>
    usage?.used === undefined ? undefined : `${formatPercent(usage.used / usage.allocatable)} used`;
  const told = {
    'Pods in trouble': tally(pods),
    'Workloads in trouble': tally(workloads),
    Restarts: number(restarts),
    Warnings: number(warnings),
    CPU: used(cpu),
    Memory: used(memory),
    ...Object.fromEntries(Object.entries(others ?? {}).map(([name, amount]) => [name, number(amount)])),
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

const of =
  (name: 'cpu' | 'memory') =>
  ({ from, to, figures }: Sample): Measured => ({ from, to, usage: figures[name] });

/** The times of the period without a value. */
function hatchUnseen<Part extends Bucket>(
  parts: readonly Part[],
  period: Bucket,
  until: number,
  isSeen: (part: Part) => boolean,
): Block[] {
  const seen = { from: period.from, to: Math.min(period.to, until) };
  return toHatch(period, gapsBetween(parts.filter(isSeen), seen));
}

const TALL = 44;
const LOW = 32;

/** Failing at the bottom, degraded above. The scale is the most that was in trouble. */
function toTroubleLane(
  name: string,
  samples: readonly Sample[],
  period: Bucket,
  until: number,
  tallyOf: (figures: Figures) => Figures['pods'],
): ChartLane {
  const tallies = samples.map(({ from, to, figures }) => ({ from, to, tally: tallyOf(figures) }));
  const known = tallies.flatMap(({ from, to, tally }) => (tally ? [{ from, to, tally }] : []));
  const most = Math.max(0, ...known.map(({ tally: [failing, degraded] }) => failing + degraded));
  const worst = known.find(({ tally: [failing, degraded] }) => failing + degraded === most);
  const stack = (mark: string, heightOf: (tally: [number, number, number]) => number) =>
    joinLevels(
      known.map(({ from, to, tally }) => ({ from, to, height: shareOfMost(heightOf(tally), most) })),
    ).map(({ from, to, height }) => ({ ...toStretch(period, from, to), height, mark }));
  return {
    name,
    note:
      known.length === 0
        ? 'not seen'
        : most === 0
          ? 'none'
          : `at most ${formatNumber(most)} of ${formatNumber(worst!.tally[2])}`,
    height: TALL,
    blocks: [
      ...hatchUnseen(tallies, period, until, ({ tally }) => tally !== undefined),
      ...stack('degraded', ([failing, degraded]) => failing + degraded),
      ...stack('failing', ([failing]) => failing),
    ],
  };
}

/** Bars from the snapshot before to the one that shows it. */
function toCountLane(
  name: string,
  samples: readonly Sample[],
  period: Bucket,
  until: number,
  countOf: (figures: Figures) => number | undefined,
): ChartLane {
  const counts = samples.map(({ from, to, figures }, index) => ({
    from,
    to,
    since: samples[index - 1]?.from,
    count: countOf(figures),
  }));
  // What a snapshot before the period counted belongs to the time before.
  const known = counts.flatMap(({ count, ...times }) =>
    count === undefined || times.from < period.from ? [] : [{ ...times, count }],
  );
  const most = Math.max(0, ...known.map(({ count }) => count));
  const total = known.reduce((sum, { count }) => sum + count, 0);
  return {
    name,
    note:
      known.length === 0
        ? 'not seen'
        : total === 0
          ? 'none seen'
          : `${formatNumber(total)}, at most ${formatNumber(most)} at once`,
    height: LOW,
    blocks: [
      ...hatchUnseen(counts, period, until, ({ count }) => count !== undefined),
      ...known
        .filter(({ count }) => count > 0)
        .map(({ since, from, to, count }) => ({
          ...toStretch(period, since ?? from - (to - from), from),
          height: Math.max(0.12, shareOfMost(count, most)),
          mark: 'plain',
        })),
    ],
  };
}

/** How much there was, as a share of the most of the period. No lane, if no snapshot of the period saw it. */
function toLevelLane(
  name: string,
  samples: readonly Sample[],
  period: Bucket,
  until: number,
): ChartLane | undefined {
  const levels = samples.map(({ from, to, figures }) => ({ from, to, amount: figures.others?.[name] }));
  const known = levels.flatMap(({ from, to, amount }) =>
    amount === undefined ? [] : [{ from, to, amount }],
  );
  if (known.length === 0) return undefined;
  const most = Math.max(...known.map(({ amount }) => amount));
  return {
    name,
    note: most === 0 ? 'none' : `at most ${formatNumber(most)}`,
    height: LOW,
    blocks: [
      ...hatchUnseen(levels, period, until, ({ amount }) => amount !== undefined),
      ...joinLevels(
        known.map(({ from, to, amount }) => ({ from, to, height: shareOfMost(amount, most) })),
      ).map(({ from, to, height }) => ({ ...toStretch(period, from, to), height, mark: 'plain' })),
    ],
  };
}

interface Measured extends Bucket {
  usage?: Usage;
}

/** The area is what was used, the line what was requested; the whole height is what the nodes offer. */
function toUsageLane(
  name: string,
  parts: readonly Measured[],
  period: Bucket,
  until: number,
  say: (amount: number) => string,
): ChartLane | undefined {
  const known = parts.flatMap(({ from, to, usage }) => (usage ? [{ from, to, usage }] : []));
  const last = known.at(-1);
  if (!last) return undefined;
  const levels = (amountOf: (usage: Usage) => number | undefined) =>
    joinLevels(
      known.flatMap(({ from, to, usage }) => {
        const amount = amountOf(usage);
        return amount === undefined ? [] : [{ from, to, height: shareOfMost(amount, usage.allocatable) }];
      }),
    );
  const peak = (key: 'used' | 'requested') => {
    const most = Math.max(...known.map(({ usage }) => (usage[key] ?? -1) / usage.allocatable));
    return most < 0 ? undefined : `${key} at most ${formatPercent(most)}`;
  };
  return {
    name,
    note: [peak('used') ?? 'usage not measured', peak('requested') ?? 'requests not seen']
      .join(', ')
      .concat(` of ${say(last.usage.allocatable)}`),
    height: LOW,
    blocks: [
      ...hatchUnseen(parts, period, until, ({ usage }) => usage !== undefined),
      ...levels(({ used }) => used).map(({ from, to, height }) => ({
        ...toStretch(period, from, to),
        height,
        mark: 'usage',
      })),
    ],
    wanted: levels(({ requested }) => requested).map(({ from, to, height }) => ({
      ...toStretch(period, from, to),
      height,
    })),
  };
}

/** What a node carried: pods, CPU and memory, the most of each hour. */
export function toNodeLanes(
  hours: readonly NodeHours['hours'][number][],
  period: Bucket,
  until: number,
): ChartLane[] {
  const at = (hour: number): Bucket => ({ from: hour, to: Math.min(hour + 3600, until) });
  const cores = hours.map(({ hour, cpu }) => ({ ...at(hour), usage: cpu }));
  const bytes = hours.map(({ hour, memory }) => ({ ...at(hour), usage: memory }));
  const pods = hours.map(({ hour, pods }) => ({
    ...at(hour),
    usage: pods && { allocatable: pods[1], used: pods[0] },
  }));
  const podLane = toUsageLane('Pods', pods, period, until, (most) => formatNumber(most));
  const most = Math.max(0, ...hours.map(({ pods }) => pods?.[0] ?? 0));
  return [
    podLane && {
      ...podLane,
      note: `at most ${formatNumber(most)} of ${formatNumber(hours.findLast(({ pods }) => pods)!.pods![1])}`,
    },
    toUsageLane('CPU', cores, period, until, (cores) => `${formatDecimal(cores)} cores`),
    toUsageLane('Memory', bytes, period, until, (bytes) => formatBytes(bytes)),
  ].filter((lane) => lane !== undefined);
}

const shareOfMost = (amount: number, most: number) =>
  most > 0 ? Math.min(1, Math.round((amount / most) * 1000) / 1000) : 0;

/** Joins neighbours of the same height; what has none is left out. */
function joinLevels<Part extends Bucket & { height: number }>(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.to === part.from && last.height === part.height) joined.splice(-1, 1, { ...last, to: part.to });
    else joined.push(part);
  }
  return joined.filter(({ height }) => height > 0);
}
