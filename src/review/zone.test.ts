import { expect, test } from 'vitest';
import { formatBesideUtc } from './zone.ts';
test('beside UTC stands the local minute, with the day where that is another', () => {
  const at = Date.parse('2026-11-21T23:05:30Z') / 1000;
  expect(formatBesideUtc(at - 7200, 'Europe/Amsterdam')).toBe('22:05');
  expect(formatBesideUtc(at, 'Europe/Amsterdam')).toBe('22 Nov 00:05');
  expect(formatBesideUtc(at, 'Etc/UTC')).toBeUndefined();
});
