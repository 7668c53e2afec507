import type { Seen } from '../../model/seen.ts';
import { isKindName } from '../../snapshots/kinds/kinds.ts';
import type { Balance } from './balance.ts';

/** Kinds that show a workload of a custom kind: its pods, and their owners, are its only traces. */
const TRACES = ['Pod', 'ReplicaSet'];

/** What the snapshot of a balance saw. */
export function seenBy(unseen: Balance['unseen']): Seen {
  const byKind = new Map(unseen.map((entry) => [entry.kind, entry]));
  return (kind, namespace) => {
    const entry = byKind.get(kind);
    return !entry || (namespace !== undefined && entry.namespaces?.includes(namespace) === true);
  };
}

/** Whether an absent workload is known to be gone. A bare pod stands for itself. */
export const seesWorkload = (seen: Seen, kind: string, namespace: string) =>
  (isKindName(kind) ? [kind] : TRACES).every((needed) => seen(needed, namespace));
