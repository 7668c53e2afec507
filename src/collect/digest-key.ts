/** The key of digests of arguments. It lies in the store, beside the clusters, and leaves the store in no output. */
import { randomBytes } from 'node:crypto';
import { attempt } from '../snapshots/files.ts';
import type { Store } from '../snapshots/open-store.ts';
import { read } from '../snapshots/shelf.ts';

const KEY = 'digest-key';
const LENGTH = 32;

/**
 * Reads the key, or makes one. A new key makes all digests differ once.
 * @throws {GazetteError} The store cannot be read or written.
 */
export async function openDigestKey(store: Store): Promise<Uint8Array> {
  const shelf = store.shelf.at('-');
  return attempt(`cannot write to ${shelf.name}`, async () => {
    for (;;) {
      const found = await read(shelf, KEY);
      if (found?.length === LENGTH) return found;
      if (found) throw new Error(`${KEY} is damaged: restore it, or remove it`);
      await shelf.putIfAbsent(KEY, [randomBytes(LENGTH)]);
    }
  });
}
