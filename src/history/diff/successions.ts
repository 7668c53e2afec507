/** Rollouts of services with a separate workload for each version: `gateway-v12` goes, `gateway-v13` comes. */
import { objectKey, objectPath, parseObject, toObjectRef } from '../../model/object-ref.ts';
import type { ServiceVersion, WorkloadRow } from '../../model/report.ts';
import { findSuccessors, leftOf } from '../workload-comparison.ts';
import type { RolloutCause } from './change.ts';
import { claim, isOwnedBy } from './entries.ts';
import { findWorkload, imagesOf } from './images.ts';
import { allEntries, gonePods, newPods, type CauseInput } from './cause-input.ts';
import { measureRollout } from './rollout-duration.ts';

/** By the key of each successor, the key of its predecessor. */
export const listSuccessions = ({ before, after, seen }: CauseInput): Map<string, string> =>
  findSuccessors(before.sights, after.sights, (key) => {
    const { kind, namespace } = parseObject(key)!;
    return seen.after(kind, namespace);
  });

export function findSuccessions(
  input: CauseInput,
  predecessors: ReadonlyMap<string, string>,
): RolloutCause[] {
  const { before, after } = input;
  const find = ({ report }: CauseInput['before'], key: string) =>
    report.versions.find(({ workload }) => objectKey(workload) === key);
  return [...predecessors].flatMap(([key, old]): RolloutCause[] => {
    const [predecessor, version, successor] = [find(before, old), find(after, key), after.workloads.get(key)];
    return predecessor && version && successor
      ? [toSuccessionCause(input, predecessor, version, successor)]
      : [];
  });
}

function toSuccessionCause(
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
  const changed = input.entries.filter(
    (entry) =>
      uids.includes(entry.change.object.uid) ||
      (entry.kind === 'ReplicaSet' && uids.some((uid) => isOwnedBy(entry, uid))),
  );
  const objects =
    claim(id, changed) +
    claim(
      id,
      [goers, comers].flatMap((group) => (group ? allEntries(group) : [])),
    );
  const arePodsSeen =
    input.seen.before('Pod', workload.namespace) && input.seen.after('Pod', workload.namespace);
  const pods = after.podsOf(predecessor.workload.uid).length;
  const left = leftOf(after.sights.get(objectKey(previous)), pods);
  const made = findWorkload(after.snapshot, version.workload);
  const own = successor.rollout ?? (isReady(successor) ? 'complete' : 'progressing');
  const rollout = own === 'complete' && left > 0 ? 'progressing' : own;
  const known = before.workloads.get(objectKey(workload));
  const took = measureRollout(input, version.workload, comers, rollout, {
    at: made?.metadata.creationTimestamp,
    isNew: !known,
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
    // Both had replicas before.
    ...((known?.desired ?? 0) > 0 && { continued: true as const }),
    rollout,
    state,
    pods: arePodsSeen
      ? { gone: goers ? gonePods(goers).length : 0, created: comers ? newPods(comers).length : 0, left: pods }
      : undefined,
    revisions: { before: [previous.name], after: [workload.name] },
    took,
  };
}

const isReady = ({ ready = 0, desired = 1 }: WorkloadRow) => ready >= desired;
