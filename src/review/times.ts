/** Times of entries in words, UTC. Pure. */
import { UTCDate } from '@date-fns/utc';
import { format } from 'date-fns/format';
import type { When } from './moments.ts';

const iso = (at: number) => new Date(at * 1000).toISOString();

/** `14:05:30`. */
export const formatClockTime = (at: number) => iso(at).slice(11, 19);

/** `14:05`; with seconds if they are not zero. */
export const formatShort = (at: number) => iso(at).slice(11, at % 60 === 0 ? 16 : 19);

/** `2026-11-20`. */
export const formatDate = (at: number) => iso(at).slice(0, 10);

/** With the year, where it is not that of `day`. */
const dayOf = (at: number, day = formatDate(at)) =>
  format(new UTCDate(at * 1000), formatDate(at).slice(0, 4) === day.slice(0, 4) ? 'd MMM' : 'd MMM yyyy');

/**
 * `14:05:30`, `14:05:30 to 14:12:44`, `between 14:00 and 14:15`. If the day is not `day`, the day comes first: `21 Nov,
 * between 23:45 and 22 Nov 00:00`; of another year with the year.
 */
export function formatWhen({ at, after, until }: When & { until?: number }, day?: string): string {
  const [first, last] = after === undefined ? [at, until ?? at] : [after, until ?? at];
  const show = after === undefined ? formatClockTime : formatShort;
  const isSame = formatDate(first) === formatDate(last);
  const prefix =
    day === undefined || formatDate(first) === day
      ? ''
      : `${dayOf(first, day)}${after === undefined ? ' ' : ', '}`;
  const end = `${isSame ? '' : `${dayOf(last, day)} `}${show(last)}`;
  if (after !== undefined) return `${prefix}between ${show(first)} and ${end}`;
  return `${prefix}${show(first)}${until === undefined ? '' : ` to ${end}`}`;
}
