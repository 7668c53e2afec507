/** Which digests have to be printed: of days that are over and have none, and of those that are older than their Days. */
import path from 'node:path';
import { dayIn, lastDayBefore, windowOfDay } from '../digest/day-window.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay, toUnix } from '../history/day/unix.ts';
import { loadDayPart } from '../site/days.ts';
import { digestFile, DIGESTS } from '../site/digest-record.ts';
import { daySavedAt, listDays } from '../snapshots/days.ts';
import { listNames, modifiedAt } from '../snapshots/files.ts';
import type { ClusterWork } from './plan.ts';

export interface DigestOptions {
  /** The team's, whose days digests are of. */
  timeZone: string;
  /** Days that were asked for, whatever there is of them. */
  asked: readonly string[];
}

/** Days in the time zone, in order. A day is over when a snapshot that came after it says so. */
export async function planDigests(
  out: string,
  work: readonly ClusterWork[],
  { timeZone, asked }: DigestOptions,
): Promise<string[]> {
  const wanted = new Set(asked);
  const newest = Math.max(-Infinity, ...work.map(({ state }) => toUnix(state?.last?.instant) ?? -Infinity));
  const first = await findFirst(work);
  if (newest === -Infinity || first === undefined) return [...wanted].sort();
  const names = new Set(await listNames(path.join(out, DIGESTS)));
  const last = lastDayBefore(newest, timeZone);
  const touched = new Set(
    work.flatMap(({ days, lastPublished }) => [
      ...[...days].flatMap((day) => daysOver(day, timeZone)),
      // What happened at the end of a day may be known by the first snapshot after it.
      ...(lastPublished ? [dayIn(toUnix(lastPublished.instant)!, timeZone)] : []),
    ]),
  );
  for (let day = dayIn(first, timeZone); day <= last; day = dayAfter(day, timeZone)) {
    if (!names.has(`${day}.html`) || touched.has(day) || (await isStale(out, work, day, timeZone)))
      wanted.add(day);
  }
  return [...wanted].sort();
}

/** The first snapshot that any Day knows of. */
async function findFirst(work: readonly ClusterWork[]): Promise<number | undefined> {
  const firsts: number[] = [];
  for (const { daysFolder } of work) {
    const [day] = daysFolder === undefined ? [] : await listDays(daysFolder);
    const summary = day === undefined ? undefined : await loadDayPart(daysFolder!, day, 'summary');
    const at = summary?.snapshots[0]?.at;
    if (at !== undefined) firsts.push(at);
  }
  return firsts.length > 0 ? Math.min(...firsts) : undefined;
}

/** Days of the time zone that a UTC day lies in. */
const daysOver = (day: string, timeZone: string) => [
  dayIn(startOfDay(day), timeZone),
  dayIn(startOfDay(day) + SECONDS_A_DAY - 1, timeZone),
];

const dayAfter = (day: string, timeZone: string) => dayIn(windowOfDay(day, timeZone).to, timeZone);

/** Whether a Day that it is a slice of was folded anew since: because of a late arrival, a purge or a rebuild. */
async function isStale(
  out: string,
  work: readonly ClusterWork[],
  day: string,
  timeZone: string,
): Promise<boolean> {
  const printed = await modifiedAt(path.join(out, digestFile(day)));
  if (printed === undefined) return true;
  const { from, to } = windowOfDay(day, timeZone);
  for (const { daysFolder } of work) {
    for (const utc of new Set([from, to - 1].map(dayOfUnix))) {
      if (daysFolder !== undefined && ((await daySavedAt(daysFolder, utc)) ?? 0) > printed) return true;
    }
  }
  return false;
}
