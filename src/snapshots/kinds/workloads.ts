import { condition, labelSelector } from './metadata.ts';
import { podTemplate } from './pod.ts';
import {
  apiWord,
  domainName,
  fields,
  flag,
  freeName,
  identifier,
  labelMap,
  list,
  namespaceName,
  number,
  numberOrText,
  word,
  type TreatedShape,
  textMap,
  time,
} from './fields.ts';

const rollingUpdate = fields({
  maxSurge: numberOrText('Pods above the desired number during a rollout'),
  maxUnavailable: numberOrText('Pods that may be missing during a rollout'),
  partition: number('Ordinal from which pods are updated'),
});

export const replicationController = {
  spec: fields({
    replicas: number('Desired replicas'),
    minReadySeconds: number('Seconds ready before available'),
    selector: labelMap('Labels of its pods'),
    template: podTemplate,
  }),
  status: fields({
    replicas: number('Replicas that exist'),
    fullyLabeledReplicas: number('Replicas that carry all template labels'),
    readyReplicas: number('Replicas that are ready'),
    availableReplicas: number('Replicas ready for minReadySeconds'),
    observedGeneration: number('Generation that the controller has seen'),
    conditions: list(condition),
  }),
};

export const deployment = {
  spec: fields({
    replicas: number('Desired replicas'),
    paused: flag('Rollout is paused'),
    minReadySeconds: number('Seconds ready before available'),
    progressDeadlineSeconds: number('Seconds after which a rollout counts as stuck'),
    revisionHistoryLimit: number('Old ReplicaSets kept'),
    selector: labelSelector,
    strategy: fields({ type: apiWord('RollingUpdate or Recreate'), rollingUpdate }),
    template: podTemplate,
  }),
  status: fields({
    replicas: number('Replicas that exist'),
    updatedReplicas: number('Replicas of the current template'),
    readyReplicas: number('Replicas that are ready'),
    availableReplicas: number('Replicas ready for minReadySeconds'),
    unavailableReplicas: number('Replicas still missing'),
    observedGeneration: number('Generation that the controller has seen'),
    conditions: list(condition),
  }),
};

export const replicaSet = {
  spec: fields({
    replicas: number('Desired replicas'),
    minReadySeconds: number('Seconds ready before available'),
    selector: labelSelector,
    template: podTemplate,
  }),
  status: replicationController.status,
};

export const statefulSet = {
  spec: fields({
    replicas: number('Desired replicas'),
    serviceName: word('Headless Service that names its pods'),
    podManagementPolicy: apiWord('OrderedReady or Parallel'),
    minReadySeconds: number('Seconds ready before available'),
    selector: labelSelector,
    updateStrategy: fields({ type: apiWord('RollingUpdate or OnDelete'), rollingUpdate }),
    template: podTemplate,
    volumeClaimTemplates: list(fields({ metadata: fields({ name: word('Name of the claim template') }) })),
  }),
  status: fields({
    replicas: number('Replicas that exist'),
    currentReplicas: number('Replicas of the current revision'),
    updatedReplicas: number('Replicas of the update revision'),
    readyReplicas: number('Replicas that are ready'),
    availableReplicas: number('Replicas ready for minReadySeconds'),
    currentRevision: word('Revision that replicas come from'),
    updateRevision: word('Revision that replicas go to'),
    observedGeneration: number('Generation that the controller has seen'),
    conditions: list(condition),
  }),
};

export const daemonSet = {
  spec: fields({
    minReadySeconds: number('Seconds ready before available'),
    selector: labelSelector,
    updateStrategy: fields({ type: apiWord('RollingUpdate or OnDelete'), rollingUpdate }),
    template: podTemplate,
  }),
  status: fields({
    desiredNumberScheduled: number('Nodes that should run the pod'),
    currentNumberScheduled: number('Nodes that should and do run the pod'),
    updatedNumberScheduled: number('Nodes that run the current template'),
    numberReady: number('Nodes where the pod is ready'),
    numberAvailable: number('Nodes where the pod is available'),
    numberUnavailable: number('Nodes where the pod is not available'),
    numberMisscheduled: number('Nodes that run the pod but should not'),
    observedGeneration: number('Generation that the controller has seen'),
    conditions: list(condition),
  }),
};

const jobSpec = fields({
  parallelism: number('Pods at the same time'),
  completions: number('Successes wanted'),
  completionMode: apiWord('NonIndexed or Indexed'),
  backoffLimit: number('Retries before the Job counts as failed'),
  activeDeadlineSeconds: number('Seconds that the Job may take'),
  ttlSecondsAfterFinished: number('Seconds that the finished Job is kept'),
  suspend: flag('Suspended'),
  selector: labelSelector,
  template: podTemplate,
});

export const job = {
  spec: jobSpec,
  status: fields({
    active: number('Pods running'),
    ready: number('Pods ready'),
    succeeded: number('Pods that succeeded'),
    failed: number('Pods that failed'),
    failedIndexes: word('Indexes that failed for good, such as 1,3-5'),
    terminating: number('Pods terminating'),
    startTime: time('When the controller first saw the Job'),
    completionTime: time('When it succeeded'),
    conditions: list(condition),
  }),
};

export const cronJob = {
  spec: fields({
    schedule: word('Cron expression'),
    timeZone: word("Time zone of the schedule; absent means the controller-manager's time zone"),
    suspend: flag('Suspended'),
    concurrencyPolicy: apiWord('Allow, Forbid or Replace'),
    startingDeadlineSeconds: number('Seconds after which a missed start is skipped'),
    successfulJobsHistoryLimit: number('Finished jobs kept'),
    failedJobsHistoryLimit: number('Failed jobs kept'),
    jobTemplate: fields({ spec: jobSpec }),
  }),
  status: fields({
    active: list(
      fields({
        name: word('Job that runs'),
        namespace: namespaceName('Its namespace'),
        uid: identifier('Its UID'),
      }),
    ),
    lastScheduleTime: time('Last start'),
    lastSuccessfulTime: time('Last success'),
  }),
};

const metricTarget = fields({
  type: apiWord('Utilization, Value or AverageValue'),
  averageUtilization: number('Per cent of the request'),
  averageValue: numberOrText('Average over pods'),
  value: numberOrText('Value'),
});
/** @param value the target or the current value, under its name */
const metricSource = <Value extends TreatedShape>(value: Value) => ({
  type: apiWord('Resource, ContainerResource, Pods, Object or External'),
  resource: fields({ name: word('cpu, memory, …'), ...value }),
  containerResource: fields({ name: word('cpu, memory, …'), container: word('Container'), ...value }),
  pods: fields({ metric: fields({ name: word('Metric') }), ...value }),
  object: fields({
    metric: fields({ name: word('Metric') }),
    describedObject: fields({ kind: apiWord('Kind'), name: word('Name') }),
    ...value,
  }),
  external: fields({ metric: fields({ name: word('Metric') }), ...value }),
});

export const horizontalPodAutoscaler = {
  spec: fields({
    scaleTargetRef: fields({
      apiVersion: domainName('API version of the target'),
      kind: apiWord('Kind of the target'),
      name: word('Name of the target'),
    }),
    minReplicas: number('Fewest replicas'),
    maxReplicas: number('Most replicas'),
    targetCPUUtilizationPercentage: number('autoscaling/v1: target per cent of the CPU request'),
    metrics: list(fields(metricSource({ target: metricTarget }))),
  }),
  status: fields({
    observedGeneration: number('Generation that the controller has seen'),
    lastScaleTime: time('When the autoscaler last changed the number of replicas'),
    currentReplicas: number('Replicas that exist'),
    desiredReplicas: number('Replicas that it wants'),
    currentCPUUtilizationPercentage: number('autoscaling/v1: current per cent of the CPU request'),
    currentMetrics: list(fields(metricSource({ current: metricTarget }))),
    conditions: list(condition),
  }),
};

export const podDisruptionBudget = {
  spec: fields({
    minAvailable: numberOrText('Pods that must stay'),
    maxUnavailable: numberOrText('Pods that may go'),
    selector: labelSelector,
  }),
  status: fields({
    disruptionsAllowed: number('Evictions allowed now'),
    currentHealthy: number('Healthy pods'),
    desiredHealthy: number('Healthy pods wanted'),
    expectedPods: number('Pods counted'),
    observedGeneration: number('Generation that the controller has seen'),
    conditions: list(condition),
  }),
};

export const resourceQuota = {
  spec: fields({ hard: textMap('Limits'), scopes: list(freeName('Scope')) }),
  status: fields({ hard: textMap('Limits in force'), used: textMap('What is used of them') }),
};
