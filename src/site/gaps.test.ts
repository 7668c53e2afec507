import { expect, test } from 'vitest';
import { findGaps } from './gaps.ts';

const at = (time: string) => ({ instant: `2026-11-22T${time.slice(0, 2)}:${time.slice(2, 4)}:00Z` });

test('snapshots on time, or a little late, leave no gap', () => {
  expect(findGaps([at('0700'), at('0715'), at('0735')], 900)).toEqual([]);
});

test('a gap says from when to when, and how many are missing at least', () => {
  expect(findGaps([at('0700'), at('0800'), at('0815')], 900)).toEqual([
    { from: '2026-11-22T07:00:00Z', to: '2026-11-22T08:00:00Z', missing: 3 },
  ]);
});
