/** How often a container was restarted between two snapshots: Days and comparisons both ask here. */
import type { ContainerRow } from '../model/report.ts';
import { toUnix } from './day/unix.ts';

/** What one snapshot says of a container's restarts. */
export interface RestartCounter {
  /** The kubelet's own counter, within one UID of a pod. */
  counter: number;
  /** The last end that the kubelet still knew, Unix seconds; absent where it knew none, or no time of it. */
  ended?: number;
}

export function toCounter({ restarts, pastRestarts = 0, lastRestart }: ContainerRow): RestartCounter {
  const ended = toUnix(lastRestart?.at);
  return { counter: restarts + pastRestarts, ...(ended !== undefined && { ended }) };
}

/**
 * At least so many restarts lie between two snapshots of one pod. The counter says it. When the kubelet has forgotten a
 * container, the counter begins anew at zero: then what it counts now, and at least one where an end is newer than the
 * last. Restarts that kubectl does not count are none.
 * Source: pkg/kubelet/kuberuntime/kuberuntime_container.go `startContainer`.
 * @param before absent where the pod is new: it brings its restarts along
 */
export function countRestarts(before: RestartCounter | undefined, now: ContainerRow): number {
  if (now.pastRestarts !== undefined) return 0;
  const { counter, ended } = toCounter(now);
  if (!before) return counter;
  if (counter >= before.counter) return counter - before.counter;
  const isNewer = ended !== undefined && before.ended !== undefined && ended > before.ended;
  return Math.max(counter, Number(isNewer));
}
