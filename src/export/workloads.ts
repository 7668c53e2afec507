import type { ServiceVersion, SpreadRow, WorkloadRow } from '../model/report.ts';
import { KINDS_BEHIND } from '../model/seen.ts';
import { defineTable, gapsOf } from './table.ts';

export const workloads = defineTable<WorkloadRow>({
  name: 'workloads',
  holds:
    'one row per Deployment, StatefulSet, DaemonSet, ReplicationController, Job, CronJob, or other owner of pods',
  gaps: gapsOf(...KINDS_BEHIND.workloads, 'HorizontalPodAutoscaler', 'PodDisruptionBudget'),
  rows: (report) => report.workloads,
  columns: [
    ['kind', 'Kind', (row) => row.kind],
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name', (row) => row.name],
    ['state', 'healthy, degraded, failing or unknown', (row) => row.state],
    ['why', 'Why it is not healthy', (row) => row.why],
    ['version', 'Version, by label or image tag', (row) => row.version],
    ['versionFrom', 'Where the version was read', (row) => row.versionFrom],
    ['desired', 'Replicas wanted', (row) => row.desired],
    ['current', 'Replicas that exist', (row) => row.current],
    ['ready', 'Replicas that are ready', (row) => row.ready],
    ['updated', 'Replicas of the present template', (row) => row.updated],
    ['available', 'Replicas that are available', (row) => row.available],
    ['rollout', 'complete, progressing, stuck or paused', (row) => row.rollout],
    ['detail', 'Of Jobs and CronJobs: completions, last run and so on', (row) => row.detail],
    ['pods', 'Pods that belong to it', (row) => row.pods],
    ['restarts', 'Restarts of those pods, at least', (row) => row.restartCount],
    ['images', 'Images', (row) => row.images],
    ['labels', 'Labels', (row) => new Map(Object.entries(row.labels))],
    ['autoscaler', 'Name of its HorizontalPodAutoscaler', (row) => row.autoscaler?.name],
    ['autoscalerMin', 'Fewest replicas that it sets', (row) => row.autoscaler?.min],
    ['autoscalerMax', 'Most replicas that it sets', (row) => row.autoscaler?.max],
    ['autoscalerDesired', 'Replicas that it wants', (row) => row.autoscaler?.desired],
    ['autoscalerAtMaximum', 'It wants more than it may have', (row) => row.autoscaler?.atMaximum],
    [
      'autoscalerMetrics',
      'Its metrics, current of target',
      (row) =>
        row.autoscaler?.metrics.map(({ name, current, target }) => `${name}: ${current ?? '?'} of ${target}`),
    ],
    ['autoscalerProblem', 'Why it does not scale', (row) => row.autoscaler?.problem],
    ['disruptionBudget', 'Name of its PodDisruptionBudget', (row) => row.disruptionBudget?.name],
    ['disruptionBudgetRule', 'What that asks for', (row) => row.disruptionBudget?.rule],
    ['disruptionsAllowed', 'Evictions that it allows', (row) => row.disruptionBudget?.allowed],
    ['furtherBudgets', 'Further budgets of the same pods', (row) => row.disruptionBudget?.others],
    ['schedule', 'Of CronJobs: schedule', (row) => row.runs?.schedule],
    ['timeZone', "Of CronJobs: time zone; empty: the controller-manager's own", (row) => row.runs?.timeZone],
    ['suspended', 'Of CronJobs: suspended', (row) => row.runs?.suspended],
    ['lastScheduled', 'Of CronJobs: last run', (row) => row.runs?.lastScheduled],
    ['lastSuccess', 'Of CronJobs: last success', (row) => row.runs?.lastSuccess],
    ['lastResult', 'Of CronJobs: succeeded, failed, running or unknown', (row) => row.runs?.lastResult],
    ['nextDue', 'Of CronJobs: the run that comes next', (row) => row.runs?.nextDue],
    ['lateSeconds', 'Of CronJobs: seconds that a run is overdue', (row) => row.runs?.lateSeconds],
    ['missedRuns', 'Of CronJobs: runs that can start no more', (row) => row.runs?.missed],
    ['scheduleProblem', 'Of CronJobs: why there is no next run', (row) => row.runs?.problem],
    ['age', "kubectl's AGE at the time of the snapshot", (row) => row.age],
    ['created', 'When it was created', (row) => row.created],
    ['scaleCommand', 'Command that changes its replicas', (row) => row.scaleCommand],
    ['restartCommand', 'Command that restarts its pods', (row) => row.restartCommand],
    ['uid', 'UID', (row) => row.uid],
  ],
});

const toCounts = (places: readonly { name: string; pods: number }[]) =>
  new Map(places.map(({ name, pods }) => [name, pods]));

export const spread = defineTable<SpreadRow>({
  name: 'spread',
  holds: 'one row per workload: where its replicas run',
  gaps: gapsOf(...KINDS_BEHIND.workloads, 'Node'),
  rows: (report) => report.spread,
  columns: [
    ['kind', 'Kind', (row) => row.kind],
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name', (row) => row.name],
    ['state', 'healthy, degraded, failing or unknown', (row) => row.state],
    ['why', 'Why it is not healthy', (row) => row.why],
    ['desired', 'Replicas wanted', (row) => row.desired],
    [
      'dataCentres',
      'Running pods by data centre; ? where it is not known',
      (row) => toCounts(row.dataCentres),
    ],
    ['nodes', 'Running pods by node', (row) => toCounts(row.nodes)],
    ['rules', 'Anti-affinity and topology rules of its pod template', (row) => row.rules],
    ['problems', 'What stands out, worst first, by type', (row) => row.problems.map(({ type }) => type)],
    ['problemTexts', 'The same in words', (row) => row.problems.map(({ text }) => text)],
    ['uid', 'UID', (row) => row.uid],
  ],
});

export const versions = defineTable<ServiceVersion>({
  name: 'versions',
  holds: 'one row per service and workload: which version runs',
  gaps: gapsOf(...KINDS_BEHIND.workloads),
  rows: (report) => report.versions,
  columns: [
    ['service', 'Name of the service, wherever it runs', (row) => row.service],
    ['serviceFrom', 'Where that name was read', (row) => row.serviceFrom],
    ['instance', 'Which of several installations', (row) => row.instance],
    ['part', 'Name of the workload without version and data centre', (row) => row.part],
    ['version', 'Version', (row) => row.version],
    ['versionFrom', 'Where the version was read', (row) => row.versionFrom],
    ['alsoRunning', 'Other versions that its pods still, or already, run', (row) => row.alsoRunning],
    ['idle', 'true: it wants no pods, or is suspended', (row) => row.idle],
    ['kind', 'Kind of the workload', (row) => row.workload.kind],
    ['namespace', 'Namespace', (row) => row.workload.namespace],
    ['name', 'Name of the workload', (row) => row.workload.name],
    ['dataCentre', 'Data centre that it belongs to, where it belongs to one', (row) => row.dataCentre],
    ['images', 'Images', (row) => row.images],
    ['uid', 'UID of the workload', (row) => row.workload.uid],
  ],
});
