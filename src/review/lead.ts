/** The first sentence of a review, made by rules. */
import type { Slice } from '../history/day/slice.ts';
import { measure } from '../history/period/duration-range.ts';
import { precedes } from '../history/likely-cause.ts';
import { formatCount, toSentence } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { State } from '../model/report.ts';
import { compareStates } from '../model/state.ts';
import { formatLasted, isOneSnapshot, nameRollout } from '../words/history.ts';
import { compareHarm, type Affected } from './affected.ts';
import type { Evidence, Moments } from './moments.ts';
import { formatWhen, formatDate } from './times.ts';

interface LeadFacts {
  cluster: string;
  /** Only of the window. */
  slice: Slice;
  /** The states up to the last snapshot, which may be after the window. */
  wide: Slice['states'];
  moments: Pick<Moments, 'seen' | 'looks'>;
  affected: readonly Affected[];
  /** The state in the first snapshot after the window, if any. */
  afterwards?: State;
}

/** The cluster's worst state; undefined if nothing was seen. */
export const worstOf = ({ states }: Slice): State | undefined =>
  states.map(({ state }) => state).sort(compareStates)[0];

export function writeReviewLead({ cluster, slice, wide, moments, affected, afterwards }: LeadFacts): string {
  const { seen, looks } = moments;
  const worst = worstOf(slice);
  if (worst === undefined) return toSentence([`nobody saw ${cluster} in this time`]);
  if (worst === 'healthy') {
    const some =
      affected.length > 0 ? `; ${formatCount(affected.length, 'thing')} had trouble all the same` : '';
    return toSentence([`the cluster ${cluster} was healthy whenever it was looked at${some}`]);
  }
  if (worst === 'unknown') return toSentence([`how ${cluster} was nobody can tell: not all of it was seen`]);
  const isWorst = ({ from, state }: Slice['states'][number]) => state === worst && from < slice.to;
  const lasted = measure(wide, isWorst, looks);
  const how = !lasted || isOneSnapshot(lasted) ? ', as one snapshot shows' : ` for ${formatLasted(lasted)}`;
  return toSentence([
    `the cluster ${cluster} was ${worst}${how}`,
    ...describeFirst(affected, slice, worst),
    describeEnd(slice, worst, seen, afterwards),
  ]);
}

function describeFirst(affected: readonly Affected[], { from, workloads }: Slice, worst: State): string[] {
  // If the trouble was as bad before the window, it is the subject; otherwise, the first trouble of the window.
  const isEarlier = ({ from: when, atLeast }: Affected) => atLeast === true || when.at < from;
  const told =
    affected.filter((one) => isEarlier(one) && one.worst === worst).toSorted(compareHarm)[0] ??
    affected.find((one) => !isEarlier(one)) ??
    affected[0];
  if (!told) return [];
  const { object, from: when } = told;
  const name = formatObject(object);
  const time = formatWhen(when, formatDate(from));
  // Tells what happened shortly before, without calling it the cause.
  const rollout = workloads
    .find((one) => objectKey(one) === objectKey(object))
    ?.rollouts.findLast((one) => precedes(one, when.at));
  const after = rollout ? `, after its rollout ${nameRollout(rollout)}` : '';
  return [
    isEarlier(told)
      ? `${name} was ${told.worst} since before, ${time} at the latest`
      : `it began with ${name}, ${told.worst} ${when.after === undefined ? `at ${time}` : time}${after}`,
  ];
}

/** Whether the trouble ended, and when; the first snapshot after the window decides. */
function describeEnd(
  { states, from, to }: Slice,
  worst: State,
  seen: readonly Evidence[],
  afterwards?: State,
): string {
  const last = states.at(-1);
  const worstAgain = states.findLastIndex(({ state }) => state === worst);
  const healthy = states.slice(worstAgain + 1).find(({ state }) => state === 'healthy');
  const end = afterwards ?? (last && last.to >= to ? last.state : undefined);
  const when = afterwards ? 'after the window' : 'at the end of the window';
  const isOver = end === 'healthy';
  if (healthy) {
    const moments = seen.findLast(({ at }) => at < healthy.from);
    const time = formatWhen({ at: healthy.from, ...(moments && { after: moments.at }) }, formatDate(from));
    return `it was healthy again ${moments ? time : `at ${time}`}${end === undefined || isOver ? '' : `, and ${end} ${when}`}`;
  }
  if (end === undefined) return 'how it ended was not seen';
  if (isOver) return `it was over ${when}`;
  return end === 'unknown' ? `how it was ${when} nobody can tell` : `it was not over ${when}: ${end}`;
}
