/** Summaries of Days, each read once in a build. */
import type { DaySummary } from '../history/day/summary.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay } from '../history/day/unix.ts';
import { looksOf } from '../history/period/duration-range.ts';
import type { State } from '../model/report.ts';
import { loadDayPart, stateAtEach } from '../days/read-days.ts';
import { findDayBefore, listDays } from '../snapshots/days.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import { currentPlan, ownedByPlan } from './printing.ts';

const summaries = ownedByPlan(() => new Map<string, Promise<DaySummary | undefined>>());

/** The summary of a Day; undefined if there is none. */
export function loadSummary(shelf: Shelf, day: string): Promise<DaySummary | undefined> {
  const key = `${shelf.name}/${day}`;
  let summary = summaries().get(key);
  if (!summary) summaries().set(key, (summary = loadDayPart(shelf, day, 'summary')));
  return summary;
}

/** A longer stretch is read from the list of Days. A clock that is years off may begin it. */
const LONG_DAYS = 100;

/** The summaries of the UTC days of a stretch of time, in order. */
export async function loadSummariesOf(
  shelf: Shelf,
  { from, to }: { from: number; to: number },
): Promise<DaySummary[]> {
  const days: string[] = [];
  if (to - from > LONG_DAYS * SECONDS_A_DAY)
    for (const day of await listDays(shelf)) {
      if (startOfDay(day) + SECONDS_A_DAY > from && startOfDay(day) < to) days.push(day);
    }
  else for (let at = startOfDay(dayOfUnix(from)); at < to; at += SECONDS_A_DAY) days.push(dayOfUnix(at));
  return (await Promise.all(days.map((day) => loadSummary(shelf, day)))).filter((day) => day !== undefined);
}

/** Days, and what is needed to say how long something in them lasted. */
export interface SeenDays {
  /** The last Day before them, at any distance; undefined if there is none. */
  before?: DaySummary;
  /** In order. */
  days: DaySummary[];
  /** Times of the readable snapshots, in order, including those of the Day before. */
  looks: number[];
}

/** The summaries of the UTC days of a stretch of time, in order, with the looks before them. */
export async function loadSeenDays(shelf: Shelf, time: { from: number; to: number }): Promise<SeenDays> {
  const [days, before] = await Promise.all([
    loadSummariesOf(shelf, time),
    loadDayBefore(shelf, dayOfUnix(time.from)),
  ]);
  return { ...(before && { before }), days, looks: looksOf(before, days) };
}

/** The summary of the last Day before a UTC day; undefined if there is none. */
export async function loadDayBefore(shelf: Shelf, day: string): Promise<DaySummary | undefined> {
  const before = await findDayBefore(shelf, day);
  return before === undefined ? undefined : loadSummary(shelf, before);
}

/** The cluster's state at each snapshot of Days, by time, including deleted snapshots. */
export const statesAtOf = (days: readonly DaySummary[]): ReadonlyMap<number, State> =>
  new Map(
    days.flatMap((day) => {
      const states = stateAtEach(day);
      return day.snapshots.flatMap(({ at, number }) => {
        const state = states.get(number);
        return state ? [[at, state] as const] : [];
      });
    }),
  );

/** The shelf of a cluster's Days; undefined if the plan has none, as for a copy. */
export const findDaysShelf = (cluster: string): Shelf | undefined =>
  currentPlan().clusters.find(({ name }) => name === cluster)?.daysShelf;
