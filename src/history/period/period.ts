/** The time of a history page, in equal buckets. */
import { SECONDS_A_DAY, startOfDay } from '../day/unix.ts';

export interface Period {
  /** Unix seconds; the end is not included. */
  from: number;
  to: number;
  /** Length of a bucket. */
  bucketSeconds: number;
}

/** Buckets for each length of history: no strip has more than 96 cells. */
const BUCKET_SECONDS = { 1: 900, 7: 2 * 3600, 30: 8 * 3600, 90: SECONDS_A_DAY };
export type PeriodDays = keyof typeof BUCKET_SECONDS;

/** The days up to and including `day`, in UTC. */
export function periodOf(day: string, days: PeriodDays): Period {
  const to = startOfDay(day) + SECONDS_A_DAY;
  return { from: to - days * SECONDS_A_DAY, to, bucketSeconds: BUCKET_SECONDS[days] };
}

const MOST_BUCKETS = 96;

/** The shortest usual bucket with which a strip of this length has no more cells than others. */
const bucketFor = (seconds: number): number =>
  Object.values(BUCKET_SECONDS).find((bucket) => seconds / bucket < MOST_BUCKETS) ?? SECONDS_A_DAY;

/**
 * The period without the time before the first snapshot of all, in whole buckets. A shorter period has
 * shorter buckets.
 * @param first Unix seconds
 */
export function beginWhereKnown(period: Period, first: number | undefined): Period {
  if (first === undefined || first <= period.from || first >= period.to) return period;
  const bucketSeconds = Math.min(period.bucketSeconds, bucketFor(period.to - first));
  return { ...period, from: Math.floor(first / bucketSeconds) * bucketSeconds, bucketSeconds };
}

/** The period of equal length that ends where this one begins. */
export const periodBefore = ({ from, to, bucketSeconds }: Period): Period => ({
  from: from - (to - from),
  to: from,
  bucketSeconds,
});

export interface Bucket {
  from: number;
  to: number;
}

export function bucketsOf({ from, to, bucketSeconds }: Period): Bucket[] {
  const count = Math.ceil((to - from) / bucketSeconds);
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * bucketSeconds,
    to: Math.min(to, from + (index + 1) * bucketSeconds),
  }));
}

/** The bucket of a time; undefined outside of the period. */
export const bucketIndex = ({ from, to, bucketSeconds }: Period, at: number): number | undefined =>
  at >= from && at < to ? Math.floor((at - from) / bucketSeconds) : undefined;

/** Whether a UTC day begins within the period. */
export const isDayWithin = (day: string, { from, to }: Period): boolean =>
  startOfDay(day) >= from && startOfDay(day) < to;
