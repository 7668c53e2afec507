/** What the selector of a Service finds, to tell why the Service has no endpoints. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { selectsMap } from './label-selector.ts';
import { controllerOf } from './owners.ts';
import type { Seen } from './seen.ts';

export interface Selected {
  /** Pods that have the labels; absent when Pods were not all seen there. */
  pods?: number;
  /** There are workloads that make such pods, and none of them wants any. */
  scaledToZero: boolean;
}

type Template = NonNullable<ObjectOf<'Deployment'>['spec']>['template'];

/** @returns undefined for a Service without selector */
export function indexSelected(
  { objects }: Snapshot,
  seen: Seen,
): (service: ObjectOf<'Service'>) => Selected | undefined {
  const pods = Map.groupBy(objects.Pod, ({ metadata }) => metadata.namespace);
  const makers = Map.groupBy(findMakers(objects), ({ namespace }) => namespace);
  return ({ metadata: { namespace }, spec }) => {
    const selector = spec?.selector;
    if (!selector) return undefined;
    const matching = (makers.get(namespace) ?? []).filter(({ labels }) => selectsMap(selector, labels));
    return {
      pods: seen('Pod', namespace)
        ? (pods.get(namespace) ?? []).filter(({ metadata }) => selectsMap(selector, metadata.labels)).length
        : undefined,
      scaledToZero: matching.length > 0 && matching.every(({ desired }) => desired === 0),
    };
  };
}

interface Maker {
  namespace: string | undefined;
  labels: Record<string, string> | undefined;
  desired: number | undefined;
}

/** What makes pods, with how many it wants. A missing number means one; a DaemonSet's comes from its controller. */
function* findMakers(objects: Snapshot['objects']): Generator<Maker> {
  const maker = (namespace: string | undefined, template: Template, desired: number | undefined): Maker => ({
    namespace,
    labels: template?.metadata?.labels,
    desired,
  });
  for (const { metadata, spec } of [
    ...objects.Deployment,
    ...objects.StatefulSet,
    ...objects.ReplicationController,
    // Those of a Deployment are its own business; those of a custom controller speak for it.
    ...objects.ReplicaSet.filter((set) => controllerOf(set)?.kind !== 'Deployment'),
  ]) {
    yield maker(metadata.namespace, spec?.template, spec?.replicas ?? 1);
  }
  for (const { metadata, spec, status } of objects.DaemonSet) {
    const desired = status?.observedGeneration ? (status.desiredNumberScheduled ?? 0) : undefined;
    yield maker(metadata.namespace, spec?.template, desired);
  }
}
