/**
 * Decides which digests are printed: those of finished days without a digest, and those of days with news.
 */
import path from 'node:path';
import { dayIn, daysOver, isDigestable, lastDayBefore } from '../digest/day-window.ts';
import { boundsOf } from '../history/day/day.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay, toUnix } from '../history/day/unix.ts';
import { loadDayPart } from '../days/read-days.ts';
import { DigestRecordSchema, DIGESTS } from '../site/records/digest-record.ts';
import { listDays } from '../snapshots/days.ts';
import { listNames } from '../snapshots/files.ts';
import { findBrokenRecords } from './find-broken.ts';
import type { ClusterWork } from './plan.ts';

export interface DigestOptions {
  /** The team's time zone, which defines the days of digests. */
  timeZone: string;
  /** Requested days, whatever is known of them. */
  asked: readonly string[];
  /** Windows of the reviews that are printed: the digests of their days lead to them. */
  reviewed?: readonly { from: number; to: number }[];
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
  { timeZone, asked, reviewed = [] }: DigestOptions,
): Promise<string[]> {
  const wanted = new Set(asked);
  const instants = work.flatMap(({ state }) => toUnix(state?.last?.instant) ?? []);
  const newest = Math.max(-Infinity, ...instants.filter((at) => isDigestable(dayOfUnix(at))));
  if (newest === -Infinity) return [...wanted].sort();
  const names = new Set(await listNames(path.join(out, DIGESTS)));
  const broken = new Set(await findBrokenRecords(out, DIGESTS, DigestRecordSchema));
  const last = lastDayBefore(newest, timeZone);
  const touched = new Set([
    ...work.flatMap(({ name, editions, lastPublished }) => {
      // A Day holds the last state of a finding, so a digest is settled when its Days are settled.
      const own = editions
        .filter(({ day }) => isDigestable(day))
        .flatMap(({ day }) => daysOver(boundsOf(day), timeZone));
      if (!lastPublished || own.length === 0 || !isDigestable(lastPublished.day)) return own;
      // The first later snapshot that sees everything tells what happened at the end of a day.
      const at = toUnix(lastPublished.instant)!;
      return [...own, dayIn(at, timeZone), ...(unsettled.has(name) ? [lastDayBefore(at, timeZone)] : [])];
    }),
    ...refolded.filter(isDigestable).flatMap((day) => daysOver(boundsOf(day), timeZone)),
    ...reviewed
      .filter(({ from, to }) => [from, to].every((at) => isDigestable(dayOfUnix(at))))
      .flatMap((window) => daysOver(window, timeZone)),
  ]);
  for (const day of await listDaysWithData(work, timeZone)) {
    if (day > last) continue;
    if (!names.has(`${day}.html`) || touched.has(day) || broken.has(day)) wanted.add(day);
  }
  return [...wanted].sort();
}

/**
 * Days of the time zone with snapshots. One wrong clock of 1970 must not make a page of every day since. A day without
 * any snapshot has a page if `gazette digest` asks for it.
 */
async function listDaysWithData(work: readonly ClusterWork[], timeZone: string): Promise<string[]> {
  const days = new Set<string>();
  for (const { daysShelf } of work) {
    const own = daysShelf === undefined ? [] : (await listDays(daysShelf)).filter(isDigestable);
    for (const [index, day] of own.entries()) {
      const over = daysOver(boundsOf(day), timeZone);
      // Only snapshots tell which of two days of the zone they belong to. This matters where no other Day is near.
      const isIsolated =
        !own[index - 1] || !own[index + 1] || isFar(own[index - 1]!, day) || isFar(day, own[index + 1]!);
      const summary =
        isIsolated && over.length > 1 ? await loadDayPart(daysShelf!, day, 'summary') : undefined;
      if (summary) for (const { at } of summary.snapshots) days.add(dayIn(at, timeZone));
      else for (const one of over) days.add(one);
    }
  }
  return [...days].sort();
}

const isFar = (day: string, next: string) => startOfDay(next) - startOfDay(day) > SECONDS_A_DAY;
