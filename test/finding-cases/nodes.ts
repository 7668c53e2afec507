import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, ended, podWith, type Cases } from './case.ts';

const ready = (status = 'True', more: object = {}) => ({ type: 'Ready', status, ...more });
const node = (
  name: string,
  {
    conditions = [ready()],
    spec = {},
    status = {},
  }: { conditions?: object[]; spec?: object; status?: object } = {},
) => object('Node', name, { spec, status: { conditions, ...status } });
const lease = (name: string, secondsAgo: number) =>
  object('Lease', name, {
    metadata: { namespace: 'kube-node-lease' },
    spec: { renewTime: before(secondsAgo), leaseDurationSeconds: 40 },
  });
const down = node('lxa150h', {
  conditions: [ready('Unknown', { reason: 'NodeStatusUnknown', lastTransitionTime: before(360) })],
});
const web = deploymentWith('web', { desired: 2, ready: 1 });
const cordoned = (secondsAgo?: number) =>
  node('a', {
    spec: {
      unschedulable: true,
      taints: [
        {
          key: 'node.kubernetes.io/unschedulable',
          effect: 'NoSchedule',
          ...(secondsAgo !== undefined && { timeAdded: before(secondsAgo) }),
        },
      ],
    },
  });
const asking = (cpu: string) => ({
  spec: {
    nodeName: 'a',
    containers: [{ name: 'app', image: 'registry/app:1', resources: { requests: { cpu } } }],
  },
});
const small = node('a', { status: { allocatable: { cpu: '2', memory: '8Gi', pods: '110' } } });

/** Pods of one node, each with its own owner. Each ended some seconds before ten minutes ago, or not at all. */
const rebooted = (...ends: (number | undefined)[]) => {
  const all = ends.map((seconds, index) => {
    const { objects, owner } = deploymentWith(`w${index}`);
    const lastState = ended(600 + (seconds ?? 0), { exitCode: 255, reason: 'Unknown' });
    const state = {
      ready: true,
      state: { running: {} },
      ...(seconds !== undefined && { restartCount: 1, lastState }),
    };
    return { ...objects, Pod: podWith(`w${index}-1`, state, { owner, spec: { nodeName: 'a' } }) };
  });
  return snapshotOf({
    Node: [node('a')],
    Deployment: all.flatMap(({ Deployment }) => Deployment),
    ReplicaSet: all.flatMap(({ ReplicaSet }) => ReplicaSet),
    Pod: all.map(({ Pod }) => Pod),
  });
};

export const nodeCases: Cases = {
  'node-not-ready': {
    fires: snapshotOf({
      Node: [down, node('b')],
      Lease: [lease('lxa150h', 400), lease('b', 5)],
      ...web.objects,
      Pod: [
        runningPod('web-1', web.owner, { spec: { nodeName: 'b' } }),
        podWith('web-2', { state: { running: {} } }, { owner: web.owner, spec: { nodeName: 'lxa150h' } }),
      ],
    }),
    about: 'Node/lxa150h',
    finding: {
      severity: 'failing',
      what: 'has not been heard for 6 minutes; 1 pod on it',
      since: before(360),
      command: 'kubectl describe node/lxa150h',
      objects: 2,
      evidence: ['Deployment/shop/web: 1 of 2 replicas ready', 'Pod/shop/web-2: node lxa150h is not ready'],
    },
    quiet: {
      'ready nodes': snapshotOf({ Node: [node('a'), node('b')], Lease: [lease('a', 5), lease('b', 5)] }),
    },
  },
  'heartbeat-stale': {
    fires: snapshotOf({ Node: [node('a')], Lease: [lease('a', 41)] }),
    about: 'Node/a',
    finding: { severity: 'degraded', what: 'has not been heard for 41 seconds', since: before(41) },
    quiet: { 'at the end of its Lease': snapshotOf({ Node: [node('a')], Lease: [lease('a', 40)] }) },
  },
  'node-missing': {
    fires: snapshotOf({
      Node: [node('b')],
      Lease: [lease('b', 5)],
      Pod: [runningPod('web-1', web.owner, { spec: { nodeName: 'gone' } })],
      ...web.objects,
    }),
    about: 'Node/gone',
    finding: {
      severity: 'degraded',
      what: 'does not exist; 1 pod on it',
      command: 'kubectl get pods -A --field-selector spec.nodeName=gone',
      evidence: ['Pod/shop/web-1: node gone does not exist'],
    },
    quiet: {
      'a pod on a node that is there': snapshotOf({
        Node: [node('b')],
        Pod: [runningPod('web-1', undefined, { spec: { nodeName: 'b' } })],
      }),
      'a pod that has ended': snapshotOf({
        Node: [node('b')],
        Pod: [runningPod('web-1', undefined, { spec: { nodeName: 'gone' }, status: { phase: 'Succeeded' } })],
      }),
    },
  },
  'node-restarted': {
    fires: rebooted(0, 60, 120),
    about: 'Node/a',
    finding: {
      severity: 'advice',
      what: '3 pods on it restarted at once, 10 minutes before',
      since: before(720),
      objects: 3,
    },
    quiet: {
      'over more than two minutes': rebooted(0, 60, 121),
      'two pods': rebooted(0, 60),
      'fewer than half of its pods': rebooted(0, 60, 120, ...Array.from({ length: 4 }, () => undefined)),
    },
  },
  'node-pressure': {
    fires: snapshotOf({
      Node: [
        node('a', {
          conditions: [
            ready(),
            {
              type: 'MemoryPressure',
              status: 'True',
              reason: 'KubeletHasInsufficientMemory',
              message: 'kubelet has insufficient memory available',
              lastTransitionTime: before(70),
            },
          ],
        }),
      ],
    }),
    about: 'Node/a',
    finding: {
      severity: 'degraded',
      what: 'MemoryPressure: KubeletHasInsufficientMemory: kubelet has insufficient memory available',
      since: before(70),
    },
    quiet: {
      'no pressure': snapshotOf({
        Node: [node('a', { conditions: [ready(), { type: 'MemoryPressure', status: 'False' }] })],
      }),
    },
  },
  'node-condition': {
    fires: snapshotOf({
      Node: [
        node('a', {
          conditions: [ready(), { type: 'KernelDeadlock', status: 'True', reason: 'DockerHung' }],
        }),
      ],
    }),
    about: 'Node/a',
    finding: { severity: 'degraded', what: 'KernelDeadlock: DockerHung' },
    quiet: {
      'conditions that are good when True, and others of which nobody knows': snapshotOf({
        Node: [
          node('a', {
            conditions: [
              ready(),
              { type: 'KernelReady', status: 'True' },
              { type: 'EtcdIsVoter', status: 'True' },
              { type: 'VMEventScheduled', status: 'True' },
            ],
          }),
        ],
      }),
      'conditions of a node that is given up': snapshotOf({
        Node: [
          node('a', { conditions: [ready('Unknown'), { type: 'NetworkUnavailable', status: 'Unknown' }] }),
        ],
      }),
    },
  },
  'cordoned-long': {
    fires: snapshotOf({ Node: [cordoned(2 * 86_400)] }),
    about: 'Node/a',
    finding: {
      severity: 'degraded',
      what: 'closed to new pods for 2 days; 0 pods on it',
      since: before(2 * 86_400),
    },
    quiet: {
      'for a day': snapshotOf({ Node: [cordoned(86_400)] }),
      'nobody knows how long': snapshotOf({ Node: [cordoned()] }),
    },
  },
  cordoned: {
    fires: snapshotOf({ Node: [cordoned(86_400)] }),
    about: 'Node/a',
    finding: { severity: 'degraded', what: 'closed to new pods for 24 hours; 0 pods on it' },
    quiet: {
      'open nodes': snapshotOf({ Node: [node('a')] }),
      'for more than a day': snapshotOf({ Node: [cordoned(86_401)] }),
    },
  },
  'node-over-requested': {
    fires: snapshotOf({ Node: [small], Pod: [runningPod('web-1', undefined, asking('1900m'))] }),
    about: 'Node/a',
    finding: { severity: 'advice', what: 'pods ask for 95 % of its cpu' },
    quiet: {
      'with more room': snapshotOf({ Node: [small], Pod: [runningPod('web-1', undefined, asking('1890m'))] }),
    },
  },
};

const control = (name: string, spec: object) =>
  object('Lease', name, { metadata: { namespace: 'kube-system' }, spec });
const held = (renewed: number, acquired = 9000, leaseTransitions = 3) => ({
  holderIdentity: 'lxa101_8b1b2c3d-0000-4000-8000-123456789abc',
  acquireTime: before(acquired),
  renewTime: before(renewed),
  leaseTransitions,
});

export const clusterCases: Cases = {
  'api-server-not-ready': {
    fires: snapshotOf({}, { server: { ready: false, notReady: ['etcd', 'informer-sync'] } }),
    about: 'Cluster/test',
    finding: {
      severity: 'degraded',
      what: 'the API server is not ready (etcd and informer-sync)',
      command: "kubectl get --raw '/readyz?verbose'",
    },
    quiet: { 'nobody could ask it': snapshotOf({}, { server: {} }) },
  },
  'no-leader': {
    fires: snapshotOf({
      Lease: [control('kube-controller-manager', held(61)), control('kube-scheduler', held(2))],
    }),
    about: 'Lease/kube-system/kube-controller-manager',
    finding: {
      severity: 'degraded',
      what: 'the kube-controller-manager has had no leader for 1 minute',
      command: 'kubectl -n kube-system get lease/kube-controller-manager -o yaml',
    },
    quiet: {
      'a leader that renews': snapshotOf({ Lease: [control('kube-scheduler', held(60))] }),
      'a Lease that lasts longer': snapshotOf({
        Lease: [control('kube-scheduler', { ...held(269), leaseDurationSeconds: 270 })],
      }),
    },
  },
  'leader-changed': {
    fires: snapshotOf({ Lease: [control('kube-scheduler', held(2, 3600))] }),
    about: 'Lease/kube-system/kube-scheduler',
    finding: {
      severity: 'advice',
      what: 'lxa101 has led the kube-scheduler for 1 hour, change no. 3',
      since: before(3600),
    },
    quiet: {
      'more than an hour ago': snapshotOf({ Lease: [control('kube-scheduler', held(2, 3601))] }),
      'the first leader of a new cluster': snapshotOf({ Lease: [control('kube-scheduler', held(2, 60, 0))] }),
    },
  },
  'snapshot-incomplete': {
    fires: snapshotOf(
      {},
      {
        coverage: { Event: { state: 'forbidden' }, Pod: { state: 'partial', namespaces: ['shop', 'bank'] } },
      },
    ),
    about: 'Cluster/test',
    finding: { severity: 'advice', what: 'Pods seen only in shop and bank; Events forbidden' },
    quiet: { 'a kind that is not served': snapshotOf({}, { coverage: { Ingress: { state: 'absent' } } }) },
  },
  'clock-skew': {
    fires: snapshotOf({}, { clockSkewMs: -30_000 }),
    about: 'Cluster/test',
    finding: { severity: 'advice', what: "the collector's clock is 30 seconds behind the API server's" },
    quiet: { 'half a minute and no more': snapshotOf({}, { clockSkewMs: 29_999 }) },
  },
};
