/** States from public reports that were told wrongly, or noisily, before. */
import { before } from '../snapshot-of.ts';
import { someDaemonSet, down, withoutNode, whole, type SmallState } from './states.ts';
import {
  cond,
  crashing,
  someDeployment,
  someJob,
  someNode,
  somePod,
  waiting,
  warning,
  type Thing,
} from './things.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A pod that ran once and ended. */
const ended = (name: string, phase: 'Succeeded' | 'Failed', born: number, more: object = {}): Thing => ({
  ...somePod(name, undefined, {
    born,
    spec: { restartPolicy: 'Never', containers: [{ name: 'installer' }] },
    metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'revision-7', uid: 'cm' }] },
  }),
  status: { phase },
  ...more,
});

const jobOf = (cron: string, name: string, conditions: object[], born: number): Thing => ({
  ...someJob(name, conditions),
  metadata: {
    creationTimestamp: before(born),
    ownerReferences: [
      { apiVersion: 'batch/v1', kind: 'CronJob', name: cron, uid: `CronJob/${cron}`, controller: true },
    ],
  },
});

const cronJob = (name: string, status: object): Thing => ({
  ...{ kind: 'CronJob', name, status },
  spec: { schedule: '15 * * * *', timeZone: 'Etc/UTC' },
});

/** A node in its first minutes, which is not ready yet. */
const joining = (name: string): Thing[] =>
  someNode(name).map((thing) =>
    thing.kind === 'Node'
      ? {
          ...thing,
          metadata: { creationTimestamp: before(70) },
          status: { conditions: [cond('Ready', 'False', { reason: 'KubeletNotReady' })] },
        }
      : thing,
  );

/** A replica that somebody deleted five minutes ago, on a node; its successors are ready. */
const leaving = (node: string) => [
  ...whole('web', 2),
  somePod('web-9', 'ReplicaSet/web-abc', { node, metadata: { deletionTimestamp: before(300) } }),
];

/** A Service that watches a component of a control plane. */
const watching = (namespace: string): Thing => ({
  ...{ kind: 'Service', name: 'kube-etcd', namespace },
  spec: { clusterIP: 'None', selector: { component: 'etcd' }, ports: [{ port: 2381 }] },
});

const unready = (reason: string): Thing & { conditions: object[] } => ({
  ...{ kind: 'TableRow', name: 'site', resource: 'certificates.cert-manager.io' },
  conditions: [cond('Ready', 'False', { reason, lastTransitionTime: before(60) })],
});

export const quietOddStates: SmallState[] = [
  [
    'a young pod that restarted while its database came up, and has been ready for minutes',
    [
      ...someDeployment('web', 1, 1),
      somePod('web-0', 'ReplicaSet/web-abc', {
        born: 540,
        container: {
          restartCount: 3,
          state: { running: { startedAt: before(380) } },
          lastState: {
            terminated: { exitCode: 1, reason: 'Error', startedAt: before(430), finishedAt: before(400) },
          },
        },
      }),
    ],
    ['healthy'],
  ],
  [
    'a Deployment that was scaled to zero while its rollout was stuck',
    someDeployment('web', 0, 0, {
      status: { conditions: [cond('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })] },
    }),
    ['healthy'],
  ],
  [
    'the surge of a rollout, which starts while all that is wanted is ready',
    [
      ...whole('web', 2),
      somePod('web-n', 'ReplicaSet/web-abc', { ready: false, born: 20, container: { state: {} } }),
    ],
    ['healthy'],
  ],
  [
    'an old ReplicaSet that could not create its pods, and wants none now',
    [
      ...whole('web'),
      {
        ...{ kind: 'ReplicaSet', name: 'web-old', spec: { replicas: 0 } },
        metadata: {
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              name: 'web',
              uid: 'Deployment/web',
              controller: true,
            },
          ],
        },
        status: { conditions: [cond('ReplicaFailure', 'True', { message: 'exceeded quota: q' })] },
      },
    ],
    ['healthy'],
  ],
  [
    'an installer that failed, and whose retry succeeded',
    [ended('installer-7', 'Failed', DAY), ended('installer-7-retry-1', 'Succeeded', DAY - 300)],
    ['healthy'],
  ],
  [
    'a debugger of a node whose last command failed',
    [
      ended('node-debugger', 'Failed', DAY, {
        spec: { nodeName: 'n1', restartPolicy: 'Never', containers: [{ name: 'debugger', tty: true }] },
      }),
    ],
    ['healthy'],
  ],
  [
    'the pod of a Job that failed, before a later Job of its CronJob succeeded',
    [
      cronJob('sync', { lastScheduleTime: before(0), lastSuccessfulTime: before(HOUR) }),
      jobOf('sync', 'sync-1', [cond('Failed', 'True', { lastTransitionTime: before(2 * HOUR) })], 3 * HOUR),
      jobOf('sync', 'sync-2', [cond('Complete', 'True')], HOUR + 60),
      {
        ...somePod('sync-1-x', 'Job/sync-1', { spec: { restartPolicy: 'Never' } }),
        status: { phase: 'Failed' },
      },
    ],
    ['healthy'],
  ],
  [
    'a Service in kube-system that watches a control plane which runs elsewhere',
    [watching('kube-system')],
    ['healthy', '(service-no-endpoints Service/kube-etcd)'],
  ],
  ['a custom resource whose controller somebody paused', [unready('ReconcilePaused')], ['healthy']],
  [
    'a certificate that is being issued',
    [
      {
        ...unready('DoesNotExist'),
        conditions: [...unready('DoesNotExist').conditions, cond('Issuing', 'True')],
      },
    ],
    ['healthy'],
  ],
];

/** Being deleted for an hour, and held. */
const going = { deletionTimestamp: before(HOUR), finalizers: ['example.org/hold'] };
const lostNode = (metadata: object) =>
  someNode('n2', { ready: 'Unknown' }).map((thing) =>
    thing.kind === 'Node' ? { ...thing, metadata } : thing,
  );

export const troubledOddStates: SmallState[] = [
  [
    'a load balancer without address whose endpoints somebody else writes: no word of its endpoints',
    [{ kind: 'Service', name: 'lb', spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } }],
    ['degraded', 'degraded load-balancer-pending Service/lb'],
  ],
  [
    'a lost node that was deleted, and does not go',
    [...someNode('n1'), ...lostNode(going)],
    ['degraded', 'degraded deletion-stuck Node/n2'],
  ],
  [
    'the same with a pod: told once',
    [
      ...someNode('n1'),
      ...lostNode(going),
      ...someDeployment('web', 2, 1),
      somePod('web-0', 'ReplicaSet/web-abc'),
      somePod('web-1', 'ReplicaSet/web-abc', { ready: false, node: 'n2' }),
    ],
    ['failing', 'failing node-not-ready Node/n2'],
  ],
  [
    'an autoscaler without metrics that was deleted, and does not go',
    [
      ...whole('web', 2),
      {
        ...{ kind: 'HorizontalPodAutoscaler', name: 'web', metadata: going },
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
        status: { conditions: [cond('ScalingActive', 'False', { reason: 'FailedGetResourceMetric' })] },
      },
    ],
    ['degraded', 'degraded deletion-stuck HorizontalPodAutoscaler/web'],
  ],
  [
    'one of two parallel Jobs of a JobSet, though the other succeeded',
    ['w-0', 'w-1'].map((name, index) => ({
      ...someJob(name, [
        index === 0
          ? cond('Failed', 'True', { reason: 'BackoffLimitExceeded', lastTransitionTime: before(600) })
          : cond('Complete', 'True'),
      ]),
      metadata: {
        creationTimestamp: before(2 * HOUR - index),
        ownerReferences: [
          { apiVersion: 'jobset.x-k8s.io/v1', kind: 'JobSet', name: 'train', uid: 'train', controller: true },
        ],
      },
    })),
    ['degraded', 'degraded job-failed JobSet/train'],
  ],
  [
    'a Service elsewhere that selects nothing',
    [watching('shop')],
    ['degraded', 'degraded service-no-endpoints Service/kube-etcd'],
  ],
  [
    'an installer that failed, and a pod of the same owner that did other work',
    [
      ended('installer-7', 'Failed', DAY),
      ended('pruner-7', 'Succeeded', DAY - 300, {
        spec: { nodeName: 'n1', restartPolicy: 'Never', containers: [{ name: 'pruner' }] },
      }),
    ],
    ['degraded', 'degraded pod-failed Pod/installer-7'],
  ],
  [
    'thirty runs at once, since none of them ends',
    [
      cronJob('sync', {
        lastScheduleTime: before(0),
        active: Array.from({ length: 30 }, (_, index) => ({ name: `sync-${index}` })),
      }),
    ],
    ['degraded', 'degraded cron-piling-up CronJob/sync'],
  ],
  [
    'pods that no scheduler looks at',
    down('web', {
      ...withoutNode(''),
      born: HOUR,
      status: { phase: 'Pending', startTime: undefined, containerStatuses: [], conditions: [] },
    }),
    ['failing', 'failing no-scheduler Deployment/web'],
  ],
  [
    'a scheduler that failed, and not for want of a node',
    down('web', {
      ...withoutNode(''),
      born: HOUR,
      status: {
        ...{ phase: 'Pending', startTime: undefined, containerStatuses: [] },
        conditions: [cond('PodScheduled', 'False', { reason: 'SchedulerError', message: 'no such class' })],
      },
    }),
    ['failing', 'failing unschedulable Deployment/web'],
  ],
  [
    'a lost node that was closed before: its pods are told once',
    [
      ...someNode('n1'),
      ...someNode('n2', { ready: 'Unknown', spec: { unschedulable: true } }),
      ...someDeployment('web', 2, 1),
      somePod('web-0', 'ReplicaSet/web-abc'),
      somePod('web-1', 'ReplicaSet/web-abc', { ready: false, node: 'n2' }),
    ],
    ['failing', 'failing node-not-ready Node/n2'],
  ],
  [
    'a pod that cannot go, since its node is silent',
    [
      ...someNode('n1'),
      ...someNode('n2').map((thing) =>
        thing.kind === 'Lease'
          ? { ...thing, spec: { leaseDurationSeconds: 40, renewTime: before(600) } }
          : thing,
      ),
      ...leaving('n2'),
    ],
    ['degraded', 'degraded heartbeat-stale Node/n2'],
  ],
  [
    'a pod that cannot go, since its node does not exist',
    leaving('gone'),
    ['degraded', 'degraded node-missing Node/gone'],
  ],
  [
    'a node that joins, with the pod of a DaemonSet that starts on it',
    [
      ...someNode('n1'),
      ...joining('n2'),
      someDaemonSet(2, 1),
      somePod('cni-1', 'DaemonSet/cni'),
      somePod('cni-2', 'DaemonSet/cni', { ...waiting('ContainerCreating'), born: 60, node: 'n2' }),
    ],
    ['degraded', 'degraded node-not-ready Node/n2', 'degraded starting DaemonSet/cni'],
  ],
  [
    'a kubelet that the health checker of a node calls unhealthy',
    someNode('n1', { conditions: [cond('KubeletUnhealthy', 'True')] }),
    ['degraded', 'degraded node-condition Node/n1'],
  ],
  [
    'the DNS of the cluster, and two that waited for its answer in vain',
    [
      ...down('coredns', crashing('Loop detected')),
      {
        ...{ kind: 'Service', name: 'kube-dns' },
        spec: { clusterIP: '10.96.0.10', selector: { app: 'coredns' }, ports: [{ port: 53 }] },
      },
      ...['a', 'b'].flatMap((name) =>
        down(name, crashing('lookup pg.shop.svc on 10.96.0.10:53: i/o timeout')),
      ),
    ],
    ['failing', 'failing crash-loop Deployment/coredns'],
  ],
];

/** What it is, its objects, and the lead. */
export const leads: (readonly [about: string, things: Thing[], lead: string])[] = [
  [
    'a node that nobody has reported on',
    [{ kind: 'Node', name: 'n1' }],
    'The only node is unknown (n1: has no Ready condition).',
  ],
  [
    'a pod that nobody has reported on',
    [{ ...somePod('x', undefined), status: {} }],
    '1 pod is unknown (shop/x: has no status).',
  ],
  [
    'a node that is lost with its pod, and was deleted',
    [...someNode('n1'), ...lostNode(going), somePod('x', undefined, { ready: false, node: 'n2' })],
    'Node n2 was deleted 1 hour before, held by the finalizer example.org/hold.',
  ],
  [
    'a pod that finds no node',
    [somePod('x', undefined, { ...withoutNode('0/1'), born: DAY })],
    'Pod x finds no node.',
  ],
  ['a pod that failed', [ended('x', 'Failed', DAY)], 'Pod x failed.'],
  [
    'pods that do not end',
    ['x', 'y'].map((name) => somePod(name, undefined, { metadata: { deletionTimestamp: before(HOUR) } })),
    'Pod x and pod y do not end.',
  ],
  [
    'an object whose name is an article',
    [
      {
        ...{ kind: 'Service', name: 'a' },
        spec: { selector: { app: 'a' }, ports: [{ port: 80 }] },
      },
    ],
    'A Service has no ready endpoints (a: no endpoints: no pod has the labels that it selects).',
  ],
  [
    'an index of a Job that failed for good',
    [cronJob('sync', {}), { ...jobOf('sync', 'sync-1', [], HOUR), status: { failedIndexes: '3' } }],
    'sync failed (index 3 failed for good).',
  ],
];

/** What it is, its objects, and the words of its first finding. */
export const told: (readonly [about: string, things: Thing[], what: string])[] = [
  [
    'an init container that runs, and on which the pod waits',
    down('web', {
      ...waiting('PodInitializing'),
      born: 2 * HOUR,
      spec: { nodeName: 'n1', initContainers: [{ name: 'wait-for-db' }] },
      status: {
        phase: 'Pending',
        conditions: [cond('PodScheduled', 'True', { lastTransitionTime: before(2 * HOUR) })],
        initContainerStatuses: [{ name: 'wait-for-db', state: { running: { startedAt: before(7000) } } }],
      },
    }),
    'Init:0/1 for 2 hours, its init container wait-for-db runs; 0 of 1 replica ready',
  ],
  [
    'the end of a long message of the runtime',
    [
      ...down('web', { ...waiting('ContainerCreating'), born: 900 }),
      warning(
        'web-0',
        'FailedCreatePodSandBox',
        `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${'a1b2c3d4'.repeat(8)}": no IP address left`,
      ),
    ],
    'ContainerCreating for 15 minutes: Failed to create pod sandbox: failed to setup network: no IP address left; 0 of 1 replica ready',
  ],
  [
    'a message that ends with a full stop, and goes on',
    down('web', { ...withoutNode('0/3 nodes are available: 3 Insufficient cpu.'), born: DAY }),
    '0/3 nodes are available: 3 Insufficient cpu; 0 of 1 replica ready',
  ],
  [
    'what the provisioner says about a claim',
    [
      {
        ...{ kind: 'PersistentVolumeClaim', name: 'data', spec: { storageClassName: 'fast' } },
        status: { phase: 'Pending' },
      },
      {
        ...{
          kind: 'Event',
          name: 'e',
          type: 'Warning',
          reason: 'ProvisioningFailed',
          lastTimestamp: before(9),
        },
        message: 'not authorized',
        involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
      },
    ],
    'waits for 24 hours for a volume: there is no StorageClass fast: not authorized',
  ],
  [
    'why an autoscaler has no metrics, before all else',
    [
      ...whole('web', 2),
      {
        ...{ kind: 'HorizontalPodAutoscaler', name: 'web' },
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
        status: {
          currentReplicas: 2,
          conditions: [
            cond('ScalingActive', 'False', {
              reason: 'FailedGetResourceMetric',
              message: 'the HPA was unable to compute the replica count: missing request for cpu',
            }),
          ],
        },
      },
    ],
    'FailedGetResourceMetric: missing request for cpu',
  ],
  [
    'why a listener of a Gateway does not work',
    [
      {
        ...{ kind: 'Gateway', name: 'eg', spec: { listeners: [{ name: 'https', port: 443 }] } },
        status: {
          listeners: [
            {
              name: 'https',
              conditions: [
                cond('ResolvedRefs', 'False', { reason: 'InvalidCertificateRef', message: 'no Secret tls' }),
              ],
            },
          ],
        },
      },
    ],
    'listener https: InvalidCertificateRef: no Secret tls',
  ],
];
