import { expect, test } from 'vitest';
import { spellAge } from './ages.ts';

test.each([
  [0, '0 seconds'],
  [1000, '1 second'],
  [89_400, '89 seconds'],
  [90_000, '2 minutes'],
  [5_399_000, '90 minutes'],
  [5_400_000, '2 hours'],
  [129_599_000, '36 hours'],
  [129_600_000, '2 days'],
])('%d ms are %s', (milliseconds, words) => {
  expect(spellAge(milliseconds)).toBe(words);
});
