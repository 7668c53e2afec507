import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';
import { findTakenBack } from '../workload-comparison.ts';
import type { PodsCause } from './change.ts';
import { claim, isFree } from './entries.ts';
import { isGoing, podRef, type PodEntry, type CauseInput } from './cause-input.ts';

/**
 * The reasons that evictors give. Source: `Evicted` pkg/kubelet/eviction, `Preempted` pkg/scheduler,
 * `TaintManagerEviction` pkg/controller/tainteviction.
 */
const EVICTIONS = ['Evicted', 'Preempted', 'TaintManagerEviction'];

/** Pods of a workload that came or went for no known reason: deleted, evicted, or not yet replaced. */
export function findPodChanges(input: CauseInput): PodsCause[] {
  const evictions = indexEvictions(input);
  const causes = [...input.podsByWorkload.values()].flatMap(
    ({ workload, removed, added, replaced, changed }) =>
      toPodsCause(
        input,
        evictions,
        workload,
        [...removed, ...replaced, ...changed.filter(isGoing)],
        [...added, ...replaced],
      ),
  );
  const anew = input.loose.filter(({ change }) => change.class === 'replaced');
  return [...causes, ...toPodsCause(input, evictions, undefined, anew, anew)];
}

function toPodsCause(
  input: CauseInput,
  evictions: ReadonlyMap<string, string>,
  workload: ObjectRef | undefined,
  goers: readonly PodEntry[],
  comers: readonly PodEntry[],
): PodsCause[] {
  const entries = [...new Set([...goers, ...comers])].filter(isFree);
  if (entries.length === 0) return [];
  const gone = goers.filter(isFree).map(({ before, change }) => {
    const pod = podRef(before!);
    // A terminating pod says so.
    const stage = change.class === 'changed' ? input.after : input.before;
    const status = stage.podRow(before!.metadata.uid)?.status ?? '';
    const why = evictions.get(objectKey(pod));
    return { pod, status, ...(why !== undefined && { why }) };
  });
  const created = comers.filter(isFree).map(({ after }) => podRef(after!));
  const id = `pods/${workload ? objectPath(workload) : ''}`;
  return [
    {
      type: 'pods',
      id,
      ...(workload && { workload: toObjectRef(workload) }),
      objects: claim(id, entries),
      gone,
      created,
      ...(workload && takenBackOf(input, workload)),
    },
  ];
}

function takenBackOf({ before, after }: CauseInput, workload: ObjectRef): Pick<PodsCause, 'takenBack'> {
  const [was, is] = [before, after].map(({ sights }) => sights.get(objectKey(workload)));
  const between = was && is && findTakenBack(was, is);
  if (!between) return {};
  return { takenBack: between.version === undefined ? {} : { version: between.version } };
}

/** By objectKey of the pod, the evictor. */
const indexEvictions = ({ after }: CauseInput) =>
  new Map(
    after.report.events
      .filter(({ reason }) => EVICTIONS.includes(reason))
      .map(({ object, reason }) => [objectKey(object), reason]),
  );
