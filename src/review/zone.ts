/** Times in a zone: an IANA name, an offset such as `+01:00`, or UTC. */
import { TZDate } from '@date-fns/tz';
import { UTCDate } from '@date-fns/utc';
import { format } from 'date-fns/format';

/** In UTC nothing has to be looked up, and pages ask for thousands of times. */
const toDate = (at: number, zone: string) =>
  zone === 'UTC' ? new UTCDate(at * 1000) : new TZDate(at * 1000, zone);

/** `14:05`. */
export const formatLocalMinute = (at: number, zone: string) => format(toDate(at, zone), 'HH:mm');

/** `14:05:30`. */
export const formatLocalSecond = (at: number, zone: string) => format(toDate(at, zone), 'HH:mm:ss');

/** `2026-11-20`. */
export const localDay = (at: number, zone: string) => format(toDate(at, zone), 'yyyy-MM-dd');

/** `20 November 2026`. */
const formatLocalDay = (at: number, zone: string) => format(toDate(at, zone), 'd MMMM yyyy');

/** `20 November 2026, 14:00 to 15:30`; over several days `20 November 2026 14:00 to 21 November 2026 02:00`. */
export function formatLocalWindow({ from, to }: { from: number; to: number }, zone: string): string {
  const [first, last] = [formatLocalDay(from, zone), formatLocalDay(to, zone)];
  const [begin, end] = [formatLocalMinute(from, zone), formatLocalMinute(to, zone)];
  return first === last ? `${first}, ${begin} to ${end}` : `${first} ${begin} to ${last} ${end}`;
}

/** `14:00 to 15:30` on one day of the zone; over several days as {@link formatLocalWindow}. */
export const formatLocalTimes = ({ from, to }: { from: number; to: number }, zone: string): string =>
  localDay(from, zone) === localDay(to, zone)
    ? `${formatLocalMinute(from, zone)} to ${formatLocalMinute(to, zone)}`
    : formatLocalWindow({ from, to }, zone);

/** Whether the zone equals UTC within a window, so that UTC alone is enough. */
export const isLikeUtc = (zone: string, { from, to }: { from: number; to: number }) =>
  [from, to].every((at) => toDate(at, zone).getTimezoneOffset() === 0);

/** `14:05`, or `21 Nov 00:05` where the zone has another day than UTC; undefined where the zone is like UTC. */
export function formatBesideUtc(at: number, zone: string): string | undefined {
  if (isLikeUtc(zone, { from: at, to: at })) return undefined;
  const date = toDate(at, zone);
  return format(date, localDay(at, zone) === localDay(at, 'UTC') ? 'HH:mm' : 'd MMM HH:mm');
}

/** `UTC+01:00`, `Europe/Amsterdam`. */
export const nameZone = (zone: string) => (/^[+-]/.test(zone) ? `UTC${zone}` : zone);

/** Unix seconds of a local time; if a change of clocks repeats the time, the first. @param day `2026-11-20` */
export function fromLocal(day: string, time: Clock, zone: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new TZDate(year, month - 1, date, time.hour, time.minute, time.second, zone).getTime() / 1000;
}

export interface Clock {
  hour: number;
  minute: number;
  second: number;
}

/** Reads `14:05` or `14:05:30`; undefined for an impossible time. */
export function parseClock(text: string): Clock | undefined {
  const [, hour, minute, second = '0'] = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  return clock.hour < 24 && clock.minute < 60 && clock.second < 60 ? clock : undefined;
}

/**
 * Reads `2026-11-20T14:05`, with seconds or without, with `Z`, an offset, or in `zone`. Undefined for other texts, or a
 * day that does not exist. Also returns the zone of the text.
 */
export function parseTime(text: string, zone: string): { at: number; zone: string } | undefined {
  const [, day, clock, offset] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const time = clock === undefined ? undefined : parseClock(clock);
  if (day === undefined || !time || !isDay(day)) return undefined;
  const own = offset === undefined ? zone : offset === 'Z' ? 'UTC' : offset;
  if (offset && offset !== 'Z' && Math.abs(Number(offset.slice(0, 3))) > 14) return undefined;
  return { at: fromLocal(day, time, own), zone: own };
}

const isDay = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** The day after `2026-11-20`. */
export const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
