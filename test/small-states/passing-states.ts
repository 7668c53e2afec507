/** States that pass by themselves: what was just made, or is just deleted. */
import { before } from '../snapshot-of.ts';
import { whole, type SmallState } from './states.ts';
import {
  crashing,
  podsOf,
  someDeployment,
  someJob,
  somePod,
  someService,
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

export const quietPassingStates: SmallState[] = [
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
];
