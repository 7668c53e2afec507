import type { Snapshot } from '../snapshots/schema.ts';
import type { BuiltPod } from './pods.ts';
import type { SpreadRow, WorkloadRow } from './report.ts';
import type { Seen } from './seen.ts';

export function buildSpread(
  _snapshot: Snapshot,
  _seen: Seen,
  _workloads: readonly WorkloadRow[],
  _pods: readonly BuiltPod[],
): SpreadRow[] {
  return [];
}
