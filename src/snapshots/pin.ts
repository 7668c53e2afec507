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
  await append(data, stored, 'pin', note, now);
}

/**
 * Lets retention have it again.
 * @throws {GazetteError} when it is not pinned.
 */
export async function unpin(data: string, stored: StoredSnapshot, now: Date) {
  await append(data, stored, 'unpin', undefined, now);
}

async function append(
  data: string,
  { cluster, number, time }: StoredSnapshot,
  type: 'pin' | 'unpin',
  note: string | undefined,
  now: Date,
): Promise<void> {
  const lock = await lockStore(data, cluster, type, () => now);
  try {
    await attempt(`${cluster}: cannot ${type} in ${data}`, async () => {
      const { snapshots } = await readManifest(data, cluster);
      const address = formatAddress({ cluster, time });
      const current = snapshots.find((snapshot) => snapshot.number === number);
      if (!current) throw new GazetteError(`${address} was deleted in the meantime`);
      if (type === 'unpin' && !current.pinned) throw new GazetteError(`${address} is not pinned`);
      const file = manifestFile(data, cluster);
      const { cursor } = await readManifestTail(file, () => true);
      await lock.verify();
      await appendToManifest(file, cursor, [{ type, number, at: now.toISOString(), note }]);
    });
  } finally {
    await lock.release();
  }
}
