/** The data of a window's pages: summaries of its Days, each read once in a build. */
import type { DaySummary } from '../../history/day/summary.ts';
import { SECONDS_A_DAY, startOfDay } from '../../history/day/unix.ts';
import { buildCoverage, type CoverageHistory } from '../../history/period/coverage.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import { beginWhereKnown, periodBefore, periodOf, type Period } from '../../history/period/period.ts';
import { listDays } from '../../snapshots/days.ts';
import { currentPlan, ownedByPlan } from '../printing.ts';
import { loadRecord } from '../edition/records.ts';
import type { HistoryWindow } from '../windows.ts';
import { loadSeenDays, loadSummariesOf } from '../load-summary.ts';
import { placeOf } from '../paths.ts';

export interface History {
  window: HistoryWindow;
  alias?: string;
  /** The window as asked for. */
  whole: Period;
  /** The same from the first snapshot of the cluster on: charts begin where knowledge begins. */
  period: Period;
  /** The same in buckets of an hour or more: restarts and events are counted by the hour. */
  hourly: Period;
  /** The Days of the period, and the next Day, of which only its knowledge about the period is used. */
  days: DaySummary[];
  /** Times of the readable snapshots, with the Day before. */
  looks: number[];
  coverage: CoverageHistory;
  before: { period: Period; days: DaySummary[]; looks: number[] };
  /** The first stored Day; absent for a day's own window, which knows only its neighbours. */
  keptSince?: string;
  /** The day's editions in order. */
  editions: { at: number; time: string }[];
}

const loaded = ownedByPlan(() => new Map<string, Promise<History>>());

/** The source of all six pages of a window; read once. */
export function loadHistory(window: HistoryWindow): Promise<History> {
  const key = `${window.cluster}/${window.name}`;
  let history = loaded().get(key);
  if (!history) loaded().set(key, (history = readHistory(window)));
  return history;
}

async function readHistory(window: HistoryWindow): Promise<History> {
  const { daysShelf, day, length } = window;
  const whole = periodOf(day, length);
  const earlier = periodBefore(whole);
  const [{ before: yesterday, days: own }, before, [following]] = await Promise.all([
    loadSeenDays(daysShelf, whole),
    loadSeenDays(daysShelf, earlier),
    loadSummariesOf(daysShelf, { from: whole.to, to: whole.to + SECONDS_A_DAY }),
  ]);
  const [keptSince] = length > 1 ? await listDays(daysShelf) : [];
  // From midnight: the first snapshot also tells of earlier events.
  const first = own.some(({ day: name }) => name === keptSince) ? startOfDay(keptSince!) : undefined;
  const period = beginWhereKnown(whole, first);
  const after = following && withoutItsFuture(following);
  const days = after ? [...own, after] : own;
  const daysBefore = own[0] ? [...before.days, withoutItsFuture(own[0])] : before.days;
  return {
    window,
    alias: await findAlias(window),
    whole,
    period,
    hourly: { ...period, bucketSeconds: Math.max(3600, period.bucketSeconds) },
    days,
    looks: looksOf(yesterday, days),
    coverage: buildCoverage(yesterday ? [yesterday, ...days] : days, period),
    before: { period: earlier, days: daysBefore, looks: looksOf(before.before, daysBefore) },
    ...(length > 1 && { keptSince }),
    editions: length === 1 ? listEditions(window, own) : [],
  };
}

/**
 * A Day as the Day before needs it. Rollouts change as long as they run. A page of the day before must not change with
 * them, because it is permanent.
 */
const withoutItsFuture = (day: DaySummary): DaySummary => ({
  ...day,
  workloads: day.workloads.map((workload) => ({ ...workload, rollouts: [] })),
});

/** Published editions of the day, in the order of its snapshots. */
function listEditions({ times, day }: HistoryWindow, days: readonly DaySummary[]): History['editions'] {
  const have = new Set(times);
  return days
    .flatMap(({ snapshots }) => snapshots)
    .map((snapshot) => ({ at: snapshot.at, ...placeOf(snapshot) }))
    .filter((edition) => edition.day === day && have.has(edition.time))
    .map(({ at, time }) => ({ at, time }));
}

/** The cluster's name for people, from its newest readable edition in the window. */
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
