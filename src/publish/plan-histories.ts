/** Which histories have to be printed: those of the days that changed, and those that are older than what they tell of. */
import path from 'node:path';
import { loadDayPart } from '../days/read-days.ts';
import type { PeriodDays } from '../history/period/period.ts';
import { isNewHour } from '../site/records/edition-record.ts';
import { historyFile, LONG_WINDOWS, windowName } from '../site/history/windows.ts';
import { editionFolder } from '../site/paths.ts';
import type { ClusterPlan, EditionPlan } from '../site/plan.ts';
import { exists } from '../snapshots/files.ts';
import type { ClusterWork } from './plan.ts';

/**
 * Days whose pages are not there, or were printed from another Day than there is now: it was folded anew because of a
 * late arrival, a rebuild or a newer Gazette, or a run that folded it was killed before it had printed everything.
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
 * Whether what is new today may tell anything of yesterday. What happened just before midnight is known by the first
 * snapshot after it; and where that one did not see everything, by the next that does.
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

/** Windows that cost more than they tell when every snapshot prints them anew. */
const HOURLY: readonly PeriodDays[] = [30, 90];

/**
 * The histories of several days: printed anew with whatever is new of the cluster, the longest with what is new in an
 * hour; else left as they are.
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

/** False of a single new edition that is not the first of its hour; what is printed again reaches every window. */
export async function opensAnHour(out: string, editions: readonly EditionPlan[]): Promise<boolean> {
  const [edition, ...others] = editions;
  if (!edition?.previous || others.length > 0) return true;
  if (isNewHour(edition, edition.previous)) return true;
  return exists(path.join(out, editionFolder(edition)));
}
