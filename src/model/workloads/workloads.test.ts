import { describe, expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';

type Arguments = Parameters<typeof snapshotOf>;
const rowsOf = (...[objects, options]: Arguments) => buildReport(snapshotOf(objects, options)).workloads;
const rowOf = (...args: Arguments) => {
  const [row, ...others] = rowsOf(...args);
  if (!row || others.length > 0) throw new Error('there is not just one workload');
  return row;
};

const template = (image = 'registry/app:1.4', labels: Record<string, string> = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', image }] },
});
const replicas = (ready: number, more: object = {}) => ({
  ...{
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: ready,
    updatedReplicas: ready,
    availableReplicas: ready,
  },
  ...more,
});
const deployment = (status: object | undefined = replicas(3), spec: object = {}) =>
  object('Deployment', 'web', {
    metadata: { generation: 1, labels: { app: 'web' } },
    spec: { replicas: 3, template: template(), ...spec },
    status,
  });
const web = deployment();
const replicaSet = object('ReplicaSet', 'web-6d4', {}, web);
const restarted = (secondsAgo: number) => ({
  status: {
    containerStatuses: [
      {
        ready: true,
        restartCount: 4,
        state: { running: {} },
        lastState: { terminated: { finishedAt: before(secondsAgo), reason: 'OOMKilled' } },
      },
    ],
  },
});

describe('a Deployment', () => {
  test('shows numbers, version, labels, pods and restarts over the whole chain', () => {
    const Pod = [
      runningPod('web-1', replicaSet, restarted(9000)),
      runningPod('web-2', replicaSet),
      runningPod('other'),
    ];
    expect(rowOf({ Deployment: [web], ReplicaSet: [replicaSet], Pod })).toMatchObject({
      ...{ kind: 'Deployment', namespace: 'shop', name: 'web', state: 'healthy', rollout: 'complete' },
      ...{ desired: 3, current: 3, ready: 3, updated: 3, available: 3, pods: 2, restartCount: 4 },
      ...{
        version: '1.4',
        versionFrom: 'image tag',
        labels: { app: 'web' },
        images: ['registry/app:1.4'],
        age: '24h',
      },
      scaleCommand: 'kubectl -n shop scale deployment/web --replicas=3',
      restartCommand: 'kubectl -n shop rollout restart deployment/web',
    });
  });

  test.each([
    ['degraded with a replica missing', deployment(replicas(2)), 'degraded', '2 of 3 replicas ready'],
    ['failing with none', deployment(replicas(0)), 'failing', '0 of 3 replicas ready'],
    [
      'healthy when scaled to none',
      deployment(replicas(0, { replicas: 0 }), { replicas: 0 }),
      'healthy',
      undefined,
    ],
    [
      'degraded when its rollout is stuck',
      deployment(
        replicas(3, {
          updatedReplicas: 1,
          conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
        }),
      ),
      'degraded',
      'rollout is stuck: 1 of 3 replicas updated',
    ],
    [
      'failing with the reason why no pod can be made',
      deployment(
        replicas(0, { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }] }),
      ),
      'failing',
      '0 of 3 replicas ready: exceeded quota',
    ],
    ['unknown when no controller has reported', deployment({}), 'unknown', 'its controller has not reported'],
  ])('is %s', (_, subject, state, why) => {
    const row = rowOf({ Deployment: [subject] });
    expect([row.state, row.why]).toEqual([state, why]);
  });

  test('that no controller has reported on has no numbers but the desired one', () => {
    const row = rowOf({ Deployment: [deployment({}, { replicas: undefined })] });
    expect([row.desired, row.current, row.ready, row.updated, row.available]).toEqual([
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is degraded by a pod in trouble, whatever the numbers say', () => {
    const late = { metadata: { deletionTimestamp: before(600) } };
    const Pod = [runningPod('web-1', replicaSet), runningPod('web-2', replicaSet, late)];
    expect(rowOf({ Deployment: [web], ReplicaSet: [replicaSet], Pod })).toMatchObject({
      state: 'degraded',
      why: 'pod web-2: should have been gone 10 minutes before',
    });
  });

  test('says what keeps its pods from being ready, where that tells more than the number', () => {
    const pod = (status: object) =>
      runningPod('web-1', replicaSet, { status: { conditions: [], ...status } });
    const why = (status: object, Node: Arguments[0]['Node'] = []) =>
      rowOf({ Deployment: [deployment(replicas(2))], ReplicaSet: [replicaSet], Pod: [pod(status)], Node })
        .why;
    const pulling = {
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }],
    };
    expect(why(pulling)).toBe('2 of 3 replicas ready: ImagePullBackOff');
    expect(why({})).toBe('2 of 3 replicas ready');
    const silent = object('Node', 'lxa150h', {
      status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
    });
    expect(why({}, [silent])).toBe('2 of 3 replicas ready: node lxa150h is not ready');
  });

  test('is not degraded by pods that ended', () => {
    const evicted = runningPod('web-1', replicaSet, { status: { phase: 'Failed', reason: 'Evicted' } });
    expect(rowOf({ Deployment: [web], ReplicaSet: [replicaSet], Pod: [evicted] }).state).toBe('healthy');
  });

  test('cannot be restarted while it is paused', () => {
    const row = rowOf({ Deployment: [deployment(replicas(3), { paused: true })] });
    expect([row.rollout, row.restartCommand]).toEqual(['paused', undefined]);
  });

  test("takes the version of its pods' labels before its own, in the viewer's context", () => {
    const labels = { 'app.kubernetes.io/version': '2.0' };
    const subject = object('Deployment', 'web', {
      metadata: { labels: { 'app.kubernetes.io/version': '1.9' } },
      spec: { template: template('a:2.0', labels) },
      status: replicas(1),
    });
    const settings = { ...snapshotOf({}).meta.settings, viewerContext: "it's prod" };
    const row = rowOf({ Deployment: [subject] }, { settings });
    expect([row.version, row.versionFrom]).toEqual(['2.0', 'app.kubernetes.io/version']);
    expect(row.restartCommand).toBe(
      `kubectl --context 'it'\\''s prod' -n shop rollout restart deployment/web`,
    );
  });
});

describe('what was not seen is not healthy', () => {
  const objects = { Deployment: [web], ReplicaSet: [replicaSet], Pod: [runningPod('web-1', replicaSet)] };

  test.each(['Pod', 'ReplicaSet'] as const)(
    'a Deployment without %ss is unknown, and has no number of pods',
    (kind) => {
      const row = rowsOf({ ...objects, [kind]: [] }, { coverage: { [kind]: { state: 'forbidden' } } }).find(
        ({ kind }) => kind === 'Deployment',
      );
      expect(row).toMatchObject({ state: 'unknown', why: 'its pods were not all seen' });
      expect([row?.pods, row?.restartCount]).toEqual([undefined, undefined]);
    },
  );

  test('but in a namespace that was seen it is', () => {
    const coverage = { Pod: { state: 'partial' as const, namespaces: ['shop'] } };
    expect(rowOf(objects, { coverage })).toMatchObject({ state: 'healthy', pods: 1 });
    coverage.Pod.namespaces = ['other'];
    expect(rowOf(objects, { coverage })).toMatchObject({ state: 'unknown' });
  });

  test('trouble that was seen outranks what was not', () => {
    const coverage = { Pod: { state: 'failed' as const } };
    expect(rowOf({ Deployment: [deployment(replicas(0))] }, { coverage }).state).toBe('failing');
  });

  test('a StatefulSet that was not seen is known by its pods, and unknown', () => {
    const pod = runningPod('db-0', object('StatefulSet', 'db'));
    expect(rowOf({ Pod: [pod] }, { coverage: { StatefulSet: { state: 'forbidden' } } })).toMatchObject({
      ...{ kind: 'StatefulSet', name: 'db', state: 'unknown', why: 'the StatefulSet itself was not seen' },
      ...{ pods: 1, current: 1, ready: 1, age: '<unknown>' },
    });
  });

  test('a CronJob whose Jobs were not seen is unknown', () => {
    const status = { lastScheduleTime: '2026-11-22T00:00:00Z' };
    const cronJob = object('CronJob', 'backup', { spec: { schedule: '@daily' }, status });
    expect(rowOf({ CronJob: [cronJob] }, { coverage: { Job: { state: 'forbidden' } } })).toMatchObject({
      state: 'unknown',
      why: 'its Jobs were not seen',
    });
  });
});

test('what a controller owns has no row of its own, and what none owns has', () => {
  const cronJob = object('CronJob', 'backup', { spec: { schedule: '@daily' } });
  const started = { startTime: before(60), active: 1 };
  const rows = rowsOf({
    Deployment: [web],
    ReplicaSet: [
      replicaSet,
      object('ReplicaSet', 'loose', { status: { observedGeneration: 1 }, spec: { replicas: 0 } }),
    ],
    CronJob: [cronJob],
    Job: [
      object('Job', 'backup-1', { status: started }, cronJob),
      object('Job', 'migrate', { status: started }),
    ],
    ReplicationController: [
      object('ReplicationController', 'old', { spec: { replicas: 1 }, status: replicas(1) }),
    ],
  });
  expect(rows.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
    'CronJob backup',
    'Deployment web',
    'Job migrate',
    'ReplicaSet loose',
    'ReplicationController old',
  ]);
});

test('pods of a custom controller stand together under it', () => {
  const rollout = {
    ...object('Deployment', 'shop-front'),
    kind: 'Rollout',
    apiVersion: 'argoproj.io/v1alpha1',
  };
  const status = { observedGeneration: 1, replicas: 2, readyReplicas: 1 };
  const set = object('ReplicaSet', 'shop-front-1', { spec: { replicas: 2 }, status }, rollout);
  const Pod = [
    runningPod('a', set),
    runningPod('b', set, { status: { conditions: [{ type: 'Ready', status: 'False' }] } }),
    runningPod('c', set, { status: { phase: 'Failed' } }),
  ];
  expect(rowOf({ ReplicaSet: [set], Pod })).toMatchObject({
    ...{ kind: 'Rollout', name: 'shop-front', state: 'degraded', why: '1 of 2 replicas ready' },
    ...{ current: 2, ready: 1, pods: 3, version: '1.4', images: ['registry/app:1.4'] },
  });
});

test('a static pod is no workload', () => {
  expect(rowsOf({ Pod: [runningPod('etcd-lxa150h', object('Node', 'lxa150h'))] })).toEqual([]);
});

test('a DaemonSet counts nodes', () => {
  const status = {
    observedGeneration: 1,
    desiredNumberScheduled: 5,
    currentNumberScheduled: 5,
    numberReady: 4,
  };
  expect(rowOf({ DaemonSet: [object('DaemonSet', 'proxy', { status })] })).toMatchObject({
    ...{ desired: 5, current: 5, ready: 4, updated: 0, available: 0, rollout: 'progressing' },
    ...{ state: 'degraded', why: '4 of 5 nodes ready', scaleCommand: undefined },
  });
});

test('a CronJob has its runs, and is degraded when one is late', () => {
  const status = { lastScheduleTime: '2026-11-22T00:00:00Z' };
  const rowWith = (schedule: string) =>
    rowOf({ CronJob: [object('CronJob', 'backup', { spec: { schedule }, status })] });
  expect(rowWith('@daily')).toMatchObject({
    ...{ state: 'healthy', detail: '@daily, last start 7h15m before' },
    runs: { schedule: '@daily', nextDue: '2026-11-23T00:00:00Z', suspended: false },
  });
  expect(rowWith('@hourly')).toMatchObject({ state: 'degraded', why: 'its run is 6 hours late' });
});

describe('what bounds the number of pods', () => {
  const HorizontalPodAutoscaler = [
    object('HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 5 },
    }),
  ];
  const budget = (matchLabels: Record<string, string>) =>
    object('PodDisruptionBudget', 'web', { spec: { minAvailable: 2, selector: { matchLabels } } });

  test('stands beside the workload', () => {
    const Deployment = [deployment(replicas(3), { template: template('a:1', { app: 'web' }) })];
    const PodDisruptionBudget = [budget({ app: 'web' })];
    expect(rowOf({ Deployment, HorizontalPodAutoscaler, PodDisruptionBudget })).toMatchObject({
      autoscaler: { name: 'web', min: 1, max: 5 },
      disruptionBudget: { name: 'web', rule: 'minAvailable 2' },
    });
  });

  test("is another workload's where name, labels or namespace differ", () => {
    const other = object('Deployment', 'web', {
      metadata: { namespace: 'other' },
      spec: { template: template('a:1', { app: 'web' }) },
      status: replicas(1),
    });
    const objects = {
      Deployment: [other],
      HorizontalPodAutoscaler,
      PodDisruptionBudget: [budget({ app: 'web' })],
    };
    expect(rowOf(objects)).not.toHaveProperty('autoscaler');
    expect(rowOf(objects)).not.toHaveProperty('disruptionBudget');
    // Its own labels do not count, only those of its pods.
    expect(rowOf({ Deployment: [web], PodDisruptionBudget: [budget({ app: 'web' })] })).not.toHaveProperty(
      'disruptionBudget',
    );
  });

  test('of a custom controller is found by its kind and by the labels of its pods', () => {
    const rollout = { ...object('Deployment', 'web'), kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' };
    const set = object('ReplicaSet', 'web-1', {}, rollout);
    const spec = { scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' } };
    expect(
      rowOf({
        ReplicaSet: [set],
        Pod: [runningPod('a', set, { metadata: { labels: { app: 'web' } } })],
        HorizontalPodAutoscaler: [object('HorizontalPodAutoscaler', 'scaler', { spec })],
        PodDisruptionBudget: [budget({ app: 'web' })],
      }),
    ).toMatchObject({ autoscaler: { name: 'scaler' }, disruptionBudget: { name: 'web' } });
  });
});

describe('the version is what runs', () => {
  const owner = deployment(replicas(3, { updatedReplicas: 0 }), {
    paused: true,
    template: template('registry/app:2.0'),
  });
  const versionsOf = (...pods: ReturnType<typeof runningPod>[]) => {
    const row = rowOf({
      Deployment: [owner],
      ReplicaSet: [object('ReplicaSet', 'web-6d4', {}, owner)],
      Pod: pods,
    });
    return [row.version, row.images, row.template];
  };
  const set = object('ReplicaSet', 'web-6d4', {}, owner);
  const pulling = runningPod('web-2', set, {
    spec: { containers: [{ name: 'app', image: 'registry/app:2.0' }] },
    status: { containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ImagePullBackOff' } } }] },
  });

  test('while no pod has started the new template', () => {
    const rolledOut = { version: '2.0', images: ['registry/app:2.0'] };
    const old = ['1.4', ['registry/app:1.4'], rolledOut];
    expect(versionsOf(runningPod('web-1', set))).toEqual(old);
    expect(versionsOf(runningPod('web-1', set), pulling)).toEqual(old);
  });

  test('and the template where a pod runs it, or nothing runs', () => {
    const running = runningPod('web-2', set, {
      spec: { containers: [{ name: 'app', image: 'registry/app:2.0' }] },
    });
    expect(versionsOf(runningPod('web-1', set), running)).toEqual(['2.0', ['registry/app:2.0'], undefined]);
    expect(versionsOf(pulling)).toEqual(['2.0', ['registry/app:2.0'], undefined]);
  });
});
