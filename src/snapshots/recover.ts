/** What a writer does first: take the lock, and repair what a dead writer left. */
import { attempt } from './files.ts';
import { applyJournal } from './journal.ts';
import type { Lock } from './lock.ts';
import {
  appendToManifest,
  MANIFEST_START,
  readManifestFrom,
  readManifestTail,
  removeVoid,
  tidyManifest,
} from './manifest.ts';
import type { Store } from './open-store.ts';
import { describeOrphans, listSnapshotFiles } from './orphans.ts';
import { UNFINISHED } from './paths.ts';
import { has } from './shelf.ts';

/**
 * Takes the lock of a cluster for `task`, and repairs its files.
 * @throws {GazetteError} Another process holds the lock, or the store cannot be written.
 */
export async function lockStore(store: Store, cluster: string, task: string, now: () => Date): Promise<Lock> {
  const shelf = store.cluster(cluster);
  return attempt(`${cluster}: cannot write to ${shelf.name}`, async () => {
    const lock = await shelf.lock(task, now);
    try {
      await mend(store, cluster);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return lock;
  });
}

/** Finishes a purge, adopts files that the manifest does not name, and removes unfinished files. Needs the lock. */
async function mend(store: Store, cluster: string): Promise<void> {
  const shelf = store.cluster(cluster);
  await applyJournal(shelf);
  const tail = await readManifestTail(shelf, (line) => line.type === 'snapshot');
  await tidyManifest(shelf, tail);
  const unfinished = await shelf.list(UNFINISHED);
  if (tail.missing || tail.torn) {
    if (tail.missing) await removeVoid(shelf, 0);
    const { lines, cursor } = await readManifestFrom(shelf, MANIFEST_START);
    const orphans = await describeOrphans(store, cluster, await listSnapshotFiles(shelf), lines);
    await appendToManifest(shelf, cursor, orphans.lines);
  } else {
    // A note outlives the line in the manifest: while the note exists, the line may be missing.
    const finished: string[] = [];
    for (const name of unfinished) {
      const target = name.replace('T', '/');
      if (await has(shelf, target)) finished.push(target);
    }
    const orphans = await describeOrphans(store, cluster, finished, tail.lines);
    const last = tail.lines[0]?.number ?? 0;
    const next = orphans.lines.filter((line) => line.number > last);
    await appendToManifest(shelf, tail.cursor, next);
  }
  await shelf.remove(unfinished.map((name) => `${UNFINISHED}/${name}`));
}
