/** The window of a review. */
import { GazetteError } from '../errors.ts';
import { dayAfter, fromLocal, localDay, nameZone, parseClock, parseTime } from './zone.ts';

export interface ReviewWindow {
  /** Unix seconds; the end is not included. */
  from: number;
  to: number;
  /** The time zone in which it was written. */
  zone: string;
}

/** Longest window: every pair of snapshots in it is compared. */
const MOST_DAYS = 7;

const FORMS =
  'Write 2026-11-20T14:00+01:00, 2026-11-20T13:00Z, or 2026-11-20T14:00 in the time zone of the config.';

/**
 * Reads `--from` and `--to`. `to` may be a time of day, on the day and in the zone of `from`. If that is not later, the
 * next day. `from` may be a time ago, `2h`; without `to`, the window ends now.
 * @param zone for times without a zone
 * @throws {GazetteError} The message shows the forms, or what is wrong with the window.
 */
export function parseWindow(from: string, to: string | undefined, zone: string, now: number): ReviewWindow {
  const ago = parseAgo(from);
  const begin = ago === undefined ? parseTime(from, zone) : { at: wholeMinute(now - ago), zone };
  if (!begin) throw new GazetteError(`--from: "${from}" is no time`, { hint: FORMS });
  const end = to === undefined ? wholeMinute(now) : parseEnd(to, begin);
  if (end === undefined)
    throw new GazetteError(`--to: "${to}" is no time`, { hint: `${FORMS} Or 15:30, after --from.` });
  const seconds = end - begin.at;
  if (seconds <= 0) {
    const where = begin.zone === 'UTC' ? '' : ` (a time without a zone is taken in ${nameZone(begin.zone)})`;
    throw new GazetteError(`--to: ${to ?? 'now'} is not after --from ${from}${where}`);
  }
  if (seconds > MOST_DAYS * 86_400)
    throw new GazetteError(
      `the window of ${Math.ceil(seconds / 86_400)} days is too long: a review looks at ${MOST_DAYS} days at the most`,
      { hint: 'For longer times look at the histories: CLUSTER/last-30-days/status.html.' },
    );
  return { from: begin.at, to: end, zone: begin.zone };
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** Seconds of `90m`, `2h` or `1d`. */
function parseAgo(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * UNITS[unit]!;
}

const wholeMinute = (at: number) => Math.floor(at / 60) * 60;

/** Before trouble there is what led to it; after it, the first snapshot that shows its end. */
const [LEAD_IN, LEAD_OUT] = [1800, 900];
const QUARTER = 900;

/** The window for a review of a time of trouble, in Unix seconds: whole quarters of an hour. */
export function windowAround({ from, to }: { from: number; to: number }): Pick<ReviewWindow, 'from' | 'to'> {
  const end = Math.ceil((to + LEAD_OUT) / QUARTER) * QUARTER;
  const begin = Math.floor((from - LEAD_IN) / QUARTER) * QUARTER;
  return { from: Math.max(begin, end - MOST_DAYS * 86_400), to: end };
}

/** The command that makes a review of a time of trouble. */
export function reviewCommand(cluster: string, trouble: { from: number; to: number }): string {
  const { from, to } = windowAround(trouble);
  const minute = (at: number) => `${new Date(at * 1000).toISOString().slice(0, 16)}Z`;
  return `gazette review --cluster ${cluster} --from ${minute(from)} --to ${minute(to)}`;
}

function parseEnd(text: string, begin: { at: number; zone: string }): number | undefined {
  const clock = parseClock(text);
  if (!clock) return parseTime(text, begin.zone)?.at;
  const day = localDay(begin.at, begin.zone);
  const same = fromLocal(day, clock, begin.zone);
  return same > begin.at ? same : fromLocal(dayAfter(day), clock, begin.zone);
}

/**
 * `prod-2026-11-20T1300Z-1430Z`; over several days `prod-2026-11-20T2300Z-2026-11-21T0100Z`; with seconds if they are
 * not zero.
 */
export function reviewIdOf(cluster: string, { from, to }: Pick<ReviewWindow, 'from' | 'to'>): string {
  const [begin, end] = [stampOf(from), stampOf(to)];
  const [day] = begin.split('T') as [string];
  return `${cluster}-${begin}-${end.startsWith(day) ? end.slice(day.length + 1) : end}`;
}

function stampOf(at: number): string {
  const [day = '', time = ''] = new Date(at * 1000).toISOString().slice(0, 19).split('T');
  return `${day}T${time.replaceAll(':', '').replace(/00$/, '')}Z`;
}
