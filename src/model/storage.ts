/** PersistentVolumeClaims and ResourceQuotas. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { spellDuration } from './english.ts';
import { formatAge, secondsBetween } from './human-duration.ts';
import { parseQuantity } from './quantity.ts';
import type { ClaimRow, Judged, QuotaRow } from './report.ts';
import type { Seen } from './seen.ts';
import { compareText, worst } from './state.ts';

type Claim = ObjectOf<'PersistentVolumeClaim'>;

export function buildClaims({ meta, objects }: Snapshot, seen: Seen): ClaimRow[] {
  const classes = new Map(objects.StorageClass.map((one) => [one.metadata.name, one]));
  return objects.PersistentVolumeClaim.map((claim) => {
    const { metadata, spec, status } = claim;
    const waits = describeWait(claim, seen('StorageClass') ? classes : undefined);
    return {
      uid: metadata.uid,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      // As kubectl has it. Source: pkg/printers/internalversion/printers.go `printPersistentVolumeClaim`.
      phase: metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? 'Unknown'),
      storageClass: spec?.storageClassName,
      accessModes: (spec?.volumeName ? status?.accessModes : undefined) ?? spec?.accessModes ?? [],
      requested: spec?.resources?.requests?.storage,
      capacity: spec?.volumeName ? status?.capacity?.storage : undefined,
      volume: spec?.volumeName,
      ...(isWaiting(claim) && waits.onPurpose && { note: waits.forWhat }),
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      ...worst([judgePhase(claim, meta.time, waits), ...judgeResize(claim, meta.time)]),
    };
  });
}

const isWaiting = ({ metadata, status }: Claim) =>
  metadata.deletionTimestamp === undefined && status?.phase === 'Pending';

interface Wait {
  /** After `waits`, `for a volume: there is no StorageClass fast`; on purpose, the whole clause. */
  forWhat: string;
  /** Nobody has to do anything: it binds once a pod wants it. */
  onPurpose?: true;
}

/**
 * What a claim without a volume waits for.
 * Source: pkg/controller/volume/persistentvolume/pv_controller.go `syncUnboundClaim`, and
 * k8s.io/component-helpers/storage/volume/pv_helpers.go `IsDelayBindingMode`, `AnnSelectedNode`.
 * @param classes undefined where they were not all seen
 */
function describeWait(
  { metadata, spec }: Claim,
  classes: ReadonlyMap<string, ObjectOf<'StorageClass'>> | undefined,
): Wait {
  const name = spec?.storageClassName;
  if (name === '') return { forWhat: 'for a volume without a class, which somebody has to make' };
  if (!classes) return { forWhat: 'for a volume' };
  if (name === undefined)
    return [...classes.values()].some(isDefaultClass)
      ? { forWhat: 'for a volume' }
      : { forWhat: 'for a volume: it names no StorageClass, and none is the default' };
  const storageClass = classes.get(name);
  if (!storageClass) return { forWhat: `for a volume: there is no StorageClass ${name}` };
  const node = metadata.annotations?.['volume.kubernetes.io/selected-node'];
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && !node)
    return { forWhat: `waits for a first pod: ${name} binds when one comes`, onPurpose: true };
  const { provisioner = '' } = storageClass;
  if (provisioner === 'kubernetes.io/no-provisioner')
    return { forWhat: `for a volume of ${name}, which somebody has to make` };
  return { forWhat: `for ${provisioner} to make a volume${node ? ` for node ${node}` : ''}` };
}

/** A claim that waits for something else than its first pod is degraded, however short. */
function judgePhase({ metadata, status }: Claim, at: string, waits: Wait): Judged {
  const since = (time: string | undefined) => {
    const seconds = secondsBetween(time, at);
    return seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
  };
  if (metadata.deletionTimestamp)
    return {
      state: 'degraded',
      why: `deleted, but still in use${since(metadata.deletionTimestamp)}`,
    };
  if (status?.phase === 'Bound') return { state: 'healthy' };
  if (status?.phase === 'Pending')
    return waits.onPurpose
      ? { state: 'healthy' }
      : { state: 'degraded', why: `waits${since(metadata.creationTimestamp)} ${waits.forWhat}` };
  if (status?.phase === 'Lost') return { state: 'failing', why: 'its volume is gone' };
  return { state: 'unknown', why: 'its controller has not reported' };
}

/** A claim that names no class gets it. Source: pkg/apis/storage/util/helpers.go `IsDefaultAnnotation`. */
export const isDefaultClass = ({ metadata }: ObjectOf<'StorageClass'>): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (annotation) => metadata.annotations?.[annotation] === 'true',
  );

/** A volume grows while it is in use; what takes longer waits for somebody. */
const SLOW_RESIZE_SECONDS = 10 * 60;
const WAITS = new Map([
  ['Resizing', 'its volume has been resizing'],
  ['FileSystemResizePending', 'its file system has waited to be resized'],
  ['ModifyingVolume', 'its volume has been in modification'],
]);
const FAILS = new Map([
  ['ControllerResizeError', 'its volume cannot be resized'],
  ['NodeResizeError', 'its file system cannot be resized'],
  ['ModifyVolumeError', 'its volume cannot be modified'],
]);

/** Source: k8s.io/api/core/v1/types.go `PersistentVolumeClaimConditionType`. */
function judgeResize({ status }: Claim, at: string): Judged[] {
  return (status?.conditions ?? []).flatMap(({ type = '', status: value, message, lastTransitionTime }) => {
    if (value !== 'True') return [];
    const failure = FAILS.get(type);
    if (failure)
      return [{ state: 'degraded', why: message ? `${failure}: ${message}` : failure } satisfies Judged];
    const seconds = secondsBetween(lastTransitionTime, at);
    const waits = WAITS.get(type);
    if (!waits || (seconds !== undefined && seconds <= SLOW_RESIZE_SECONDS)) return [];
    const since = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
    return [{ state: 'degraded', why: `${waits}${since}` } satisfies Judged];
  });
}

/** A row for each resource that a quota limits. */
export function buildQuotas({ objects }: Snapshot): QuotaRow[] {
  return objects.ResourceQuota.flatMap(({ metadata, spec, status }) => {
    const hard = new Map(Object.entries(status?.hard ?? spec?.hard ?? {}));
    const used = new Map(Object.entries(status?.used ?? {}));
    return [...hard]
      .sort(([a], [b]) => compareText(a, b))
      .map(([resource, limit]): QuotaRow => {
        const taken = used.get(resource);
        const share = shareOf(taken, limit);
        return {
          uid: metadata.uid,
          namespace: metadata.namespace ?? '',
          name: metadata.name,
          resource,
          used: taken ?? '',
          hard: limit,
          ...(share !== undefined && { share }),
          ...judgeQuota(taken, limit, share),
        };
      });
  });
}

/** A limit of nothing has no share: it forbids, and is not "full". */
function shareOf(used: string | undefined, hard: string): number | undefined {
  const [part, whole] = [parseQuantity(used), parseQuantity(hard)];
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}

/**
 * A quota that is all used does its work; yet the next pod, also one that replaces another, is refused, so it is
 * degraded, never failing. What comes near is shown by its share, and is a finding's business.
 * Source: kubernetes/staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go `CheckRequest`.
 */
function judgeQuota(used: string | undefined, hard: string, share: number | undefined): Judged {
  if (used === undefined) return { state: 'unknown', why: 'its controller has not reported' };
  const over =
    share === undefined ? (parseQuantity(used) ?? 0) > (parseQuantity(hard) ?? Infinity) : share > 1;
  if (over) return { state: 'degraded', why: `${used} used of ${hard}` };
  return share === 1 ? { state: 'degraded', why: `all of ${hard} is used` } : { state: 'healthy' };
}
