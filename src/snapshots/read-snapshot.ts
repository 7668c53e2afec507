/** Reading snapshots. Apart from the store's lists of them, which do without the shapes of all kinds. */
import type { KeptObject } from './kinds/kinds.ts';
import { materialise, type Inherited } from './materialise.ts';
import type { Store } from './open-store.ts';
import type { ManifestSnapshot, Snapshot, SnapshotMeta } from './schema.ts';
import type { StoredFile } from './share.ts';
import { openLines, readFirstLine } from './snapshot-file.ts';

/**
 * Reads a snapshot whole: its own file and, for a delta, the keyframe's.
 * @throws {DamagedSnapshotError} naming the file that is damaged or missing.
 */
export async function readSnapshot(
  store: Store,
  cluster: string,
  stored: Pick<ManifestSnapshot, 'file' | 'digest' | 'base'>,
): Promise<Snapshot> {
  return readWith(store, cluster, stored, async (base) => (await openLines(store, cluster, base)).lines);
}

async function readWith(
  store: Store,
  cluster: string,
  stored: Pick<ManifestSnapshot, 'file' | 'digest' | 'base'>,
  readBase: (base: StoredFile) => Promise<Inherited>,
): Promise<Snapshot> {
  const own = await openLines(store, cluster, stored);
  const keyframe = stored.base && (await readBase(stored.base));
  return { meta: own.meta, objects: await materialise(own.lines, keyframe) };
}

/**
 * Reads snapshots as {@link readSnapshot} does, and keeps the objects of the last keyframe: those of a day's deltas
 * that did not change are the same in memory, and are not parsed again.
 */
export function openReader(): typeof readSnapshot {
  let last: { key: string; objects: Promise<readonly KeptObject[]> } | undefined;
  return (store, cluster, stored) =>
    readWith(store, cluster, stored, (base) => {
      const key = JSON.stringify([store.name, cluster, base.file, base.digest]);
      if (last?.key !== key) last = { key, objects: parseKeyframe(store, cluster, base) };
      return last.objects;
    });
}

async function parseKeyframe(store: Store, cluster: string, base: StoredFile): Promise<KeptObject[]> {
  const { lines } = await openLines(store, cluster, base);
  const objects: KeptObject[] = [];
  for await (const line of lines) objects.push(JSON.parse(line) as KeptObject);
  return objects;
}

/**
 * Reads what a snapshot says about itself: a few kilobytes, whatever its size. The digest is not checked.
 * @throws {DamagedSnapshotError}
 */
export const readMeta = (
  store: Store,
  cluster: string,
  stored: Pick<ManifestSnapshot, 'file'>,
): Promise<SnapshotMeta> => readFirstLine(store, cluster, stored);
