/**
 * Writes a snapshot in the store's format, for a store that is only passed through. No manifest, no lock, no promise.
 */
import { digestOf } from './files.ts';
import { endFrames, frameOf, openFrame } from './frames.ts';
import { kindNames } from './kinds/kinds.ts';
import type { Store } from './open-store.ts';
import { snapshotFile } from './paths.ts';
import type { Snapshot } from './schema.ts';
import type { StoredSnapshot } from './fold-manifest.ts';

/** @returns what names the copy; unchanged parts come from `like` */
export async function writeCopy(
  store: Store,
  { meta, objects }: Snapshot,
  like: StoredSnapshot,
): Promise<StoredSnapshot> {
  const { base: _, ...whole } = meta;
  const frames = [];
  for (const kind of kindNames) {
    const frame = openFrame();
    for (const object of objects[kind]) {
      const { kind: name, apiVersion, metadata, ...rest } = object as Record<string, unknown>;
      // The order in which the store's readers expect the identity.
      await frame.write(JSON.stringify({ kind: name, apiVersion, metadata, ...rest }));
    }
    frames.push(frame);
  }
  const chunks = [await frameOf(JSON.stringify(whole)), ...(await endFrames(frames))];
  const file = snapshotFile(meta.time, 'full');
  await store.cluster(meta.cluster).putIfAbsent(file, chunks);
  const bytes = Buffer.concat(chunks);
  const { base: __, note: ___, missing: ____, ...line } = like;
  return { ...line, cluster: meta.cluster, file, digest: digestOf(bytes), bytes: bytes.length };
}
