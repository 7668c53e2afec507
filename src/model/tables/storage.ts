/** Volume claims, and quotas. */
import type { ClaimRow, QuotaRow } from '../report.ts';
import { buildClaims } from '../storage/claims.ts';
import { buildQuotas, NEARLY_FULL } from '../storage/quotas.ts';
import { BORN, column, JUDGED } from './column.ts';
import { defineObjects } from './table.ts';

export const claims = defineObjects<ClaimRow>()({
  kind: 'PersistentVolumeClaim',
  page: 'storage',
  noun: 'claim',
  heading: ['volume claim', 'volume claims'],
  hint: () =>
    'A claim that waits is marked. Two waits are meant, and not marked: for a first pod (WaitForFirstConsumer), or for a driver, five minutes at most.',
  figure: 'Volume claims',
  words: (row) => [row.phase, row.storageClass, row.volume],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['PersistentVolumeClaim'],
  newsOf: ['PersistentVolumeClaim'],
  shows: {
    phase: 'Status',
    requested: 'Asked for',
    capacity: 'Has',
    storageClass: 'Class',
    accessModes: 'Access',
    volume: 'Volume',
    pods: 'Used by',
    age: 'Age',
  },
  build: buildClaims,
  rowsFrom: ['PersistentVolumeClaim'],
  stateFrom: ['StorageClass'],
  cellsFrom: ['Pod'],
  holds: 'one row per PersistentVolumeClaim',
  rows: ({ claims }) => claims,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    phase: column.text("kubectl's STATUS: Pending, Bound, Lost or Terminating", (row) => row.phase, {
      printed: 'Status',
    }),
    storageClass: column.name('Storage class', (row) => row.storageClass, {
      names: 'StorageClass',
      printed: 'StorageClass',
    }),
    accessModes: column.list('Access modes', (row) => row.accessModes),
    requested: column.quantity('Storage asked for', (row) => row.requested),
    capacity: column.quantity('Actual storage', (row) => row.capacity, { printed: 'Capacity' }),
    volume: column.name('Volume to which the claim is bound', (row) => row.volume, {
      names: 'PersistentVolume',
      printed: 'Volume',
    }),
    note: column.text('What the claim waits for by design', (row) => row.note),
    pods: column.list('Pods that use it, as kubectl says in "Used By"', (row) => row.pods, { names: 'Pod' }),
    ...BORN,
    uid: column.text('UID', (row) => row.uid),
  },
});

export const quotas = defineObjects<QuotaRow>()({
  kind: 'ResourceQuota',
  page: 'storage',
  noun: 'quota',
  heading: ['quota limit', 'quota limits'],
  hint: () => 'One row for each resource that a ResourceQuota limits. What is all used refuses the next pod.',
  figure: false,
  headings: [
    'Namespace and quota',
    'Resource',
    { number: 'Used' },
    { number: 'Of' },
    { number: 'Share' },
    { hidden: 'Share as a bar' },
  ],
  words: () => [],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: [],
  newsOf: ['ResourceQuota'],
  partOf: ({ resource }) => resource,
  normalAs: ({ share = 0 }) => (share >= 1 ? 'Full' : share >= NEARLY_FULL ? 'Nearly full' : undefined),
  build: buildQuotas,
  rowsFrom: ['ResourceQuota'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per resource of a ResourceQuota',
  rows: ({ quotas }) => quotas,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name of the ResourceQuota', (row) => row.name),
    resource: column.text('Resource', (row) => row.resource),
    ...JUDGED,
    used: column.quantity('What is used', (row) => row.used),
    hard: column.quantity('The limit', (row) => row.hard),
    share: column.number('Used of the limit: 0 to 1, or above', (row) => row.share, 'share'),
    uid: column.text('UID of the ResourceQuota', (row) => row.uid),
  },
});
