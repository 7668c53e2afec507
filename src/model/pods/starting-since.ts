/** How long a pod has had to start: time in which it could not start does not count. */
import type { PodRow } from '../report.ts';
import type { Pod } from './pod-status.ts';

/**
 * The moment from which a pod's time to start counts: the last of these.
 * - Its creation. Before the next steps, a queue or a gate (Kueue, an autoscaler, a quota) may make it wait.
 * - The scheduler found a node (`PodScheduled`): from then on, the kubelet pulls, creates and initialises. Before that,
 *   the scheduler said that it has no node.
 * - Its init containers began. After a reboot of its node, they run anew.
 * - The containers that are not ready started: from then on, they can pass their probes.
 *
 * Source: k8s.io/api/core/v1/types.go `PodConditionType`, `ContainerStateRunning`.
 * @returns a time of the API; undefined if the pod has none
 */
export function startingSince({ metadata, status }: Pod): string | undefined {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const main = status?.phase === 'Running' ? (status.containerStatuses ?? []) : [];
  const unready = main.filter(({ ready }) => !ready);
  const started = (unready.length > 0 ? unready : main).map(({ state }) => state?.running?.startedAt);
  return latest([
    ...[metadata.creationTimestamp, scheduled?.lastTransitionTime, initialisesSince({ status })],
    ...started,
  ]);
}

/**
 * Since when its init containers run, or run anew; undefined if they are done. Source: pkg/kubelet/status/generate.go
 * `GeneratePodInitializedCondition`.
 */
const initialisesSince = ({ status }: Pick<Pod, 'status'>): string | undefined =>
  status?.conditions?.find(({ type, status: value }) => type === 'Initialized' && value === 'False')
    ?.lastTransitionTime;

/** Whether a container failed since the pod began to start: what ended before a reboot of its node is past. */
export function failedSinceStart(
  pod: Pod,
  { restartCount, lastRestart }: Pick<PodRow, 'restartCount' | 'lastRestart'>,
): boolean {
  if (restartCount === 0) return false;
  const since = initialisesSince(pod);
  return since === undefined || Date.parse(lastRestart?.at ?? '') > Date.parse(since);
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  let last: string | undefined;
  for (const time of times) {
    if (time !== undefined && !(Date.parse(time) <= Date.parse(last ?? ''))) last = time;
  }
  return last;
}
