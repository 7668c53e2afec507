import { describe, expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildNodes, formatNodeRoles } from './nodes.ts';
import { indexSeen } from '../seen.ts';

type Options = NonNullable<Parameters<typeof snapshotOf>[1]>;
const condition = (type: string, status: string, reason?: string) => ({ type, status, reason });
const ready = condition('Ready', 'True', 'KubeletReady');
const node = (conditions: object[] = [ready], spec: object = {}, labels: Record<string, string> = {}) =>
  object('Node', 'lxa150h', { metadata: { labels }, spec, status: { conditions } });
const leaseRenewed = (secondsAgo: number) =>
  object('Lease', 'lxa150h', {
    metadata: { namespace: 'kube-node-lease' },
    spec: { renewTime: before(secondsAgo), leaseDurationSeconds: 40 },
  });
const beatPosted = (secondsAgo: number) =>
  object('NodeHeartbeat', 'lxa150h', {
    conditions: [{ type: 'Ready', lastHeartbeatTime: before(secondsAgo) }],
  });

function row(objects: Parameters<typeof snapshotOf>[0], options?: Options) {
  const snapshot = snapshotOf({ Node: [node()], ...objects }, options);
  return buildNodes(snapshot, indexSeen(snapshot.meta))[0];
}

describe('the heartbeat', () => {
  test('is the newer of Lease and status', () => {
    const of = (lease: number, posted: number) =>
      row({ Lease: [leaseRenewed(lease)], NodeHeartbeat: [beatPosted(posted)] })?.heartbeat;
    expect(of(7, 180)).toEqual({ at: before(7), ageSeconds: 7, source: 'Lease' });
    expect(of(9000, 20)).toEqual({ at: before(20), ageSeconds: 20, source: 'Ready condition' });
    // A kubelet with a Lease renews it: the five minutes between two posts are no excuse.
    expect(of(9000, 50)).toMatchObject({ ageSeconds: 50, silent: true });
  });
  test('is that of the Ready condition where the node has no Lease', () => {
    const { heartbeat } = row({ NodeHeartbeat: [beatPosted(180)] }) ?? {};
    expect(heartbeat).toEqual({ at: before(180), ageSeconds: 180, source: 'Ready condition' });
  });
  test('is the status where Leases were not seen', () => {
    const coverage = { Lease: { state: 'forbidden' as const } };
    const of = (posted: number) => row({ NodeHeartbeat: [beatPosted(posted)] }, { coverage });
    expect(of(180)?.heartbeat).toEqual({ at: before(180), ageSeconds: 180, source: 'Ready condition' });
    expect(of(400)).toMatchObject({ state: 'degraded', heartbeat: { silent: true } });
    expect(row({}, { coverage })?.heartbeat).toEqual({ source: 'none' });
  });
  test('counts where at least the namespace of the Leases was seen', () => {
    const coverage = { Lease: { state: 'partial' as const, namespaces: ['kube-node-lease'] } };
    expect(row({ Lease: [leaseRenewed(7)] }, { coverage })?.heartbeat.source).toBe('Lease');
  });
  test('after the moment of the snapshot has no negative age', () => {
    expect(row({ Lease: [leaseRenewed(-2)] })?.heartbeat.ageSeconds).toBe(0);
  });
  test('is not that of a namesake in another namespace', () => {
    const other = { ...leaseRenewed(5), metadata: { ...leaseRenewed(5).metadata, namespace: 'kube-system' } };
    expect(row({ Lease: [other] })?.heartbeat.source).toBe('none');
  });
});

describe('a node is', () => {
  test.each([
    ['healthy when it is Ready and was heard', [ready], {}, 5, 'healthy', undefined],
    [
      'degraded when it is Ready but silent',
      [ready],
      {},
      41,
      'degraded',
      'has not been heard for 41 seconds',
    ],
    [
      'failing when it is silent and given up',
      [condition('Ready', 'Unknown', 'NodeStatusUnknown')],
      {},
      390,
      'failing',
      'has not been heard for 6 minutes',
    ],
    [
      'failing when its kubelet says not ready',
      [condition('Ready', 'False', 'KubeletNotReady')],
      {},
      5,
      'failing',
      'is not ready (KubeletNotReady)',
    ],
    [
      'failing with the words of its kubelet',
      [{ ...condition('Ready', 'False', 'KubeletNotReady'), message: '[node is shutting down]' }],
      {},
      5,
      'failing',
      'is not ready: node is shutting down',
    ],
    [
      'failing with the words of its container runtime',
      [
        {
          ...condition('Ready', 'False', 'KubeletNotReady'),
          message:
            'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized',
        },
      ],
      {},
      5,
      'failing',
      'is not ready: cni plugin not initialized',
    ],
    [
      'degraded under pressure',
      [condition('MemoryPressure', 'True', 'KubeletHasInsufficientMemory'), ready],
      {},
      5,
      'degraded',
      'has MemoryPressure (KubeletHasInsufficientMemory)',
    ],
    [
      'degraded when something that should be ready is not',
      [condition('AcceleratedHardwareReady', 'False', 'NvidiaXID79Error'), ready],
      {},
      5,
      'degraded',
      'reports AcceleratedHardwareReady False (NvidiaXID79Error)',
    ],
    [
      'healthy with a condition of which nobody knows what is good',
      [condition('VMEventScheduled', 'True'), condition('KernelReady', 'True'), ready],
      {},
      5,
      'healthy',
      undefined,
    ],
    ['degraded when cordoned', [ready], { unschedulable: true }, 5, 'degraded', 'is closed to new pods'],
    ['unknown without a Ready condition', [], {}, 5, 'unknown', 'has no Ready condition'],
  ])('%s', (_, conditions, spec, secondsAgo, state, why) => {
    const found = row({ Node: [node(conditions, spec)], Lease: [leaseRenewed(secondsAgo)] });
    expect([found?.state, found?.why]).toEqual([state, why]);
  });

  test('healthy with a condition five minutes old, which is how often it is posted without Leases', () => {
    expect(row({ NodeHeartbeat: [beatPosted(300)] })?.state).toBe('healthy');
    expect(row({ NodeHeartbeat: [beatPosted(400)] })?.state).toBe('degraded');
  });
});

test('roles are sorted as Go sorts: by bytes, capitals first', () => {
  const labels = {
    'node-role.kubernetes.io/worker': '',
    'node-role.kubernetes.io/Zed': '',
    'node-role.kubernetes.io/': 'nameless',
    'kubernetes.io/role': 'ingress',
  };
  expect(formatNodeRoles(labels)).toBe('Zed,ingress,worker');
  expect(formatNodeRoles(undefined)).toBe('<none>');
});

test('the data centre is the label of the settings; the zone label has an old name', () => {
  const labels = { dc: 'north', 'failure-domain.beta.kubernetes.io/zone': 'z1' };
  const settings = (dataCentreLabel: string) => ({ ...snapshotOf({}).meta.settings, dataCentreLabel });
  const at = (label: string) =>
    row({ Node: [node([ready], {}, labels)] }, { settings: settings(label) })?.dataCentre;
  expect(at('dc')).toBe('north');
  expect(at('topology.kubernetes.io/zone')).toBe('z1');
  expect(at('rack')).toBeUndefined();
});

test('taints read as kubectl writes them', () => {
  const spec = {
    taints: [
      { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
    ],
  };
  expect(row({ Node: [node([ready], spec)] })?.taints).toEqual([
    'dedicated=db:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ]);
});

describe('what is requested of a node', () => {
  const status = {
    capacity: { cpu: '4', pods: '110' },
    allocatable: { cpu: '3500m', memory: '4Gi', pods: '110' },
  };
  const Node = [object('Node', 'lxa150h', { status })];
  const Pod = [
    runningPod('a', undefined, { spec: { containers: [{ resources: { requests: { cpu: '500m' } } }] } }),
    runningPod('b', undefined, { status: { phase: 'Succeeded' } }),
  ];
  const NodeMetrics = [object('NodeMetrics', 'lxa150h', { usage: { cpu: '250000000n', memory: '1Gi' } })];

  test('stands beside what there is and what is used', () => {
    expect(row({ Node, Pod, NodeMetrics })?.resources).toEqual([
      { name: 'cpu', allocatable: 3.5, requested: 0.5, used: 0.25 },
      { name: 'memory', allocatable: 4 * 1024 ** 3, requested: 0, used: 1024 ** 3 },
      { name: 'pods', allocatable: 110, requested: 1 },
    ]);
  });
  test('is not known when Pods were not all seen, nor what is used without metrics', () => {
    const coverage = { Pod: { state: 'partial' as const, namespaces: ['shop'] } };
    expect(row({ Node, Pod }, { coverage })?.resources).toEqual([
      { name: 'cpu', allocatable: 3.5 },
      { name: 'memory', allocatable: 4 * 1024 ** 3 },
      { name: 'pods', allocatable: 110 },
    ]);
  });
});
