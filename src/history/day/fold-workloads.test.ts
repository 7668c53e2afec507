import { describe, expect, test } from 'vitest';
import { dayOfPuts, daysOfPuts, moment, dbPod, put, reportAt, type Put } from '../../../test/days-of.ts';
import { object, runningPod } from '../../../test/snapshot-of.ts';
import { boundsOf } from './day.ts';
import { sliceDays } from './slice.ts';
import { toUnix } from './unix.ts';

const unix = (time: string) => toUnix(moment(time))!;
const hidden = { coverage: { Deployment: { state: 'forbidden' as const } } };

interface Web {
  version?: string;
  ready?: number;
  updated?: number;
}
const web = ({ version = '1', ready = 3, updated = 3 }: Web = {}) =>
  object('Deployment', 'web', {
    metadata: { generation: Number(version) },
    spec: {
      replicas: 3,
      template: { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } },
    },
    status: {
      observedGeneration: Number(version),
      replicas: 3,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  });
const at = (time: string, state: Web = {}) => put(time, { Deployment: [web(state)] });
const workload = (puts: Put[]) => dayOfPuts(puts).workloads.find(({ name }) => name === 'web')!;

describe('rollouts', () => {
  test('are bounded by the snapshots that show them begin and end', () => {
    const { rollouts } = workload([
      at('07:00'),
      at('07:15', { version: '2', updated: 1 }),
      at('07:30', { version: '2', updated: 2 }),
      at('07:45', { version: '2' }),
      at('08:00', { version: '2' }),
    ]);
    expect(rollouts).toEqual([
      {
        from: '1',
        to: '2',
        images: [{ from: 'registry/web:1', to: 'registry/web:2' }],
        after: unix('07:00'),
        begun: unix('07:15'),
        endedAfter: unix('07:30'),
        ended: unix('07:45'),
        replaced: 0,
      },
    ]);
  });

  test('are none where replicas are short', () => {
    expect(workload([at('07:00'), at('07:15', { ready: 1 }), at('07:30')]).rollouts).toEqual([]);
  });

  test('are none where all pods were drained', () => {
    const pair = (time: string, uids: [string, string]) => {
      const counts = { replicas: 2, readyReplicas: 2, updatedReplicas: 2, currentReplicas: 2 };
      return put(time, {
        StatefulSet: [
          object('StatefulSet', 'db', {
            metadata: { generation: 1 },
            spec: { replicas: 2 },
            status: { observedGeneration: 1, currentRevision: 'db-1', updateRevision: 'db-1', ...counts },
          }),
        ],
        Pod: uids.map((uid, index) => dbPod(`db-${index}`, { uid, restarts: 0 })),
      });
    };
    const db = dayOfPuts([pair('07:00', ['a', 'b']), pair('07:15', ['c', 'd'])]).workloads[0]!;
    expect(db.replacements.map(({ n }) => n)).toEqual([2]);
    expect(db.rollouts).toEqual([]);
  });

  test('that are overtaken end there', () => {
    const { rollouts } = workload([
      at('07:00'),
      at('07:15', { version: '2', updated: 1 }),
      at('07:30', { version: '3' }),
    ]);
    expect(rollouts).toMatchObject([
      { to: '2', superseded: true, ended: unix('07:30') },
      { from: '2', to: '3', ended: unix('07:30') },
    ]);
  });

  test('are found also over snapshots that could not see the workload', () => {
    const { rollouts } = workload([at('07:00'), put('07:15', {}, hidden), at('07:30', { version: '2' })]);
    expect(rollouts).toMatchObject([{ from: '1', to: '2', after: unix('07:00'), begun: unix('07:30') }]);
  });

  test('that go on over midnight are one', () => {
    const days = daysOfPuts([
      at('2026-11-22T23:30:00Z'),
      at('2026-11-22T23:45:00Z', { version: '2', updated: 1 }),
      at('2026-11-23T00:05:00Z', { version: '2' }),
    ]);
    const slice = sliceDays(days, unix('23:00'), unix('2026-11-23T01:00:00Z'));
    expect(slice.workloads.flatMap(({ rollouts }) => rollouts)).toMatchObject([
      { to: '2', begun: unix('23:45'), ended: unix('2026-11-23T00:05:00Z') },
    ]);
  });
});

describe('states', () => {
  test('of what was forbidden end, and of what was deleted are gone', () => {
    const states = workload([at('07:00'), put('07:15', {}, hidden), at('07:30'), put('07:45', {})]).states;
    expect(states).toEqual([
      { state: 'healthy', from: unix('07:00'), to: unix('07:15'), atLeast: true },
      { state: 'healthy', from: unix('07:30'), to: unix('07:45'), atLeast: true },
      { state: 'gone', from: unix('07:45') },
    ]);
  });

  test('go on over midnight, and a slice says since when', () => {
    const days = daysOfPuts([
      at('2026-11-22T23:30:00Z', { ready: 0 }),
      at('2026-11-22T23:50:00Z', { ready: 0 }),
      at('2026-11-23T00:05:00Z'),
    ]);
    const { from, to } = boundsOf('2026-11-23');
    const own = sliceDays(days, from, to).workloads[0]!.states;
    expect(own).toMatchObject([
      { state: 'failing', from, to: unix('2026-11-23T00:05:00Z'), since: unix('23:30') },
      { state: 'healthy' },
    ]);
  });

  test('are believed for one and a half intervals, and then nobody knows', () => {
    const { states } = workload([at('07:00'), at('09:00')]);
    expect(states).toEqual([
      { state: 'healthy', from: unix('07:00'), to: unix('07:22') + 30, atLeast: true },
      { state: 'healthy', from: unix('09:00'), atLeast: true },
    ]);
  });
});

test('what is gone is no more believed over a gap than what is there', () => {
  const silent = object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'False' }] } });
  const lease = object('Lease', 'a', {
    metadata: { namespace: 'kube-node-lease' },
    spec: { renewTime: moment('06:59') },
  });
  const day = dayOfPuts([
    put('07:00', { Deployment: [web()], Node: [silent], Lease: [lease] }),
    put('07:15', {}),
    put('09:00', {}),
  ]);
  const gone = [
    { state: 'gone', from: unix('07:15'), to: unix('07:15') + 1350 },
    { state: 'gone', from: unix('09:00'), atLeast: true },
  ];
  expect(day.workloads[0]?.states.slice(1)).toEqual(gone);
  expect(day.nodes[0]?.beats.slice(1).map(({ beat: state, ...more }) => ({ state, ...more }))).toEqual(gone);
});

test('what only stands between pods and a workload that was not seen is no workload', () => {
  const set = object('ReplicaSet', 'web-abc', {}, web());
  const own = dbPod('web-abc-x', { restarts: 0 });
  own.metadata.ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc', uid: set.metadata.uid, controller: true },
  ];
  const more = structuredClone(own);
  more.status!.containerStatuses![0]!.restartCount = 2;
  const day = dayOfPuts([
    put('07:00', { Deployment: [web()], ReplicaSet: [set], Pod: [own] }),
    put('07:15', { Deployment: [web()], Pod: [more] }, { coverage: { ReplicaSet: { state: 'failed' } } }),
  ]);
  expect(day.workloads.map(({ kind, restarts }) => [kind, restarts.map(({ n }) => n)])).toEqual([
    ['Deployment', [2]],
  ]);
});

test("where ReplicaSets were never read, pods are their Deployment's by the names that its controller gives", () => {
  const [set, strange] = ['web-5d4c', 'other-5d4c'].map((name) => object('ReplicaSet', name, {}, web()));
  const pod = (name: string, owner: typeof set, restartCount: number) => {
    const own = runningPod(name, owner, { metadata: { labels: { 'pod-template-hash': '5d4c' } } });
    own.status!.containerStatuses![0]!.restartCount = restartCount;
    return own;
  };
  const unread = { coverage: { ReplicaSet: { state: 'forbidden' as const } } };
  const day = dayOfPuts([
    put('07:00', { Deployment: [web()], Pod: [pod('web-5d4c-x', set, 0), pod('y', strange, 0)] }, unread),
    put('07:15', { Deployment: [web()], Pod: [pod('web-5d4c-x', set, 2), pod('y', strange, 1)] }, unread),
  ]);
  const restarts = day.workloads.map(({ kind, name, restarts: own }) => [kind, name, own.map(({ n }) => n)]);
  expect(restarts).toEqual([
    ['Deployment', 'web', [2]],
    ['ReplicaSet', 'other-5d4c', [1]],
  ]);
});

describe('findings', () => {
  const failing = (time: string, meta = {}) => put(time, { Deployment: [web({ ready: 0 })] }, meta);
  const met = (puts: Put[]) =>
    dayOfPuts(puts).findings.find(({ name, severity }) => name === 'web' && severity === 'failing')?.met;

  test('are met from one snapshot to the one in which they are not', () => {
    expect(met([at('07:00'), failing('07:15'), at('07:30')])).toEqual([
      { from: unix('07:15'), to: unix('07:30') },
    ]);
  });

  test('that are met before and after a gap went out of sight, and were not over', () => {
    expect(met([at('07:00'), failing('07:15'), failing('17:15'), at('17:30')])).toEqual([
      { from: unix('07:15'), to: unix('07:15') + 1350, lost: true },
      { from: unix('17:15'), to: unix('17:30'), atLeast: true },
    ]);
  });

  test('that could not be checked are out of sight, and not over', () => {
    expect(met([at('07:00'), failing('07:15'), put('07:30', {}, hidden)])).toEqual([
      { from: unix('07:15'), to: unix('07:30'), lost: true },
    ]);
  });
});

test('a stretch of trouble knows what it weighed at its worst, and the entrances that suffered', () => {
  const service = object('Service', 'web', {
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80, nodePort: 30080 }] },
  });
  const pieces = (ready: number) => {
    const own = web({ ready });
    const template = { ...own.spec?.template, metadata: { labels: { app: 'web' } } };
    return { Deployment: [{ ...own, spec: { ...own.spec, template } }], Service: [service] };
  };
  const { states } = workload([
    put('07:00', pieces(3)),
    put('07:15', pieces(2)),
    put('07:30', pieces(1)),
    put('07:45', pieces(2)),
    put('08:00', pieces(3)),
  ]);
  expect(states.map(({ state, harm, entrances }) => [state, harm, entrances])).toEqual([
    ['healthy', undefined, undefined],
    ['degraded', 8 * (1 - 1 / 3), ['node port 30080']],
    ['healthy', undefined, undefined],
  ]);
});

test('where ReplicaSets were not read, an edition counts the workloads that its Day has', () => {
  const set = object('ReplicaSet', 'web-5d4c', {}, web());
  const objects = {
    Deployment: [web()],
    StatefulSet: [object('StatefulSet', 'db')],
    Pod: [runningPod('web-5d4c-bcdfg', set)],
  };
  const one = put('07:00', objects, { coverage: { ReplicaSet: { state: 'forbidden' } } });
  const { counts, workloads } = reportAt(one);
  expect(workloads).toHaveLength(3);
  expect(Object.values(counts.workloads).reduce((sum, n) => sum + n, 0)).toBe(2);
  expect(
    dayOfPuts([one])
      .workloads.map(({ name }) => name)
      .sort(),
  ).toEqual(['db', 'web']);
  // Owners that nobody can tell from workloads are told as such.
  const blind = reportAt(
    put('07:00', { Pod: objects.Pod }, { coverage: { ReplicaSet: { state: 'forbidden' } } }),
  );
  expect(blind.workloads.map(({ isBetween }) => isBetween)).toEqual([true]);
});
