/**
 * Decides which digests are printed: those of finished days without a digest, and those of days with news.
 */
import path from 'node:path';
import { dayIn, lastDayBefore, windowOfDay } from '../digest/day-window.ts';
import { SECONDS_A_DAY, startOfDay, toUnix } from '../history/day/unix.ts';
import { loadDayPart } from '../days/read-days.ts';
import { DIGESTS } from '../site/records/digest-record.ts';
import { listDays } from '../snapshots/days.ts';
import { listNames } from '../snapshots/files.ts';
import type { ClusterWork } from './plan.ts';

export interface DigestOptions {
  /** The team's time zone, which defines the days of digests. */
  timeZone: string;
  /** Requested days, whatever is known of them. */
  asked: readonly string[];
}

/**
 * Days in the time zone, in order. A day is over when a later snapshot shows it.
 * @param refolded UTC days that were folded anew, because of a late arrival, a purge or a rebuild
 * @param unsettled clusters whose newest snapshots may still tell something about the day before
 */
export async function planDigests(
  out: string,
  work: readonly ClusterWork[],
  refolded: readonly string[],
  unsettled: ReadonlySet<string>,
  { timeZone, asked }: DigestOptions,
): Promise<string[]> {
  const wanted = new Set(asked);
  const newest = Math.max(-Infinity, ...work.map(({ state }) => toUnix(state?.last?.instant) ?? -Infinity));
  const first = await findFirst(work);
  if (newest === -Infinity || first === undefined) return [...wanted].sort();
  const names = new Set(await listNames(path.join(out, DIGESTS)));
  const last = lastDayBefore(newest, timeZone);
  const touched = new Set([
    ...work.flatMap(({ name, editions, lastPublished }) => {
      // A Day holds the last state of a finding, so a digest is settled when its Days are settled.
      const own = editions.flatMap(({ day }) => daysOver(day, timeZone));
      if (!lastPublished || own.length === 0) return own;
      // The first later snapshot that sees everything tells what happened at the end of a day.
      const at = toUnix(lastPublished.instant)!;
      return [...own, dayIn(at, timeZone), ...(unsettled.has(name) ? [lastDayBefore(at, timeZone)] : [])];
    }),
    ...refolded.flatMap((day) => daysOver(day, timeZone)),
  ]);
  for (let day = dayIn(first, timeZone); day <= last; day = dayAfter(day, timeZone)) {
    if (!names.has(`${day}.html`) || touched.has(day)) wanted.add(day);
  }
  return [...wanted].sort();
}

/** The first snapshot that any Day knows. */
async function findFirst(work: readonly ClusterWork[]): Promise<number | undefined> {
  const firsts: number[] = [];
  for (const { daysShelf } of work) {
    const [day] = daysShelf === undefined ? [] : await listDays(daysShelf);
    const summary = day === undefined ? undefined : await loadDayPart(daysShelf!, day, 'summary');
    const at = summary?.snapshots[0]?.at;
    if (at !== undefined) firsts.push(at);
  }
  return firsts.length > 0 ? Math.min(...firsts) : undefined;
}

/** Days of the time zone that overlap a UTC day. */
const daysOver = (day: string, timeZone: string) => [
  dayIn(startOfDay(day), timeZone),
  dayIn(startOfDay(day) + SECONDS_A_DAY - 1, timeZone),
];

const dayAfter = (day: string, timeZone: string) => dayIn(windowOfDay(day, timeZone).to, timeZone);
