/** Entries from a Day's findings: when each was met, and when it ended or went out of sight. */
import { isLoud } from '../history/day/finding-day.ts';
import type { Slice } from '../history/day/slice.ts';
import { findingKey } from '../model/findings/finding-key.ts';
import { toObjectRef } from '../model/object-ref.ts';
import { at, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import { turnsOf } from './transitions.ts';

/** @param whatAt the finding's text when it was met, if known */
export function findingEntries(
  slice: Slice,
  moments: Moments,
  whatAt: (key: string, moment: number) => string | undefined,
): Entry[] {
  return slice.findings.flatMap((finding) => {
    const { rule, severity, title, what, met } = finding;
    const object = toObjectRef(finding);
    const isQuiet = severity === 'advice';
    const begun = turnsOf(met, moments).map(({ at: moment, from, to }) => {
      // Between two times of a finding, it was not there: that is no unseen time.
      const unseenBefore = to.atLeast === true;
      // What was trouble before, and is less now, is news.
      const isLess = severity !== 'advice' && to.advice === true && from !== undefined && isLoud(from);
      const quiet =
        isQuiet ||
        to.silenced === true ||
        (to.advice === true && !isLess) ||
        (from !== undefined && unseenBefore);
      return at(moments, moment, {
        kind: 'finding',
        mark: severity === 'advice' || !isLoud(to) ? 'none' : severity,
        word: 'Finding',
        object,
        text: [
          `${title}: ${whatAt(findingKey(rule, finding), moment) ?? what}`,
          ...(isLess ? ['no more than advice since'] : []),
          ...(to.silenced ? ['silenced'] : []),
          ...(unseenBefore ? ['could not be checked just before'] : []),
        ].join('; '),
        alike: { key: `met ${rule} ${to.silenced} ${to.advice} ${unseenBefore}`, gist: title },
        ...(quiet && { quiet: true as const }),
      });
    });
    const over = met.flatMap((stretch, index) => {
      const next = met[index + 1];
      // What ends since time passes is told once: when it happened.
      if (stretch.lapsed) return [];
      if (stretch.goesOn || stretch.to >= slice.to || next?.from === stretch.to) return [];
      return [
        at(moments, stretch.to, {
          kind: 'finding',
          ...endOf(stretch, title),
          object,
          alike: { key: `over ${rule} ${stretch.silenced} ${stretch.lost} ${stretch.gone}`, gist: title },
          ...([isQuiet, stretch.silenced, stretch.lost].includes(true) && { quiet: true as const }),
        }),
      ].map((entry) => (stretch.lost ? outOfSight(entry, moments, next?.from) : entry));
    });
    return [...begun, ...over];
  });
}

/** A deletion heals nothing. */
function endOf(
  { lost, gone }: { lost?: true; gone?: true },
  title: string,
): Pick<Entry, 'mark' | 'word' | 'text'> {
  if (lost) return { mark: 'unknown', word: 'Out of sight', text: `${title}: could not be checked any more` };
  if (gone) return { mark: 'none', word: 'Gone', text: `${title}: its object was deleted` };
  return { mark: 'healthy', word: 'Over', text: title };
}

/**
 * Nobody saw when it went out of sight; only the next snapshot no longer shows it. If that snapshot shows it again, it
 * went out of sight when the snapshot before no longer counted.
 */
function outOfSight(entry: Entry, moments: Moments, again: number | undefined): Entry {
  const interval = moments.intervalAt(entry.at);
  return interval && interval.after.at !== again
    ? { ...entry, at: interval.after.at, ...(interval.before && { after: interval.before.at }) }
    : entry;
}
