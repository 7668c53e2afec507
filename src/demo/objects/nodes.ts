/** Nodes, their Leases, the leading controllers' Leases, namespaces, and metrics. */
import { DAY, HOUR, microStamp, MINUTE, SECOND, stamp } from '../plan/clock.ts';
import type { DemoNode } from '../plan/estate.ts';
import { parseQuantity } from '../../model/quantity.ts';
import { between, hash, uuid } from '../plan/hash.ts';
import { covers, lastChange } from '../plan/intervals.ts';
import { existsAt } from '../plan/pod-lives.ts';
import { cordonsOf, silencesOf, unknownOf } from '../plan/nodes-plan.ts';
import { toCondition, metadataOf, type ApiObject, type Instant } from './object.ts';
import { loadOf } from './policy.ts';
import { cordonedBy } from './writers.ts';

const bootedAt = ({ plan }: Instant) => plan.anchor - 103 * DAY;
const installedAt = ({ plan }: Instant, { name }: DemoNode) => plan.anchor - between(name, 300, 800) * DAY;

/** The last heartbeat of an object that beats every `period`, unless it is silent. */
function beatAt(moment: Instant, node: DemoNode, period: number): number {
  const { at, plan } = moment;
  const phase = hash(`${node.name}/${period}`) % period;
  const beat = (instant: number) => Math.floor((instant - phase) / period) * period + phase;
  const silence = silencesOf(plan.incidents, node.name).find(({ from, to }) => from <= at && at < to);
  return beat(silence ? silence.from : at);
}

const coresOf = ({ cores = 8 }: DemoNode) => cores;

const CONDITIONS: [type: string, status: boolean, reason: string, message: string][] = [
  ['MemoryPressure', false, 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', false, 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', true, 'KubeletReady', 'kubelet is posting ready status'],
];

export function nodesAt(moment: Instant): ApiObject[] {
  const { plan, at } = moment;
  return plan.estate.nodes.map((node, index) => {
    const { name, zone, controlPlane, ip } = node;
    const unknown = unknownOf(plan.incidents, name);
    const isUnknown = covers(unknown, at);
    const cordon = cordonsOf(plan.incidents, name).find(({ from, to }) => from <= at && at < to);
    const changed = lastChange(unknown, at, bootedAt(moment));
    const heartbeat = stamp(beatAt(moment, node, 5 * MINUTE));
    const taints = [
      ...(controlPlane ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] : []),
      ...(cordon
        ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', timeAdded: stamp(cordon.from) }]
        : []),
      ...(isUnknown
        ? ['NoSchedule', 'NoExecute'].map((effect) => ({
            key: 'node.kubernetes.io/unreachable',
            effect,
            timeAdded: stamp(changed),
          }))
        : []),
    ];
    const cores = coresOf(node);
    const capacity = {
      ...{ cpu: String(cores), memory: '32768Mi', pods: '110', 'ephemeral-storage': '209702892Ki' },
    };
    return {
      metadata: metadataOf(moment, 'Node', {
        ...{ name, created: installedAt(moment, node), manager: 'kubelet' },
        labels: {
          ...{ 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
          'topology.kubernetes.io/zone': zone,
          ...(controlPlane
            ? { 'node-role.kubernetes.io/control-plane': '' }
            : { 'node-role.kubernetes.io/worker': '' }),
        },
        annotations: { 'node.alpha.kubernetes.io/ttl': '0' },
        ...(cordon && { managedFields: cordonedBy(installedAt(moment, node), cordon.from) }),
      }),
      spec: {
        podCIDR: `10.${128 + Number(ip.split('.')[1]) / 10}.${index * 16}.0/20`,
        ...(cordon && { unschedulable: true }),
        ...(taints.length > 0 && { taints }),
      },
      status: {
        capacity,
        allocatable: { ...capacity, cpu: `${cores * 1000 - 300}m`, memory: '31232Mi' },
        conditions: CONDITIONS.map(([type, status, reason, message]) =>
          isUnknown
            ? toCondition(type, 'Unknown', changed, {
                ...{ reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
                lastHeartbeatTime: heartbeat,
              })
            : toCondition(type, status, changed, { reason, message, lastHeartbeatTime: heartbeat }),
        ),
        addresses: [
          { type: 'InternalIP', address: ip },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: {
          kubeletVersion: plan.estate.version,
          containerRuntimeVersion: 'containerd://2.1.4',
          kernelVersion: '6.12.48+deb13-amd64',
          osImage: 'Debian GNU/Linux 13 (trixie)',
          ...{ operatingSystem: 'linux', architecture: 'amd64' },
        },
        images: [{ names: ['registry.bank.example/payments-api:2.14.0'], sizeBytes: 287_311_004 }],
      },
    };
  });
}

/** Which node leads a component, since when, and after how many changes. */
function leaderOf({ plan, at }: Instant, component: string) {
  const masters = plan.estate.nodes.filter(({ controlPlane }) => controlPlane);
  const changes = plan.incidents.flatMap(({ from, effect }) =>
    effect.type === 'leader' && effect.component === component && from <= at
      ? [{ from, node: effect.node }]
      : [],
  );
  const last = changes.at(-1);
  const node = masters[last?.node ?? 0]!;
  const before = between(`${plan.estate.name}/${component}`, 3, 9);
  return { node, since: last?.from ?? plan.anchor - 103 * DAY, transitions: before + changes.length };
}

export function leases(moment: Instant): ApiObject[] {
  const { plan, at } = moment;
  const kubelets = plan.estate.nodes.map((node) => ({
    metadata: metadataOf(moment, 'Lease', {
      ...{
        name: node.name,
        namespace: 'kube-node-lease',
        created: installedAt(moment, node),
        manager: 'kubelet',
      },
    }),
    spec: {
      ...{ holderIdentity: node.name, leaseDurationSeconds: 40 },
      renewTime: microStamp(beatAt(moment, node, 10 * SECOND)),
    },
  }));
  const leaders = ['kube-controller-manager', 'kube-scheduler'].map((component) => {
    const { node, since, transitions } = leaderOf(moment, component);
    return {
      metadata: metadataOf(moment, 'Lease', {
        ...{ name: component, namespace: 'kube-system', created: plan.anchor - 800 * DAY },
      }),
      spec: {
        holderIdentity: `${node.name}_${uuid(`${component}/${since}`)}`,
        ...{ leaseDurationSeconds: 15, leaseTransitions: transitions, acquireTime: microStamp(since) },
        renewTime: microStamp(at - between(`${component}/${at}`, 100, 1900)),
      },
    };
  });
  return [...kubelets, ...leaders];
}

export function namespaces(moment: Instant): ApiObject[] {
  const used = new Set(moment.plan.estate.workloads.map(({ namespace }) => namespace));
  return [...used, 'default', 'kube-node-lease', 'kube-public'].sort().map((name) => ({
    metadata: metadataOf(moment, 'Namespace', {
      ...{ name, created: moment.plan.anchor - 800 * DAY },
      labels: { 'kubernetes.io/metadata.name': name },
    }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }));
}

const usage = (key: string, at: number, cores: number, mebibytes: number) => ({
  cpu: `${Math.round((loadOf(key, at) / 100) * cores * 1e9)}n`,
  memory: `${Math.round(mebibytes * 1024 * (0.55 + (hash(`${key}/${Math.floor(at / HOUR)}`) % 20) / 100))}Ki`,
});

// metrics.k8s.io makes its objects on demand: no UIDs, no resourceVersions.
const measured = (name: string, at: number) => ({
  metadata: { name, creationTimestamp: stamp(at) } as ApiObject['metadata'],
  timestamp: stamp(at - 11 * SECOND),
  window: '10.062s',
});

/** Requests of the pods on each node: cores and mebibytes; and the system's usage. */
function loads({ plan, at }: Instant): Map<string, { cores: number; mebibytes: number }> {
  const sums = new Map(plan.estate.nodes.map(({ name }) => [name, { cores: 0.4, mebibytes: 1536 }]));
  for (const life of plan.lives) {
    const sum = sums.get(life.node?.name ?? '');
    if (!sum || !existsAt(life, at) || (life.finished?.at ?? Infinity) <= at) continue;
    for (const { role, spec } of life.containers) {
      if (role === 'init') continue;
      sum.cores += parseQuantity(spec.cpu) ?? 0;
      sum.mebibytes += (parseQuantity(spec.memory) ?? 0) / 1024 ** 2;
    }
  }
  return sums;
}

export const nodeMetricsAt = (moment: Instant): ApiObject[] => {
  const { plan, at } = moment;
  return [...loads(moment)]
    .filter(([name]) => !covers(silencesOf(plan.incidents, name), at))
    .map(([name, { cores, mebibytes }]) => ({
      ...measured(name, at),
      usage: usage(name, at, cores, mebibytes),
    }));
};
