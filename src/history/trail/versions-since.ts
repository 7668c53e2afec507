/** Since which edition each version of a workload exists. */
import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, ServiceVersion } from '../../model/report.ts';
import { imageTag } from '../../model/versions/version.ts';
import { seenBy, seesWorkload } from '../kinds-seen.ts';
import type { Seen } from '../../model/seen.ts';
import { begin, carryOver, goOn, type Known } from './since.ts';
import type { Followed, KnownVersion, Moment, Trail } from './trail-record.ts';

/**
 * Versions of an edition. If workloads could not be seen, those of the edition before follow at the end.
 * @param isAfterGap whether nobody looked since the edition before: another version may be older than this edition
 */
export function foldVersions(
  previous: Trail,
  report: Followed,
  self: Moment,
  isAfterGap: boolean,
): KnownVersion[] {
  const before = new Map(previous.versions.map((entry) => [objectKey(entry.workload), entry]));
  const now = new Set(report.versions.map(({ workload }) => objectKey(workload)));
  const gone = [...before].filter(([key]) => !now.has(key)).map(([, entry]) => entry);
  const [sawBefore, sees] = [seenBy(previous.unseen), seenBy(report.unseen)];
  const successors = indexFirst(gone);
  const known = (entry: ServiceVersion): Known & Pick<KnownVersion, 'from'> => {
    const same = before.get(objectKey(entry.workload));
    // A workload of another name that runs the version of a deleted workload has replaced it.
    const found = same ? (isSame(same, entry) ? same : undefined) : successors.get(roleKey(entry));
    const from = found ? found.from : same?.version === entry.version ? undefined : same?.version;
    return {
      ...(from !== undefined && { from }),
      ...(found
        ? goOn(found)
        : begin(self, !previous.cut && !isAfterGap && (same !== undefined || isSeen(sawBefore, entry)))),
    };
  };
  return [
    ...report.versions.map((entry) => ({ ...toEntry(entry), ...known(entry) })),
    ...gone.filter((entry) => !isSeen(sees, entry)).map((entry) => carryOver(entry, previous)),
  ];
}

/** A service's version at its place, whatever the name of its workload. */
const roleKey = ({
  service,
  instance,
  dataCentre,
  version,
  workload,
}: Omit<KnownVersion, keyof Known | 'serviceFrom' | 'from'>) =>
  JSON.stringify([workload.namespace, service, instance, dataCentre, version]);

/** Of several entries in the same role, the oldest. */
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

/** An older Gazette wrote no tag. */
const isSame = ({ version, tag }: KnownVersion, entry: ServiceVersion) =>
  version === entry.version && (tag === undefined || tag === tagOf(entry));

/** The tag that runs, if a label names the version: two different tags or digests are never the same. */
function tagOf({ images, version }: Pick<ServiceVersion, 'images' | 'version'>): string | undefined {
  const tag = images[0] ? imageTag(images[0]) : undefined;
  return tag === undefined || tag === version || tag === 'latest' ? undefined : tag;
}

const isSeen = (seen: Seen, { workload: { kind, namespace = '' } }: { workload: ObjectRef }) =>
  seesWorkload(seen, kind, namespace);
