/** Deletes snapshots that retention does not keep. */
import { attempt } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './mend.ts';
import type { Store } from './open-store.ts';
import { listSnapshotFiles } from './orphans.ts';
import { isKeyframe } from './paths.ts';
import { planRetention, type RetentionPlan, type RetentionPolicy } from './retention.ts';
import { readManifest } from './store.ts';

/**
 * Deletes what the policy does not keep, and returns it; with `dryRun`, only returns it. Also deletes what an
 * interrupted run left.
 * @throws {GazetteError} Another process is writing.
 */
export async function prune(
  store: Store,
  cluster: string,
  policy: RetentionPolicy,
  now: Date,
  { dryRun = false } = {},
): Promise<RetentionPlan> {
  if (dryRun) return planRetention((await readManifest(store, cluster)).snapshots, policy, now);
  const lock = await lockStore(store, cluster, 'prune', () => now);
  try {
    return await attempt(`${cluster}: cannot delete snapshots in ${store.name}`, async () => {
      const shelf = store.cluster(cluster);
      const { snapshots, tombstones } = await readManifest(store, cluster);
      const plan = planRetention(snapshots, policy, now);
      const gone = [...plan.remove].sort((a, b) => Number(isKeyframe(a.file)) - Number(isKeyframe(b.file)));
      const at = now.toISOString();
      // Tombstones come first: the next run deletes a leftover file. A file removed without a tombstone would look like
      // damage. For the same reason, deltas go before the keyframes that they need.
      const lines = gone.map(({ number, file }) => ({
        type: 'tombstone' as const,
        number,
        file,
        at,
        why: 'retention' as const,
      }));
      if (lines.length > 0) {
        const { cursor } = await readManifestTail(shelf, () => true);
        await lock.verify();
        await appendToManifest(shelf, cursor, lines);
      }
      const alive = new Set(plan.keep.map(({ file }) => file));
      const there = new Set(await listSnapshotFiles(shelf));
      const dead = new Set([...tombstones, ...gone].map(({ file }) => file));
      await shelf.remove([...dead].filter((file) => there.has(file) && !alive.has(file)));
      return plan;
    });
  } finally {
    await lock.release();
  }
}
