/** Updates the Days that the pages of a publish read, before any page is printed. */
import { isSystemError } from '../errors.ts';
import { daysBesideSite } from '../snapshots/days.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { PageFault } from '../site/printing.ts';
import type { ClusterWork } from './plan.ts';
import type { Observer } from '../days/observe.ts';
import { updateDays, type UpdateDaysOptions, type UpdatedDays } from '../days/update-days.ts';

interface FoldDaysOptions {
  store: Store;
  out: string;
  now: () => Date;
  observer?: Observer;
  signal?: AbortSignal;
}

/**
 * Folds what is new of each cluster of the store. Notes the place and the versions of its Days.
 * @returns snapshots that could not be folded because of a fault of Gazette
 */
export async function foldDays(
  { store, out, now, observer, signal }: FoldDaysOptions,
  work: readonly ClusterWork[],
  stored: readonly string[],
): Promise<PageFault[]> {
  const failed: PageFault[] = [];
  for (const cluster of work) {
    if (!stored.includes(cluster.name)) continue;
    const { shelf, versions, outcomes, faults } = await foldCluster(out, {
      store,
      cluster: cluster.name,
      now,
      observer,
      ...(signal && { signal }),
    });
    cluster.daysShelf = shelf;
    cluster.dayVersions = versions;
    cluster.dayOutcomes = outcomes;
    failed.push(...faults);
  }
  return failed;
}

/** If the store is read-only, the Days are kept with the site. */
export async function foldCluster(out: string, options: UpdateDaysOptions): Promise<UpdatedDays> {
  try {
    return await updateDays(options);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!isSystemError(cause, 'EROFS', 'EACCES', 'EPERM')) throw error;
    return updateDays({ ...options, shelf: daysBesideSite(out, options.cluster) });
  }
}
