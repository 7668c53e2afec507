/** Putting a finished snapshot into the store. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError, isSystemError } from '../errors.ts';
import { ensureFolder, exists, syncFolder, writeDurably } from './files.ts';
import { appendToManifest, type ManifestCursor } from './manifest.ts';
import type { NewSnapshotLine } from './orphans.ts';
import { clusterFolder, dayOf, FORMS, manifestFile, snapshotFile, temporaryFolder } from './paths.ts';
import { formatAddress } from './stored.ts';
import type { ManifestSnapshot } from './schema.ts';

/**
 * Makes a file appear whole and once, then names it in the manifest. The temporary file goes last: while it is there,
 * the next writer knows that the line in the manifest may be missing.
 * @throws {GazetteError} when there is a snapshot of that second already.
 */
export async function placeSnapshot(
  data: string,
  cluster: string,
  chunks: readonly Uint8Array[],
  line: NewSnapshotLine,
  cursor: ManifestCursor,
): Promise<ManifestSnapshot> {
  const folder = clusterFolder(data, cluster);
  const target = path.join(folder, line.file);
  const day = path.join(folder, dayOf(line.time));
  const temporary = path.join(temporaryFolder(data, cluster), line.file.replace('/', 'T'));
  await ensureFolder(path.dirname(temporary));
  try {
    await writeDurably(temporary, chunks);
    await ensureFolder(day);
    for (const form of FORMS) {
      if (await exists(path.join(folder, snapshotFile(line.time, form)))) throw taken(cluster, line.time);
    }
    await link(temporary, target, () => taken(cluster, line.time));
    try {
      await syncFolder(day);
      const appended = await appendToManifest(manifestFile(data, cluster), cursor, [line]);
      return appended.lines[0]!;
    } catch (error) {
      await fs.rm(target);
      throw error;
    }
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

async function link(from: string, to: string, taken: () => GazetteError): Promise<void> {
  try {
    await fs.link(from, to);
  } catch (error) {
    throw isSystemError(error, 'EEXIST') ? taken() : error;
  }
}

const taken = (cluster: string, time: string) =>
  new GazetteError(`${cluster} already has a snapshot of that second: ${formatAddress({ cluster, time })}`, {
    hint: 'Nothing was overwritten. Collect again.',
  });
