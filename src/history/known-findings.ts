import { singleFindings } from '../model/findings/same-cause.ts';
import type { Finding } from '../model/report.ts';
import { checkedBy, lookedAt, type Checked } from './checked.ts';
import { begin, carry, goOn } from './known.ts';
import type { Followed, KnownFinding, Moment, Trail } from './trail.ts';

/** What makes two findings of two editions the same: rule and object by name, since pods and UIDs are replaced. */
export function findingKey({ rule, object }: Finding): string {
  return `${rule} ${object.kind}/${object.namespace ?? ''}/${object.name}`;
}

/** What a key names; the namespace is empty where there is none. */
export function parseFindingKey(key: string): {
  rule: string;
  kind: string;
  namespace: string;
  name: string;
} {
  const space = key.indexOf(' ');
  const [kind = '', namespace = '', ...name] = key.slice(space + 1).split('/');
  return { rule: key.slice(0, space), kind, namespace, name: name.join('/') };
}

/** Findings of an edition, with those of the edition before whose rule could not be checked at the end. */
export function foldFindings(previous: Trail, report: Followed, self: Moment): KnownFinding[] {
  const before = new Map(previous.findings.map((entry) => [entry.key, entry]));
  const couldCheck = ofKeys(checkedBy(previous));
  const folded = new Map<string, KnownFinding>();
  for (const finding of singleFindings([...report.findings, ...report.silenced])) {
    const key = findingKey(finding);
    const known = before.get(key);
    folded.set(key, {
      key,
      ...(known ? goOn(known) : begin(self, !previous.cut && couldCheck(key))),
    });
  }
  const canCheck = ofKeys(checkedBy(lookedAt(report)));
  for (const [key, entry] of before) {
    if (!folded.has(key) && !canCheck(key)) folded.set(key, carry(entry, previous));
  }
  return [...folded.values()];
}

/** The same, asked by the key of a finding. */
export const ofKeys =
  (checked: Checked) =>
  (key: string): boolean => {
    const { rule, namespace, kind } = parseFindingKey(key);
    return checked(rule, namespace, kind);
  };
