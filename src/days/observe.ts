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

/** Observes snapshots, and remembers some. */
export interface Observer {
  observe: (store: Store, cluster: string, wanted: Wanted) => Promise<Seen>;
  /** Forgets the first snapshots, because nobody will ask for them again: others can be remembered instead. */
  forget: () => void;
}

/** Number of objects in the snapshots that a publish has in memory at a time. */
export const OBJECTS_AT_A_TIME = 60_000;
/** A larger part of them is no small snapshot: it is read again rather than remembered. */
const SMALL_PART = 1 / 10;
/** Snapshots that are remembered whatever their size: a page compares two. */
const FEWEST = 2;

/**
 * A publish folds snapshots, then prints them in the same order, and compares each with the snapshot before. So the
 * observer remembers the first small snapshots, up to `most` objects. They need little memory, because deltas share the
 * objects of their keyframe. Of all others, it remembers the last two.
 */
export function openObserver(most = OBJECTS_AT_A_TIME): Observer {
  const read = openReader();
  const first = new Map<string, Promise<Seen>>();
  const last = new Map<string, Promise<Seen>>();
  let objects = 0;
  return {
    observe(store, cluster, wanted) {
      const key = JSON.stringify([store.name, cluster, wanted.file, wanted.digest]);
      const remembered = first.get(key);
      if (remembered) return remembered;
      const seen = last.get(key) ?? observe(store, cluster, wanted, read);
      last.delete(key);
      const size = wanted.objects ?? most;
      if (size <= most * SMALL_PART && objects + size <= most) {
        objects += size;
        first.set(key, seen);
        return seen;
      }
      last.set(key, seen);
      if (last.size > FEWEST) last.delete(last.keys().next().value!);
      return seen;
    },
    forget() {
      first.clear();
      objects = 0;
    },
  };
}
