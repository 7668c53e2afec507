import { kindNames } from '../snapshots/kinds/kinds.ts';
import { objectKey } from '../model/object-ref.ts';
import type { ObjectRef, ServiceVersion } from '../model/report.ts';
import { imageTag } from '../model/workloads/version.ts';
import { begin, carryOver, goOn, type Known } from './known.ts';
import type { Followed, KnownVersion, Moment, Trail } from './trail-record.ts';

/** Versions of an edition, with those of the edition before whose workloads could not be seen at the end. */
export function foldVersions(previous: Trail, report: Followed, self: Moment): KnownVersion[] {
  const before = new Map(previous.versions.map((entry) => [objectKey(entry.workload), entry]));
  const now = new Set(report.versions.map(({ workload }) => objectKey(workload)));
  const gone = [...before].filter(([key]) => !now.has(key)).map(([, entry]) => entry);
  const couldSee = seenBy(previous.unseen);
  const canSee = seenBy(report.unseen);
  const successors = indexFirst(gone);
  const known = (entry: ServiceVersion): Known => {
    const same = before.get(objectKey(entry.workload));
    // A workload of another name that runs what a workload that is gone ran has taken its place.
    const found = same ? (isSame(same, entry) ? same : undefined) : successors.get(roleKey(entry));
    return found
      ? goOn(found)
      : begin(self, !previous.cut && (same !== undefined || couldSee(entry.workload)));
  };
  return [
    ...report.versions.map((entry) => ({ ...toEntry(entry), ...known(entry) })),
    ...gone.filter(({ workload }) => !canSee(workload)).map((entry) => carryOver(entry, previous)),
  ];
}

/** A service's version at its place, whatever the workload that runs it is called. */
const roleKey = ({
  service,
  instance,
  dataCentre,
  version,
  workload,
}: Omit<KnownVersion, keyof Known | 'serviceFrom'>) =>
  JSON.stringify([workload.namespace, service, instance, dataCentre, version]);

/** Of entries in the same role the one that has been there longest. */
function indexFirst(entries: readonly KnownVersion[]): Map<string, KnownVersion> {
  const first = new Map<string, KnownVersion>();
  for (const entry of entries) {
    const other = first.get(roleKey(entry));
    if (!other || entry.since.number < other.since.number) first.set(roleKey(entry), entry);
  }
  return first;
}

function toEntry(entry: ServiceVersion): Omit<KnownVersion, keyof Known> {
  const { workload, images: _, ...version } = entry;
  const { kind, namespace, name } = workload;
  const tag = tagOf(entry);
  return { ...version, ...(tag !== undefined && { tag }), workload: { kind, namespace, name } };
}

/** What an older Gazette wrote has no tag. */
const isSame = ({ version, tag }: KnownVersion, entry: ServiceVersion) =>
  version === entry.version && (tag === undefined || tag === tagOf(entry));

/** What runs, where a label names the version: two tags or digests are never the same, whatever they are called. */
function tagOf({ images, version }: Pick<ServiceVersion, 'images' | 'version'>): string | undefined {
  const tag = images[0] ? imageTag(images[0]) : undefined;
  return tag === undefined || tag === version || tag === 'latest' ? undefined : tag;
}

/** Kinds by which a workload of a custom kind is known: it has no other trace than its pods and what owns them. */
const TRACES = ['Pod', 'ReplicaSet'];

/** Whether a workload that is not there is known not to be. */
function seenBy(unseen: Trail['unseen']): (workload: ObjectRef) => boolean {
  const byKind = new Map(unseen.map((entry) => [entry.kind, entry]));
  const own = new Set<string>(kindNames);
  return ({ kind, namespace = '' }) =>
    (own.has(kind) ? [kind] : TRACES).every((needed) => {
      const entry = byKind.get(needed);
      return !entry || entry.namespaces?.includes(namespace) === true;
    });
}
