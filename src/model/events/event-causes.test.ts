import fc from 'fast-check';
import { expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';
import { groupByCause } from './event-causes.ts';
import type { EventRow } from '../report.ts';

const event = (uid: string, more: Partial<EventRow> = {}): EventRow => ({
  uid,
  name: uid,
  type: 'Warning',
  reason: 'BackOff',
  object: { kind: 'Pod', namespace: 'shop', name: `web-66bcb85-${uid}` },
  message: 'Back-off restarting failed container app',
  count: 1,
  source: 'kubelet',
  ...more,
});

test('occurrences on the pods of one workload are one cause, with their sum, first, last and newest message', () => {
  const web = object('Deployment', 'web');
  const replicaSet = object('ReplicaSet', 'web-66bcb85', {}, web);
  const told = (name: string, fields: object) =>
    object('Event', name, {
      type: 'Warning',
      reason: 'BackOff',
      involvedObject: { kind: 'Pod', namespace: 'shop', name },
      ...fields,
    });
  const { causes } = buildReport(
    snapshotOf({
      Deployment: [web],
      ReplicaSet: [replicaSet],
      Pod: [runningPod('web-66bcb85-bcdfg', replicaSet)],
      Event: [
        told('web-66bcb85-bcdfg', {
          count: 7,
          firstTimestamp: before(900),
          lastTimestamp: before(60),
          message: 'back-off 5m0s restarting web-66bcb85-bcdfg',
        }),
        // This pod is gone.
        told('web-66bcb85-hjklm', {
          count: 3,
          firstTimestamp: before(1200),
          lastTimestamp: before(600),
          message: 'back-off 40s restarting web-66bcb85-hjklm',
        }),
      ],
    }),
  );
  expect(causes).toMatchObject([
    {
      reason: 'BackOff',
      kind: 'Pod',
      owner: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      count: 10,
      first: before(1200),
      last: before(60),
      message: 'back-off 5m0s restarting web-66bcb85-bcdfg',
      events: [{ count: 7 }, { count: 3 }],
    },
  ]);
});

test('another type, reason, kind, namespace or wording is another cause', () => {
  const events = [
    event('bcdfg'),
    event('hjklm', { type: 'Normal' }),
    event('npqrs', { reason: 'Failed' }),
    event('tvwxz', { object: { kind: 'Job', namespace: 'shop', name: 'x' } }),
    event('bbbbb', { object: { kind: 'Pod', namespace: 'bank', name: 'web-66bcb85-bbbbb' } }),
    event('ccccc', { message: 'Something else' }),
  ];
  expect(groupByCause(events, [], [])).toHaveLength(events.length);
});

test('warnings come first, then the newest; those without a time last', () => {
  const events = [
    event('a', { type: 'Normal', reason: 'Pulled', last: before(1) }),
    event('b', { reason: 'New', last: before(10) }),
    event('c', { reason: 'Old', last: before(1000) }),
    event('d', { reason: 'Timeless' }),
    event('e', { reason: 'Nonsense', last: 'yesterday' }),
  ];
  const order = groupByCause(events, [], []).map(({ reason }) => reason);
  expect(order).toEqual(['New', 'Old', 'Nonsense', 'Timeless', 'Pulled']);
});

test('every event is in one cause, and no occurrence is lost', () => {
  const some = fc.record({
    uid: fc.uuid(),
    reason: fc.constantFrom('A', 'B', '__proto__'),
    message: fc.string(),
    count: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(some), (parts) => {
      const events = parts.map(({ uid, ...more }) => event(uid, more));
      const causes = groupByCause(events, [], []);
      expect(causes.flatMap((cause) => cause.events).toSorted(byUid)).toEqual(events.toSorted(byUid));
      expect(sum(causes)).toBe(sum(events));
    }),
  );
});

const byUid = (a: EventRow, b: EventRow) => (a.uid < b.uid ? -1 : 1);
const sum = (counted: readonly { count: number }[]) => counted.reduce((total, { count }) => total + count, 0);
