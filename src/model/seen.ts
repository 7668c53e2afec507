import { isProbed } from '../snapshots/kinds/kinds.ts';
import type { Coverage, SnapshotMeta } from '../snapshots/schema.ts';

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

/** Nothing is missing of a probe's kind if the config does not ask for the probe. */
export const isAsked = (meta: SnapshotMeta, kind: string): boolean =>
  !isProbed(kind) || meta.coverage.some((coverage) => coverage.kind === kind);

/** The snapshot has all objects of the kind. */
export const isWhole = (coverage: Coverage) => coverage.state === 'complete' || coverage.state === 'absent';
