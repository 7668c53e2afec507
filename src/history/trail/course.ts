/** The course of a cluster up to an edition: its state and since when, its last trouble, its last rollout. */
import type { State } from '../../model/report.ts';
import type { Course, Moment, RecentEdition, Trail } from './trail-record.ts';

/** The course after an edition. Of what was not seen it says neither that it was trouble nor that it was none. */
export function foldCourse(previous: Course | undefined, edition: RecentEdition): Course {
  const { state, number, instant, day, time } = edition;
  const self: Moment = { number, instant, day, time };
  const rollout = edition.rolledOut?.at(-1);
  const trouble = foldTrouble(previous, state, self);
  const isSame = previous?.state === state;
  return {
    state,
    since: isSame ? previous.since : self,
    ...((isSame ? previous.atLeast : !previous || previous.state === 'unknown') && {
      atLeast: true as const,
    }),
    first: previous?.first ?? self,
    ...(trouble && { trouble }),
    ...(rollout ? { rollout: { ...rollout, at: self } } : previous?.rollout && { rollout: previous.rollout }),
  };
}

const isTrouble = (state: State) => state === 'failing' || state === 'degraded';

function foldTrouble(previous: Course | undefined, state: State, self: Moment): Course['trouble'] {
  const known = previous?.trouble;
  if (isTrouble(state)) {
    if (known && !known.over) return { ...known, last: self };
    // If the edition before could not tell, the trouble may be older.
    const couldTell = previous !== undefined && previous.state !== 'unknown';
    return { since: self, ...(!couldTell && { atLeast: true as const }), last: self };
  }
  return known && !known.over && state === 'healthy' ? { ...known, over: self } : known;
}

/** The course that a trail leads to; of an older Gazette's trail, as far as its day before tells. */
export const courseOf = ({ course, recent = [] }: Pick<Trail, 'course' | 'recent'>): Course | undefined =>
  course ?? recent.reduce<Course | undefined>((before, edition) => foldCourse(before, edition), undefined);
