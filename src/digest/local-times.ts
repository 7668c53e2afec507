/** Times of a digest, in the team's time zone. Pure. */
import { TZDate, tzName } from '@date-fns/tz';
import { format } from 'date-fns/format';
import type { DurationRange } from '../history/period/duration-range.ts';
import { formatLasted, formatSpan } from '../words/history.ts';
import type { DayWindow } from './day-window.ts';

/** How a digest writes its times. */
export interface LocalTimes {
  /**
   * `14:15`; for another day, `20 Nov 14:15`, with the year if it is another year. When clocks repeat an hour, the zone
   * is added: `02:30 CET`.
   */
  at: (at: number) => string;
  /** The same with seconds: `14:15:07`. */
  exactly: (at: number) => string;
  /** `14:15 to 14:45 (15 min to 45 min)`, `since 14:15`, `20 Nov 14:15 to 09:30 (at least 19 h)`. */
  span: (stretch: {
    from: number;
    to: number;
    lasted: DurationRange;
    goesOn?: boolean;
    /** Its begin was not seen. */
    atLeast?: boolean;
    /** Its end was not seen: `14:15 to at least 14:45 (at least 30 min)`, `at 14:15`. */
    lostSight?: true;
  }) => string;
}

export function localTimes({ day, timeZone, from, to }: DayWindow): LocalTimes {
  const offsets = new Set([from, to - 1].map((at) => -new TZDate(at * 1000, timeZone).getTimezoneOffset()));
  const write = (moment: number, hours: string) => {
    const date = new TZDate(moment * 1000, timeZone);
    if (moment === to) return '24:00';
    const isOther = format(date, 'yyyy-MM-dd') !== day;
    const isOtherYear = format(date, 'yyyy') !== day.slice(0, 4);
    const time = format(date, `${isOtherYear ? 'd MMM yyyy ' : isOther ? 'd MMM ' : ''}${hours}`);
    return offsets.size > 1 && !isOther ? `${time} ${nameZone(moment, timeZone)}` : time;
  };
  const at = (moment: number) => write(moment, 'HH:mm');
  return {
    at,
    exactly: (moment) => write(moment, 'HH:mm:ss'),
    span: (stretch) => {
      const begun = stretch.atLeast ? `at least ${at(stretch.from)}` : at(stretch.from);
      if (stretch.goesOn) return `since ${begun}`;
      if (stretch.lostSight && stretch.to === stretch.from) return `at ${at(stretch.from)}`;
      const end = `${stretch.lostSight ? 'at least ' : ''}${at(stretch.to)}`;
      return `${begun} to ${end} (${formatLasted(stretch.lasted)})`;
    },
  };
}

/** `CET`, `GMT+5:30`. */
const nameZone = (at: number, timeZone: string) => tzName(timeZone, new Date(at * 1000), 'short');

/** `Saturday 21 November 2026`. */
export const formatLongDate = ({ from, timeZone }: DayWindow) =>
  format(new TZDate(from * 1000, timeZone), 'EEEE d MMMM yyyy');

/** `Sat 21 Nov`. */
export const formatShortDate = ({ from, timeZone }: DayWindow) =>
  format(new TZDate(from * 1000, timeZone), 'EEE d MMM');

/** `Europe/Amsterdam`, `Europe/Amsterdam, 25 hours`. */
export function describeZone({ from, to, timeZone }: DayWindow): string {
  const hours = (to - from) / 3600;
  return hours === 24 ? timeZone : `${timeZone}, ${formatSpan(to - from)} long`;
}
