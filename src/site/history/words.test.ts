import { expect, test } from 'vitest';
import { startOfDay } from '../../history/day/unix.ts';
import { periodOf } from '../../history/period/period.ts';
import { axisOf, formatBucket, formatPercent, formatSpan, formatWindow } from './words.ts';

const at = (day: string, hours: number) => startOfDay(day) + hours * 3600;

test.each([
  [0, '0 s'],
  [45, '45 s'],
  [3600, '1 h'],
  [8107, '2 h 15 min'],
  [3 * 86_400 + 5, '3 d'],
  [86_400 + 3 * 3600 + 59, '1 d 3 h'],
])('%i seconds are %s', (seconds, text) => {
  expect(formatSpan(seconds).replaceAll('\u00a0', ' ')).toBe(text);
});

test('a share is 100 % only when it was whole', () => {
  expect(formatPercent(0.999_999)).toBe('99.99 %');
  expect(formatPercent(1)).toBe('100 %');
  expect(formatPercent(0)).toBe('0 %');
});

test('a bucket is told by what its window needs', () => {
  expect(formatBucket({ from: at('2026-11-22', 7), to: at('2026-11-22', 7.25) }, 1)).toBe('07:00 to 07:15');
  expect(formatBucket({ from: at('2026-11-22', 23), to: at('2026-11-23', 0) }, 1)).toBe('23:00 to 24:00');
  expect(formatBucket({ from: at('2026-11-22', 22), to: at('2026-11-23', 0) }, 7)).toBe(
    '22 Nov 22:00 to 24:00',
  );
  expect(formatBucket({ from: at('2026-11-22', 0), to: at('2026-11-23', 0) }, 90)).toBe('22 Nov');
});

test('a window names its first and last day, also over a year', () => {
  expect(formatWindow(periodOf('2026-11-22', 1), 1)).toBe('Sunday 22 November 2026');
  expect(formatWindow(periodOf('2026-11-22', 7), 7)).toBe('16 November to 22 November 2026');
  expect(formatWindow(periodOf('2027-01-02', 7), 7)).toBe('27 December 2026 to 2 January 2027');
  expect(axisOf(periodOf('2026-11-22', 30), 30)).toEqual(['24 Oct', '8 Nov', '22 Nov']);
});
