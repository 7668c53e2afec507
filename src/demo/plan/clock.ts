import { memoize } from './memoize.ts';

/** Instants are milliseconds since 1970, in whole seconds unless a comment says otherwise. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Kubernetes' Time: `2026-11-22T07:15:00Z`. */
export const stamp = memoize((instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`);

/** Kubernetes' MicroTime: `2026-11-22T07:15:00.123456Z`; the last three digits are invented. */
export const microStamp = (instant: number): string =>
  `${new Date(instant).toISOString().slice(0, 23)}${String(((instant / 7919) % 1000) | 0).padStart(3, '0')}Z`;
