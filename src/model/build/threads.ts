/** What belongs together by its cause: an object in trouble, with everything that the findings say about it. Pure. */
import { objectKey, toObjectRef } from '../object-ref.ts';
import type { Finding, ObjectRef } from '../report.ts';
import { compareStates } from '../state.ts';

export interface Thread {
  /** The culprit: an object, or the place of many with one cause. */
  object: ObjectRef;
  state: 'failing' | 'degraded';
  /** The most telling first. */
  findings: [Finding, ...Finding[]];
}

/** In the order of the findings: by harm. Advice is no trouble. */
export function groupThreads(findings: readonly Finding[]): Thread[] {
  const trouble = findings.filter(({ severity }) => severity !== 'advice');
  const groups = Map.groupBy(trouble, ({ object }) => objectKey(object));
  return [...groups.values()].map((group): Thread => {
    const [first, ...more] = group as [Finding, ...Finding[]];
    const states = group.flatMap(({ severity }) => (severity === 'advice' ? [] : [severity]));
    return {
      object: toObjectRef(first.object),
      state: states.sort(compareStates)[0] ?? 'degraded',
      findings: [first, ...more],
    };
  });
}
