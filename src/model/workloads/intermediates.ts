/** Owners that the snapshot does not contain, known by what they made: an Argo Rollout, a ScaledJob, a JobSet. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { ownerKey } from '../pods/owned-pods.ts';
import { controllerOf, indexOwners, type TopOwner } from '../owners/owners.ts';

type ReplicaSet = ObjectOf<'ReplicaSet'> | ObjectOf<'ReplicationController'>;

/** The objects between an owner and its pods. */
export interface Intermediates {
  owner: TopOwner;
  sets: ReplicaSet[];
  jobs: ObjectOf<'Job'>[];
}

/** By {@link ownerKey} of the owner, in the snapshot or not. */
export function groupIntermediates(snapshot: Snapshot): Map<string, Intermediates> {
  const ownerOf = indexOwners(snapshot);
  const groups = new Map<string, Intermediates>();
  const groupOf = (object: ReplicaSet | ObjectOf<'Job'>): Intermediates | undefined => {
    const owner = controllerOf(object) && ownerOf(object);
    if (!owner) return undefined;
    const key = ownerKey(owner);
    const group = groups.get(key) ?? { owner, sets: [], jobs: [] };
    groups.set(key, group);
    return group;
  };
  const { ReplicaSet, ReplicationController, Job } = snapshot.objects;
  for (const set of [...ReplicaSet, ...ReplicationController]) groupOf(set)?.sets.push(set);
  for (const job of Job) groupOf(job)?.jobs.push(job);
  return groups;
}
