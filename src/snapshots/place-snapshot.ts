/** Puts a finished snapshot into the store. */
import { GazetteError } from '../errors.ts';
import { appendToManifest, readManifestTail, type ManifestCursor } from './manifest.ts';
import type { NewSnapshotLine } from './orphans.ts';
import { FORMS, snapshotFile, unfinishedKey } from './paths.ts';
import type { ManifestSnapshot } from './schema.ts';
import { has, type Shelf } from './shelf.ts';
import { formatAddress } from './fold-manifest.ts';

/**
 * Makes a file appear whole, then names it in the manifest. A note of its name is written first and removed last. While
 * the note exists, the line in the manifest may be missing.
 * @throws {GazetteError} A snapshot of that second exists already.
 */
export async function placeSnapshot(
  shelf: Shelf,
  cluster: string,
  chunks: readonly Uint8Array[],
  line: NewSnapshotLine,
  cursor: ManifestCursor,
): Promise<ManifestSnapshot> {
  const note = unfinishedKey(line.file);
  await shelf.putIfAbsent(note, []);
  try {
    for (const form of FORMS) {
      if (await has(shelf, snapshotFile(line.time, form))) throw taken(cluster, line.time);
    }
    if (!(await shelf.putIfAbsent(line.file, chunks))) throw taken(cluster, line.time);
    try {
      const appended = await appendToManifest(shelf, cursor, [line]);
      return appended.lines[0]!;
    } catch (error) {
      // A disk that fails may have kept the line all the same. Then the snapshot is stored, and needs its file.
      if (!(await isInManifest(shelf, line).catch(() => true))) await shelf.remove([line.file]);
      throw error;
    }
  } finally {
    await shelf.remove([note]);
  }
}

async function isInManifest(shelf: Shelf, { number, file }: NewSnapshotLine): Promise<boolean> {
  const { lines } = await readManifestTail(shelf, () => true);
  return lines.some((line) => line.type === 'snapshot' && line.number === number && line.file === file);
}

const taken = (cluster: string, time: string) =>
  new GazetteError(`${cluster} already has a snapshot of that second: ${formatAddress({ cluster, time })}`, {
    hint: 'Nothing was overwritten. Collect again.',
  });
