/** What is in a Namespace that is being deleted goes with it. Pure. */
import { kindNames, kinds, type KeptObject, type KindName } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';

/** Pods have a grace period, and claims a finalizer: those have their own time of deletion. */
const OWN_TIME: readonly KindName[] = ['Pod', 'PersistentVolumeClaim'];

/** All other kinds in namespaces. */
const GOING = kindNames.filter((kind) => kinds[kind].namespaced && !OWN_TIME.includes(kind));

/**
 * The same snapshot, in which all objects of a Namespace that is being deleted are deleted, too. The controller of
 * Namespaces deletes them one kind after the other. Meanwhile nothing new can be made there. Source:
 * pkg/controller/namespace/deletion/namespaced_resources_deleter.go `deleteAllContent`.
 */
export function goWithNamespaces(snapshot: Snapshot): Snapshot {
  const going = new Map(
    snapshot.objects.Namespace.flatMap(({ metadata: { name, deletionTimestamp } }) =>
      deletionTimestamp === undefined ? [] : [[name, deletionTimestamp] as const],
    ),
  );
  if (going.size === 0) return snapshot;
  const toGoing = <Kept extends KeptObject>(object: Kept): Kept => {
    const { metadata } = object;
    const deletionTimestamp = metadata.deletionTimestamp ?? going.get(metadata.namespace ?? '');
    return deletionTimestamp === metadata.deletionTimestamp
      ? object
      : { ...object, metadata: { ...metadata, deletionTimestamp } };
  };
  const changed = GOING.map((kind) => [kind, (snapshot.objects[kind] as KeptObject[]).map(toGoing)]);
  return {
    ...snapshot,
    objects: { ...snapshot.objects, ...Object.fromEntries(changed) } as Snapshot['objects'],
  };
}
