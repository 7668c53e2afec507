import type { ClaimRow, QuotaRow } from '../model/report.ts';
import { defineTable, gapsOf } from './table.ts';

export const claims = defineTable<ClaimRow>({
  name: 'claims',
  holds: 'one row per PersistentVolumeClaim',
  gaps: gapsOf('PersistentVolumeClaim'),
  rows: (report) => report.claims,
  columns: [
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name', (row) => row.name],
    ['state', 'healthy, degraded, failing or unknown', (row) => row.state],
    ['why', 'Why it is not healthy', (row) => row.why],
    ['phase', 'Pending, Bound or Lost', (row) => row.phase],
    ['storageClass', 'Storage class', (row) => row.storageClass],
    ['accessModes', 'Access modes', (row) => row.accessModes],
    ['requested', 'Storage asked for', (row) => row.requested],
    ['capacity', 'Storage that it has', (row) => row.capacity],
    ['volume', 'Volume that it is bound to', (row) => row.volume],
    ['age', "kubectl's AGE at the time of the snapshot", (row) => row.age],
    ['created', 'When it was created', (row) => row.created],
    ['uid', 'UID', (row) => row.uid],
  ],
});

export const quotas = defineTable<QuotaRow>({
  name: 'quotas',
  holds: 'one row per resource of a ResourceQuota',
  gaps: gapsOf('ResourceQuota'),
  rows: (report) => report.quotas,
  columns: [
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name of the ResourceQuota', (row) => row.name],
    ['resource', 'Resource', (row) => row.resource],
    ['state', 'healthy, degraded, failing or unknown', (row) => row.state],
    ['why', 'Why it is not healthy', (row) => row.why],
    ['used', 'What is used', (row) => row.used],
    ['hard', 'The limit', (row) => row.hard],
    ['share', 'Used of the limit: 0 to 1, or above', (row) => row.share],
    ['uid', 'UID of the ResourceQuota', (row) => row.uid],
  ],
});
