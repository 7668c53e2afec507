import type { ObjectRef } from '../../model/report.ts';
import type { PodsCause } from './change.ts';
import { claim, formatRef, isFree } from './entries.ts';
import { isGoing, plainRef, podRef, type PodEntry, type Scene } from './scene.ts';

/** What evictors say. Source: `Evicted` pkg/kubelet/eviction, `Preempted` pkg/scheduler, `TaintManagerEviction` pkg/controller/tainteviction. */
const EVICTIONS = ['Evicted', 'Preempted', 'TaintManagerEviction'];

/** Pods of a workload that came or went for no other reason that is known: deleted, evicted, or not yet replaced. */
export function findPodChanges(scene: Scene): PodsCause[] {
  const causes = [...scene.troupes.values()].flatMap(({ workload, removed, added, replaced, changed }) =>
    tell(scene, workload, [...removed, ...replaced, ...changed.filter(isGoing)], [...added, ...replaced]),
  );
  const anew = scene.loose.filter(({ change }) => change.class === 'replaced');
  return [...causes, ...tell(scene, undefined, anew, anew)];
}

function tell(
  scene: Scene,
  workload: ObjectRef | undefined,
  goers: readonly PodEntry[],
  comers: readonly PodEntry[],
): PodsCause[] {
  const entries = [...new Set([...goers, ...comers])].filter(isFree);
  if (entries.length === 0) return [];
  const gone = goers.filter(isFree).map(({ before, change }) => {
    const pod = podRef(before!);
    // One that is still terminating says so.
    const stage = change.class === 'changed' ? scene.after : scene.before;
    const status = stage.pods.get(before!.metadata.uid)?.status ?? '';
    const why = evictionOf(scene, pod);
    return { pod, status, ...(why !== undefined && { why }) };
  });
  const created = comers.filter(isFree).map(({ after }) => podRef(after!));
  const id = `pods/${workload ? formatRef(workload) : ''}`;
  return [
    {
      type: 'pods',
      id,
      ...(workload && { workload: plainRef(workload) }),
      objects: claim(id, entries),
      gone,
      created,
    },
  ];
}

function evictionOf({ after }: Scene, pod: ObjectRef): string | undefined {
  const event = after.report.events.find(
    ({ object, reason }) =>
      EVICTIONS.includes(reason) &&
      object.kind === 'Pod' &&
      object.namespace === pod.namespace &&
      object.name === pod.name,
  );
  return event?.reason;
}
