/** A day in the team's time zone: 23, 24 or 25 hours. Pure. */
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns/format';
import { GazetteError } from '../errors.ts';
import { SECONDS_A_DAY } from '../history/day/unix.ts';

export interface DayWindow {
  /** `2026-11-21` */
  day: string;
  /** IANA name. */
  timeZone: string;
  /** Unix seconds; the end is not included. */
  from: number;
  to: number;
}

/**
 * From one midnight to the next; if a clock change skips midnight, from the first moment of the day.
 * @throws {GazetteError} The day does not exist.
 */
export function windowOfDay(day: string, timeZone: string): DayWindow {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  const start = new TZDate(Number(year), Number(month) - 1, Number(date), timeZone);
  if (Number.isNaN(start.getTime()) || format(start, 'yyyy-MM-dd') !== day) {
    throw new GazetteError(`"${day}" is no day`, { hint: 'A day looks like 2026-11-21.' });
  }
  // Not a day after the start, which may be one o'clock.
  const end = new TZDate(Number(year), Number(month) - 1, Number(date) + 1, timeZone);
  return { day, timeZone, from: start.getTime() / 1000, to: end.getTime() / 1000 };
}

/** The day of a moment. @param at Unix seconds */
export const dayIn = (at: number, timeZone: string): string =>
  format(new TZDate(at * 1000, timeZone), 'yyyy-MM-dd');

/** The last day that was over at a moment. @param at Unix seconds */
export function lastDayBefore(at: number, timeZone: string): string {
  const { from } = windowOfDay(dayIn(at, timeZone), timeZone);
  return dayIn(from - 1, timeZone);
}

/** The days that overlap a stretch of time, in order. @param stretch Unix seconds; the end is not included */
export function daysOver({ from, to }: Pick<DayWindow, 'from' | 'to'>, timeZone: string): string[] {
  const days = new Set<string>();
  // Half a day is shorter than every day of every zone.
  for (let at = from; at < to; at += SECONDS_A_DAY / 2) days.add(dayIn(at, timeZone));
  return [...days.add(dayIn(to - 1, timeZone))];
}

/** Zones have no history before 1970. The last day of the year 9999 has no next day with four digits. */
export const isDigestable = (day: string) => day >= '1970' && day < '9999-12-30';

/** The days before another day, the last first. */
export function daysBefore({ from, timeZone }: DayWindow, count: number): DayWindow[] {
  const days: DayWindow[] = [];
  for (let end = from; days.length < count; end = days.at(-1)!.from)
    days.push(windowOfDay(dayIn(end - 1, timeZone), timeZone));
  return days;
}
