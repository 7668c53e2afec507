/** Short display texts for pages. Times are UTC and say so. No text depends on the machine's locale or zone. */
import { UTCDate } from '@date-fns/utc';
import { format } from 'date-fns/format';
import { isValid } from 'date-fns/isValid';
import { capitalize, formatCount, formatNumber } from '../model/english.ts';
import type { State } from '../model/report.ts';
import type { Cell } from '../model/tables/column.ts';

/** Texts by pattern and instant. The editions of a cluster show the same instants, and formatting is slow. */
const instants = new Map<string, string>();
const MOST_INSTANTS = 50_000;

/** If the text is not a date, show it as it is: the cluster wrote it. */
function formatInstant(iso: string, pattern: string): string {
  const key = `${pattern} ${iso}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const date = new UTCDate(iso);
  const text = isValid(date) ? format(date, pattern) : iso;
  if (instants.size >= MOST_INSTANTS) instants.clear();
  instants.set(key, text);
  return text;
}

/** `Sunday 22 November 2026`. */
export const formatDay = (iso: string) => formatInstant(iso, 'EEEE d MMMM yyyy');

/** `07:15:00 UTC`. */
export const formatTime = (iso: string) => formatInstant(iso, "HH:mm:ss 'UTC'");

/** `07:15`. */
export const formatMinute = (iso: string) => formatInstant(iso, 'HH:mm');

/** `22 Nov 07:15:00 UTC`, or `22 Nov 2025 07:15:00 UTC` for another year than `at`. For cells. */
export const formatStamp = (iso: string, at = iso) =>
  formatInstant(iso, `d MMM ${iso.slice(0, 4) === at.slice(0, 4) ? '' : 'yyyy '}HH:mm:ss 'UTC'`);

/**
 * `07:15:00` on the day of `at`, else `21 Nov 23:59:10`, or `21 Nov 2025 23:59:10` for another year. For columns of times
 * close to one moment, in UTC.
 */
export function formatClock(iso: string, at: string): string {
  const isSame = (length: number) => iso.slice(0, length) === at.slice(0, length);
  return formatInstant(iso, `${isSame(10) ? '' : isSame(4) ? 'd MMM ' : 'd MMM yyyy '}HH:mm:ss`);
}

/** `22 Nov 07:15`, or `22 Nov 2025` for another year than `at`. For times long ago, in UTC. */
export const formatBegin = (iso: string, at: string) =>
  formatInstant(iso, iso.slice(0, 4) === at.slice(0, 4) ? 'd MMM HH:mm' : 'd MMM yyyy');

/** `22 Nov 07:15 and 07:30`, or `21 Nov 23:45 and 22 Nov 00:00`. */
export const formatBetween = (from: string, to: string) =>
  `${formatBegin(from, to)} and ${from.slice(0, 10) === to.slice(0, 10) ? formatMinute(to) : formatBegin(to, to)}`;

export const STATE_WORDS: Record<State, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  failing: 'Failing',
  unknown: 'Unknown',
};

/** Height of a state in strips, bars and lanes. The worse the state, the taller, so that grey print is readable. */
export const STATE_HEIGHTS: Record<State, number> = {
  healthy: 1 / 3,
  degraded: 2 / 3,
  failing: 1,
  unknown: 1,
};

/** `12 pods` if all were seen, else `at least 12 pods`. Never "0" of what nobody looked at: `Pods were not seen`. */
export function formatTotal(count: number, seen: boolean, one: string, many = `${one}s`): string {
  if (seen) return formatCount(count, one, many);
  if (count > 0) return `At least ${formatCount(count, one, many)}`;
  return `${capitalize(many)} were not seen`;
}

/** The text of a cell for a reader; empty for an empty cell. */
export function formatCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return formatNumber(cell);
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'string') return cell;
  return (cell instanceof Map ? [...cell].map(([key, value]) => `${key}=${value}`) : [...cell]).join(', ');
}

/** A longer piece of a name makes its column wider than a table can be. */
const LONGEST_PIECE = 24;

/**
 * The text in pieces, each followed by a <wbr>. Long names wrap after `-`, `.` and `/`, and before the capitals of
 * `KubeletNotReady`. A piece of more than 24 letters breaks, so that no name overflows.
 */
export function breakable(name: string): string[] {
  return name
    .split(/(?<=[-./_:@=+,])|(?<=[a-z])(?=[A-Z])/)
    .flatMap((piece) => piece.match(new RegExp(`.{1,${LONGEST_PIECE}}`, 'gsu')) ?? [piece]);
}
