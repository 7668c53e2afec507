import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ContainerRow } from '../../model/report.ts';
import { countRestarts, toCounter } from './count-restarts.ts';

const row = (restarts: number, at?: string, more: Partial<ContainerRow> = {}): ContainerRow => ({
  ...{ name: 'app', role: 'container', image: 'app:1', ready: true, restarts, status: 'Running' },
  ...(at !== undefined && { lastRestart: { container: 'app', at: `2026-11-22T${at}:00Z` } }),
  probed: false,
  ...more,
});
const between = (before: ContainerRow, now: ContainerRow) => countRestarts(toCounter(before), now);

test('restarts are what the counter grew by; a new pod brings its own along', () => {
  expect(between(row(2), row(5))).toBe(3);
  expect(countRestarts(undefined, row(2))).toBe(2);
});

test('a counter that fell counts anew: what it counts since, and at least one where something ended since', () => {
  expect(between(row(14, '06:00'), row(2, '07:10'))).toBe(2);
  expect(between(row(14, '06:00'), row(0, '07:10'))).toBe(1);
  expect(between(row(14, '06:00'), row(0, '06:00'))).toBe(0);
  expect(between(row(7), row(1))).toBe(1);
});

test('what kubectl no longer counts is no restart', () => {
  const init = { role: 'init' as const };
  expect(between(row(2, '07:00', init), row(0, undefined, { ...init, pastRestarts: 4 }))).toBe(0);
  expect(between(row(0, undefined, { ...init, pastRestarts: 4 }), row(5, '07:10', init))).toBe(1);
});

test('never less than nothing, and never more than the counter shows', () => {
  const time = fc.option(fc.constantFrom('06:00', '07:00', '08:00'), { nil: undefined });
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), time, time, (before, now, ended, again) => {
      const n = between(row(before, ended), row(now, again));
      expect(n).toBeGreaterThanOrEqual(0);
      expect(n).toBeLessThanOrEqual(Math.max(1, now));
      expect(between(row(now, again), row(now, again))).toBe(0);
    }),
  );
});
