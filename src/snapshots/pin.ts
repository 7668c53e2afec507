/** Pins: snapshots that retention does not delete. */
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { readManifest, type StoredSnapshot } from './store.ts';
import { formatAddress } from './fold-manifest.ts';

/**
 * Keeps a snapshot (and the keyframe that it needs), whatever the retention policy says.
 * @throws {GazetteError} The snapshot is gone, or another process is writing.
 */
export async function pin(store: Store, stored: StoredSnapshot, note: string | undefined, now: Date) {
  await append(store, [stored], 'pin', note, now);
}

/**
 * Pins several snapshots of one cluster at once. Pinned snapshots stay as they are, with their notes.
 * @returns how many were not pinned before.
 * @throws {GazetteError} A snapshot is gone, or another process is writing.
 */
export async function pinAll(
  store: Store,
  stored: readonly StoredSnapshot[],
  note: string,
  now: Date,
): Promise<number> {
  const loose = stored.filter(({ pinned }) => !pinned);
  if (loose.length > 0) await append(store, loose, 'pin', note, now);
  return loose.length;
}

/**
 * Unpins a snapshot, so that retention may delete it.
 * @throws {GazetteError} The snapshot is not pinned.
 */
export async function unpin(store: Store, stored: StoredSnapshot, now: Date) {
  await append(store, [stored], 'unpin', undefined, now);
}

/** @param wanted at least one snapshot, all of one cluster */
async function append(
  store: Store,
  wanted: readonly StoredSnapshot[],
  type: 'pin' | 'unpin',
  note: string | undefined,
  now: Date,
): Promise<void> {
  const { cluster } = wanted[0]!;
  const lock = await lockStore(store, cluster, type, () => now);
  try {
    await attempt(`${cluster}: cannot ${type} in ${store.name}`, async () => {
      const { snapshots } = await readManifest(store, cluster);
      const there = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
      for (const { number, time } of wanted) {
        const address = formatAddress({ cluster, time });
        const current = there.get(number);
        if (!current) throw new GazetteError(`${address} was deleted in the meantime`);
        if (type === 'unpin' && !current.pinned) throw new GazetteError(`${address} is not pinned`);
      }
      const shelf = store.cluster(cluster);
      const { cursor } = await readManifestTail(shelf, () => true);
      const at = now.toISOString();
      await lock.verify();
      await appendToManifest(
        shelf,
        cursor,
        wanted.map(({ number }) => ({ type, number, at, note })),
      );
    });
  } finally {
    await lock.release();
  }
}
