/** Which histories have to be printed: those of the days that changed, and those that are older than what they tell of. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { loadDayPart } from '../site/days.ts';
import { historyFile, LONG_WINDOWS, windowName } from '../site/history/windows.ts';
import type { ClusterPlan, EditionPlan } from '../site/plan.ts';
import { daySavedAt } from '../snapshots/days.ts';
import type { ClusterWork } from './plan.ts';

/**
 * Days whose pages are not there, or older than the Day: it was folded anew because of a late arrival, a rebuild or a
 * newer Gazette, or a run that folded it was killed before it printed.
 */
export async function findStaleDays(
  out: string,
  { name: cluster, daysFolder }: ClusterWork,
  days: readonly string[],
): Promise<string[]> {
  if (!daysFolder) return [];
  const stale: string[] = [];
  for (const day of days) {
    const printed = await modifiedAt(path.join(out, historyFile({ cluster, name: day }, 'status')));
    if (printed === undefined || printed < ((await daySavedAt(daysFolder, day)) ?? 0)) stale.push(day);
  }
  return stale;
}

/**
 * Whether what is new today may tell anything of yesterday. What happened just before midnight is known by the first
 * snapshot after it; and where that one did not see everything, by the next that does.
 */
export async function isUnsettled(
  { daysFolder, lastDay }: ClusterWork,
  editions: readonly EditionPlan[],
): Promise<boolean> {
  if (!daysFolder || !lastDay || !editions.some(({ day }) => day === lastDay)) return false;
  const today = await loadDayPart(daysFolder, lastDay, 'summary');
  const fresh = new Set(editions.map(({ number }) => number));
  return !today?.snapshots.some(
    ({ number, interval, unseen }) => !fresh.has(number) && interval !== undefined && !unseen,
  );
}

/** The histories of several days: printed anew with whatever is new of the cluster, else left as they are. */
export async function planWindows(
  out: string,
  { name: cluster, daysFolder, state }: ClusterWork,
  days: readonly string[],
  isChanged: boolean,
): Promise<Pick<ClusterPlan, 'hasWindows' | 'windowsTo'>> {
  const newest = state?.last?.day ?? days.at(-1);
  const files = LONG_WINDOWS.map((length) =>
    path.join(out, historyFile({ cluster, name: windowName(length, '') }, 'status')),
  );
  const found = await Promise.all(files.map(modifiedAt));
  const areThere = found.every((time) => time !== undefined);
  const isWanted = daysFolder !== undefined && newest !== undefined && (isChanged || !areThere);
  return { hasWindows: areThere || isWanted, ...(isWanted && { windowsTo: newest }) };
}

async function modifiedAt(file: string): Promise<number | undefined> {
  try {
    return (await fs.stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}
