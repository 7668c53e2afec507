import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot, SnapshotMeta, VersionRules } from '../../snapshots/schema.ts';
import { groupOf, indexAutoscalers } from './autoscalers.ts';
import { rolloutRestartCommand, scaleCommand } from '../commands.ts';
import { judgeDeletion } from '../deletion.ts';
import { indexDisruptionBudgets } from './disruption-budgets.ts';
import { formatAge } from '../human-duration.ts';
import { groupIntermediates, type Intermediates } from './intermediates.ts';
import { formatJob, judgeJobs, newestJob } from './jobs.ts';
import { groupByOwner, ownerKey, type OwnedPods } from '../pods/owned-pods.ts';
import { controllerOf, isLoose } from '../owners/owners.ts';
import type { BuiltPod } from '../pods/pods.ts';
import type { Judged, PodRow, PodTemplateRevision, WorkloadRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import { toWritten, type Written } from '../written.ts';
import { compareText, worst } from '../state.ts';
import { buildRevision, presentSet, revisionOfSet, waitsForDeletion } from '../versions/revision.ts';
import { findRunning, imagesOfPod } from '../versions/running.ts';
import { findVersion, versionRulesOf } from '../versions/version.ts';
import * as facts from './workload-facts.ts';
import { judgePods, judgeReplicas, withCause, withStart } from './workload-state.ts';
import { isBetween, isToEnd, kindBetween } from '../workload-kinds.ts';

type Template = NonNullable<ObjectOf<'Deployment'>['spec']>['template'];

type Templated = Pick<Found, 'kind' | 'apiVersion' | 'metadata'> & { spec?: { template?: Template } };

/** A workload whose object is in the snapshot. */
interface Found {
  kind: string;
  apiVersion: string;
  metadata: ObjectOf<'Deployment'>['metadata'];
  template: Template;
  written: Written | undefined;
  facts: facts.WorkloadFacts;
  /** For kinds that roll out by themselves. */
  rolled?: Parameters<typeof buildRevision>[0]['object'];
}

/**
 * Rows of everything that people deploy. A ReplicaSet, ReplicationController or Job with a controller has no row: it
 * belongs to its owner. An owner of an unknown kind, or an unseen owner, gets a row from what it made. Those are
 * ReplicaSets, ReplicationControllers, Jobs and pods, even without pods. Static pods, whose owner is their Node, are no
 * workloads.
 */
export function buildWorkloads(snapshot: Snapshot, seen: Seen, pods: readonly BuiltPod[]): WorkloadRow[] {
  const owned = groupByOwner(pods);
  const between = groupIntermediates(snapshot);
  const guardOf = indexGuards(snapshot);
  const rows: WorkloadRow[] = [];
  for (const found of findWorkloads(snapshot, seen)) {
    const key = ownerKey({ ...found.metadata, kind: found.kind });
    const sets = seen('ReplicaSet', found.metadata.namespace) ? between.get(key)?.sets : undefined;
    const row = buildRow(found, { pods: owned.get(key)?.pods ?? [], sets }, snapshot, seen);
    rows.push({ ...row, ...guardOf(row, found.template?.metadata?.labels, groupOf(found.apiVersion)) });
    owned.delete(key);
    between.delete(key);
  }
  const labelsOf = new Map(snapshot.objects.Pod.map(({ metadata }) => [metadata.uid, metadata.labels]));
  for (const key of new Set([...owned.keys(), ...between.keys()])) {
    const { sets = [], jobs = [] } = between.get(key) ?? {};
    const { owner } = owned.get(key) ?? between.get(key) ?? {};
    if (!owner || isLoose({ owner })) continue;
    const pods = owned.get(key)?.pods ?? [];
    const row = buildRowOfMade({ owner, pods, sets, jobs }, snapshot.meta, seen);
    // A custom controller's template is unknown; its pods were made from it.
    const labels = labelsOf.get(pods[0]?.row.uid ?? '') ?? newestSet(sets)?.spec?.template?.metadata?.labels;
    rows.push({ ...row, ...guardOf(row, labels) });
  }
  return rows;
}

type Guards = Pick<WorkloadRow, 'autoscaler' | 'disruptionBudget'>;

/** What limits the number of a workload's pods from outside. */
function indexGuards({ objects }: Snapshot) {
  const autoscalerOf = indexAutoscalers(objects.HorizontalPodAutoscaler);
  const budgetOf = indexDisruptionBudgets(objects.PodDisruptionBudget);
  return (row: WorkloadRow, podLabels: Record<string, string> = {}, group?: string): Guards => {
    const autoscaler = autoscalerOf({ ...row, group });
    const disruptionBudget = budgetOf(row.namespace, podLabels);
    return { ...(autoscaler && { autoscaler }), ...(disruptionBudget && { disruptionBudget }) };
  };
}

function* findWorkloads({ meta, objects }: Snapshot, seen: Seen): Generator<Found> {
  const found = (object: Templated, of: facts.WorkloadFacts): Found => ({
    kind: object.kind,
    apiVersion: object.apiVersion,
    metadata: object.metadata,
    template: object.spec?.template,
    written: toWritten(object, object.spec?.template?.metadata?.labels, meta.server.version),
    facts: of,
  });
  for (const object of objects.Deployment)
    yield { ...found(object, facts.deploymentFacts(object)), rolled: object };
  for (const object of objects.StatefulSet)
    yield { ...found(object, facts.statefulSetFacts(object)), rolled: object };
  for (const object of objects.DaemonSet)
    yield { ...found(object, facts.daemonSetFacts(object)), rolled: object };
  for (const object of [...objects.ReplicationController, ...objects.ReplicaSet]) {
    if (!controllerOf(object)) yield found(object, facts.replicaSetFacts(object));
  }
  for (const object of objects.Job) {
    if (!controllerOf(object)) yield found(object, facts.jobFacts(object, meta.time));
  }
  const jobsOf = Map.groupBy(objects.Job, (job) => controllerOf(job)?.uid ?? '');
  for (const object of objects.CronJob) {
    const { uid, namespace } = object.metadata;
    const jobs = seen('Job', namespace) ? (jobsOf.get(uid) ?? []) : undefined;
    yield found(
      { ...object, spec: object.spec?.jobTemplate?.spec },
      facts.cronJobFacts(object, jobs, meta.time),
    );
  }
}

const PODS_UNSEEN: Judged = { state: 'unknown', why: 'its pods were not all seen' };

function buildRow(
  { kind, metadata, template, written, facts, rolled }: Found,
  { pods, sets }: { pods: BuiltPod[]; sets?: Intermediates['sets'] },
  { meta }: Snapshot,
  seen: Seen,
) {
  const { uid, namespace = '', name } = metadata;
  const { judged, ...numbers } = facts;
  const ref = { kind, namespace, name };
  const context = meta.settings.viewerContext;
  // If what is between was not seen, the owners of the pods are unknown.
  const podsSeen = seen('Pod', namespace) && seen(kindBetween(kind) ?? 'Pod', namespace);
  const { rollout } = numbers;
  const rows = pods.map((pod) => pod.row);
  const rules = versionRulesOf(meta.settings);
  const revision = rolled && buildRevision({ object: rolled, rollout, sets, pods: rows, rules });
  return {
    uid,
    ...ref,
    ...versionOf({ metadata, template, rolled }, rows, revision, rules),
    labels: metadata.labels ?? {},
    generation: metadata.generation,
    ...(written && { written }),
    ...numbers,
    ...(revision && { revision }),
    ...(isToEnd(kind) && { runsToEnd: true as const }),
    ...(judgeDeletion({ metadata }, meta.time) ??
      worst([
        withCause(withStart(judged, numbers, pods), pods),
        ...judgePods(pods),
        ...(podsSeen ? [] : [PODS_UNSEEN]),
      ])),
    age: formatAge(metadata.creationTimestamp, meta.time),
    created: metadata.creationTimestamp,
    pods: podsSeen ? pods.length : undefined,
    restartCount: podsSeen ? sumRestarts(pods) : undefined,
    scaleCommand: numbers.desired === undefined ? undefined : scaleCommand(ref, numbers.desired, context),
    // kubectl refuses to restart a paused workload (k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go).
    restartCommand: rollout === 'paused' ? undefined : rolloutRestartCommand(ref, context),
  } satisfies WorkloadRow;
}

/** The version and the images that run, and what is rolled out where no pod runs it yet. */
function versionOf(
  { metadata, template, rolled }: Pick<Found, 'metadata' | 'template' | 'rolled'>,
  pods: readonly PodRow[],
  revision: PodTemplateRevision | undefined,
  rules: VersionRules,
): Pick<WorkloadRow, 'version' | 'versionFrom' | 'images' | 'template'> {
  const containers = template?.spec?.containers ?? [];
  const [labels, image] = [template?.metadata?.labels, containers[0]?.image];
  const found = findVersion([labels, metadata.labels], image, { rules, name: metadata.name });
  const wanted = { ...found, images: containers.map((container) => container.image ?? '') };
  const ofPods = findVersion([labels], image, { rules });
  if (!rolled || found?.versionFrom !== ofPods?.versionFrom) return wanted;
  // With OnDelete, nothing is rolled out before somebody deletes a pod.
  const waits = waitsForDeletion(rolled);
  const running = findRunning(pods, ofPods?.version, waits ? undefined : revision?.id);
  return running ? { ...wanted, ...running, ...(!waits && { template: toTemplate(wanted) }) } : wanted;
}

const toTemplate = ({ version, images }: Pick<WorkloadRow, 'version' | 'images'>) => ({
  ...(version !== undefined && { version }),
  images,
});

interface MadeByOwner extends OwnedPods, Pick<Intermediates, 'sets' | 'jobs'> {}

/** What is known of an owner only from what it made. */
function buildRowOfMade(made: MadeByOwner, meta: SnapshotMeta, seen: Seen): WorkloadRow {
  const { owner, pods, sets, jobs } = made;
  const { uid, kind, namespace = '', name } = owner;
  // Nobody knows whether another pod is wanted in place of a pod that goes. Its owner may be gone, or scale down.
  const living = pods.filter((pod) => !pod.ended && pod.row.leaving !== 'deleted');
  const { numbers, judgements } = judgeMade(made, living);
  const isUnread = owner.builtIn && !seen(kind, namespace);
  if (isUnread) judgements.push({ state: 'unknown', why: `the ${kind} itself was not seen` });
  if (!seen('Pod', namespace)) judgements.push(PODS_UNSEEN);
  const set = newestSet(sets);
  const { row } = pods.find((pod) => set && pod.row.revision === revisionOfSet(set)) ?? pods[0] ?? {};
  const template = set?.spec?.template ?? newestJob(jobs)?.spec?.template;
  const job = newestJob(jobs);
  const version = findVersion([template?.metadata?.labels], template?.spec?.containers?.[0]?.image, {
    rules: versionRulesOf(meta.settings),
  });
  return {
    uid,
    kind,
    namespace,
    name,
    ...(isUnread && isBetween(kind) && { isBetween: true as const }),
    version: row ? row.version : version?.version,
    labels: {},
    images: row ? imagesOfPod(row) : (template?.spec?.containers?.map(({ image = '' }) => image) ?? []),
    ...numbers,
    ...(set && { revision: { id: revisionOfSet(set) } }),
    ...(sets.length === 0 && isDoneOnce(made) && { runsToEnd: true as const }),
    ...(job && { detail: formatJob(job, meta.time) }),
    ...worst(judgements),
    age: formatAge(undefined, ''),
    pods: seen('Pod', namespace) ? pods.length : undefined,
    restartCount: seen('Pod', namespace) ? sumRestarts(pods) : undefined,
  };
}

/** What it made runs to its end. */
const isDoneOnce = ({ jobs, pods }: MadeByOwner) =>
  jobs.length > 0 || (pods.length > 0 && pods.every((pod) => pod.untilDone));

/**
 * ReplicaSets and ReplicationControllers tell the wanted replicas, even if none can be created. Without them, the
 * wanted number is unknown. Work that runs to its end is never ready.
 */
function judgeMade({ pods, sets, jobs }: MadeByOwner, living: readonly BuiltPod[]) {
  const ofJobs: Judged[] = jobs.length > 0 ? [judgeJobs(jobs)] : [];
  // Beside a service, failed work is not everything.
  if (sets.length > 0) for (const judged of ofJobs) if (judged.state === 'failing') judged.state = 'degraded';
  const judgements: Judged[] = [...judgePods(pods), ...ofJobs];
  if (sets.length > 0) {
    const numbers = facts.sumSets(sets);
    const judged = judgeReplicas(numbers, { unit: 'replica', failure: facts.failureOfSets(sets) });
    return { numbers, judgements: [withCause(withStart(judged, numbers, living), living), ...judgements] };
  }
  const numbers = { current: living.length, ready: living.filter((pod) => pod.ready).length };
  const lasting = living.filter((pod) => !pod.untilDone);
  if (lasting.length === 0) return { numbers: living.length > 0 ? numbers : {}, judgements };
  const own = { desired: lasting.length, ready: lasting.filter((pod) => pod.ready).length };
  const judged = withStart(judgeReplicas(own, { unit: 'pod' }), own, lasting);
  return { numbers, judgements: [withCause(judged, lasting), ...judgements] };
}

/**
 * The set of the current template: the Deployment names it. Otherwise, a set that wants replicas comes first, then the
 * youngest.
 */
function newestSet(sets: Intermediates['sets']): Intermediates['sets'][number] | undefined {
  const present = presentSet(sets);
  if (present) return present;
  const rank = ({ spec }: Intermediates['sets'][number]) => Number((spec?.replicas ?? 1) > 0);
  const born = ({ metadata }: Intermediates['sets'][number]) => metadata.creationTimestamp ?? '';
  return sets.toSorted((a, b) => rank(b) - rank(a) || compareText(born(b), born(a)))[0];
}

const sumRestarts = (pods: readonly BuiltPod[]) => pods.reduce((sum, { row }) => sum + row.restartCount, 0);
