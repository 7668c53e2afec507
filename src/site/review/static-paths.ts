/** `getStaticPaths` of reviews: those that the current build prints, and with them the list of all. */
import type { ReviewPlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';

interface ReviewPath {
  params: { review: string };
  props: { plan: ReviewPlan };
}

export const reviewPaths = (): ReviewPath[] =>
  currentPlan().reviews.map((plan) => ({ params: { review: plan.definition.id }, props: { plan } }));

/** The pages, including the list. An id ends with its time, so no review is called `index`. */
export function reviewPagePaths(): { params: ReviewPath['params']; props: { plan?: ReviewPlan } }[] {
  const own = reviewPaths();
  return own.length > 0 ? [...own, { params: { review: 'index' }, props: {} }] : [];
}
