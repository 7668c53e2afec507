/** The course of a cluster up to an edition: its state and since when, its last trouble, its last rollout. */
import { isTrouble } from '../../model/state.ts';
import type { State } from '../../model/report.ts';
import type { Course, Moment, RecentEdition, Trail } from './trail-record.ts';
import { followsGap } from './since.ts';

/**
 * The course after an edition. Of what was not seen it says neither that it was trouble nor that it was none. So the
 * state and the trouble begin anew after it, as in the histories: `findSpells`.
 * @param isAfterGap whether nobody looked since the edition before
 */
export function foldCourse(
  previous: Course | undefined,
  edition: RecentEdition,
  isAfterGap: boolean,
): Course {
  const { state, number, instant, day, time } = edition;
  const self: Moment = { number, instant, day, time };
  const rollout = edition.rolledOut?.at(-1);
  const before = isAfterGap ? undefined : previous;
  const couldTell = before !== undefined && before.state !== 'unknown';
  const trouble = foldTrouble(previous?.trouble, state, self, couldTell);
  const isSame = before?.state === state;
  return {
    state,
    since: isSame ? before.since : self,
    ...((isSame ? before.atLeast : !couldTell) && { atLeast: true as const }),
    first: previous?.first ?? self,
    ...(trouble && { trouble }),
    ...(rollout ? { rollout: { ...rollout, at: self } } : previous?.rollout && { rollout: previous.rollout }),
  };
}

/** @param couldTell whether the edition before showed whether there was trouble */
function foldTrouble(
  known: Course['trouble'],
  state: State,
  self: Moment,
  couldTell: boolean,
): Course['trouble'] {
  const isOpen = known !== undefined && !known.over;
  if (isTrouble(state)) {
    if (isOpen && couldTell) return { ...known, last: self };
    return { since: self, ...(!couldTell && { atLeast: true as const }), last: self };
  }
  if (!isOpen || state !== 'healthy') return known;
  return { ...known, over: self, ...(!couldTell && { endUnseen: true as const }) };
}

/** The course that a trail leads to; of an older Gazette's trail, as far as its day before tells. */
export const courseOf = ({ course, recent = [] }: Pick<Trail, 'course' | 'recent'>): Course | undefined =>
  course ??
  recent.reduce<Course | undefined>(
    (before, edition, index) => foldCourse(before, edition, followsGap(recent.slice(0, index), edition)),
    undefined,
  );
