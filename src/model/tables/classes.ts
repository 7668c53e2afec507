/** StorageClasses. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { formatAge } from '../human-duration.ts';
import type { ClassRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import { isDefaultClass } from '../storage/claims.ts';
import { BORN, column, JUDGED } from './column.ts';
import { defineObjects } from './table.ts';

/** A class does nothing by itself: its faults show in its claims and volumes. */
function buildClasses({ meta, objects }: Snapshot, seen: Seen): ClassRow[] {
  const claims = Map.groupBy(objects.PersistentVolumeClaim, ({ spec }) => spec?.storageClassName);
  return objects.StorageClass.map((storageClass): ClassRow => {
    const { metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } = storageClass;
    return {
      uid: metadata.uid,
      name: metadata.name,
      isDefault: isDefaultClass(storageClass),
      provisioner: provisioner ?? '',
      // As in kubectl. Source: pkg/printers/internalversion/printers.go `printStorageClass`.
      reclaimPolicy: reclaimPolicy ?? 'Delete',
      bindingMode: volumeBindingMode ?? 'Immediate',
      expandable: allowVolumeExpansion ?? false,
      ...(seen('PersistentVolumeClaim') && { claims: claims.get(metadata.name)?.length ?? 0 }),
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      state: 'healthy',
    };
  });
}

export const classes = defineObjects<ClassRow>()({
  kind: 'StorageClass',
  page: 'storage',
  noun: 'class',
  heading: ['storage class', 'storage classes'],
  hint: () =>
    'WaitForFirstConsumer binds a claim only when a pod wants it. The reclaim policy is that of volumes that are made from now on.',
  figure: false,
  words: (row) => [row.provisioner, row.isDefault ? 'default' : undefined],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['StorageClass'],
  newsOf: ['StorageClass'],
  shows: {
    isDefault: 'Default',
    provisioner: 'Provisioner',
    bindingMode: 'Binding',
    reclaimPolicy: 'Reclaim policy',
    expandable: 'Can grow',
    claims: 'Claims',
    age: 'Age',
  },
  build: buildClasses,
  rowsFrom: ['StorageClass'],
  stateFrom: [],
  cellsFrom: ['PersistentVolumeClaim'],
  holds: 'one row per StorageClass',
  rows: (tables) => tables.classes,
  columns: {
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    isDefault: column.boolean('Whether a claim without a class gets this class', (row) => row.isDefault),
    provisioner: column.text('What makes its volumes', (row) => row.provisioner, { printed: 'Provisioner' }),
    bindingMode: column.text('Immediate or WaitForFirstConsumer', (row) => row.bindingMode, {
      printed: 'VolumeBindingMode',
    }),
    reclaimPolicy: column.text(
      'What happens to its volumes: Delete, Retain or Recycle',
      (row) => row.reclaimPolicy,
      { printed: 'ReclaimPolicy' },
    ),
    expandable: column.boolean('Whether its claims can be enlarged', (row) => row.expandable, {
      printed: 'AllowVolumeExpansion',
    }),
    claims: column.number('Number of claims that name the class', (row) => row.claims),
    ...BORN,
    uid: column.text('UID', (row) => row.uid),
  },
});
