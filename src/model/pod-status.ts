/**
 * What kubectl prints about a pod, to the letter: a port of `printPod` in Kubernetes 1.33,
 * pkg/printers/internalversion/printers.go.
 */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import { formatAge } from './human-duration.ts';

export type Pod = ObjectOf<'Pod'>;
type PodSpec = NonNullable<Pod['spec']>;
type PodStatus = NonNullable<Pod['status']>;
type Container = NonNullable<PodSpec['containers']>[number];
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
export type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

export interface PodStatusColumns {
  /** READY: ready containers and sidecars of all, `1/2`. */
  ready: string;
  /** STATUS. */
  status: string;
  /** RESTARTS, `14 (71d ago)`. */
  restarts: string;
  /** The number in RESTARTS. */
  restartCount: number;
}

/**
 * kubectl's READY, STATUS and RESTARTS columns.
 * @param at the moment from which the age of the last restart is counted
 */
export function formatPodStatus(pod: Pod, at: string): PodStatusColumns {
  const { spec, status } = pod;
  const phase = status?.phase ?? '';
  let reason = status?.reason || phase;
  if (hasCondition(status, 'PodScheduled', (condition) => condition.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }

  const initSpecs = new Map(spec?.initContainers?.map((container) => [container.name, container]));
  const sidecars = spec?.initContainers?.filter(isSidecar).length ?? 0;
  const total = (spec?.containers?.length ?? 0) + sidecars;
  let readyCount = 0;

  const initTally = new RestartTally();
  const sidecarTally = new RestartTally();
  let initializing = false;
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(initSpecs.get(container.name));
    initTally.add(container);
    if (sidecar) sidecarTally.add(container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated && (terminated.exitCode ?? 0) === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) readyCount += 1;
      continue;
    }
    if (terminated) {
      reason = `Init:${formatTerminated(terminated)}`;
    } else if (waiting?.reason && waiting.reason !== 'PodInitializing') {
      reason = `Init:${waiting.reason}`;
    } else {
      reason = `Init:${index}/${spec?.initContainers?.length ?? 0}`;
    }
    initializing = true;
    break;
  }

  let tally = initTally;
  if (!initializing || hasCondition(status, 'Initialized', isTrue)) {
    tally = sidecarTally;
    let hasRunning = false;
    // From the last to the first, so that the first container's reason stands.
    for (const container of (status?.containerStatuses ?? []).toReversed()) {
      tally.add(container);
      const { waiting, terminated, running } = container.state ?? {};
      if (waiting?.reason) {
        reason = waiting.reason;
      } else if (terminated) {
        reason = formatTerminated(terminated);
      } else if (container.ready && running) {
        hasRunning = true;
        readyCount += 1;
      }
    }
    // One container is done while another still runs.
    if (reason === 'Completed' && hasRunning) {
      reason = hasCondition(status, 'Ready', isTrue) ? 'Running' : 'NotReady';
    }
  }

  if (pod.metadata.deletionTimestamp) {
    // pkg/util/node `NodeUnreachablePodReason`; since 1.31 a pod that has ended keeps its status.
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (!isTerminalPhase(phase)) reason = 'Terminating';
  }

  return {
    ready: `${readyCount}/${total}`,
    status: reason,
    restarts: tally.format(at),
    restartCount: tally.count,
  };
}

/** Ended for good. Source: pkg/api/v1/pod `IsPodPhaseTerminal`. */
export const isTerminalPhase = (phase: string | undefined) => phase === 'Succeeded' || phase === 'Failed';

/** A restartable init container, which runs as long as the pod does (1.28 and later). */
export const isSidecar = (container: Pick<Container, 'restartPolicy'> | undefined) =>
  container?.restartPolicy === 'Always';

/** How a container ended: its reason, or else its signal or exit code. */
export function formatTerminated(terminated: Terminated): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
}

type Condition = NonNullable<PodStatus['conditions']>[number];

const isTrue = (condition: Condition) => condition.status === 'True';

function hasCondition(status: PodStatus | undefined, type: string, test: (condition: Condition) => boolean) {
  return status?.conditions?.some((condition) => condition.type === type && test(condition)) ?? false;
}

/** Restarts of some containers, and when the last of them ended. */
class RestartTally {
  count = 0;
  last?: string;

  add(status: ContainerStatus): void {
    this.count += status.restartCount ?? 0;
    const finished = status.lastState?.terminated?.finishedAt;
    if (finished && !(Date.parse(finished) <= Date.parse(this.last ?? ''))) this.last = finished;
  }

  format(at: string): string {
    if (this.count === 0 || this.last === undefined) return `${this.count}`;
    return `${this.count} (${formatAge(this.last, at)} ago)`;
  }
}
