import { findingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import type { Finding, Report } from '../../model/report.ts';
import { checkedBy, lookedAt } from '../checked.ts';
import { ofKeys } from '../known-findings.ts';
import type { FindingChanges } from './change.ts';

/** Findings that are new, and those that are no more; where a rule could not be checked any more, nobody can tell. */
export function diffFindings(before: Report, after: Report): FindingChanges {
  const old = index(before);
  const now = index(after);
  const couldCheck = ofKeys(checkedBy(lookedAt(before)));
  const canCheck = ofKeys(checkedBy(lookedAt(after)));
  const gone = [...old].filter(([key]) => !now.has(key));
  return {
    new: [...now].filter(([key]) => !old.has(key) && couldCheck(key)).map(([, finding]) => finding),
    resolved: gone.filter(([key]) => canCheck(key)).map(([, finding]) => finding),
    unknown: gone.filter(([key]) => !canCheck(key)).map(([, finding]) => finding),
  };
}

/** Silenced ones too: what was silenced is not resolved. */
const index = ({ findings, silenced }: Report) =>
  new Map<string, Finding>(
    singleFindings([...silenced, ...findings]).map((finding) => [
      findingKey(finding.rule, finding.object),
      finding,
    ]),
  );
