/** Judges the cluster as a whole. */
import { join, pluralOf } from '../english.ts';
import type { StateInput } from '../findings/state-input.ts';
import { formatObject } from '../object-ref.ts';
import type { Judged, NodeRow, PodRow, WorkloadRow } from '../report.ts';
import { isProbed } from '../../snapshots/kinds/kinds.ts';
import type { SnapshotMeta } from '../../snapshots/schema.ts';
import { isWhole, type Seen } from '../seen.ts';
import { stateForCluster } from '../harm/weigh-harm.ts';
import { worst } from '../state.ts';
import { KINDS_BEHIND } from '../tables/kinds-behind.ts';

interface ClusterFacts extends Pick<StateInput, 'quiet' | 'others'> {
  workloads: readonly WorkloadRow[];
  nodes: readonly NodeRow[];
  /** Pods that no workload represents. */
  loose: readonly PodRow[];
}

/** Kinds that must be seen before a cluster can be called healthy. */
const JUDGED_KINDS = [...KINDS_BEHIND.nodes, ...KINDS_BEHIND.workloads];

/**
 * The worst part decides, except silenced ones; unseen parts make the cluster unknown. So does a probe of the config that
 * saw nothing: nobody knows whether its trouble is over.
 * @param meta of the snapshot
 */
export function judgeCluster(
  { workloads, nodes, loose, quiet, others }: ClusterFacts,
  seen: Seen,
  meta: Pick<SnapshotMeta, 'coverage'>,
): Judged {
  const probed = meta.coverage.filter((entry) => isProbed(entry.kind) && !isWhole(entry));
  const missing = [
    ...JUDGED_KINDS.filter((kind) => !seen(kind)).map(pluralOf),
    ...probed.map(({ kind }) => pluralOf(kind)),
  ];
  const heard = <Row extends Judged>(rows: readonly Row[]) => rows.filter((row) => !quiet.has(row));
  const blind = ['Pod', 'Deployment'].filter((kind) => isNowhere(kind, meta));
  const known = worst([
    ...heard(nodes).map(({ state, name, why }) => ({ state, why: `node ${name} ${why}` })),
    ...heard(workloads).map((row) => ({
      state: stateForCluster(row),
      why: `${formatObject(row)}: ${row.why}`,
    })),
    ...heard(loose).map((row) => ({
      state: stateForCluster(row),
      why: `${formatObject({ ...row, kind: 'Pod' })}: ${row.why}`,
    })),
    ...others,
    ...(missing.length > 0 ? [{ state: 'unknown' as const, why: `${join(missing)} were not all seen` }] : []),
  ]);
  // Without any workload in sight, a consequence elsewhere does not say how bad it is.
  if (blind.length === 0 || known.state !== 'degraded' || [...workloads, ...heard(nodes)].some(isDegraded))
    return known;
  return { state: 'unknown', why: `${join(blind.map(pluralOf))} were not seen; ${known.why}` };
}

const isDegraded = ({ state }: Judged) => state === 'degraded';

/** Not even in one namespace. */
const isNowhere = (kind: string, { coverage }: Pick<SnapshotMeta, 'coverage'>) =>
  coverage.some((one) => one.kind === kind && !isWhole(one) && (one.namespaces ?? []).length === 0);
