/** Decides which histories are printed: those of changed days, and those older than their data. */
import path from 'node:path';
import { loadDayPart } from '../days/read-days.ts';
import type { PeriodDays } from '../history/period/period.ts';
import { isNewHour } from '../site/records/edition-record.ts';
import { historyFile, LONG_WINDOWS, windowName } from '../site/windows.ts';
import { editionFolder } from '../site/paths.ts';
import type { ClusterPlan, EditionPlan } from '../site/plan.ts';
import { exists } from '../snapshots/files.ts';
import type { ClusterWork } from './plan.ts';

/**
 * Days without pages, or whose pages were printed from an older version of the Day. The Day was folded anew (late
 * arrival, rebuild, newer Gazette), or a killed run did not print everything.
 */
export async function findStaleDays(
  out: string,
  { name: cluster, dayVersions, printedDays }: ClusterWork,
  days: readonly string[],
): Promise<string[]> {
  if (!dayVersions) return [];
  const isStale = await Promise.all(
    days.map(async (day) => {
      if (!printedDays || (printedDays[day] ?? '') !== (dayVersions[day] ?? '')) return true;
      return !(await exists(path.join(out, historyFile({ cluster, name: day }, 'status'))));
    }),
  );
  return days.filter((_, index) => isStale[index]);
}

/**
 * Whether today's news may still tell something about yesterday. The first snapshot after midnight tells what happened
 * just before midnight. If that snapshot did not see everything, the next complete snapshot does.
 */
export async function isUnsettled(
  { daysShelf, lastPublished }: ClusterWork,
  editions: readonly EditionPlan[],
): Promise<boolean> {
  const lastDay = lastPublished?.day;
  if (!daysShelf || !lastDay || !editions.some(({ day }) => day === lastDay)) return false;
  const today = await loadDayPart(daysShelf, lastDay, 'summary');
  const fresh = new Set(editions.map(({ number }) => number));
  return !today?.snapshots.some(
    ({ number, interval, unseen }) => !fresh.has(number) && interval !== undefined && !unseen,
  );
}

/** Windows that cost more than they tell if every snapshot prints them anew. */
const HOURLY: readonly PeriodDays[] = [30, 90];

/**
 * The histories of several days. Short windows are printed with every new snapshot of the cluster, the longest at most
 * once an hour.
 */
export async function planWindows(
  out: string,
  { name: cluster, daysShelf, state }: ClusterWork,
  days: readonly string[],
  { isChanged, isHourly }: { isChanged: boolean; isHourly: boolean },
): Promise<Pick<ClusterPlan, 'hasWindows' | 'windows'>> {
  const newest = state?.last?.day ?? days.at(-1);
  const files = LONG_WINDOWS.map((length) =>
    path.join(out, historyFile({ cluster, name: windowName(length, '') }, 'status')),
  );
  const areThere = await Promise.all(files.map(exists));
  if (daysShelf === undefined || newest === undefined) return { hasWindows: !areThere.includes(false) };
  const lengths = LONG_WINDOWS.filter(
    (length, index) => !areThere[index] || (isChanged && (isHourly || !HOURLY.includes(length))),
  );
  return { hasWindows: true, ...(lengths.length > 0 && { windows: { lengths, to: newest } }) };
}

/**
 * False for a single new edition that is not the first of its hour. Pages that are printed again reach every window.
 */
export async function opensAnHour(out: string, editions: readonly EditionPlan[]): Promise<boolean> {
  const [edition, ...others] = editions;
  if (!edition?.previous || others.length > 0) return true;
  if (isNewHour(edition, edition.previous)) return true;
  return exists(path.join(out, editionFolder(edition)));
}
