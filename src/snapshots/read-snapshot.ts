/** Reads snapshots. The store's lists of snapshots are elsewhere: they do not load the shapes of all kinds. */
import { kindOf } from './identity.ts';
import type { KeptObject } from './kinds/kinds.ts';
import { materialise, type Inherited } from './materialise.ts';
import type { Store } from './open-store.ts';
import type { ManifestSnapshot, Snapshot, SnapshotMeta } from './schema.ts';
import type { StoredFile } from './share.ts';
import { openLines, readFirstLine } from './snapshot-file.ts';
import { toWellFormed } from './well-formed.ts';

/**
 * Reads a whole snapshot: its own file and, for a delta, the keyframe's.
 * @throws {DamagedSnapshotError} The message names the damaged or missing file.
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
 * Reads snapshots like {@link readSnapshot}, and keeps the objects of the last keyframe. Unchanged objects of a day's
 * deltas then share memory, and are not parsed again.
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
  for await (const line of lines) objects.push(JSON.parse(toWellFormed(line)) as KeptObject);
  return objects;
}

/**
 * Reads the objects of some kinds. The other lines are decompressed, but not parsed.
 * @throws {DamagedSnapshotError}
 */
export async function readKinds(
  store: Store,
  cluster: string,
  stored: Pick<ManifestSnapshot, 'file' | 'digest' | 'base'>,
  isWanted: (kind: string) => boolean,
): Promise<Snapshot> {
  const own = await openLines(store, cluster, stored);
  const wanted = (lines: AsyncIterable<string>) =>
    pick(lines, (line) => isWanted(kindOf(line)) || kindOf(line) === 'Gone');
  const keyframe = stored.base && wanted((await openLines(store, cluster, stored.base)).lines);
  return { meta: own.meta, objects: await materialise(wanted(own.lines), keyframe) };
}

async function* pick(lines: AsyncIterable<string>, isPicked: (line: string) => boolean) {
  for await (const line of lines) if (isPicked(line)) yield line;
}

/**
 * Reads what a snapshot says about itself: a few kilobytes, whatever its size. Does not check the digest.
 * @throws {DamagedSnapshotError}
 */
export const readMeta = (
  store: Store,
  cluster: string,
  stored: Pick<ManifestSnapshot, 'file'>,
): Promise<SnapshotMeta> => readFirstLine(store, cluster, stored);
