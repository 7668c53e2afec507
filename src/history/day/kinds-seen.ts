import type { Seen } from '../../model/seen.ts';
import { isKindName } from '../../snapshots/kinds/kinds.ts';
import type { Balance } from './balance.ts';

/** Kinds by which a workload of a custom kind is known: it has no other trace than its pods and what owns them. */
const TRACES = ['Pod', 'ReplicaSet'];

/** What the snapshot of a balance saw. */
export function seenBy(unseen: Balance['unseen']): Seen {
  const byKind = new Map(unseen.map((entry) => [entry.kind, entry]));
  return (kind, namespace) => {
    const entry = byKind.get(kind);
    return !entry || (namespace !== undefined && entry.namespaces?.includes(namespace) === true);
  };
}

/** Whether a workload that is not there is known not to be. A bare pod stands for itself. */
export const seesWorkload = (seen: Seen, kind: string, namespace: string) =>
  (isKindName(kind) ? [kind] : TRACES).every((needed) => seen(needed, namespace));
