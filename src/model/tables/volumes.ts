/** PersistentVolumes. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { isOverdue } from '../deletion.ts';
import { clip, join, spellDuration } from '../english.ts';
import { formatAge, secondsBetween } from '../human-duration.ts';
import { namespacedName } from '../object-ref.ts';
import type { Judged, VolumeRow } from '../report.ts';
import { BORN, column, JUDGED } from './column.ts';
import { defineObjects } from './table.ts';
import { DRIVER_SECONDS } from '../storage/claims.ts';

type Volume = ObjectOf<'PersistentVolume'>;

function buildVolumes({ meta, objects }: Snapshot): VolumeRow[] {
  return objects.PersistentVolume.map((volume) => {
    const { metadata, spec, status } = volume;
    return {
      uid: metadata.uid,
      name: metadata.name,
      phase: formatVolumeStatus(volume),
      ...(spec?.claimRef && { claim: namespacedName({ name: '', ...spec.claimRef }) }),
      capacity: spec?.capacity?.storage,
      accessModes: spec?.accessModes ?? [],
      reclaimPolicy: spec?.persistentVolumeReclaimPolicy,
      storageClass: spec?.storageClassName,
      reason: status?.reason,
      driver: spec?.csi?.driver,
      handle: spec?.csi?.volumeHandle,
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      ...judgeVolume(volume, meta.time),
    };
  });
}

/** kubectl's STATUS. Source: pkg/printers/internalversion/printers.go `printPersistentVolume`. */
export const formatVolumeStatus = ({ metadata, status }: Volume): string =>
  metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? '');

/** Source: k8s.io/api/core/v1/types.go `PersistentVolumePhase`, `PersistentVolumeReclaimPolicy`. */
function judgeVolume(volume: Volume, at: string): Judged {
  const { metadata, spec, status } = volume;
  const message = status?.message ? `: ${clip(status.message, LONGEST_MESSAGE)}` : '';
  if (metadata.deletionTimestamp)
    return isOverdue(volume, at) ? { state: 'degraded', why: whyStays(volume, at) } : { state: 'healthy' };
  const began = status?.lastPhaseTransitionTime;
  const isEarly = (since: string | undefined) =>
    message === '' && (secondsBetween(since, at) ?? Infinity) <= DRIVER_SECONDS;
  switch (status?.phase) {
    case 'Bound':
    case 'Available':
      return { state: 'healthy' };
    case 'Released': {
      const policy = spec?.persistentVolumeReclaimPolicy;
      // It keeps its data, as configured: that is advice (`volume-released`), and no trouble.
      if (policy === 'Retain' || isEarly(began)) return { state: 'healthy' };
      const left = `its claim is gone, and the volume is not deleted yet${policy ? ` (${policy})` : ''}`;
      return { state: 'degraded', why: `${left}${message}` };
    }
    case 'Failed':
      return { state: 'failing', why: `it could not be given back after its claim was gone${message}` };
    case 'Pending':
      if (isEarly(began ?? metadata.creationTimestamp)) return { state: 'healthy' };
      return { state: 'degraded', why: `it is not available yet${message}` };
    default:
      return { state: 'unknown', why: 'its controller has not reported' };
  }
}

const LONGEST_MESSAGE = 200;

/** What keeps a deleted volume, by its finalizer. */
const KEPT_BY = new Map([
  // Source: pkg/controller/volume/pvprotection/pv_protection_controller.go.
  ['kubernetes.io/pv-protection', 'a claim is bound to it'],
  // Source: sigs.k8s.io/sig-storage-lib-external-provisioner, controller.go `finalizerPV`.
  ['external-provisioner.volume.kubernetes.io/finalizer', 'its driver has not deleted what is behind it'],
  // Source: kubernetes-csi/external-attacher, pkg/controller/util.go `GetFinalizerName`: `external-attacher/` and the
  // driver.
  ['external-attacher', 'it is attached to a node'],
]);

/** `deleted 3 hours before, but a claim is bound to it`. */
function whyStays({ metadata, status }: Volume, at: string): string {
  const seconds = secondsBetween(metadata.deletionTimestamp, at);
  const since = seconds === undefined ? '' : ` ${spellDuration(seconds)} before`;
  const finalizers = metadata.finalizers ?? [];
  const reasons = finalizers.flatMap((finalizer) => {
    // The controller releases a volume that is not bound.
    if (finalizer === 'kubernetes.io/pv-protection' && status?.phase !== 'Bound') return [];
    return KEPT_BY.get(finalizer) ?? KEPT_BY.get(finalizer.split('/')[0] ?? '') ?? `${finalizer} holds it`;
  });
  return reasons.length === 0 ? `deleted${since}, but still there` : `deleted${since}, but ${join(reasons)}`;
}

export const volumes = defineObjects<VolumeRow>()({
  kind: 'PersistentVolume',
  page: 'storage',
  noun: 'volume',
  hint: () =>
    'The reclaim policy says what becomes of a volume once its claim is gone. Delete takes its data along. Retain keeps it for somebody to look at.',
  figure: 'Volumes',
  words: (row) => [row.phase, row.claim, row.storageClass, row.driver, row.handle],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['PersistentVolume'],
  newsOf: ['PersistentVolume'],
  shows: {
    phase: 'Status',
    claim: 'Claim',
    capacity: 'Capacity',
    storageClass: 'Class',
    reclaimPolicy: 'Reclaim policy',
    accessModes: 'Access',
    driver: 'Driver',
    age: 'Age',
  },
  // Volumes have no namespace, so they are grouped by class.
  groupOf: ({ storageClass }) => storageClass ?? '',
  build: buildVolumes,
  rowsFrom: ['PersistentVolume'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per PersistentVolume',
  rows: (tables) => tables.volumes,
  columns: {
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    phase: column.text(
      "kubectl's STATUS: Available, Bound, Released, Failed, Pending or Terminating",
      (row) => row.phase,
      {
        printed: 'Status',
      },
    ),
    claim: column.name('Claim to which the volume is or was bound: namespace/name', (row) => row.claim, {
      names: 'PersistentVolumeClaim',
      printed: 'Claim',
    }),
    capacity: column.quantity('What it holds', (row) => row.capacity, { printed: 'Capacity' }),
    accessModes: column.list('Access modes', (row) => row.accessModes),
    reclaimPolicy: column.text('Retain, Delete or Recycle', (row) => row.reclaimPolicy, {
      printed: 'Reclaim Policy',
    }),
    storageClass: column.name('Storage class', (row) => row.storageClass, {
      names: 'StorageClass',
      printed: 'StorageClass',
    }),
    reason: column.text('Why the volume failed, in one word of the API', (row) => row.reason, {
      printed: 'Reason',
    }),
    driver: column.text('CSI driver', (row) => row.driver),
    handle: column.text("The driver's name for the volume", (row) => row.handle),
    ...BORN,
    uid: column.text('UID', (row) => row.uid),
  },
});
