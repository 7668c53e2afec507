/** Which pods use which volume claims. */
import type { Snapshot } from '../../snapshots/schema.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { namespacedName } from '../object-ref.ts';
import { controllerOf } from '../owners/owners.ts';
import { compareText } from '../state.ts';

type Pod = ObjectOf<'Pod'>;
type Claim = ObjectOf<'PersistentVolumeClaim'>;

export interface Mounts {
  /** Names of the claims that a pod uses, in its namespace. */
  claimsOf: (pod: Pod) => readonly string[];
  /** Names of the pods that use a claim, in its namespace. */
  podsOf: (claim: Claim) => readonly string[];
}

/**
 * As kubectl's "Used By": pods that name the claim, and the pod for which an ephemeral claim was made. Source:
 * k8s.io/kubectl pkg/describe/describe.go `getPodsForPVC`; k8s.io/component-helpers storage/ephemeral `VolumeIsForPod`.
 */
export function indexMounts({ Pod: pods, PersistentVolumeClaim: claims }: Snapshot['objects']): Mounts {
  const ephemeral = new Map<string, string[]>();
  for (const claim of claims) {
    const owner = controllerOf(claim);
    if (owner?.kind === 'Pod' && owner.uid !== undefined) addTo(ephemeral, owner.uid, claim.metadata.name);
  }
  const claimsOf = ({ metadata, spec }: Pod): string[] => {
    const named = spec?.volumes?.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []) ?? [];
    return [...new Set([...named, ...(ephemeral.get(metadata.uid) ?? [])])];
  };
  const byClaim = new Map<string, string[]>();
  for (const pod of pods) {
    const { namespace, name } = pod.metadata;
    for (const claim of claimsOf(pod)) addTo(byClaim, namespacedName({ namespace, name: claim }), name);
  }
  for (const names of byClaim.values()) names.sort(compareText);
  return { claimsOf, podsOf: ({ metadata }) => byClaim.get(namespacedName(metadata)) ?? [] };
}

function addTo(lists: Map<string, string[]>, key: string, value: string): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}
