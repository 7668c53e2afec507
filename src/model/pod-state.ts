import { humanDuration, shortHumanDuration, secondsBetween } from './human-duration.ts';
import { isReady } from './health-check.ts';
import { isLoose } from './owners.ts';
import { isTerminalPhase, type Pod } from './pod-status.ts';
import type { Judged, PodRow } from './report.ts';

/** A pod may take this long to start before that counts as failing. */
export const STARTING_SECONDS = 300;
/** A restart this recent still tells of trouble. */
export const RECENT_RESTART_SECONDS = 3600;
/** A pod may overstay its deletion by this much before that is worth saying. */
export const OVERSTAY_SECONDS = 60;

/** Statuses of a pod that is on its way up, in kubectl's words. */
const STARTING = /^(Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|Running|NotReady|)$/;

/**
 * How a pod does.
 * @param row its columns so far
 * @param nodeDown its node is known not to be ready
 */
export function judgePod(
  pod: Pod,
  row: Omit<PodRow, 'state' | 'why'>,
  { at, nodeDown }: { at: string; nodeDown: boolean },
): Judged {
  const { metadata, status } = pod;
  const unschedulable = status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'Unschedulable',
  );
  if (status?.phase === undefined) return { state: 'unknown', why: 'has no status' };
  if (metadata.deletionTimestamp) return judgeDeleted(metadata.deletionTimestamp, row, at);
  if (row.status === 'Unknown' || row.status === 'NodeLost') {
    return { state: 'unknown', why: row.node ? `node ${row.node} is lost` : 'its node is lost' };
  }
  if (status.phase === 'Succeeded') return { state: 'healthy' };
  if (isTerminalPhase(status.phase)) {
    // Its controller has replaced it, or counts it (a Job): the workload says whether that matters.
    return {
      state: isLoose(row) ? 'failing' : 'degraded',
      why: withMessage(row.status, status.message),
    };
  }
  if (row.status === 'SchedulingGated') return { state: 'degraded', why: 'held back by scheduling gates' };
  if (unschedulable)
    return { state: 'failing', why: withMessage('cannot be scheduled', unschedulable.message) };
  if (isReady(pod)) return judgeReady(row, at);
  // The node controller takes Ready from every pod of a node that is silent (pkg/controller/nodelifecycle).
  if (nodeDown) return { state: 'failing', why: `node ${row.node} is not ready` };
  const age = secondsBetween(row.created, at) ?? 0;
  if (!STARTING.test(row.status)) return { state: 'failing', why: row.status };
  if (age < STARTING_SECONDS && row.restartCount === 0) {
    return { state: 'degraded', why: `starting for ${humanDuration(Math.max(0, age))}` };
  }
  if (status.phase === 'Pending') return { state: 'failing', why: `${row.status} for ${humanDuration(age)}` };
  return { state: 'failing', why: notReady(pod, row) };
}

function judgeDeleted(deletion: string, row: { status: string }, at: string): Judged {
  const overstay = secondsBetween(deletion, at) ?? 0;
  if (row.status === 'Unknown') return { state: 'unknown', why: 'being deleted from a lost node' };
  if (overstay <= OVERSTAY_SECONDS) return { state: 'healthy' };
  return { state: 'degraded', why: `should have been gone ${humanDuration(overstay)} before` };
}

function judgeReady(row: Omit<PodRow, 'state' | 'why'>, at: string): Judged {
  const ago = secondsBetween(row.lastRestart?.at, at);
  if (ago === undefined || ago > RECENT_RESTART_SECONDS) return { state: 'healthy' };
  const reason = row.lastRestart?.reason;
  return {
    state: 'degraded',
    why: `restarted ${shortHumanDuration(Math.max(0, ago))} before${reason ? `: ${reason}` : ''}`,
  };
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
