/** PersistentVolumeClaims: their phase, and what they wait for. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { judgeDeletion } from '../deletion.ts';
import { spellDuration } from '../english.ts';
import { formatAge, secondsBetween } from '../human-duration.ts';
import { namespacedName } from '../object-ref.ts';
import type { ClaimRow, Judged } from '../report.ts';
import type { Seen } from '../seen.ts';
import { worst } from '../state.ts';
import { indexMounts } from './mounts.ts';

type Claim = ObjectOf<'PersistentVolumeClaim'>;

export function buildClaims({ meta, objects }: Snapshot, seen: Seen): ClaimRow[] {
  const classes = new Map(objects.StorageClass.map((one) => [one.metadata.name, one]));
  const lastReasonOf = indexReasons(objects);
  const { podsOf } = indexMounts(objects);
  return objects.PersistentVolumeClaim.map((claim) => {
    const { metadata, spec, status } = claim;
    const waits = describeWait(claim, seen('StorageClass') ? classes : undefined, lastReasonOf(claim));
    return {
      uid: metadata.uid,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      phase: formatClaimStatus(claim) || 'Unknown',
      storageClass: spec?.storageClassName,
      accessModes: (spec?.volumeName ? status?.accessModes : undefined) ?? spec?.accessModes ?? [],
      requested: spec?.resources?.requests?.storage,
      capacity: spec?.volumeName ? status?.capacity?.storage : undefined,
      volume: spec?.volumeName,
      ...(isWaiting(claim) && waits.onPurpose && { note: waits.forWhat }),
      ...(seen('Pod') && { pods: podsOf(claim) }),
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      ...(judgeDeletion(claim, meta.time) ??
        worst([judgePhase(claim, meta.time, waits), ...judgeResize(claim, meta.time)])),
    };
  });
}

/** kubectl's STATUS. Source: pkg/printers/internalversion/printers.go `printPersistentVolumeClaim`. */
export const formatClaimStatus = ({ metadata, status }: Claim): string =>
  metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '');

const isWaiting = ({ metadata, status }: Claim) =>
  metadata.deletionTimestamp === undefined && status?.phase === 'Pending';

interface Wait {
  /** The text after `waits`, `for a volume: there is no StorageClass fast`; if by design, the whole clause. */
  forWhat: string;
  /** Nobody has to act: the claim binds when a pod needs it. */
  onPurpose?: true;
  /** A driver makes a volume, and has not failed. */
  isMade?: true;
}

/**
 * The reason of the newest event about each claim. The volume controller writes such an event every 15 seconds: a newer
 * reason means that a pod has come. Source: pkg/controller/volume/persistentvolume/pv_controller.go `syncUnboundClaim`.
 */
function indexReasons({ Event }: Snapshot['objects']): (claim: Claim) => string | undefined {
  const newest = new Map<string, { reason: string; at: number }>();
  for (const { involvedObject, reason = '', lastTimestamp, eventTime, series } of Event) {
    if (involvedObject?.kind !== 'PersistentVolumeClaim') continue;
    const { namespace, name = '' } = involvedObject;
    const key = namespacedName({ namespace, name });
    const at = Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '') || 0;
    if (at >= (newest.get(key)?.at ?? 0)) newest.set(key, { reason, at });
  }
  return ({ metadata }) => newest.get(namespacedName(metadata))?.reason;
}

/** Reasons of events about a claim that waits for its first pod. Source: the same as for `indexReasons`. */
const FOR_A_POD = ['WaitForFirstConsumer', 'WaitForPodScheduled'];

/**
 * What a claim without a volume waits for. Its newest event tells more than its class. Source:
 * pkg/controller/volume/persistentvolume/pv_controller.go `syncUnboundClaim`, and
 * k8s.io/component-helpers/storage/volume/pv_helpers.go `IsDelayBindingMode`, `AnnSelectedNode`.
 * @param classes undefined if not all were seen
 */
function describeWait(
  { metadata, spec }: Claim,
  classes: ReadonlyMap<string, ObjectOf<'StorageClass'>> | undefined,
  lastReason: string | undefined,
): Wait {
  const name = spec?.storageClassName;
  if (name === '') return { forWhat: 'for a volume without a class, which somebody has to make' };
  const storageClass = name === undefined ? undefined : classes?.get(name);
  const node = metadata.annotations?.['volume.kubernetes.io/selected-node'];
  const isForAPod =
    lastReason === undefined
      ? storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !node
      : FOR_A_POD.includes(lastReason);
  if (isForAPod)
    return {
      forWhat: `waits for a first pod${name === undefined ? '' : `: ${name} binds when one comes`}`,
      onPurpose: true,
    };
  if (!classes) return { forWhat: 'for a volume' };
  if (name === undefined)
    return [...classes.values()].some(isDefaultClass)
      ? { forWhat: 'for a volume' }
      : { forWhat: 'for a volume: it names no StorageClass, and none is the default' };
  if (!storageClass) return { forWhat: `for a volume: there is no StorageClass ${name}` };
  const { provisioner = '' } = storageClass;
  if (provisioner === 'kubernetes.io/no-provisioner')
    return { forWhat: `for a volume of ${name}, which somebody has to make` };
  const isMade = lastReason !== 'ProvisioningFailed' && { isMade: true as const };
  return { forWhat: `for ${provisioner} to make a volume${node ? ` for node ${node}` : ''}`, ...isMade };
}

/**
 * A driver may take this long to make a volume: it tries again after at most that time. Source:
 * kubernetes-csi/external-provisioner cmd/csi-provisioner `retry-interval-max`.
 */
export const DRIVER_SECONDS = 300;

/**
 * A claim that waits for a volume is degraded, at first only if no driver makes one. A claim that waits for its first
 * pod waits by design. Source: k8s.io/api/core/v1/types.go `PersistentVolumeClaimPhase`, k8s.io/api/storage/v1/types.go
 * `VolumeBindingMode`.
 */
function judgePhase({ metadata, status }: Claim, at: string, waits: Wait): Judged {
  if (status?.phase === 'Bound') return { state: 'healthy' };
  if (status?.phase === 'Pending' && waits.onPurpose) return { state: 'healthy' };
  if (status?.phase === 'Pending') {
    const seconds = secondsBetween(metadata.creationTimestamp, at);
    if (waits.isMade && seconds !== undefined && seconds <= DRIVER_SECONDS) return { state: 'healthy' };
    const duration = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
    return { state: 'degraded', why: `waits${duration} ${waits.forWhat}` };
  }
  if (status?.phase === 'Lost') return { state: 'failing', why: 'its volume is gone' };
  return { state: 'unknown', why: 'its controller has not reported' };
}

/** A claim without a class gets this class. Source: pkg/apis/storage/util/helpers.go `IsDefaultAnnotation`. */
export const isDefaultClass = ({ metadata }: ObjectOf<'StorageClass'>): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
    (annotation) => metadata.annotations?.[annotation] === 'true',
  );

/** A volume grows while in use; after this time, it waits for somebody. */
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
  // While the controller tries again, it says both; its failure is the news.
  const conditions = (status?.conditions ?? []).toSorted(
    (a, b) => Number(FAILS.has(b.type ?? '')) - Number(FAILS.has(a.type ?? '')),
  );
  return conditions.flatMap(({ type = '', status: value, message, lastTransitionTime }) => {
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
