/** Small clusters with many troubles at once: plausible objects, combined at random. */
import fc from 'fast-check';
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { deploymentWith, ended, podWith } from './finding-cases/case.ts';
import { before, object, runningPod, snapshotOf } from './snapshot-of.ts';

type Pod = ObjectOf<'Pod'>;
type MakePod = (name: string, more: { owner?: Parameters<typeof runningPod>[1]; spec: object }) => Pod;

const waiting = (reason: string) => ({ state: { waiting: { reason } }, lastState: ended(30) });
const oom = { exitCode: 137, reason: 'OOMKilled' };

/** The possible fates of a pod. */
const FATES: Record<string, MakePod> = {
  well: (name, { owner, spec }) => runningPod(name, owner, { spec }),
  young: (name, more) =>
    podWith(name, { state: { running: {} } }, { ...more, metadata: { creationTimestamp: before(20) } }),
  unready: (name, more) => podWith(name, { state: { running: {} } }, more),
  crashing: (name, more) => podWith(name, { restartCount: 7, ...waiting('CrashLoopBackOff') }, more),
  between: (name, more) =>
    podWith(name, { ready: true, restartCount: 7, state: { running: {} }, lastState: ended(20) }, more),
  leaking: (name, more) =>
    podWith(name, { ready: true, restartCount: 2, state: { running: {} }, lastState: ended(900, oom) }, more),
  restarted: (name, more) =>
    podWith(name, { ready: true, restartCount: 1, state: { running: {} }, lastState: ended(900) }, more),
  imageless: (name, more) => podWith(name, waiting('ImagePullBackOff'), more),
  misconfigured: (name, more) => podWith(name, waiting('CreateContainerConfigError'), more),
  odd: (name, more) => podWith(name, waiting('NobodyKnowsThis'), more),
  ended: (name, more) => podWith(name, { state: ended(60) }, { ...more, status: { phase: 'Failed' } }),
  evicted: (name, { owner, spec }) =>
    runningPod(name, owner, { spec, status: { phase: 'Failed', reason: 'Evicted', containerStatuses: [] } }),
  lingering: (name, { owner, spec }) =>
    runningPod(name, owner, { spec, metadata: { deletionTimestamp: before(900) } }),
  homeless: (name, { owner }) =>
    runningPod(name, owner, {
      spec: { nodeName: undefined },
      status: {
        phase: 'Pending',
        containerStatuses: [],
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' }],
      },
    }),
  stuck: (name, more) =>
    podWith(name, waiting('ContainerCreating'), { ...more, status: { phase: 'Pending' } }),
  blank: (name, { owner, spec }) =>
    object('Pod', name, { spec: { containers: [], ...spec }, status: {} }, owner),
};

const fate = fc.constantFrom(...Object.keys(FATES));
const place = fc.constantFrom('a', 'b', 'c', 'nowhere');
const pods = fc.array(fc.tuple(fate, place), { maxLength: 5 });

const makePods = (prefix: string, chosen: [string, string][], owner?: Parameters<typeof runningPod>[1]) =>
  chosen.flatMap(
    ([key, nodeName], index) => FATES[key]?.(`${prefix}-${index}`, { owner, spec: { nodeName } }) ?? [],
  );

const workload = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'Job', 'none'),
  desired: fc.integer({ min: 0, max: 5 }),
  ready: fc.integer({ min: 0, max: 5 }),
  stuck: fc.boolean(),
  failure: fc.boolean(),
  pods,
});

const conditions = (stuck: boolean, failure: boolean) => [
  ...(stuck ? [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] : []),
  ...(failure ? [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }] : []),
];

function makeWorkload(
  name: string,
  {
    kind,
    desired,
    ready,
    stuck,
    failure,
    pods: own,
  }: typeof workload extends fc.Arbitrary<infer T> ? T : never,
) {
  if (kind === 'none') return { Pod: makePods(name, own) };
  if (kind === 'Deployment') {
    const { objects, owner } = deploymentWith(name, {
      desired,
      ready,
      status: { conditions: conditions(stuck, failure) },
    });
    return { ...objects, Pod: makePods(name, own, owner) };
  }
  if (kind === 'StatefulSet') {
    const set = object('StatefulSet', name, {
      spec: { replicas: desired },
      status: { observedGeneration: 1, replicas: desired, readyReplicas: ready },
    });
    return { StatefulSet: [set], Pod: makePods(name, own, set) };
  }
  const job = object('Job', name, {
    status: {
      startTime: before(900),
      failed: ready,
      conditions: failure ? [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] : [],
    },
  });
  return { Job: [job], Pod: makePods(name, own, job) };
}

const node = fc.record({
  ready: fc.constantFrom('True', 'True', 'False', 'Unknown'),
  beat: fc.constantFrom(5, 5, 45, 900),
  pressure: fc.boolean(),
  cordoned: fc.boolean(),
});

const claim = fc.constantFrom('Bound', 'Pending', 'Lost');
const quota = fc.constantFrom('1', '9', '10', '11');

export const anyCluster: fc.Arbitrary<Snapshot> = fc
  .record({
    nodes: fc.array(node, { maxLength: 3 }),
    workloads: fc.array(workload, { maxLength: 4 }),
    claims: fc.array(claim, { maxLength: 2 }),
    quotas: fc.array(quota, { maxLength: 1 }),
  })
  .map(({ nodes, workloads, claims, quotas }) => {
    const made = workloads.map((one, index) => makeWorkload(`w${index}`, one));
    const all = <Key extends string>(kind: Key) =>
      made.flatMap((one) => (one as Record<Key, never[] | undefined>)[kind] ?? []);
    return snapshotOf({
      Pod: all('Pod'),
      Deployment: all('Deployment'),
      ReplicaSet: all('ReplicaSet'),
      StatefulSet: all('StatefulSet'),
      Job: all('Job'),
      Node: nodes.map(({ ready, pressure, cordoned }, index) =>
        object('Node', 'abc'.charAt(index), {
          spec: { unschedulable: cordoned },
          status: {
            conditions: [
              { type: 'MemoryPressure', status: pressure ? 'True' : 'False' },
              { type: 'Ready', status: ready },
            ],
          },
        }),
      ),
      Lease: nodes.map(({ beat }, index) =>
        object('Lease', 'abc'.charAt(index), {
          metadata: { namespace: 'kube-node-lease' },
          spec: { renewTime: before(beat) },
        }),
      ),
      PersistentVolumeClaim: claims.map((phase, index) =>
        object('PersistentVolumeClaim', `data-${index}`, { status: { phase } }),
      ),
      ResourceQuota: quotas.map((used) =>
        object('ResourceQuota', 'team', { status: { hard: { pods: '10' }, used: { pods: used } } }),
      ),
    });
  });
