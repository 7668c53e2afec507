/** Reads snapshots and builds their Reports. */
import type { Observed } from '../history/diff/compose.ts';
import { buildReport } from '../model/build/build-report.ts';
import { GazetteError, isSystemError } from '../errors.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import type { Store } from '../snapshots/open-store.ts';
import { openReader, readSnapshot } from '../snapshots/read-snapshot.ts';

/** A snapshot as the manifest names it. */
type Wanted = Parameters<typeof readSnapshot>[2] & { objects?: number };

/** A snapshot with its Report, or the reason why it cannot be shown. */
interface Seen {
  observed?: Observed;
  /** One sentence that names the file. */
  damaged?: string;
}

/**
 * Reads a snapshot and builds its Report. A fault of a snapshot costs only its own pages.
 * @throws {GazetteError} The disk refuses, which says nothing about the snapshot.
 */
export async function observe(
  store: Store,
  cluster: string,
  wanted: Wanted,
  read = readSnapshot,
): Promise<Seen> {
  try {
    const snapshot = await read(store, cluster, wanted);
    return { observed: { snapshot, report: buildReport(snapshot) } };
  } catch (error) {
    if (error instanceof DamagedSnapshotError) return { damaged: error.message };
    if (error instanceof GazetteError || !(error instanceof Error)) throw error;
    if (isSystemError(error) && error.syscall !== undefined) throw error;
    return { damaged: `${cluster}/${wanted.file}: cannot be shown: ${error.message}` };
  }
}

/** Observes snapshots, and remembers the last few. */
export interface Observer {
  observe: (store: Store, cluster: string, wanted: Wanted) => Promise<Seen>;
}

/** Number of objects in the remembered snapshots. */
const MOST_OBJECTS = 10_000;
/** Snapshots that are remembered whatever their size: a page compares two. */
const FEWEST = 2;

/**
 * A folded snapshot is printed next, and compared with the snapshot before. Each is read once, unless its cluster is
 * too large to remember.
 */
export function openObserver(): Observer {
  const read = openReader();
  const recent = new Map<string, { seen: Promise<Seen>; objects: number }>();
  return {
    observe(store, cluster, wanted) {
      const key = JSON.stringify([store.name, cluster, wanted.file, wanted.digest]);
      const found = recent.get(key) ?? {
        seen: observe(store, cluster, wanted, read),
        objects: wanted.objects ?? MOST_OBJECTS,
      };
      recent.delete(key);
      recent.set(key, found);
      let objects = recent.values().reduce((sum, one) => sum + one.objects, 0);
      for (const [oldest, one] of recent) {
        if (objects <= MOST_OBJECTS || recent.size <= FEWEST) break;
        recent.delete(oldest);
        objects -= one.objects;
      }
      return found.seen;
    },
  };
}
