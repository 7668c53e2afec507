/** Since which edition each finding exists. */
import { findingKey, parseFindingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { Finding } from '../../model/report.ts';
import { fromUnix } from '../day/unix.ts';
import { checkedBy, lookedAt, type Checked } from '../checked-rules.ts';
import { begin, carryOver, goOn } from './since.ts';
import type { KnownRollout } from './known-rollouts.ts';
import type { Followed, KnownFinding, Moment, Trail } from './trail-record.ts';

/** What an edition knows beside its Report. */
export interface Beside {
  /** Whether nobody looked since the edition before. */
  isAfterGap: boolean;
  /** In order of time. */
  rollouts: readonly KnownRollout[];
}

/** Findings of an edition. If a rule could not be checked, the findings of the edition before follow at the end. */
export function foldKnownFindings(
  previous: Trail,
  report: Followed,
  self: Moment,
  { isAfterGap, rollouts }: Beside,
): KnownFinding[] {
  const before = new Map(previous.findings.map((entry) => [entry.key, entry]));
  const couldCheck = ofKeys(checkedBy(previous));
  const folded = new Map<string, KnownFinding>();
  const loud = new Set(singleFindings(report.findings));
  for (const finding of [...loud, ...singleFindings(report.silenced)]) {
    const key = findingKey(finding.rule, finding.object);
    const known = before.get(key);
    // Between two looks of which one could not check the rule, nobody knows, as in a gap. Days break there, too.
    const goesOn = known !== undefined && known.lastSeen === undefined && !isAfterGap;
    const rollout = goesOn ? known.rollout : findRollout(rollouts, finding);
    folded.set(key, {
      key,
      ...(loud.has(finding) && { severity: finding.severity }),
      ...(rollout && { rollout }),
      ...(goesOn ? goOn(known) : begin(self, !previous.cut && !isAfterGap && couldCheck(key))),
    });
  }
  const canCheck = ofKeys(checkedBy(lookedAt(report)));
  for (const [key, entry] of before) {
    if (!folded.has(key) && !canCheck(key)) folded.set(key, carryOver(entry, previous));
  }
  return [...folded.values()];
}

/** The last rollout of its object. */
function findRollout(
  rollouts: readonly KnownRollout[],
  { object }: Pick<Finding, 'object'>,
): KnownFinding['rollout'] {
  const found = rollouts.findLast(({ workload }) => objectKey(workload) === objectKey(object));
  if (!found) return undefined;
  const { begun, isNew: _, ...rollout } = found;
  return { ...rollout, at: fromUnix(begun) };
}

/** The same, by the key of a finding. */
export const ofKeys =
  (checked: Checked) =>
  (key: string): boolean => {
    const { rule, object } = parseFindingKey(key);
    return checked(rule, object.namespace, object.kind, object.name);
  };
