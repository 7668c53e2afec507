import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, type Cases } from './case.ts';

const web = deploymentWith('web', { desired: 4 });
const pods = ['web-0', 'web-1', 'web-2', 'web-3'].map((name) => runningPod(name, web.owner));
const condition = (type: string, status: string, reason: string, message?: string) => ({
  ...{ type, status, reason, message },
  lastTransitionTime: before(900),
});
const hpa = (conditions: object[], { target = 'web', current = 88 } = {}) =>
  object('HorizontalPodAutoscaler', 'web', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    },
    status: {
      currentReplicas: 4,
      desiredReplicas: 4,
      currentMetrics: [
        { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: current } } },
      ],
      conditions,
    },
  });
const scaled = (...args: Parameters<typeof hpa>) =>
  snapshotOf({ ...web.objects, Pod: pods, HorizontalPodAutoscaler: [hpa(...args)] });
const fine = [
  condition('ScalingActive', 'True', 'ValidMetricFound'),
  condition('ScalingLimited', 'False', 'DesiredWithinRange'),
];
const pdb = (disruptionsAllowed: number, expectedPods = 4) =>
  object('PodDisruptionBudget', 'web', {
    spec: { minAvailable: 4, selector: { matchLabels: { app: 'web' } } },
    status: { disruptionsAllowed, currentHealthy: 4, desiredHealthy: 4, expectedPods, observedGeneration: 1 },
  });
const guarded = (...args: Parameters<typeof pdb>) =>
  snapshotOf({ ...web.objects, Pod: pods, PodDisruptionBudget: [pdb(...args)] });

const full = hpa([fine[0] ?? {}, condition('ScalingLimited', 'True', 'TooManyReplicas')], { current: 194 });
const pinned = { ...full, spec: { ...full.spec, minReplicas: 4 } };
const missing = hpa([condition('ScalingActive', 'False', 'FailedGetResourceMetric')]);
const stale = {
  ...missing,
  metadata: { ...missing.metadata, generation: 2 },
  status: { ...missing.status, observedGeneration: 1 },
};

export const scalingCases: Cases = {
  'hpa-at-maximum': {
    fires: scaled([fine[0] ?? {}, condition('ScalingLimited', 'True', 'TooManyReplicas')], { current: 194 }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: '4 of at most 4 replicas, cpu 194 % of 70 %',
      since: before(900),
      command: 'kubectl -n shop describe horizontalpodautoscaler/web',
    },
    quiet: {
      'as many as it may have, and no more wanted': scaled(fine),
      'one that is pinned': snapshotOf({
        ...web.objects,
        Pod: pods,
        HorizontalPodAutoscaler: [pinned],
      }),
    },
  },
  'hpa-no-metrics': {
    fires: scaled([condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics returned')]),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: 'FailedGetResourceMetric: no metrics returned',
      since: before(900),
    },
    quiet: {
      'in the first minutes of its pods': snapshotOf({
        ...web.objects,
        Pod: pods.map((pod) => ({ ...pod, metadata: { ...pod.metadata, creationTimestamp: before(60) } })),
        HorizontalPodAutoscaler: [
          hpa([
            {
              ...condition('ScalingActive', 'False', 'FailedGetResourceMetric'),
              lastTransitionTime: before(30),
            },
          ]),
        ],
      }),
      'what its controller said of an older generation': snapshotOf({
        ...web.objects,
        Pod: pods,
        HorizontalPodAutoscaler: [stale],
      }),
      'a workload that somebody scaled to zero': scaled([
        condition('ScalingActive', 'False', 'ScalingDisabled'),
      ]),
    },
  },
  'hpa-cannot-scale': {
    fires: scaled([condition('AbleToScale', 'False', 'FailedUpdateScale', 'forbidden')]),
    about: 'Deployment/shop/web',
    finding: { severity: 'degraded', what: 'FailedUpdateScale: forbidden', since: before(900) },
    quiet: {
      'one without metrics, which has its own rule': scaled([
        condition('ScalingActive', 'False', 'FailedGetResourceMetric'),
      ]),
    },
  },
  'hpa-without-target': {
    fires: scaled(fine, { target: 'old' }),
    about: 'HorizontalPodAutoscaler/shop/web',
    finding: { severity: 'advice', what: 'Deployment old does not exist' },
    quiet: { 'a target that is there': scaled(fine) },
  },
  'pdb-blocks': {
    fires: guarded(0),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'advice',
      what: 'web (minAvailable 4) allows no eviction, 4 of 4 pods healthy',
      command: 'kubectl -n shop describe poddisruptionbudget/web',
    },
    quiet: { 'it allows one': guarded(1), 'it guards nothing': guarded(0, 0) },
  },
};
