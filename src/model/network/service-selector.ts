/** What a Service's selector finds, to explain why the Service has no endpoints. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { isReady } from '../pods/health-check.ts';
import { indexByLabels } from '../label-index.ts';
import { controllerOf } from '../owners/owners.ts';
import { isTerminalPhase, type Pod } from '../pods/pod-status.ts';
import type { Seen } from '../seen.ts';
import { REPLICATED, SCALABLE } from '../workload-kinds.ts';

export interface Selected {
  /** Number of pods with the labels; absent when not all Pods of the namespace were seen. */
  pods?: number;
  /** How many of them should answer (neither ended nor terminating), and how many of these are ready. */
  living?: number;
  ready?: number;
  /** Such pods exist, and all of them have finished their work. */
  done?: true;
  /** Workloads with such pods exist, and none of them wants any. */
  scaledToZero: boolean;
  /** No workload makes such pods. */
  madeByNone: boolean;
}

type Template = NonNullable<ObjectOf<'Deployment'>['spec']>['template'];

/** @returns undefined for a Service without selector */
export function indexSelected(
  { objects }: Snapshot,
  seen: Seen,
): (service: ObjectOf<'Service'>) => Selected | undefined {
  const pods = indexByLabels(
    objects.Pod.map((pod) => ({ namespace: pod.metadata.namespace, labels: pod.metadata.labels, pod })),
  );
  const makers = indexByLabels(findMakers(objects));
  return ({ metadata: { namespace }, spec }) => {
    const selector = spec?.selector;
    if (!selector) return undefined;
    const matching = makers(namespace, selector);
    return {
      ...(seen('Pod', namespace) && countSelected(pods(namespace, selector).map(({ pod }) => pod))),
      scaledToZero: matching.length > 0 && matching.every(({ desired }) => desired === 0),
      madeByNone: matching.length === 0 && REPLICATED.every((kind) => seen(kind, namespace)),
    };
  };
}

function countSelected(pods: readonly Pod[]): Omit<Selected, 'scaledToZero' | 'madeByNone'> {
  const living = pods.filter(
    ({ metadata, status }) => !isTerminalPhase(status?.phase) && !metadata.deletionTimestamp,
  );
  const done = pods.length > 0 && pods.every(({ status }) => status?.phase === 'Succeeded');
  return {
    pods: pods.length,
    living: living.length,
    ready: living.filter(isReady).length,
    ...(done && { done }),
  };
}

interface Maker {
  namespace?: string;
  labels?: Record<string, string>;
  desired: number | undefined;
}

/**
 * Makers of pods, with their wanted number. A missing number means one; a DaemonSet's number comes from its controller.
 */
function* findMakers(objects: Snapshot['objects']): Generator<Maker> {
  const maker = (namespace: string | undefined, template: Template, desired: number | undefined): Maker => ({
    namespace,
    labels: template?.metadata?.labels,
    desired,
  });
  for (const kind of SCALABLE) {
    for (const object of objects[kind]) {
      const { metadata, spec } = object;
      // A Deployment speaks for its ReplicaSets; ReplicaSets of a custom controller speak for themselves.
      if (kind === 'ReplicaSet' && controllerOf(object)?.kind === 'Deployment') continue;
      yield maker(metadata.namespace, spec?.template, spec?.replicas ?? 1);
    }
  }
  for (const { metadata, spec, status } of objects.DaemonSet) {
    const desired = status?.observedGeneration ? (status.desiredNumberScheduled ?? 0) : undefined;
    yield maker(metadata.namespace, spec?.template, desired);
  }
}
