/** Source: pkg/printers/internalversion/printers.go `printDeployment`, `printReplicaSet` and so on. */
import { formatAge, humanDuration, secondsBetween } from '../../model/human-duration.ts';
import { formatCompletions, formatJobStatus } from '../../model/workloads/jobs.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import {
  age,
  containerColumns,
  formatFirst,
  formatLabels,
  formatRequirements,
  integer,
  NAME,
  text,
  type Printer,
} from './printer.ts';

export const deploymentPrinter: Printer<ObjectOf<'Deployment'>> = [
  NAME,
  text('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
  text('Up-to-date', ({ status }) => status?.updatedReplicas ?? 0),
  text('Available', ({ status }) => status?.availableReplicas ?? 0),
  age(),
  ...containerColumns<ObjectOf<'Deployment'>>(({ spec }) => spec?.template),
  text('Selector', ({ spec }) => formatRequirements(spec?.selector, ''), { wide: true }),
];

export const replicaSetPrinter: Printer<ObjectOf<'ReplicaSet'>> = [
  NAME,
  integer('Desired', ({ spec }) => spec?.replicas ?? 0),
  integer('Current', ({ status }) => status?.replicas ?? 0),
  integer('Ready', ({ status }) => status?.readyReplicas ?? 0),
  age(),
  ...containerColumns<ObjectOf<'ReplicaSet'>>(({ spec }) => spec?.template),
  text('Selector', ({ spec }) => formatRequirements(spec?.selector, '<none>'), { wide: true }),
];

export const replicationControllerPrinter: Printer<ObjectOf<'ReplicationController'>> = [
  NAME,
  integer('Desired', ({ spec }) => spec?.replicas ?? 0),
  integer('Current', ({ status }) => status?.replicas ?? 0),
  integer('Ready', ({ status }) => status?.readyReplicas ?? 0),
  age(),
  ...containerColumns<ObjectOf<'ReplicationController'>>(({ spec }) => spec?.template),
  text('Selector', ({ spec }) => formatLabels(spec?.selector), { wide: true }),
];

export const statefulSetPrinter: Printer<ObjectOf<'StatefulSet'>> = [
  NAME,
  text('Ready', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`),
  age(),
  ...containerColumns<ObjectOf<'StatefulSet'>>(({ spec }) => spec?.template),
];

export const daemonSetPrinter: Printer<ObjectOf<'DaemonSet'>> = [
  NAME,
  integer('Desired', ({ status }) => status?.desiredNumberScheduled ?? 0),
  integer('Current', ({ status }) => status?.currentNumberScheduled ?? 0),
  integer('Ready', ({ status }) => status?.numberReady ?? 0),
  integer('Up-to-date', ({ status }) => status?.updatedNumberScheduled ?? 0),
  integer('Available', ({ status }) => status?.numberAvailable ?? 0),
  text('Node Selector', ({ spec }) => formatLabels(spec?.template?.spec?.nodeSelector)),
  age(),
  ...containerColumns<ObjectOf<'DaemonSet'>>(({ spec }) => spec?.template),
  text('Selector', ({ spec }) => formatRequirements(spec?.selector, '<none>'), { wide: true }),
];

export const jobPrinter: Printer<ObjectOf<'Job'>> = [
  NAME,
  text('Status', (one) => formatJobStatus(one), { since: 30 }),
  text('Completions', (one) => formatCompletions(one)),
  text('Duration', ({ status }, { at }) => {
    const seconds = secondsBetween(status?.startTime, status?.completionTime ?? at);
    return seconds === undefined ? '' : humanDuration(seconds);
  }),
  age(),
  ...containerColumns<ObjectOf<'Job'>>(({ spec }) => spec?.template),
  text('Selector', ({ spec }) => formatRequirements(spec?.selector, '<none>'), { wide: true }),
];

export const cronJobPrinter: Printer<ObjectOf<'CronJob'>> = [
  NAME,
  text('Schedule', ({ spec }) => spec?.schedule ?? ''),
  text('Timezone', ({ spec }) => spec?.timeZone ?? '<none>', { since: 30 }),
  {
    ...{ name: 'Suspend', type: 'boolean' },
    cell: ({ spec }) => (spec?.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
  },
  integer('Active', ({ status }) => status?.active?.length ?? 0),
  text('Last Schedule', ({ status }, { at }) =>
    status?.lastScheduleTime === undefined ? '<none>' : formatAge(status.lastScheduleTime, at),
  ),
  age(),
  ...containerColumns<ObjectOf<'CronJob'>>(({ spec }) => spec?.jobTemplate?.spec?.template),
  text('Selector', ({ spec }) => formatRequirements(spec?.jobTemplate?.spec?.selector, '<none>'), {
    wide: true,
  }),
];

export const podDisruptionBudgetPrinter: Printer<ObjectOf<'PodDisruptionBudget'>> = [
  NAME,
  text('Min Available', ({ spec }) => String(spec?.minAvailable ?? 'N/A')),
  text('Max Unavailable', ({ spec }) => String(spec?.maxUnavailable ?? 'N/A')),
  integer('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0),
  age(),
];

type Autoscaler = ObjectOf<'HorizontalPodAutoscaler'>;

export const horizontalPodAutoscalerPrinter: Printer<Autoscaler> = [
  NAME,
  text('Reference', ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`),
  text('Targets', formatTargets),
  text('MinPods', ({ spec }) => (spec?.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
  text('MaxPods', ({ spec }) => spec?.maxReplicas ?? 0),
  text('Replicas', ({ status }) => status?.currentReplicas ?? 0),
  age(),
];

/** At most so many metrics are printed. */
const MOST_METRICS = 2;

/** What each metric is, of what it should be. Source: printers.go `formatHPAMetrics`. */
function formatTargets(autoscaler: Autoscaler, { minor }: { minor: number }): string {
  const { metrics, readings } = metricsOf(autoscaler);
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, index) => formatMetricCell(metric, readings[index], minor));
  return formatFirst(texts, MOST_METRICS, ', ');
}

type Metric = NonNullable<NonNullable<Autoscaler['spec']>['metrics']>[number];
type Reading = NonNullable<NonNullable<Autoscaler['status']>['currentMetrics']>[number];

/** autoscaling/v1 has only a target of CPU, which its server converts to a metric. */
function metricsOf({ spec, status }: Autoscaler): { metrics: Metric[]; readings: Reading[] } {
  const target = spec?.targetCPUUtilizationPercentage;
  if (spec?.metrics || target === undefined)
    return { metrics: spec?.metrics ?? [], readings: status?.currentMetrics ?? [] };
  const current = status?.currentCPUUtilizationPercentage;
  const cpu = { type: 'Resource', resource: { name: 'cpu' } };
  return {
    metrics: [{ ...cpu, resource: { name: 'cpu', target: { averageUtilization: target } } }],
    readings:
      current === undefined
        ? []
        : [{ ...cpu, resource: { name: 'cpu', current: { averageUtilization: current } } }],
  };
}

/** What Go prints for a quantity that is not there. */
const NO_QUANTITY = '<nil>';

function formatMetricCell(metric: Metric, reading: Reading | undefined, minor: number): string {
  switch (metric.type) {
    case 'External':
      return formatAverageOrValue(
        metric.external?.target,
        reading?.external && (reading.external.current ?? {}),
      );
    case 'Object':
      return formatAverageOrValue(metric.object?.target, reading?.object && (reading.object.current ?? {}));
    case 'Pods': {
      const current = reading?.pods ? (reading.pods.current?.averageValue ?? NO_QUANTITY) : '<unknown>';
      return `${current}/${metric.pods?.target?.averageValue ?? NO_QUANTITY}`;
    }
    case 'Resource':
      return formatResource(metric.resource, reading?.resource, minor);
    case 'ContainerResource':
      return formatResource(metric.containerResource, reading?.containerResource, minor);
    default:
      return '<unknown type>';
  }
}

type Target = NonNullable<NonNullable<Metric['resource']>['target']>;

function formatAverageOrValue(target: Target | undefined, current: Target | undefined): string {
  if (target?.averageValue !== undefined)
    return `${current?.averageValue ?? '<unknown>'}/${target.averageValue} (avg)`;
  return `${current ? (current.value ?? NO_QUANTITY) : '<unknown>'}/${target?.value ?? NO_QUANTITY}`;
}

function formatResource(
  spec: Metric['resource'] | Metric['containerResource'],
  status: Reading['resource'] | Reading['containerResource'],
  minor: number,
): string {
  const name = minor >= 30 ? `${spec?.name ?? ''}: ` : '';
  const { averageValue, averageUtilization } = spec?.target ?? {};
  if (averageValue !== undefined)
    return `${name}${status ? (status.current?.averageValue ?? NO_QUANTITY) : '<unknown>'}/${averageValue}`;
  const used = status?.current?.averageUtilization;
  const current = used === undefined ? '<unknown>' : `${used}%`;
  return `${name}${current}/${averageUtilization === undefined ? '<auto>' : `${averageUtilization}%`}`;
}
