import { isScaled } from '../workload-comparison.ts';
import type { ScalingCause } from './change.ts';
import { below, claim, isOwnedBy } from './entries.ts';
import { allEntries, gonePods, newPods, type Scene } from './cause-input.ts';
import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';

const isExplained = below(['spec', 'replicas'], ['status']);

/** Workloads that want another number of replicas than before. */
export function findScalings(scene: Scene): ScalingCause[] {
  const { before, after } = scene;
  return after.report.workloads.flatMap((row): ScalingCause[] => {
    const [old, now] = [before, after].map(({ sights }) => sights.get(objectKey(row)));
    if (!old || !now || !isScaled(old, now)) return [];
    const troupe = scene.troupes.get(row.uid);
    const id = `scaling/${objectPath(row)}`;
    const own = scene.entries.filter(({ change }) => change.object.uid === row.uid);
    const sets = scene.entriesOf('ReplicaSet').filter((entry) => isOwnedBy(entry, row.uid));
    // A rollout of the same workload has counted them.
    const isFirst = !scene.entries.some(({ change }) => change.cause === `rollout/${objectPath(row)}`);
    const arePodsSeen =
      isFirst && scene.seen.before('Pod', row.namespace) && scene.seen.after('Pod', row.namespace);
    const pods = arePodsSeen && {
      gone: troupe ? gonePods(troupe).length : 0,
      created: troupe ? newPods(troupe).length : 0,
    };
    const by = findAutoscaler(scene, row);
    const autoscaler = scene
      .entriesOf('HorizontalPodAutoscaler')
      .filter(({ change }) => change.object.name === by?.name && change.object.namespace === row.namespace);
    const objects =
      claim(id, own, isExplained) +
      claim(id, autoscaler, below(['status'])) +
      claim(id, sets) +
      claim(id, troupe ? allEntries(troupe) : []);
    return [
      {
        type: 'scaling',
        id,
        objects,
        workload: toObjectRef(row),
        before: old.desired!,
        after: now.desired!,
        by,
        ...(pods && { pods }),
      },
    ];
  });
}

/** The autoscaler of the workload, if it says that it has scaled since. */
function findAutoscaler({ before, after }: Scene, row: { kind: string; namespace: string; name: string }) {
  const found = after.snapshot.objects.HorizontalPodAutoscaler.find(
    ({ metadata, spec, status }) =>
      metadata.namespace === row.namespace &&
      spec?.scaleTargetRef?.kind === row.kind &&
      spec.scaleTargetRef.name === row.name &&
      Date.parse(status?.lastScaleTime ?? '') > Date.parse(before.snapshot.meta.time),
  );
  if (!found) return undefined;
  const autoscaler = after.workloads.get(objectKey(row))?.autoscaler;
  const metrics = (autoscaler?.metrics ?? []).map(({ name, current, target }) =>
    current === undefined ? `${name}: no reading, target ${target}` : `${name}: ${current} of ${target}`,
  );
  return { name: found.metadata.name, metrics };
}
