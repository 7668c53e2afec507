import { expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildLeaders } from './leaders.ts';

const lease = (name: string, spec: object, namespace = 'kube-system') =>
  object('Lease', name, { metadata: { namespace }, spec });
const held = (secondsAgo: number, holderIdentity = 'lxa150h_8b1b2c3d-0000-4000-8000-123456789abc') => ({
  holderIdentity,
  acquireTime: before(9000),
  renewTime: before(secondsAgo),
  leaseTransitions: 3,
});

test('the leader is the name before the UUID', () => {
  expect(buildLeaders(snapshotOf({ Lease: [lease('kube-scheduler', held(2))] }))).toEqual([
    {
      component: 'kube-scheduler',
      holder: 'lxa150h',
      since: before(9000),
      renewedSecondsAgo: 2,
      transitions: 3,
    },
  ]);
});

test.each([
  ['host_with_underscores_8b1b2c3d-0000-4000-8000-123456789abc', 'host_with_underscores'],
  ['no-uuid', 'no-uuid'],
  ['', undefined],
])('identity %j is held by %s', (identity, holder) => {
  const [row] = buildLeaders(snapshotOf({ Lease: [lease('kube-scheduler', held(2, identity))] }));
  expect(row?.holder).toBe(holder);
});

test('other Leases have no row, and none is invented', () => {
  const others = [lease('kube-scheduler', held(2), 'kube-node-lease'), lease('ingress-leader', held(2))];
  expect(buildLeaders(snapshotOf({ Lease: others }))).toEqual([]);
});
