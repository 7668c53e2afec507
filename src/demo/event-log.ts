/** Everything that is reported as an Event, by whom, and each time that it is: told from lives, Jobs and incidents. */
import { NODE_GRACE, type PodLife } from './lives.ts';
import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';
import { uuid } from './hash.ts';
import { podOwner, replicaSetName, workloadReference } from './objects/owners.ts';
import { uidOf, type Moment } from './objects/object.ts';
import { imageOf } from './objects/pod-spec.ts';
import { unschedulable } from './objects/pods.ts';
import type { Plan } from './plan.ts';

export interface InvolvedObject {
  kind: string;
  apiVersion: string;
  namespace?: string;
  name: string;
  uid: string;
  fieldPath?: string;
}

/** One Event object: what repeats within its hour of life is counted in it. */
export interface EventSeries {
  uid: string;
  involved: InvolvedObject;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  /** Node of a kubelet. */
  host?: string;
  /** Set for what is reported through events.k8s.io: no source, no count, no first and last timestamps. */
  action?: string;
  /** Sorted. */
  times: number[];
}

type Report = Omit<EventSeries, 'uid'>;

/** --event-ttl of the API server: from the last occurrence on. */
export const EVENT_TTL = HOUR;

/** Source: client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter: a burst of 25, then one in 5 minutes. */
function limited(times: number[]): number[] {
  const kept: number[] = [];
  for (const time of times) {
    if (kept.length < 25 || time - kept.at(-1)! >= 5 * MINUTE) kept.push(time);
  }
  return kept;
}

function every(period: number, from: number, to: number): number[] {
  const times: number[] = [];
  for (let time = from; time < to; time += period) times.push(time);
  return times;
}

/** Everything that its node's kubelet says about a pod. */
function kubeletReports(life: PodLife, involved: InvolvedObject, horizon: number): Report[] {
  const host = life.node?.name;
  const end = Math.min(life.deleted ?? horizon, horizon);
  const report = (reason: string, message: string, times: number[], container?: string): Report => ({
    type: ['Unhealthy', 'BackOff', 'Failed', 'Evicted'].includes(reason) ? 'Warning' : 'Normal',
    ...{ reason, message, times, component: 'kubelet', host },
    involved:
      container === undefined ? involved : { ...involved, fieldPath: `spec.containers{${container}}` },
  });
  return life.containers.flatMap((container) => {
    const { spec, runs, waiting, unready, past } = container;
    const { name, port } = spec;
    const image = imageOf(spec);
    const starts = past ? [] : runs.map(({ from }) => from);
    const gaps = runs.flatMap(({ to, exitCode }, index) =>
      to === undefined || !exitCode || life.job
        ? []
        : every(12 * SECOND, to + 2 * SECOND, runs[index + 1]?.from ?? to),
    );
    const refused =
      port && spec.warmUp >= 45 ? starts.flatMap((from) => [from + 11 * SECOND, from + 21 * SECOND]) : [];
    const pulls =
      waiting?.reason === 'ImagePullBackOff'
        ? limited(every(13 * SECOND, (life.started ?? end) + 9 * SECOND, end))
        : [];
    const configs =
      waiting?.reason === 'CreateContainerConfigError'
        ? limited(every(12 * SECOND, (life.started ?? end) + 9 * SECOND, end))
        : [];
    return [
      report('Pulled', `Container image "${image}" already present on machine`, starts, name),
      report('Created', `Created container: ${name}`, starts, name),
      report('Started', `Started container ${name}`, starts, name),
      report(
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${life.name}_${life.workload.namespace}(${life.uid})`,
        limited(gaps),
        name,
      ),
      report(
        'Unhealthy',
        `Readiness probe failed: dial tcp :${port}: connect: connection refused`,
        refused,
        name,
      ),
      report('BackOff', waiting?.message ?? '', pulls, name),
      report('Failed', `Error: ${waiting?.message}`, configs, name),
      ...unready.map(({ from, to, why = '' }) =>
        report('Unhealthy', why, limited(every(10 * SECOND, from, Math.min(to, end))), name),
      ),
      ...(life.deleted === undefined || life.evicted
        ? []
        : [report('Killing', `Stopping container ${name}`, [life.deleted + SECOND], name)]),
    ];
  });
}

function podReports(moment: Moment, life: PodLife): Report[] {
  const { plan } = moment;
  const { created, scheduled, deleted, node, workload, name, uid } = life;
  const involved = { kind: 'Pod', apiVersion: 'v1', namespace: workload.namespace, name, uid };
  const gated = life.revision.fate === 'gated';
  const scheduler = { involved, component: 'default-scheduler' };
  const waits =
    gated || (scheduled ?? Infinity) - created < 30 * SECOND
      ? []
      : every(5 * MINUTE, created + SECOND, scheduled ?? plan.horizon);
  const reports: Report[] = [
    {
      ...{ ...scheduler, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' },
      ...{ message: unschedulable(life, moment), times: waits },
    },
    {
      ...{ ...scheduler, type: 'Normal', reason: 'Scheduled', action: 'Binding' },
      message: `Successfully assigned ${workload.namespace}/${name} to ${node?.name}`,
      times: scheduled === undefined ? [] : [scheduled],
    },
    ...kubeletReports(life, involved, plan.horizon),
  ];
  if (life.evicted && deleted !== undefined) {
    reports.push({
      ...{ involved, type: 'Normal', reason: 'TaintManagerEviction', component: 'taint-eviction-controller' },
      ...{ message: `Marking for deletion Pod ${workload.namespace}/${name}`, times: [deleted] },
    });
  }
  if (workload.kind === 'StaticPod') return reports;
  const { apiVersion, kind, name: owner, uid: ownerUid } = podOwner(moment, life);
  const controller = {
    involved: { kind, apiVersion, namespace: workload.namespace, name: owner, uid: ownerUid },
    type: 'Normal' as const,
    component: `${kind.toLowerCase()}-controller`,
  };
  reports.push({
    ...controller,
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}`,
    times: [created],
  });
  if (deleted !== undefined && !life.evicted) {
    reports.push({
      ...controller,
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${name}`,
      times: [deleted],
    });
  }
  return reports;
}

function rolloutReports(moment: Moment): Report[] {
  return [...moment.plan.replicas.values()].flatMap(({ workload, rollouts, scale }): Report[] => {
    const { apiVersion, kind, name, uid } = workloadReference(moment, workload);
    const { namespace } = workload;
    const involved = { kind, apiVersion, namespace, name, uid };
    const scaler = {
      ...involved,
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      uid: uidOf(moment, 'HorizontalPodAutoscaler', namespace, name),
    };
    return [
      ...rollouts.slice(1).flatMap(({ at, revision }, index): Report[] => [
        {
          ...{
            involved,
            type: 'Normal',
            reason: 'ScalingReplicaSet',
            component: 'deployment-controller',
            times: [at],
          },
          message: `Scaled up replica set ${replicaSetName(revision)} from 0 to 1`,
        },
        {
          ...{
            involved,
            type: 'Normal',
            reason: 'ScalingReplicaSet',
            component: 'deployment-controller',
            times: [at + SECOND],
          },
          message: `Scaled down replica set ${replicaSetName(rollouts[index]!.revision)}`,
        },
      ]),
      ...scale.slice(1).map(({ at, replicas, load }): Report => ({
        ...{
          involved: scaler,
          type: 'Normal',
          reason: 'SuccessfulRescale',
          component: 'horizontal-pod-autoscaler',
          times: [at],
        },
        message: `New size: ${replicas}; reason: ${load ? 'cpu resource utilization (percentage of request) above target' : 'All metrics below target'}`,
      })),
    ];
  });
}

function jobReports(moment: Moment): Report[] {
  return moment.plan.jobs.flatMap(({ workload, name, uid, created, finished, succeeded }): Report[] => {
    const { namespace } = workload;
    const { apiVersion, kind, name: cron, uid: cronUid } = workloadReference(moment, workload);
    const cronJob = { kind, apiVersion, namespace, name: cron, uid: cronUid };
    const job = { kind: 'Job', apiVersion: 'batch/v1', namespace, name, uid };
    const from = { type: 'Normal' as const, component: 'cronjob-controller' };
    return [
      {
        ...from,
        involved: cronJob,
        reason: 'SuccessfulCreate',
        message: `Created job ${name}`,
        times: [created],
      },
      {
        ...{ ...from, involved: cronJob, reason: 'SawCompletedJob', times: [finished] },
        message: `Saw completed job: ${name}, condition: ${succeeded ? 'Complete' : 'Failed'}`,
      },
      succeeded
        ? {
            ...from,
            involved: job,
            component: 'job-controller',
            reason: 'Completed',
            message: 'Job completed',
            times: [finished],
          }
        : {
            ...{
              involved: job,
              type: 'Warning',
              component: 'job-controller',
              reason: 'BackoffLimitExceeded',
            },
            ...{ message: 'Job has reached the specified backoff limit', times: [finished] },
          },
    ];
  });
}

function incidentReports(moment: Moment): Report[] {
  const { plan } = moment;
  return plan.incidents.flatMap(({ from, to, effect }): Report[] => {
    if (effect.type === 'node-silent' || effect.type === 'cordon') {
      const name = effect.node;
      const node = { kind: 'Node', apiVersion: 'v1', name, uid: uidOf(moment, 'Node', undefined, name) };
      const report = (component: string, reason: string, time: number): Report => ({
        ...{ involved: node, type: 'Normal', reason, component, times: Number.isFinite(time) ? [time] : [] },
        message: `Node ${name} status is now: ${reason}`,
      });
      if (effect.type === 'cordon') {
        return [report('kubelet', 'NodeNotSchedulable', from), report('kubelet', 'NodeSchedulable', to)];
      }
      const told = from + NODE_GRACE;
      const pods = plan.lives.filter(
        (life) => life.node?.name === name && life.created < from && (life.gone ?? Infinity) > told,
      );
      return [
        report('node-controller', 'NodeNotReady', told),
        report('kubelet', 'NodeReady', to + 2 * SECOND),
        ...pods.map(({ workload: { namespace }, name: pod, uid }): Report => ({
          ...{
            involved: { kind: 'Pod', apiVersion: 'v1', namespace, name: pod, uid },
            type: 'Warning',
            reason: 'NodeNotReady',
          },
          ...{ message: 'Node is not ready', component: 'node-controller', times: [told] },
        })),
      ];
    }
    if (effect.type !== 'leader') return [];
    const holder = plan.estate.nodes[effect.node]?.name;
    const name = effect.component;
    return [
      {
        involved: {
          kind: 'Lease',
          apiVersion: 'coordination.k8s.io/v1',
          namespace: 'kube-system',
          name,
          uid: uidOf(moment, 'Lease', 'kube-system', name),
        },
        ...{ type: 'Normal', reason: 'LeaderElection', component: name, times: [from] },
        message: `${holder}_${uuid(`${name}/${from}`)} became leader`,
      },
    ];
  });
}

function claimReports(moment: Moment): Report[] {
  const { plan } = moment;
  const { claim } = plan.estate.strays;
  if (!claim) return [];
  const { namespace, name } = claim;
  return [
    {
      involved: {
        kind: 'PersistentVolumeClaim',
        apiVersion: 'v1',
        namespace,
        name,
        uid: uidOf(moment, 'PersistentVolumeClaim', namespace, name),
      },
      ...{ type: 'Warning', reason: 'ProvisioningFailed', component: 'persistentvolume-controller' },
      message: 'storageclass.storage.k8s.io "fast-ssd" not found',
      times: limited(every(15 * SECOND, plan.anchor - 3 * DAY, plan.horizon)),
    },
  ];
}

/** Cuts a report where more than the TTL lies between two times: by then its Event is gone, and a new one is made. */
function seriesOf(cluster: string, report: Report): EventSeries[] {
  const parts: number[][] = [];
  for (const time of report.times) {
    const part = parts.at(-1);
    if (part && time - part.at(-1)! < EVENT_TTL) part.push(time);
    else parts.push([time]);
  }
  const { involved, reason, message } = report;
  return parts.map((times) => ({
    ...{ ...report, times },
    uid: uuid(`${cluster}/event/${involved.uid}/${involved.fieldPath}/${reason}/${message}/${times[0]}`),
  }));
}

const logs = new WeakMap<Plan, EventSeries[]>();

/** Every Event of a plan that is still alive a day before its anchor or later; kept with the plan. */
export function eventLog(plan: Plan): EventSeries[] {
  const known = logs.get(plan);
  if (known) return known;
  const moment = { plan, at: plan.anchor };
  const reports = [
    ...plan.lives.flatMap((life) => podReports(moment, life)),
    ...[rolloutReports, jobReports, incidentReports, claimReports].flatMap((tell) => tell(moment)),
  ];
  const log = reports
    .flatMap((report) => seriesOf(plan.estate.name, report))
    .filter(({ times }) => times.at(-1)! > plan.anchor - DAY - 2 * HOUR);
  logs.set(plan, log);
  return log;
}
