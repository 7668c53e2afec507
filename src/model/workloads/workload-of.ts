/** Whose an object is, by its name alone: for objects that an event tells of, and that may be gone. */
import { namespacedName } from '../object-ref.ts';
import type { ObjectRef, PodRow, WorkloadRow } from '../report.ts';

/** Five letters that end the name of a pod. Source: apiserver/pkg/storage/names/generate.go, `alphanums` of util/rand. */
const POD_SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Hash of a pod template, which ends the name of a ReplicaSet. Source: pkg/controller/deployment/sync.go. */
const TEMPLATE_HASH = /-[bcdfghjklmnpqrstvwxz2456789]{1,10}$/;
/** Minutes since 1970, which end the name of a CronJob's Job. Source: pkg/controller/cronjob/utils.go `getJobName`. */
const RUN = /-[0-9]{8,10}$/;
const ORDINAL = /-[0-9]+$/;

/** Kinds that name their pods after themselves, those that have ReplicaSets or Jobs between aside. */
const DIRECT = ['ReplicaSet', 'DaemonSet', 'ReplicationController', 'Job'];

/** Kubernetes' own kinds that have no ReplicaSets; any other may be a custom kind that has. */
const WITHOUT_REPLICA_SETS = [...DIRECT, 'StatefulSet', 'CronJob'];

export type WorkloadOf = (object: ObjectRef) => ObjectRef | undefined;

/**
 * Finds the workload that an object belongs to: by a pod's owner while the pod is there. What is gone belongs to a
 * workload that is there and after which it is named, by the rules by which controllers name what they make; else nothing is
 * derived, and so for names that were too long and cut.
 */
export function indexWorkloads(pods: readonly PodRow[], workloads: readonly WorkloadRow[]): WorkloadOf {
  const owners = new Map(pods.map((pod) => [namespacedName(pod), pod.owner]));
  const byName = Map.groupBy(workloads, namespacedName);
  const find = (namespace: string, name: string, fits: (kind: string) => boolean) => {
    const found = byName.get(namespacedName({ namespace, name }))?.find(({ kind }) => fits(kind));
    return found && { kind: found.kind, namespace, name };
  };
  const ofReplicaSet = (namespace: string, name: string) =>
    stripped(name, TEMPLATE_HASH, (base) =>
      find(namespace, base, (kind) => !WITHOUT_REPLICA_SETS.includes(kind)),
    );
  const ofJob = (namespace: string, name: string) =>
    stripped(name, RUN, (base) => find(namespace, base, (kind) => kind === 'CronJob'));
  const ofPod = (namespace: string, name: string) =>
    stripped(
      name,
      POD_SUFFIX,
      (base) =>
        find(namespace, base, (kind) => DIRECT.includes(kind)) ??
        ofReplicaSet(namespace, base) ??
        ofJob(namespace, base),
    ) ?? stripped(name, ORDINAL, (base) => find(namespace, base, (kind) => kind === 'StatefulSet'));
  return ({ kind, namespace = '', name }) => {
    const itself = find(namespace, name, (other) => other === kind);
    if (itself) return itself;
    if (kind === 'ReplicaSet') return ofReplicaSet(namespace, name);
    if (kind === 'Job') return ofJob(namespace, name);
    if (kind !== 'Pod') return undefined;
    const key = namespacedName({ namespace, name });
    return owners.has(key) ? owners.get(key) : ofPod(namespace, name);
  };
}

/** What is found for a name without an ending that it has. */
function stripped<Found>(
  name: string,
  ending: RegExp,
  find: (base: string) => Found | undefined,
): Found | undefined {
  const base = name.replace(ending, '');
  return base === name ? undefined : find(base);
}
