import { expect, test } from 'vitest';
import { spellDuration } from './english.ts';

test.each([
  [-1, '0 seconds'],
  [0, '0 seconds'],
  [1, '1 second'],
  [59.9, '59 seconds'],
  [60, '1 minute'],
  [3599, '59 minutes'],
  [6000, '1 hour'],
  [2 * 86_400 - 1, '47 hours'],
  [2 * 86_400, '2 days'],
])('%f seconds are %s: what is not whole yet does not count', (seconds, words) => {
  expect(spellDuration(seconds)).toBe(words);
});
