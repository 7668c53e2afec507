/** The key of digests of arguments. It lies in the store, beside the clusters, and leaves the store in no output. */
import { randomBytes } from 'node:crypto';
import { GazetteError } from '../errors.ts';
import { attempt } from '../snapshots/files.ts';
import type { Store } from '../snapshots/open-store.ts';
import { read } from '../snapshots/shelf.ts';

const KEY = 'digest-key';
const LENGTH = 32;

export interface DigestKey {
  key: Uint8Array;
  /** Stores a new key, before the first snapshot that needs it. If another run was faster, its key stays. */
  keep(): Promise<void>;
}

/**
 * Reads the key, or makes one. A new key makes all digests differ once.
 * @throws {GazetteError} The store cannot be read, or the key is damaged.
 */
export async function openDigestKey(store: Store): Promise<DigestKey> {
  const shelf = store.shelf.at('-');
  return attempt(`cannot read ${shelf.name}`, async () => {
    const found = await read(shelf, KEY);
    if (found?.length === LENGTH) return { key: found, keep: () => Promise.resolve() };
    if (found)
      throw new GazetteError(`${shelf.name}/${KEY} is damaged`, {
        hint: 'Restore it from a backup, or remove it: then all digests of arguments differ once.',
      });
    const key = randomBytes(LENGTH);
    return {
      key,
      keep: () =>
        attempt(`cannot write to ${shelf.name}`, async () => {
          await shelf.putIfAbsent(KEY, [key]);
        }),
    };
  });
}
