import type { Finding } from '../model/report.ts';
import { begin, carry, goOn } from './known.ts';
import type { Followed, KnownFinding, Moment, Trail } from './trail.ts';

/** What makes two findings of two editions the same: rule and object by name, since pods and UIDs are replaced. */
export function findingKey({ rule, object }: Finding): string {
  return `${rule} ${object.kind}/${object.namespace ?? ''}/${object.name}`;
}

/** Findings of an edition, with those of the edition before whose rule could not be checked at the end. */
export function foldFindings(previous: Trail, report: Followed, self: Moment): KnownFinding[] {
  const before = new Map(previous.findings.map((entry) => [entry.key, entry]));
  const couldCheck = checkedBy(previous);
  const folded = new Map<string, KnownFinding>();
  for (const finding of [...report.findings, ...report.silenced]) {
    const key = findingKey(finding);
    const known = before.get(key);
    folded.set(key, {
      key,
      ...(known ? goOn(known) : begin(self, !previous.cut && couldCheck(key))),
    });
  }
  const { unseen, unchecked } = report;
  const canCheck = checkedBy({ unseen, unchecked: unchecked.map(({ rule }) => rule) });
  for (const [key, entry] of before) {
    if (!folded.has(key) && !canCheck(key)) folded.set(key, carry(entry, previous));
  }
  return [...folded.values()];
}

/**
 * Whether a finding that is not there is known not to be: its rule was checked, or everything that was not wholly seen
 * was seen in the object's namespace.
 */
function checkedBy({ unchecked, unseen }: Pick<Trail, 'unchecked' | 'unseen'>): (key: string) => boolean {
  const rules = new Set(unchecked);
  return (key) => {
    const space = key.indexOf(' ');
    const namespace = key.slice(space + 1).split('/')[1] ?? '';
    if (!rules.has(key.slice(0, space))) return true;
    return unseen.every(({ namespaces }) => namespaces?.includes(namespace));
  };
}
