import type { Snapshot } from '../snapshots/schema.ts';
import type { ClaimRow, QuotaRow } from './report.ts';

export function buildClaims(_snapshot: Snapshot): ClaimRow[] {
  return [];
}

export function buildQuotas(_snapshot: Snapshot): QuotaRow[] {
  return [];
}
