/** Decides which incident reviews are printed: requested reviews without a page, or whose request has changed. */
import path from 'node:path';
import { ReviewRecordSchema, reviewFile, type ReviewRecord } from '../site/records/review-record.ts';
import type { ReviewPlan, ReviewSnapshot } from '../site/plan.ts';
import { readPageRecord } from '../site/records/page-records.ts';
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import { listReviews, type StoredReview } from '../snapshots/reviews.ts';
import { readManifestSince } from '../snapshots/store.ts';
import { planDays } from '../days/day-plan.ts';
import type { ClusterWork } from './plan.ts';

export interface PlanReviewsOptions {
  store: Store;
  out: string;
  /** Ids of reviews to print in any case. */
  reviews?: ReadonlySet<string>;
}

/**
 * Looks at every review that was ever requested. Reads the manifest only if a review is printed, or if a purge may have
 * rewritten its snapshots.
 */
export async function planReviews(
  { store, out, reviews: again }: PlanReviewsOptions,
  work: readonly ClusterWork[],
  stored: readonly string[],
): Promise<ReviewPlan[]> {
  const plans: ReviewPlan[] = [];
  for (const cluster of work) {
    const { name, daysShelf, rewritten } = cluster;
    if (!stored.includes(name) || !daysShelf) continue;
    const { reviews, problems } = await listReviews(store, name);
    cluster.problems.push(...problems);
    let known: Promise<ReviewSnapshot[]> | undefined;
    for (const definition of reviews) {
      const record = await readPageRecord(
        path.join(out, reviewFile(definition.id, 'json')),
        ReviewRecordSchema,
      );
      const isAsked = again?.has(definition.id) === true || record?.definition !== definition.digest;
      if (!isAsked && !rewritten) continue;
      known ??= listPlaced(store, name);
      const snapshots = pick(await known, definition);
      if (isAsked || isRewritten(record, snapshots)) plans.push({ definition, snapshots, daysShelf });
    }
  }
  return plans;
}

/** Every snapshot of a cluster at its place in time, including deleted snapshots, in order. */
export async function listPlaced(store: Store, cluster: string): Promise<ReviewSnapshot[]> {
  const { lines } = await readManifestSince(store, cluster, MANIFEST_START);
  const days = [...planDays(cluster, lines)].sort(([a], [b]) => (a < b ? -1 : 1));
  return days.flatMap(([, wanted]) => wanted.map(({ gone: _, ...one }) => one));
}

function pick(all: readonly ReviewSnapshot[], { snapshots }: StoredReview): ReviewSnapshot[] {
  const wanted = new Set(snapshots);
  return all.filter(({ number }) => wanted.has(number));
}

/** A deletion is no reason to print: the page stays as it was printed. */
function isRewritten(
  { evidence }: Pick<ReviewRecord, 'evidence'>,
  snapshots: readonly ReviewSnapshot[],
): boolean {
  const printed = new Map(evidence.map(({ number, digest }) => [number, digest]));
  return snapshots.some(({ number, stored }) => stored && printed.get(number) !== stored.digest);
}
