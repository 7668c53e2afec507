/**
 * Computes from the estate and the timeline which pods and Jobs live when. Pure. A later horizon does not change
 * earlier times.
 */
import { DAY, HOUR } from './clock.ts';
import { planJobs, type JobLife } from './batch-plan.ts';
import type { ClusterName, Estate, Workload } from './estate.ts';
import { estates } from './estates.ts';
import { settleReadiness, type PodLife } from './pod-lives.ts';
import { unknownOf } from './nodes-plan.ts';
import { planReplicas } from './replica-plan.ts';
import type { ReplicaPlan } from './replicas.ts';
import { timeline, type DatedIncident } from './timeline.ts';

export interface DemoPlan {
  estate: Estate;
  anchor: number;
  /** Crash loops and schedules are computed up to this time. */
  horizon: number;
  incidents: DatedIncident[];
  replicas: Map<Workload, ReplicaPlan>;
  jobs: JobLife[];
  lives: PodLife[];
}

export function buildPlan(cluster: ClusterName, anchor: number, horizon: number): DemoPlan {
  const estate = estates[cluster];
  const incidents = timeline[cluster].map(({ from, to, ...rest }) => ({
    ...rest,
    from: anchor + Math.round(from * HOUR),
    to: to === undefined ? Infinity : anchor + Math.round(to * HOUR),
  }));
  const replicas = new Map(
    estate.workloads
      .filter(({ kind }) => kind !== 'CronJob')
      .map((workload) => [workload, planReplicas(estate, incidents, workload, anchor, horizon)]),
  );
  const jobs = estate.workloads
    .filter(({ schedule }) => schedule && !schedule.suspended)
    .flatMap((workload) => planJobs(estate, incidents, workload, anchor, horizon));
  const lives = [
    ...[...replicas.values()].flatMap((plan) => plan.lives),
    ...jobs.flatMap((job) => job.lives),
  ];
  const addresses = new Map<string, number>();
  for (const life of lives.toSorted((a, b) => a.created - b.created)) {
    const node = life.node?.name ?? '';
    addresses.set(node, (addresses.get(node) ?? 1) + 1);
    life.address = addresses.get(node)!;
  }
  for (const life of lives) settleReadiness(life, life.node ? unknownOf(incidents, life.node.name) : []);
  return { estate, anchor, horizon, incidents, replicas, jobs, lives };
}

const plans = new Map<string, DemoPlan>();

/** The plan that reaches at least to `instant`; cached, because it serves a whole day of instants. */
export function planFor(cluster: ClusterName, anchor: number, instant: number): DemoPlan {
  const days = Math.max(0, Math.ceil((instant - anchor) / DAY));
  const key = `${cluster}/${anchor}/${days}`;
  let plan = plans.get(key);
  if (!plan) {
    plan = buildPlan(cluster, anchor, anchor + days * DAY + HOUR);
    plans.set(key, plan);
  }
  return plan;
}
