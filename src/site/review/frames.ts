/** The frames of a review's replay: its snapshots, with the states of its lanes. */
import { fromUnix } from '../../history/day/unix.ts';
import type { Lane } from '../../review/lanes.ts';
import type { Review } from '../../review/review.ts';
import { toReplayFrame } from '../../words/replay.ts';
import type { ReplayFrame } from '../../words/replay-frames.ts';
import { positionOf } from '../charts/time-axis.ts';
import { currentPlan } from '../printing.ts';
import { reviewFile } from '../records/review-record.ts';
import type { ReviewLinks } from './links.ts';

/** @param lanes in the order in which the page shows them */
export function framesOfReview(review: Review, lanes: readonly Lane[], links: ReviewLinks): ReplayFrame[] {
  const { pictures, id } = review;
  const { copy, url } = currentPlan();
  /** A copy has no editions: its links lead to the site, if its address is known. */
  const hrefOf = (number: number): string => {
    const href = links.edition(number);
    if (href === undefined || (copy && url === undefined)) return '';
    return copy ? new URL(href, new URL(reviewFile(id), url)).href : href;
  };
  return pictures
    .filter(({ at }) => at >= review.from && at < review.to)
    .map((picture) => {
      const { number, at, summary, situation } = picture;
      const edition = {
        instant: fromUnix(at),
        number,
        state: summary.state,
        lead: summary.lead,
        situation,
        summary,
      };
      return toReplayFrame(edition, {
        x: positionOf(review, at),
        href: hrefOf(number),
        lanes: lanes.map((lane) => stateAt(lane, at)),
      });
    });
}

function stateAt({ states }: Lane, at: number): ReplayFrame['lanes'][number] {
  const state = states.findLast(({ from, to }) => from <= at && at < to)?.state;
  if (state === undefined) return ['not seen', 'unknown'];
  return state === 'gone' ? ['not there'] : state === 'healthy' ? ['healthy'] : [state, state];
}
