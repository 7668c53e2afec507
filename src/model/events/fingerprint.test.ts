import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

/** Two messages of one cause, with the names of their objects. */
const SAME: [string, string, string, string][] = [
  [
    'Back-off restarting failed container app in pod web-7d9f8c6b5-x2x4z_shop(3f2a1b9c-beef-4c1d-8e2f-0123456789ab)',
    'web-7d9f8c6b5-x2x4z',
    'Back-off restarting failed container app in pod web-7d9f8c6b5-kqw9b_shop(99999999-dead-4c1d-8e2f-0123456789ab)',
    'web-7d9f8c6b5-kqw9b',
  ],
  [
    'Readiness probe failed: Get "http://10.244.1.17:8080/health": dial tcp 10.244.1.17:8080: connect: connection refused',
    'web-1',
    'Readiness probe failed: Get "http://[fd00::a1:1]:9090/health": dial tcp [fd00::a1:1]:9090: connect: connection refused',
    'web-2',
  ],
  [
    'Liveness probe failed: timed out after 1m30.5s',
    'a-1',
    'Liveness probe failed: timed out after 45s',
    'a-2',
  ],
  ['Created pod: web-7d9f8c6b5-bcdfg', 'web-7d9f8c6b5', 'Created pod: web-66bcb85-hjklm', 'web-66bcb85'],
  [
    'Node lxa150h status is now: NodeNotReady',
    'lxa150h',
    'Node lxa140c status is now: NodeNotReady',
    'lxa140c',
  ],
  [
    'failed to create containerd task: 6c1d2a9be0f1a2b3c4d5e6f708192a3b exited',
    'x',
    'failed to create containerd task: ffffffffffffffff1111111111111111 exited',
    'y',
  ],
  [
    '0/7 nodes are available: 3 Insufficient memory, 4 Insufficient cpu.',
    'a-0',
    '0/12 nodes are available: 11 Insufficient memory, 1 Insufficient cpu.',
    'b-0',
  ],
];

test.each(SAME)('%j reads the same as its like', (one, name, other, otherName) => {
  expect(fingerprint(one, name)).toBe(fingerprint(other, otherName));
});

test.each([
  ['Started container app', 'Started container vault-agent'],
  ['Pulling image "registry/ledger:1.4"', 'Pulling image "registry/ledger-query:1.4"'],
  ['Insufficient memory', 'Insufficient cpu'],
  ['Readiness probe failed: connection refused', 'Readiness probe failed: i/o timeout'],
])('%j differs from %j', (one, other) => {
  expect(fingerprint(one, 'web-1')).not.toBe(fingerprint(other, 'web-1'));
});

test('a name of one or two letters is not taken out of every word', () => {
  expect(fingerprint('Started container', 'a')).toBe('Started container');
});

test('no figure is left', () => {
  const text = fc.string({ unit: fc.constantFrom(...'abz09.:-/ #@_') });
  fc.assert(fc.property(text, text, (message, name) => !/[0-9]/.test(fingerprint(message, name))));
});
