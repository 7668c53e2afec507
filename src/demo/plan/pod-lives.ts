/** A pod's life: when it was created, where it ran, what its containers did. The API serves everything from lives. */
import { MINUTE, SECOND } from './clock.ts';
import type { DemoContainer, DemoNode, Fate, Workload } from './estate.ts';
import { between, uuid } from './hash.ts';
import { templateAt } from './template.ts';
import { covers, intersect, subtract, type Span } from './intervals.ts';

/** One run of a container, from its start to its end. */
export interface ContainerRun {
  from: number;
  /** When its readiness probe first passes; absent: never. */
  ready?: number;
  to?: number;
  exitCode?: number;
  reason?: string;
  message?: string;
}

export interface ContainerLife {
  spec: DemoContainer;
  role: 'init' | 'sidecar' | 'main';
  runs: ContainerRun[];
  /** Why the container does not run, if it never runs. */
  waiting?: { reason: string; message?: string };
  /** Restarts before the first run in `runs`, and the time of the last of them. */
  past?: { restarts: number; at: number };
  /** Spans in which the probe fails although the container runs. */
  unready: (Span & { why?: string })[];
}

/** The pod's template. */
export interface Revision {
  workload: Workload;
  version: string;
  fate: Fate;
  /** The end of the ReplicaSet's name, and the pod-template-hash. */
  hash: string;
}

export interface PodLife {
  uid: string;
  name: string;
  workload: Workload;
  revision: Revision;
  slot: number;
  created: number;
  /** Absent: never. */
  scheduled?: number;
  node?: DemoNode;
  /** When the kubelet accepted the pod. */
  started?: number;
  deleted?: number;
  /** Deleted because its node was silent. */
  evicted?: true;
  gone?: number;
  graceSeconds: number;
  containers: ContainerLife[];
  /** When its Job's only attempt ended. */
  finished?: { at: number; succeeded: boolean };
  /** Uid and name of its Job. */
  job?: { uid: string; name: string };
  /** Number of the pod on its node, by creation: gives its IP address. */
  address: number;
  /** Spans in which the pod is Ready. */
  ready: Span[];
}

/** Where and when the scheduler puts a pod; absent: on no node. */
export interface PodPlacement {
  node: DemoNode;
  at: number;
}

const OOM = { reason: 'OOMKilled', exitCode: 137 };

// Source: pkg/kubelet/kubelet.go, backOffPeriod and MaxContainerBackOff: 10 s, doubled each time, at most 5 min.
const backOff = (restarts: number) => (restarts === 0 ? 1 : Math.min(300, 5 * 2 ** restarts)) * SECOND;

function crashing(
  start: number,
  horizon: number,
  lasts: (run: number) => number,
  end: Partial<ContainerRun>,
  warmUp?: number,
): ContainerRun[] {
  const runs: ContainerRun[] = [];
  for (let from = start; from < horizon;) {
    const to = from + lasts(runs.length) * SECOND;
    const ready = warmUp === undefined ? undefined : from + warmUp * SECOND;
    runs.push({ from, to, ready: ready !== undefined && ready < to ? ready : undefined, ...end });
    from = to + backOff(runs.length - 1);
  }
  return runs;
}

/** The runs of a main container whose first possible start is `start`. */
function mainRuns(
  key: string,
  spec: DemoContainer,
  fate: Fate,
  start: number,
  horizon: number,
): ContainerRun[] {
  if (fate === 'no-image' || fate === 'no-config' || fate === 'init-crash') return [];
  if (fate === 'leak') {
    const lasts = (run: number) => Math.max(75, 200 - 11 * run) + between(`${key}/${run}`, 0, 20);
    return crashing(start, horizon, lasts, OOM, spec.warmUp);
  }
  if (fate === 'crash') {
    const message =
      'panic: model schema 7 is newer than 6 <b>see</b> https://svc:canary-last-words-77@wiki.bank.example/models\n';
    return crashing(start, horizon, () => 6, { reason: 'Error', exitCode: 2, message });
  }
  return [{ from: start, ready: start + spec.warmUp * SECOND }];
}

function waitingOf(fate: Fate, spec: DemoContainer): ContainerLife['waiting'] {
  if (fate === 'no-image') {
    const message = `Back-off pulling image "${spec.image}:${spec.version}": ErrImagePull: manifest unknown`;
    return { reason: 'ImagePullBackOff', message };
  }
  if (fate === 'no-config')
    return { reason: 'CreateContainerConfigError', message: 'configmap "offers" not found' };
  if (fate === 'init-crash') return { reason: 'PodInitializing' };
  return undefined;
}

interface Birth {
  uidKey: string;
  name: string;
  revision: Revision;
  slot: number;
  created: number;
  placement?: PodPlacement;
  horizon: number;
  /** Takes the restarts before the first day from the estate. */
  past?: { restarts: number; at: number };
}

/** Creates a pod, with its life as its fate decides. The timeline changes it only afterwards. */
export function bear({ uidKey, name, revision, slot, created, placement, horizon, past }: Birth): PodLife {
  const { workload, fate } = revision;
  const uid = uuid(uidKey);
  const life: PodLife = {
    ...{
      uid,
      name,
      workload,
      revision,
      slot,
      created,
      graceSeconds: 30,
      containers: [],
      ready: [],
      address: 0,
    },
    scheduled: placement?.at,
    node: placement?.node,
    started: placement ? placement.at + SECOND : undefined,
  };
  let next = (life.started ?? Infinity) + 2 * SECOND;
  const template = templateAt(workload, revision.version);
  for (const spec of template.sidecars) {
    const runs = placement ? [{ from: next, ready: next + spec.warmUp * SECOND }] : [];
    life.containers.push({ spec, role: 'sidecar', runs, unready: [] });
    next += (spec.warmUp + 1) * SECOND;
  }
  for (const spec of template.init) {
    const ends =
      fate === 'init-crash' ? { reason: 'Error', exitCode: 1 } : { reason: 'Completed', exitCode: 0 };
    const once = [{ from: next, to: next + spec.warmUp * SECOND, ...ends }];
    const runs = fate === 'init-crash' ? crashing(next, horizon, () => 3, ends) : once;
    life.containers.push({ spec, role: 'init', runs: placement ? runs : [], unready: [] });
    next += (spec.warmUp + 1) * SECOND;
  }
  for (const [index, spec] of template.containers.entries()) {
    // A fate affects the first container; the other containers run.
    const own = index === 0 || fate === 'init-crash' ? fate : 'healthy';
    const runs = placement ? mainRuns(`${uid}/${spec.name}`, spec, own, next, horizon) : [];
    life.containers.push({
      ...{
        spec,
        role: 'main',
        runs: index === 0 && past ? since(past.at, runs) : runs,
        unready: [],
      },
      waiting: waitingOf(own, spec),
      past: index === 0 ? past : undefined,
    });
  }
  return life;
}

/** The run after the last of the past restarts. */
const since = (at: number, [run]: ContainerRun[]): ContainerRun[] =>
  run?.ready === undefined ? [] : [{ from: at + SECOND, ready: at + SECOND + run.ready - run.from }];

/** Ends the current run at `instant`, and starts the container again. */
export function restart(
  life: PodLife,
  instant: number,
  end: Pick<ContainerRun, 'reason' | 'exitCode' | 'message'>,
): void {
  const container = life.containers.find(({ role }) => role === 'main');
  const run = container?.runs.at(-1);
  if (!container || !run || run.to !== undefined) throw new Error(`${life.name} does not run at ${instant}`);
  Object.assign(run, end, { to: instant });
  const from = instant + SECOND;
  container.runs.push({ from, ready: from + container.spec.warmUp * SECOND });
}

/** When containers are ready, and therefore the pod; `silences` are those of its node. */
export const readyIntervals = (container: ContainerLife): Span[] =>
  subtract(
    container.runs.flatMap(({ ready, to = Infinity }) => (ready === undefined ? [] : [{ from: ready, to }])),
    container.unready,
  );

export function settleReadiness(life: PodLife, silences: readonly Span[]): void {
  const lifetime = [{ from: life.created, to: life.finished?.at ?? Infinity }];
  const together = life.containers
    .filter(({ role }) => role !== 'init')
    .reduce((ready, container) => intersect(ready, readyIntervals(container)), lifetime);
  life.ready = life.started === undefined ? [] : subtract(together, silences);
}

export const existsAt = (life: PodLife, instant: number): boolean =>
  life.created <= instant && instant < (life.gone ?? Infinity);

export const isReadyAt = (life: PodLife, instant: number): boolean => covers(life.ready, instant);

/** Whether the pod counts among its owner's replicas. Source: pkg/controller/controller_utils.go, IsPodActive. */
export const isActiveAt = (life: PodLife, instant: number): boolean =>
  existsAt(life, instant) &&
  instant < (life.deleted ?? Infinity) &&
  !(life.finished && life.finished.at <= instant);

/**
 * The node lifecycle controller calls a node Unknown this long after its last heartbeat. After another such time, it
 * evicts.
 */
export const NODE_GRACE = 50 * SECOND;
export const EVICTION_AFTER = 5 * MINUTE;
