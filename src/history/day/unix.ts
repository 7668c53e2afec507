/** Times of Days are whole seconds since 1970: they add, compare and cut without parsing. */
import { z } from 'zod';

export const SECONDS_A_DAY = 86_400;

/** The years 0 to 9999: other times cannot be written as ISO 8601 with four digits, and nobody means them. */
const [FIRST, LAST] = [-62_167_219_200, 253_402_300_799];

export const unix = () => z.number().int().min(FIRST).max(LAST).describe('Unix seconds');

/** A time of the API or of a snapshot. Undefined if it is missing or unreadable, or in no year from 0 to 9999. */
export function toUnix(text: string | undefined): number | undefined {
  const seconds = Math.floor(Date.parse(text ?? '') / 1000);
  return seconds >= FIRST && seconds <= LAST ? seconds : undefined;
}

/** `2026-11-22T07:15:00Z` */
export const fromUnix = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Midnight UTC at the start of `2026-11-22`. */
export const startOfDay = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/** `2026-11-22`, the UTC day of a time. */
export const dayOfUnix = (seconds: number) => fromUnix(seconds).slice(0, 10);
