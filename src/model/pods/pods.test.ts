import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';

type Pod = ReturnType<typeof runningPod>;
const replicaSet = object('ReplicaSet', 'web-6d4');
const silent = object('Node', 'silent', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } });
const rowOf = (pod: Pod) => {
  const Node = [silent, object('Node', 'lxa150h')];
  const [row] = buildReport(snapshotOf({ Pod: [pod], ReplicaSet: [replicaSet], Node })).pods;
  if (!row) throw new Error('there is no row');
  return row;
};
const app = (fields: object = {}) => [
  { name: 'app', ready: true, restartCount: 0, state: { running: {} }, ...fields },
];
const unready = { conditions: [{ type: 'Ready', status: 'False' }] };
const young = { creationTimestamp: before(40) };
const died = (secondsAgo: number, how: object = { reason: 'OOMKilled', exitCode: 137 }) => ({
  restartCount: 3,
  lastState: { terminated: { finishedAt: before(secondsAgo), ...how } },
});

describe('a pod is', () => {
  test.each<[string, Pod, string, string | undefined]>([
    ['healthy when ready', runningPod('web'), 'healthy', undefined],
    [
      'healthy when it has done its work',
      runningPod('web', undefined, { status: { phase: 'Succeeded', ...unready } }),
      'healthy',
      undefined,
    ],
    [
      'healthy long after a restart',
      runningPod('web', undefined, { status: { containerStatuses: app(died(4000)) } }),
      'healthy',
      undefined,
    ],
    [
      'healthy soon after a restart, which is history',
      runningPod('web', undefined, { status: { containerStatuses: app(died(720)) } }),
      'healthy',
      undefined,
    ],
    [
      'degraded while it starts',
      runningPod('web', undefined, {
        metadata: young,
        status: { phase: 'Pending', conditions: [], containerStatuses: [] },
      }),
      'degraded',
      'starting for 40 seconds',
    ],
    [
      'failing, however young, when it has restarted and is not ready',
      runningPod('web', undefined, {
        metadata: young,
        status: { ...unready, containerStatuses: app({ ready: false, restartCount: 1 }) },
      }),
      'failing',
      '0/1 containers ready',
    ],
    [
      'failing when it takes too long to start',
      runningPod('web', undefined, { status: { phase: 'Pending', conditions: [], containerStatuses: [] } }),
      'failing',
      'Pending for 24 hours',
    ],
    [
      'failing at once when its image cannot be pulled',
      runningPod('web', undefined, {
        metadata: young,
        status: {
          phase: 'Pending',
          conditions: [],
          containerStatuses: app({ ready: false, state: { waiting: { reason: 'ErrImagePull' } } }),
        },
      }),
      'failing',
      'ErrImagePull',
    ],
    [
      'failing when its init container crashes',
      runningPod('web', undefined, {
        metadata: young,
        status: {
          phase: 'Pending',
          conditions: [],
          containerStatuses: [],
          initContainerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }],
        },
      }),
      'failing',
      'Init:CrashLoopBackOff',
    ],
    [
      'failing when it runs but is not ready',
      runningPod('web', undefined, { status: { ...unready, containerStatuses: app({ ready: false }) } }),
      'failing',
      '0/1 containers ready',
    ],
    [
      'failing when a readiness gate is not met',
      runningPod('web', undefined, {
        spec: { readinessGates: [{ conditionType: 'example.com/lb' }] },
        status: unready,
      }),
      'failing',
      'readiness gate example.com/lb is not met',
    ],
    [
      'failing when no node takes it',
      runningPod('web', undefined, {
        status: {
          phase: 'Pending',
          containerStatuses: undefined,
          conditions: [
            {
              type: 'PodScheduled',
              status: 'False',
              reason: 'Unschedulable',
              message: '0/3 nodes are available',
            },
          ],
        },
      }),
      'failing',
      'cannot be scheduled: 0/3 nodes are available',
    ],
    [
      'degraded while gates hold it back',
      runningPod('web', undefined, {
        status: {
          phase: 'Pending',
          containerStatuses: undefined,
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
        },
      }),
      'degraded',
      'held back by scheduling gates',
    ],
    [
      'failing when it failed and no one replaces it',
      runningPod('web', undefined, {
        status: {
          phase: 'Failed',
          reason: 'Evicted',
          message: 'low on memory',
          containerStatuses: undefined,
        },
      }),
      'failing',
      'Evicted: low on memory',
    ],
    [
      'degraded when it failed and its owner goes on',
      runningPod('web', replicaSet, {
        status: { phase: 'Failed', reason: 'Evicted', containerStatuses: undefined },
      }),
      'degraded',
      'Evicted',
    ],
    [
      'healthy while it ends in time',
      runningPod('web', replicaSet, { metadata: { deletionTimestamp: before(-20) } }),
      'healthy',
      undefined,
    ],
    [
      'degraded when it does not end',
      runningPod('web', replicaSet, { metadata: { deletionTimestamp: before(600) } }),
      'degraded',
      'should have been gone 10 minutes before',
    ],
    [
      'unknown when its node is lost',
      runningPod('web', undefined, { status: { reason: 'NodeLost', ...unready } }),
      'unknown',
      'node lxa150h is lost',
    ],
    [
      'failing, by its node, where that is not ready',
      runningPod('web', undefined, { spec: { nodeName: 'silent' }, status: unready }),
      'failing',
      'node silent is not ready',
    ],
    ['unknown without a status', object('Pod', 'web'), 'unknown', 'has no status'],
  ])('%s', (_, pod, state, why) => {
    const row = rowOf(pod);
    expect([row.state, row.why]).toEqual([state, why]);
  });
});

test('every container has a row: init containers, sidecars, and those that only the status knows', () => {
  const pod = runningPod('web', undefined, {
    spec: {
      initContainers: [
        { name: 'migrate', image: 'm:1' },
        { name: 'proxy', image: 'p:1', restartPolicy: 'Always' },
      ],
      containers: [{ name: 'app', image: 'a:1', readinessProbe: { httpGet: { path: '/' } } }],
    },
    status: {
      initContainerStatuses: [
        { name: 'proxy', ready: true, started: true, restartCount: 1, state: { running: {} } },
        { name: 'migrate', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
      ],
      containerStatuses: [
        ...app({ ready: false, restartCount: 2, state: { waiting: {} } }),
        { name: 'debug', image: 'd:1' },
      ],
    },
  });
  const rows = rowOf(pod).containers.map((row) => [
    row.name,
    row.role,
    row.image,
    row.ready,
    row.restarts,
    row.status,
    row.probed,
  ]);
  expect(rows).toEqual([
    ['migrate', 'init', 'm:1', false, 0, 'Completed', false],
    ['proxy', 'sidecar', 'p:1', true, 1, 'Running', false],
    ['app', 'container', 'a:1', false, 2, 'Waiting', true],
    ['debug', 'container', 'd:1', false, 0, 'Waiting', false],
  ]);
});

test('the last restart is the newest of all containers, with how it ended', () => {
  const containerStatuses = [
    ...app({ name: 'a', ...died(900) }),
    ...app({ name: 'b', ...died(60, { exitCode: 139, signal: 11 }) }),
    ...app({ name: 'c', restartCount: 1, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }),
  ];
  expect(rowOf(runningPod('web', undefined, { status: { containerStatuses } })).lastRestart).toEqual({
    container: 'b',
    at: before(60),
    exitCode: 139,
    signal: 11,
  });
});

test('an end without a time is still told', () => {
  const containerStatuses = app({
    restartCount: 1,
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
  });
  const row = rowOf(runningPod('web', undefined, { status: { containerStatuses } }));
  expect(row.lastRestart).toEqual({ container: 'app', exitCode: 1, reason: 'Error' });
  expect(row.restarts).toBe('1');
});

test('a restart is offered only where something replaces the pod', () => {
  const command = (owner: Parameters<typeof runningPod>[1], phase = 'Running') =>
    rowOf(runningPod('web-1', owner, { status: { phase } })).restartCommand;
  expect(command(replicaSet)).toBe('kubectl -n shop delete pod/web-1');
  expect(command(object('ReplicationController', 'old'))).toBeDefined();
  expect(command(undefined)).toBeUndefined();
  expect(command(object('Node', 'lxa150h'))).toBeUndefined();
  expect(command(replicaSet, 'Failed')).toBeUndefined();
  const going = runningPod('web-1', replicaSet, { metadata: { deletionTimestamp: before(-20) } });
  expect(rowOf(going).restartCommand).toBeUndefined();
  expect(command(object('Job', 'backup'), 'Succeeded')).toBeUndefined();
});

test("a pod's row says where it runs and what of", () => {
  const node = object('Node', 'lxa150h', { metadata: { labels: { dc: 'north' } } });
  const metadata = { labels: { 'app.kubernetes.io/version': '2.0' } };
  const spec = { nodeName: 'lxa150h', containers: [{ name: 'app', image: 'registry/app:2.0-alpine' }] };
  const status = { podIP: 'fd00::1', podIPs: [{ ip: 'fd00::1' }, { ip: '10.1.2.3' }] };
  const pod = runningPod('web-1', replicaSet, { metadata, spec, status });
  const [row] = buildReport(snapshotOf({ Pod: [pod], Node: [node], ReplicaSet: [replicaSet] })).pods;
  expect(row).toMatchObject({
    node: 'lxa150h',
    dataCentre: 'north',
    ip: 'fd00::1',
    version: '2.0',
    owner: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-6d4' },
    age: '24h',
    created: before(86_400),
  });
  expect(Date.parse(row?.created ?? '')).toBeLessThan(Date.parse(TIME));
});

describe('restarts of init containers', () => {
  const spec = {
    initContainers: [
      { name: 'wait', image: 'w:1' },
      { name: 'proxy', image: 'p:1', restartPolicy: 'Always' },
    ],
    containers: [{ name: 'app', image: 'a:1' }],
  };
  const done = { name: 'wait', state: { terminated: { exitCode: 0, reason: 'Completed' } } };
  const error = { reason: 'Error', exitCode: 1 };

  test('are past once the pod is initialised: no restart, no state, and no start', () => {
    const row = rowOf(
      runningPod('web', undefined, {
        spec,
        status: {
          initContainerStatuses: [
            { ...done, ...died(1200, error) },
            { name: 'proxy', ready: true, started: true, restartCount: 0, state: { running: {} } },
          ],
          containerStatuses: app(),
        },
      }),
    );
    expect(row).toMatchObject({ state: 'healthy', restarts: '0', restartCount: 0 });
    expect(row.lastRestart).toBeUndefined();
    const [wait] = row.containers;
    expect(wait).toMatchObject({ name: 'wait', restarts: 0, pastRestarts: 3 });
    expect(wait?.lastRestart).toBeUndefined();
  });

  test('count while it initialises, and those of sidecars always', () => {
    const initialising = runningPod('web', undefined, {
      spec,
      status: {
        phase: 'Pending',
        conditions: [{ type: 'Initialized', status: 'False' }],
        initContainerStatuses: [
          { name: 'wait', state: { waiting: { reason: 'CrashLoopBackOff' } }, ...died(60, error) },
        ],
        containerStatuses: app({ ready: false, state: { waiting: {} } }),
      },
    });
    expect(rowOf(initialising)).toMatchObject({
      restarts: '3 (60s ago)',
      lastRestart: { container: 'wait' },
    });
    const initContainerStatuses = [
      done,
      { name: 'proxy', ready: true, started: true, state: { running: {} }, ...died(120) },
    ];
    const running = runningPod('web', undefined, {
      spec,
      status: { initContainerStatuses, containerStatuses: app(died(900)) },
    });
    expect(rowOf(running)).toMatchObject({
      restarts: '6 (2m ago)',
      lastRestart: { container: 'proxy', reason: 'OOMKilled' },
    });
  });

  const ends = fc.option(
    fc
      .integer({ min: 0, max: 9000 })
      .map((ago) => ({ terminated: { finishedAt: before(ago), exitCode: 1 } })),
    { nil: undefined },
  );
  const states = fc.constantFrom(
    { running: {} },
    { waiting: { reason: 'CrashLoopBackOff' } },
    { terminated: { exitCode: 0 } },
    { terminated: { exitCode: 1 } },
  );
  const statuses = (prefix: string) =>
    fc
      .array(
        fc.record({
          ready: fc.boolean(),
          started: fc.boolean(),
          restartCount: fc.nat(5),
          state: states,
          lastState: ends,
          sidecar: fc.boolean(),
        }),
        { maxLength: 3 },
      )
      .map((list) => list.map((status, index) => ({ ...status, name: `${prefix}${index}` })));

  test('of whatever pod, its containers add up to its own restarts, and have its last one', () => {
    fc.assert(
      fc.property(statuses('i'), statuses('c'), fc.constantFrom('True', 'False'), (init, main, status) => {
        const row = rowOf(
          runningPod('web', undefined, {
            spec: {
              initContainers: init.map(({ name, sidecar }) => ({
                name,
                ...(sidecar && { restartPolicy: 'Always' }),
              })),
              containers: main.map(({ name }) => ({ name })),
            },
            status: {
              phase: 'Running',
              conditions: [{ type: 'Initialized', status }],
              initContainerStatuses: init,
              containerStatuses: main,
            },
          }),
        );
        expect(row.containers.reduce((sum, { restarts }) => sum + restarts, 0)).toBe(row.restartCount);
        const times = row.containers.flatMap(({ lastRestart }) => lastRestart?.at ?? []);
        expect(row.lastRestart?.at).toBe(times.sort().at(-1));
        for (const { role, pastRestarts } of row.containers)
          if (role === 'container' && !row.status.startsWith('Init:')) expect(pastRestarts).toBeUndefined();
      }),
    );
  });
});
