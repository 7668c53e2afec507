/** HorizontalPodAutoscalers of autoscaling/v2, v2beta2 (the same shape) and v1 (only CPU, no conditions). */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { objectKey, formatObject } from '../object-ref.ts';
import { formatBytes, formatDecimal, formatPercent, parseQuantity } from '../quantity.ts';
import type { Autoscaler, ObjectRef } from '../report.ts';
import { compareText } from '../state.ts';

type Hpa = ObjectOf<'HorizontalPodAutoscaler'>;
type MetricSpec = NonNullable<NonNullable<Hpa['spec']>['metrics']>[number];
type MetricStatus = NonNullable<NonNullable<Hpa['status']>['currentMetrics']>[number];
type Value = NonNullable<NonNullable<MetricSpec['resource']>['target']>;

/** A possible target of an autoscaler, with the API group of its kind if known. */
export type ScaleTarget = ObjectRef & { group?: string };

/** Finds the autoscaler of a workload. Several hinder each other: then one with a problem. */
export function indexAutoscalers(hpas: readonly Hpa[]): (target: ScaleTarget) => Autoscaler | undefined {
  const byTarget = Map.groupBy(hpas, ({ metadata, spec }) =>
    targetKey({ ...spec?.scaleTargetRef, namespace: metadata.namespace }),
  );
  return (target) => {
    const own = (byTarget.get(targetKey(target)) ?? [])
      .filter((hpa) => isSameGroup(groupOf(hpa.spec?.scaleTargetRef?.apiVersion), target.group))
      .map(toAutoscaler)
      .sort((a, b) => Number(!a.problem) - Number(!b.problem) || compareText(a.name, b.name));
    return own[0];
  };
}

const targetKey = ({ kind = '', namespace, name = '' }: Partial<ObjectRef>) =>
  objectKey({ kind, namespace, name });

/** `apps` of `apps/v1`; empty for the core group. */
export const groupOf = (apiVersion: string | undefined) =>
  apiVersion === undefined ? undefined : apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));

/** Workloads moved from `extensions` to `apps`; older autoscalers name the old group. */
const isSameGroup = (a: string | undefined, b: string | undefined) =>
  a === undefined || b === undefined || a.replace('extensions', 'apps') === b.replace('extensions', 'apps');

export function toAutoscaler({ metadata, spec = {}, status = {} }: Hpa): Autoscaler {
  // What its controller said about an older spec does not apply. An autoscaler that is being deleted is judged as that.
  const isStale =
    metadata.deletionTimestamp !== undefined ||
    (status.observedGeneration ?? Infinity) < (metadata.generation ?? 0);
  const conditions = isStale ? [] : (status.conditions ?? []);
  const conditionOf = (type: string) => conditions.find((condition) => condition.type === type);
  const [able, active, limited] = [
    conditionOf('AbleToScale'),
    conditionOf('ScalingActive'),
    conditionOf('ScalingLimited'),
  ];
  const min = spec.minReplicas ?? 1;
  const max = spec.maxReplicas ?? min;
  const isReported = conditions.length > 0 || status.lastScaleTime !== undefined;
  const { current, desired } = replicasOf(status, { able, isReported, min });
  const metrics = metricsOf(spec, status);
  const wantsMore = limited
    ? limited.status === 'True' && limited.reason === 'TooManyReplicas'
    : (desired ?? 0) >= max && metrics.some(({ above }) => above);
  const stopped = [able, active].find(
    // Somebody scaled the target to zero, which turns its autoscaler off.
    (condition) => condition?.status === 'False' && condition.reason !== 'ScalingDisabled',
  );
  return {
    name: metadata.name,
    min,
    max,
    ...(current !== undefined && { current }),
    ...(desired !== undefined && { desired }),
    metrics: metrics.map(({ above: _, ...metric }) => metric),
    // Without a reading, the condition is that of the last reading. A pinned autoscaler (min = max) is where it should
    // be.
    atMaximum: wantsMore && active?.status !== 'False' && min < max && !isStale,
    ...(stopped && {
      problem:
        [stopped.reason, stopped.message?.replace(PREAMBLE, '')].filter(Boolean).join(': ') ||
        `${stopped.type} is False`,
    }),
  };
}

/** The API writes a zero if the controller cannot reach the target, or has not computed anything. */
function replicasOf(
  { currentReplicas = 0, desiredReplicas = 0 }: NonNullable<Hpa['status']>,
  { able, isReported, min }: { able: { reason?: string } | undefined; isReported: boolean; min: number },
): { current?: number; desired?: number } {
  const isReached = (isReported || currentReplicas > 0) && able?.reason !== 'FailedGetScale';
  const current = currentReplicas > 0 || isReached ? currentReplicas : undefined;
  const isComputed = isReached && (current === 0 || min === 0);
  const desired = desiredReplicas > 0 || isComputed ? desiredReplicas : undefined;
  return { current, desired };
}

/** What every failure begins with. Source: pkg/controller/podautoscaler/horizontal.go `getUnableComputeReplicaCountCondition`. */
const PREAMBLE = /^the HPA was unable to compute the replica count: /;

type Metric = Autoscaler['metrics'][number] & { above: boolean };

/**
 * The controller does not change the number of replicas while current to target is within a tenth of 1
 * (`--horizontal-pod-autoscaler-tolerance`). Source: pkg/controller/podautoscaler/replica_calculator.go.
 */
const TOLERANCE = 0.1;

function metricsOf(spec: NonNullable<Hpa['spec']>, status: NonNullable<Hpa['status']>): Metric[] {
  const { targetCPUUtilizationPercentage: target, metrics = [] } = spec;
  if (metrics.length > 0) {
    return metrics.map((metric, index) => toMetric(metric, readingOf(metric, index, status.currentMetrics)));
  }
  if (target === undefined) return [];
  const current = status.currentCPUUtilizationPercentage;
  return [formatMetric('cpu', { averageUtilization: target }, { averageUtilization: current })];
}

/** Readings are in the order of the spec; if one is missing, a matching reading is searched. */
function readingOf(metric: MetricSpec, index: number, readings: readonly MetricStatus[] = []) {
  const isSame = (reading: MetricStatus | undefined) =>
    reading !== undefined && reading.type === metric.type && nameOf(reading) === nameOf(metric);
  return isSame(readings[index]) ? readings[index] : readings.find(isSame);
}

function toMetric(spec: MetricSpec, reading: MetricStatus | undefined): Metric {
  const target =
    spec.resource?.target ??
    spec.containerResource?.target ??
    spec.pods?.target ??
    spec.object?.target ??
    spec.external?.target;
  const current =
    reading?.resource?.current ??
    reading?.containerResource?.current ??
    reading?.pods?.current ??
    reading?.object?.current ??
    reading?.external?.current;
  return formatMetric(nameOf(spec), target, current);
}

function nameOf({ resource, containerResource, pods, object, external }: MetricSpec | MetricStatus): string {
  if (resource) return resource.name ?? '';
  if (containerResource)
    return `${containerResource.name ?? ''} of container ${containerResource.container ?? ''}`;
  if (object) {
    const { kind = '', name = '' } = object.describedObject ?? {};
    return `${object.metric?.name ?? ''} of ${formatObject({ kind, name })}`;
  }
  return pods?.metric?.name ?? external?.metric?.name ?? '';
}

/** The target decides which of its numbers counts. Source: horizontal.go `computeStatusFor…Metric`. */
function formatMetric(name: string, target: Value = {}, current: Value = {}): Metric {
  const { averageUtilization, averageValue, value } = target;
  const isBytes = name === 'memory' || name.startsWith('memory of ');
  const format = (quantity: string | number) => {
    const number = parseQuantity(quantity);
    if (number === undefined) return String(quantity);
    return isBytes ? formatBytes(number) : formatDecimal(number);
  };
  const above = (wanted: string | number | undefined, read: string | number | undefined) =>
    (parseQuantity(read) ?? 0) > (parseQuantity(wanted) ?? Infinity) * (1 + TOLERANCE);
  if (averageUtilization !== undefined) {
    const read = current.averageUtilization;
    return {
      name,
      ...(read !== undefined && { current: formatPercent(read / 100) }),
      target: formatPercent(averageUtilization / 100),
      above: above(averageUtilization, read),
    };
  }
  const [wanted, read, suffix] =
    averageValue !== undefined
      ? [averageValue, current.averageValue, ' on average']
      : [value, current.value, ''];
  return {
    name,
    ...(read !== undefined && { current: format(read) }),
    target: wanted === undefined ? 'no target' : `${format(wanted)}${suffix}`,
    above: above(wanted, read),
  };
}
