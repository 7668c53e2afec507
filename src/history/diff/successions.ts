/** Rollouts of services whose every version is a workload of its own: `gateway-v12` goes, `gateway-v13` comes. */
import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef, ServiceVersion, WorkloadRow } from '../../model/report.ts';
import type { RolloutCause } from './change.ts';
import { claim, isOwnedBy } from './entries.ts';
import { findWorkload, imagesOf } from './images.ts';
import { allEntries, gonePods, newPods, type Scene } from './scene.ts';
import { measureRollout } from './took.ts';

export function findSuccessions(scene: Scene): RolloutCause[] {
  const { before, after } = scene;
  const old = Map.groupBy(before.report.versions, roleKey);
  return after.report.versions.flatMap((version): RolloutCause[] => {
    if (before.workloads.has(objectKey(version.workload))) return [];
    const successor = after.workloads.get(objectKey(version.workload));
    const predecessors = (old.get(roleKey(version)) ?? []).filter(({ workload }) => shrinks(scene, workload));
    // Which of several it takes the place of, nobody can tell.
    const [predecessor, other] = predecessors;
    if (!successor || !predecessor || other) return [];
    return [tell(scene, predecessor, version, successor)];
  });
}

/** A service at its place, whatever the workload that runs it is called. */
const roleKey = ({ service, instance, dataCentre, workload }: ServiceVersion) =>
  JSON.stringify([workload.namespace, workload.kind, service, instance, dataCentre]);

/** It is gone, or wants fewer replicas than before. */
function shrinks({ before, after, seen }: Scene, workload: ObjectRef): boolean {
  const was = before.workloads.get(objectKey(workload));
  const is = after.workloads.get(objectKey(workload));
  if (!is) return seen.after(workload.kind, workload.namespace);
  return (is.desired ?? 0) < (was?.desired ?? 0);
}

function tell(
  scene: Scene,
  predecessor: ServiceVersion,
  version: ServiceVersion,
  successor: WorkloadRow,
): RolloutCause {
  const { before, after } = scene;
  const workload = toObjectRef(version.workload);
  const previous = toObjectRef(predecessor.workload);
  const id = `rollout/${objectPath(workload)}`;
  const uids = [predecessor.workload.uid, version.workload.uid];
  const [goers, comers] = uids.map((uid) => scene.troupes.get(uid));
  const own = scene.entries.filter(
    (entry) =>
      uids.includes(entry.change.object.uid) ||
      (entry.kind === 'ReplicaSet' && uids.some((uid) => isOwnedBy(entry, uid))),
  );
  const objects =
    claim(id, own) +
    claim(
      id,
      [goers, comers].flatMap((troupe) => (troupe ? allEntries(troupe) : [])),
    );
  const arePodsSeen =
    scene.seen.before('Pod', workload.namespace) && scene.seen.after('Pod', workload.namespace);
  const left = after.podsOf(predecessor.workload.uid).length;
  const made = findWorkload(after.snapshot, version.workload);
  const rollout: RolloutCause['rollout'] =
    successor.rollout ??
    (left === 0 && (successor.ready ?? 0) >= (successor.desired ?? 1) ? 'complete' : 'progressing');
  const took = measureRollout(scene, version.workload, comers, rollout, made?.metadata.creationTimestamp);
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
