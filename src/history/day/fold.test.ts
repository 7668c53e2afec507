import { describe, expect, test } from 'vitest';
import { dayOfPuts, moment, dbPod, put, reportAt, restarted, type Put } from '../../../test/days-of.ts';
import { object, runningPod } from '../../../test/snapshot-of.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { fold } from './fold.ts';
import { toUnix } from './unix.ts';

const unix = (time: string) => toUnix(moment(time))!;
const workload = (puts: Put[], key = 'StatefulSet/shop/db') =>
  dayOfPuts(puts).workloads.find((one) => objectKey(one) === key);

describe('restarts', () => {
  test('are what a counter grew by within a UID, with the reason of the last for that alone', () => {
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 249 })] }),
      put('07:15', {
        Pod: [dbPod('db-0', { restarts: 251, ended: '07:12', reason: 'OOMKilled', exitCode: 137 })],
      }),
      put('07:30', {
        Pod: [dbPod('db-0', { restarts: 251, ended: '07:12', reason: 'OOMKilled', exitCode: 137 })],
      }),
    ]);
    expect(db?.restarts).toEqual([
      // How the container ended before, nobody saw; but it was before its last end.
      { at: unix('07:12'), after: unix('07:00'), by: unix('07:15'), n: 1, container: 'app', pod: 'db-0' },
      {
        at: unix('07:12'),
        after: unix('07:00'),
        by: unix('07:15'),
        finishedAt: unix('07:12'),
        n: 1,
        container: 'app',
        pod: 'db-0',
        reason: 'OOMKilled',
        exitCode: 137,
      },
    ]);
  });

  test('have each its own reason: a container that waits has ended before the restart that follows', () => {
    const looping = (restarts: number, ended: string, reason: string, state: object): ObjectOf<'Pod'> => {
      const own = dbPod('db-0', { restarts, ended, reason });
      return {
        ...own,
        status: { ...own.status, containerStatuses: [{ ...own.status!.containerStatuses![0], state }] },
      };
    };
    const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
    const db = workload([
      put('07:00', { Pod: [looping(0, '06:58', 'Error', waiting)] }),
      put('07:15', { Pod: [looping(1, '07:10', 'Error', waiting)] }),
      put('07:30', { Pod: [looping(2, '07:25', 'OOMKilled', waiting)] }),
      put('07:45', { Pod: [looping(3, '07:25', 'OOMKilled', { running: {} })] }),
      put('08:00', { Pod: [looping(3, '07:25', 'OOMKilled', { running: {} })] }),
    ]);
    expect(db?.restarts.map(({ n, reason, by }) => [n, reason, by])).toEqual([
      [1, 'Error', unix('07:15')],
      [1, 'Error', unix('07:30')],
      [1, 'OOMKilled', unix('07:45')],
    ]);
  });

  test('of several between two snapshots have a reason where the ends around them agree', () => {
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 1, ended: '06:00', reason: 'Error' })] }),
      put('07:15', { Pod: [dbPod('db-0', { restarts: 5, ended: '07:14', reason: 'OOMKilled' })] }),
      put('07:30', { Pod: [dbPod('db-0', { restarts: 7, ended: '07:28', reason: 'OOMKilled' })] }),
    ]);
    expect(db?.restarts.map(({ n, reason }) => [n, reason])).toEqual([
      [1, 'Error'],
      [3, undefined],
      [1, 'OOMKilled'],
      [2, 'OOMKilled'],
    ]);
  });

  test('of a pod that took the name of another are its own: 249 and then 2 is two restarts and one replacement', () => {
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { uid: 'old', restarts: 249 })] }),
      put('07:15', { Pod: [dbPod('db-0', { uid: 'new', restarts: 2, created: '07:05' })] }),
    ]);
    expect(db?.restarts).toMatchObject([{ n: 2, arrived: true, after: unix('07:00') }]);
    expect(db?.replacements).toEqual([{ at: unix('07:15'), after: unix('07:00'), n: 1 }]);
  });

  test('that came with a reboot name the node; others of the same pod do not', () => {
    const pods = (restarts: number, ended?: string, how: object = {}) =>
      ['a', 'b', 'c'].map((name) =>
        restarted(runningPod(`${name}-0`, object('StatefulSet', name)), {
          restarts,
          ...(ended && { ended, reason: 'Unknown', exitCode: 255 }),
          ...how,
        }),
      );
    const { workloads } = dayOfPuts([
      put('07:00', { Pod: pods(0) }),
      put('07:15', { Pod: pods(1, '07:12') }),
      put('07:30', {
        Pod: [...pods(1, '07:12').slice(1), ...pods(2, '07:20', { reason: 'Error' }).slice(0, 1)],
      }),
    ]);
    expect(workloads.map(({ name, restarts }) => [name, restarts.map(({ node }) => node)])).toEqual([
      ['a', ['lxa150h', undefined]],
      ['b', ['lxa150h']],
      ['c', ['lxa150h']],
    ]);
  });

  test('of a pod that was created while pods were hidden are all its own', () => {
    const hidden = { coverage: { Pod: { state: 'forbidden' as const } } };
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 0 })] }),
      put('07:15', {}, hidden),
      put('07:30', {}, hidden),
      put('07:45', { Pod: [dbPod('db-0', { uid: 'new', restarts: 7, created: '07:10' })] }),
    ]);
    expect(db?.restarts).toMatchObject([{ n: 7, arrived: true, after: unix('07:00'), by: unix('07:45') }]);
  });

  test('before the first snapshot are nobody’s, but for one that ended that day', () => {
    const db = workload([
      put('07:00', {
        Pod: [
          dbPod('db-0', { restarts: 14, ended: '06:48', reason: 'Error' }),
          dbPod('db-1', { restarts: 9, ended: '2026-11-20T06:48:00Z' }),
        ],
      }),
    ]);
    expect(db?.restarts).toMatchObject([{ pod: 'db-0', n: 1, at: unix('06:48'), reason: 'Error' }]);
  });

  test('are counted over a snapshot that could not see the pods, and never as zero', () => {
    const hidden = put('07:15', { Pod: [] }, { coverage: { Pod: { state: 'forbidden' } } });
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 1 })] }),
      hidden,
      put('07:30', { Pod: [dbPod('db-0', { restarts: 4 })] }),
    ]);
    expect(db?.restarts).toMatchObject([{ n: 3, after: unix('07:00'), by: unix('07:30') }]);
    expect(db?.replacements).toEqual([]);
  });

  test('when the kubelet has forgotten some, are those that it counted since', () => {
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 14, ended: '06:00' })] }),
      put('07:15', { Pod: [dbPod('db-0', { restarts: 2, ended: '07:10' })] }),
      put('07:30', { Pod: [dbPod('db-0', { restarts: 0, ended: '07:10' })] }),
    ]);
    expect(db?.restarts.map(({ n, by }) => [n, by])).toEqual([
      [1, unix('07:00')],
      [2, unix('07:15')],
    ]);
  });

  test('of an init container count while its pod initialises, and are no longer any once it is', () => {
    const initialising = (restartCount: number, exitCode?: number): ObjectOf<'Pod'> => {
      const isDone = exitCode === 0;
      const own = dbPod('db-0', { restarts: 0 });
      return {
        ...own,
        spec: { ...own.spec, initContainers: [{ name: 'wait' }] },
        status: {
          ...own.status,
          conditions: [{ type: 'Initialized', status: isDone ? 'True' : 'False' }],
          initContainerStatuses: [
            { name: 'wait', restartCount, state: isDone ? { terminated: { exitCode } } : { running: {} } },
          ],
        },
      };
    };
    const db = workload([
      put('07:00', { Pod: [initialising(0)] }),
      put('07:15', { Pod: [initialising(2)] }),
      put('07:30', { Pod: [initialising(4, 0)] }),
      // Its sandbox was recreated.
      put('07:45', { Pod: [initialising(5)] }),
    ]);
    expect(db?.restarts.map(({ n, by }) => [n, by])).toEqual([
      [2, unix('07:15')],
      [1, unix('07:45')],
    ]);
  });

  test('of a container without a time stand at the snapshot that showed them', () => {
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 0 })] }),
      put('07:15', { Pod: [dbPod('db-0', { restarts: 1 })] }),
    ]);
    expect(db?.restarts).toMatchObject([{ at: unix('07:15'), n: 1 }]);
  });

  test('after a back-off have the reason of the end that the snapshot before may have shown', () => {
    const end = { ended: '06:58', reason: 'OOMKilled', exitCode: 137 };
    const db = workload([
      put('07:00', { Pod: [dbPod('db-0', { restarts: 0, ...end })] }),
      put('07:15', { Pod: [dbPod('db-0', { restarts: 1, ...end })] }),
    ]);
    expect(db?.restarts).toEqual([
      {
        ...{ at: unix('07:15'), after: unix('07:00'), by: unix('07:15'), n: 1 },
        ...{ container: 'app', pod: 'db-0', reason: 'OOMKilled', exitCode: 137 },
      },
    ]);
  });

  test('of a bare pod are its own', () => {
    const bare = restarted(object('Pod', 'debug'), { restarts: 0 });
    const now = restarted(object('Pod', 'debug'), { restarts: 1 });
    const own = workload([put('07:00', { Pod: [bare] }), put('07:15', { Pod: [now] })], 'Pod/shop/debug');
    expect(own?.restarts).toMatchObject([{ n: 1, pod: 'debug' }]);
  });
});

test('an event that begins in the second of a snapshot without it is counted whole', () => {
  const event = object('Event', 'e', {
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
    ...{ type: 'Warning', reason: 'BackOff', message: 'Back-off', count: 3 },
    ...{ firstTimestamp: moment('07:00'), lastTimestamp: moment('07:10') },
  });
  const { events } = dayOfPuts([put('07:00', {}), put('07:15', { Event: [event] })]);
  expect(events.map(({ seen }) => seen)).toEqual([[{ at: unix('07:10'), after: unix('07:00') - 1, n: 3 }]]);
});

test('reportAt gives a report of that moment', () => {
  expect(reportAt(put('07:00', {})).meta.time).toBe(moment('07:00'));
});

test('by a clock that is not believed no heartbeat is late', () => {
  const node = object('Node', 'n1', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  const lease = (renewTime: string) =>
    object('Lease', 'n1', {
      metadata: { namespace: 'kube-node-lease' },
      spec: { leaseDurationSeconds: 40, renewTime: moment(renewTime) },
    });
  const day = dayOfPuts([put('07:00', { Node: [node], Lease: [lease('07:00')] })]);
  // An hour ahead.
  const report = reportAt(put('08:15', { Node: [node], Lease: [lease('07:15')] }));
  const arrival = { number: 2, at: unix('07:15'), digest: 'digest-2', report };
  const beatsOf = (says?: number) =>
    fold(day, { ...arrival, ...(says !== undefined && { says }) }).nodes[0]?.beats.map(({ beat }) => beat);
  expect(beatsOf(unix('08:15'))).toEqual(['beating']);
  expect(beatsOf()).toEqual(['beating', 'late']);
});

test('a node whose Ready condition turned between two snapshots was not ready in between', () => {
  const shot = (time: string, since: string) =>
    put(time, {
      Node: [
        object('Node', 'a', {
          status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: moment(since) }] },
        }),
      ],
      Lease: [
        object('Lease', 'a', {
          metadata: { namespace: 'kube-node-lease' },
          spec: { renewTime: moment(time), leaseDurationSeconds: 40 },
        }),
      ],
    });
  const puts = [shot('07:00', '06:00'), shot('07:15', '07:06'), shot('07:30', '07:06')];
  expect(dayOfPuts(puts).nodes[0]!.beats).toEqual([
    { beat: 'beating', from: unix('07:00'), to: unix('07:06') - 1, atLeast: true },
    { beat: 'not-ready', from: unix('07:06') - 1, to: unix('07:06'), atLeast: true, between: true },
    { beat: 'beating', from: unix('07:06') },
  ]);
});

test('an event that is written again under its name after it expired goes on counting', () => {
  const event = (uid: string, count: number, last: string) =>
    object('Event', 'db-0.18a3', {
      metadata: { uid },
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
      ...{ type: 'Warning', reason: 'Unhealthy', message: 'no', count },
      ...{ firstTimestamp: moment('07:05'), lastTimestamp: moment(last) },
    });
  const { events } = dayOfPuts([
    put('07:00', {}),
    put('07:15', { Event: [event('one', 2, '07:10')] }),
    put('08:20', { Event: [] }),
    put('10:00', { Event: [event('two', 5, '09:58')] }),
  ]);
  expect(events.map(({ uid, seen }) => [uid, seen.map(({ n }) => n)])).toEqual([
    ['one', [2]],
    ['two', [3]],
  ]);
});
