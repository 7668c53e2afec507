/** Pins: snapshots that retention does not delete. */
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { appendToManifest, readManifestTail } from './manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { readManifest, type StoredSnapshot } from './store.ts';
import { formatAddress } from './fold-manifest.ts';

/**
 * Keeps a snapshot (and the keyframe that it needs), whatever the retention policy says.
 * @throws {GazetteError} The snapshot is gone, or another process is writing.
 */
export async function pin(store: Store, stored: StoredSnapshot, note: string | undefined, now: Date) {
  await append(store, [stored], { type: 'pin', note }, now);
}

/**
 * Pins the snapshots of a review. Pins of persons and of other reviews stay.
 * @param review its id
 * @returns how many were not pinned before.
 * @throws {GazetteError} A snapshot is gone, or another process is writing.
 */
export async function pinForReview(
  store: Store,
  stored: readonly StoredSnapshot[],
  review: string,
  now: Date,
): Promise<number> {
  const missing = stored.filter(({ reviews }) => !reviews?.includes(review));
  if (missing.length > 0) await append(store, missing, { type: 'pin', review }, now);
  return stored.filter(({ pinned }) => !pinned).length;
}

/**
 * Takes away the pin of a person, or of a review. Retention may delete the snapshot when nothing else pins it.
 * @throws {GazetteError} There is no such pin.
 */
export async function unpin(store: Store, stored: StoredSnapshot, now: Date, review?: string) {
  await append(store, [stored], { type: 'unpin', ...(review !== undefined && { review }) }, now);
}

/** @throws {GazetteError} The pin does not exist. The message names those that do. */
function checkPin(
  address: string,
  { ownPin, reviews = [] }: StoredSnapshot,
  review: string | undefined,
): void {
  if (review === undefined ? ownPin === true : reviews.includes(review)) return;
  const [other] = reviews;
  if (other === undefined || review !== undefined)
    throw new GazetteError(
      `${address} is not pinned${review === undefined ? '' : ` by the review ${review}`}`,
    );
  throw new GazetteError(`${address} is pinned by the review ${other}, which rests on it`, {
    hint: `To take that pin away: gazette unpin ${address} --review ${other}`,
  });
}

/** @param wanted at least one snapshot, all of one cluster */
async function append(
  store: Store,
  wanted: readonly StoredSnapshot[],
  pinning: { type: 'pin' | 'unpin'; note?: string | undefined; review?: string },
  now: Date,
): Promise<void> {
  const { cluster } = wanted[0]!;
  const { type, ...why } = pinning;
  const lock = await lockStore(store, cluster, type, () => now);
  try {
    await attempt(`${cluster}: cannot ${type} in ${store.name}`, async () => {
      const { snapshots } = await readManifest(store, cluster);
      const there = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
      for (const { number, time } of wanted) {
        const address = formatAddress({ cluster, time });
        const current = there.get(number);
        if (!current) throw new GazetteError(`${address} was deleted in the meantime`);
        if (type === 'unpin') checkPin(address, current, pinning.review);
      }
      const shelf = store.cluster(cluster);
      const { cursor } = await readManifestTail(shelf, () => true);
      const at = now.toISOString();
      await lock.verify();
      await appendToManifest(
        shelf,
        cursor,
        wanted.map(({ number }) => ({ type, number, at, ...why })),
      );
    });
  } finally {
    await lock.release();
  }
}
