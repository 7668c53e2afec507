/** Pods beyond what their Deployment needs: the surge of a rollout. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { indexOwners } from '../owners/owners.ts';
import type { Pod } from '../pods/pod-status.ts';

/**
 * Whether all replicas that a pod's Deployment wants are ready without it. Such a pod starts in the course of a rollout,
 * and nobody misses it. Source: k8s.io/api/apps/v1/types.go `RollingUpdateDeployment.MaxSurge`.
 */
export function indexSpare(snapshot: Snapshot): (pod: Pod) => boolean {
  const ownerOf = indexOwners(snapshot);
  const served = new Set(
    snapshot.objects.Deployment.flatMap(({ metadata, spec, status }) =>
      status?.observedGeneration && (status.readyReplicas ?? 0) >= (spec?.replicas ?? 1)
        ? [metadata.uid]
        : [],
    ),
  );
  return (pod) => served.has(ownerOf(pod)?.uid ?? '');
}
