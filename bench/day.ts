/** A day of an invented cluster, snapshot by snapshot: heartbeats, and pods that come, go and restart. */
import { createHash } from 'node:crypto';
import { compileTrim } from '../src/collect/trim.ts';
import { kinds, type KeptObject, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import type { Observation } from '../src/snapshots/schema.ts';
import { toNode, toPod } from './cluster.ts';
import { readWholly, toObservation } from './observation.ts';

export interface DayOptions {
  pods: number;
  nodes: number;
  /** The cluster has a metrics server. */
  metrics: boolean;
  /** Number of pods that change between two snapshots. Half of them restart a container; half are replaced. */
  changes: (turn: number) => number;
  /** Services whose pods are all replaced between two snapshots. */
  rollouts: (turn: number) => number;
}

interface Moment {
  observation: Observation;
  objects: KeptObject[];
}

/** Seconds between two snapshots. */
const INTERVAL = 900;
const PODS_PER_SERVICE = 20;
const FIRST = Date.parse('2026-01-01T00:00:00Z');
/** An event lives for this many snapshots: an hour. */
const EVENT_LIFE = 4;

type Pod = ObjectOf<'Pod'>;
type Event = ObjectOf<'Event'>;

const trimPod = compileTrim('Pod', () => {});
const trimNode = compileTrim('Node', () => {});

/** The objects of each snapshot of the day, one after another. */
export function* simulateDay(cluster: string, turns: number, options: DayOptions): Generator<Moment> {
  const nodes = Array.from({ length: options.nodes }, (_, index) => makeNode(index));
  const pods = Array.from({ length: options.pods }, (_, index) => makePod(index, options.nodes));
  const services = Math.floor(options.pods / PODS_PER_SERVICE);
  const releases = Array.from({ length: services }, () => 0);
  let events: { turn: number; event: Event }[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const happen = (index: number, reason: string) =>
      events.push({ turn, event: makeEvent(pods[index]!, reason, turn) });
    events = events.filter((one) => turn - one.turn < EVENT_LIFE);
    for (let change = 0; change < options.changes(turn); change += 1) {
      const index = pick(options.pods, 'pod', turn, change);
      pods[index] = change % 2 === 0 ? restart(pods[index]!, turn) : replace(pods[index]!, turn);
      happen(index, change % 2 === 0 ? 'BackOff' : 'Started');
    }
    for (let rollout = 0; rollout < options.rollouts(turn); rollout += 1) {
      const service = pick(services, 'service', turn, rollout);
      releases[service]! += 1;
      for (let index = service * PODS_PER_SERVICE; index < (service + 1) * PODS_PER_SERVICE; index += 1) {
        pods[index] = replace(pods[index]!, turn);
        for (const reason of ['Scheduled', 'Pulled', 'Started']) happen(index, reason);
      }
    }
    const objects: KeptObject[] = [
      ...pods,
      ...events.map(({ event }) => event),
      ...nodes,
      ...nodes.flatMap((node) => toBeats(node, turn)),
      ...releases.map((release, service) => makeDeployment(pods[service * PODS_PER_SERVICE]!, release)),
      ...(options.metrics ? nodes.map((node) => toMetrics(node, turn)) : []),
    ];
    yield { observation: observe(cluster, turn), objects };
  }
}

const timeOf = (turn: number, seconds = 0) =>
  new Date(FIRST + (turn * INTERVAL + seconds) * 1000).toISOString().replace('.000Z', 'Z');

/** Looks random, and is equal in every run. */
const noise = (...parts: (string | number)[]) => createHash('sha256').update(parts.join('/')).digest('hex');
const pick = (end: number, ...parts: (string | number)[]) =>
  Number.parseInt(noise(...parts).slice(0, 12), 16) % end;
const uidOf = (...parts: (string | number)[]) =>
  noise('uid', ...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

function makeNode(index: number): ObjectOf<'Node'> {
  const node = toNode(index);
  const metadata = { ...node.metadata, uid: uidOf(node.metadata.name), creationTimestamp: timeOf(-900) };
  return trimNode({ ...node, metadata }, 'v1')!;
}

function makePod(index: number, nodes: number): Pod {
  const pod = toPod(index, index % nodes, uidOf('set', Math.floor(index / PODS_PER_SERVICE)));
  const metadata = { ...pod.metadata, uid: uidOf(pod.metadata.name), creationTimestamp: timeOf(-90) };
  return trimPod({ ...pod, metadata }, 'v1')!;
}

/** One container ends and starts again. */
function restart(pod: Pod, turn: number): Pod {
  const [first, ...rest] = pod.status?.containerStatuses ?? [];
  const containerStatuses = [
    {
      ...first!,
      restartCount: (first?.restartCount ?? 0) + 1,
      containerID: `containerd://${noise(pod.metadata.name, turn)}`,
      state: { running: { startedAt: timeOf(turn, -100) } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: timeOf(turn, -102) } },
    },
    ...rest,
  ];
  return { ...pod, status: { ...pod.status, containerStatuses } };
}

/** Another pod of the same owner. */
function replace(pod: Pod, turn: number): Pod {
  const at = timeOf(turn, -120);
  const name = pod.metadata.name.replace(/.{5}$/, noise(pod.metadata.name, turn).slice(0, 5));
  const ip = `10.${pick(250, name)}.${pick(250, name, 'ip')}.7`;
  return {
    ...pod,
    metadata: { ...pod.metadata, uid: uidOf(name, turn), name, creationTimestamp: at },
    status: {
      ...pod.status,
      ...{ podIP: ip, startTime: at },
      conditions: pod.status?.conditions?.map((condition) => ({ ...condition, lastTransitionTime: at })),
      containerStatuses: pod.status?.containerStatuses?.map((container) => ({
        ...container,
        restartCount: 0,
        containerID: `containerd://${noise(name, container.name ?? '')}`,
        state: { running: { startedAt: at } },
        lastState: {},
      })),
    },
  };
}

function makeEvent({ metadata }: Pod, reason: string, turn: number): Event {
  const at = timeOf(turn, -pick(INTERVAL, metadata.name, turn));
  const { uid, name, namespace } = metadata;
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      uid: uidOf(name, reason, turn),
      namespace,
      name: `${name}.${noise(name, reason, turn).slice(0, 16)}`,
      creationTimestamp: at,
    },
    involvedObject: { kind: 'Pod', namespace, name, uid, fieldPath: 'spec.containers{app}' },
    type: reason === 'BackOff' ? 'Warning' : 'Normal',
    reason,
    message: `${reason}: container app of ${name}`,
    count: 1,
    ...{ firstTimestamp: at, lastTimestamp: at },
    source: { component: 'kubelet', host: `node-${pick(300, name)}` },
  };
}

function toBeats({ metadata: { uid, name } }: ObjectOf<'Node'>, turn: number): KeptObject[] {
  return [
    {
      ...{ kind: 'NodeHeartbeat', apiVersion: 'gazette/v1', metadata: { uid, name } },
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
        type,
        lastHeartbeatTime: timeOf(turn, -pick(300, name, turn)),
      })),
    },
    {
      ...{ kind: 'Lease', apiVersion: 'coordination.k8s.io/v1' },
      metadata: { uid: uidOf('lease', name), namespace: 'kube-node-lease', name },
      spec: {
        ...{ holderIdentity: name, leaseDurationSeconds: 40 },
        renewTime: timeOf(turn, -pick(10, name, turn)).replace(
          'Z',
          `.${noise(name, turn, 'µs').slice(0, 6)}Z`,
        ),
      },
    },
  ];
}

function toMetrics({ metadata: { name } }: ObjectOf<'Node'>, turn: number): ObjectOf<'NodeMetrics'> {
  return {
    kind: 'NodeMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: { uid: '', name, creationTimestamp: timeOf(turn) },
    timestamp: timeOf(turn, -pick(30, name, turn)),
    window: '10.062s',
    usage: {
      cpu: `${pick(400, name, turn)}000000n`,
      memory: `${250_000 + pick(50_000, name, turn)}Ki`,
    },
  };
}

function makeDeployment({ metadata: { namespace, labels } }: Pod, release: number): ObjectOf<'Deployment'> {
  const name = labels?.['app'] ?? '';
  return {
    ...{ kind: 'Deployment', apiVersion: 'apps/v1' },
    metadata: { uid: uidOf('deployment', name), namespace, name, labels, generation: 1 + release },
    spec: { replicas: PODS_PER_SERVICE },
    status: { observedGeneration: 1 + release, replicas: PODS_PER_SERVICE, readyReplicas: PODS_PER_SERVICE },
  };
}

const observe = (cluster: string, turn: number): Observation =>
  toObservation({
    cluster,
    time: timeOf(turn),
    durationMs: pick(400, 'duration', turn),
    coverage: readWholly(undefined, (kind) => ({
      ...{ apiVersion: kinds[kind].versions[0]!, method: 'exact' },
      ...{ durationMs: pick(60, kind, turn), objects: pick(90, kind, turn), requests: 2 },
      bytes: 5_000 + pick(3_000, kind, turn),
    })),
  });
