/** What a writer does before it writes: take the lock, and put right what a dead writer left. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError } from '../errors.ts';
import { attempt, ensureFolders, exists, listNames } from './files.ts';
import { applyJournal } from './journal.ts';
import { takeLock, type Lock } from './lock.ts';
import { appendToManifest, MANIFEST_START, readManifestFrom, readManifestTail } from './manifest.ts';
import { describeOrphans, listSnapshotFiles } from './orphans.ts';
import { clusterFolder, manifestFile, temporaryFolder } from './paths.ts';
import { ClusterNameSchema } from './schema.ts';

/**
 * Takes the lock of a cluster for `task`, and mends its folder.
 * @throws {GazetteError} when another process holds the lock, or the folder cannot be written.
 */
export async function lockStore(data: string, cluster: string, task: string, now: () => Date): Promise<Lock> {
  if (!ClusterNameSchema.safeParse(cluster).success) {
    throw new GazetteError(`"${cluster}" cannot name a cluster: it must be a DNS label`);
  }
  const folder = clusterFolder(data, cluster);
  return attempt(`${cluster}: cannot write to ${folder}`, async () => {
    await ensureFolders(folder);
    const lock = await takeLock(folder, task, now);
    try {
      await mend(data, cluster);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return lock;
  });
}

/** Finishes a purge, adopts files that the manifest does not name, removes what was never finished. Needs the lock. */
async function mend(data: string, cluster: string): Promise<void> {
  await applyJournal(data, cluster);
  const file = manifestFile(data, cluster);
  const temporary = temporaryFolder(data, cluster);
  const tail = await readManifestTail(file, (line) => line.type === 'snapshot');
  if (tail.missing || tail.torn) {
    const { lines, cursor } = await readManifestFrom(file, MANIFEST_START);
    const orphans = await describeOrphans(data, cluster, await listSnapshotFiles(data, cluster), lines);
    if (tail.torn || orphans.lines.length > 0) await appendToManifest(file, cursor, orphans.lines);
  } else {
    // A temporary file outlives its snapshot's line in the manifest: while it is there, the line may be missing.
    const unfinished = await listNames(temporary);
    const finished: string[] = [];
    for (const name of unfinished) {
      const target = name.replace('T', '/');
      if (await exists(path.join(clusterFolder(data, cluster), target))) finished.push(target);
    }
    const orphans = await describeOrphans(data, cluster, finished, tail.lines);
    const last = tail.lines[0]?.number ?? 0;
    const next = orphans.lines.filter((line) => line.number > last);
    if (next.length > 0) await appendToManifest(file, tail.cursor, next);
  }
  await fs.rm(temporary, { recursive: true, force: true });
}
