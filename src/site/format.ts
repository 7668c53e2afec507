/** Short display texts for pages. Times are UTC and say so; no text depends on the machine's locale or zone. */
import type { State } from '../model/report.ts';

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' });
const month = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long' });

/** `Sunday 22 November 2026`. */
export function formatDay(iso: string): string {
  const date = new Date(iso);
  return `${day.format(date)} ${date.getUTCDate()} ${month.format(date)} ${date.getUTCFullYear()}`;
}

/** `07:15:00 UTC`. */
export function formatTime(iso: string): string {
  return `${new Date(iso).toISOString().slice(11, 19)} UTC`;
}

/** `07:15`. */
export function formatMinute(iso: string): string {
  return new Date(iso).toISOString().slice(11, 16);
}

/** `22 Nov 07:15:00 UTC`, for cells. */
export function formatStamp(iso: string): string {
  const date = new Date(iso);
  return `${date.getUTCDate()} ${month.format(date).slice(0, 3)} ${formatTime(iso)}`;
}

export const STATE_WORDS: Record<State, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  failing: 'Failing',
  unknown: 'Unknown',
};

/** `1 pod`, `2 pods`, `1,200 pods`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Digits in groups of three: `1,200`. */
export function formatNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `15 min`, `2 h`, `90 s`: seconds in the greatest unit that divides them, for settings. */
export function formatPeriod(seconds: number): string {
  if (seconds % 86400 === 0) return `${seconds / 86400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/**
 * The text in pieces, each to be followed by a <wbr>: long names wrap after `-`, `.` and `/`, and never overflow.
 */
export function breakable(name: string): string[] {
  return name.split(/(?<=[-./_:@])/);
}
