/** The reviews of the site: those already there, and those that this build prints. */
import path from 'node:path';
import type { Review } from '../../review/review.ts';
import { readPageRecords } from '../records/page-records.ts';
import type { ReviewPlan } from '../plan.ts';
import { currentPlan, ownedByPlan, unlessFaulty } from '../printing.ts';
import { REVIEWS, ReviewRecordSchema, type ReviewRecord } from '../records/review-record.ts';
import { loadReview } from './load.ts';

export async function loadReviewRecord(plan: ReviewPlan): Promise<ReviewRecord> {
  return toRecord(await loadReview(plan), plan);
}

function toRecord(review: Review, { definition, snapshots }: ReviewPlan): ReviewRecord {
  const { id, cluster, from, to, title, lead, story, worst, written, incomplete } = review;
  return {
    ...{ id, cluster, from, to, title, lead },
    ...(story && { story: { instant: story.instant, situation: story.situation } }),
    ...(worst && { worst }),
    ...{ written, incomplete },
    definition: definition.digest,
    evidence: snapshots.flatMap(({ number, stored }) => (stored ? [{ number, digest: stored.digest }] : [])),
  };
}

/** All of them, the newest incidents first. */
export const loadReviewRecords = ownedByPlan(readAll);

/** The reviews of a cluster. */
export const loadReviewsOf = async (cluster: string): Promise<ReviewRecord[]> =>
  (await loadReviewRecords()).filter((review) => review.cluster === cluster);

async function readAll(): Promise<ReviewRecord[]> {
  const { out, reviews } = currentPlan();
  const records = new Map<string, ReviewRecord>();
  for (const record of await readPageRecords(path.join(out, REVIEWS), ReviewRecordSchema))
    records.set(record.id, record);
  for (const plan of reviews) {
    const record = await unlessFaulty(loadReviewRecord(plan));
    if (record) records.set(record.id, record);
  }
  return [...records.values()].sort((a, b) => b.from - a.from || b.to - a.to || (a.id < b.id ? -1 : 1));
}
