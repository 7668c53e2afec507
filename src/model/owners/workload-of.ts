/** The workload of an object, only by the object's name: for objects of events, which may be gone. */
import { namespacedName } from '../object-ref.ts';
import type { ObjectRef, PodRow, WorkloadRow } from '../report.ts';
import { addsLetters, mayHaveReplicaSets, numbersPods } from '../workload-kinds.ts';

/**
 * Five letters at the end of a pod's name. Source: apiserver/pkg/storage/names/generate.go, `alphanums` of util/rand.
 */
const POD_SUFFIX = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Hash of a pod template, at the end of a ReplicaSet's name. Source: pkg/controller/deployment/sync.go. */
const TEMPLATE_HASH = /-[bcdfghjklmnpqrstvwxz2456789]{1,10}$/;
/**
 * Minutes since 1970, at the end of the name of a CronJob's Job. Source: pkg/controller/cronjob/utils.go `getJobName`.
 */
const RUN = /-[0-9]{8,10}$/;
const ORDINAL = /-[0-9]+$/;

export type WorkloadOf = (object: ObjectRef) => ObjectRef | undefined;

/**
 * Finds the workload of an object: by the pod's owner while the pod exists. A deleted object belongs to the existing
 * workload whose name it has, by the naming rules of controllers. Otherwise, nothing is derived. The same applies to
 * names that were too long and cut.
 */
export function indexWorkloads(pods: readonly PodRow[], workloads: readonly WorkloadRow[]): WorkloadOf {
  const owners = new Map(pods.map((pod) => [namespacedName(pod), pod.owner]));
  const byName = Map.groupBy(workloads, namespacedName);
  const find = (namespace: string, name: string, fits: (kind: string) => boolean) => {
    const found = byName.get(namespacedName({ namespace, name }))?.find(({ kind }) => fits(kind));
    return found && { kind: found.kind, namespace, name };
  };
  const ofReplicaSet = (namespace: string, name: string) =>
    stripped(name, TEMPLATE_HASH, (base) => find(namespace, base, mayHaveReplicaSets));
  const ofJob = (namespace: string, name: string) =>
    stripped(name, RUN, (base) => find(namespace, base, (kind) => kind === 'CronJob'));
  const ofPod = (namespace: string, name: string) =>
    stripped(
      name,
      POD_SUFFIX,
      (base) => find(namespace, base, addsLetters) ?? ofReplicaSet(namespace, base) ?? ofJob(namespace, base),
    ) ?? stripped(name, ORDINAL, (base) => find(namespace, base, numbersPods));
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

/** Searches for a name without one of its endings. */
function stripped<Found>(
  name: string,
  ending: RegExp,
  find: (base: string) => Found | undefined,
): Found | undefined {
  const base = name.replace(ending, '');
  return base === name ? undefined : find(base);
}
