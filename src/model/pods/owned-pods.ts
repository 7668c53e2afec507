import { objectKey } from '../object-ref.ts';
import type { TopOwner } from '../owners/owners.ts';
import type { BuiltPod } from './pods.ts';
import type { ObjectRef } from '../report.ts';

/** All pods of one owner, through its chains. */
export interface OwnedPods {
  owner: TopOwner;
  pods: BuiltPod[];
}

/** Pods by {@link ownerKey} of the owner at the top. */
export function groupByOwner(pods: readonly BuiltPod[]): Map<string, OwnedPods> {
  const groups = new Map<string, OwnedPods>();
  for (const pod of pods) {
    if (!pod.owner) continue;
    const key = ownerKey(pod.owner);
    const group = groups.get(key);
    if (group) group.pods.push(pod);
    else groups.set(key, { owner: pod.owner, pods: [pod] });
  }
  return groups;
}

/** The UID; without a UID (which the API server does not allow), kind, namespace and name. */
export const ownerKey = (owner: ObjectRef & { uid: string }) => owner.uid || objectKey(owner);
