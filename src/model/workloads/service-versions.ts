import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot, VersionRules } from '../../snapshots/schema.ts';
import { namespacedName } from '../object-ref.ts';
import { groupByOwner, ownerKey, type OwnedPods } from '../pods/owned-pods.ts';
import type { BuiltPod } from '../pods/pods.ts';
import type { ServiceVersion, WorkloadRow } from '../report.ts';
import { findServiceName } from '../versions/service-name.ts';
import { compareText } from '../state.ts';
import { findLabel, findVersion, versionRulesOf, type FoundVersion } from '../versions/version.ts';
import { LASTING } from '../workload-kinds.ts';

type Template = NonNullable<ObjectOf<'Deployment'>['spec']>['template'];

interface VersionSource {
  rules: VersionRules;
  dataCentreLabel: string;
  /** By UID of the workload. */
  templates: Map<string, Template>;
  owned: Map<string, OwnedPods>;
  pods: Map<string, ObjectOf<'Pod'>>;
  /** {@link namespacedName} of workloads whose object is in the snapshot. */
  names: Set<string>;
}

/**
 * Services by name. A service is anything that is meant to run permanently or repeatedly. These are long-running
 * workloads, CronJobs, and custom kinds whose pods always restart. Jobs that somebody ran once are not services. Static
 * pods are not either: their version is the cluster's own.
 */
export function buildVersions(
  snapshot: Snapshot,
  workloads: readonly WorkloadRow[],
  pods: readonly BuiltPod[],
): ServiceVersion[] {
  const { meta, objects } = snapshot;
  const templates = indexTemplates(objects);
  const source: VersionSource = {
    rules: versionRulesOf(meta.settings),
    dataCentreLabel: meta.settings.dataCentreLabel,
    templates,
    owned: groupByOwner(pods),
    pods: new Map(objects.Pod.map((pod) => [pod.metadata.uid, pod])),
    names: new Set(workloads.filter(({ uid }) => templates.has(uid)).map(namespacedName)),
  };
  return workloads
    .map((row) => (templates.has(row.uid) ? buildOfTemplate(row, source) : buildOfPods(row, source)))
    .filter((version) => version !== undefined)
    .sort(byName);
}

function byName({ service, workload: a }: ServiceVersion, other: ServiceVersion): number {
  const b = other.workload;
  return (
    compareText(service, other.service) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.kind, b.kind)
  );
}

function indexTemplates(objects: Snapshot['objects']): Map<string, Template> {
  const { Deployment, StatefulSet, DaemonSet, ReplicationController, ReplicaSet, CronJob } = objects;
  const lasting = [...Deployment, ...StatefulSet, ...DaemonSet, ...ReplicationController, ...ReplicaSet];
  return new Map([
    ...lasting.map(({ metadata, spec }) => [metadata.uid, spec?.template] as const),
    ...CronJob.map(({ metadata, spec }) => [metadata.uid, spec?.jobTemplate?.spec?.template] as const),
  ]);
}

/** A workload with its own pod template. */
function buildOfTemplate(row: WorkloadRow, source: VersionSource): ServiceVersion {
  const template = source.templates.get(row.uid);
  const labels = [template?.metadata?.labels, row.labels];
  const { version, versionFrom } = row;
  // What a CronJob's Jobs ran is past.
  const running = row.kind === 'CronJob' ? [] : runningVersions(row, source);
  const idle = row.desired === 0 || row.runs?.suspended === true;
  return {
    ...findServiceName(row.name, labels, source.rules),
    ...pinnedTo(template?.spec?.nodeSelector, labels, source),
    ...refTo(row),
    version,
    versionFrom,
    ...others(running, { version, versionFrom }),
    ...(idle && { idle }),
  };
}

/** A workload of which only pods were seen. It is of a custom kind, or of a kind that could not be listed. */
function buildOfPods(row: WorkloadRow, source: VersionSource): ServiceVersion | undefined {
  const group = source.owned.get(ownerKey(row));
  const pod = source.pods.get(group?.pods[0]?.row.uid ?? '');
  if (!group || !pod) return undefined;
  const { restartPolicy = 'Always', nodeSelector } = pod.spec ?? {};
  const lasts = group.owner.builtIn ? LASTING.some((kind) => kind === row.kind) : restartPolicy === 'Always';
  if (!lasts) return undefined;
  const labels = [pod.metadata.labels];
  const known = withoutHash(row, labels);
  // Its Deployment speaks for it.
  if (known !== row.name && source.names.has(namespacedName({ ...row, name: known }))) return undefined;
  const running = runningVersions(row, source);
  const most = mostCommon(running);
  return {
    ...findServiceName(known, labels, source.rules),
    ...pinnedTo(nodeSelector, labels, source),
    ...refTo(row),
    ...most,
    ...others(running, most),
  };
}

const refTo = ({ uid, kind, namespace, name, images }: WorkloadRow) => ({
  workload: { kind, namespace, name, uid },
  images,
});

/** The name of the Deployment that made a ReplicaSet. Source: pkg/controller/deployment/sync.go `getNewReplicaSet`. */
function withoutHash({ kind, name }: WorkloadRow, labels: Parameters<typeof findLabel>[0]): string {
  const hash = kind === 'ReplicaSet' ? findLabel(labels, ['pod-template-hash'])?.value : undefined;
  return hash && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}

/** The data centre of a workload, from its pods' node selector or its labels. */
function pinnedTo(
  nodeSelector: Record<string, string> | undefined,
  labels: readonly (Record<string, string> | undefined)[],
  { dataCentreLabel }: VersionSource,
): Pick<ServiceVersion, 'dataCentre'> {
  const found = findLabel([nodeSelector, ...labels], [dataCentreLabel]);
  return found ? { dataCentre: found.value } : {};
}

/** Versions of the pods that have not ended, the newest pod's first. */
function runningVersions(row: WorkloadRow, { owned, pods, rules }: VersionSource): FoundVersion[] {
  return (owned.get(ownerKey(row))?.pods ?? [])
    .filter((pod) => !pod.ended)
    .toSorted((a, b) => compareText(b.row.created ?? '', a.row.created ?? ''))
    .map((pod) => pods.get(pod.row.uid))
    .map((pod) => findVersion([pod?.metadata.labels], pod?.spec?.containers?.[0]?.image, { rules }))
    .filter((found) => found !== undefined);
}

/** The most frequent version, the first of equals. */
function mostCommon(versions: readonly FoundVersion[]): Partial<FoundVersion> {
  const groups = [...Map.groupBy(versions, ({ version }) => version).values()];
  return groups.toSorted((a, b) => b.length - a.length)[0]?.[0] ?? {};
}

/** Other versions of the pods, if they have the same source and can be compared. */
function others(
  running: readonly FoundVersion[],
  { version, versionFrom }: Partial<FoundVersion>,
): Pick<ServiceVersion, 'alsoRunning'> {
  const same = running.filter((found) => found.versionFrom === versionFrom && found.version !== version);
  const found = [...new Set(same.map((entry) => entry.version))].sort(compareText);
  return found.length > 0 ? { alsoRunning: found } : {};
}
