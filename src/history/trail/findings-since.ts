/** Since which edition each finding exists. */
import { findingKey, parseFindingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { checkedBy, lookedAt, type Checked } from '../checked-rules.ts';
import { begin, carryOver, goOn } from './since.ts';
import type { Followed, KnownFinding, Moment, Trail } from './trail-record.ts';

/** Findings of an edition. If a rule could not be checked, the findings of the edition before follow at the end. */
export function foldKnownFindings(previous: Trail, report: Followed, self: Moment): KnownFinding[] {
  const before = new Map(previous.findings.map((entry) => [entry.key, entry]));
  const couldCheck = ofKeys(checkedBy(previous));
  const folded = new Map<string, KnownFinding>();
  for (const finding of singleFindings([...report.findings, ...report.silenced])) {
    const key = findingKey(finding.rule, finding.object);
    const known = before.get(key);
    folded.set(key, {
      key,
      ...(known ? goOn(known) : begin(self, !previous.cut && couldCheck(key))),
    });
  }
  const canCheck = ofKeys(checkedBy(lookedAt(report)));
  for (const [key, entry] of before) {
    if (!folded.has(key) && !canCheck(key)) folded.set(key, carryOver(entry, previous));
  }
  return [...folded.values()];
}

/** The same, by the key of a finding. */
export const ofKeys =
  (checked: Checked) =>
  (key: string): boolean => {
    const { rule, object } = parseFindingKey(key);
    return checked(rule, object.namespace, object.kind);
  };
