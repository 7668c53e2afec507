import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { before as earlier, object, runningPod, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import { describeCause } from '../../export/diff/describe-cause.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { Cause, Change } from './change.ts';
import { diff, type DiffOptions } from './diff.ts';
import { formatPath } from './field-path.ts';

type Objects = Parameters<typeof snapshotOf>[0];
type Meta = Parameters<typeof snapshotOf>[1];

/** The earlier snapshot is a quarter of an hour older. */
const BEFORE = earlier(900);
const past = (objects: Objects, meta: Meta = {}) => snapshotOf(objects, { time: BEFORE, ...meta });

function compare(before: Snapshot, after: Snapshot, options?: DiffOptions): Change {
  const observe = (snapshot: Snapshot) => ({ snapshot, report: buildReport(snapshot) });
  return diff(observe(before), observe(after), options);
}

function causesOf<Type extends Cause['type']>(change: Change, type: Type) {
  return change.causes.filter((cause): cause is Extract<Cause, { type: Type }> => cause.type === type);
}

/** `changed Service/shop/web`, if no cause explains it. */
const left = ({ objects }: Change) =>
  objects
    .filter(({ cause }) => cause === undefined)
    .map(({ class: how, object }) => `${how} ${objectKey(object)}`);

/** Another template is another generation. */
const generationOf = (version: string) => (version === '1.4' ? 1 : 2);

const deployment = (version: string, { replicas = 2, ready }: { replicas?: number; ready?: number } = {}) =>
  object('Deployment', 'web', {
    metadata: { generation: generationOf(version) },
    spec: {
      replicas,
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] },
      },
    },
    status: {
      observedGeneration: generationOf(version),
      replicas,
      updatedReplicas: replicas,
      readyReplicas: ready ?? replicas,
      availableReplicas: ready ?? replicas,
    },
  });

const set = (hash: string, revision: number, created = earlier(86_400)) =>
  object(
    'ReplicaSet',
    `web-${hash}`,
    {
      metadata: {
        creationTimestamp: created,
        labels: { 'pod-template-hash': hash },
        annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      },
    },
    deployment('1.4'),
  );

const pod = (
  name: string,
  owner: Parameters<typeof runningPod>[1],
  fields: Parameters<typeof runningPod>[2] = {},
) => {
  const hash = owner?.metadata.name.split('-').at(-1);
  return runningPod(name, owner, {
    ...fields,
    metadata: { labels: { 'pod-template-hash': hash ?? '' }, ...fields.metadata },
  });
};

const readyAt = (seconds: number) => ({
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: earlier(seconds) }],
});

describe('a rollout', () => {
  const old = set('aaaa', 1);
  const now = set('bbbb', 2, earlier(600));
  const pods = (names: string[], of: typeof old, fields = {}) => names.map((name) => pod(name, of, fields));

  test('is one change: versions, images, pods replaced, how long it took', () => {
    const change = compare(
      past({ Deployment: [deployment('1.4')], ReplicaSet: [old], Pod: pods(['web-a1', 'web-a2'], old) }),
      snapshotOf({
        Deployment: [deployment('1.5')],
        ReplicaSet: [old, now],
        Pod: [
          pod('web-b1', now, { metadata: { creationTimestamp: earlier(598) }, status: readyAt(560) }),
          pod('web-b2', now, { metadata: { creationTimestamp: earlier(570) }, status: readyAt(540) }),
        ],
      }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([
      {
        workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        before: '1.4',
        after: '1.5',
        images: [{ container: 'app', before: 'registry/web:1.4', after: 'registry/web:1.5' }],
        rollout: 'complete',
        pods: { gone: 2, created: 2, left: 0 },
        revisions: { before: ['web-aaaa'], after: ['web-bbbb'] },
        took: { seconds: 60, from: earlier(600), to: earlier(540) },
        objects: 6,
      },
    ]);
    expect(causesOf(change, 'rollout')[0]?.took?.atLeast).toBeUndefined();
    expect(change.causes).toHaveLength(1);
    expect(left(change)).toEqual([]);
    expect(change.counts).toMatchObject({ added: 3, removed: 2, changed: 1 });
  });

  test('under way took at least until the snapshot, and what is left of the old template is counted', () => {
    const change = compare(
      past({ Deployment: [deployment('1.4')], ReplicaSet: [old], Pod: pods(['web-a1', 'web-a2'], old) }),
      snapshotOf({
        Deployment: [
          {
            ...deployment('1.5'),
            status: { observedGeneration: 1, replicas: 2, updatedReplicas: 1, readyReplicas: 2 },
          },
        ],
        ReplicaSet: [old, now],
        Pod: [...pods(['web-a2'], old), pod('web-b1', now)],
      }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([
      {
        rollout: 'progressing',
        pods: { gone: 1, created: 1, left: 1 },
        took: { seconds: 600, atLeast: true },
      },
    ]);
  });

  test('that had begun before is told as continued, with the version that its old pods ran', () => {
    const change = compare(
      past({ Deployment: [deployment('1.5')], ReplicaSet: [old, now], Pod: pods(['web-a1', 'web-a2'], old) }),
      snapshotOf({
        Deployment: [deployment('1.5')],
        ReplicaSet: [old, now],
        Pod: pods(['web-b1', 'web-b2'], now),
      }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([
      { continued: true, pods: { gone: 2, created: 2, left: 0 } },
    ]);
    expect(left(change)).toEqual([]);
  });

  test('that the earlier snapshot did not show began after it, however old its ReplicaSet is', () => {
    const long = set('bbbb', 2, earlier(86_400));
    const change = compare(
      snapshotOf(
        { Deployment: [deployment('1.4')], ReplicaSet: [old], Pod: pods(['web-a1'], old) },
        { time: earlier(2) },
      ),
      snapshotOf({ Deployment: [deployment('1.5')], ReplicaSet: [old, long], Pod: pods(['web-b1'], long) }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([{ before: '1.4', after: '1.5', took: undefined }]);
  });

  test('by kubectl rollout restart says so, and begins when kubectl said', () => {
    const restarted = deployment('1.4');
    restarted.metadata.generation = restarted.status!.observedGeneration = 2;
    restarted.spec!.template!.metadata!.annotations = { 'kubectl.kubernetes.io/restartedAt': earlier(700) };
    const change = compare(
      past({ Deployment: [deployment('1.4')], ReplicaSet: [old], Pod: pods(['web-a1'], old) }),
      snapshotOf({
        Deployment: [restarted],
        ReplicaSet: [old, now],
        Pod: [pod('web-b1', now, { status: readyAt(640) })],
      }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([{ restart: true, took: { seconds: 60 } }]);
  });

  test('says nothing of pods that were not seen', () => {
    const coverage = { Pod: { state: 'forbidden' as const } };
    const change = compare(
      past({ Deployment: [deployment('1.4')], ReplicaSet: [old] }, { coverage }),
      snapshotOf({ Deployment: [deployment('1.5')], ReplicaSet: [old, now] }),
    );
    expect(causesOf(change, 'rollout')[0]?.pods).toBeUndefined();
  });

  test('of a StatefulSet takes its pods along, which keep their names', () => {
    const stateful = (image: string) =>
      object('StatefulSet', 'db', {
        spec: { replicas: 1, template: { spec: { containers: [{ name: 'db', image }] } } },
      });
    const member = (uid: string, hash: string) =>
      runningPod('db-0', stateful('db:1'), {
        metadata: { uid, labels: { 'controller-revision-hash': hash } },
      });
    const change = compare(
      past({ StatefulSet: [stateful('db:1')], Pod: [member('one', 'db-a')] }),
      snapshotOf({ StatefulSet: [stateful('db:2')], Pod: [member('two', 'db-b')] }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([{ pods: { gone: 1, created: 1, left: 0 } }]);
    expect(change.counts.replaced).toBe(1);
    expect(left(change)).toEqual([]);
  });

  test('of ReplicationControllers whose every version is one of its own', () => {
    const controller = (version: string, replicas: number) =>
      object('ReplicationController', `gateway-v${version}`, {
        metadata: { labels: { name: 'gateway', version } },
        spec: {
          replicas,
          template: {
            metadata: { labels: { name: 'gateway', version } },
            spec: { containers: [{ name: 'app', image: `gw:${version}` }] },
          },
        },
        status: { observedGeneration: 1, replicas, readyReplicas: replicas },
      });
    const change = compare(
      past({
        ReplicationController: [controller('12', 2)],
        Pod: ['a', 'b'].map((name) => runningPod(`gateway-v12-${name}`, controller('12', 2))),
      }),
      snapshotOf({
        ReplicationController: [controller('13', 2)],
        Pod: ['c', 'd'].map((name) => runningPod(`gateway-v13-${name}`, controller('13', 2))),
      }),
    );
    expect(causesOf(change, 'rollout')).toMatchObject([
      {
        before: '12',
        after: '13',
        previous: { name: 'gateway-v12' },
        workload: { name: 'gateway-v13' },
        pods: { gone: 2, created: 2, left: 0 },
      },
    ]);
    expect(change.causes).toHaveLength(1);
    expect(left(change)).toEqual([]);
    // In steps: each is a part of one rollout, and no scaling.
    const step = (old: number, young: number) => {
      const [one, other] = [controller('12', old), controller('13', young)];
      const names = (count: number) => ['a', 'b', 'c'].slice(0, count);
      return {
        ReplicationController: [...(old > 0 ? [one] : []), ...(young > 0 ? [other] : [])],
        Pod: [
          ...names(old).map((name) => runningPod(`gateway-v12-${name}`, one)),
          ...names(young).map((name) => runningPod(`gateway-v13-${name}`, other)),
        ],
      };
    };
    const told = (from: [number, number], to: [number, number]) =>
      compare(past(step(...from)), snapshotOf(step(...to))).causes;
    const both = { type: 'rollout', previous: { name: 'gateway-v12' }, workload: { name: 'gateway-v13' } };
    expect(told([3, 0], [2, 1])).toMatchObject([{ ...both, rollout: 'progressing', pods: { left: 2 } }]);
    expect(told([2, 1], [1, 2])).toMatchObject([{ ...both, rollout: 'progressing', continued: true }]);
    expect(told([1, 2], [0, 3])).toMatchObject([{ ...both, rollout: 'complete', continued: true }]);
    expect(told([2, 1], [1, 1])).toMatchObject([{ type: 'scaling', workload: { name: 'gateway-v12' } }]);
  });
});

describe('scaling', () => {
  const owner = set('aaaa', 1);
  test('says from what to what, and which autoscaler did it', () => {
    const hpa = (lastScaleTime?: string) =>
      object('HorizontalPodAutoscaler', 'web', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 9 },
        status: { lastScaleTime },
      });
    const change = compare(
      past({
        Deployment: [deployment('1.4', { replicas: 1 })],
        ReplicaSet: [owner],
        Pod: [pod('a', owner)],
        HorizontalPodAutoscaler: [hpa()],
      }),
      snapshotOf({
        Deployment: [deployment('1.4', { replicas: 3 })],
        ReplicaSet: [owner],
        Pod: ['a', 'b', 'c'].map((name) => pod(name, owner)),
        HorizontalPodAutoscaler: [hpa(earlier(60))],
      }),
    );
    expect(change.causes).toMatchObject([
      { type: 'scaling', before: 1, after: 3, by: { name: 'web' }, pods: { gone: 0, created: 2 } },
    ]);
    expect(left(change)).toEqual([]);
  });

  test('is not the doing of an autoscaler that last scaled long ago', () => {
    const hpa = object('HorizontalPodAutoscaler', 'web', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
      status: { lastScaleTime: earlier(90_000) },
    });
    const change = compare(
      past({ Deployment: [deployment('1.4', { replicas: 1 })], HorizontalPodAutoscaler: [hpa] }),
      snapshotOf({ Deployment: [deployment('1.4', { replicas: 3 })], HorizontalPodAutoscaler: [hpa] }),
    );
    expect(causesOf(change, 'scaling')[0]?.by).toBeUndefined();
  });
});

describe('pods', () => {
  const owner = set('aaaa', 1);
  const all = { Deployment: [deployment('1.4')], ReplicaSet: [owner] };

  test('that were deleted are replaced, not forty changes', () => {
    const change = compare(
      past({ ...all, Pod: [pod('a', owner), pod('b', owner)] }),
      snapshotOf({ ...all, Pod: [pod('a', owner), pod('c', owner)] }),
    );
    expect(change.causes).toMatchObject([
      { type: 'pods', workload: { name: 'web' }, gone: [{ pod: { name: 'b' } }], created: [{ name: 'c' }] },
    ]);
    expect(left(change)).toEqual([]);
  });

  test('of a StatefulSet that keep their name with another UID were replaced', () => {
    const owner = object('StatefulSet', 'db');
    const member = (uid: string) => runningPod('db-0', owner, { metadata: { uid } });
    const change = compare(
      past({ StatefulSet: [owner], Pod: [member('one')] }),
      snapshotOf({ StatefulSet: [owner], Pod: [member('two')] }),
    );
    expect(change.counts).toMatchObject({ added: 0, removed: 0, replaced: 1 });
    expect(change.causes).toMatchObject([
      { type: 'pods', gone: [{ pod: { name: 'db-0' } }], created: [{ name: 'db-0' }] },
    ]);
  });

  test('that were evicted say why', () => {
    const event = object('Event', 'e', {
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'b' },
      reason: 'Evicted',
      type: 'Warning',
      lastTimestamp: earlier(60),
    });
    const change = compare(past({ ...all, Pod: [pod('b', owner)] }), snapshotOf({ ...all, Event: [event] }));
    expect(causesOf(change, 'pods')).toMatchObject([{ gone: [{ why: 'Evicted' }], created: [] }]);
  });
});

describe('restarts', () => {
  const owner = set('aaaa', 1);
  const all = { Deployment: [deployment('1.4')], ReplicaSet: [owner] };
  const restarted = (name: string, restartCount: number, uid = name) =>
    pod(name, owner, {
      metadata: { uid },
      status: {
        containerStatuses: [
          {
            name: 'app',
            ready: true,
            restartCount,
            state: { running: {} },
            ...(restartCount > 0 && {
              lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: earlier(60) } },
            }),
          },
        ],
      },
    });

  test('are increments within a UID, with reason and exit code', () => {
    const change = compare(
      past({ ...all, Pod: [restarted('a', 2)] }),
      snapshotOf({ ...all, Pod: [restarted('a', 5)] }),
    );
    expect(change.causes).toMatchObject([
      {
        type: 'restarts',
        workload: { name: 'web' },
        container: 'app',
        restarts: 3,
        pods: [{ before: 2, after: 5, last: { reason: 'OOMKilled', exitCode: 137 } }],
      },
    ]);
    expect(change.counts.restarts).toBe(3);
    expect(left(change)).toEqual([]);
  });

  test('of another UID are what it arrives with: 249 → 2 is no recovery', () => {
    const change = compare(
      past({ ...all, Pod: [restarted('a', 249, 'one')] }),
      snapshotOf({ ...all, Pod: [restarted('a', 2, 'two')] }),
    );
    expect(change.counts.restarts).toBe(2);
  });

  test('that the kubelet forgot begin anew', () => {
    const change = compare(
      past({ ...all, Pod: [restarted('a', 7)] }),
      snapshotOf({ ...all, Pod: [restarted('a', 1)] }),
    );
    expect(change.counts.restarts).toBe(1);
  });
});

test('pods that were replaced tell of a release that was taken back in between, as its ReplicaSet tells', () => {
  const running = (count: number) => {
    const own = set('aaaa', count);
    own.spec = { replicas: 2 };
    return own;
  };
  const between = set('bbbb', 2);
  between.spec = {
    replicas: 0,
    template: { spec: { containers: [{ name: 'app', image: 'registry/web:1.5' }] } },
  };
  const at = (sets: ReturnType<typeof set>[], pods: string[]) => ({
    Deployment: [deployment('1.4')],
    ReplicaSet: sets,
    Pod: pods.map((name) => pod(name, sets[0])),
  });
  const change = compare(past(at([running(1)], ['a'])), snapshotOf(at([running(3), between], ['b'])));
  expect(causesOf(change, 'pods')).toMatchObject([{ takenBack: { version: '1.5' } }]);
  expect(
    causesOf(compare(past(at([running(1)], ['a'])), snapshotOf(at([running(1)], ['b']))), 'pods')[0],
  ).not.toHaveProperty('takenBack');
});

describe('a node', () => {
  const node = (name: string, status: string, more = {}) =>
    object('Node', name, { status: { conditions: [{ type: 'Ready', status }] }, ...more });
  const owner = set('aaaa', 1);
  const on = (name: string, nodeName: string) => pod(name, owner, { spec: { nodeName } });
  const all = { Deployment: [deployment('1.4')], ReplicaSet: [owner] };

  test('that is not ready takes the pods along that moved because of it', () => {
    const change = compare(
      past({ ...all, Node: [node('n1', 'True'), node('n2', 'True')], Pod: [on('a', 'n1'), on('b', 'n2')] }),
      snapshotOf({
        ...all,
        Node: [node('n1', 'Unknown'), node('n2', 'True')],
        Pod: [on('b', 'n2'), on('c', 'n2')],
      }),
    );
    expect(change.causes).toMatchObject([
      {
        type: 'node',
        node: 'n1',
        before: 'Ready',
        after: 'NotReady',
        moved: [{ pod: { name: 'a' }, to: { pod: { name: 'c' }, node: 'n2' } }],
      },
    ]);
    expect(left(change)).toEqual([]);
  });

  test('that was lost and came back between two looks is told, as its Ready condition says', () => {
    const ready = (since: string, more = {}) =>
      object('Node', 'n1', {
        status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: since }] },
        ...more,
      });
    const told = (was: ReturnType<typeof ready>, is: ReturnType<typeof ready>, meta: Meta = {}) =>
      causesOf(
        compare(
          past({ ...all, Node: [was, node('n2', 'True')], Pod: [on('a', 'n1')] }),
          snapshotOf({ ...all, Node: [is, node('n2', 'True')], Pod: [on('b', 'n2')] }, meta),
        ),
        'node',
      );
    const [old, young] = [ready(earlier(90_000)), ready(earlier(300))];
    const [cause] = told(old, young);
    expect(cause).toMatchObject({
      ...{ node: 'n1', before: 'Ready', after: 'Ready', backSince: earlier(300) },
      moved: [{ pod: { name: 'a' }, to: { node: 'n2' } }],
    });
    expect(describeCause(cause!).text).toBe('was not ready in between, back since 2026-11-22 07:10:00 UTC');
    expect(told(old, old)).toEqual([]);
    expect(told(ready(earlier(1000)), ready(earlier(1000)))).toEqual([]);
    expect(told(old, young, { clockSkewMs: 9_000_000, marks: ['future'] })).toEqual([]);
  });

  test('that gave way to another of its name took its pods with it, also between two looks', () => {
    const change = compare(
      past({ ...all, Node: [node('n1', 'True'), node('n2', 'True')], Pod: [on('b', 'n1')] }),
      snapshotOf({
        ...all,
        Node: [node('n1', 'True', { metadata: { uid: 'other' } }), node('n2', 'True')],
        Pod: [on('c', 'n2')],
      }),
    );
    expect(causesOf(change, 'node')).toMatchObject([
      { node: 'n1', replaced: true, moved: [{ pod: { name: 'b' }, to: { pod: { name: 'c' }, node: 'n2' } }] },
    ]);
    expect(causesOf(change, 'pods')).toEqual([]);
  });

  test('that was cordoned says so; pods of a ready node were not moved by it', () => {
    const change = compare(
      past({ ...all, Node: [node('n1', 'True'), node('n2', 'True')], Pod: [on('b', 'n2')] }),
      snapshotOf({
        ...all,
        Node: [node('n1', 'True', { spec: { unschedulable: true } }), node('n2', 'True')],
        Pod: [on('c', 'n2')],
      }),
    );
    expect(causesOf(change, 'node')).toMatchObject([
      { node: 'n1', after: 'Ready,SchedulingDisabled', moved: [] },
    ]);
    expect(causesOf(change, 'pods')).toHaveLength(1);
    // Also if the node had no kept spec.
    expect(left(change)).toEqual([]);
  });

  test('is new or gone only where both sides could see nodes', () => {
    const nodes = { Node: [node('n1', 'True')] };
    expect(causesOf(compare(past({}), snapshotOf(nodes)), 'node')).toMatchObject([
      { node: 'n1', after: 'Ready' },
    ]);
    const blind = compare(past({}, { coverage: { Node: { state: 'forbidden' } } }), snapshotOf(nodes));
    expect(causesOf(blind, 'node')).toEqual([]);
    expect(blind.notComparable).toMatchObject([
      { kind: 'Node', before: { state: 'forbidden' }, objects: { after: 1 } },
    ]);
  });
});

describe('runs', () => {
  const cron = object('CronJob', 'nightly');
  const job = (name: string, status: string | undefined) =>
    object('Job', name, { status: { conditions: status ? [{ type: status, status: 'True' }] : [] } }, cron);

  test('of a CronJob are counted: started, succeeded, failed, running, cleaned up', () => {
    const change = compare(
      past({ CronJob: [cron], Job: [job('nightly-1', 'Complete'), job('nightly-2', undefined)] }),
      snapshotOf({
        CronJob: [cron],
        Job: [job('nightly-2', 'Failed'), job('nightly-3', 'Complete'), job('nightly-4', undefined)],
      }),
    );
    expect(change.causes).toMatchObject([
      {
        type: 'run',
        workload: { kind: 'CronJob', name: 'nightly' },
        started: 2,
        succeeded: 1,
        failed: 1,
        running: 1,
        removed: 1,
      },
    ]);
    expect(left(change)).toEqual([]);
  });
});

test('a workload that came takes its ReplicaSet and pods along, and one that went', () => {
  const owner = set('aaaa', 1);
  const all = {
    Deployment: [deployment('1.4')],
    ReplicaSet: [owner],
    Pod: [pod('a', owner), pod('b', owner)],
  };
  const came = compare(past({}), snapshotOf(all));
  expect(came.causes).toMatchObject([{ type: 'workload', what: 'added', pods: 2, objects: 4 }]);
  expect(left(came)).toEqual([]);
  const went = compare(past(all), snapshotOf({}));
  expect(went.causes).toMatchObject([{ type: 'workload', what: 'removed', pods: 2, objects: 4 }]);
  expect(left(went)).toEqual([]);
});

test('another leader and another version of the API server are causes', () => {
  const lease = (holderIdentity: string, leaseTransitions: number) =>
    object('Lease', 'kube-scheduler', {
      metadata: { namespace: 'kube-system' },
      spec: { holderIdentity, leaseTransitions },
    });
  const change = compare(
    past({ Lease: [lease('one', 3)] }, { server: { version: 'v1.32.0' } }),
    snapshotOf({ Lease: [lease('two', 5)] }, { server: { version: 'v1.33.0' } }),
  );
  expect(change.causes).toMatchObject([
    { type: 'server', before: 'v1.32.0', after: 'v1.33.0' },
    { type: 'leader', component: 'kube-scheduler', before: 'one', after: 'two', transitions: 2 },
  ]);
});

describe('what was not seen', () => {
  const service = object('Service', 'web');

  test('was not deleted, nor is it new', () => {
    const coverage = { Service: { state: 'failed' as const, error: 'timeout' } };
    const gone = compare(past({ Service: [service] }), snapshotOf({}, { coverage }));
    expect(gone.counts).toMatchObject({ removed: 0, notComparable: 1 });
    expect(gone.notComparable).toMatchObject([
      { kind: 'Service', after: { error: 'timeout' }, objects: { before: 1, after: 0 } },
    ]);
    const back = compare(past({}, { coverage }), snapshotOf({ Service: [service] }));
    expect(back.counts).toMatchObject({ added: 0, notComparable: 1 });
  });

  test('in one namespace leaves the others comparable', () => {
    const other = object('Service', 'db', { metadata: { namespace: 'bank' } });
    const coverage = { Service: { state: 'partial' as const, namespaces: ['shop'] } };
    const change = compare(past({ Service: [service, other] }), snapshotOf({}, { coverage }));
    expect(left(change)).toEqual(['removed Service/shop/web']);
    expect(change.counts.notComparable).toBe(1);
  });

  test('is not served, and gone', () => {
    const change = compare(
      past({ Service: [service] }),
      snapshotOf({}, { coverage: { Service: { state: 'absent' } } }),
    );
    expect(left(change)).toEqual(['removed Service/shop/web']);
    expect(change.notComparable).toEqual([]);
  });
});

describe('noise', () => {
  const noisy = (step: number) => ({
    Deployment: [
      object('Deployment', 'web', {
        metadata: { generation: step, annotations: { 'deployment.kubernetes.io/revision': String(step) } },
        status: {
          observedGeneration: step,
          readyReplicas: step,
          conditions: [{ type: 'Available', status: 'True', lastTransitionTime: earlier(step) }],
        },
      }),
    ],
    Lease: [
      object('Lease', 'n1', {
        metadata: { namespace: 'kube-node-lease' },
        spec: { renewTime: earlier(step) },
      }),
    ],
    EndpointSlice: [object('EndpointSlice', 'web', { endpoints: [{ addresses: [`10.0.0.${step}`] }] })],
    NodeMetrics: [object('NodeMetrics', 'n1', { metadata: { uid: '' }, timestamp: earlier(step) })],
    Node: [
      object('Node', 'n1', {
        status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: earlier(step) }] },
      }),
    ],
  });

  test('alone is no change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), (one, other) => {
        const change = compare(past(noisy(one)), snapshotOf(noisy(other)));
        expect(change.objects).toEqual([]);
        expect(change.causes).toEqual([]);
        expect(change.counts).toMatchObject({ added: 0, removed: 0, changed: 0 });
        expect(change.counts.noise).toBe(one === other ? 0 : 3);
      }),
    );
  });

  test('is there when asked for, and says why', () => {
    const change = compare(past(noisy(2)), snapshotOf(noisy(3)), { noise: true });
    const shown = change.objects.flatMap(({ object: { kind }, noise, fields }) =>
      fields.map((field) => `${kind} ${formatPath(field.steps)}: ${noise ?? field.noise}`),
    );
    expect(shown).toContain(
      'Deployment metadata.annotations["deployment.kubernetes.io/revision"]: counts rollouts',
    );
    expect(shown).toContain('Deployment status.readyReplicas: follows from its pods');
    expect(shown).toContain('Lease spec.renewTime: renewed at every beat');
    expect(shown).toContain('NodeMetrics timestamp: a measurement');
    expect(shown.filter((line) => line.endsWith('undefined'))).toEqual([]);
  });

  test('leaves what says something beside it', () => {
    const service = (port: number) =>
      object('Service', 'web', {
        metadata: { generation: port },
        spec: { ports: [{ port: 80, targetPort: port }] },
      });
    const change = compare(past({ Service: [service(1)] }), snapshotOf({ Service: [service(2)] }));
    expect(change.objects[0]?.fields.map(({ steps }) => formatPath(steps))).toEqual([
      'spec.ports[80/TCP].targetPort',
    ]);
  });
});

test('an object with several rows changes its state once, by the worst of them', () => {
  const quota = (pods: string, cpu: string) =>
    object('ResourceQuota', 'team', {
      status: { hard: { pods: '10', cpu: '4' }, used: { pods, cpu } },
    });
  const refusal = object('Event', 'web.1', {
    reason: 'FailedCreate',
    message: 'exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10',
    involvedObject: { kind: 'ReplicaSet', namespace: 'shop', name: 'web' },
  });
  const change = compare(
    past({ ResourceQuota: [quota('9', '1')] }),
    snapshotOf({ ResourceQuota: [quota('10', '1')], Event: [refusal] }),
  );
  expect(change.states).toEqual([
    {
      object: { kind: 'ResourceQuota', namespace: 'shop', name: 'team' },
      before: { state: 'healthy' },
      after: { state: 'degraded', why: '10 used of 10, and more was refused' },
    },
  ]);
});

test('states that changed are told with why, the worst first', () => {
  const owner = set('aaaa', 1);
  const change = compare(
    past({ Deployment: [deployment('1.4')], ReplicaSet: [owner] }),
    snapshotOf({ Deployment: [deployment('1.4', { replicas: 2, ready: 0 })], ReplicaSet: [owner] }),
  );
  expect(change.states).toMatchObject([
    { object: { name: 'web' }, before: { state: 'healthy' }, after: { state: 'failing' } },
  ]);
});

test('a condition of a custom resource that changed is told, and its time is noise', () => {
  const certificate = (status: string, observedGeneration: number, seconds: number) =>
    object('TableRow', 'web', {
      resource: 'certificates.cert-manager.io',
      conditions: [{ type: 'Ready', status, observedGeneration, lastTransitionTime: earlier(seconds) }],
    });
  const change = compare(
    past({ TableRow: [certificate('True', 1, 7200)] }),
    snapshotOf({ TableRow: [certificate('False', 2, 60)] }),
  );
  const fields = change.objects.flatMap((one) => one.fields);
  expect(
    fields.filter(({ noise }) => noise === undefined).map(({ before: was, after: is }) => [was, is]),
  ).toEqual([['True', 'False']]);
});

test('custom resources are compared by their columns, whatever their order', () => {
  const row = (cells: string[]) => object('TableRow', 'canary', { resource: 'rollouts.example', cells });
  const covered = (columns: string[]) => ({
    coverage: [
      {
        kind: 'rollouts.example',
        state: 'complete' as const,
        durationMs: 0,
        objects: 1,
        requests: 1,
        bytes: 1,
        columns: columns.map((name) => ({ name, type: 'string', priority: 0 })),
      },
    ],
  });
  const with_ = (snapshot: Snapshot, columns: string[]) => ({
    ...snapshot,
    meta: { ...snapshot.meta, ...covered(columns) },
  });
  const change = compare(
    with_(past({ TableRow: [row(['canary', 'Healthy'])] }), ['Name', 'Phase']),
    with_(snapshotOf({ TableRow: [row(['Degraded', 'canary'])] }), ['Phase', 'Name']),
  );
  expect(
    change.objects.map(({ object: { kind }, fields }) => [
      kind,
      fields.map(({ steps, before, after }) => [formatPath(steps), before, after]),
    ]),
  ).toEqual([['rollouts.example', [['cells.Phase', 'Healthy', 'Degraded']]]]);
});

test('a finding whose object was deleted is gone, and not resolved', () => {
  const claim = (name: string, phase: string) =>
    object('PersistentVolumeClaim', name, { status: { phase }, spec: {} });
  const change = compare(
    snapshotOf({ PersistentVolumeClaim: [claim('healed', 'Lost'), claim('deleted', 'Lost')] }),
    snapshotOf({ PersistentVolumeClaim: [claim('healed', 'Bound')] }),
  );
  const { resolved, gone } = change.findings;
  expect([resolved, gone].map((all) => all.map(({ object: { name } }) => name))).toEqual([
    ['healed'],
    ['deleted'],
  ]);
});

test('nothing changed between a snapshot and itself', () => {
  const owner = set('aaaa', 1);
  const snapshot = snapshotOf({
    Deployment: [deployment('1.4')],
    ReplicaSet: [owner],
    Pod: [pod('a', owner)],
    Event: [object('Event', 'e')],
  });
  const change = compare(snapshot, snapshot, { noise: true });
  expect([change.causes, change.objects, change.states, change.notComparable]).toEqual([[], [], [], []]);
  expect(change.findings).toEqual({ new: [], resolved: [], gone: [], unknown: [] });
  expect(change.counts.noise).toBe(0);
  expect(change.seconds).toBe(0);
  expect(change.after.time).toBe(TIME);
});

test('the other way round, added and removed change places', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'));
  fc.assert(
    fc.property(names, names, (one, other) => {
      const services = (list: string[]) => ({ Service: list.map((name) => object('Service', name)) });
      const there = compare(past(services(one)), snapshotOf(services(other)));
      const back = compare(past(services(other)), snapshotOf(services(one)));
      const of = (change: Change, how: string) =>
        left(change)
          .filter((line) => line.startsWith(how))
          .map((line) => line.slice(how.length));
      expect(of(back, 'removed')).toEqual(of(there, 'added'));
      expect(of(back, 'added')).toEqual(of(there, 'removed'));
    }),
  );
});

describe('a workload that cannot be seen is neither new nor removed', () => {
  const owned = object('ReplicaSet', 'shop-abc', {
    metadata: {
      uid: 'set',
      ownerReferences: [
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          name: 'shop',
          uid: 'rollout',
          controller: true,
        },
      ],
    },
    spec: { replicas: 1 },
    status: { replicas: 1, readyReplicas: 1 },
  });
  const unseen = (kind: string) => ({ coverage: { [kind]: { state: 'failed' as const, error: 'timeout' } } });

  test('where listing ReplicaSets fails, of a custom kind', () => {
    const pods = [runningPod('shop-abc-1', owned)];
    const change = compare(
      past({ ReplicaSet: [owned], Pod: pods }),
      snapshotOf({ Pod: pods }, unseen('ReplicaSet')),
    );
    expect(causesOf(change, 'workload')).toEqual([]);
    const back = compare(
      past({ Pod: pods }, unseen('ReplicaSet')),
      snapshotOf({ ReplicaSet: [owned], Pod: pods }),
    );
    expect(causesOf(back, 'workload')).toEqual([]);
  });

  test('but a Deployment that is gone from its list was removed, whoever sees its pods', () => {
    const change = compare(past({ Deployment: [deployment('1.4')] }), snapshotOf({}, unseen('Pod')));
    expect(causesOf(change, 'workload')).toMatchObject([{ what: 'removed' }]);
  });
});

describe('what was wrong with an object that goes is gone with it, and not mended', () => {
  const set = (more: object = {}) =>
    object('ReplicationController', 'gateway-v13', {
      metadata: more,
      spec: { replicas: 1 },
      status: { observedGeneration: 1, replicas: 1, readyReplicas: 0 },
    });
  const failing = past({ ReplicationController: [set()] });
  test.each([
    ['a ReplicationController that is gone', snapshotOf({})],
    [
      'one that is being deleted',
      snapshotOf({ ReplicationController: [set({ deletionTimestamp: earlier(20) })] }),
    ],
  ])('%s', (_, after) => {
    const { resolved, gone } = compare(failing, after).findings;
    expect([resolved, gone.map(({ object: { name } }) => name)]).toEqual([[], ['gateway-v13']]);
  });
});
