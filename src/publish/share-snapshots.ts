/** The site carries the store's own files, beside the editions that were printed from them: the Raw page links to them. */
import type { EditionPlan } from '../site/plan.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import type { Store } from '../snapshots/open-store.ts';
import { copyFile, filesOf, hasCopy } from '../snapshots/share.ts';

interface ShareOptions {
  /** The snapshots. */
  store: Store;
  /** The published site. */
  out: string;
  /** Where the copies wait to be merged. */
  into: string;
  /** Files that the site is known to have, by name and digest; a keyframe is looked at once. */
  known: Set<string>;
}

/**
 * Copies what the site lacks of the files of some editions. What cannot be read is passed over: its edition says so.
 * Done before they are printed, so that no page links to a copy that failed.
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
