import { expect, test } from 'vitest';
import type { Coverage } from '../../snapshots/schema.ts';
import { formatAllUnseen } from './unseen.ts';

const entry = (kind: string, state: Coverage['state'], more: Partial<Coverage> = {}): Coverage => ({
  ...{ kind, state, durationMs: 0, objects: 0, requests: 0, bytes: 0 },
  ...more,
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
