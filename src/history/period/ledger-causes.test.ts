import { expect, test } from 'vitest';
import type { LedgerRow } from './event-ledger.ts';
import { groupLedger } from './ledger-causes.ts';

const row = (name: string, to: number, more: Partial<LedgerRow> = {}): LedgerRow => ({
  ...{ uid: name, type: 'Warning', reason: 'BackOff', kind: 'Pod', namespace: 'shop', name },
  ...{ owner: 'Deployment/shop/web', message: `back-off of ${name}`, source: 'kubelet' },
  ...{ count: 1, n: 2, from: to - 60, to },
  ...more,
});

test('events of one workload in the same words are one cause, warnings first', () => {
  const rows = [
    row('web-7d9c5b7f4d-x2k9z', 900, { type: 'Normal', reason: 'Pulled', message: 'pulled' }),
    row('web-7d9c5b7f4d-x2k9z', 800),
    row('web-7d9c5b7f4d-b4nqp', 700),
    row('web-7d9c5b7f4d-b4nqp', 600, { reason: 'Unhealthy' }),
    row('db-0', 650, { owner: undefined }),
  ];
  const causes = groupLedger(rows).map(({ type, reason, subject, n, from, to, events }) => [
    ...[type, reason, subject.kind, n, from, to, events.length],
  ]);
  expect(causes).toEqual([
    ['Warning', 'BackOff', 'Deployment', 4, 640, 800, 2],
    ['Warning', 'BackOff', 'Pod', 2, 590, 650, 1],
    ['Warning', 'Unhealthy', 'Deployment', 2, 540, 600, 1],
    ['Normal', 'Pulled', 'Deployment', 2, 840, 900, 1],
  ]);
});
