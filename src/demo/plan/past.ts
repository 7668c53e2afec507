/** Production before the demo's first day: which instants of it are collected. */
import { DAY, HOUR } from './clock.ts';

/** When production's portal was hurt, in hours relative to the anchor. */
export const PAST_INCIDENT = { from: -75.5, to: -73.5 };

/** Days before the first. The youngest workloads are five days old. */
const PAST_DAYS = 3;
const THINLY = 6 * HOUR;

/** One instant in six hours, and each half of an hour around the incident. */
export function pastInstants(anchor: number): number[] {
  const instants = new Set<number>();
  const end = anchor - DAY;
  for (let at = end - PAST_DAYS * DAY; at <= end; at += THINLY) instants.add(at);
  const { from, to } = PAST_INCIDENT;
  for (let hour = from - 0.5; hour <= to + 0.5; hour += 0.5) instants.add(anchor + hour * HOUR);
  return [...instants].sort((a, b) => a - b);
}
