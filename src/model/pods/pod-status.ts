/**
 * Exactly what kubectl prints about a pod: a port of `printPod` in Kubernetes 1.33,
 * pkg/printers/internalversion/printers.go.
 */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { formatAge } from '../human-duration.ts';
import type { LastRestart } from '../report.ts';

export type Pod = ObjectOf<'Pod'>;
type PodSpec = NonNullable<Pod['spec']>;
type PodStatus = NonNullable<Pod['status']>;
type Container = NonNullable<PodSpec['containers']>[number];
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
export type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

export interface PodStatusColumns {
  /** READY: ready containers and sidecars, of all: `1/2`. */
  ready: string;
  /** STATUS. */
  status: string;
  /** RESTARTS, `14 (71d ago)`. */
  restarts: string;
  /** The number in RESTARTS. */
  restartCount: number;
  /** The end whose age is in RESTARTS; absent when no counted container has ended. */
  lastRestart?: LastRestart;
}

/** The minor version of Kubernetes whose `printPod` this is. */
const PORTED = 33;

/**
 * kubectl's READY, STATUS and RESTARTS columns.
 * @param at the moment for the age of the last restart
 * @param minor of the API server: older servers print some pods in another way
 */
export function formatPodStatus(pod: Pod, at: string, minor = PORTED): PodStatusColumns {
  const { spec, status } = pod;
  const phase = status?.phase ?? '';
  const isGated =
    minor >= 26 && hasCondition(status, 'PodScheduled', ({ reason }) => reason === 'SchedulingGated');
  const isInitialized = minor >= 29 && isInitializedByCondition(pod);
  let reason = isGated ? 'SchedulingGated' : status?.reason || phase;

  const sidecars = sidecarsOf(pod);
  const total = (spec?.containers?.length ?? 0) + sidecars.size;
  const initial = readInitContainers(pod, sidecars);
  let readyCount = initial.ready;
  reason = initial.reason ?? reason;
  if (initial.reason === undefined || isInitialized) {
    const main = readContainers(pod, reason);
    readyCount += main.ready;
    reason = main.reason;
  }
  if (pod.metadata.deletionTimestamp) {
    // pkg/util/node `NodeUnreachablePodReason`; since 1.31, a pod that has ended keeps its status.
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (minor < 31 || !isTerminalPhase(phase)) reason = 'Terminating';
  }

  const counted = [...countedStatuses(pod, isInitialized)];
  const restartCount = counted.reduce((sum, container) => sum + (container.restartCount ?? 0), 0);
  const lastRestart = lastRestartOf(counted);
  const hasTime = minor >= 22 && restartCount > 0 && lastRestart?.at !== undefined;
  return {
    ready: `${readyCount}/${total}`,
    status: reason,
    restarts: `${restartCount}${hasTime ? ` (${formatAge(lastRestart.at, at)} ago)` : ''}`,
    restartCount,
    ...(lastRestart && { lastRestart }),
  };
}

/** How many init containers count as ready, and what the first that is not done says. */
function readInitContainers({ spec, status }: Pod, sidecars: ReturnType<typeof sidecarsOf>) {
  let ready = 0;
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    if (hasSucceeded(container)) continue;
    if (isStarted(container, sidecars)) {
      if (container.ready) ready += 1;
      continue;
    }
    const { terminated, waiting } = container.state ?? {};
    if (terminated) return { ready, reason: `Init:${formatTerminated(terminated)}` };
    const isTold = waiting?.reason && waiting.reason !== 'PodInitializing';
    const progress = `${index}/${spec?.initContainers?.length ?? 0}`;
    return { ready, reason: `Init:${isTold ? waiting.reason : progress}` };
  }
  return { ready };
}

/** How many main containers are ready, and what the first of those says that have something to say. */
function readContainers({ status }: Pod, before: string) {
  let [ready, reason] = [0, before];
  let hasRunning = false;
  // From the last to the first, so that the first container's reason wins.
  for (const container of (status?.containerStatuses ?? []).toReversed()) {
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated) reason = formatTerminated(terminated);
    else if (container.ready && running) {
      hasRunning = true;
      ready += 1;
    }
  }
  // One container is done while another still runs.
  if (reason === 'Completed' && hasRunning)
    reason = hasCondition(status, 'Ready', isTrue) ? 'Running' : 'NotReady';
  return { ready, reason };
}

/** Ended for good. Source: pkg/api/v1/pod `IsPodPhaseTerminal`. */
export const isTerminalPhase = (phase: string | undefined) => phase === 'Succeeded' || phase === 'Failed';

/** A restartable init container, which runs as long as the pod (1.28 and later). */
export const isSidecar = (container: Pick<Container, 'restartPolicy'> | undefined) =>
  container?.restartPolicy === 'Always';

/** How a container ended: its reason, else its signal or exit code. */
export function formatTerminated(terminated: Terminated): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
}

type Condition = NonNullable<PodStatus['conditions']>[number];

const isTrue = (condition: Condition) => condition.status === 'True';

function hasCondition(status: PodStatus | undefined, type: string, test: (condition: Condition) => boolean) {
  return status?.conditions?.some((condition) => condition.type === type && test(condition)) ?? false;
}

/**
 * The statuses of the containers whose restarts count, for all figures about restarts. While the pod initialises: its
 * init containers up to the first that is not done. After that: sidecars and main containers; the restarts of init
 * containers are then past. Source: `printPod`, pkg/printers/internalversion/printers.go; kubernetes#26892.
 */
export function countedStatuses(
  pod: Pod,
  isInitialized = isInitializedByCondition(pod),
): ReadonlySet<ContainerStatus> {
  const sidecars = sidecarsOf(pod);
  const statuses = pod.status?.initContainerStatuses ?? [];
  const current = statuses.findIndex((status) => !hasSucceeded(status) && !isStarted(status, sidecars));
  const reached = current === -1 ? statuses : statuses.slice(0, current + 1);
  if (current !== -1 && !isInitialized) return new Set(reached);
  const running = reached.filter(({ name }) => sidecars.has(name));
  return new Set([...running, ...(pod.status?.containerStatuses ?? [])]);
}

const sidecarsOf = ({ spec }: Pod) =>
  new Set(spec?.initContainers?.filter(isSidecar).map(({ name }) => name));

const hasSucceeded = ({ state }: ContainerStatus) =>
  state?.terminated !== undefined && (state.terminated.exitCode ?? 0) === 0;

/** When a sidecar has started, the pod goes on to the next init container. */
const isStarted = ({ name, started }: ContainerStatus, sidecars: ReadonlySet<string | undefined>) =>
  started === true && sidecars.has(name);

const isInitializedByCondition = ({ status }: Pod) => hasCondition(status, 'Initialized', isTrue);

/** The last end of some containers before a restart. An end without a time counts as the oldest. */
function lastRestartOf(statuses: Iterable<ContainerStatus>): LastRestart | undefined {
  let last: LastRestart | undefined;
  for (const { name, lastState } of statuses) {
    if (!lastState?.terminated) continue;
    const restart = toLastRestart(name, lastState.terminated);
    if (!last || Date.parse(restart.at ?? '') > (Date.parse(last.at ?? '') || 0)) last = restart;
  }
  return last;
}

/** How a container ended before its restart. */
export function toLastRestart(
  container: string | undefined,
  { finishedAt, reason, exitCode, signal }: Terminated,
): LastRestart {
  return {
    container: container ?? '',
    ...(finishedAt !== undefined && { at: finishedAt }),
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
  };
}
