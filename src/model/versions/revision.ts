/** Which template of their workload pods are made of, and which template is current. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { PodRow, PodTemplateRevision } from '../report.ts';
import type { VersionRules } from '../../snapshots/schema.ts';
import { compareText } from '../state.ts';
import { controllerOf } from '../owners/owners.ts';
import type { RolloutState } from './rollout.ts';
import { findVersion } from './version.ts';

type Pod = ObjectOf<'Pod'>;
type ReplicaSet = ObjectOf<'ReplicaSet'> | ObjectOf<'ReplicationController'>;

/**
 * The template of a pod: its hash, else the UID of its controller; empty without an owner. Source:
 * k8s.io/api/apps/v1/types.go `DefaultDeploymentUniqueLabelKey`, `ControllerRevisionHashLabelKey`.
 */
export function revisionOf(pod: Pod): string {
  const { labels = {} } = pod.metadata;
  return labels['pod-template-hash'] ?? labels['controller-revision-hash'] ?? controllerOf(pod)?.uid ?? '';
}

/** The same for a ReplicaSet: the value in its pods. */
export const revisionOfSet = ({ metadata }: ReplicaSet): string =>
  metadata.labels?.['pod-template-hash'] ?? metadata.uid;

/** Number of the Deployment's rollouts when the set was last current; 0 if the set does not say. */
const countOfSet = ({ metadata }: ReplicaSet): number =>
  Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

/**
 * The set of a Deployment's current template: the one with the highest revision. Source: pkg/controller/deployment/util
 * `FindNewReplicaSet`, `SetNewReplicaSetAnnotations`.
 */
export function presentSet<Set extends ReplicaSet>(sets: readonly Set[]): Set | undefined {
  const newest = sets.toSorted((a, b) => countOfSet(a) - countOfSet(b)).at(-1);
  return newest && countOfSet(newest) > 0 ? newest : undefined;
}

/**
 * The annotation in which `kubectl rollout restart` writes its time. Source:
 * k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go.
 */
export const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

interface RolledWorkload {
  object: ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'> | ObjectOf<'DaemonSet'>;
  rollout?: RolloutState;
  /** ReplicaSets of a Deployment; undefined if they were not seen. */
  sets?: readonly ReplicaSet[];
  pods: readonly PodRow[];
  rules: VersionRules;
}

/**
 * The current template of a workload that rolls out by itself. While a Deployment is paused, or before its controller
 * has seen it, a new template has no ReplicaSet. Then its hash is unknown. Source: pkg/controller/deployment/sync.go
 * `getAllReplicaSetsAndSyncRevision`.
 */
export function buildRevision({
  object,
  rollout,
  sets = [],
  pods,
  rules,
}: RolledWorkload): PodTemplateRevision {
  const restartedAt = object.spec?.template?.metadata?.annotations?.[RESTARTED];
  const present = findPresent(object, rollout, sets, pods);
  const earlier = present.count === undefined ? undefined : findEarlier(sets, present.count, rules);
  return {
    ...present,
    ...(restartedAt !== undefined && { restartedAt }),
    ...(earlier && { earlier }),
  };
}

/** The newest of the templates before the present. */
function findEarlier(
  sets: readonly ReplicaSet[],
  present: number,
  rules: VersionRules,
): PodTemplateRevision['earlier'] {
  const set = presentSet(sets.filter((one) => countOfSet(one) < present));
  if (!set) return undefined;
  const { metadata, spec } = set.spec?.template ?? {};
  const images = (spec?.containers ?? []).map(({ image = '' }) => image);
  const version = findVersion([metadata?.labels], images[0], { rules })?.version;
  return { count: countOfSet(set), ...(version !== undefined && { version }), images };
}

function findPresent(
  object: RolledWorkload['object'],
  rollout: RolloutState | undefined,
  sets: readonly ReplicaSet[],
  pods: readonly PodRow[],
): Pick<PodTemplateRevision, 'id' | 'count'> {
  const { generation = 0 } = object.metadata;
  if ((object.status?.observedGeneration ?? 0) < Math.max(1, generation)) return {};
  if (object.kind === 'Deployment') {
    const set = rollout === 'paused' ? undefined : presentSet(sets);
    return set ? { id: revisionOfSet(set), count: countOfSet(set) } : {};
  }
  // With OnDelete, a new template is current when somebody has deleted the first pod.
  const names = object.kind === 'StatefulSet' && !waitsForDeletion(object);
  if (names && object.status && 'updateRevision' in object.status) {
    // Its pods carry the name of the ControllerRevision, like `updateRevision`.
    return object.status.updateRevision === undefined ? {} : { id: object.status.updateRevision };
  }
  const newest = object.kind === 'DaemonSet' || waitsForDeletion(object) ? newestOf(pods) : undefined;
  return newest?.revision === undefined ? {} : { id: newest.revision };
}

/** The strategy OnDelete: nobody replaces its pods. */
export const waitsForDeletion = ({ spec }: RolledWorkload['object']): boolean =>
  spec !== undefined && 'updateStrategy' in spec && spec.updateStrategy?.type === 'OnDelete';

/**
 * A DaemonSet names no revision; its controller makes only pods of the current template. A StatefulSet does so too with
 * OnDelete. Source: pkg/controller/statefulset/stateful_set_utils.go `newVersionedStatefulSetPod`.
 */
const newestOf = (pods: readonly PodRow[]) =>
  pods
    .toSorted((a, b) => compareText(a.created ?? '', b.created ?? '') || compareText(a.name, b.name))
    .at(-1);
