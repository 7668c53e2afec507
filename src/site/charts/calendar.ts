/** Months of a cluster as calendars: each day has the colour of its worst state. Pure. */
import type { DayOutcome } from '../../history/period/day-outcome.ts';
import { boundsOf } from '../../history/day/day.ts';
import type { State } from '../../model/report.ts';
import { dayOfUnix, SECONDS_A_DAY } from '../../history/day/unix.ts';
import { STATE_WORDS } from '../../words/format.ts';
import { howLong } from '../../words/history.ts';

export interface CalendarDay {
  /** `2026-11-29`. */
  day: string;
  /** Its number in the month. */
  number: number;
  /** Absent before the first known day, and in the future. */
  state?: State;
  /** The day in words: `Failing for 2 h to 2 h 30 min, degraded in one snapshot`. */
  text: string;
  /** It has a page. */
  hasPage: boolean;
}

export interface CalendarMonth {
  /** `2026-11`. */
  month: string;
  /** Empty places before the first day; weeks begin on Monday. */
  before: number;
  days: CalendarDay[];
}

/**
 * The months of the newest days, the newest first.
 * @param days days with pages, in any order
 * @param most number of months
 */
export function toCalendar(
  days: readonly string[],
  outcomes: Readonly<Record<string, DayOutcome>>,
  most: number,
): CalendarMonth[] {
  const withPages = new Set(days);
  const known = [...withPages, ...Object.keys(outcomes)].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const heldOn = indexHeld(outcomes);
  const months = [...new Set(known.map((day) => day.slice(0, 7)))].slice(-most).toReversed();
  return months.map((month) => {
    const start = boundsOf(`${month}-01`).from;
    const names: string[] = [];
    for (let at = start; dayOfUnix(at).startsWith(month); at += SECONDS_A_DAY) names.push(dayOfUnix(at));
    return {
      month,
      before: (new Date(start * 1000).getUTCDay() + 6) % 7,
      days: names.map((day): CalendarDay => ({
        day,
        number: Number(day.slice(8)),
        hasPage: withPages.has(day),
        ...describe(outcomes[day] ?? heldOn(day), day >= first && day <= last),
      })),
    };
  });
}

/** How a day without a snapshot was, if none was due: as the snapshot before said. It counted for the whole day. */
function indexHeld(
  outcomes: Readonly<Record<string, DayOutcome>>,
): (day: string) => { worst: State; since: string } | undefined {
  const held = Object.entries(outcomes)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([day, { held: one }]) => (one ? [{ day, ...one }] : []));
  return (day) => {
    const known = held.find(({ day: before }) => before < day);
    return known && boundsOf(day).to <= known.until ? { worst: known.state, since: known.day } : undefined;
  };
}

function describe(
  outcome: (DayOutcome & { since?: string }) | undefined,
  isWithin: boolean,
): Pick<CalendarDay, 'state' | 'text'> {
  if (!isWithin) return { text: 'no snapshot yet' };
  const { worst, failing, degraded, since } = outcome ?? {};
  if (worst === undefined) return { state: 'unknown', text: 'Not seen' };
  if (since !== undefined)
    return { state: worst, text: `${STATE_WORDS[worst]} since ${since}: no snapshot was due` };
  const parts = [
    ...(failing ? [`failing ${howLong(failing)}`] : []),
    ...(degraded ? [`degraded ${howLong(degraded)}`] : []),
  ];
  const text = parts.join(', ') || STATE_WORDS[worst];
  return { state: worst, text: text[0]!.toUpperCase() + text.slice(1) };
}
