/** Deleting snapshots that retention lets go. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { attempt, exists, syncFolder } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './mend.ts';
import { clusterFolder, isKeyframe, manifestFile } from './paths.ts';
import { planRetention, type RetentionPlan, type RetentionPolicy } from './retention.ts';
import { readManifest } from './store.ts';

/**
 * Deletes what the policy lets go, and says what that is; with `dryRun` only the latter. Also deletes what an
 * interrupted run left.
 * @throws {GazetteError} when another process is writing.
 */
export async function prune(
  data: string,
  cluster: string,
  policy: RetentionPolicy,
  now: Date,
  { dryRun = false } = {},
): Promise<RetentionPlan> {
  if (dryRun) return planRetention((await readManifest(data, cluster)).snapshots, policy, now);
  const lock = await lockStore(data, cluster, 'prune', () => now);
  try {
    return await attempt(`${cluster}: cannot delete snapshots in ${data}`, async () => {
      const { snapshots, tombstones } = await readManifest(data, cluster);
      const plan = planRetention(snapshots, policy, now);
      const gone = [...plan.remove].sort((a, b) => Number(isKeyframe(a.file)) - Number(isKeyframe(b.file)));
      const at = now.toISOString();
      // Tombstones first: a file that is left over is deleted by the next run, while a snapshot whose file went
      // without a tombstone would look like damage. Deltas before the keyframes that they need, for the same reason.
      const lines = gone.map(({ number, file }) => ({
        type: 'tombstone' as const,
        number,
        file,
        at,
        why: 'retention' as const,
      }));
      if (lines.length > 0) {
        const { cursor } = await readManifestTail(manifestFile(data, cluster), () => true);
        await lock.verify();
        await appendToManifest(manifestFile(data, cluster), cursor, lines);
      }
      const alive = new Set(plan.keep.map(({ file }) => file));
      const dead = [...tombstones, ...gone].map(({ file }) => file).filter((file) => !alive.has(file));
      await deleteFiles(clusterFolder(data, cluster), dead);
      return plan;
    });
  } finally {
    await lock.release();
  }
}

/** Deletes files that may be gone already, and the days that are empty then. */
async function deleteFiles(folder: string, files: readonly string[]): Promise<void> {
  const days = new Set<string>();
  for (const file of new Set(files)) {
    const target = path.join(folder, file);
    if (!(await exists(target))) continue;
    await fs.rm(target);
    days.add(path.dirname(target));
  }
  for (const day of days) {
    await syncFolder(day);
    await fs.rmdir(day).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    });
  }
}
