import type { Snapshot } from '../snapshots/schema.ts';
import type { CustomTable } from './report.ts';

/** The custom resources that the config names, in its order. */
export function buildCustomTables(_snapshot: Snapshot): CustomTable[] {
  return [];
}
