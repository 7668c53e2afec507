/**
 * Days for the pages of workloads. Each is read once in a build, and only as many as some windows need are in memory.
 */
import { fromParts } from '../../history/day/day-files.ts';
import type { DaySummary } from '../../history/day/summary.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay } from '../../history/day/unix.ts';
import type { Period } from '../../history/period/period.ts';
import { indexDay, type IndexedDay } from '../../history/period/object-history.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import { listDays } from '../../snapshots/days.ts';
import type { Shelf } from '../../snapshots/shelf.ts';
import { loadDayParts } from '../../days/read-days.ts';
import { loadDayBefore } from '../load-summary.ts';
import { ownedByPlan } from '../printing.ts';

type Indexed = IndexedDay & { summary: DaySummary };

const known = ownedByPlan(() => new Map<string, Promise<Indexed | undefined>>());
const MOST_LOADED = 21;

/** The stored Days of the period, and the times of the readable snapshots, including those of the Day before. */
export async function loadIndexedDays(
  shelf: Shelf,
  { from, to }: Period,
): Promise<{ days: Indexed[]; looks: number[] }> {
  const loaded = known();
  const days: Indexed[] = [];
  for (let at = from; at < to; at += SECONDS_A_DAY) {
    const name = dayOfUnix(at);
    const key = `${shelf.name}/${name}`;
    let day = loaded.get(key);
    if (!day) {
      loaded.set(key, (day = readDay(shelf, name)));
      const [oldest] = loaded.keys();
      if (loaded.size > MOST_LOADED) loaded.delete(oldest!);
    }
    const one = await day;
    if (one) days.push(one);
  }
  const before = await loadDayBefore(shelf, dayOfUnix(from));
  const looks = looksOf(
    before,
    days.map(({ summary }) => summary),
  );
  return { days, looks };
}

async function readDay(shelf: Shelf, name: string): Promise<Indexed | undefined> {
  const parts = await loadDayParts(shelf, name, ['summary', 'workloads', 'events']);
  return parts && { ...indexDay(fromParts({ ...parts, balance: {} })), summary: parts.summary };
}

/** Midnight before the first snapshot of the cluster, if it is within the days. Unix seconds. */
export async function findFirst(shelf: Shelf, days: readonly Indexed[]): Promise<number | undefined> {
  const [first] = await listDays(shelf);
  return days.some(({ day }) => day.day === first) ? startOfDay(first!) : undefined;
}
