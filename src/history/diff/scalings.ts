import { attributeScaling, isScaled } from '../workload-comparison.ts';
import type { ScalingCause } from './change.ts';
import { below, claim, isOwnedBy } from './entries.ts';
import { timeBetween } from './attribute-fields.ts';
import { allEntries, authorOf, gonePods, newPods, type CauseInput } from './cause-input.ts';
import { objectKey, objectPath, toObjectRef } from '../../model/object-ref.ts';

const isExplained = below(['spec', 'replicas'], ['status']);

/**
 * Workloads that want another number of replicas than before.
 * @param handed keys of those that only hand replicas to a successor, or take them from a predecessor
 */
export function findScalings(input: CauseInput, handed: ReadonlySet<string>): ScalingCause[] {
  const { before, after } = input;
  return after.report.workloads.flatMap((row): ScalingCause[] => {
    const [old, now] = [before, after].map(({ sights }) => sights.get(objectKey(row)));
    if (!old || !now || !isScaled(old, now) || handed.has(objectKey(row))) return [];
    const group = input.podsByWorkload.get(row.uid);
    const id = `scaling/${objectPath(row)}`;
    const own = input.entries.filter(({ change }) => change.object.uid === row.uid);
    const sets = input.entriesOf('ReplicaSet').filter((entry) => isOwnedBy(entry, row.uid));
    // A rollout of the same workload has counted them.
    const isFirst = !input.entries.some(({ change }) => change.cause === `rollout/${objectPath(row)}`);
    const arePodsSeen =
      isFirst && input.seen.before('Pod', row.namespace) && input.seen.after('Pod', row.namespace);
    const pods = arePodsSeen && {
      gone: group ? gonePods(group).length : 0,
      created: group ? newPods(group).length : 0,
    };
    const by = findAutoscaler(input, row);
    const autoscaler = input
      .entriesOf('HorizontalPodAutoscaler')
      .filter(({ change }) => change.object.name === by?.name && change.object.namespace === row.namespace);
    const objects =
      claim(id, own, isExplained) +
      claim(id, autoscaler, below(['status'])) +
      claim(id, sets) +
      claim(id, group ? allEntries(group) : []);
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
        ...authorOf(
          attributeScaling({
            before: old,
            now,
            row,
            interval: timeBetween(input.before.snapshot.meta, input.after.snapshot.meta),
          }),
        ),
      },
    ];
  });
}

/** The autoscaler of the workload, if it says that it has scaled since. */
function findAutoscaler(
  { before, after }: CauseInput,
  row: { kind: string; namespace: string; name: string },
) {
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
