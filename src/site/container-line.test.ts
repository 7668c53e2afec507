import { expect, test } from 'vitest';
import type { ContainerRow } from '../model/report.ts';
import { formatContainer } from './container-line.ts';

const line = (container: Partial<ContainerRow>) =>
  formatContainer(
    {
      ...{ name: 'app', role: 'container', image: 'app:1', ready: true, restarts: 0, status: 'Running' },
      probed: true,
      ...container,
    },
    '2026-11-22T07:15:00Z',
  );

test('a container says whether it is ready, and what it does where that says more', () => {
  expect(line({})).toBe('app: ready');
  expect(line({ ready: false })).toBe('app: not ready, Running');
  expect(line({ ready: false, status: 'CrashLoopBackOff' })).toBe('app: not ready, CrashLoopBackOff');
  expect(line({ role: 'sidecar' })).toBe('app (sidecar): ready');
  expect(line({ role: 'init', status: 'Completed' })).toBe('app (init): Completed');
});

test('a container has its restarts, with the end of the last run', () => {
  const lastRestart = { container: 'app', at: '2026-11-22T07:03:00Z', reason: 'OOMKilled', exitCode: 137 };
  expect(line({ restarts: 1 })).toBe('app: ready, 1 restart');
  expect(line({ restarts: 14, lastRestart })).toBe(
    'app: ready, 14 restarts (OOMKilled, exit 137, 12m before)',
  );
});
