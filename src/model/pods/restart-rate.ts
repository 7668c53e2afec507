/** How often a container has restarted lately, as far as one snapshot proves. */
import { secondsBetween } from '../human-duration.ts';
import type { ContainerStatus, Pod } from './pod-status.ts';

/** This many restarts within {@link LOOP_SECONDS} are a loop: one or two may be chance. */
export const LOOP_RESTARTS = 3;
export const LOOP_SECONDS = 600;

/**
 * The kubelet restarts a container at once, then after 10 s, then each time after twice as long. Source:
 * pkg/kubelet/kubelet.go `backOffPeriod`, kuberuntime_manager.go `doBackOff`.
 */
const FIRST_WAIT_SECONDS = 10;

/**
 * Whether a running container restarted at least {@link LOOP_RESTARTS} times in the {@link LOOP_SECONDS} before a
 * moment.
 */
export const restartsFast = (pod: Pod, status: ContainerStatus, at: string): boolean =>
  provenRestarts(pod, status, at) >= LOOP_RESTARTS;

/**
 * Restarts of a container in the {@link LOOP_SECONDS} before a moment: a lower bound. The kubelet keeps only a count
 * and the last end. If the pod itself is no older than that time, the count is exact. Once its container has run for half
 * of that time, those were part of its start, and count as none. Otherwise, the wait before the
 * current start tells how many ends came in a row. Each wait is twice the one before.
 */
export function provenRestarts(
  pod: Pod,
  { restartCount = 0, state, lastState }: ContainerStatus,
  at: string,
) {
  const began = secondsBetween(pod.status?.startTime ?? pod.metadata.creationTimestamp, at);
  const { startedAt: lastStart, finishedAt: lastEnd } = lastState?.terminated ?? {};
  const start = state?.running?.startedAt;
  const run = secondsBetween(lastStart, lastEnd);
  const wait = secondsBetween(lastEnd, start);
  let ago = secondsBetween(start, at);
  if (began !== undefined && began <= LOOP_SECONDS)
    return ago !== undefined && ago > LOOP_SECONDS / 2 ? 0 : restartCount;
  if (ago === undefined || run === undefined || wait === undefined) return 0;
  let proven = 0;
  // Earlier runs are assumed to have been as long as the last.
  for (let pause = Math.max(0, wait); ago <= LOOP_SECONDS && proven < restartCount; pause = halve(pause)) {
    proven += 1;
    if (pause < FIRST_WAIT_SECONDS) break;
    ago += pause + Math.max(0, run);
  }
  return proven;
}

/** The wait before the previous restart; the first restart of a series has no wait. */
const halve = (wait: number) => (wait / 2 < FIRST_WAIT_SECONDS ? 0 : wait / 2);
