/** Workloads: what they are, where they run, and which version. */
import { objectPath } from '../object-ref.ts';
import type { ServiceVersion, SpreadRow, WorkloadRow } from '../report.ts';
import { BORN, column, JUDGED } from './column.ts';
import { defineObjects, defineTable, type TableHeading } from './table.ts';
import { workloadKinds } from '../workload-kinds.ts';

/** Kinds behind the rows of workloads. An owner of an unknown kind has a row made from its pods. */
const MADE_OF = ['Pod', ...workloadKinds] as const;

export const workloads = defineObjects<WorkloadRow>()({
  kind: 'own',
  page: 'workloads',
  noun: 'workload',
  hint: () =>
    'Replicas as their controllers report them. The version is that of the labels, else the tag of the image; images and labels unfold below it.',
  figure: 'Workloads',
  headings: [
    'Workload',
    'Version',
    { number: 'Desired' },
    { number: 'Current' },
    { number: 'Ready' },
    { number: 'Updated' },
    'Rollout',
    'Autoscaler and budget',
    { number: 'Restarts' },
    { number: 'Age' },
    { action: 'Change' },
  ],
  words: (row) => [
    row.version,
    ...row.images,
    ...Object.entries(row.labels).map(([key, value]) => `${key}=${value}`),
  ],
  beside: (row) => ({
    HorizontalPodAutoscaler: row.autoscaler?.name,
    PodDisruptionBudget: row.disruptionBudget?.name,
  }),
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'failing',
  deletionRule: 'common',
  rowForEach: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'],
  newsOf: ['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
  rowsFrom: MADE_OF,
  stateFrom: [],
  cellsFrom: ['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
  holds:
    'one row per Deployment, StatefulSet, DaemonSet, ReplicationController, Job, CronJob, or other owner of pods',
  rows: ({ workloads }) => workloads,
  columns: {
    kind: column.text('Kind', (row) => row.kind),
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    version: column.text('Version, by label or image tag', (row) => row.version),
    versionFrom: column.text('Source of the version', (row) => row.versionFrom),
    desired: column.number('Replicas wanted', (row) => row.desired),
    current: column.number('Replicas that exist', (row) => row.current),
    ready: column.number('Replicas that are ready', (row) => row.ready),
    updated: column.number('Replicas of the current template', (row) => row.updated),
    available: column.number('Replicas that are available', (row) => row.available),
    rollout: column.text('complete, progressing, stuck or paused', (row) => row.rollout),
    detail: column.text('Of Jobs and CronJobs: completions, last run and so on', (row) => row.detail),
    pods: column.number('Number of its pods', (row) => row.pods),
    restarts: column.number('Restarts of those pods, at least', (row) => row.restartCount),
    images: column.list('Images', (row) => row.images),
    labels: column.map('Labels', (row) => new Map(Object.entries(row.labels))),
    autoscaler: column.text('Name of its HorizontalPodAutoscaler', (row) => row.autoscaler?.name),
    autoscalerMin: column.number('Minimum number of replicas', (row) => row.autoscaler?.min),
    autoscalerMax: column.number('Maximum number of replicas', (row) => row.autoscaler?.max),
    autoscalerDesired: column.number('Wanted replicas', (row) => row.autoscaler?.desired),
    autoscalerAtMaximum: column.boolean(
      'It wants more replicas than its maximum',
      (row) => row.autoscaler?.atMaximum,
    ),
    autoscalerMetrics: column.list('Its metrics, current of target', (row) =>
      row.autoscaler?.metrics.map(({ name, current, target }) => `${name}: ${current ?? '?'} of ${target}`),
    ),
    autoscalerProblem: column.text('Why it does not scale', (row) => row.autoscaler?.problem),
    disruptionBudget: column.text('Name of its PodDisruptionBudget', (row) => row.disruptionBudget?.name),
    disruptionBudgetRule: column.text('Rule of the budget', (row) => row.disruptionBudget?.rule),
    disruptionsAllowed: column.number(
      'Evictions allowed by the budget',
      (row) => row.disruptionBudget?.allowed,
    ),
    furtherBudgets: column.list('Other budgets for the same pods', (row) => row.disruptionBudget?.others),
    services: column.list(
      'Services of its namespace that lead to the workload',
      (row) => row.serves?.services,
    ),
    entrances: column.list(
      'Entrances from outside that lead to the workload, the worst first',
      (row) => row.serves?.entrances,
    ),
    reach: column.text(
      'Who misses what is down: public, others, itself (nobody known), once (work that ends)',
      (row) => row.harm?.reach,
    ),
    down: column.number('The share that is down, if it is in trouble', (row) => row.harm?.down, 'share'),
    because: column.text('The cause of its trouble', (row) => row.because && objectPath(row.because)),
    schedule: column.text('Of CronJobs: schedule', (row) => row.runs?.schedule),
    timeZone: column.text(
      "Of CronJobs: time zone; empty means the controller-manager's zone",
      (row) => row.runs?.timeZone,
    ),
    suspended: column.boolean('Of CronJobs: suspended', (row) => row.runs?.suspended),
    lastScheduled: column.time('Of CronJobs: last run', (row) => row.runs?.lastScheduled),
    lastSuccess: column.time('Of CronJobs: last success', (row) => row.runs?.lastSuccess),
    lastResult: column.text(
      'Of CronJobs: succeeded, failed, running or unknown',
      (row) => row.runs?.lastResult,
    ),
    nextDue: column.time('Of CronJobs: the next run', (row) => row.runs?.nextDue),
    lateSeconds: column.number(
      'Of CronJobs: seconds that a run is overdue',
      (row) => row.runs?.lateSeconds,
      'seconds',
    ),
    missedRuns: column.number('Of CronJobs: runs that can no longer start', (row) => row.runs?.missed),
    scheduleProblem: column.text('Of CronJobs: why there is no next run', (row) => row.runs?.problem),
    ...BORN,
    scaleCommand: column.text('Command that changes its replicas', (row) => row.scaleCommand),
    restartCommand: column.text('Command that restarts its pods', (row) => row.restartCommand),
    uid: column.text('UID', (row) => row.uid),
  },
});

const toCounts = (places: readonly { name: string; pods: number }[]) =>
  new Map(places.map(({ name, pods }) => [name, pods]));

/** Headings of workloads that run to an end, which have a list of their own. */
export const JOB_HEADINGS: readonly TableHeading[] = [
  'Job',
  'Schedule',
  'Last run',
  'Last result',
  'Next due',
  'Version',
  { number: 'Age' },
];

export const spread = defineObjects<SpreadRow>()({
  kind: 'own',
  page: 'spread',
  noun: 'workload',
  hint: ({ settings }) =>
    `One square is a running replica; those of one node touch. Data centres by the label ${settings.dataCentreLabel} of the nodes. Rules count when a pod is scheduled: later changes of labels, templates or the number of replicas can break them.`,
  // Its objects are the workloads, and it has its own rules for findings.
  figure: false,
  headings: ['Workload', { number: 'Desired' }, 'Data centres', 'Nodes', 'Stands out', 'Rules'],
  words: () => false,
  tellsChange: () => false,
  markedWith: 'workloads',
  lastResort: false,
  deletionRule: 'common',
  rowForEach: [],
  newsOf: [],
  needsAttention: ({ state, problems }) => state !== 'healthy' || problems.length > 0,
  rowsFrom: MADE_OF,
  stateFrom: [],
  cellsFrom: ['Node'],
  holds: 'one row per workload: where its replicas run',
  rows: (tables) => tables.spread,
  columns: {
    kind: column.text('Kind', (row) => row.kind),
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    desired: column.number('Replicas wanted', (row) => row.desired),
    dataCentres: column.map('Running pods by data centre; ? if unknown', (row) => toCounts(row.dataCentres)),
    nodes: column.map('Running pods by node', (row) => toCounts(row.nodes)),
    rules: column.list('Anti-affinity and topology rules of its pod template', (row) => row.rules),
    problems: column.list('Its problems by type, worst first', (row) => row.problems.map(({ type }) => type)),
    problemTexts: column.list('The problems in words', (row) => row.problems.map(({ text }) => text)),
    uid: column.text('UID', (row) => row.uid),
  },
});

export const versions = defineTable<ServiceVersion>()({
  holds: 'one row per service and workload: which version runs',
  rowsFrom: MADE_OF,
  cellsFrom: [],
  items: (report) => report.versions,
  columns: {
    service: column.text('Name of the service, wherever it runs', (row) => row.service),
    serviceFrom: column.text('Source of that name', (row) => row.serviceFrom),
    instance: column.text('Name of the installation, if there are several', (row) => row.instance),
    part: column.text('Name of the workload without version and data centre', (row) => row.part),
    version: column.text('Version', (row) => row.version),
    versionFrom: column.text('Source of the version', (row) => row.versionFrom),
    alsoRunning: column.list('Other versions of its pods', (row) => row.alsoRunning),
    idle: column.boolean('true: it wants no pods, or is suspended', (row) => row.idle),
    kind: column.text('Kind of the workload', (row) => row.workload.kind),
    namespace: column.text('Namespace', (row) => row.workload.namespace),
    name: column.text('Name of the workload', (row) => row.workload.name),
    dataCentre: column.text('Its data centre, if any', (row) => row.dataCentre),
    images: column.list('Images', (row) => row.images),
    uid: column.text('UID of the workload', (row) => row.workload.uid),
  },
});
