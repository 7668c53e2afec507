/** Times of Days are whole seconds since 1970: they add, compare and cut without parsing. */
import { z } from 'zod';

export const SECONDS_A_DAY = 86_400;

export const unix = () => z.number().int().describe('Unix seconds');

/** A time of the API or of a snapshot; undefined if it is missing or unreadable. */
export function toUnix(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** `2026-11-22T07:15:00Z` */
export const fromUnix = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Midnight UTC at the start of `2026-11-22`. */
export const startOfDay = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/** `2026-11-22`, the UTC day of a time. */
export const dayOfUnix = (seconds: number) => fromUnix(seconds).slice(0, 10);
