import { expect, test } from 'vitest';
import { toNumberedMarks } from './happenings.ts';

const period = { from: 0, to: 1000 };
const event = (at: number) => ({ at, text: String(at) });

test('marks are numbered in order of time; what is close shares a mark', () => {
  const marks = toNumberedMarks([event(500), event(100), event(120), event(-1), event(1000)], period);
  expect(marks.map(({ number, x, entries }) => [number, x, entries.map(({ at }) => at)])).toEqual([
    [1, 10, [100, 120]],
    [2, 50, [500]],
  ]);
});

test('a mark says how many more there were', () => {
  const [mark] = toNumberedMarks([1, 2, 3, 4, 5, 6].map(event), period);
  expect([mark?.entries.length, mark?.more]).toEqual([4, 2]);
});
