import type { Coverage, SnapshotMeta } from '../snapshots/schema.ts';
import type { Report } from './report.ts';

/**
 * Whether everything of a kind was seen: in one namespace, or everywhere. A kind that the cluster does not serve counts
 * as seen, because none can exist. A kind that nobody tried to read does not.
 */
export type Seen = (kind: string, namespace?: string) => boolean;

export function indexSeen(meta: SnapshotMeta): Seen {
  const byKind = new Map(meta.coverage.map((coverage) => [coverage.kind, coverage]));
  return (kind, namespace) => {
    const coverage = byKind.get(kind);
    if (!coverage) return false;
    if (isWhole(coverage)) return true;
    return namespace !== undefined && (coverage.namespaces?.includes(namespace) ?? false);
  };
}

/** Kinds behind the rows of each table. An owner of an unknown kind has a row made from its pods. */
export const KINDS_BEHIND = {
  pods: ['Pod'],
  workloads: [
    'Pod',
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'ReplicationController',
    'Job',
    'CronJob',
  ],
  nodes: ['Node'],
  events: ['Event'],
} as const satisfies Record<keyof Report['seen'], readonly string[]>;

/** Which tables are complete. */
export function seenTables(seen: Seen): Report['seen'] {
  const all = (table: keyof Report['seen']) => KINDS_BEHIND[table].every((kind) => seen(kind));
  return { pods: all('pods'), workloads: all('workloads'), nodes: all('nodes'), events: all('events') };
}

/** The snapshot has all objects of the kind. */
export const isWhole = (coverage: Coverage) => coverage.state === 'complete' || coverage.state === 'absent';
