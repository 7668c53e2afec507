/** Who owns what: the chain from a pod up to the workload that people know. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';

type OwnerReference = NonNullable<ObjectOf<'Pod'>['metadata']['ownerReferences']>[number];

/** The object at the top of an owner chain, as the last reference to it says. */
export interface TopOwner {
  uid: string;
  kind: string;
  /** Kubernetes' own kind, not a custom resource that bears the same name. */
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
 * No workload speaks for a pod: nothing owns a bare pod, and a static pod's mirror is owned by its Node
 * (pkg/kubelet/pod/mirror_client.go `CreateMirrorPod`). Such pods own nothing and are no workloads: they speak for
 * themselves and are counted apart, on every page.
 */
export const isLoose = ({ owner }: { owner?: Pick<TopOwner, 'kind' | 'namespace'> }): boolean =>
  !owner || (owner.kind === 'Node' && owner.namespace === undefined);

/**
 * Finds the top of owner chains: Pod → ReplicaSet → Deployment, Pod → Job → CronJob, Pod → ReplicationController
 * and so on. It climbs on, by one, from ReplicaSets, ReplicationControllers and Jobs only: what owns a Deployment or a
 * StatefulSet is an operator's resource, and the workload is what readers look for. Custom controllers stand by
 * the reference to them.
 */
export function indexOwners(snapshot: Snapshot): (object: Owned) => TopOwner | undefined {
  const { ReplicaSet, ReplicationController, Job } = snapshot.objects;
  const between = new Map<string, Owned>();
  for (const object of [...ReplicaSet, ...ReplicationController, ...Job]) {
    between.set(object.metadata.uid, object);
  }
  return (object) => {
    const reference = controllerOf(object);
    const owner = between.get(reference?.uid ?? '');
    const top = (owner && controllerOf(owner)) ?? reference;
    return top && toTopOwner(top, object.metadata.namespace);
  };
}

function toTopOwner(reference: OwnerReference, namespace: string | undefined): TopOwner {
  const { uid = '', apiVersion = '', kind = '', name = '' } = reference;
  const builtIn = /^(v1|(apps|batch|extensions)\/.*)$/.test(apiVersion);
  const isNode = builtIn && kind === 'Node';
  return { uid, kind, builtIn, ...(isNode || namespace === undefined ? {} : { namespace }), name };
}
