/** Workloads: what they are, where they run, and in which version. */
import { objectPath } from '../object-ref.ts';
import type { ServiceVersion, SpreadRow, WorkloadRow } from '../report.ts';
import { KINDS_BEHIND } from '../seen.ts';
import { boolean, BORN, JUDGED, list, map, number, text, time } from './column.ts';
import { defineObjects, defineTable } from './table.ts';

/** `registry.example/shop/web:1.4@sha256:…` is looked for by `web:1.4`. */
const toShortImage = (image: string) => image.split('@')[0]!.split('/').at(-1);

export const workloads = defineObjects<WorkloadRow>()({
  kind: 'own',
  page: 'workloads',
  noun: 'workload',
  hint: () =>
    'Replicas as their controllers report them. The version is that of the labels, else the tag of the image; images and labels unfold below it.',
  figure: 'Workloads',
  words: (row) => [row.version, ...row.images.map(toShortImage)],
  beside: (row) => ({
    HorizontalPodAutoscaler: row.autoscaler?.name,
    PodDisruptionBudget: row.disruptionBudget?.name,
  }),
  tellsChange: () => true,
  lastResort: 'failing',
  rowsFrom: KINDS_BEHIND.workloads,
  stateFrom: [],
  cellsFrom: ['HorizontalPodAutoscaler', 'PodDisruptionBudget'],
  holds:
    'one row per Deployment, StatefulSet, DaemonSet, ReplicationController, Job, CronJob, or other owner of pods',
  rows: ({ workloads }) => workloads,
  columns: {
    kind: text('Kind', (row) => row.kind),
    namespace: text('Namespace', (row) => row.namespace),
    name: text('Name', (row) => row.name),
    ...JUDGED,
    version: text('Version, by label or image tag', (row) => row.version),
    versionFrom: text('Where the version was read', (row) => row.versionFrom),
    desired: number('Replicas wanted', (row) => row.desired),
    current: number('Replicas that exist', (row) => row.current),
    ready: number('Replicas that are ready', (row) => row.ready),
    updated: number('Replicas of the present template', (row) => row.updated),
    available: number('Replicas that are available', (row) => row.available),
    rollout: text('complete, progressing, stuck or paused', (row) => row.rollout),
    detail: text('Of Jobs and CronJobs: completions, last run and so on', (row) => row.detail),
    pods: number('Pods that belong to it', (row) => row.pods),
    restarts: number('Restarts of those pods, at least', (row) => row.restartCount),
    images: list('Images', (row) => row.images),
    labels: map('Labels', (row) => new Map(Object.entries(row.labels))),
    autoscaler: text('Name of its HorizontalPodAutoscaler', (row) => row.autoscaler?.name),
    autoscalerMin: number('Fewest replicas that it sets', (row) => row.autoscaler?.min),
    autoscalerMax: number('Most replicas that it sets', (row) => row.autoscaler?.max),
    autoscalerDesired: number('Replicas that it wants', (row) => row.autoscaler?.desired),
    autoscalerAtMaximum: boolean('It wants more than it may have', (row) => row.autoscaler?.atMaximum),
    autoscalerMetrics: list('Its metrics, current of target', (row) =>
      row.autoscaler?.metrics.map(({ name, current, target }) => `${name}: ${current ?? '?'} of ${target}`),
    ),
    autoscalerProblem: text('Why it does not scale', (row) => row.autoscaler?.problem),
    disruptionBudget: text('Name of its PodDisruptionBudget', (row) => row.disruptionBudget?.name),
    disruptionBudgetRule: text('What that asks for', (row) => row.disruptionBudget?.rule),
    disruptionsAllowed: number('Evictions that it allows', (row) => row.disruptionBudget?.allowed),
    furtherBudgets: list('Further budgets of the same pods', (row) => row.disruptionBudget?.others),
    services: list('Services of its namespace that lead to it', (row) => row.serves?.services),
    entrances: list('Ways in from outside that lead to it, the worst first', (row) => row.serves?.entrances),
    reach: text(
      'Who misses what is down: public, others, itself (nobody known), once (work that ends)',
      (row) => row.harm?.reach,
    ),
    down: number('What share of it is down, where it is in trouble', (row) => row.harm?.down, 'share'),
    because: text('What its trouble follows from', (row) => row.because && objectPath(row.because)),
    schedule: text('Of CronJobs: schedule', (row) => row.runs?.schedule),
    timeZone: text(
      "Of CronJobs: time zone; empty: the controller-manager's own",
      (row) => row.runs?.timeZone,
    ),
    suspended: boolean('Of CronJobs: suspended', (row) => row.runs?.suspended),
    lastScheduled: time('Of CronJobs: last run', (row) => row.runs?.lastScheduled),
    lastSuccess: time('Of CronJobs: last success', (row) => row.runs?.lastSuccess),
    lastResult: text('Of CronJobs: succeeded, failed, running or unknown', (row) => row.runs?.lastResult),
    nextDue: time('Of CronJobs: the run that comes next', (row) => row.runs?.nextDue),
    lateSeconds: number(
      'Of CronJobs: seconds that a run is overdue',
      (row) => row.runs?.lateSeconds,
      'seconds',
    ),
    missedRuns: number('Of CronJobs: runs that can start no more', (row) => row.runs?.missed),
    scheduleProblem: text('Of CronJobs: why there is no next run', (row) => row.runs?.problem),
    ...BORN,
    scaleCommand: text('Command that changes its replicas', (row) => row.scaleCommand),
    restartCommand: text('Command that restarts its pods', (row) => row.restartCommand),
    uid: text('UID', (row) => row.uid),
  },
});

const toCounts = (places: readonly { name: string; pods: number }[]) =>
  new Map(places.map(({ name, pods }) => [name, pods]));

export const spread = defineObjects<SpreadRow>()({
  kind: 'own',
  page: 'spread',
  noun: 'workload',
  hint: ({ settings }) =>
    `One square is a running replica; those of one node touch. Data centres by the label ${settings.dataCentreLabel} of the nodes. Rules count when a pod is scheduled: later changes of labels, templates or the number of replicas can break them.`,
  // Its objects are the workloads, and rules of its own tell what stands out.
  figure: false,
  words: () => false,
  tellsChange: () => false,
  lastResort: false,
  needsAttention: ({ state, problems }) => state !== 'healthy' || problems.length > 0,
  rowsFrom: KINDS_BEHIND.workloads,
  stateFrom: [],
  cellsFrom: ['Node'],
  holds: 'one row per workload: where its replicas run',
  rows: (tables) => tables.spread,
  columns: {
    kind: text('Kind', (row) => row.kind),
    namespace: text('Namespace', (row) => row.namespace),
    name: text('Name', (row) => row.name),
    ...JUDGED,
    desired: number('Replicas wanted', (row) => row.desired),
    dataCentres: map('Running pods by data centre; ? where it is not known', (row) =>
      toCounts(row.dataCentres),
    ),
    nodes: map('Running pods by node', (row) => toCounts(row.nodes)),
    rules: list('Anti-affinity and topology rules of its pod template', (row) => row.rules),
    problems: list('What stands out, worst first, by type', (row) => row.problems.map(({ type }) => type)),
    problemTexts: list('The same in words', (row) => row.problems.map(({ text }) => text)),
    uid: text('UID', (row) => row.uid),
  },
});

export const versions = defineTable<ServiceVersion>()({
  holds: 'one row per service and workload: which version runs',
  rowsFrom: KINDS_BEHIND.workloads,
  cellsFrom: [],
  items: (report) => report.versions,
  columns: {
    service: text('Name of the service, wherever it runs', (row) => row.service),
    serviceFrom: text('Where that name was read', (row) => row.serviceFrom),
    instance: text('Which of several installations', (row) => row.instance),
    part: text('Name of the workload without version and data centre', (row) => row.part),
    version: text('Version', (row) => row.version),
    versionFrom: text('Where the version was read', (row) => row.versionFrom),
    alsoRunning: list('Other versions that its pods still, or already, run', (row) => row.alsoRunning),
    idle: boolean('true: it wants no pods, or is suspended', (row) => row.idle),
    kind: text('Kind of the workload', (row) => row.workload.kind),
    namespace: text('Namespace', (row) => row.workload.namespace),
    name: text('Name of the workload', (row) => row.workload.name),
    dataCentre: text('Data centre that it belongs to, where it belongs to one', (row) => row.dataCentre),
    images: list('Images', (row) => row.images),
    uid: text('UID of the workload', (row) => row.workload.uid),
  },
});
