/** The site carries the store's own files beside their editions: the Raw page links to them. */
import type { EditionPlan } from '../site/plan.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import type { Store } from '../snapshots/open-store.ts';
import { copyFile, filesOf, hasCopy } from '../snapshots/share.ts';

interface ShareOptions {
  /** The store of the snapshots. */
  store: Store;
  /** The published site. */
  out: string;
  /** Where the copies wait to be merged. */
  into: string;
  /** Files known to be on the site, by name and digest; each keyframe is checked once. */
  known: Set<string>;
}

/**
 * Copies the missing files of some editions to the site. Unreadable files are skipped: their editions say so. This runs
 * before printing, so that no page links to a failed copy.
 */
export async function copyFiles(
  editions: readonly EditionPlan[],
  { store, out, into, known }: ShareOptions,
): Promise<void> {
  for (const { cluster, stored } of editions) {
    try {
      for (const wanted of stored ? filesOf(stored) : []) {
        const key = `${cluster}/${wanted.file} ${wanted.digest}`;
        if (!known.has(key) && !(await hasCopy(out, cluster, wanted)))
          await copyFile(store, cluster, wanted, into);
        known.add(key);
      }
    } catch (error) {
      if (!(error instanceof DamagedSnapshotError)) throw error;
    }
  }
}
