/** What the pages of a window read: summaries of its Days, each read once in a build. */
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import type { DaySummary } from '../../history/day/summary.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay } from '../../history/day/unix.ts';
import { buildCoverage, type CoverageHistory } from '../../history/period/coverage.ts';
import { looksOf } from '../../history/lasted.ts';
import { periodBefore, periodOf, type Period } from '../../history/period/period.ts';
import { listDays } from '../../snapshots/days.ts';
import type { Shelf } from '../../snapshots/shelf.ts';
import { loadDayPart } from '../../days/read-days.ts';
import { currentPlan, ownedByPlan } from '../printing.ts';
import { loadRecord } from '../edition/records.ts';
import type { HistoryWindow } from './windows.ts';

export interface History {
  window: HistoryWindow;
  alias?: string;
  period: Period;
  /** The same in buckets of an hour or more: restarts and events are summed up by the hour. */
  hourly: Period;
  /** Those of the period, and the day after it, of which no more is taken than what it knows of the period. */
  days: DaySummary[];
  /** Times of the snapshots that were read, also of the day before. */
  looks: number[];
  coverage: CoverageHistory;
  before: { period: Period; days: DaySummary[] };
  /** The first Day that is kept; absent of a day's own window, which knows nothing but its neighbours. */
  keptSince?: string;
  /** The day's editions in order. */
  editions: { at: number; time: string }[];
}

const loaded = ownedByPlan(() => new Map<string, Promise<History>>());

/** All that the six pages of a window show is made of this; read once. */
export function loadHistory(window: HistoryWindow): Promise<History> {
  const key = `${window.cluster}/${window.name}`;
  let history = loaded().get(key);
  if (!history) loaded().set(key, (history = readHistory(window)));
  return history;
}

async function readHistory(window: HistoryWindow): Promise<History> {
  const { daysShelf, day, length } = window;
  const period = periodOf(day, length);
  const earlier = periodBefore(period);
  const [yesterday, own, before, [following]] = await Promise.all([
    readDays(daysShelf, period.from - SECONDS_A_DAY, period.from),
    readDays(daysShelf, period.from, period.to),
    readDays(daysShelf, earlier.from, earlier.to),
    readDays(daysShelf, period.to, period.to + SECONDS_A_DAY),
  ]);
  const after = following && withoutItsFuture(following);
  const days = after ? [...own, after] : own;
  return {
    window,
    alias: await findAlias(window),
    period,
    hourly: { ...period, bucketSeconds: Math.max(3600, period.bucketSeconds) },
    days,
    looks: looksOf([...yesterday, ...days]),
    coverage: buildCoverage([...yesterday, ...days], period),
    before: { period: earlier, days: own[0] ? [...before, withoutItsFuture(own[0])] : before },
    ...(length > 1 && { keptSince: (await listDays(daysShelf))[0] }),
    editions: length === 1 ? listEditions(window, own) : [],
  };
}

/**
 * A Day as the Day before it needs it. Rollouts go on changing while it lasts, and a page of the day before would with
 * them, which is permanent once the next has begun.
 */
const withoutItsFuture = (day: DaySummary): DaySummary => ({
  ...day,
  workloads: day.workloads.map((workload) => ({ ...workload, rollouts: [] })),
});

const summaries = ownedByPlan(() => new Map<string, Promise<DaySummary | undefined>>());

async function readDays(shelf: Shelf, from: number, to: number): Promise<DaySummary[]> {
  const read: Promise<DaySummary | undefined>[] = [];
  for (let at = from; at < to; at += SECONDS_A_DAY) {
    const day = dayOfUnix(at);
    const key = `${shelf.name}/${day}`;
    let summary = summaries().get(key);
    if (!summary) summaries().set(key, (summary = loadDayPart(shelf, day, 'summary')));
    read.push(summary);
  }
  return (await Promise.all(read)).filter((day) => day !== undefined);
}

/** Editions of the day in the order in which its snapshots stand; those that have pages. */
function listEditions({ times, day }: HistoryWindow, days: readonly DaySummary[]): History['editions'] {
  const have = new Set(times);
  return days
    .flatMap(({ snapshots }) => snapshots)
    .map((snapshot) => ({ at: snapshot.at, ...placeOf(snapshot) }))
    .filter((edition) => edition.day === day && have.has(edition.time))
    .map(({ at, time }) => ({ at, time }));
}

/** Where the edition of a snapshot lies: by what its clock said, whatever is believed. */
export function placeOf({ at, says = at }: Pick<SnapshotRecord, 'at' | 'says'>): {
  day: string;
  time: string;
} {
  const day = dayOfUnix(says);
  return { day, time: toTime(says - startOfDay(day)) };
}

const two = (value: number) => String(value).padStart(2, '0');
/** `071500Z`: the time of an edition in its address. */
const toTime = (second: number) =>
  `${two(Math.floor(second / 3600))}${two(Math.floor(second / 60) % 60)}${two(second % 60)}Z`;

/** What people call the cluster, as its newest edition in the window that can be read says. */
export async function findAlias({
  cluster,
  day,
  times,
}: Pick<HistoryWindow, 'cluster' | 'day' | 'times'>): Promise<string | undefined> {
  const recent = currentPlan().clusters.find(({ name }) => name === cluster)?.recent ?? [];
  const keys = times.length > 0 ? times.map((time) => ({ cluster, day, time })) : recent;
  for (const key of keys.toReversed()) {
    const { summary } = await loadRecord(key);
    if (summary) return summary.alias;
  }
  return undefined;
}
