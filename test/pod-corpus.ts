/** Pods in every state that an API server can hold. The body of the POST, and then of the PUT to their status. */

interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  restartCount: number;
  started?: boolean;
  state?: object;
  lastState?: object;
}
interface Status {
  phase?: string;
  reason?: string;
  message?: string;
  podIP?: string;
  podIPs?: { ip: string }[];
  conditions?: { type: string; status: string; reason?: string }[];
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
}
export interface CorpusPod {
  name: string;
  spec: object;
  finalizers?: string[];
  status: Status;
  /** Delete the pod after its status is set. */
  deleted?: true;
}

const at = '2026-11-20T05:00:00Z';
const status = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  ...{ name, image: `registry/${name}:1.0`, imageID: '', ready: false, restartCount: 0 },
  ...more,
});
const ended = (how: object) => ({ terminated: { startedAt: at, finishedAt: at, exitCode: 0, ...how } });

/** The possible states of a container. */
const DOING: Record<string, Partial<ContainerStatus>> = {
  ready: { ready: true, started: true, state: { running: { startedAt: at } } },
  unready: { started: true, state: { running: { startedAt: at } } },
  restarted: {
    ready: true,
    restartCount: 14,
    state: { running: { startedAt: at } },
    lastState: ended({ exitCode: 137, reason: 'OOMKilled' }),
  },
  creating: { state: { waiting: { reason: 'ContainerCreating' } } },
  crashing: {
    restartCount: 3,
    state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
    lastState: ended({ exitCode: 1, reason: 'Error' }),
  },
  pulling: { state: { waiting: { reason: 'ImagePullBackOff' } } },
  misconfigured: { state: { waiting: { reason: 'CreateContainerConfigError' } } },
  waiting: { state: { waiting: {} } },
  stateless: { restartCount: 2 },
  completed: { state: ended({ reason: 'Completed' }) },
  failed: { restartCount: 1, state: ended({ exitCode: 1, reason: 'Error' }) },
  killed: { state: ended({ exitCode: 137, reason: 'OOMKilled' }) },
  exited: { state: ended({ exitCode: 3 }) },
  signalled: { state: ended({ exitCode: 139, signal: 11 }) },
  lying: { ready: true, restartCount: 5, state: ended({ exitCode: 0, reason: 'Completed' }) },
};
const doings = Object.keys(DOING);

const containers = (...names: string[]) => names.map((name) => ({ name, image: `registry/${name}:1.0` }));
const isReady = (value: 'True' | 'False') => [{ type: 'Ready', status: value }];
const podStatus = (phase: string, ...doing: string[]): Status => ({
  phase,
  containerStatuses: doing.map((what, index) => status(`c${index}`, DOING[what])),
});
const withContainers = (count: number) => ({
  containers: containers(...Array.from({ length: count }, (_, index) => `c${index}`)),
});

/** One container: each state in each phase. */
const singles = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'].flatMap((phase) =>
  doings.map((doing) => ({
    name: `one-${phase.toLowerCase()}-${doing}`,
    spec: withContainers(1),
    status: podStatus(phase, doing),
  })),
);

/** Two containers: each state with each other, Ready and not. */
const pairs = doings.flatMap((first) =>
  doings.map((second, index) => ({
    name: `two-${first}-${second}`,
    spec: withContainers(2),
    status: { ...podStatus('Running', first, second), conditions: isReady(index % 2 ? 'True' : 'False') },
  })),
);

/** Two init containers: the first done or not, the second in each state; beside a container that waits or runs. */
const inits = doings.flatMap((second) =>
  ['completed', 'exited', 'unready'].map((first) => ({
    name: `init-${first}-${second}`,
    spec: { initContainers: containers('i0', 'i1'), ...withContainers(1) },
    status: {
      ...podStatus('Pending', second === 'completed' ? 'restarted' : 'waiting'),
      initContainerStatuses: [
        status('i0', { ...DOING[first], restartCount: 2 }),
        status('i1', { ...DOING[second], restartCount: 3 }),
      ],
    },
  })),
);

const others: CorpusPod[] = [
  { name: 'no-status', spec: withContainers(1), status: {} },
  {
    name: 'unscheduled',
    spec: withContainers(3),
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
    },
  },
  {
    name: 'evicted',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
  },
  { name: 'outofcpu', spec: withContainers(1), status: { phase: 'Failed', reason: 'OutOfcpu' } },
  {
    name: 'node-lost',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: { ...podStatus('Running', 'ready'), reason: 'NodeLost' },
  },
  {
    name: 'node-lost-deleted',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: { ...podStatus('Running', 'ready'), reason: 'NodeLost' },
    deleted: true,
  },
  {
    name: 'terminating',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: podStatus('Running', 'ready'),
    deleted: true,
  },
  {
    name: 'terminating-crashing',
    spec: { nodeName: 'worker', ...withContainers(2) },
    status: podStatus('Running', 'crashing', 'ready'),
    deleted: true,
  },
  {
    name: 'terminating-pending',
    spec: withContainers(1),
    finalizers: ['example.com/hold'],
    status: podStatus('Pending', 'creating'),
    deleted: true,
  },
  {
    name: 'one-ip',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: { ...podStatus('Running', 'ready'), podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }] },
  },
  {
    name: 'two-ips',
    spec: { nodeName: 'worker', ...withContainers(1) },
    status: {
      ...podStatus('Running', 'ready'),
      podIP: 'fd00::1',
      podIPs: [{ ip: 'fd00::1' }, { ip: '10.1.2.4' }],
    },
  },
  {
    name: 'gated-ready',
    spec: { readinessGates: [{ conditionType: 'example.com/lb' }], ...withContainers(1) },
    status: { ...podStatus('Running', 'ready'), conditions: isReady('False') },
  },
  {
    name: 'more-statuses-than-containers',
    spec: withContainers(1),
    status: podStatus('Running', 'ready', 'crashing', 'ready'),
  },
  { name: 'fewer-statuses-than-containers', spec: withContainers(3), status: podStatus('Running', 'ready') },
  { name: 'unknown-phase', spec: withContainers(1), status: { phase: 'Unknown' } },
];

export const podCorpus: CorpusPod[] = [...singles, ...pairs, ...inits, ...others];

/** Differs on purpose from what newer printers print; see the test. */
export const deletedAfterTheEnd: CorpusPod = {
  name: 'deleted-after-the-end',
  spec: withContainers(1),
  finalizers: ['example.com/hold'],
  status: podStatus('Succeeded', 'completed'),
  deleted: true,
};
