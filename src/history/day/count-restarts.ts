/** How often a container restarted between two snapshots: Days and comparisons both ask here. */
import type { ContainerRow } from '../../model/report.ts';
import { toUnix } from './unix.ts';

/** What one snapshot says about a container's restarts. */
export interface RestartCounter {
  /** The kubelet's own counter, for one UID of a pod. */
  counter: number;
  /** The last known end, in Unix seconds; absent if the kubelet knew no end, or no time. */
  ended?: number;
}

export function toCounter({ restarts, pastRestarts = 0, lastRestart }: ContainerRow): RestartCounter {
  const ended = toUnix(lastRestart?.at);
  return { counter: restarts + pastRestarts, ...(ended !== undefined && { ended }) };
}

/**
 * The least number of restarts between two snapshots of one pod, from the counter. When the kubelet has forgotten a
 * container, the counter begins again at zero. Then its new value counts, and at least one restart if an end is newer
 * than the last. Restarts that kubectl does not count are ignored. Source:
 * pkg/kubelet/kuberuntime/kuberuntime_container.go `startContainer`.
 * @param before absent for a new pod, whose restarts all count
 */
export function countRestarts(before: RestartCounter | undefined, now: ContainerRow): number {
  if (now.pastRestarts !== undefined) return 0;
  const { counter, ended } = toCounter(now);
  if (!before) return counter;
  if (counter >= before.counter) return counter - before.counter;
  const isNewer = ended !== undefined && before.ended !== undefined && ended > before.ended;
  return Math.max(counter, Number(isNewer));
}
