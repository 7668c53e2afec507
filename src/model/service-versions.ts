import type { Snapshot } from '../snapshots/schema.ts';
import type { BuiltPod } from './pods.ts';
import type { ServiceVersion, WorkloadRow } from './report.ts';

export function buildVersions(
  _snapshot: Snapshot,
  _workloads: readonly WorkloadRow[],
  _pods: readonly BuiltPod[],
): ServiceVersion[] {
  return [];
}
