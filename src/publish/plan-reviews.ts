/** Which incident reviews have to be printed: what was asked for and has no page, or another than was printed. */
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
  /** Ids of those to print in any case. */
  reviews?: ReadonlySet<string>;
}

/**
 * Costs a look at each review that was ever asked for; the manifest is read only where one is printed, or where a purge
 * may have written its snapshots anew.
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

/** Every snapshot of a cluster where it stands in time, also those that were deleted; in order. */
export async function listPlaced(store: Store, cluster: string): Promise<ReviewSnapshot[]> {
  const { lines } = await readManifestSince(store, cluster, MANIFEST_START);
  const days = [...planDays(cluster, lines)].sort(([a], [b]) => (a < b ? -1 : 1));
  return days.flatMap(([, wanted]) => wanted.map(({ gone: _, ...one }) => one));
}

function pick(all: readonly ReviewSnapshot[], { snapshots }: StoredReview): ReviewSnapshot[] {
  const wanted = new Set(snapshots);
  return all.filter(({ number }) => wanted.has(number));
}

/** What was deleted since is no reason: the page stays as it was printed. */
function isRewritten(
  { evidence }: Pick<ReviewRecord, 'evidence'>,
  snapshots: readonly ReviewSnapshot[],
): boolean {
  const printed = new Map(evidence.map(({ number, digest }) => [number, digest]));
  return snapshots.some(({ number, stored }) => stored && printed.get(number) !== stored.digest);
}
