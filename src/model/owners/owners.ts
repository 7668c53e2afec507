/** Who owns what: the chain from a pod up to the workload that people know. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { namespacedName } from '../object-ref.ts';
import { indexSeen } from '../seen.ts';

type OwnerReference = NonNullable<ObjectOf<'Pod'>['metadata']['ownerReferences']>[number];

/** The object at the top of an owner chain, from the last reference to it. */
export interface TopOwner {
  uid: string;
  kind: string;
  /** A built-in kind, and not a custom resource of the same name. */
  builtIn: boolean;
  /** Absent for a Node, which owns its static pods. */
  namespace?: string;
  name: string;
}

interface Owned {
  metadata: ObjectOf<'Pod'>['metadata'];
}

/** The one owner that manages an object. Source: k8s.io/apimachinery/pkg/apis/meta/v1 `GetControllerOf`. */
export function controllerOf(object: Owned): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

/**
 * No workload speaks for the pod. A bare pod has no owner, and the owner of a static pod's mirror is its Node
 * (pkg/kubelet/pod/mirror_client.go `CreateMirrorPod`). Such pods are no workloads: they speak for themselves, and
 * every page counts them apart.
 */
export const isLoose = ({ owner }: { owner?: Pick<TopOwner, 'kind' | 'namespace'> }): boolean =>
  !owner || (owner.kind === 'Node' && owner.namespace === undefined);

/**
 * Whether the row of an owner counts as a workload. A ReplicaSet or Job that was not read may own its pods for another
 * owner. That Deployment or CronJob has a row of its own.
 */
export const isCounted = ({ isBetween }: { isBetween?: true }): boolean => !isBetween;

/**
 * Finds the top of owner chains: Pod → ReplicaSet → Deployment, Pod → Job → CronJob, Pod → ReplicationController and so
 * on. The search goes one step up, and only from ReplicaSets, ReplicationControllers and Jobs. The owner of a
 * Deployment or a StatefulSet is an operator's resource, and readers look for the workload. Custom controllers are
 * known by the reference to them.
 */
export function indexOwners(snapshot: Snapshot): (object: Owned) => TopOwner | undefined {
  const { ReplicaSet, ReplicationController, Job } = snapshot.objects;
  const between = new Map<string, Owned>();
  for (const object of [...ReplicaSet, ...ReplicationController, ...Job]) {
    between.set(object.metadata.uid, object);
  }
  const deploymentOf = indexByReplicaSet(snapshot);
  return (object) => {
    const reference = controllerOf(object);
    const owner = between.get(reference?.uid ?? '');
    const top = (owner ? controllerOf(owner) : reference && deploymentOf(object, reference)) ?? reference;
    return top && toTopOwner(top, object.metadata.namespace);
  };
}

/**
 * Finds the Deployment of a pod whose ReplicaSet was not read, by the name of that ReplicaSet. The controller calls it
 * after the Deployment and the pods' hash. Source: pkg/controller/deployment/sync.go `getNewReplicaSet`.
 */
function indexByReplicaSet({ meta, objects }: Snapshot) {
  const seen = indexSeen(meta);
  const byName = new Map(objects.Deployment.map((one) => [namespacedName(one.metadata), one]));
  return (
    { metadata }: Owned,
    { kind, apiVersion, name = '' }: OwnerReference,
  ): OwnerReference | undefined => {
    const ending = `-${metadata.labels?.['pod-template-hash'] ?? ''}`;
    const { namespace } = metadata;
    if (kind !== 'ReplicaSet' || ending === '-' || !name.endsWith(ending) || seen(kind, namespace))
      return undefined;
    const found = byName.get(namespacedName({ namespace, name: name.slice(0, -ending.length) }));
    return found && { apiVersion, kind: found.kind, name: found.metadata.name, uid: found.metadata.uid };
  };
}

/** The API server keeps what an object made, if the deletion asked for that. Source: apimachinery `FinalizerOrphanDependents`. */
const ORPHAN = 'orphan';

/**
 * Finds what goes with its owner, or with its Namespace: that is being deleted. The garbage collector deletes what
 * belongs to it before the owner, or after it. Source: pkg/controller/garbagecollector/garbagecollector.go
 * `attemptToDeleteItem`.
 */
export function indexGoing({ objects }: Snapshot): (object: Owned, top: TopOwner | undefined) => boolean {
  const owners: readonly Owned[] = [
    ...objects.Deployment,
    ...objects.StatefulSet,
    ...objects.DaemonSet,
    ...objects.ReplicaSet,
    ...objects.ReplicationController,
    ...objects.CronJob,
    ...objects.Job,
  ];
  const going = new Set(
    owners.flatMap(({ metadata: { uid, deletionTimestamp, finalizers = [] } }) =>
      deletionTimestamp === undefined || finalizers.includes(ORPHAN) ? [] : [uid],
    ),
  );
  const namespaces = new Set(
    objects.Namespace.flatMap(({ metadata: { name, deletionTimestamp } }) =>
      deletionTimestamp ? [name] : [],
    ),
  );
  return (object, top) =>
    going.has(controllerOf(object)?.uid ?? '') ||
    going.has(top?.uid ?? '') ||
    namespaces.has(object.metadata.namespace ?? '');
}

function toTopOwner(reference: OwnerReference, namespace: string | undefined): TopOwner {
  const { uid = '', apiVersion = '', kind = '', name = '' } = reference;
  const builtIn = /^(v1|(apps|batch|extensions)\/.*)$/.test(apiVersion);
  const isNode = builtIn && kind === 'Node';
  return { uid, kind, builtIn, ...(isNode || namespace === undefined ? {} : { namespace }), name };
}
