/** Small states of clusters that are easily told wrongly, each with what is to be told. */
import { before } from '../snapshot-of.ts';
import {
  cond,
  crashing,
  someDeployment,
  failedJob,
  someIngress,
  someJob,
  someNode,
  somePod,
  podsOf,
  someService,
  waiting,
  warning,
  type Thing,
} from './things.ts';

/** What it is, its objects, and what is told: the state, then findings; advice in brackets. */
export type SmallState = readonly [about: string, things: Thing[], told: string[]];

const DAY = 86_400;
export const whole = (name: string, replicas = 1) => [
  ...someDeployment(name, replicas, replicas),
  ...podsOf(name, replicas, replicas),
];
export const down = (name: string, options: Parameters<typeof podsOf>[3]) => [
  ...someDeployment(name, 1, 0),
  ...podsOf(name, 1, 0, options),
];
const gone = (name: string, reason: string) => ({
  ...somePod(name, 'ReplicaSet/web-abc'),
  status: { phase: 'Failed', reason, message: 'so', startTime: before(2 * DAY) },
});
export const withoutNode = (message: string) => ({
  ready: false,
  spec: { nodeName: undefined },
  status: {
    ...{ phase: 'Pending', startTime: undefined, containerStatuses: [] },
    conditions: [cond('PodScheduled', 'False', { reason: 'Unschedulable', message })],
  },
});
/** The scheduler refuses a pod for the claim that it uses. */
const using = (claimName: string, message: string) => ({
  ...withoutNode(`0/1 nodes are available: ${message}`),
  spec: { nodeName: undefined, volumes: [{ persistentVolumeClaim: { claimName } }] },
});
const statefulSet = (replicas: number, ready: number, more: object = {}, spec: object = {}): Thing => ({
  ...{ kind: 'StatefulSet', name: 'db', metadata: { generation: 2 } },
  spec: { replicas, template: { metadata: { labels: { app: 'db' } } }, ...spec },
  status: {
    ...{
      observedGeneration: 2,
      replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: replicas,
    },
    ...{ currentRevision: 'db-1', updateRevision: 'db-1' },
    ...more,
  },
});
export const someDaemonSet = (desired: number, ready: number): Thing => ({
  ...{ kind: 'DaemonSet', name: 'cni', spec: { template: { metadata: { labels: { app: 'cni' } } } } },
  status: {
    ...{ observedGeneration: 1, desiredNumberScheduled: desired, currentNumberScheduled: desired },
    ...{ numberReady: ready, numberAvailable: ready, updatedNumberScheduled: desired },
  },
});
const hpa = (conditions: object[], status: object): Thing => ({
  ...{ kind: 'HorizontalPodAutoscaler', name: 'web' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    ...{ minReplicas: 2, maxReplicas: 9 },
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  },
  status: { conditions, ...status },
});

/** A healthy cluster says nothing but what its owner would thank us for. */
export const quietStates: SmallState[] = [
  [
    'one node, single replicas behind Services, two replicas of another',
    [...whole('web'), ...someService('web', 1), ...whole('two', 2)],
    ['healthy'],
  ],
  [
    'pods that restarted in their first minutes, while their database came up',
    [
      ...someDeployment('web', 1, 1),
      somePod('web-0', 'ReplicaSet/web-abc', {
        born: 1200,
        container: {
          restartCount: 3,
          lastState: {
            terminated: { exitCode: 1, reason: 'Error', startedAt: before(1100), finishedAt: before(1000) },
          },
        },
      }),
    ],
    ['healthy'],
  ],
  [
    'a suspended Job',
    [someJob('train', [cond('Suspended', 'True')], { spec: { suspend: true } })],
    ['healthy'],
  ],
  [
    'a Job that met its success policy with a failed pod',
    [
      someJob('idx', [cond('SuccessCriteriaMet', 'True'), cond('Complete', 'True')], {
        status: { succeeded: 1, failed: 1 },
      }),
    ],
    ['healthy'],
  ],
  [
    'a Job that has a pod, and one that is meant to have none',
    [someJob('train', [], { status: { active: 1 } }), someJob('wait', [], { spec: { parallelism: 0 } })],
    ['healthy'],
  ],
  [
    'a StatefulSet with a partition: a canary on purpose',
    [
      statefulSet(
        3,
        3,
        { currentReplicas: 2, updatedReplicas: 1, updateRevision: 'db-2' },
        { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
      ),
    ],
    ['healthy'],
  ],
  ['a DaemonSet that no node matches', [someDaemonSet(0, 0)], ['healthy']],
  [
    'a paused Deployment, all ready',
    [...someDeployment('web', 2, 2, { spec: { paused: true } }), ...podsOf('web', 2, 2)],
    ['healthy', '(rollout-paused Deployment/web)'],
  ],
  [
    'remains of evicted pods',
    [...whole('web'), ...['web-a', 'web-b'].map((name) => gone(name, 'Evicted'))],
    ['healthy', '(evicted Deployment/web)'],
  ],
  [
    'remains of a node that shut down',
    [...whole('web'), ...['web-a', 'web-b'].map((name) => gone(name, 'Terminated'))],
    ['healthy', '(pod-failed Deployment/web)'],
  ],
  [
    'an autoscaler at its minimum',
    [
      ...whole('web', 2),
      hpa(
        [
          cond('AbleToScale', 'True'),
          cond('ScalingActive', 'True'),
          cond('ScalingLimited', 'True', { reason: 'TooFewReplicas' }),
        ],
        { currentReplicas: 2, desiredReplicas: 2 },
      ),
    ],
    ['healthy'],
  ],
  [
    'an autoscaler that is turned off, as its target is scaled to zero',
    [
      ...someDeployment('web', 0, 0),
      hpa([cond('ScalingActive', 'False', { reason: 'ScalingDisabled' })], { currentReplicas: 0 }),
    ],
    ['healthy'],
  ],
  [
    'a condition of a node that nobody knows',
    someNode('n1', { conditions: [cond('SpotInterruption', 'True'), cond('Foo', 'False')] }),
    ['healthy'],
  ],
  [
    'a budget that selects nothing',
    [
      {
        ...{
          kind: 'PodDisruptionBudget',
          name: 'x',
          spec: { minAvailable: 1, selector: { matchLabels: { app: 'gone' } } },
        },
        status: {
          disruptionsAllowed: 0,
          expectedPods: 0,
          conditions: [cond('DisruptionAllowed', 'False', { reason: 'InsufficientPods' })],
        },
      },
    ],
    ['healthy'],
  ],
  [
    'a node that rebooted: one thing that happened, and not four',
    ['a', 'b', 'c', 'd'].flatMap((name) => [
      ...someDeployment(name, 1, 1),
      somePod(`${name}-0`, `ReplicaSet/${name}-abc`, {
        container: {
          restartCount: 1,
          lastState: {
            terminated: {
              exitCode: 255,
              reason: 'Unknown',
              startedAt: before(DAY),
              finishedAt: before(1200),
            },
          },
        },
      }),
    ]),
    ['healthy', '(node-restarted Node/n1)'],
  ],
];

/** By the harm that is done, and each cause once. */
export const troubledStates: SmallState[] = [
  [
    'half of a public API is down, and a batch job failed',
    [
      ...someDeployment('api', 4, 2),
      ...podsOf('api', 4, 2),
      ...someService('api', 2, 2),
      someIngress('pay.example', 'api'),
      failedJob,
    ],
    ['degraded', 'degraded not-ready Deployment/api', 'degraded job-failed Job/report'],
  ],
  [
    'one of two replicas of the DNS is down, and a batch job failed',
    [
      ...someDeployment('coredns', 2, 1),
      somePod('coredns-0', 'ReplicaSet/coredns-abc', {
        spec: { priorityClassName: 'system-cluster-critical' },
      }),
      somePod('coredns-1', 'ReplicaSet/coredns-abc', { ready: false }),
      failedJob,
    ],
    ['degraded', 'degraded not-ready Deployment/coredns', 'degraded job-failed Job/report'],
  ],
  [
    'a static pod of the control plane crashes, and a batch job failed',
    [somePod('kube-scheduler-n1', 'Node/n1', { ...crashing(), namespace: 'kube-system' }), failedJob],
    ['failing', 'failing crash-loop Pod/kube-scheduler-n1', 'degraded job-failed Job/report'],
  ],
  [
    'a public port that no pod serves, though all pods are ready',
    [
      ...whole('web', 2),
      ...someService('web', 2, 0, { ports: [{ name: 'http', port: 80, targetPort: 'http' }] }, []),
      someIngress('a.example', 'web'),
      failedJob,
    ],
    ['degraded', 'degraded service-no-endpoints Service/web', 'degraded job-failed Job/report'],
  ],
  [
    'a Service that is left over comes last',
    [...someService('old', 0), ...someDeployment('web', 2, 1), ...podsOf('web', 2, 1)],
    ['degraded', 'degraded not-ready Deployment/web', 'degraded service-no-endpoints Service/old'],
  ],
  [
    'a bare pod that ran once, and failed',
    [{ ...somePod('dbg', undefined, { spec: { restartPolicy: 'Never' } }), status: { phase: 'Failed' } }],
    ['degraded', 'degraded pod-failed Pod/dbg'],
  ],
  [
    'a Job past its deadline',
    [someJob('slow', [cond('Failed', 'True', { reason: 'DeadlineExceeded' })])],
    ['degraded', 'degraded job-failed Job/slow'],
  ],
  [
    'one Secret that is missing, in an environment and in a volume',
    [
      ...down('a', waiting('CreateContainerConfigError', 'secret "db" not found')),
      ...down('b', waiting('ContainerCreating')),
      warning('b-0', 'FailedMount', 'MountVolume.SetUp failed for volume "db" : secret "db" not found'),
    ],
    ['failing', 'failing container-not-created Secret/db'],
  ],
  [
    'one ConfigMap that is missing',
    ['a', 'b'].flatMap((name) =>
      down(name, waiting('CreateContainerConfigError', 'configmap "settings" not found')),
    ),
    ['failing', 'failing container-not-created ConfigMap/settings'],
  ],
  [
    'one image that cannot be had',
    ['a', 'b'].flatMap((name) => down(name, waiting('ImagePullBackOff'))),
    ['failing', 'failing image-pull Image/r/app:1.0'],
  ],
  [
    'one claim that is missing',
    ['a', 'b'].flatMap((name) =>
      down(name, withoutNode('0/1 nodes are available: persistentvolumeclaim "data" not found.')),
    ),
    ['failing', 'failing unschedulable PersistentVolumeClaim/data'],
  ],
  [
    'a claim whose class does not exist, and the pod that waits for it',
    [
      {
        ...{ kind: 'PersistentVolumeClaim', name: 'data-db-0', spec: { storageClassName: 'fast' } },
        status: { phase: 'Pending' },
      },
      statefulSet(1, 0),
      somePod(
        'db-0',
        'StatefulSet/db',
        withoutNode('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.'),
      ),
    ],
    ['failing', 'failing claim-unbound PersistentVolumeClaim/data-db-0'],
  ],
  [
    'a claim without a volume, and the Deployment whose pod waits for it',
    [
      {
        ...{ kind: 'PersistentVolumeClaim', name: 'files', spec: { storageClassName: 'fast' } },
        status: { phase: 'Pending' },
      },
      ...down('web', using('files', 'pod has unbound immediate PersistentVolumeClaims.')),
      // Its claim is another: the scheduler's message alone does not tell which.
      ...down('shop', using('others', 'pod has unbound immediate PersistentVolumeClaims.')),
    ],
    ['failing', 'failing unschedulable Deployment/shop', 'failing claim-unbound PersistentVolumeClaim/files'],
  ],
  [
    'a claim whose volume is gone, and the Deployment whose new pod needs it',
    [
      {
        ...{ kind: 'PersistentVolumeClaim', name: 'files', spec: { volumeName: 'pv-1' } },
        status: { phase: 'Lost' },
      },
      ...down(
        'web',
        using('files', 'persistentvolumeclaim "files" bound to non-existent persistentvolume "pv-1".'),
      ),
    ],
    ['failing', 'failing claim-lost PersistentVolumeClaim/files'],
  ],
  [
    'a quota that refuses the pods of a StatefulSet, as events say',
    [
      statefulSet(3, 1, { replicas: 1, updatedReplicas: 1 }),
      somePod('db-0', 'StatefulSet/db'),
      {
        ...{
          kind: 'Event',
          name: 'db.1',
          type: 'Warning',
          reason: 'FailedCreate',
          lastTimestamp: before(60),
        },
        message: 'pods "db-1" is forbidden: exceeded quota: team, requested: pods=1',
        involvedObject: { kind: 'StatefulSet', namespace: 'shop', name: 'db' },
      },
      {
        ...{ kind: 'ResourceQuota', name: 'team', spec: { hard: { pods: '5' } } },
        status: { hard: { pods: '5' }, used: { pods: '5' } },
      },
    ],
    ['degraded', 'degraded pods-not-created StatefulSet/db'],
  ],
  [
    'a Job whose pods a quota refuses: it has had none since it was started',
    [
      someJob('migrate', []),
      {
        ...{ kind: 'Event', name: 'm.1', type: 'Warning', reason: 'FailedCreate', lastTimestamp: before(60) },
        message: 'Error creating: pods "migrate-x" is forbidden: exceeded quota: team, requested: pods=1',
        involvedObject: { kind: 'Job', namespace: 'shop', name: 'migrate' },
      },
    ],
    ['degraded', 'degraded pods-not-created Job/migrate'],
  ],
  [
    'a Gateway that is not programmed stands before a batch job, though all pods are well',
    [
      ...whole('web', 2),
      ...someService('web', 2),
      failedJob,
      {
        ...{
          kind: 'Gateway',
          name: 'eg',
          spec: { listeners: [{ name: 'http', protocol: 'HTTP', port: 80 }] },
        },
        status: { conditions: [cond('Accepted', 'True'), cond('Programmed', 'False')] },
      },
      {
        ...{ kind: 'HTTPRoute', name: 'web' },
        spec: {
          ...{ parentRefs: [{ name: 'eg' }], hostnames: ['a.example'] },
          rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
        },
        status: { parents: [{ parentRef: { name: 'eg' }, conditions: [cond('Accepted', 'True')] }] },
      },
    ],
    ['degraded', 'degraded gateway-degraded Gateway/eg', 'degraded job-failed Job/report'],
  ],
  [
    'one quota that refuses pods, also beside pods that run',
    [
      ...['a', 'b'].flatMap((name) => [
        ...someDeployment(name, 3, 1, {
          status: {
            replicas: 1,
            conditions: [
              cond('ReplicaFailure', 'True', {
                message: `pods "${name}-x" is forbidden: exceeded quota: team, requested: pods=1`,
              }),
            ],
          },
        }),
        ...podsOf(name, 1, 1),
      ]),
    ],
    ['degraded', 'degraded pods-not-created ResourceQuota/team'],
  ],
  [
    'a database that is out of memory, and two that name it in their last words',
    [
      ...['api', 'web'].flatMap((name) =>
        down(name, crashing('dial tcp: lookup pg.shop.svc.cluster.local on 10.96.0.10:53: refused')),
      ),
      ...down('pg', crashing(undefined, { exitCode: 137, reason: 'OOMKilled' })),
      ...someService('pg', 0, 1),
    ],
    ['failing', 'failing oom-kill Deployment/pg'],
  ],
  [
    'a webhook that is down, and what it keeps from being created',
    [
      ...someDeployment('web', 2, 0, {
        status: {
          replicas: 0,
          conditions: [
            cond('ReplicaFailure', 'True', {
              message: 'failed calling webhook "x": Post "https://hook.shop.svc:443/m": no endpoints',
            }),
          ],
        },
      }),
      ...down('hook', crashing()),
      ...someService('hook', 0, 1),
    ],
    ['failing', 'failing crash-loop Deployment/hook'],
  ],
  [
    'a workload that names its own Service',
    [...down('api', crashing('cannot listen on api:80')), ...someService('api', 0, 1)],
    ['failing', 'failing crash-loop Deployment/api'],
  ],
  [
    'a lost node, with a StatefulSet whose pod cannot go',
    [
      ...someNode('n1'),
      ...someNode('n2', { ready: 'Unknown' }),
      statefulSet(2, 1),
      somePod('db-0', 'StatefulSet/db'),
      somePod('db-1', 'StatefulSet/db', {
        ready: false,
        node: 'n2',
        metadata: { deletionTimestamp: before(300) },
      }),
    ],
    ['failing', 'failing node-not-ready Node/n2'],
  ],
  [
    'a lost node, with the pod of a DaemonSet',
    [
      ...someNode('n1'),
      ...someNode('n2', { ready: 'False' }),
      someDaemonSet(2, 1),
      somePod('cni-1', 'DaemonSet/cni'),
      somePod('cni-2', 'DaemonSet/cni', { ready: false, node: 'n2' }),
    ],
    ['failing', 'failing node-not-ready Node/n2'],
  ],
  [
    'a rollout whose image does not exist, while the old pods serve',
    [
      ...someDeployment('web', 3, 3, {
        status: {
          replicas: 4,
          updatedReplicas: 1,
          conditions: [cond('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })],
        },
      }),
      ...podsOf('web', 3, 3),
      somePod('web-n', 'ReplicaSet/web-abc', { ...waiting('ImagePullBackOff'), born: 1200 }),
    ],
    ['degraded', 'degraded image-pull Deployment/web', 'degraded rollout-stuck Deployment/web'],
  ],
  [
    'a probe that ends a container every two minutes',
    [
      ...someDeployment('web', 1, 1),
      somePod('web-0', 'ReplicaSet/web-abc', {
        born: 540,
        container: {
          restartCount: 4,
          state: { running: { startedAt: before(60) } },
          lastState: {
            terminated: { exitCode: 143, reason: 'Error', startedAt: before(180), finishedAt: before(60) },
          },
        },
      }),
    ],
    ['degraded', 'degraded crash-loop Deployment/web'],
  ],
  [
    'a member of etcd that does not vote',
    someNode('n1', { conditions: [cond('EtcdIsVoter', 'False')] }),
    ['degraded', 'degraded node-condition Node/n1'],
  ],
  [
    'a pressure that nobody knows',
    someNode('n1', { conditions: [cond('MemoryPressure', 'Unknown')] }),
    ['degraded', 'degraded node-pressure Node/n1'],
  ],
  [
    'a claim that was deleted, and that a pod holds',
    [
      {
        ...{ kind: 'PersistentVolumeClaim', name: 'data', status: { phase: 'Bound' } },
        metadata: { deletionTimestamp: before(7200), finalizers: ['kubernetes.io/pvc-protection'] },
      },
    ],
    ['degraded', 'degraded deletion-stuck PersistentVolumeClaim/data'],
  ],
];
