/** Pins: snapshots that retention leaves alone. */
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './mend.ts';
import { manifestFile } from './paths.ts';
import { readManifest, type StoredSnapshot } from './store.ts';
import { formatAddress } from './stored.ts';

/**
 * Keeps a snapshot (and the keyframe that it needs) whatever the retention policy says.
 * @throws {GazetteError} when it is gone, or another process is writing.
 */
export async function pin(data: string, stored: StoredSnapshot, note: string | undefined, now: Date) {
  await append(data, [stored], 'pin', note, now);
}

/**
 * Keeps several of one cluster at once; those that are pinned already stay as they are, with their notes.
 * @returns how many were not pinned before.
 * @throws {GazetteError} when one is gone, or another process is writing.
 */
export async function pinAll(
  data: string,
  stored: readonly StoredSnapshot[],
  note: string,
  now: Date,
): Promise<number> {
  const loose = stored.filter(({ pinned }) => !pinned);
  if (loose.length > 0) await append(data, loose, 'pin', note, now);
  return loose.length;
}

/**
 * Lets retention have it again.
 * @throws {GazetteError} when it is not pinned.
 */
export async function unpin(data: string, stored: StoredSnapshot, now: Date) {
  await append(data, [stored], 'unpin', undefined, now);
}

/** @param wanted at least one, all of one cluster */
async function append(
  data: string,
  wanted: readonly StoredSnapshot[],
  type: 'pin' | 'unpin',
  note: string | undefined,
  now: Date,
): Promise<void> {
  const { cluster } = wanted[0]!;
  const lock = await lockStore(data, cluster, type, () => now);
  try {
    await attempt(`${cluster}: cannot ${type} in ${data}`, async () => {
      const { snapshots } = await readManifest(data, cluster);
      const there = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
      for (const { number, time } of wanted) {
        const address = formatAddress({ cluster, time });
        const current = there.get(number);
        if (!current) throw new GazetteError(`${address} was deleted in the meantime`);
        if (type === 'unpin' && !current.pinned) throw new GazetteError(`${address} is not pinned`);
      }
      const file = manifestFile(data, cluster);
      const { cursor } = await readManifestTail(file, () => true);
      const at = now.toISOString();
      await lock.verify();
      await appendToManifest(
        file,
        cursor,
        wanted.map(({ number }) => ({ type, number, at, note })),
      );
    });
  } finally {
    await lock.release();
  }
}
