/** Reads the data of a review: one pass over its snapshots, with two at a time in memory. */
import type { Day } from '../../history/day/day.ts';
import { fromUnix } from '../../history/day/unix.ts';
import type { Evidence } from '../../review/moments.ts';
import { addSnapshot, openPass } from '../../review/fold-snapshots.ts';
import { buildReview, type Review } from '../../review/review.ts';
import { filesOf } from '../../snapshots/share.ts';
import { formatAddress } from '../../snapshots/fold-manifest.ts';
import { loadDaysAround } from '../../days/read-days.ts';
import type { ReviewPlan, ReviewSnapshot } from '../plan.ts';
import { currentPrinting, ownedByPlan } from '../printing.ts';

const loaded = ownedByPlan(() => new Map<string, Promise<Review>>());

/** A review that this build prints; made once, for its page and the files beside it. */
export function loadReview(plan: ReviewPlan): Promise<Review> {
  const { id } = plan.definition;
  let review = loaded().get(id);
  if (!review) loaded().set(id, (review = readReview(plan)));
  return review;
}

async function readReview({ definition, snapshots, daysShelf }: ReviewPlan): Promise<Review> {
  const {
    plan: { store },
    observer,
  } = currentPrinting();
  const { cluster, from, to } = definition;
  const { digest: _, ...asked } = definition;
  const first = Math.min(from, ...snapshots.map(({ at }) => at));
  const last = Math.max(to, ...snapshots.map(({ at }) => at));
  const kept = await loadDaysAround(store, cluster, first, last, daysShelf);
  const pass = openPass(cluster, kept);
  const evidence: Evidence[] = [];
  for (const snapshot of snapshots) {
    const { number, at, says, marks, digest, stored } = snapshot;
    const role = at < from ? 'before' : at < to ? 'within' : 'after';
    const own: Evidence = {
      ...{ number, at, role },
      ...(says !== undefined && { says }),
      ...(marks && { marks }),
      address: formatAddress({ cluster, time: fromUnix(says ?? at) }),
      files: stored ? filesOf(stored) : [],
    };
    if (!stored) {
      const lost = whyLost(snapshot, kept);
      evidence.push({ ...own, gone: true, ...(lost !== undefined && { lost }) });
      continue;
    }
    const { observed, damaged } = await observer.observe(store, cluster, stored);
    const arrival = { number, at, digest, ...(says !== undefined && { says }), ...(marks && { marks }) };
    addSnapshot(pass, { ...arrival, ...(damaged !== undefined && { damaged }) }, observed);
    evidence.push({ ...own, ...(damaged !== undefined && { lost: damaged }) });
  }
  return buildReview({ definition: asked, evidence, pass });
}

/** Why nothing is known of a deleted snapshot; undefined if the histories know it. */
function whyLost({ number }: ReviewSnapshot, kept: readonly Day[]): string | undefined {
  const record = kept.flatMap(({ snapshots }) => snapshots).find((one) => one.number === number);
  if (!record || record.gone) return 'deleted before it was folded into the histories';
  return record.damaged ?? (record.leftOut && 'it came too late for the histories');
}
