import { expect, test } from 'vitest';
import { toStateBar } from './state-bar.ts';

const counts = (failing: number, degraded: number, unknown: number, healthy: number) => ({
  failing,
  degraded,
  unknown,
  healthy,
});

test('segments run from the worst to the best and fill the bar', () => {
  const bar = toStateBar(counts(1, 0, 1, 2), 400, 12);
  expect(bar.map(({ state, x, width }) => [state, x, width])).toEqual([
    ['failing', 0, 100],
    ['unknown', 100, 100],
    ['healthy', 200, 200],
  ]);
  expect(bar.map(({ height }) => height)).toEqual([12, 12, 4]);
});

test('one of twenty thousand is still to be seen', () => {
  const [failing, healthy] = toStateBar(counts(1, 0, 0, 19_999), 400, 12);
  expect(failing?.width).toBe(4);
  expect(healthy).toMatchObject({ x: 4, width: 396 });
});

test('nothing makes no bar', () => {
  expect(toStateBar(counts(0, 0, 0, 0), 400, 12)).toEqual([]);
});
