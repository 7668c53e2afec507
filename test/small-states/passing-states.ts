/** States that pass by themselves: what was just made, or is just deleted. */
import { before } from '../snapshot-of.ts';
import { whole, type SmallState } from './states.ts';
import {
  cond,
  crashing,
  podsOf,
  someDeployment,
  someJob,
  somePod,
  someService,
  waiting,
  warning,
  type PodOptions,
  type Thing,
} from './things.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

const made = (thing: Thing, seconds: number): Thing => ({
  ...thing,
  metadata: { ...thing.metadata, creationTimestamp: before(seconds) },
});

const deletedFor = (thing: Thing, seconds: number, finalizers: string[]): Thing => ({
  ...thing,
  metadata: { ...thing.metadata, deletionTimestamp: before(seconds), finalizers },
});

/** A Deployment that was deleted, with a pod that is still there. */
const goingDeployment = (seconds: number, finalizer: string, pods: PodOptions = crashing()): Thing[] => {
  const [deployment, ...sets] = someDeployment('web', 1, 0) as [Thing, ...Thing[]];
  return [deletedFor(deployment, seconds, [finalizer]), ...sets, ...podsOf('web', 1, 0, pods)];
};

const balancer = (seconds: number): Thing[] => [
  ...whole('web'),
  ...someService('web', 1, 0, { type: 'LoadBalancer' }).map((thing) => made(thing, seconds)),
];

const refusal: Thing = {
  ...{ kind: 'Event', name: 'web.1', type: 'Warning', reason: 'SyncLoadBalancerFailed', message: 'no' },
  lastTimestamp: before(5),
  involvedObject: { kind: 'Service', namespace: 'shop', name: 'web' },
};

const volume = (phase: string, since: number): Thing => ({
  ...{ kind: 'PersistentVolume', name: 'pv', spec: { persistentVolumeReclaimPolicy: 'Delete' } },
  status: { phase, lastPhaseTransitionTime: before(since) },
});

const claim = (name: string, seconds: number): Thing =>
  made(
    {
      ...{ kind: 'PersistentVolumeClaim', name, spec: { storageClassName: 'fast' } },
      status: { phase: 'Pending' },
    },
    seconds,
  );
const fast: Thing = { kind: 'StorageClass', name: 'fast', provisioner: 'csi.example.com' };
const provisioningFailed: Thing = {
  ...{ kind: 'Event', name: 'e', type: 'Warning', reason: 'ProvisioningFailed', message: 'no room' },
  lastTimestamp: before(9),
  involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
};

const namespaceGoing: Thing[] = [
  deletedFor({ kind: 'Namespace', name: 'shop', namespace: '' }, 3 * HOUR, []),
  ...whole('web').map((thing) => deletedFor(thing, 3 * HOUR, ['example.com/hold'])),
  deletedFor(
    { kind: 'PersistentVolumeClaim', name: 'data', spec: { volumeName: 'pv' }, status: { phase: 'Bound' } },
    3 * HOUR,
    ['kubernetes.io/pvc-protection'],
  ),
];

/** What a Namespace holds a moment after it was deleted: its controller deletes one kind after the other. */
const namespaceAtWork: Thing[] = [
  deletedFor({ kind: 'Namespace', name: 'shop', namespace: '' }, 40, []),
  ...someDeployment('web', 1, 0, {
    status: { conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'it is being terminated' }] },
  }),
  ...podsOf('web', 1, 0, crashing()),
  ...someService('web', 0, 1),
];

const machine = (condition: object): Thing => ({
  ...{ kind: 'TableRow', name: 'm', resource: 'machines.cluster.x-k8s.io' },
  conditions: [{ type: 'Ready', status: 'False', ...condition }],
});

/** The Lease of the scheduler, which its leader gave back when it stopped. */
const releasedLease = (seconds: number): Thing => ({
  ...{ kind: 'Lease', name: 'kube-scheduler', namespace: 'kube-system' },
  spec: { holderIdentity: '', leaseDurationSeconds: 1, renewTime: before(seconds) },
});

/** A pod of a node that has just rebooted: its init container runs anew, and nothing has failed since. */
const afterReboot = (seconds: number): PodOptions => ({
  ready: false,
  spec: { nodeName: 'n1', initContainers: [{ name: 'migrate' }] },
  container: {
    started: false,
    restartCount: 1,
    state: { waiting: { reason: 'PodInitializing' } },
    lastState: { terminated: { exitCode: 255, reason: 'Unknown', finishedAt: before(seconds + 20) } },
  },
  status: {
    conditions: [
      cond('PodScheduled', 'True', { lastTransitionTime: before(24 * HOUR) }),
      cond('Initialized', 'False', { lastTransitionTime: before(seconds) }),
      cond('Ready', 'False', { lastTransitionTime: before(seconds) }),
    ],
    initContainerStatuses: [
      {
        ...{ name: 'migrate', restartCount: 1, state: { running: { startedAt: before(seconds - 5) } } },
        lastState: { terminated: { exitCode: 0, reason: 'Completed', finishedAt: before(seconds + 20) } },
      },
    ],
  },
});

const queued = (more: object): Thing =>
  somePod('train-0', undefined, {
    ...{ ready: false, born: 5 * HOUR },
    spec: { nodeName: undefined, schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }], ...more },
    status: {
      phase: 'Pending',
      conditions: [cond('PodScheduled', 'False', { reason: 'SchedulingGated' })],
      containerStatuses: [],
    },
  });

export const quietPassingStates: SmallState[] = [
  ['a scheduler whose leader gave its Lease back half a minute ago', [releasedLease(30)], ['healthy']],
  ['a pod that runs to its end, and waits in a queue', [queued({ restartPolicy: 'Never' })], ['healthy']],
  ['a Namespace that was deleted a moment ago, with all that is left in it', namespaceAtWork, ['healthy']],
  [
    'pods that end, of a ReplicaSet that is gone',
    [
      somePod('web-0', 'ReplicaSet/web-abc', {
        ...crashing(),
        metadata: { deletionTimestamp: before(5), deletionGracePeriodSeconds: 30 },
      }),
    ],
    ['healthy'],
  ],
  [
    'a pod that ends, of an owner of whom nobody knows how many it wants',
    ['c-0', 'c-1'].map((name) =>
      somePod(name, undefined, {
        ready: name !== 'c-0',
        metadata: {
          ownerReferences: [
            { apiVersion: 'example.com/v1', kind: 'Cluster', name: 'c', uid: 'c', controller: true },
          ],
          ...(name === 'c-0' && { deletionTimestamp: before(5), deletionGracePeriodSeconds: 30 }),
        },
      }),
    ),
    ['healthy'],
  ],
  [
    "a machine of Cluster API that waits, by its condition's severity as expected",
    [machine({ severity: 'Info', reason: 'Expected', lastTransitionTime: before(2 * HOUR) })],
    ['healthy'],
  ],
  [
    'a resource of Crossplane that its provider has created for a minute',
    [machine({ reason: 'Creating', lastTransitionTime: before(60) })],
    ['healthy'],
  ],
  [
    'a Deployment that is being deleted, with a pod in a crash loop',
    goingDeployment(30, 'foregroundDeletion'),
    ['healthy'],
  ],
  ['a load balancer that a cloud has made for 20 seconds', balancer(20), ['healthy']],
  ['a volume whose claim went 20 seconds ago', [volume('Released', 20)], ['healthy']],
  ['a volume that was made 20 seconds ago', [volume('Pending', 20)], ['healthy']],
  ['a claim whose driver has made a volume for 20 seconds', [fast, claim('data', 20)], ['healthy']],
];

export const troubledPassingStates: SmallState[] = [
  [
    'a scheduler whose leader gave its Lease back minutes ago',
    [releasedLease(5 * MINUTE)],
    ['degraded', 'degraded no-leader Lease/kube-scheduler'],
  ],
  [
    'a pod that would run for ever, and waits in a queue',
    [queued({})],
    ['degraded', 'degraded scheduling-gated Pod/train-0'],
  ],
  [
    'a pod that initialises anew after a reboot',
    [...someDeployment('web', 1, 0), ...podsOf('web', 1, 0, afterReboot(MINUTE))],
    ['degraded', 'degraded starting Deployment/web'],
  ],
  [
    'the same a quarter of an hour later',
    [...someDeployment('web', 1, 0), ...podsOf('web', 1, 0, afterReboot(15 * MINUTE))],
    ['failing', 'failing pod-in-trouble Deployment/web'],
  ],
  [
    'a resource that its provider has created for hours',
    [machine({ reason: 'Creating', lastTransitionTime: before(2 * HOUR) })],
    ['degraded', 'degraded custom-degraded machines.cluster.x-k8s.io/m'],
  ],
  [
    'the same Deployment hours later: its deletion, and no crash loop',
    goingDeployment(3 * HOUR, 'example.com/hold'),
    ['degraded', 'degraded deletion-stuck Deployment/web'],
  ],
  [
    'the same where its pods are to stay',
    goingDeployment(30, 'orphan'),
    ['degraded', 'degraded crash-loop Deployment/web'],
  ],
  [
    'a load balancer that waits for twenty minutes',
    balancer(20 * MINUTE),
    ['degraded', 'degraded load-balancer-pending Service/web'],
  ],
  [
    'a load balancer that the cloud refuses',
    [...balancer(20), refusal],
    ['degraded', 'degraded load-balancer-pending Service/web'],
  ],
  [
    'a volume whose claim went hours ago',
    [volume('Released', 2 * HOUR)],
    ['degraded', 'degraded in-trouble PersistentVolume/pv'],
  ],
  [
    'a young claim whose driver has failed',
    [fast, claim('data', 20), provisioningFailed],
    ['degraded', 'degraded claim-unbound PersistentVolumeClaim/data'],
  ],
  [
    'a Namespace that does not go, with all that is in it',
    namespaceGoing,
    ['degraded', 'degraded deletion-stuck Namespace/shop'],
  ],
];

export const leadsOfMany: [about: string, things: Thing[], lead: string][] = [
  [
    'seven Jobs without a pod',
    Array.from({ length: 7 }, (_, index) => someJob(`report-${index}`, [])),
    '7 Jobs have no pod, 2 hours after their start.',
  ],
  [
    'seven claims that wait for the same driver',
    [fast, ...Array.from({ length: 7 }, (_, index) => claim(`data-${index}`, 2 * HOUR))],
    '7 PersistentVolumeClaims wait for 2 hours for csi.example.com to make a volume.',
  ],
  [
    'seven claims that have waited for different times',
    [fast, ...Array.from({ length: 7 }, (_, index) => claim(`data-${index}`, (index + 1) * 12 * HOUR))],
    '7 PersistentVolumeClaims wait for csi.example.com to make a volume.',
  ],
  [
    'six Deployments that each miss a ConfigMap of their own',
    Array.from({ length: 6 }, (_, index) => [
      ...someDeployment(`web-${index}`, 1, 0),
      ...podsOf(
        `web-${index}`,
        1,
        0,
        waiting('CreateContainerConfigError', `configmap "settings-${index}" not found`),
      ),
    ]).flat(),
    '6 Deployments, one of them: CreateContainerConfigError: configmap "settings-0" not found.',
  ],
  [
    'a Job whose pods a quota refuses',
    [
      someJob('report', []),
      {
        ...warning(
          'report',
          'FailedCreate',
          'Error creating: pods "x" is forbidden: exceeded quota: team, requested: cpu=2, used: cpu=9, limited: cpu=10',
        ),
        involvedObject: { kind: 'Job', namespace: 'shop', name: 'report' },
      },
    ],
    'report cannot create its pods (exceeded quota: team).',
  ],
  [
    'a volume that could not be deleted',
    [
      {
        ...{ kind: 'PersistentVolume', name: 'pv1', spec: {} },
        status: { phase: 'Failed', message: 'error deleting volume: in use' },
      },
    ],
    'PersistentVolume pv1: it could not be given back after its claim was gone: error deleting volume: in use.',
  ],
  [
    'two volumes that could not be deleted',
    ['pv1', 'pv2'].map((name) => ({
      ...{ kind: 'PersistentVolume', name, spec: {}, status: { phase: 'Failed' } },
    })),
    'PersistentVolume pv1 and PersistentVolume pv2 are in trouble.',
  ],
  [
    'a DaemonSet with a pod that is not ready',
    [
      {
        ...{ kind: 'DaemonSet', name: 'agent', namespace: 'shop', metadata: { generation: 1 } },
        spec: { template: { spec: { containers: [{ name: 'app', image: 'r/agent:1.0' }] } } },
        status: {
          observedGeneration: 1,
          desiredNumberScheduled: 2,
          numberReady: 1,
          updatedNumberScheduled: 2,
        },
      },
      somePod('agent-0', 'DaemonSet/agent'),
      somePod('agent-1', 'DaemonSet/agent', { ready: false }),
    ],
    'agent is not ready, 1 of 2 nodes ready.',
  ],
  [
    'a Service of which one port is not served',
    [
      ...whole('api'),
      ...someService(
        'api',
        1,
        0,
        {
          ports: [
            { name: 'http', port: 80, targetPort: 8080 },
            { name: 'metrics', port: 9090, targetPort: 'metrics' },
          ],
        },
        [{ name: 'http', port: 8080 }],
      ),
    ],
    'A Service works only in part (shop/api: no endpoint serves its port 9090 (metrics): no ready pod has a port named metrics).',
  ],
];

/** What it is, its objects, and the words of its first finding. */
export const toldOfPassing: [about: string, things: Thing[], what: string][] = [
  [
    'a CronJob that missed more runs than anybody counts',
    [
      {
        ...{
          kind: 'CronJob',
          name: 'sync',
          spec: { schedule: '1-59/5 * * * *', timeZone: 'UTC', startingDeadlineSeconds: 10 },
        },
        status: { lastScheduleTime: before(20 * HOUR + 4 * MINUTE) },
      },
    ],
    'more than 100 runs missed (schedule 1-59/5 * * * *)',
  ],
];
