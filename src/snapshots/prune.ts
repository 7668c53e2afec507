/** Deletes snapshots that retention does not keep. */
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { listSnapshotFiles } from './orphans.ts';
import { isKeyframe } from './paths.ts';
import { planRetention, type RetentionPlan, type RetentionPolicy } from './retention.ts';
import { findLostPins, listReviews } from './reviews.ts';
import { readManifest } from './store.ts';
import { inOrder, type StoredSnapshot } from './fold-manifest.ts';

/** A clock that is further ahead of the newest snapshot, in milliseconds, is not believed. */
const MOST_AHEAD = 31 * 24 * 3_600_000;
/** A clock that is further behind the newest snapshot, in milliseconds, is not believed. */
const MOST_BEHIND = 24 * 3_600_000;

/**
 * Deletes what the policy does not keep, and returns it; with `dryRun`, only returns it. Also deletes what an
 * interrupted run left.
 * @throws {GazetteError} Another process is writing, the record of the snapshots is damaged, or the clock is wrong.
 *   Nothing was deleted.
 */
export async function prune(
  store: Store,
  cluster: string,
  policy: RetentionPolicy,
  now: Date,
  { dryRun = false } = {},
): Promise<RetentionPlan> {
  if (dryRun) return (await planPrune(store, cluster, policy, now)).plan;
  const lock = await lockStore(store, cluster, 'prune', () => now);
  try {
    return await attempt(`${cluster}: cannot delete snapshots in ${store.name}`, async () => {
      const shelf = store.cluster(cluster);
      const { plan, tombstones } = await planPrune(store, cluster, policy, now);
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

/** What to delete, from a record and a clock that can be believed. */
async function planPrune(store: Store, cluster: string, policy: RetentionPolicy, now: Date) {
  const { snapshots, tombstones, problems } = await readManifest(store, cluster);
  const { reviews, problems: faults } = await listReviews(store, cluster);
  const refuse = (hint: string) =>
    new GazetteError(`${cluster}: nothing was deleted, because the record of its snapshots is damaged`, {
      hint: `A pin may be lost. ${hint}`,
    });
  if (problems[0] !== undefined)
    throw refuse(`${problems[0]}. gazette verify ${cluster} --repair restores what can be known.`);
  // These sentences say what to do.
  if (faults[0] !== undefined) throw refuse(faults[0]);
  checkClock(cluster, snapshots, now);
  // A review rests on its snapshots. Its definition pins them even where the line of a pin was lost.
  const lost = findLostPins(snapshots, reviews);
  const pinned = snapshots.map((snapshot) =>
    lost.has(snapshot.number) ? { ...snapshot, pinned: true } : snapshot,
  );
  return { plan: planRetention(pinned, policy, now), tombstones };
}

/** Retention counts from the clock: a clock that is years ahead would let every snapshot go. */
function checkClock(cluster: string, snapshots: readonly StoredSnapshot[], now: Date): void {
  const newest = inOrder(snapshots).findLast(({ marks }) => !marks?.length)?.time;
  const ahead = newest === undefined ? 0 : now.getTime() - Date.parse(newest);
  if (ahead <= MOST_AHEAD && ahead >= -MOST_BEHIND) return;
  const days = Math.round(Math.abs(ahead) / (24 * 3_600_000));
  const where = ahead > 0 ? 'after' : 'before';
  throw new GazetteError(
    `${cluster}: nothing was deleted, because the clock says ${now.toISOString()}, ${days} days ${where} the newest snapshot`,
    {
      hint: 'Correct the clock, or take a snapshot first. Snapshots of a cluster that is gone stay as they are.',
    },
  );
}
