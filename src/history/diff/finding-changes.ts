import { findingKey, parseFindingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { Finding, ObjectRef, Report } from '../../model/report.ts';
import { indexGone } from '../day/shown-objects.ts';
import { checkedBy, isPassed, listExplained, lookedAt } from '../checked-rules.ts';
import { ofKeys } from '../trail/findings-since.ts';
import type { FindingChanges } from './change.ts';

/** Between two clusters: by objectKey of the second's workload, its name in the first. */
type Pairs = ReadonlyMap<string, ObjectRef>;

/** New findings, and findings that are not met any more. If a rule could no longer be checked, the answer is unknown. */
export function diffFindings(before: Report, after: Report, pairs?: Pairs): FindingChanges {
  const old = index(before, before.meta.cluster);
  const now = index(after, before.meta.cluster, pairs);
  const [toldBefore, toldNow] = [indexExplained(before), indexExplained(after, pairs)];
  const couldCheck = ofKeys(checkedBy(lookedAt(before)));
  const canCheck = ofKeys(checkedBy(lookedAt(after)));
  const left = [...old].filter(
    ([key, finding]) =>
      !now.has(key) &&
      !toldNow.has(key) &&
      !isPassed(finding, (rule) => now.has(findingKey(rule, parseFindingKey(key).object))),
  );
  const over = left.filter(([key]) => canCheck(key)).map(([, finding]) => finding);
  // What only one of two clusters has was not deleted.
  const isDeleted = pairs ? () => false : indexGone(after);
  return {
    new: [...now]
      .filter(([key]) => !old.has(key) && !toldBefore.has(key) && couldCheck(key))
      .map(([, finding]) => finding),
    resolved: over.filter(({ object }) => !isDeleted(object)),
    gone: over.filter(({ object }) => isDeleted(object)),
    unknown: left.filter(([key]) => !canCheck(key)).map(([, finding]) => finding),
  };
}

/** What another finding explains is told with it: it is there all the same. */
const indexExplained = (report: Report, pairs?: Pairs) =>
  new Set(
    listExplained(report).map(({ rule, object }) =>
      findingKey(rule, pairs?.get(objectKey(object)) ?? object),
    ),
  );

/**
 * Includes silenced findings: a silenced finding is not resolved. Findings about a cluster as a whole have one name,
 * whatever the cluster's name.
 */
const index = ({ findings, silenced }: Report, cluster: string, pairs?: Pairs) =>
  new Map<string, Finding>(
    singleFindings([...silenced, ...findings]).map((finding) => {
      const { rule, object } = finding;
      const same = object.kind === 'Cluster' ? { ...object, name: cluster } : pairs?.get(objectKey(object));
      return [findingKey(rule, same ?? object), finding];
    }),
  );
