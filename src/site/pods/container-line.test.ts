import { expect, test } from 'vitest';
import type { ContainerRow } from '../../model/report.ts';
import { formatContainer, tellingContainers } from './container-line.ts';

const row = (container: Partial<ContainerRow>): ContainerRow => ({
  ...{ name: 'app', role: 'container', image: 'app:1', ready: true, restarts: 0, status: 'Running' },
  probed: true,
  ...container,
});
const line = (container: Partial<ContainerRow>) => formatContainer(row(container), '2026-11-22T07:15:00Z');

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

test('containers are told apart where there are several, init containers until they are done', () => {
  const told = (...containers: Partial<ContainerRow>[]) =>
    tellingContainers(containers.map(row)).map(({ name }) => name);
  const init = { name: 'migrate', role: 'init' } as const;
  expect(told({})).toEqual([]);
  expect(told({ ...init, status: 'Completed' }, {})).toEqual([]);
  expect(told({ ...init, status: 'CrashLoopBackOff' }, {})).toEqual(['migrate', 'app']);
  expect(told({ name: 'vault', role: 'sidecar' }, {})).toEqual(['vault', 'app']);
  expect(told({ ...init, status: 'Completed' }, {}, { name: 'exporter' })).toEqual(['app', 'exporter']);
});
