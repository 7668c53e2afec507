/** Rollouts of services with a separate workload for each version: `gateway-v12` goes, `gateway-v13` comes. */
import { objectKey, objectPath, parseObject, toObjectRef } from '../../model/object-ref.ts';
import type { ServiceVersion, WorkloadRow } from '../../model/report.ts';
import { findSuccessors } from '../workload-comparison.ts';
import type { RolloutCause } from './change.ts';
import { claim, isOwnedBy } from './entries.ts';
import { findWorkload, imagesOf } from './images.ts';
import { allEntries, gonePods, newPods, type CauseInput } from './cause-input.ts';
import { measureRollout } from './rollout-duration.ts';

export function findSuccessions(input: CauseInput): RolloutCause[] {
  const { before, after, seen } = input;
  const isGone = (key: string) => {
    const { kind, namespace } = parseObject(key)!;
    return seen.after(kind, namespace);
  };
  const predecessors = findSuccessors(before.sights, after.sights, isGone);
  const find = ({ report }: CauseInput['before'], key: string) =>
    report.versions.find(({ workload }) => objectKey(workload) === key);
  return [...predecessors].flatMap(([key, old]): RolloutCause[] => {
    const [predecessor, version, successor] = [find(before, old), find(after, key), after.workloads.get(key)];
    return predecessor && version && successor ? [tell(input, predecessor, version, successor)] : [];
  });
}

function tell(
  input: CauseInput,
  predecessor: ServiceVersion,
  version: ServiceVersion,
  successor: WorkloadRow,
): RolloutCause {
  const { before, after } = input;
  const workload = toObjectRef(version.workload);
  const previous = toObjectRef(predecessor.workload);
  const id = `rollout/${objectPath(workload)}`;
  const uids = [predecessor.workload.uid, version.workload.uid];
  const [goers, comers] = uids.map((uid) => input.podsByWorkload.get(uid));
  const own = input.entries.filter(
    (entry) =>
      uids.includes(entry.change.object.uid) ||
      (entry.kind === 'ReplicaSet' && uids.some((uid) => isOwnedBy(entry, uid))),
  );
  const objects =
    claim(id, own) +
    claim(
      id,
      [goers, comers].flatMap((group) => (group ? allEntries(group) : [])),
    );
  const arePodsSeen =
    input.seen.before('Pod', workload.namespace) && input.seen.after('Pod', workload.namespace);
  const left = after.podsOf(predecessor.workload.uid).length;
  const made = findWorkload(after.snapshot, version.workload);
  const rollout: RolloutCause['rollout'] =
    successor.rollout ??
    (left === 0 && (successor.ready ?? 0) >= (successor.desired ?? 1) ? 'complete' : 'progressing');
  const isNew = !before.workloads.has(objectKey(workload));
  const took = measureRollout(input, version.workload, comers, rollout, {
    at: made?.metadata.creationTimestamp,
    isNew,
  });
  const state = { state: successor.state, ...(successor.why !== undefined && { why: successor.why }) };
  return {
    type: 'rollout',
    id,
    objects,
    workload,
    previous,
    before: predecessor.version,
    after: version.version,
    images: imagesOf(
      findWorkload(before.snapshot, predecessor.workload)?.spec?.template,
      made?.spec?.template,
    ),
    template: [],
    rollout,
    state,
    pods: arePodsSeen
      ? { gone: goers ? gonePods(goers).length : 0, created: comers ? newPods(comers).length : 0, left }
      : undefined,
    revisions: { before: [previous.name], after: [workload.name] },
    took,
  };
}
