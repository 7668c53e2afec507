import type { BuiltPod } from '../pods/pods.ts';
import type { Judged, WorkloadRow } from '../report.ts';
import type { RolloutState } from '../versions/rollout.ts';

export type Numbers = Pick<WorkloadRow, 'desired' | 'current' | 'ready' | 'updated' | 'available'>;

interface ReplicaFacts {
  /** What is counted: replicas, nodes of a DaemonSet, pods of a custom controller. */
  unit: 'replica' | 'node' | 'pod';
  rollout?: RolloutState;
  /** Message of the ReplicaFailure condition: pods cannot be created. */
  failure?: string;
}

/** Judges a workload of many equal pods by its controller's report. */
export function judgeReplicas(numbers: Numbers, { unit, rollout, failure }: ReplicaFacts): Judged {
  const { desired, ready, updated = 0 } = numbers;
  if (desired === undefined || ready === undefined) {
    return { state: 'unknown', why: 'its controller has not reported' };
  }
  const units = desired === 1 ? unit : `${unit}s`;
  if (ready < desired) {
    const why = `${ready} of ${desired} ${units} ready${failure ? `: ${failure}` : ''}`;
    return { state: ready === 0 ? 'failing' : 'degraded', why };
  }
  if (failure) return { state: 'degraded', why: failure };
  if (rollout === 'stuck') {
    return { state: 'degraded', why: `rollout is stuck: ${updated} of ${desired} ${units} updated` };
  }
  return { state: 'healthy' };
}

/**
 * If the missing pods are in their first minutes, a workload without ready pods is starting, not failing.
 * @param pods its own
 */
export function withStart(
  judged: Judged,
  { desired = 0, ready }: Numbers,
  pods: readonly BuiltPod[],
): Judged {
  if (judged.state !== 'failing' || ready !== 0) return judged;
  const starting = pods.filter((pod) => pod.starting);
  const [first] = starting;
  return first && starting.length >= desired
    ? { state: 'degraded', why: `${judged.why}: ${first.row.why}` }
    : judged;
}

/** Adds what keeps the first missing pod from being ready, if that says more than the number. */
export function withCause(judged: Judged, pods: readonly BuiltPod[]): Judged {
  if (judged.state !== 'failing' && judged.state !== 'degraded') return judged;
  const telling = pods.find(
    ({ row, ended, nodeDown }) => !ended && row.state === 'failing' && (nodeDown || row.status !== 'Running'),
  );
  return telling?.row.why ? { ...judged, why: `${judged.why}: ${telling.row.why}` } : judged;
}

/** Trouble of pods degrades their workload, whatever its controller counts; ended pods are past. */
export function judgePods(pods: readonly BuiltPod[]): Judged[] {
  return pods
    .filter(({ row, ended }) => !ended && row.state !== 'healthy')
    .map(({ row }) => ({ state: 'degraded', why: `pod ${row.name}: ${row.why ?? row.status}` }));
}
