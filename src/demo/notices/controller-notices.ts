/** Notices of controllers about workloads, Jobs, nodes, leaders and claims. */
import { namespacedName } from '../../model/object-ref.ts';
import { cronOf, lastScheduled } from '../plan/batch-plan.ts';
import { DAY, MINUTE, SECOND } from '../plan/clock.ts';
import { uuid } from '../plan/hash.ts';
import type { Span } from '../plan/intervals.ts';
import { NODE_GRACE } from '../plan/pod-lives.ts';
import { uidOf, type Instant } from '../objects/object.ts';
import { replicaSetName, workloadReference } from '../objects/owners.ts';
import type { Effect } from '../plan/timeline.ts';
import { every, limited, type Notice } from './notice.ts';

export function rolloutNotices(moment: Instant): Notice[] {
  return [...moment.plan.replicas.values()].flatMap(({ workload, rollouts, scale }): Notice[] => {
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
      ...rollouts.slice(1).flatMap(({ at, revision }, index): Notice[] => [
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
      ...scale.slice(1).map(({ at, replicas, load }): Notice => ({
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

export function jobNotices(moment: Instant): Notice[] {
  return moment.plan.jobs.flatMap(({ workload, name, uid, created, finished, succeeded }): Notice[] => {
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

export function incidentNotices(moment: Instant): Notice[] {
  const { plan } = moment;
  return plan.incidents.flatMap(({ from, to, effect }): Notice[] => {
    if (effect.type === 'node-silent' || effect.type === 'cordon') {
      const name = effect.node;
      const node = { kind: 'Node', apiVersion: 'v1', name, uid: uidOf(moment, 'Node', undefined, name) };
      const notice = (component: string, reason: string, time: number): Notice => ({
        ...{ involved: node, type: 'Normal', reason, component, times: Number.isFinite(time) ? [time] : [] },
        message: `Node ${name} status is now: ${reason}`,
      });
      if (effect.type === 'cordon') {
        return [notice('kubelet', 'NodeNotSchedulable', from), notice('kubelet', 'NodeSchedulable', to)];
      }
      const told = from + NODE_GRACE;
      const pods = plan.lives.filter(
        (life) => life.node?.name === name && life.created < from && (life.gone ?? Infinity) > told,
      );
      return [
        notice('node-controller', 'NodeNotReady', told),
        notice('kubelet', 'NodeReady', to + 2 * SECOND),
        ...pods.map(({ workload: { namespace }, name: pod, uid }): Notice => ({
          ...{
            involved: { kind: 'Pod', apiVersion: 'v1', namespace, name: pod, uid },
            type: 'Warning',
            reason: 'NodeNotReady',
          },
          ...{ message: 'Node is not ready', component: 'node-controller', times: [told] },
        })),
      ];
    }
    if (effect.type === 'job-refused') return refusalNotices(moment, effect, { from, to });
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

/** From the first due run on; the controller tries again and again. */
function refusalNotices(
  moment: Instant,
  { workload: key, message }: Extract<Effect, { type: 'job-refused' }>,
  { from, to }: Span,
): Notice[] {
  const { plan } = moment;
  return plan.estate.workloads
    .filter((workload) => namespacedName(workload) === key)
    .map((workload): Notice => {
      const { apiVersion, kind, name, uid } = workloadReference(moment, workload);
      const due = lastScheduled(workload, from) + cronOf(workload).every * MINUTE;
      return {
        involved: { kind, apiVersion, namespace: workload.namespace, name, uid },
        ...{ type: 'Warning', reason: 'FailedCreate', component: 'cronjob-controller' },
        message: `Error creating job: ${message}`,
        times: limited(every(MINUTE, due, Math.min(to, plan.horizon))),
      };
    });
}

export function claimNotices(moment: Instant): Notice[] {
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
