/** Autoscalers, disruption budgets and quotas: limits for the number of pods. */
import { DAY, HOUR, MINUTE, stamp } from '../plan/clock.ts';
import { hash } from '../plan/hash.ts';
import { isActiveAt } from '../plan/pod-lives.ts';
import type { ReplicaPlan } from '../plan/replicas.ts';
import { countAt } from './counts.ts';
import { toCondition, lastApplied, metadataOf, type ApiObject, type Instant } from './object.ts';
import { API_VERSIONS, labelsOf, selectorOf } from './owners.ts';
import { bornAt, plansOf, scaleAt } from './workloads.ts';

const TARGET = 70;

/** Per cent of the request: low at night, higher by day, a little different each quarter of an hour. */
export function loadOf(key: string, at: number): number {
  const hour = (at / HOUR) % 24;
  const day = Math.sin(((hour - 7) / 24) * 2 * Math.PI);
  return Math.round(38 + 14 * day + (hash(`${key}/${Math.floor(at / (15 * MINUTE))}`) % 9));
}

const metric = (field: 'target' | 'current', value: number) => [
  {
    type: 'Resource',
    resource: {
      name: 'cpu',
      [field]: { ...(field === 'target' && { type: 'Utilization' }), averageUtilization: value },
    },
  },
];

export function horizontalPodAutoscalers(moment: Instant): ApiObject[] {
  const { at } = moment;
  return [...moment.plan.replicas.values()].flatMap((plan: ReplicaPlan) => {
    const { workload } = plan;
    if (!workload.autoscale) return [];
    const { name, namespace, kind, replicas: least } = workload;
    const { most } = workload.autoscale;
    const scale = scaleAt(plan, at);
    const load = scale.load ?? loadOf(`${namespace}/${name}`, at);
    const isLimited = scale.replicas === most && load > TARGET;
    const { metrics } = moment.plan.estate;
    return [
      {
        metadata: metadataOf(moment, 'HorizontalPodAutoscaler', {
          ...{ name, namespace, created: bornAt(plan), annotations: lastApplied(name) },
          labels: labelsOf(workload, workload.version),
        }),
        spec: {
          scaleTargetRef: { apiVersion: API_VERSIONS[kind], kind, name },
          ...{ minReplicas: least, maxReplicas: most },
          metrics: metric('target', TARGET),
        },
        status: {
          ...(plan.scale.length > 1 && scale.at > bornAt(plan) && { lastScaleTime: stamp(scale.at) }),
          ...{ currentReplicas: scale.replicas, desiredReplicas: metrics ? scale.replicas : 0 },
          currentMetrics: metrics ? metric('current', load) : null,
          conditions: [
            toCondition('AbleToScale', true, bornAt(plan), {
              reason: 'ReadyForNewScale',
              message: 'recommended size matches current size',
            }),
            ...(metrics ? scalingConditions(plan, scale.at, isLimited) : [withoutMetrics(plan)]),
          ],
        },
      },
    ];
  });
}

const scalingConditions = (plan: ReplicaPlan, since: number, isLimited: boolean) => [
  toCondition('ScalingActive', true, bornAt(plan), {
    reason: 'ValidMetricFound',
    message:
      'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
  }),
  isLimited
    ? toCondition('ScalingLimited', true, since, {
        reason: 'TooManyReplicas',
        message: 'the desired replica count is more than the maximum replica count',
      })
    : toCondition('ScalingLimited', false, since, {
        reason: 'DesiredWithinRange',
        message: 'the desired count is within the acceptable range',
      }),
];

/** As in a cluster without metrics.k8s.io. */
const withoutMetrics = (plan: ReplicaPlan) =>
  toCondition('ScalingActive', false, bornAt(plan), {
    reason: 'FailedGetResourceMetric',
    message:
      'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
  });

export function podDisruptionBudgets(moment: Instant): ApiObject[] {
  const { at } = moment;
  return plansOf(moment, 'Deployment', 'StatefulSet', 'Rollout').flatMap((plan) => {
    const { workload, lives } = plan;
    const { name, namespace, minAvailable } = workload;
    if (minAvailable === undefined) return [];
    const { ready } = countAt(lives, at);
    const allowed = Math.max(0, ready - minAvailable);
    return [
      {
        metadata: metadataOf(moment, 'PodDisruptionBudget', {
          ...{ name, namespace, created: bornAt(plan), generation: 1 },
          labels: labelsOf(workload, workload.version),
        }),
        spec: { minAvailable, selector: { matchLabels: selectorOf(workload) } },
        status: {
          ...{ disruptionsAllowed: allowed, currentHealthy: ready, desiredHealthy: minAvailable },
          ...{ expectedPods: scaleAt(plan, at).replicas, observedGeneration: 1 },
          conditions: [
            toCondition('DisruptionAllowed', allowed > 0, bornAt(plan), {
              reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
            }),
          ],
        },
      },
    ];
  });
}

const QUOTAS: Record<string, number> = { payments: 32, ledger: 30, customer: 40, sandbox: 2 };

export function resourceQuotas(moment: Instant): ApiObject[] {
  return Object.entries(QUOTAS)
    .map(([namespace, pods]) => {
      const own = moment.plan.lives.filter(({ workload }) => workload.namespace === namespace);
      const used = own.filter((life) => isActiveAt(life, moment.at)).length;
      // Only the platform team may have load balancers.
      const hard = {
        ...{ pods: String(pods), 'requests.cpu': '40', 'requests.memory': '160Gi' },
        'services.loadbalancers': '0',
      };
      return {
        own,
        object: {
          metadata: metadataOf(moment, 'ResourceQuota', {
            name: 'team',
            namespace,
            created: moment.plan.anchor - 300 * DAY,
          }),
          spec: { hard },
          status: {
            hard,
            used: {
              ...{
                pods: String(used),
                'requests.cpu': `${used * 350}m`,
                'requests.memory': `${used * 768}Mi`,
              },
              'services.loadbalancers': '0',
            },
          },
        },
      };
    })
    .filter(({ own }) => own.length > 0)
    .map(({ object }) => object);
}
