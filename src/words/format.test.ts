import { expect, test } from 'vitest';
import { formatCount, formatNumber } from '../model/english.ts';
import { breakable, formatClock, formatDay, formatStamp, formatTime, formatTotal } from './format.ts';

const instant = '2026-11-22T07:15:00Z';

test('times are UTC, whatever the zone of the machine or of the text', () => {
  expect(formatDay(instant)).toBe('Sunday 22 November 2026');
  expect(formatTime(instant)).toBe('07:15:00 UTC');
  expect(formatStamp('2026-11-22T01:15:30.25+02:00')).toBe('21 Nov 23:15:30 UTC');
});

test('a time of another year than the page says so', () => {
  expect(formatStamp('2025-12-31T23:59:00Z', instant)).toBe('31 Dec 2025 23:59:00 UTC');
  expect(formatStamp('2026-01-01T00:00:00Z', instant)).toBe('1 Jan 00:00:00 UTC');
});

test('what is no date is shown as it is', () => {
  expect(formatStamp('[purged]')).toBe('[purged]');
});

test('numbers are grouped, nouns agree with them', () => {
  expect([0, 999, 1000, 1234567].map(formatNumber)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 1, 1200].map((count) => formatCount(count, 'pod'))).toEqual(['0 pods', '1 pod', '1,200 pods']);
});

test('a total of what was not all seen is never a plain number', () => {
  expect(formatTotal(3, true, 'pod')).toBe('3 pods');
  expect(formatTotal(0, true, 'pod')).toBe('0 pods');
  expect(formatTotal(1, false, 'pod')).toBe('At least 1 pod');
  expect(formatTotal(0, false, 'pod')).toBe('Pods were not seen');
});

test('a name in pieces is the same name, and breaks after its separators', () => {
  expect(breakable('registry.io/shop/web-1:2.0').join('')).toBe('registry.io/shop/web-1:2.0');
  expect(breakable('web-7f9c-x')).toEqual(['web-', '7f9c-', 'x']);
  expect(breakable('v1.21.1+38b3ecc')).toEqual(['v1.', '21.', '1+', '38b3ecc']);
  expect(breakable('KubeletNotReady')).toEqual(['Kubelet', 'Not', 'Ready']);
  expect(breakable('x'.repeat(60)).map(({ length }) => length)).toEqual([24, 24, 12]);
  expect(breakable('')).toEqual(['']);
});

test('a clock time has its day where that is another, and its year', () => {
  const at = '2026-01-01T07:15:00Z';
  const times = ['2026-01-01T07:00:00Z', '2026-01-02T07:00:00Z', '2025-12-31T23:45:00Z'];
  expect(times.map((time) => formatClock(time, at))).toEqual([
    '07:00:00',
    '2 Jan 07:00:00',
    '31 Dec 2025 23:45:00',
  ]);
});
