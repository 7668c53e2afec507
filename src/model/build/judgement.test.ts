/** Small states that are easily misjudged, by kind of rule: healthy ones beside unhealthy ones. */
import { describe, expect, test } from 'vitest';
import { deploymentWith, ended, podWith } from '../../../test/finding-cases/case.ts';
import { before, object, runningPod, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { judgeCustom } from '../custom/custom-conditions.ts';
import { buildReport } from './build-report.ts';
import type { ObjectRef } from '../report.ts';

type Objects = Parameters<typeof snapshotOf>[0];
type Unseen = Parameters<typeof snapshotOf>[1];

const nameOf = ({ kind, name }: ObjectRef) => `${kind}/${name}`;

/** State, then the findings, with advice last and in brackets. */
function told(objects: Objects, options?: Unseen): string[] {
  const { state, findings } = buildReport(snapshotOf(objects, options));
  return [
    state,
    ...findings.map(({ severity, rule, object: of }) =>
      severity === 'advice' ? `(${rule} ${nameOf(of)})` : `${severity} ${rule} ${nameOf(of)}`,
    ),
  ];
}
const whatOf = (objects: Objects) => buildReport(snapshotOf(objects)).findings.map(({ what }) => what);

const ready = { type: 'Ready', status: 'True' };
const node = (name: string, conditions: object[] = [ready], more: object = {}) =>
  object('Node', name, { status: { conditions }, ...more });
const lease = (name: string, secondsAgo: number) =>
  object('Lease', name, {
    metadata: { namespace: 'kube-node-lease' },
    spec: { renewTime: before(secondsAgo), leaseDurationSeconds: 40 },
  });
const custom = (kind: string, name: string, apiVersion = 'example.com/v1') =>
  ({
    kind,
    apiVersion,
    metadata: { uid: `${kind}/${name}`, namespace: 'shop', name },
  }) as unknown as ObjectOf<'Deployment'>;
const scheduled = (secondsAgo: number) => ({
  type: 'PodScheduled',
  status: 'True',
  lastTransitionTime: before(secondsAgo),
});
const unready = { type: 'Ready', status: 'False', lastTransitionTime: before(1200) };

describe('done is not "not ready":', () => {
  const pod = (restartPolicy: string, state: object) =>
    podWith(
      'step',
      { ready: true, state: { running: {} } },
      {
        spec: { restartPolicy, nodeName: 'lxa150h', containers: [{ name: 'a' }, { name: 'b' }] },
        status: {
          conditions: [unready],
          containerStatuses: [
            { name: 'a', ready: false, restartCount: 0, state },
            { name: 'b', ready: true, restartCount: 0, state: { running: {} } },
          ],
        },
      },
    );
  const done = { terminated: { exitCode: 0, reason: 'Completed' } };

  test.each(['Never', 'OnFailure'])('a container that ended with 0 under %s has done its work', (policy) => {
    expect(told({ Pod: [pod(policy, done)] })).toEqual(['healthy']);
  });
  test('under Always it has not', () => {
    expect(told({ Pod: [pod('Always', done)] })).toEqual(['failing', 'failing not-ready Pod/step']);
  });
  test('a container that ended with another code is trouble', () => {
    const failed = { terminated: { exitCode: 1, reason: 'Error' } };
    expect(told({ Pod: [pod('Never', failed)] })).toEqual(['degraded', 'degraded pod-in-trouble Pod/step']);
  });
  test('nor is a pod of a custom owner that runs to its end, ready or not', () => {
    const spec = { restartPolicy: 'Never', nodeName: 'lxa150h', containers: [{ name: 'app' }] };
    const task = (name: string) =>
      podWith(name, { state: { running: {} } }, { owner: custom('TaskRun', 'build'), spec });
    expect(told({ Pod: [task('build-a')] })).toEqual(['healthy']);
  });
});

describe('the time to start', () => {
  const pending = (scheduledAgo: number | undefined, createdAgo = 7200) =>
    runningPod('train', undefined, {
      metadata: { creationTimestamp: before(createdAgo) },
      status: {
        phase: 'Pending',
        conditions: scheduledAgo === undefined ? [] : [scheduled(scheduledAgo)],
        containerStatuses: [{ name: 'app', state: { waiting: { reason: 'ContainerCreating' } } }],
      },
    });
  test('counts from when a node was found, and not from creation', () => {
    expect(told({ Pod: [pending(20)] })).toEqual(['degraded', 'degraded starting Pod/train']);
    expect(told({ Pod: [pending(400)] })).toEqual(['failing', 'failing stuck-starting Pod/train']);
    expect(told({ Pod: [pending(undefined)] })).toEqual(['failing', 'failing stuck-starting Pod/train']);
  });

  const started = (secondsAgo: number) =>
    podWith(
      'web',
      { state: { running: { startedAt: before(secondsAgo) } } },
      { status: { conditions: [unready] } },
    );
  test('counts from when the container started, where it is not ready yet', () => {
    expect(told({ Pod: [started(60)] })).toEqual(['degraded', 'degraded starting Pod/web']);
    expect(told({ Pod: [started(301)] })).toEqual(['failing', 'failing not-ready Pod/web']);
  });

  const homeless = (name: string, secondsAgo: number, owner?: Parameters<typeof runningPod>[1]) =>
    runningPod(name, owner, {
      metadata: { creationTimestamp: before(secondsAgo) },
      spec: { nodeName: undefined },
      status: {
        phase: 'Pending',
        containerStatuses: [],
        conditions: [
          {
            ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' },
            lastTransitionTime: before(secondsAgo),
          },
        ],
      },
    });
  test('leaves a pod that waits for a node degraded at most, and its workload', () => {
    expect(told({ Pod: [homeless('web', 60)] })).toEqual(['degraded', 'degraded unschedulable Pod/web']);
    expect(told({ Pod: [homeless('web', 301)] })).toEqual(['failing', 'failing unschedulable Pod/web']);
    const web = deploymentWith('web', { desired: 1, ready: 0 });
    expect(told({ ...web.objects, Pod: [homeless('web-1', 60, web.owner)] })).toEqual([
      'degraded',
      'degraded unschedulable Deployment/web',
    ]);
    expect(told({ ...web.objects, Pod: [homeless('web-1', 301, web.owner)] })).toEqual([
      'failing',
      'failing unschedulable Deployment/web',
    ]);
  });
  test('leaves a workload whose only pods start degraded; with one that does not start it fails', () => {
    const web = deploymentWith('web', { desired: 2, ready: 0 });
    const young = { owner: web.owner, metadata: { creationTimestamp: before(60) } };
    const starting = (name: string) => podWith(name, { state: { running: {} } }, young);
    expect(told({ ...web.objects, Pod: [starting('web-1'), starting('web-2')] })).toEqual([
      'degraded',
      'degraded starting Deployment/web',
    ]);
    const broken = podWith('web-2', { state: { waiting: { reason: 'ErrImagePull' } } }, young);
    expect(told({ ...web.objects, Pod: [starting('web-1'), broken] })[0]).toBe('failing');
  });
});

describe('a crash loop', () => {
  const running = (restartCount: number, startedAgo: number, endedAgo: number) =>
    podWith('web', {
      ready: true,
      restartCount,
      state: { running: { startedAt: before(startedAgo) } },
      lastState: ended(endedAgo, { startedAgo: endedAgo + 5 }),
    });
  test('is not many restarts ever and one of late', () => {
    expect(told({ Pod: [running(40, 299, 300)] })).toEqual(['healthy', '(restarts Pod/web)']);
  });
  test('is three in ten minutes', () => {
    expect(told({ Pod: [running(40, 60, 80)] })).toEqual(['degraded', 'degraded crash-loop Pod/web']);
  });
  test('is not what a main container left before a reboot, while the pod initialises', () => {
    const rebooted = (init: object) =>
      runningPod('web', undefined, {
        spec: { nodeName: 'lxa150h', initContainers: [{ name: 'wait' }], containers: [{ name: 'app' }] },
        status: {
          phase: 'Running',
          conditions: [{ type: 'Initialized', status: 'False' }, scheduled(86_000)],
          initContainerStatuses: [{ name: 'wait', restartCount: 1, ...init }],
          containerStatuses: [
            { name: 'app', restartCount: 3, state: ended(60, { exitCode: 255, reason: 'Unknown' }) },
          ],
        },
      });
    expect(told({ Pod: [rebooted({ state: { running: {} } })] })).not.toContain('failing crash-loop Pod/web');
    const looping = { state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: ended(20) };
    expect(told({ Pod: [rebooted(looping)] })).toEqual(['failing', 'failing init-failure Pod/web']);
  });
});

describe('nobody reports for a pod', () => {
  const on = (nodeName: string) => runningPod('web', undefined, { spec: { nodeName } });
  test('on a node that does not exist', () => {
    const snapshot = { Node: [node('a')], Lease: [lease('a', 5)], Pod: [on('gone')] };
    expect(told(snapshot)).toEqual(['degraded', 'degraded node-missing Node/gone']);
    expect(buildReport(snapshotOf(snapshot)).pods[0]).toMatchObject({
      state: 'unknown',
      why: 'node gone does not exist',
    });
    expect(told({ ...snapshot, Pod: [on('a')] })).toEqual(['healthy']);
    expect(told(snapshot, { coverage: { Node: { state: 'partial' } } })[0]).toBe('unknown');
  });
  test('on a node that has been silent, while the control plane calls both ready', () => {
    const silent = { Node: [node('a')], Lease: [lease('a', 1500)], Pod: [on('a')] };
    expect(told(silent)).toEqual(['degraded', 'degraded heartbeat-stale Node/a']);
    expect(buildReport(snapshotOf(silent)).pods[0]?.state).toBe('unknown');
  });
});

describe('restarts are history:', () => {
  const restarted = (endedAgo: number, exitCode: number, age = 86_400) =>
    podWith(
      'web',
      { ready: true, restartCount: 1, state: { running: {} }, lastState: ended(endedAgo, { exitCode }) },
      { metadata: { creationTimestamp: before(age) } },
    );
  test('the state does not change as time passes', () => {
    expect(told({ Pod: [restarted(60, 1)] })[0]).toBe('healthy');
    expect(told({ Pod: [restarted(3600, 1)] })).toEqual(['healthy', '(restarts Pod/web)']);
    expect(told({ Pod: [restarted(3601, 1)] })).toEqual(['healthy']);
  });
  test('those of the first minutes, and ends with 0, say nothing', () => {
    expect(told({ Pod: [restarted(100, 1, 1000)] })).toEqual(['healthy']);
    expect(told({ Pod: [restarted(60, 0)] })).toEqual(['healthy']);
  });
  test('of many pods of one node at once they are one thing that happened to the node', () => {
    const pods = ['a', 'b', 'c'].map((name, index) => {
      const { objects, owner } = deploymentWith(name);
      const lastState = ended(600 + index * 30, { exitCode: 255, reason: 'Unknown' });
      const one = { ready: true, restartCount: 1, state: { running: {} }, lastState };
      return { ...objects, Pod: [podWith(`${name}-1`, one, { owner, spec: { nodeName: 'n' } })] };
    });
    const all = {
      Node: [node('n')],
      Lease: [lease('n', 5)],
      Deployment: pods.flatMap(({ Deployment }) => Deployment),
      ReplicaSet: pods.flatMap(({ ReplicaSet }) => ReplicaSet),
      Pod: pods.flatMap(({ Pod }) => Pod),
    };
    expect(told(all)).toEqual(['healthy', '(node-restarted Node/n)']);
    expect(whatOf(all)).toEqual(['3 pods on it restarted at once, 10 minutes before']);
    const two = { ...all, Pod: all.Pod.slice(0, 2) };
    expect(told(two).filter((text) => text.startsWith('(restarts'))).toHaveLength(2);
  });
});

describe('whose controller is not here speaks for itself:', () => {
  const rollout = custom('Rollout', 'checkout', 'argoproj.io/v1alpha1');
  const template = {
    metadata: { labels: { app: 'checkout' } },
    spec: { containers: [{ name: 'app', image: 'r/checkout:2.1' }] },
  };
  const set = (name: string, replicas: number, status: object) =>
    object(
      'ReplicaSet',
      name,
      { spec: { replicas, template }, status: { observedGeneration: 1, ...status } },
      rollout,
    );
  const rowOf = (objects: Objects) => buildReport(snapshotOf(objects)).workloads[0];

  test('a Rollout that may create no pod', () => {
    const failure = { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: team' };
    const objects = {
      ReplicaSet: [set('checkout-1', 3, { conditions: [failure] }), set('checkout-0', 0, {})],
    };
    expect(told(objects)).toEqual(['failing', 'failing pods-not-created Rollout/checkout']);
    expect(rowOf(objects)).toMatchObject({ kind: 'Rollout', desired: 3, ready: 0, version: '2.1' });
  });
  test('a Rollout that has one of three, and one that has all', () => {
    const one = set('checkout-1', 3, { replicas: 1, readyReplicas: 1, availableReplicas: 1 });
    expect(told({ ReplicaSet: [one], Pod: [runningPod('checkout-1-a', one)] })).toEqual([
      'degraded',
      'degraded replicas-short Rollout/checkout',
    ]);
    const whole = set('checkout-1', 1, { replicas: 1, readyReplicas: 1, availableReplicas: 1 });
    expect(told({ ReplicaSet: [whole], Pod: [runningPod('checkout-1-a', whole)] })).toEqual(['healthy']);
    expect(told({ ReplicaSet: [set('checkout-1', 0, {})] })).toEqual(['healthy']);
  });

  const scaled = custom('ScaledJob', 'resize', 'keda.sh/v1alpha1');
  const job = (name: string, type: string, createdAgo: number, more: object = {}) =>
    object(
      'Job',
      name,
      {
        metadata: { creationTimestamp: before(createdAgo) },
        status: {
          startTime: before(createdAgo),
          conditions: [
            {
              type,
              status: 'True',
              reason: 'BackoffLimitExceeded',
              lastTransitionTime: before(createdAgo - 60),
            },
          ],
          ...more,
        },
      },
      scaled,
    );
  test('a ScaledJob whose Job failed, unless a later one succeeded', () => {
    const failed = job('resize-a', 'Failed', 7200);
    expect(told({ Job: [failed] })).toEqual(['degraded', 'degraded job-failed ScaledJob/resize']);
    expect(told({ Job: [failed, job('resize-b', 'Complete', 3600)] })).toEqual(['healthy']);
    expect(told({ Job: [failed, job('resize-b', 'Complete', 7200)] })[0]).toBe('degraded');
  });
  test('indexes that failed for good, while the others go on', () => {
    const running = object('Job', 'index', {
      status: { startTime: before(900), active: 2, failedIndexes: '1,3-5' },
    });
    expect(told({ Job: [running] })).toEqual(['degraded', 'degraded job-failed Job/index']);
  });
});

describe('a CronJob is judged by its own word', () => {
  const cron = (status: object, spec: object = {}) =>
    object('CronJob', 'sync', { spec: { schedule: '0 * * * *', timeZone: 'Etc/UTC', ...spec }, status });
  const job = (type: string, createdAgo: number, status: object = {}) =>
    object(
      'Job',
      `sync-${createdAgo}`,
      {
        metadata: { creationTimestamp: before(createdAgo) },
        status: {
          startTime: before(createdAgo),
          conditions: type ? [{ type, status: 'True', lastTransitionTime: before(createdAgo - 30) }] : [],
          ...status,
        },
      },
      cron({}),
    );
  const last = '2026-11-22T07:00:00Z';

  test('where it succeeded since, whatever Job is left', () => {
    const since = cron({ lastScheduleTime: last, lastSuccessfulTime: before(120) });
    expect(told({ CronJob: [since], Job: [job('Failed', 11_000)] })).toEqual(['healthy']);
    expect(
      buildReport(snapshotOf({ CronJob: [since], Job: [job('Failed', 11_000)] })).workloads[0]?.runs,
    ).toMatchObject({
      lastResult: 'succeeded',
    });
    const before3 = cron({ lastScheduleTime: last, lastSuccessfulTime: before(12_000) });
    expect(told({ CronJob: [before3], Job: [job('Failed', 900)] })).toEqual([
      'degraded',
      'degraded job-failed CronJob/sync',
    ]);
  });
  test('where its last run left neither success nor Job', () => {
    const status = { lastScheduleTime: last, lastSuccessfulTime: '2026-11-22T06:00:30Z' };
    expect(told({ CronJob: [cron(status)] })).toEqual(['degraded', 'degraded cron-no-success CronJob/sync']);
    expect(told({ CronJob: [cron({ ...status, active: [{ name: 'sync-1' }] })] })).toEqual(['healthy']);
    expect(told({ CronJob: [cron(status)] }, { coverage: { Job: { state: 'forbidden' } } })[0]).toBe(
      'unknown',
    );
  });
  test('where a run that hangs keeps others from starting, under Forbid', () => {
    const status = {
      lastScheduleTime: '2026-11-20T07:00:00Z',
      lastSuccessfulTime: '2026-11-20T06:01:00Z',
      active: [{ name: 'sync-1' }],
    };
    const hung = {
      CronJob: [cron(status, { concurrencyPolicy: 'Forbid' })],
      Job: [job('', 173_700, { active: 1 })],
    };
    expect(told(hung)).toEqual(['degraded', 'degraded cron-late CronJob/sync']);
    expect(whatOf(hung)[0]).toMatch(/^its run of 20 Nov 07:00 UTC still goes on; 48 runs were skipped/);
    const once = {
      ...status,
      lastScheduleTime: '2026-11-22T06:00:00Z',
      lastSuccessfulTime: '2026-11-22T05:01:00Z',
    };
    expect(told({ CronJob: [cron(once, { concurrencyPolicy: 'Forbid' })] })).toEqual(['healthy']);
  });
  test('where its running Job retries', () => {
    const status = { lastScheduleTime: last, active: [{ name: 'sync-1' }] };
    expect(told({ CronJob: [cron(status)], Job: [job('', 900, { active: 1, failed: 2 })] })).toEqual([
      'degraded',
      'degraded job-retrying CronJob/sync',
    ]);
  });
});

describe('a Service works port by port:', () => {
  const service = (ports: object[], more: object = {}) =>
    object('Service', 'api', { spec: { clusterIP: '10.0.0.1', selector: { app: 'api' }, ports, ...more } });
  const slice = (ports: object[], endpoints = ['a', 'b']) =>
    object('EndpointSlice', 'api-x', {
      metadata: { labels: { 'kubernetes.io/service-name': 'api' } },
      addressType: 'IPv4',
      endpoints: endpoints.map((name, index) => ({
        addresses: [`10.1.0.${index}`],
        conditions: { ready: true },
        targetRef: { kind: 'Pod', namespace: 'shop', name },
      })),
      ports,
    });
  const http = { name: 'http', port: 80, targetPort: 'http' };
  const admin = { name: 'admin', port: 81, targetPort: 'admin' };
  const ingress = (number: number) =>
    object('Ingress', 'api', {
      spec: { defaultBackend: { service: { name: 'api', port: { number } } } },
    });
  const rowOf = (objects: Objects) => buildReport(snapshotOf(objects)).services[0];

  test('addresses without the port are no endpoints', () => {
    const broken = { Service: [service([http])], EndpointSlice: [slice([])] };
    expect(told(broken)).toEqual(['degraded', 'degraded service-no-endpoints Service/api']);
    expect(rowOf(broken)).toMatchObject({
      ...{ state: 'failing', ready: 0, notReady: 0 },
      why: 'no endpoint serves its port 80 (http): no ready pod has a port named http',
    });
    const right = { Service: [service([http])], EndpointSlice: [slice([{ name: 'http', port: 8080 }])] };
    expect(told(right)).toEqual(['healthy']);
  });
  test('one port that none serves degrades it, and what leads there', () => {
    const half = {
      Service: [service([http, admin])],
      EndpointSlice: [slice([{ name: 'http', port: 8080 }])],
    };
    expect(told(half)).toEqual(['degraded', 'degraded endpoints-not-ready Service/api']);
    const routeState = (port: number) =>
      buildReport(snapshotOf({ ...half, Ingress: [ingress(port)] })).routes.map(({ state, why }) => [
        state,
        why,
      ]);
    expect(routeState(80)).toEqual([['healthy', undefined]]);
    expect(routeState(81)).toEqual([['degraded', 'Service shop/api: no endpoint serves its port 81']]);
  });
  test('an action of the AWS controller is no Service', () => {
    const to = (port: object) =>
      object('Ingress', 'web', { spec: { defaultBackend: { service: { name: 'ssl-redirect', port } } } });
    expect(told({ Ingress: [to({ name: 'use-annotation' })] })).toEqual(['healthy']);
    expect(told({ Ingress: [to({ name: 'http' })] })).toEqual([
      'degraded',
      'degraded ingress-to-nothing Ingress/web',
    ]);
  });
  test('without EndpointSlices in sight its pods tell how many are ready', () => {
    const unseen = { coverage: { EndpointSlice: { state: 'forbidden' as const } } };
    const labels = { metadata: { labels: { app: 'api' } } };
    const pods = (...ready: boolean[]) =>
      ready.map((isReady, index) =>
        podWith(`api-${index}`, { ready: isReady, state: { running: {} } }, labels),
      );
    const of = (...ready: boolean[]) => {
      const { services } = buildReport(
        snapshotOf({ Service: [service([http])], Pod: pods(...ready) }, unseen),
      );
      return [services[0]?.state, services[0]?.why];
    };
    expect(of(true, true)).toEqual([
      'unknown',
      '2 of 2 selected pods are ready; its endpoints were not seen',
    ]);
    expect(of(true, false)).toEqual([
      'degraded',
      '1 of 2 selected pods are ready; its endpoints were not seen',
    ]);
    expect(of(false)).toEqual(['failing', '0 of 1 selected pod is ready; its endpoints were not seen']);
  });
  test('one without selector whose endpoints nobody wrote is advice', () => {
    expect(told({ Service: [service([http], { selector: undefined })] })).toEqual([
      'healthy',
      '(service-no-endpoints Service/api)',
    ]);
  });
});

describe('what was said of an older generation says nothing:', () => {
  const gateway = (generation: number, status: string) =>
    object('Gateway', 'eg', {
      metadata: { generation },
      spec: { gatewayClassName: 'eg', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
      status: {
        conditions: ['Accepted', 'Programmed'].map((type) => ({ type, status, observedGeneration: 1 })),
      },
    });
  test('of a Gateway', () => {
    expect(told({ Gateway: [gateway(1, 'False')] })).toEqual([
      'degraded',
      'degraded gateway-degraded Gateway/eg',
    ]);
    expect(told({ Gateway: [gateway(2, 'False')] })).toEqual(['healthy']);
    expect(buildReport(snapshotOf({ Gateway: [gateway(2, 'True')] })).gateways[0]).toMatchObject({
      state: 'unknown',
      why: 'its controller has not looked at its last change yet',
    });
  });
  test('of a custom resource: nobody knows how it is', () => {
    const one = object('TableRow', 'one', {
      ...{ metadata: { generation: 2 }, resource: 'widgets.example.com' },
      conditions: [{ type: 'Ready', status: 'False', observedGeneration: 1 }],
    });
    expect(judgeCustom(one, TIME)).toEqual({
      state: 'unknown',
      why: 'its controller has not looked at its last change yet',
    });
    const ready = { type: 'Ready', status: 'True', observedGeneration: 2 };
    const conditions = [...one.conditions!, ready];
    expect(judgeCustom({ ...one, conditions }, TIME)).toEqual({ state: 'healthy' });
  });
  test('of a route', () => {
    const route = (generation: number) =>
      object('HTTPRoute', 'web', {
        metadata: { generation },
        spec: { parentRefs: [{ name: 'eg' }], rules: [{ filters: [{ type: 'RequestRedirect' }] }] },
        status: {
          parents: [
            {
              parentRef: { name: 'eg' },
              conditions: [
                { type: 'Accepted', status: 'True', observedGeneration: 1 },
                { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound', observedGeneration: 1 },
              ],
            },
          ],
        },
      });
    const state = (generation: number) =>
      buildReport(snapshotOf({ Gateway: [gateway(1, 'True')], HTTPRoute: [route(generation)] })).routes[0]
        ?.state;
    expect([state(1), state(2)]).toEqual(['failing', 'unknown']);
  });
});

describe('told on its own, whatever it is for:', () => {
  const budget = (status: object) =>
    object('PodDisruptionBudget', 'vms', {
      metadata: { generation: 1 },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'vm' } } },
      status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 0, expectedPods: 0, ...status },
    });
  const failed = {
    type: 'DisruptionAllowed',
    status: 'False',
    reason: 'SyncFailed',
    message: 'virtualmachineinstances.kubevirt.io does not implement the scale subresource',
  };
  test('a budget whose pods cannot be counted, and one over bare pods', () => {
    const objects = { PodDisruptionBudget: [budget({ conditions: [failed] })] };
    expect(told(objects)).toEqual(['healthy', '(pdb-blocks PodDisruptionBudget/vms)']);
    expect(whatOf(objects)[0]).toMatch(/allows no eviction, SyncFailed: virtualmachineinstances/);
    expect(told({ PodDisruptionBudget: [budget({ expectedPods: 2, currentHealthy: 2 })] })).toEqual([
      'healthy',
      '(pdb-blocks PodDisruptionBudget/vms)',
    ]);
    expect(told({ PodDisruptionBudget: [budget({})] })).toEqual(['healthy']);
    expect(told({ PodDisruptionBudget: [budget({ expectedPods: 2, disruptionsAllowed: 1 })] })).toEqual([
      'healthy',
    ]);
  });

  const hpa = (condition: object, more: object = {}) =>
    object('HorizontalPodAutoscaler', 'checkout', {
      spec: {
        scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout' },
        ...{ minReplicas: 1, maxReplicas: 4, ...more },
      },
      status: { currentReplicas: 4, desiredReplicas: 4, conditions: [condition] },
    });
  test('an autoscaler of a custom resource', () => {
    const full = { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' };
    const blind = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' };
    const of = (condition: object, more?: object) =>
      told({ HorizontalPodAutoscaler: [hpa(condition, more)] }).slice(1);
    expect(of(full)).toEqual(['degraded hpa-at-maximum HorizontalPodAutoscaler/checkout']);
    expect(of(blind)).toEqual(['degraded hpa-no-metrics HorizontalPodAutoscaler/checkout']);
    expect(of(full, { minReplicas: 4 })).toEqual([]);
  });
});

test('a quota refuses: it is told with the workload that it holds back, and by itself where it is full and no more', () => {
  const quota = object('ResourceQuota', 'team', { status: { hard: { pods: '10' }, used: { pods: '10' } } });
  const message =
    'pods "web-1" is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10';
  const failure = { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] };
  const web = deploymentWith('web', { desired: 2, ready: 0, status: failure });
  expect(told({ ...web.objects, ResourceQuota: [quota] })).toEqual([
    'failing',
    'failing pods-not-created Deployment/web',
  ]);
  expect(told({ ResourceQuota: [quota] })).toEqual(['healthy', '(quota ResourceQuota/team)']);
});

describe('the same symptom of more than a handful', () => {
  const many = (number: number, message: (index: number) => string) => {
    const all = Array.from({ length: number }, (_, index) => {
      const { objects, owner } = deploymentWith(`w${index}`, { ready: 0 });
      const status = {
        phase: 'Pending',
        containerStatuses: [],
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: message(index) },
        ],
      };
      return { ...objects, Pod: runningPod(`w${index}-1`, owner, { spec: { nodeName: undefined }, status }) };
    });
    return {
      Deployment: all.flatMap(({ Deployment }) => Deployment),
      ReplicaSet: all.flatMap(({ ReplicaSet }) => ReplicaSet),
      Pod: all.map(({ Pod }) => Pod),
    };
  };
  const full = (index: number) => `0/${index} nodes are available: ${index} Insufficient cpu.`;

  test('is one finding with its objects, and the lead names the cause and what would help', () => {
    const report = buildReport(snapshotOf(many(186, full)));
    expect(report.findings).toMatchObject([
      {
        rule: 'unschedulable',
        severity: 'failing',
        object: { kind: 'Namespace', name: 'shop' },
        objects: 186,
      },
    ]);
    expect(report.findings[0]?.what).toBe(
      '186 Deployments: 0/0 nodes are available: 0 Insufficient cpu; a node more, or lower requests, would help',
    );
    expect(report.findings[0]?.evidence).toHaveLength(10);
    expect(report.findings[0]?.members).toHaveLength(186);
    expect(report.lead).toBe(
      '186 Deployments: 0/0 nodes are available: 0 Insufficient cpu; a node more, or lower requests, would help.',
    );
  });
  test('of images names their registry as the cause, and why if all say the same', () => {
    const heads = (why: (index: number) => string) => {
      const all = Array.from({ length: 6 }, (_, index) => {
        const { objects, owner } = deploymentWith(`w${index}`, { ready: 0 });
        const image = `reg.example/team/w${index}:1`;
        const resolve = `failed to resolve reference "${image}": failed to do request`;
        const head = `Head "https://reg.example/v2/team/w${index}/manifests/1": ${why(index)}`;
        const waiting = { reason: 'ErrImagePull', message: `${resolve}: ${head}` };
        const pod = runningPod(`w${index}-1`, owner, {
          spec: { containers: [{ name: 'app', image }] },
          status: {
            ...{ phase: 'Pending', conditions: [scheduled(1200), unready] },
            containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: { waiting } }],
          },
        });
        return { ...objects, Pod: pod };
      });
      return whatOf({
        Deployment: all.flatMap(({ Deployment }) => Deployment),
        ReplicaSet: all.flatMap(({ ReplicaSet }) => ReplicaSet),
        Pod: all.map(({ Pod }) => Pod),
      });
    };
    const text = '6 Deployments: images of registry reg.example cannot be pulled';
    const help = 'see that its registry can be reached and lets them in';
    expect(heads(() => 'dial tcp: lookup reg.example: no such host')).toEqual([
      `${text}: lookup reg.example: no such host; ${help}`,
    ]);
    expect(heads((index) => (index > 2 ? 'unexpected status 401' : 'i/o timeout'))).toEqual([
      `${text}; ${help}`,
    ]);
  });
  test('is one for each up to five, and for each cause', () => {
    expect(buildReport(snapshotOf(many(5, full))).findings).toHaveLength(5);
    const two = many(12, (index) =>
      index < 6 ? full(index) : `untolerated taint {gpu: x${'abcdefgh'[index]}}`,
    );
    const { findings } = buildReport(snapshotOf(two));
    expect(findings.flatMap(({ members = [] }) => members)).toHaveLength(6);
  });
});

test('while a pod is resized in place, the greater of spec and allocation counts; the allocation where there is no room', () => {
  const requested = (conditions: object[], allocated: string | undefined) => {
    const pod = runningPod('web', undefined, {
      spec: { nodeName: 'n', containers: [{ name: 'app', resources: { requests: { cpu: '100' } } }] },
      status: {
        conditions: [ready, ...conditions],
        containerStatuses: [
          {
            ...{ name: 'app', ready: true, restartCount: 0, state: { running: {} } },
            ...(allocated && {
              allocatedResources: { cpu: allocated },
              resources: { requests: { cpu: allocated } },
            }),
          },
        ],
      },
    });
    const status = { conditions: [ready], allocatable: { cpu: '8', memory: '1Gi', pods: '110' } };
    const Node = [object('Node', 'n', { status })];
    return buildReport(snapshotOf({ Node, Pod: [pod] })).nodes[0]?.resources[0]?.requested;
  };
  const pending = (reason: string) => [{ type: 'PodResizePending', status: 'True', reason }];
  expect(requested([], '1')).toBe(100);
  expect(requested([], '200')).toBe(200);
  expect(requested(pending('Infeasible'), '1')).toBe(1);
  expect(requested(pending('Deferred'), '1')).toBe(1);
  expect(requested([], undefined)).toBe(100);
});

describe('a custom resource is judged by its own conditions:', () => {
  const of = (resource: string, status: object[]) => {
    const { meta, objects } = snapshotOf({
      TableRow: [
        object('TableRow', 'one', { resource, conditions: status, metadata: { namespace: undefined } }),
      ],
    });
    const coverage = {
      kind: resource,
      state: 'complete' as const,
      durationMs: 0,
      objects: 1,
      requests: 1,
      bytes: 0,
    };
    return buildReport({ meta: { ...meta, coverage: [...meta.coverage, coverage] }, objects });
  };
  test('what the platform says of itself leads', () => {
    const down = { type: 'Available', status: 'False', reason: 'NoEndpoints' };
    expect(of('clusteroperators.config.openshift.io', [down])).toMatchObject({
      state: 'failing',
      lead: 'ClusterOperator one: Available is False: NoEndpoints.',
    });
    expect(of('clusterversions.config.openshift.io', [{ type: 'Failing', status: 'True' }])).toMatchObject({
      state: 'degraded',
      lead: 'ClusterVersion one: Failing.',
    });
  });
  test.each(['Ready', 'Available', 'Healthy', 'Reconciled', 'Synced'])('%s should be True', (type) => {
    const state = (status: string) => of('widgets.example.com', [{ type, status }]).state;
    expect([state('False'), state('True'), state('Unknown')]).toEqual(['degraded', 'healthy', 'healthy']);
  });
  test.each(['Degraded', 'Failing', 'Stalled'])('%s should not', (type) => {
    const state = (status: string) => of('widgets.example.com', [{ type, status }]).state;
    expect([state('True'), state('False')]).toEqual(['degraded', 'healthy']);
  });
});

test('an autoscaler whose target cannot be read cannot scale, and has no reading of its metrics either', () => {
  const hpa = object('HorizontalPodAutoscaler', 'checkout', {
    spec: {
      scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout' },
      maxReplicas: 4,
      metrics: [
        { type: 'External', external: { metric: { name: 'queue' }, target: { averageValue: '30' } } },
      ],
    },
    status: {
      conditions: [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message: 'not found' }],
    },
  });
  expect(told({ HorizontalPodAutoscaler: [hpa] })).toEqual([
    'degraded',
    'degraded hpa-cannot-scale HorizontalPodAutoscaler/checkout',
  ]);
  expect(whatOf({ HorizontalPodAutoscaler: [hpa] })).toEqual([
    'FailedGetScale: not found; it has no reading of its metric',
  ]);
});
