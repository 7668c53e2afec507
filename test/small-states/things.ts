/** Small objects as an API server would list them, from which states of clusters are made. Times are seconds before. */
import type { KindName, ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { before, object, snapshotOf } from '../snapshot-of.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** An object of any kind, before it is typed. A field that it leaves out is as in every object of a test. */
export interface Thing {
  kind: KindName;
  name: string;
  namespace?: string;
  metadata?: object;
  [field: string]: unknown;
}

/** A snapshot of some things; with one healthy node, n1, where none is among them. */
export function stateOf(things: readonly Thing[]): Snapshot {
  const all = things.some(({ kind }) => kind === 'Node') ? things : [...things, ...someNode('n1')];
  const objects: { [Name in KindName]?: ObjectOf<Name>[] } = {};
  for (const { kind, name, namespace, metadata = {}, ...fields } of all) {
    const own = {
      ...fields,
      metadata: { uid: `${kind}/${name}`, ...(namespace && { namespace }), ...metadata },
    };
    (objects[kind] ??= [] as never[]).push(object(kind, name, own as object) as never);
  }
  const snapshot = snapshotOf(objects);
  // A custom resource is judged if its resource was read.
  const resources = new Set(snapshot.objects.TableRow.flatMap(({ resource }) => resource ?? []));
  const read = { state: 'complete' as const, durationMs: 0, objects: 1, requests: 1, bytes: 0, columns: [] };
  snapshot.meta.coverage.push(...[...resources].map((kind) => ({ kind, ...read })));
  return snapshot;
}

export const cond = (type: string, status: string, more: object = {}) => ({
  ...{ type, status, lastTransitionTime: before(HOUR) },
  ...more,
});

const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [
    { apiVersion: kind === 'Node' ? 'v1' : 'apps/v1', kind, name, uid: `${kind}/${name}`, controller: true },
  ],
});

/** A Deployment with its ReplicaSet. */
export function someDeployment(
  name: string,
  desired: number,
  ready: number,
  { spec = {}, status = {}, namespace = 'shop' }: { spec?: object; status?: object; namespace?: string } = {},
): Thing[] {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'app', image: `r/${name}:1.0` }] },
  };
  const counts = { observedGeneration: 1, replicas: desired, readyReplicas: ready, availableReplicas: ready };
  return [
    {
      ...{ kind: 'Deployment', name, namespace, metadata: { generation: 1 } },
      spec: { replicas: desired, template, ...spec },
      status: { ...counts, updatedReplicas: desired, ...status },
    },
    {
      ...{ kind: 'ReplicaSet', name: `${name}-abc`, namespace, metadata: ownedBy('Deployment', name) },
      spec: { replicas: desired, template },
      status: counts,
    },
  ];
}

export interface PodOptions {
  ready?: boolean;
  node?: string;
  /** Seconds ago. */
  born?: number;
  /** Of its one container. */
  container?: object;
  spec?: object;
  status?: object;
  metadata?: object;
  namespace?: string;
}

/** A pod of an owner, `ReplicaSet/web-abc`, or of none. */
export function somePod(name: string, owner: string | undefined, options: PodOptions = {}): Thing {
  const { ready = true, node: nodeName = 'n1', born = DAY, namespace = 'shop' } = options;
  const [kind = '', ownerName = ''] = owner?.split('/') ?? [];
  return {
    ...{ kind: 'Pod', name, namespace },
    metadata: {
      ...(owner && ownedBy(kind, ownerName)),
      labels: { app: owner ? ownerName.replace(/-abc$/, '') : name },
      creationTimestamp: before(born),
      ...options.metadata,
    },
    spec: {
      ...{
        nodeName,
        restartPolicy: 'Always',
        containers: [{ name: 'app', image: 'r/app:1.0', readinessProbe: {} }],
      },
      ...options.spec,
    },
    status: {
      ...{ phase: 'Running', startTime: before(born) },
      conditions: [
        cond('PodScheduled', 'True', { lastTransitionTime: before(born) }),
        cond('Initialized', 'True'),
        cond('Ready', ready ? 'True' : 'False', { lastTransitionTime: before(Math.min(born, HOUR)) }),
      ],
      containerStatuses: [
        {
          name: 'app',
          ready,
          started: true,
          restartCount: 0,
          state: { running: { startedAt: before(born) } },
          ...options.container,
        },
      ],
      ...options.status,
    },
  };
}

/** The pods of a Deployment: the first so many are ready. */
export const podsOf = (name: string, desired: number, ready: number, options?: PodOptions): Thing[] =>
  Array.from({ length: desired }, (_, index) =>
    somePod(`${name}-${index}`, `ReplicaSet/${name}-abc`, index < ready ? {} : { ready: false, ...options }),
  );

/** A container that waits: `waiting('ImagePullBackOff', …)`. */
export const waiting = (reason: string, message = 'back-off'): PodOptions => ({
  ready: false,
  status: { phase: 'Pending' },
  container: { started: false, state: { waiting: { reason, message } } },
});

/** A container in a crash loop, with how it last ended. */
export const crashing = (message?: string, ended: object = {}): PodOptions => ({
  ready: false,
  container: {
    restartCount: 9,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
    lastState: {
      terminated: {
        exitCode: 1,
        reason: 'Error',
        startedAt: before(360),
        finishedAt: before(300),
        message,
        ...ended,
      },
    },
  },
});

/** A Service with its endpoints: those that get traffic, then those that do not. */
export const someService = (
  name: string,
  ready: number,
  notReady = 0,
  spec: object = {},
  ports: { name?: string; port: number }[] = [{ port: 8080 }],
): Thing[] => [
  {
    ...{ kind: 'Service', name },
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.9',
      selector: { app: name },
      ports: [{ port: 80, targetPort: 8080 }],
      ...spec,
    },
  },
  {
    ...{ kind: 'EndpointSlice', name: `${name}-s`, addressType: 'IPv4', ports },
    metadata: { labels: { 'kubernetes.io/service-name': name } },
    endpoints: Array.from({ length: ready + notReady }, (_, index) => ({
      addresses: [`10.1.0.${index + 1}`],
      conditions: { ready: index < ready, serving: index < ready },
      targetRef: { kind: 'Pod', name: `${name}-${index}` },
    })),
  },
];

export const someIngress = (host: string, name: string): Thing => ({
  ...{ kind: 'Ingress', name: host },
  spec: {
    rules: [{ host, http: { paths: [{ path: '/', backend: { service: { name, port: { number: 80 } } } }] } }],
  },
});

export const someJob = (name: string, conditions: object[], { spec = {}, status = {} } = {}): Thing => ({
  ...{ kind: 'Job', name },
  spec: { completions: 1, ...spec },
  status: { startTime: before(2 * HOUR), conditions, ...status },
});

export const failedJob = someJob('report', [cond('Failed', 'True', { reason: 'BackoffLimitExceeded' })]);

/** A node with its Lease. */
export function someNode(
  name: string,
  { ready = 'True', conditions = [] as object[], spec = {} } = {},
): Thing[] {
  return [
    {
      ...{ kind: 'Node', name, spec },
      status: {
        conditions: [
          cond('Ready', ready, { message: 'Kubelet stopped posting node status.' }),
          ...conditions,
        ],
      },
    },
    {
      ...{ kind: 'Lease', name, namespace: 'kube-node-lease' },
      spec: { leaseDurationSeconds: 40, renewTime: before(ready === 'True' ? 5 : 600) },
    },
  ];
}

export const warning = (about: string, reason: string, message: string): Thing => ({
  ...{ kind: 'Event', name: `${about}.1`, type: 'Warning', reason, message, lastTimestamp: before(120) },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: about },
});
