import type { Snapshot } from '../snapshots/schema.ts';
import type { ServiceRow } from './report.ts';
import type { Seen } from './seen.ts';

export function buildServices(_snapshot: Snapshot, _seen: Seen): ServiceRow[] {
  return [];
}
