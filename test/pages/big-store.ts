/**
 * A cluster of 20,000 pods, 5,000 of them in one namespace, written directly into a store. These tests are about pages,
 * not about collecting.
 */
import type { KeptObject, ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import { take } from '../site-fixtures.ts';
import { before, object, TIME } from '../snapshot-of.ts';

export const BIG = { cluster: 'big', namespace: 'payments', pods: 20_000, inOne: 5_000 };

const PODS_PER_SET = 20;
const NODES = 300;
const TEAMS = 40;
/** One of this many pods crashes. */
const CRASHING = 97;

/** Two snapshots within an hour, a quarter of an hour apart: the second edition is brief. */
export async function writeBigStore(data: string): Promise<void> {
  const objects = bigObjects();
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    viewerContext: 'bank',
    silences: [],
  };
  await take(data, BIG.cluster, TIME, { objects, settings });
  const later = new Date(Date.parse(TIME) + 900_000).toISOString().replace('.000Z', 'Z');
  await take(data, BIG.cluster, later, { objects, settings });
}

function bigObjects(): KeptObject[] {
  const random = seededLetters();
  const objects: KeptObject[] = [];
  for (let index = 0; index < NODES; index += 1) objects.push(toNode(index));
  for (let set = 0; set * PODS_PER_SET < BIG.pods; set += 1) {
    const namespace = set * PODS_PER_SET < BIG.inOne ? BIG.namespace : `team-${set % TEAMS}`;
    objects.push(...toApp(set, namespace, random));
  }
  return objects;
}

function toNode(index: number): ObjectOf<'Node'> {
  return object('Node', nodeName(index), {
    metadata: { labels: { 'topology.kubernetes.io/zone': `dc${(index % 2) + 1}` } },
    status: {
      capacity: { cpu: '32', memory: '131072Mi', pods: '250' },
      allocatable: { cpu: '32', memory: '131072Mi', pods: '250' },
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: `192.168.${index % 3}.${index % 250}` }],
      nodeInfo: { kubeletVersion: 'v1.33.2', containerRuntimeVersion: 'containerd://1.7.22' },
    },
  });
}

const nodeName = (index: number) => `lxa${String(index).padStart(3, '0')}.dc${(index % 2) + 1}.bank.example`;

function toApp(set: number, namespace: string, random: (length: number) => string): KeptObject[] {
  const app = `settlement-service-${set}`;
  const version = `2.${set % 30}.1`;
  const labels = { 'app.kubernetes.io/name': app, 'app.kubernetes.io/version': version };
  const images = ['app', 'proxy'].map((name) => ({
    name,
    image: `registry.bank.example/${namespace}/${name === 'app' ? app : name}:${version}`,
    readinessProbe: { httpGet: {} },
    resources: { requests: { cpu: '50m', memory: '128Mi' } },
  }));
  const replicas = { replicas: PODS_PER_SET, readyReplicas: PODS_PER_SET };
  const deployment = object('Deployment', app, {
    metadata: { namespace, uid: `d-${set}`, labels },
    spec: {
      replicas: PODS_PER_SET,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: images } },
    },
    status: { ...replicas, updatedReplicas: PODS_PER_SET, availableReplicas: PODS_PER_SET },
  });
  const setName = `${app}-${random(10)}`;
  const replicaSet = object(
    'ReplicaSet',
    setName,
    { metadata: { namespace, uid: `r-${set}`, labels } },
    deployment,
  );
  const service = object('Service', app, {
    metadata: { namespace, uid: `s-${set}` },
    spec: {
      type: 'ClusterIP',
      clusterIP: `172.20.${set >> 8}.${set & 255}`,
      selector: labels,
      ports: [{ port: 80 }],
    },
  });
  const pods = Array.from({ length: PODS_PER_SET }, (_, place) => {
    const index = set * PODS_PER_SET + place;
    const isCrashing = index % CRASHING === 0;
    const name = `${setName}-${random(5)}`;
    const metadata = {
      namespace,
      uid: `p-${index}`,
      labels,
      creationTimestamp: before(600 + ((index * 977) % 8_000_000)),
    };
    return object('Pod', name, toPod(index, isCrashing, images, metadata), replicaSet);
  });
  const slice = object('EndpointSlice', `${app}-${random(5)}`, {
    metadata: { namespace, uid: `e-${set}`, labels: { 'kubernetes.io/service-name': app } },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: pods.map(({ status, spec, metadata }) => ({
      addresses: [status?.podIP ?? ''],
      conditions: { ready: status?.conditions?.[0]?.status === 'True' },
      nodeName: spec?.nodeName,
      targetRef: { kind: 'Pod', namespace, name: metadata.name },
    })),
  });
  return [deployment, replicaSet, service, slice, ...pods];
}

function toPod(
  index: number,
  isCrashing: boolean,
  containers: { name: string; image: string }[],
  metadata: object,
): object {
  const terminated = { exitCode: 137, reason: 'OOMKilled', finishedAt: before(60 + (index % 3000)) };
  return {
    metadata,
    spec: { nodeName: nodeName(index % NODES), containers },
    status: {
      phase: 'Running',
      podIP: `10.${(index >> 14) + 16}.${(index >> 7) & 127}.${index & 127}`,
      conditions: [{ type: 'Ready', status: isCrashing ? 'False' : 'True' }],
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        ready: !isCrashing || name === 'proxy',
        started: true,
        restartCount: isCrashing && name === 'app' ? 14 : 0,
        state:
          isCrashing && name === 'app'
            ? {
                waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' },
              }
            : { running: { startedAt: before(500) } },
        ...(isCrashing && name === 'app' && { lastState: { terminated } }),
      })),
    },
  };
}

/** Letters as in Kubernetes' random names, the same in every run. */
function seededLetters(): (length: number) => string {
  let seed = 1;
  return (length) =>
    Array.from({ length }, () => {
      seed = (seed * 48_271) % 0x7fffffff;
      return 'bcdfghjklmnpqrstvwxz2456789'[seed % 27];
    }).join('');
}
