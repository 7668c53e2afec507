/** PersistentVolumeClaims and ResourceQuotas. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { judgeDeletion } from './deletion.ts';
import { spellDuration } from './english.ts';
import { formatAge, secondsBetween } from './human-duration.ts';
import { parseQuantity } from './quantity.ts';
import type { ClaimRow, Judged, QuotaRow } from './report.ts';
import { compareText, worst } from './state.ts';

type Claim = ObjectOf<'PersistentVolumeClaim'>;

export function buildClaims({ meta, objects }: Snapshot): ClaimRow[] {
  const waitsForConsumer = indexWaiting(objects);
  return objects.PersistentVolumeClaim.map((claim) => {
    const { metadata, spec, status } = claim;
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
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      ...(judgeDeletion(claim, meta.time) ??
        worst([judgePhase(claim, meta.time, waitsForConsumer(claim)), ...judgeResize(claim, meta.time)])),
    };
  });
}

/**
 * Claims that wait for a pod, as their StorageClass wants (`WaitForFirstConsumer`). The volume controller writes an
 * event about each of them, every 15 seconds; a newer event of another kind tells that a pod has come.
 * Source: pkg/controller/volume/persistentvolume/pv_controller.go `syncUnboundClaim`.
 */
function indexWaiting({ StorageClass, Event }: Snapshot['objects']): (claim: Claim) => boolean {
  const classes = new Map(StorageClass.map((own) => [own.metadata.name, own.volumeBindingMode]));
  const newest = new Map<string, { reason: string; at: number }>();
  for (const { involvedObject, reason = '', lastTimestamp, eventTime, series } of Event) {
    if (involvedObject?.kind !== 'PersistentVolumeClaim') continue;
    const key = `${involvedObject.namespace}/${involvedObject.name}`;
    const at = Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '') || 0;
    if (at >= (newest.get(key)?.at ?? 0)) newest.set(key, { reason, at });
  }
  return ({ metadata, spec }) => {
    const { reason } = newest.get(`${metadata.namespace}/${metadata.name}`) ?? {};
    if (reason !== undefined) return reason === 'WaitForFirstConsumer' || reason === 'WaitForPodScheduled';
    return classes.get(spec?.storageClassName ?? '') === 'WaitForFirstConsumer';
  };
}

/**
 * A claim that waits for a volume is degraded, however short; one that waits for its first pod waits by design.
 * Source: k8s.io/api/core/v1/types.go `PersistentVolumeClaimPhase`, k8s.io/api/storage/v1/types.go `VolumeBindingMode`.
 */
function judgePhase({ metadata, status }: Claim, at: string, waitsForConsumer: boolean): Judged {
  if (status?.phase === 'Bound') return { state: 'healthy' };
  if (status?.phase === 'Pending' && waitsForConsumer) return { state: 'healthy' };
  if (status?.phase === 'Pending') {
    const seconds = secondsBetween(metadata.creationTimestamp, at);
    const duration = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
    return { state: 'degraded', why: `waits${duration} for a volume` };
  }
  if (status?.phase === 'Lost') return { state: 'failing', why: 'its volume is gone' };
  return { state: 'unknown', why: 'its controller has not reported' };
}

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
  const refusalsOf = indexRefusals(objects);
  return objects.ResourceQuota.flatMap(({ metadata, spec, status }) => {
    const hard = new Map(Object.entries(status?.hard ?? spec?.hard ?? {}));
    const used = new Map(Object.entries(status?.used ?? {}));
    const refusals = refusalsOf(metadata.namespace, metadata.name);
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
          ...judgeQuota({ used: taken, hard: limit }, isRefused(refusals, resource, taken, limit)),
        };
      });
  });
}

/** A limit of nothing has no share: it forbids, and is not "full". */
function shareOf(used: string | undefined, hard: string): number | undefined {
  const [part, whole] = [parseQuantity(used), parseQuantity(hard)];
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}

/** What was refused for a quota: its name, and what was asked for of each resource. */
const EXCEEDED = /exceeded quota: ([^,\s]+)(?:, requested: ((?:[^=,\s]+=[^,\s]+,?)+))?/g;

/**
 * What controllers say of pods that were refused, by the quotas that they name: in a condition (ReplicaFailure), or in
 * an event. Source: k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go `CheckRequest`.
 */
function indexRefusals({ Deployment, ReplicaSet, ReplicationController, Event }: Snapshot['objects']) {
  const asked = new Map<string, Map<string, string>[]>();
  const note = (namespace: string | undefined, message = '') => {
    for (const [, name, requested = ''] of message.matchAll(EXCEEDED)) {
      const key = `${namespace}/${name}`;
      const pairs = requested.split(',').flatMap((pair) => {
        const [resource, amount] = pair.split('=');
        return resource && amount ? [[resource, amount] as const] : [];
      });
      asked.set(key, [...(asked.get(key) ?? []), new Map(pairs)]);
    }
  };
  for (const { metadata, status } of [...Deployment, ...ReplicaSet, ...ReplicationController]) {
    for (const { type, status: value, message } of status?.conditions ?? [])
      if (type === 'ReplicaFailure' && value === 'True') note(metadata.namespace, message);
  }
  for (const { involvedObject, reason, message } of Event)
    if (reason === 'FailedCreate') note(involvedObject?.namespace, message);
  return (namespace: string | undefined, name: string) => asked.get(`${namespace}/${name}`) ?? [];
}

/** What was refused would be refused now. */
function isRefused(
  refusals: readonly ReadonlyMap<string, string>[],
  resource: string,
  used: string | undefined,
  hard: string,
): boolean {
  const left = (parseQuantity(hard) ?? Infinity) - (parseQuantity(used) ?? 0);
  return refusals.some((asked) => {
    const amount = parseQuantity(asked.get(resource));
    return asked.size === 0 ? left <= 0 : amount !== undefined && amount > left;
  });
}

/**
 * A quota that is all used does its work, and may be meant to: it is told, and no trouble. It is degraded, never
 * failing, where something was refused for it.
 */
function judgeQuota({ used, hard }: { used: string | undefined; hard: string }, refused: boolean): Judged {
  if (used === undefined) return { state: 'unknown', why: 'its controller has not reported' };
  return refused
    ? { state: 'degraded', why: `${used} used of ${hard}, and more was refused` }
    : { state: 'healthy' };
}
