/**
 * The progress of a rollout, by the rules of `kubectl rollout status`. Source:
 * k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go.
 */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

export type RolloutState = 'complete' | 'progressing' | 'stuck' | 'paused';

export function deploymentRollout({ metadata, spec, status = {} }: ObjectOf<'Deployment'>): RolloutState {
  if (spec?.paused) return 'paused';
  if (!isObserved(metadata.generation, status.observedGeneration)) return 'progressing';
  // Nothing is rolled out: its last word is about pods that somebody took away.
  if (spec?.replicas === 0 && !status.replicas) return 'complete';
  const progressing = status.conditions?.find((condition) => condition.type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return 'stuck';
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const done =
    updatedReplicas >= (spec?.replicas ?? 1) &&
    replicas <= updatedReplicas &&
    availableReplicas >= updatedReplicas;
  return done ? 'complete' : 'progressing';
}

/** Undefined with the OnDelete strategy, which has no rollouts. */
export function statefulSetRollout({
  metadata,
  spec,
  status = {},
}: ObjectOf<'StatefulSet'>): RolloutState | undefined {
  if (spec?.updateStrategy?.type === 'OnDelete') return undefined;
  if (!isObserved(metadata.generation, status.observedGeneration)) return 'progressing';
  const desired = spec?.replicas ?? 1;
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = status;
  if (readyReplicas < desired) return 'progressing';
  // The API server sets partition 0 by default, so this also covers an ordinary rollout.
  const partition = spec?.updateStrategy?.rollingUpdate?.partition;
  if (partition !== undefined) return updatedReplicas < desired - partition ? 'progressing' : 'complete';
  return updateRevision === currentRevision ? 'complete' : 'progressing';
}

/** Undefined with the OnDelete strategy, which has no rollouts. */
export function daemonSetRollout({
  metadata,
  spec,
  status = {},
}: ObjectOf<'DaemonSet'>): RolloutState | undefined {
  if (spec?.updateStrategy?.type === 'OnDelete') return undefined;
  if (!isObserved(metadata.generation, status.observedGeneration)) return 'progressing';
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
  const done = updatedNumberScheduled >= desiredNumberScheduled && numberAvailable >= desiredNumberScheduled;
  return done ? 'complete' : 'progressing';
}

/** The controller has seen the current desired state. */
const isObserved = (generation = 0, observed = 0) => observed > 0 && generation <= observed;
