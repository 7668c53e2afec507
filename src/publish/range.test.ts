import { expect, test } from 'vitest';
import { parseRange, toWanted } from './range.ts';

const wants = (range: string, day: string) =>
  toWanted(parseRange(range)).wants({ cluster: 'prod', day, time: '071500Z' });

test('a range is everything, a cluster, a day, or from a day to a day', () => {
  expect(parseRange('all')).toEqual({});
  expect(parseRange('prod')).toEqual({ cluster: 'prod' });
  expect(parseRange('prod/2026-11-22')).toEqual({ cluster: 'prod', from: '2026-11-22', to: '2026-11-22' });
});

test('both ends of a range belong to it', () => {
  const range = 'prod/2026-11-20..2026-11-22';
  const days = ['2026-11-19', '2026-11-20', '2026-11-22', '2026-11-23'];
  expect(days.map((day) => wants(range, day))).toEqual([false, true, true, false]);
});

test.each([
  '',
  'Prod',
  'prod/',
  'prod/yesterday',
  'prod/2026-11-22..2026-11-20',
  'prod/../x',
  'prod/2026-13-40',
  'prod/2026-02-01..2026-02-30',
])('"%s" is not a range', (text) => {
  expect(() => parseRange(text)).toThrow('is not a range');
});
