/** Whether a snapshot could see a workload, so that its absence says something. Asked by Days, trails and changes. */
import { isKindName } from '../snapshots/kinds/kinds.ts';
import type { Seen } from '../model/seen.ts';

/** Kinds that show a workload of a custom kind: its pods, and their owners, are its only traces. */
const TRACES = ['Pod', 'ReplicaSet'];

/** A kind that could not be read, except in some namespaces. */
interface UnseenKind {
  kind: string;
  namespaces?: readonly string[];
}

/** What a snapshot saw, from what it did not see. */
export function seenBy(unseen: readonly UnseenKind[]): Seen {
  const byKind = new Map(unseen.map((entry) => [entry.kind, entry]));
  return (kind, namespace) => {
    const entry = byKind.get(kind);
    return !entry || (namespace !== undefined && entry.namespaces?.includes(namespace) === true);
  };
}

/** Whether an absent workload is known to be gone. A bare pod stands for itself. */
export const seesWorkload = (seen: Seen, kind: string, namespace: string): boolean =>
  (isKindName(kind) ? [kind] : TRACES).every((needed) => seen(needed, namespace));
