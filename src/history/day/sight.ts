import type { Report } from '../../model/report.ts';
import { indexSeen, KINDS_BEHIND, type Seen } from '../../model/seen.ts';
import { isKindName } from '../../snapshots/kinds/kinds.ts';
import type { Balance } from './balance.ts';

/** Kinds whose objects a Day follows. */
const FOLLOWED = [...new Set(Object.values(KINDS_BEHIND).flat())];

/** Kinds by which a workload of a custom kind is known: it has no other trace than its pods and what owns them. */
const TRACES = ['Pod', 'ReplicaSet'];

/** Of the kinds that a Day follows those that a snapshot did not, or not wholly, see. */
export function findUnseen({ meta }: Pick<Report, 'meta'>): Balance['unseen'] {
  const seen = indexSeen(meta);
  return FOLLOWED.filter((kind) => !seen(kind)).map((kind) => {
    const namespaces = meta.coverage.find((coverage) => coverage.kind === kind)?.namespaces;
    return { kind, ...(namespaces && { namespaces }) };
  });
}

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

/** Whether a rule was checked in a namespace: everywhere, or all that was not wholly seen was seen there. */
export function checkedBy({ unseen, unchecked }: Pick<Balance, 'unseen' | 'unchecked'>) {
  const rules = new Set(unchecked);
  return (rule: string, namespace = '') =>
    !rules.has(rule) || unseen.every(({ namespaces }) => namespaces?.includes(namespace) === true);
}
