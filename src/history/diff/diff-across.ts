/** Compares two clusters. UIDs differ, so objects are matched by name, and workloads also by service. */
import { singleFindings } from '../../model/findings/same-cause.ts';
import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef, ServiceVersion } from '../../model/report.ts';
import { indexSeen } from '../../model/seen.ts';
import { compareText } from '../../model/state.ts';
import type { KindSpec } from '../../snapshots/kinds/kind.ts';
import { kindNames, kinds, type KeptObject, type KindName } from '../../snapshots/kinds/kinds.ts';
import { pairMarked, unmarkClusters } from '../cluster-names.ts';
import type { Change, VersionCause } from './change.ts';
import { compose, type Observed } from './compose.ts';
import { claim, toRef, type ObjectEntry } from './entries.ts';
import { diffFindings } from './finding-changes.ts';
import { findWorkload, imagesOf } from './images.ts';
import { fieldsOf, hide, isSeenIn, type Matched, type Sides } from './match-objects.ts';
import { listNotComparable } from './not-comparable.ts';
import { pairServices } from './pair-services.ts';
import { findStateChanges } from './state-changes.ts';

/** Kinds whose objects cannot be compared with another cluster's. */
const OF_ONE_CLUSTER = kindNames.filter((kind) => (kinds[kind] as KindSpec).ofOneCluster);

/** ReplicaSets and Jobs with an owner follow from the owner. */
const isOwn = ({ metadata }: KeptObject) => !metadata.ownerReferences?.some(({ controller }) => controller);

export function diffAcross(before: Observed, after: Observed, noise: boolean): Change {
  const seen = { before: indexSeen(before.snapshot.meta), after: indexSeen(after.snapshot.meta) };
  const sides = { before: before.snapshot, after: after.snapshot, seen };
  const pairs = pairObjects(before, after);
  const matched: Matched = { entries: [], hidden: new Map() };
  for (const kind of kindNames) if (!OF_ONE_CLUSTER.includes(kind)) matchKind(kind, sides, pairs, matched);
  const causes = findVersionCauses(before, after, pairs, matched.entries);
  return {
    ...compose(before, after, matched, causes, noise),
    across: true,
    states: findStateChanges(before.report, after.report, pairs).filter(
      ({ object }) => !OF_ONE_CLUSTER.some((kind) => kind === object.kind),
    ),
    findings: diffFindings(before.report, after.report, pairs),
    notComparable: listNotComparable(
      before.snapshot.meta,
      after.snapshot.meta,
      matched.hidden,
      (kind) => !OF_ONE_CLUSTER.some((own) => own === kind),
    ),
    notCompared: OF_ONE_CLUSTER.filter(
      (kind) => before.snapshot.objects[kind].length + after.snapshot.objects[kind].length > 0,
    ),
  };
}

/** Services under two names, and whatever else is named after its cluster. */
function pairObjects(before: Observed, after: Observed): Map<string, ObjectRef> {
  const services = pairServices(before.report, after.report);
  const taken = new Set([...services.values()].map(objectKey));
  const clusters = [before, after].map(({ snapshot }) => snapshot.meta.cluster);
  const [one, other] = [
    listObjects(before, (key) => !taken.has(key)),
    listObjects(after, (key) => !services.has(key)),
  ];
  return new Map([...services, ...pairMarked(one, other, unmarkClusters(clusters))]);
}

/** Objects of a snapshot, and those that only findings name. */
function listObjects(
  { snapshot, report }: Observed,
  isFree: (key: string) => boolean,
): Map<string, ObjectRef> {
  const refs: ObjectRef[] = [
    ...kindNames.flatMap((kind) => (kind === 'Event' ? [] : snapshot.objects[kind].map(toRef))),
    ...singleFindings([...report.findings, ...report.silenced]).map(({ object }) => object),
  ];
  return new Map(refs.map((ref) => [objectKey(ref), ref] as const).filter(([key]) => isFree(key)));
}

/** @param pairs by objectKey of the second cluster's workload, its name in the first cluster */
function matchKind(kind: KindName, sides: Sides, pairs: ReadonlyMap<string, ObjectRef>, into: Matched): void {
  const old = new Map(
    sides.before.objects[kind].filter(isOwn).map((object) => [objectKey(toRef(object)), object]),
  );
  for (const after of sides.after.objects[kind].filter(isOwn)) {
    const object = toRef(after);
    const previous = pairs.get(objectKey(object)) ?? object;
    const before = old.get(objectKey(previous));
    old.delete(objectKey(previous));
    if (before) {
      const fields = fieldsOf(kind, before, after, sides, 'elsewhere');
      const renamed = previous.name !== object.name || previous.namespace !== object.namespace;
      const change = {
        class: 'changed' as const,
        object,
        ...(renamed && { previous: toObjectRef(previous) }),
        fields,
      };
      if (fields.length > 0) into.entries.push({ kind, before, after, change });
    } else if (isSeenIn(sides.seen.before, after)) {
      into.entries.push({ kind, after, change: { class: 'added', object, fields: [] } });
    } else hide(into.hidden, after, 'after');
  }
  for (const before of old.values()) {
    if (isSeenIn(sides.seen.after, before))
      into.entries.push({ kind, before, change: { class: 'removed', object: toRef(before), fields: [] } });
    else hide(into.hidden, before, 'before');
  }
}

/** Services of both clusters that run in other versions, or other images. */
function findVersionCauses(
  before: Observed,
  after: Observed,
  pairs: ReadonlyMap<string, ObjectRef>,
  entries: readonly ObjectEntry[],
): VersionCause[] {
  const old = new Map(before.report.versions.map((version) => [objectKey(version.workload), version]));
  const byUid = new Map(entries.map((entry) => [entry.change.object.uid, entry]));
  return after.report.versions
    .flatMap((now): VersionCause[] => {
      const was = old.get(objectKey(pairs.get(objectKey(now.workload)) ?? now.workload));
      if (!was) return [];
      const templates = [
        findWorkload(before.snapshot, was.workload),
        findWorkload(after.snapshot, now.workload),
      ];
      const images = imagesOf(templates[0]?.spec?.template, templates[1]?.spec?.template);
      if (was.version === now.version && images.length === 0) return [];
      const entry = byUid.get(now.workload.uid);
      const id = `version/${objectPath(now.workload)}`;
      const template = (entry?.change.fields ?? []).filter(
        (field) => field.steps[0] === 'spec' && field.steps[1] === 'template' && field.noise === undefined,
      );
      const objects = entry
        ? claim(id, [entry], (field) => template.includes(field) || isVersionLabel(field.steps, was, now))
        : 0;
      return [
        {
          type: 'version',
          id,
          objects,
          service: now.service,
          workload: toObjectRef(now.workload),
          previous: toObjectRef(was.workload),
          before: was.version,
          after: now.version,
          images,
          template,
        },
      ];
    })
    .sort((a, b) => compareText(a.service, b.service) || compareText(a.id, b.id));
}

const isVersionLabel = (steps: readonly unknown[], ...versions: readonly ServiceVersion[]) =>
  steps[0] === 'metadata' &&
  steps[1] === 'labels' &&
  versions.some(({ versionFrom }) => versionFrom !== undefined && steps[2] === versionFrom);
