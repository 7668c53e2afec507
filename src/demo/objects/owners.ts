/** Labels, names and owner chains of workloads and their pods. */
import type { Workload } from '../plan/estate.ts';
import { suffix } from '../plan/hash.ts';
import type { PodLife, Revision } from '../plan/pod-lives.ts';
import { ownerReference, uidOf, type Instant, type OwnerReference } from './object.ts';

export const API_VERSIONS = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicationController: 'v1',
  CronJob: 'batch/v1',
  Rollout: 'argoproj.io/v1alpha1',
  StaticPod: 'v1',
} as const satisfies Record<Workload['kind'], string>;

const hasReplicaSets = ({ kind }: Workload): boolean => kind === 'Deployment' || kind === 'Rollout';

export const replicaSetName = ({ workload, hash }: Revision): string => `${workload.name}-${hash}`;

/** The labels of a workload's selector. */
export const selectorOf = ({ kind, name, version, zone }: Workload): Record<string, string> => {
  if (kind === 'ReplicationController')
    return { name: 'crm-gateway', version: `v${version}`, dc: zone ?? '' };
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
};

export const labelsOf = (workload: Workload, version: string): Record<string, string> => ({
  ...selectorOf(workload),
  ...(workload.kind === 'ReplicationController'
    ? {}
    : { 'app.kubernetes.io/version': version, 'app.kubernetes.io/part-of': workload.namespace }),
});

export function podLabels(life: PodLife): Record<string, string> {
  const { workload, revision, name, job } = life;
  const labels = labelsOf(workload, revision.version);
  if (hasReplicaSets(workload)) return { ...labels, 'pod-template-hash': revision.hash };
  if (workload.kind === 'DaemonSet') return { ...labels, 'controller-revision-hash': revision.hash };
  if (workload.kind === 'StatefulSet') {
    const hash = `${workload.name}-${revision.hash}`;
    return { ...labels, 'controller-revision-hash': hash, 'statefulset.kubernetes.io/pod-name': name };
  }
  if (workload.kind === 'StaticPod') return { component: workload.name, tier: 'control-plane' };
  if (job)
    return {
      ...labels,
      'batch.kubernetes.io/job-name': job.name,
      'batch.kubernetes.io/controller-uid': job.uid,
    };
  return labels;
}

export const workloadReference = (moment: Instant, { kind, namespace, name }: Workload): OwnerReference =>
  ownerReference(API_VERSIONS[kind], kind, name, uidOf(moment, kind, namespace, name));

export function podOwner(moment: Instant, { workload, revision, node, job }: PodLife): OwnerReference {
  if (job) return ownerReference('batch/v1', 'Job', job.name, job.uid);
  if (workload.kind === 'StaticPod') {
    const name = node?.name ?? '';
    return ownerReference('v1', 'Node', name, uidOf(moment, 'Node', undefined, name));
  }
  if (!hasReplicaSets(workload)) return workloadReference(moment, workload);
  const name = replicaSetName(revision);
  return ownerReference('apps/v1', 'ReplicaSet', name, uidOf(moment, 'ReplicaSet', workload.namespace, name));
}

export const tokenVolume = (name: string): string => `kube-api-access-${suffix(name)}`;
