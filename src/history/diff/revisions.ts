/** The templates of pods, and the current template of their workload. */
import type { ObjectRef } from '../../model/report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { controllerOf } from '../../model/owners/owners.ts';
import { presentSet, revisionOf, revisionOfSet } from '../../model/versions/revision.ts';
import type { RolloutCause } from './change.ts';
import { gonePods, newPods, type CauseInput, type WorkloadPods } from './cause-input.ts';

type Pod = ObjectOf<'Pod'>;
type ObjectWithUid = ObjectRef & { uid: string };

/**
 * The revision of pods of the current template; undefined if unknown. It comes from a ReplicaSet, a StatefulSet's
 * `status.updateRevision`, or the newest pod.
 */
export function findRevision(
  { after, podsByWorkload }: CauseInput,
  workload: ObjectWithUid,
): { set?: ObjectOf<'ReplicaSet'>; revision?: string } {
  const sets = after.setsOf(workload.uid);
  const set = presentSet(sets);
  if (set) return { set, revision: revisionOfSet(set) };
  const statefulSet = after.snapshot.objects.StatefulSet.find(
    ({ metadata }) => metadata.uid === workload.uid,
  );
  const group = podsByWorkload.get(workload.uid);
  const newest =
    group &&
    newPods(group)
      .toSorted((a, b) => bornAt(a) - bornAt(b))
      .at(-1);
  const revision = statefulSet?.status?.updateRevision ?? (newest && revisionOf(newest));
  return revision === undefined ? {} : { revision };
}

const bornAt = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp ?? '') || 0;

/** Pods of the current template came, and pods of another existed before. */
export function isUnderWay(input: CauseInput, group: WorkloadPods): boolean {
  const { workload } = group;
  const created = newPods(group);
  if (created.length === 0) return false;
  const { revision = '' } = findRevision(input, workload);
  return (
    revision !== '' &&
    created.some((pod) => revisionOf(pod) === revision) &&
    input.before.podsOf(workload.uid).some((pod) => !hasEnded(pod) && revisionOf(pod) !== revision)
  );
}

/** Undefined if pods were not seen: zero would say that there are none. */
export function countPods(
  { before, after, seen }: CauseInput,
  workload: ObjectWithUid,
  group: WorkloadPods | undefined,
  revision: string | undefined,
): RolloutCause['pods'] {
  if (!seen.before('Pod', workload.namespace) || !seen.after('Pod', workload.namespace)) return undefined;
  const isPresent = (pod: Pod) => revision !== undefined && revisionOf(pod) === revision;
  const old = new Set(before.podsOf(workload.uid).map(({ metadata }) => metadata.uid));
  return {
    gone: group ? gonePods(group).length : 0,
    created: group ? newPods(group).filter(isPresent).length : 0,
    left: after
      .podsOf(workload.uid)
      .filter((pod) => !hasEnded(pod) && !isPresent(pod) && old.has(pod.metadata.uid)).length,
  };
}

/** ReplicaSets by their names, other revisions by their hashes. */
export function nameRevisions(
  { before, after }: CauseInput,
  { uid }: ObjectWithUid,
): RolloutCause['revisions'] {
  const name = (pods: readonly Pod[]) =>
    [...new Set(pods.filter((pod) => !hasEnded(pod)).map(nameRevision))].sort();
  return { before: name(before.podsOf(uid)), after: name(after.podsOf(uid)) };
}

function nameRevision(pod: Pod): string {
  const controller = controllerOf(pod);
  return controller?.kind === 'ReplicaSet' ? (controller.name ?? '') : revisionOf(pod);
}

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
