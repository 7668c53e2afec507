/** Two snapshots of one cluster, as a collector would store them, a quarter of an hour apart. */
import { createHash } from 'node:crypto';
import { kindNames, type KindName, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { toObservation } from './observation.ts';

const PODS_PER_SET = 20;
const MINUTE = 60_000;
const NOW = Date.parse('2026-11-22T07:15:00Z');
const INTERVAL = 15 * MINUTE;
/** Of this many pods, one has restarted and one was replaced. */
const SHARE = 100;

interface Size {
  pods: number;
  nodes: number;
  events: number;
}

export const buildPair = (size: Size): [Snapshot, Snapshot] => [build(size, 0), build(size, 1)];

function build(size: Size, turn: 0 | 1): Snapshot {
  const sets = Math.ceil(size.pods / PODS_PER_SET);
  const at = NOW - (1 - turn) * INTERVAL;
  const list = <One>(count: number, make: (index: number) => One) =>
    Array.from({ length: count }, (_, index) => make(index));
  const found: { [Name in KindName]?: ObjectOf<Name>[] } = {
    Pod: list(size.pods, (index) => pod(index, size, turn)),
    ReplicaSet: list(sets, (index) => ({
      ...owner('ReplicaSet', `service-${index}-${hash('set', index)}`, index),
      ...ownedBy('Deployment', `service-${index}`, index),
    })),
    Deployment: list(sets, (index) => owner('Deployment', `service-${index}`, index)),
    EndpointSlice: list(sets, (index) => slice(index, size, turn)),
    Service: list(sets, (index) => ({
      ...object('Service', `service-${index}`, index),
      spec: { selector: { app: `service-${index}` }, ports: [{ port: 80, targetPort: 8080 }] },
    })),
    Node: list(size.nodes, node),
    Lease: list(size.nodes, (index) => ({
      ...object('Lease', `node-${index}`, index, 'kube-node-lease'),
      spec: { holderIdentity: `node-${index}`, renewTime: iso(at - index) },
    })),
    NodeHeartbeat: list(size.nodes, (index) => ({
      ...object('NodeHeartbeat', `node-${index}`, index, ''),
      conditions: [{ type: 'Ready', lastHeartbeatTime: iso(at - index * 100) }],
    })),
    Event: list(size.events, (index) => event(index, turn, at)),
  };
  const none = Object.fromEntries(kindNames.map((kind) => [kind, []]));
  return {
    meta: {
      kind: 'Snapshot',
      apiVersion: 'gazette/v1',
      format: 1,
      ...{ number: turn + 1, ...toObservation({ cluster: 'bench', time: iso(at) }) },
    },
    objects: { ...none, ...found } as Snapshot['objects'],
  };
}

const hash = (...parts: (string | number)[]) =>
  createHash('sha256').update(parts.join('/')).digest('hex').slice(0, 10);
const uid = (...parts: (string | number)[]) =>
  createHash('sha256')
    .update(parts.join('/'))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const namespaceOf = (set: number) => `team-${set % 20}`;

function object<Name extends KindName>(kind: Name, name: string, set: number, namespace = namespaceOf(set)) {
  return {
    kind,
    apiVersion: 'v1',
    metadata: {
      uid: uid(kind, namespace, name),
      ...(namespace && { namespace }),
      name,
      creationTimestamp: iso(NOW - 86_400_000),
    },
  };
}

function ownedBy(kind: 'Deployment' | 'ReplicaSet', name: string, set: number) {
  const own = object(kind === 'Deployment' ? 'ReplicaSet' : 'Pod', '', set).metadata;
  const reference = {
    apiVersion: 'apps/v1',
    kind,
    name,
    uid: object(kind, name, set).metadata.uid,
    controller: true,
  };
  return {
    metadata: {
      ...own,
      uid: uid('set', set),
      name: `service-${set}-${hash('set', set)}`,
      ownerReferences: [reference],
    },
  };
}

function owner<Name extends 'Deployment' | 'ReplicaSet'>(kind: Name, name: string, set: number) {
  return {
    ...object(kind, name, set),
    spec: {
      replicas: PODS_PER_SET,
      selector: { matchLabels: { app: `service-${set}` } },
      template: {
        metadata: { labels: { app: `service-${set}`, version: '1.4.2' } },
        spec: { containers: containers(set) },
      },
    },
    status: {
      observedGeneration: 1,
      replicas: PODS_PER_SET,
      readyReplicas: PODS_PER_SET,
      availableReplicas: PODS_PER_SET,
      updatedReplicas: PODS_PER_SET,
    },
  };
}

const containers = (set: number) =>
  ['app', 'proxy'].map((name) => ({
    name,
    image: `registry.example.com/team/${name}-${set}:1.4.2`,
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } },
    readinessProbe: {
      httpGet: { path: '/health', port: 8080, scheme: 'HTTP' },
      periodSeconds: 10,
      timeoutSeconds: 1,
      failureThreshold: 3,
    },
    livenessProbe: {
      httpGet: { path: '/alive', port: 8080, scheme: 'HTTP' },
      periodSeconds: 10,
      timeoutSeconds: 1,
      failureThreshold: 3,
    },
  }));

const isRestarted = (index: number) => index % SHARE === 1;
const isReplaced = (index: number) => index % SHARE === 51;

function podName(index: number, turn: 0 | 1): string {
  const set = Math.floor(index / PODS_PER_SET);
  return `service-${set}-${hash('set', set)}-${hash('pod', index, isReplaced(index) ? turn : 0).slice(0, 5)}`;
}

function pod(index: number, { nodes }: Size, turn: 0 | 1): ObjectOf<'Pod'> {
  const set = Math.floor(index / PODS_PER_SET);
  const started = iso(NOW - 80_000_000 - index * 1000);
  const restarts = isRestarted(index) && turn === 1 ? 1 : 0;
  const status = containers(set).map(({ name, image }) => ({
    name,
    ready: true,
    started: true,
    restartCount: restarts,
    image,
    imageID: `${image}@sha256:${hash(image).repeat(6)}`,
    state: { running: { startedAt: restarts ? iso(NOW - 5 * MINUTE) : started } },
    ...(restarts && {
      lastState: {
        terminated: {
          exitCode: 137,
          reason: 'OOMKilled',
          startedAt: started,
          finishedAt: iso(NOW - 5 * MINUTE),
        },
      },
    }),
  }));
  const name = podName(index, turn);
  const base = object('Pod', name, set);
  const reference = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: `service-${set}-${hash('set', set)}`,
    uid: uid('set', set),
    controller: true,
  };
  return {
    ...base,
    metadata: {
      ...base.metadata,
      labels: { app: `service-${set}`, version: '1.4.2', 'pod-template-hash': hash('set', set) },
      ownerReferences: [reference],
    },
    spec: {
      nodeName: `node-${index % nodes}`,
      restartPolicy: 'Always',
      serviceAccountName: 'default',
      terminationGracePeriodSeconds: 30,
      containers: containers(set),
    },
    status: {
      phase: 'Running',
      podIP: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      hostIP: `192.168.${(index % nodes) >> 8}.${(index % nodes) & 255}`,
      qosClass: 'Burstable',
      startTime: started,
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: started,
      })),
      containerStatuses: status,
    },
  };
}

function slice(set: number, size: Size, turn: 0 | 1): ObjectOf<'EndpointSlice'> {
  const pods = Array.from({ length: PODS_PER_SET }, (_, place) => set * PODS_PER_SET + place).filter(
    (index) => index < size.pods,
  );
  return {
    ...object('EndpointSlice', `service-${set}-abcde`, set),
    addressType: 'IPv4',
    endpoints: pods.map((index) => {
      const { metadata, status, spec } = pod(index, size, turn);
      return {
        addresses: [status!.podIP!],
        conditions: { ready: true },
        nodeName: spec!.nodeName,
        targetRef: { kind: 'Pod', namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
      };
    }),
  };
}

function node(index: number): ObjectOf<'Node'> {
  return {
    ...object('Node', `node-${index}`, index, ''),
    status: {
      capacity: { cpu: '32', memory: '128Gi', pods: '110' },
      allocatable: { cpu: '31', memory: '120Gi', pods: '110' },
      conditions: ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({
        type,
        status: type === 'Ready' ? 'True' : 'False',
        lastTransitionTime: iso(NOW - 86_000_000),
      })),
      addresses: [{ type: 'InternalIP', address: `192.168.${index >> 8}.${index & 255}` }],
      nodeInfo: { kubeletVersion: 'v1.33.2', osImage: 'Debian GNU/Linux 12', architecture: 'amd64' },
    },
  };
}

/** One in five is new, one in five has recurred. */
function event(index: number, turn: 0 | 1, at: number): ObjectOf<'Event'> {
  const isNew = index % 5 === 0;
  const recurred = index % 5 === 1 ? turn : 0;
  const name = `${podName(index, 0)}.${hash('event', index, isNew ? turn : 0)}`;
  return {
    ...object('Event', name, Math.floor(index / PODS_PER_SET)),
    involvedObject: {
      kind: 'Pod',
      namespace: namespaceOf(Math.floor(index / PODS_PER_SET)),
      name: podName(index, 0),
    },
    type: index % 3 === 0 ? 'Warning' : 'Normal',
    reason: 'BackOff',
    message: `Back-off restarting failed container app in pod ${podName(index, 0)}`,
    count: 3 + recurred,
    firstTimestamp: iso(NOW - 40 * MINUTE),
    lastTimestamp: iso(isNew || recurred ? at - MINUTE : NOW - 30 * MINUTE),
    source: { component: 'kubelet', host: `node-${index}` },
  };
}
