import { spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { isReady } from './health-check.ts';
import { isLoose } from '../owners/owners.ts';
import { failedSinceStart, startingSince } from './starting-since.ts';
import { isTerminalPhase, type Pod } from './pod-status.ts';
import type { Judged, NodeRow, PodRow } from '../report.ts';
import { LOOP_SECONDS, provenRestarts, restartsFast } from './restart-rate.ts';
import { runsToEnd } from './run-to-end.ts';

/** A pod that takes longer than this to start counts as failing. */
export const STARTING_SECONDS = 300;
/** A pod may exceed its grace period by this much before a finding tells it. */
export const OVERSTAY_SECONDS = 60;

/** Statuses of a starting pod, in kubectl's words. */
const STARTING = /^(Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|Running|NotReady|)$/;

/** The row of a pod's node; `missing` if no such node exists. */
export type NodeOfPod = Pick<NodeRow, 'name' | 'status' | 'heartbeat' | 'joining'> | 'missing' | undefined;

/** The verdict on a pod; `starting` if it has not yet had the time to become ready. */
export interface JudgedPod extends Judged {
  starting?: true;
}

interface PodCircumstances {
  at: string;
  node: NodeOfPod;
  retried: boolean;
  spare: boolean;
}

/**
 * Judges a pod.
 * @param row its columns so far
 * @param retried whether its work was done since
 * @param spare whether nobody misses it while it starts
 * @param going whether it goes with its owner, which is being deleted: only that is told
 */
export function judgePod(
  pod: Pod,
  row: Omit<PodRow, 'state' | 'why'>,
  { going, ...more }: PodCircumstances & { going: boolean },
): JudgedPod {
  const judged = judgeStaying(pod, row, more);
  const isOver = going && pod.metadata.deletionTimestamp === undefined && judged.state !== 'unknown';
  return isOver ? { state: 'healthy' } : judged;
}

function judgeStaying(
  pod: Pod,
  row: Omit<PodRow, 'state' | 'why'>,
  { at, node, retried, spare }: PodCircumstances,
): JudgedPod {
  const { metadata, status } = pod;
  if (status?.phase === undefined) return { state: 'unknown', why: 'has no status' };
  if (metadata.deletionTimestamp) return judgeDeleted(metadata.deletionTimestamp, row, at);
  if (row.status === 'Unknown' || row.status === 'NodeLost') {
    return { state: 'unknown', why: row.node ? `node ${row.node} is lost` : 'its node is lost' };
  }
  if (status.phase === 'Succeeded') return { state: 'healthy' };
  if (isTerminalPhase(status.phase)) return judgeFailed(pod, row, retried);
  // Work that waits in a queue waits by design.
  if (row.status === 'SchedulingGated')
    return runsToEnd(pod)
      ? { state: 'healthy' }
      : { state: 'degraded', why: 'held back by scheduling gates' };
  const unheard = judgeUnheard(row, node, isReady(pod));
  if (unheard) return unheard;
  return judgeLiving(pod, row, { at, spare });
}

/** A pod that has ended in failure. */
function judgeFailed(pod: Pod, row: Omit<PodRow, 'state' | 'why'>, retried: boolean): JudgedPod {
  if (retried || (isLoose(row) && isInteractive(pod))) return { state: 'healthy' };
  // Its controller has replaced it, or counts it (a Job): the workload says whether that matters.
  return {
    state: isLoose(row) ? 'failing' : 'degraded',
    why: withMessage(row.status, pod.status?.message),
  };
}

/** A pod that starts or runs. */
function judgeLiving(
  pod: Pod,
  row: Omit<PodRow, 'state' | 'why'>,
  { at, spare }: Pick<PodCircumstances, 'at' | 'spare'>,
): JudgedPod {
  const phase = pod.status?.phase;
  const seconds = Math.max(0, secondsBetween(startingSince(pod), at) ?? 0);
  const inTime = seconds < STARTING_SECONDS && !failedSinceStart(pod, row);
  const unschedulable = unschedulableOf(pod);
  if (inTime && spare && !isReady(pod) && (unschedulable || STARTING.test(row.status)))
    return { state: 'healthy', starting: true };
  if (unschedulable) {
    const why = withMessage(inTime ? 'waits for a node' : 'cannot be scheduled', unschedulable.message);
    return inTime ? { state: 'degraded', why, starting: true } : { state: 'failing', why };
  }
  if (!inTime && isUnscheduled(pod)) {
    return { state: 'failing', why: `no scheduler has looked at it for ${spellDuration(seconds)}` };
  }
  if (!isReady(pod) && !isOnItsWay(pod, row.status)) return { state: 'failing', why: row.status };
  if (isReady(pod) || (phase === 'Running' && runsToEnd(pod))) return judgeRunning(pod, at);
  if (inTime) {
    return { state: 'degraded', why: `starting for ${spellDuration(seconds)}`, starting: true };
  }
  if (phase === 'Pending') {
    return { state: 'failing', why: `${row.status} for ${spellDuration(seconds)}` };
  }
  return { state: 'failing', why: notReady(pod, row) };
}

/**
 * Why the scheduler gave a pod no node. Source: k8s.io/api/core/v1/types.go `PodReasonUnschedulable`,
 * `PodReasonSchedulerError`.
 */
export const unschedulableOf = ({ status }: Pod) =>
  status?.conditions?.find(
    ({ type, reason = '' }) => type === 'PodScheduled' && /^(Unschedulable|SchedulerError)$/.test(reason),
  );

/**
 * Every scheduler writes `PodScheduled` when it has looked at a pod. Without it, none looks: it is down, or no scheduler
 * has the pod's `schedulerName`. Source: pkg/scheduler/schedule_one.go `handleSchedulingFailure`.
 */
export const isUnscheduled = ({ spec, status }: Pod): boolean =>
  !spec?.nodeName &&
  status?.phase === 'Pending' &&
  !status.conditions?.some(({ type }) => type === 'PodScheduled');

/** It ends as the last command of a terminal ends, which somebody typed: `kubectl debug node/…`, `kubectl run -it`. */
const isInteractive = ({ spec }: Pod): boolean => spec?.containers?.some(({ tty }) => tty === true) === true;

/** A pod that runs to its end is still on its way when its work is partly or wholly done. */
const isOnItsWay = (pod: Pod, status: string) =>
  STARTING.test(status) || (status === 'Completed' && runsToEnd(pod));

/**
 * If nobody reports for a pod, its last report means nothing. A node that does not exist has no kubelet. A node with a
 * silent kubelet may be off, while the control plane still calls it and its pods ready. The node controller takes Ready
 * from every pod of a node that it has given up. Source: pkg/controller/podgc `gcOrphaned`,
 * pkg/controller/nodelifecycle `MarkPodsNotReady`.
 */
function judgeUnheard(row: Pick<PodRow, 'node'>, node: NodeOfPod, ready: boolean): Judged | undefined {
  if (node === 'missing') return { state: 'unknown', why: `node ${row.node} does not exist` };
  if (!node) return undefined;
  if (!ready && node.status.startsWith('NotReady') && !node.joining) {
    return { state: 'failing', why: `node ${node.name} is not ready` };
  }
  if (!node.heartbeat.silent) return undefined;
  const silence = spellDuration(node.heartbeat.ageSeconds ?? 0);
  return { state: 'unknown', why: `node ${node.name} has not been heard for ${silence}` };
}

function judgeDeleted(deletion: string, row: { status: string }, at: string): Judged {
  const overstay = secondsBetween(deletion, at) ?? 0;
  if (row.status === 'Unknown') return { state: 'unknown', why: 'being deleted from a lost node' };
  if (overstay <= OVERSTAY_SECONDS) return { state: 'healthy' };
  return { state: 'degraded', why: `should have been gone ${spellDuration(overstay)} before` };
}

/** A single restart is history, however recent; repeated restarts are not. */
function judgeRunning(pod: Pod, at: string): Judged {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const fast = statuses.find((status) => status.state?.running && restartsFast(pod, status, at));
  if (!fast) return { state: 'healthy' };
  const restarts = provenRestarts(pod, fast, at);
  return { state: 'degraded', why: `restarted ${restarts} times in ${spellDuration(LOOP_SECONDS)}` };
}

function notReady(pod: Pod, row: { ready: string; containers: PodRow['containers'] }): string {
  const unready = row.containers.filter((container) => container.role !== 'init' && !container.ready);
  if (unready.length > 0) return `${row.ready} containers ready`;
  const failing = pod.spec?.readinessGates?.find(
    (gate) =>
      !pod.status?.conditions?.some(
        (condition) => condition.type === gate.conditionType && condition.status === 'True',
      ),
  );
  return failing?.conditionType ? `readiness gate ${failing.conditionType} is not met` : 'not ready';
}

const withMessage = (reason: string, message: string | undefined) =>
  message ? `${reason}: ${message}` : reason;
