import { findingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { Finding, ObjectRef, Report } from '../../model/report.ts';
import { checkedBy, lookedAt } from '../checked.ts';
import { ofKeys } from '../known-findings.ts';
import type { FindingChanges } from './change.ts';

/** Of two clusters: by objectKey of the second's workload, what it is called in the first. */
type Pairs = ReadonlyMap<string, ObjectRef>;

/** Findings that are new, and those that are no more; where a rule could not be checked any more, nobody can tell. */
export function diffFindings(before: Report, after: Report, pairs?: Pairs): FindingChanges {
  const old = index(before, before.meta.cluster);
  const now = index(after, before.meta.cluster, pairs);
  const couldCheck = ofKeys(checkedBy(lookedAt(before)));
  const canCheck = ofKeys(checkedBy(lookedAt(after)));
  const gone = [...old].filter(([key]) => !now.has(key));
  return {
    new: [...now].filter(([key]) => !old.has(key) && couldCheck(key)).map(([, finding]) => finding),
    resolved: gone.filter(([key]) => canCheck(key)).map(([, finding]) => finding),
    unknown: gone.filter(([key]) => !canCheck(key)).map(([, finding]) => finding),
  };
}

/**
 * Silenced ones too: what was silenced is not resolved. What is told of a cluster as a whole goes by one name, whatever
 * the cluster is called.
 */
const index = ({ findings, silenced }: Report, cluster: string, pairs?: Pairs) =>
  new Map<string, Finding>(
    singleFindings([...silenced, ...findings]).map((finding) => {
      const { rule, object } = finding;
      const same = object.kind === 'Cluster' ? { ...object, name: cluster } : pairs?.get(objectKey(object));
      return [findingKey(rule, same ?? object), finding];
    }),
  );
