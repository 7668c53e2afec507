/** How the cluster as a whole does. */
import type { Snapshot } from '../snapshots/schema.ts';
import { join, pluralOf, spellDuration } from './english.ts';
import type { Judged, LeaderRow, NodeRow, PodRow, WorkloadRow } from './report.ts';
import { KINDS_BEHIND, type Seen } from './seen.ts';
import { worst } from './state.ts';

export interface ClusterRows {
  workloads: readonly WorkloadRow[];
  nodes: readonly NodeRow[];
  /** Pods that no workload speaks for. */
  loose: readonly PodRow[];
  /** What else is wrong; see {@link controlPlaneTroubles}. */
  others: readonly string[];
}

/** Kinds without which nobody can say that a cluster is healthy. */
const JUDGED_KINDS = [...KINDS_BEHIND.nodes, ...KINDS_BEHIND.workloads];

/** The worst of what is in it wins; what was not seen leaves it unknown. */
export function judgeCluster({ workloads, nodes, loose, others }: ClusterRows, seen: Seen): Judged {
  const missing = JUDGED_KINDS.filter((kind) => !seen(kind)).map(pluralOf);
  return worst([
    ...nodes.map(({ state, name, why }) => ({ state, why: `node ${name} ${why}` })),
    ...workloads.map(({ state, kind, namespace, name, why }) => ({
      state,
      why: `${kind} ${namespace}/${name}: ${why}`,
    })),
    ...loose.map(({ state, namespace, name, why }) => ({ state, why: `pod ${namespace}/${name}: ${why}` })),
    ...others.map((why): Judged => ({ state: 'degraded', why })),
    ...(missing.length > 0 ? [{ state: 'unknown' as const, why: `${join(missing)} were not all seen` }] : []),
  ]);
}

/** Leases of the control plane last 15 s; this long without a renewal no one leads. */
const LEADERLESS_SECONDS = 60;

/** What is wrong with the control plane itself, as clauses of a sentence. */
export function controlPlaneTroubles({ meta }: Snapshot, leaders: readonly LeaderRow[]): string[] {
  const clauses: string[] = [];
  if (meta.server.ready === false) {
    const checks = meta.server.notReady?.length ? ` (${join(meta.server.notReady)})` : '';
    clauses.push(`the API server is not ready${checks}`);
  }
  for (const { component, holder, renewedSecondsAgo = 0 } of leaders) {
    if (!holder) clauses.push(`the ${component} has no leader`);
    else if (renewedSecondsAgo > LEADERLESS_SECONDS) {
      clauses.push(`the ${component} has had no leader for ${spellDuration(renewedSecondsAgo)}`);
    }
  }
  return clauses;
}
