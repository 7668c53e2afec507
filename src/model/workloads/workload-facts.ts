/** What differs between the kinds of workloads: the numbers that their controllers report, and their meaning. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildCronRuns } from './cron-runs.ts';
import { formatCronJob, formatJob, judgeCronJob, judgeJob, judgePodless, judgeRuns } from './jobs.ts';
import type { CronRuns, Judged } from '../report.ts';
import {
  daemonSetRollout,
  deploymentRollout,
  statefulSetRollout,
  type RolloutState,
} from '../versions/rollout.ts';
import { worst } from '../state.ts';
import { judgeReplicas, type Numbers } from './workload-state.ts';

export interface WorkloadFacts extends Numbers {
  judged: Judged;
  rollout?: RolloutState;
  detail?: string;
  runs?: CronRuns;
}

export function deploymentFacts(deployment: ObjectOf<'Deployment'>): WorkloadFacts {
  const { status } = deployment;
  const numbers = { ...replicas(deployment), updated: status?.updatedReplicas ?? 0 };
  const rollout = deploymentRollout(deployment);
  return {
    ...reported(status, numbers),
    rollout,
    judged: judgeReplicas(reported(status, numbers), {
      unit: 'replica',
      rollout,
      failure: failureOf(status),
    }),
  };
}

export function statefulSetFacts(statefulSet: ObjectOf<'StatefulSet'>): WorkloadFacts {
  const { status } = statefulSet;
  const numbers = reported(status, { ...replicas(statefulSet), updated: status?.updatedReplicas ?? 0 });
  const rollout = statefulSetRollout(statefulSet);
  return { ...numbers, rollout, judged: judgeReplicas(numbers, { unit: 'replica', rollout }) };
}

export function daemonSetFacts(daemonSet: ObjectOf<'DaemonSet'>): WorkloadFacts {
  const { status } = daemonSet;
  const numbers = reported(status, {
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    available: status?.numberAvailable ?? 0,
  });
  const rollout = daemonSetRollout(daemonSet);
  return { ...numbers, rollout, judged: judgeReplicas(numbers, { unit: 'node', rollout }) };
}

/** ReplicaSets and ReplicationControllers, which have no rollouts. */
export function replicaSetFacts(
  set: ObjectOf<'ReplicaSet'> | ObjectOf<'ReplicationController'>,
): WorkloadFacts {
  const numbers = reported(set.status, replicas(set));
  return { ...numbers, judged: judgeReplicas(numbers, { unit: 'replica', failure: failureOf(set.status) }) };
}

/** The sums over several sets of one owner, without numbers that no controller has written yet. */
export function sumSets(
  sets: readonly (ObjectOf<'ReplicaSet'> | ObjectOf<'ReplicationController'>)[],
): Numbers {
  const all = sets.map((set) => reported(set.status, replicas(set)));
  const sum = (key: keyof Numbers) => {
    const numbers = all.map((one) => one[key]);
    return numbers.includes(undefined) ? undefined : numbers.reduce((total = 0, one = 0) => total + one, 0);
  };
  const [desired, current, ready, available] = [
    sum('desired'),
    sum('current'),
    sum('ready'),
    sum('available'),
  ];
  if (current === undefined || ready === undefined || available === undefined) return { desired };
  return { desired, current, ready, available };
}

/** Why the first of several sets cannot create its pods. */
export const failureOfSets = (
  sets: readonly (ObjectOf<'ReplicaSet'> | ObjectOf<'ReplicationController'>)[],
): string | undefined =>
  sets.map(({ spec, status }) => (spec?.replicas === 0 ? undefined : failureOf(status))).find(Boolean);

export function jobFacts(job: ObjectOf<'Job'>, at: string): WorkloadFacts {
  return { judged: worst([judgeJob(job), judgePodless(job, at)]), detail: formatJob(job, at) };
}

/** @param jobs its Jobs; undefined when Jobs were not seen */
export function cronJobFacts(
  cronJob: ObjectOf<'CronJob'>,
  jobs: readonly ObjectOf<'Job'>[] | undefined,
  at: string,
): WorkloadFacts {
  const runs = buildCronRuns(cronJob, jobs, at);
  return {
    judged: worst([
      judgeCronJob(jobs, runs),
      judgeRuns(runs, at),
      ...(jobs ?? []).map((job) => judgePodless(job, at)),
    ]),
    detail: formatCronJob(cronJob, at),
    runs,
  };
}

type Status = Pick<
  NonNullable<ObjectOf<'Deployment'>['status']>,
  'replicas' | 'readyReplicas' | 'availableReplicas' | 'observedGeneration' | 'conditions'
>;

/** The API server leaves zeros out; a missing number of desired replicas means one. */
function replicas({ spec, status }: { spec?: { replicas?: number }; status?: Status }) {
  return {
    desired: spec?.replicas ?? 1,
    current: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  };
}

/** Zeros that no controller has written yet are not numbers. The spec's desired number is still valid. */
function reported(status: Pick<Status, 'observedGeneration'> | undefined, numbers: Numbers): Numbers {
  return status?.observedGeneration ? numbers : { desired: numbers.desired };
}

const failureOf = (status: Status | undefined) =>
  status?.conditions?.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True')
    ?.message;
