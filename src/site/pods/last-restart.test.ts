import { expect, test } from 'vitest';
import { formatLastRestart } from './last-restart.ts';

const moment = '2026-11-22T07:15:00Z';

test('a restart says why, how, and how long before the snapshot', () => {
  const last = { container: 'app', reason: 'OOMKilled', exitCode: 137, at: '2026-11-22T07:03:00Z' };
  expect(formatLastRestart(last, moment)).toBe('OOMKilled, exit 137, 12m before');
});

test('what the kubelet did not say is left out', () => {
  expect(formatLastRestart({ container: 'app', exitCode: 0 }, moment)).toBe('exit 0');
});
