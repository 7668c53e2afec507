/** Source: pkg/printers/internalversion/printers.go `printPersistentVolume`, `printStorageClass` and so on. */
import { namespacedName } from '../../model/object-ref.ts';
import { formatClaimStatus, isDefaultClass } from '../../model/storage/claims.ts';
import { formatVolumeStatus } from '../../model/tables/volumes.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { age, NAME, text, type Printer } from './printer.ts';

/** In the order of k8s.io/kubernetes/pkg/apis/core/v1/helper `GetAccessModesAsString`. */
const SHORT_MODES = new Map([
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]);

const formatModes = (modes: readonly string[] = []) =>
  [...SHORT_MODES].flatMap(([mode, short]) => (modes.includes(mode) ? [short] : [])).join(',');

/** The server always sets it; a snapshot of an older Gazette lacks it. */
const NOT_KEPT = '<not kept>';

export const persistentVolumePrinter: Printer<ObjectOf<'PersistentVolume'>> = [
  NAME,
  text('Capacity', ({ spec }) => spec?.capacity?.storage ?? '0'),
  text('Access Modes', ({ spec }) => formatModes(spec?.accessModes)),
  text('Reclaim Policy', ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
  text('Status', (volume) => formatVolumeStatus(volume)),
  text('Claim', ({ spec }) => (spec?.claimRef ? namespacedName({ name: '', ...spec.claimRef }) : '')),
  text('StorageClass', ({ spec }) => spec?.storageClassName ?? ''),
  text('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>', { since: 29 }),
  text('Reason', ({ status }) => status?.reason ?? ''),
  age(),
  text('VolumeMode', ({ spec }) => spec?.volumeMode ?? NOT_KEPT, { wide: true }),
];

export const persistentVolumeClaimPrinter: Printer<ObjectOf<'PersistentVolumeClaim'>> = [
  NAME,
  text('Status', (claim) => formatClaimStatus(claim)),
  text('Volume', ({ spec }) => spec?.volumeName ?? ''),
  text('Capacity', ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.storage ?? '0') : '')),
  text('Access Modes', ({ spec, status }) => (spec?.volumeName ? formatModes(status?.accessModes) : '')),
  text('StorageClass', ({ spec }) => spec?.storageClassName ?? ''),
  text('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>', { since: 29 }),
  age(),
  text('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>', { wide: true }),
];

export const storageClassPrinter: Printer<ObjectOf<'StorageClass'>> = [
  { ...NAME, cell: (one) => `${one.metadata.name}${isDefaultClass(one) ? ' (default)' : ''}` },
  text('Provisioner', ({ provisioner }) => provisioner ?? ''),
  text('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
  text('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
  text('AllowVolumeExpansion', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
  age(),
];

export const volumeAttachmentPrinter: Printer<ObjectOf<'VolumeAttachment'>> = [
  NAME,
  { ...text('Attacher', ({ spec }) => spec?.attacher ?? ''), format: 'name' },
  text('PV', ({ spec }) => spec?.source?.persistentVolumeName ?? ''),
  text('Node', ({ spec }) => spec?.nodeName ?? ''),
  { name: 'Attached', type: 'boolean', cell: ({ status }) => status?.attached ?? false },
  age(),
];
