import { expect, test } from 'vitest';
import { toStripBars } from './strip.ts';

const cell = (state: 'healthy' | 'degraded' | 'failing' | 'unknown') => ({ state, label: state });

test('the worse is the taller, and what was not seen is as tall as failure', () => {
  const heights = toStripBars([cell('healthy'), cell('degraded'), cell('failing'), cell('unknown')], 40, 30);
  expect(heights.map((bar) => bar.height)).toEqual([10, 20, 30, 30]);
  expect(heights.map((bar) => bar.y + bar.height)).toEqual([30, 30, 30, 30]);
});

test('bars stand side by side within the box', () => {
  const bars = toStripBars(
    Array.from({ length: 90 }, () => cell('healthy')),
    900,
    30,
  );
  expect(bars[0]?.x).toBe(0);
  const last = bars.at(-1);
  expect(last && last.x + last.width).toBeLessThanOrEqual(900);
});
