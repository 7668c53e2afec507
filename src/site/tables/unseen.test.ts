import { expect, test } from 'vitest';
import type { Coverage } from '../../snapshots/schema.ts';
import { formatAllUnseen, formatUnseen } from './unseen.ts';

const entry = (kind: string, state: Coverage['state'], more: Partial<Coverage> = {}): Coverage => ({
  ...{ kind, state, durationMs: 0, objects: 0, requests: 0, bytes: 0 },
  ...more,
});

test('a kind of probes says how many of them saw all', () => {
  const probe = (name: string, whole: boolean) => ({ name, whole });
  const coverage = {
    ...{ kind: 'HealthCheck', state: 'partial' as const, durationMs: 1, requests: 3, bytes: 9, objects: 2 },
    ...{ namespaces: ['shop'], error: 'pay: 401 Unauthorized' },
  };
  const told = (...probes: { name: string; whole: boolean }[]) => formatUnseen({ ...coverage, probes });
  expect(told(probe('a', true), probe('b', true), probe('pay', false))).toBe(
    'HealthCheck: seen only by 2 of 3 probes (2 objects): pay: 401 Unauthorized',
  );
  expect(told(probe('pay', false))).toBe('HealthCheck: seen only in part (2 objects): pay: 401 Unauthorized');
});

test('kinds with one reason are one sentence, others have their own', () => {
  expect(
    formatAllUnseen([
      entry('Pod', 'partial', { namespaces: ['a', 'b'], objects: 2 }),
      entry('Job', 'failed', { error: 'it is not in this dump' }),
      entry('Event', 'partial', { namespaces: ['a', 'b'], objects: 3 }),
      entry('Ingress', 'failed', { error: 'it is not in this dump' }),
      entry('Lease', 'forbidden'),
    ]),
  ).toEqual([
    'Pods and Events: seen only in a, b (5 objects)',
    'Jobs and Ingresses: could not be read: it is not in this dump',
    'Lease: the collector may not list it',
  ]);
});
