/**
 * The requested incident reviews: `<cluster>/reviews/<id>.json` beside the snapshots. Unlike pages, they are not
 * derived: a site that is built anew needs them.
 */
import path from 'node:path';
import { attempt, digestOf } from './files.ts';
import type { StoredSnapshot } from './fold-manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { ReviewDefinitionSchema, ReviewIdSchema, type ReviewDefinition } from './schema.ts';
import { scrub } from './scrub.ts';
import { read, replace } from './shelf.ts';

const REVIEWS = 'reviews';

/** A review, and the digest of the request. */
export interface StoredReview extends ReviewDefinition {
  digest: string;
}

/** The reviews of a cluster, in the order of their names. `problems` has a sentence for each unreadable review. */
export async function listReviews(
  store: Store,
  cluster: string,
): Promise<{ reviews: StoredReview[]; problems: string[] }> {
  const shelf = store.cluster(cluster).at(REVIEWS);
  return attempt(`${cluster}: cannot read ${shelf.name}`, async () => {
    const reviews: StoredReview[] = [];
    const problems: string[] = [];
    for (const name of await shelf.list('')) {
      const id = path.basename(name, '.json');
      if (!name.endsWith('.json') || !ReviewIdSchema.safeParse(id).success) continue;
      const text = (await read(shelf, name))?.toString() ?? '';
      const review = parse(text);
      if (review?.id === id && review.cluster === cluster)
        reviews.push({ ...review, digest: digestOf(text) });
      else
        problems.push(`reviews/${name}: cannot be read; its page stays as it is. Run gazette review again.`);
    }
    return { reviews, problems };
  });
}

/**
 * Snapshots on which reviews rest, and whose pins are lost: no line pins them, and nobody took the pins away. By their
 * numbers, with the id of a review.
 */
export function findLostPins(
  snapshots: readonly StoredSnapshot[],
  reviews: readonly StoredReview[],
): Map<number, string> {
  const loose = snapshots.filter(({ pinned, unpinned }) => !pinned && !unpinned);
  const reviewed = new Map(
    reviews.flatMap(({ id, snapshots: numbers }) => numbers.map((number) => [number, id] as const)),
  );
  return new Map(
    loose.flatMap(({ number }) => {
      const id = reviewed.get(number);
      return id === undefined ? [] : [[number, id] as const];
    }),
  );
}

function parse(text: string): ReviewDefinition | undefined {
  try {
    const { data } = ReviewDefinitionSchema.safeParse(JSON.parse(text));
    return data && { ...data, zone: isKnownZone(data.zone) ? data.zone : 'UTC' };
  } catch {
    return undefined;
  }
}

/** Zones are renamed, and this machine may not know the zone of the one that asked. */
function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * Stores a review, in place of an older review of the same window.
 * @throws {GazetteError} Another process is writing, or the disk refuses.
 */
export async function writeReview(store: Store, review: ReviewDefinition, now: Date): Promise<void> {
  const { cluster } = review;
  const lock = await lockStore(store, cluster, 'review', () => now);
  try {
    await attempt(`${cluster}: cannot write a review to ${store.name}`, async () => {
      await lock.verify();
      await putReview(store, cluster, review);
    });
  } finally {
    await lock.release();
  }
}

/**
 * Takes a text out of titles and notes. Returns how many reviews held it; without `write`, only counts. Needs the lock.
 */
export async function purgeReviews(
  store: Store,
  cluster: string,
  text: string,
  { write }: { write: boolean },
): Promise<{ held: number; problems: string[] }> {
  const { reviews, problems } = await listReviews(store, cluster);
  // An older Gazette that died while writing may have left the text here, too.
  const shelf = store.cluster(cluster).at(REVIEWS);
  if (write) await shelf.remove((await shelf.list('')).filter((name) => name.endsWith('.new')));
  let held = 0;
  for (const { digest: _, ...review } of reviews) {
    const { title, notes } = scrub({ title: review.title, notes: review.notes }, text);
    if (title === review.title && notes === review.notes) continue;
    held += 1;
    if (write)
      await putReview(store, cluster, {
        ...review,
        ...(title !== undefined && { title }),
        ...(notes !== undefined && { notes }),
      });
  }
  return { held, problems };
}

const putReview = (store: Store, cluster: string, review: ReviewDefinition): Promise<void> =>
  replace(
    store.cluster(cluster),
    `${REVIEWS}/${review.id}.json`,
    Buffer.from(`${JSON.stringify(review, null, 2)}\n`),
  );
