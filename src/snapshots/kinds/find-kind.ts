import { kindNames, kinds, type KindName } from './kinds.ts';

/** kubectl's short names. Source: `ShortNames()` of each kind's REST storage in kubernetes/pkg/registry. */
const SHORT_NAMES: Partial<Record<KindName, string>> = {
  Pod: 'po',
  Event: 'ev',
  ReplicaSet: 'rs',
  Namespace: 'ns',
  Node: 'no',
  ReplicationController: 'rc',
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  CronJob: 'cj',
  HorizontalPodAutoscaler: 'hpa',
  PodDisruptionBudget: 'pdb',
  Service: 'svc',
  Endpoints: 'ep',
  Ingress: 'ing',
  Gateway: 'gtw',
  PersistentVolumeClaim: 'pvc',
  ResourceQuota: 'quota',
};

/** The kind that a person means by `Pod`, `pod`, `pods` or `po`; undefined when snapshots hold none of that name. */
export function findKind(text: string): KindName | undefined {
  const wanted = text.toLowerCase();
  const byName = kindNames.find((name) => name.toLowerCase() === wanted || SHORT_NAMES[name] === wanted);
  return byName ?? kindNames.find((name) => kinds[name].resource === wanted);
}
