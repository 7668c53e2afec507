/** Fills a real API server with a cluster of a given size, like its kubelets and controllers. */
import { createHash } from 'node:crypto';
import { GazetteError } from '../src/errors.ts';
import { startControlPlane, type ControlPlane } from '../test/control-plane.ts';
import { assets, needs } from '../test/needs.ts';

const NAMESPACES = 20;
const PODS_PER_REPLICA_SET = 20;
/** Requests at the same time: enough to keep the API server busy. */
const WIDTH = 48;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const namespaceOf = (index: number) => `team-${Math.floor(index / PODS_PER_REPLICA_SET) % NAMESPACES}`;
export const podName = (index: number) =>
  `${setName(Math.floor(index / PODS_PER_REPLICA_SET))}-${hash('pod', index).slice(0, 5)}`;

/** An API server without objects, controllers or scheduler. */
/** The cluster of the benchmarks of collecting. */
export const LARGE = { pods: 8_000, nodes: 300, events: 4_000 } as const;

export async function seedLarge(cluster: ControlPlane, say: (text: string) => void): Promise<void> {
  const { pods, nodes, events } = LARGE;
  say(`seeding ${pods} pods, ${nodes} nodes, ${events} events`);
  await seed(cluster, { nodes, events });
  await addPods(cluster, 0, pods, nodes);
}

export async function startCluster(): Promise<ControlPlane> {
  if (needs.controlPlane) return startControlPlane();
  throw new GazetteError(`no etcd and kube-apiserver in ${assets}`, {
    hint: 'Set KUBEBUILDER_ASSETS to a folder that has them (setup-envtest use -p path).',
  });
}

/** Creates namespaces, nodes with their Leases, and events; {@link addPods} creates pods. */
export async function seed(cluster: ControlPlane, size: { nodes: number; events: number }): Promise<void> {
  await inParallel(NAMESPACES, async (index) => {
    await cluster.api('POST', '/api/v1/namespaces', { metadata: { name: `team-${index}` } });
  });
  await cluster
    .api('POST', '/api/v1/namespaces', { metadata: { name: 'kube-node-lease' } })
    .catch(ignoreConflict);
  await inParallel(size.nodes, async (index) => {
    const node = toNode(index);
    await cluster.api('POST', '/api/v1/nodes', node);
    await cluster.api('PUT', `/api/v1/nodes/${node.metadata.name}/status`, node);
    await cluster.api('POST', leases, toLease(index, new Date()));
  });
  await inParallel(size.events, (index) => addEvent(cluster, index));
}

/** Pods from `from` up to `to` (not included), with their ReplicaSets and Deployments. */
export async function addPods(cluster: ControlPlane, from: number, to: number, nodes: number): Promise<void> {
  const sets = new Map<number, string>();
  const firstSet = Math.ceil(from / PODS_PER_REPLICA_SET);
  await inParallel(Math.ceil(to / PODS_PER_REPLICA_SET) - firstSet, async (offset) => {
    sets.set(firstSet + offset, await addReplicaSet(cluster, firstSet + offset));
  });
  await inParallel(to - from, async (offset) => {
    const index = from + offset;
    await addPod(cluster, toPod(index, index % nodes, sets.get(Math.floor(index / PODS_PER_REPLICA_SET))));
  });
}

/**
 * Simulates the time between two snapshots: every node renews its Lease. Of `count` pods, half restart a container, and
 * half are replaced by new pods, each with an event.
 */
export async function churn(
  cluster: ControlPlane,
  size: { pods: number; nodes: number; count: number },
): Promise<void> {
  await inParallel(size.nodes, async (index) => {
    await cluster.api('PATCH', `${leases}/node-${index}`, toLease(index, new Date()));
  });
  const step = Math.floor(size.pods / size.count);
  await inParallel(size.count, async (turn) => {
    const index = turn * step;
    const path = `/api/v1/namespaces/${namespaceOf(index)}/pods/${podName(index)}`;
    const pod = await cluster.api<Pod>('GET', path);
    if (turn % 2 === 0) {
      await cluster.api('PUT', `${path}/status`, {
        ...pod,
        status: toStatus(index, startOf(pod), 7, Date.now()),
      });
    } else {
      const { name, namespace, labels, annotations, ownerReferences } = pod.metadata;
      await cluster.api('DELETE', `${path}?gracePeriodSeconds=0`);
      const metadata = {
        name: `${name.slice(0, -5)}${hash('new', index).slice(0, 5)}`,
        namespace,
        labels,
        annotations,
        ownerReferences,
      };
      await addPod(cluster, { ...pod, metadata, status: toStatus(1_000_000 + index, Date.now(), 0, 0) });
    }
    await addEvent(cluster, 1_000_000 + index);
  });
}

const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

async function addPod(cluster: ControlPlane, pod: Pod): Promise<void> {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods`;
  await cluster.api('POST', path, pod);
  await cluster.api('PUT', `${path}/${pod.metadata.name}/status`, pod);
}

async function addReplicaSet(cluster: ControlPlane, index: number): Promise<string> {
  const namespace = `team-${index % NAMESPACES}`;
  const app = `service-${index}`;
  const apps = `/apis/apps/v1/namespaces/${namespace}`;
  const template = {
    metadata: { labels: labelsOf(app) },
    spec: { containers: containersOf(app), volumes: volumesOf(app) },
  };
  const spec = { replicas: PODS_PER_REPLICA_SET, selector: { matchLabels: { app } }, template };
  const deployment = await cluster.api<Pod>('POST', `${apps}/deployments`, {
    metadata: { name: app, namespace },
    spec,
  });
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: app,
    uid: deployment.metadata.uid,
    controller: true,
  };
  const metadata = { name: setName(index), namespace, labels: labelsOf(app), ownerReferences: [owner] };
  const set = await cluster.api<Pod>('POST', `${apps}/replicasets`, { metadata, spec });
  const status = {
    replicas: PODS_PER_REPLICA_SET,
    readyReplicas: PODS_PER_REPLICA_SET,
    fullyLabeledReplicas: PODS_PER_REPLICA_SET,
  };
  await cluster.api('PUT', `${apps}/replicasets/${setName(index)}/status`, { ...set, status });
  return String(set.metadata.uid);
}

async function addEvent(cluster: ControlPlane, index: number): Promise<void> {
  const namespace = namespaceOf(index);
  const name = podName(index);
  const at = toInstant(Date.now() - spread(50 * MINUTE, 'event-age', index));
  await cluster.api('POST', `/api/v1/namespaces/${namespace}/events`, {
    metadata: { name: `${name}.${hash('event', index).slice(0, 16)}`, namespace },
    involvedObject: {
      kind: 'Pod',
      namespace,
      name,
      uid: uidOf('pod', index),
      apiVersion: 'v1',
      fieldPath: 'spec.containers{app}',
    },
    type: index % 3 === 0 ? 'Warning' : 'Normal',
    reason: ['BackOff', 'Pulled', 'Started', 'Unhealthy'][index % 4],
    message: `Readiness probe failed: Get "http://10.${index % 250}.3.7:8080/ready": context deadline exceeded (${index})`,
    count: 1 + (index % 40),
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component: 'kubelet', host: `node-${index % 300}` },
  });
}

/** When the kubelet accepted the pod. */
const startOf = (pod: Pod) => Date.parse(pod.status?.startTime ?? '');

interface Pod {
  metadata: {
    name: string;
    namespace: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: unknown[];
  };
  spec: unknown;
  status?: { startTime: string };
}

export function toPod(index: number, node: number, set: string | undefined): Pod {
  const setIndex = Math.floor(index / PODS_PER_REPLICA_SET);
  const at = Date.now() - MINUTE - spread(30 * DAY, 'age', index);
  const app = `service-${setIndex}`;
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: setName(setIndex),
    uid: set,
    controller: true,
  };
  return {
    metadata: {
      name: podName(index),
      namespace: namespaceOf(index),
      labels: labelsOf(app),
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '8080',
        'checksum/config': hash('config', setIndex),
      },
      ...(set ? { ownerReferences: [owner] } : {}),
    },
    spec: {
      nodeName: `node-${node}`,
      serviceAccountName: app,
      containers: containersOf(app),
      volumes: volumesOf(app),
    },
    status: toStatus(
      index,
      at,
      index % 9 === 0 ? index % 7 : 0,
      at + spread(Date.now() - at, 'restart', index),
    ),
  };
}

function labelsOf(app: string) {
  return {
    app,
    'app.kubernetes.io/name': app,
    'app.kubernetes.io/version': '1.4.2',
    'pod-template-hash': hash('template', app).slice(0, 10),
  };
}

function containersOf(app: string) {
  return ['app', 'proxy'].map((name) => ({
    name,
    image: `registry.example.com/${app}/${name}:1.4.2`,
    args: ['--listen=:8080', '--log-level=info', `--service=${app}`],
    env: Array.from({ length: 8 }, (_, i) => ({
      name: `SETTING_${i}`,
      value: hash(app, name, i).slice(0, 24),
    })),
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 10 },
    livenessProbe: { httpGet: { path: '/live', port: 8080 }, periodSeconds: 20 },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/app' },
      { name: 'cache', mountPath: '/var/cache/app' },
    ],
  }));
}

function volumesOf(app: string) {
  return [
    { name: 'config', configMap: { name: app } },
    { name: 'cache', emptyDir: {} },
  ];
}

/** A running pod that the kubelet accepted at `at`, whose first container last restarted at `restartedAt`. */
function toStatus(index: number, at: number, restarts: number, restartedAt: number) {
  const app = `service-${Math.floor(index / PODS_PER_REPLICA_SET)}`;
  const ip = `10.${spread(256, 'ip', index)}.${(index >> 8) & 255}.${index & 255}`;
  const ran = at + 3_000 + spread(20_000, 'pull', index);
  const ready = ran + 5_000 + spread(60_000, 'warm', index);
  const ended = {
    exitCode: 137,
    reason: 'OOMKilled',
    startedAt: toInstant(ran),
    finishedAt: toInstant(restartedAt - 1_000),
    containerID: `containerd://${hash('last', index, restarts)}`,
  };
  const conditions = [
    ['Initialized', at + 1_000],
    ['Ready', Math.max(ready, restartedAt)],
    ['ContainersReady', Math.max(ready, restartedAt)],
    ['PodScheduled', at],
  ] as const;
  return {
    phase: 'Running',
    conditions: conditions.map(([type, since]) => ({
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: toInstant(since),
    })),
    hostIP: `192.168.${index % 3}.${index % 100}`,
    podIP: ip,
    podIPs: [{ ip }],
    startTime: toInstant(at),
    containerStatuses: ['app', 'proxy'].map((name) => {
      const restarted = name === 'app' && restarts > 0;
      return {
        name,
        ready: true,
        started: true,
        restartCount: restarted ? restarts : 0,
        image: `registry.example.com/${app}/${name}:1.4.2`,
        imageID: `registry.example.com/${app}/${name}@sha256:${hash(app, name)}`,
        containerID: `containerd://${hash('container', index, name, restarts)}`,
        state: { running: { startedAt: toInstant(restarted ? restartedAt : ran) } },
        lastState: restarted ? { terminated: ended } : {},
      };
    }),
    qosClass: 'Burstable',
  };
}

export function toNode(index: number) {
  const at = toInstant(Date.now());
  const size = { cpu: '32', memory: '131072Mi', pods: '250', 'ephemeral-storage': '500Gi' };
  return {
    metadata: {
      name: `node-${index}`,
      labels: {
        'kubernetes.io/hostname': `node-${index}`,
        'topology.kubernetes.io/zone': `zone-${index % 3}`,
        'node-role.kubernetes.io/worker': '',
      },
    },
    status: {
      capacity: size,
      allocatable: size,
      addresses: [{ type: 'InternalIP', address: `192.168.${index % 3}.${index % 100}` }],
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        reason: `Kubelet${type}`,
        message: `kubelet reports ${type}`,
        lastHeartbeatTime: at,
        lastTransitionTime: at,
      })),
      nodeInfo: {
        machineID: hash('machine', index).slice(0, 32),
        systemUUID: uidOf('system', index),
        bootID: uidOf('boot', index),
        kernelVersion: '6.1.0-28-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://1.7.22',
        kubeletVersion: 'v1.20.2',
        kubeProxyVersion: 'v1.20.2',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      images: Array.from({ length: 30 }, (_, i) => ({
        names: [
          `registry.example.com/service-${i}/app@sha256:${hash('image', i)}`,
          `registry.example.com/service-${i}/app:1.4.2`,
        ],
        sizeBytes: 100_000_000 + i,
      })),
    },
  };
}

function toLease(index: number, now: Date) {
  return {
    metadata: { name: `node-${index}`, namespace: 'kube-node-lease' },
    spec: {
      holderIdentity: `node-${index}`,
      leaseDurationSeconds: 40,
      renewTime: now.toISOString().replace('Z', '000Z'),
    },
  };
}

const setName = (index: number) => `service-${index}-${hash('set', index).slice(0, 10)}`;

/** Looks random, and is equal in every run. */
const hash = (...parts: (string | number)[]) => createHash('sha256').update(parts.join('/')).digest('hex');

/** A whole number from 0 up to `end`, equal in every run. */
const spread = (end: number, ...parts: (string | number)[]) =>
  Number.parseInt(hash(...parts).slice(0, 12), 16) % end;

const toInstant = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');

const uidOf = (...parts: (string | number)[]) =>
  hash(...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

function ignoreConflict(error: unknown): void {
  if (!String(error).includes(': 409 ')) throw error;
}

/** Calls `work` with 0 up to `count`, some calls in parallel. */
async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: WIDTH }, lane));
}
