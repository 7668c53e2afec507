/**
 * What was asked for as incident reviews: `<cluster>/reviews/<id>.json` beside the snapshots. Unlike pages it is not
 * derived: without it a site that is built anew would lack them.
 */
import path from 'node:path';
import {
  attempt,
  digestOf,
  ensureFolder,
  listNames,
  readIfThere,
  removeUnfinished,
  replaceFile,
  syncFolder,
} from './files.ts';
import { lockStore } from './mend.ts';
import { clusterFolder } from './paths.ts';
import { ReviewDefinitionSchema, ReviewIdSchema, type ReviewDefinition } from './schema.ts';
import { scrub } from './scrub.ts';

const reviewsFolder = (data: string, cluster: string) => path.join(clusterFolder(data, cluster), 'reviews');
const fileOf = (folder: string, id: string) => path.join(folder, `${id}.json`);

/** A review, and the digest of what was asked for. */
export interface StoredReview extends ReviewDefinition {
  digest: string;
}

/** Those of a cluster, in the order of their names; one that cannot be read is named in `problems`, a sentence each. */
export async function listReviews(
  data: string,
  cluster: string,
): Promise<{ reviews: StoredReview[]; problems: string[] }> {
  const folder = reviewsFolder(data, cluster);
  return attempt(`${cluster}: cannot read ${folder}`, async () => {
    const reviews: StoredReview[] = [];
    const problems: string[] = [];
    for (const name of await listNames(folder)) {
      const id = path.basename(name, '.json');
      if (!name.endsWith('.json') || !ReviewIdSchema.safeParse(id).success) continue;
      const text = (await readIfThere(path.join(folder, name)))?.toString() ?? '';
      const review = parse(text);
      if (review?.id === id && review.cluster === cluster)
        reviews.push({ ...review, digest: digestOf(text) });
      else
        problems.push(`reviews/${name}: cannot be read; its page stays as it is. Run gazette review again.`);
    }
    return { reviews, problems };
  });
}

function parse(text: string): ReviewDefinition | undefined {
  try {
    return ReviewDefinitionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Stores a review in place of the one of the same window.
 * @throws {GazetteError} when another process is writing, or the disk refuses.
 */
export async function writeReview(data: string, review: ReviewDefinition, now: Date): Promise<void> {
  const { cluster, id } = review;
  const lock = await lockStore(data, cluster, 'review', () => now);
  try {
    await attempt(`${cluster}: cannot write a review to ${data}`, async () => {
      const folder = reviewsFolder(data, cluster);
      await ensureFolder(folder);
      await removeUnfinished(folder);
      await lock.verify();
      await replace(folder, id, review);
    });
  } finally {
    await lock.release();
  }
}

/** Takes a text out of titles and notes. Returns how many reviews held it; without `write` that is all. Needs the lock. */
export async function purgeReviews(
  data: string,
  cluster: string,
  text: string,
  { write }: { write: boolean },
): Promise<{ held: number; problems: string[] }> {
  const folder = reviewsFolder(data, cluster);
  const { reviews, problems } = await listReviews(data, cluster);
  let held = 0;
  for (const { digest: _, ...review } of reviews) {
    const { title, notes } = scrub({ title: review.title, notes: review.notes }, text);
    if (title === review.title && notes === review.notes) continue;
    held += 1;
    if (write)
      await replace(folder, review.id, {
        ...review,
        ...(title !== undefined && { title }),
        ...(notes !== undefined && { notes }),
      });
  }
  return { held, problems };
}

async function replace(folder: string, id: string, review: ReviewDefinition): Promise<void> {
  await replaceFile(fileOf(folder, id), Buffer.from(`${JSON.stringify(review, null, 2)}\n`));
  await syncFolder(folder);
}
