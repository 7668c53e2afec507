/** The columns of every kind that an API serves. */
import type { probeKinds } from '../../probes/kinds.ts';
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import * as cluster from './cluster.ts';
import * as network from './network.ts';
import { pod } from './pods.ts';
import { NAME, text, type Printer } from './printer.ts';
import * as storage from './storage.ts';
import * as workloads from './workloads.ts';

/** Kinds that snapshots hold as the API serves them. */
export type ApiKind = Exclude<KindName, keyof typeof probeKinds | 'NodeHeartbeat' | 'TableRow'>;

/** The compiler asks for each kind. */
export const printers: { readonly [Name in ApiKind]: Printer<ObjectOf<Name>> } = {
  Pod: pod,
  Event: cluster.event,
  ReplicaSet: workloads.replicaSet,
  Namespace: cluster.namespace,
  Node: cluster.node,
  Lease: cluster.lease,
  ReplicationController: workloads.replicationController,
  Deployment: workloads.deployment,
  StatefulSet: workloads.statefulSet,
  DaemonSet: workloads.daemonSet,
  Job: workloads.job,
  CronJob: workloads.cronJob,
  HorizontalPodAutoscaler: workloads.horizontalPodAutoscaler,
  PodDisruptionBudget: workloads.podDisruptionBudget,
  Service: network.service,
  EndpointSlice: network.endpointSlice,
  Endpoints: network.endpoints,
  Ingress: network.ingress,
  Gateway: network.gateway,
  HTTPRoute: network.route,
  GRPCRoute: network.route,
  PersistentVolumeClaim: storage.persistentVolumeClaim,
  PersistentVolume: storage.persistentVolume,
  StorageClass: storage.storageClass,
  VolumeAttachment: storage.volumeAttachment,
  ResourceQuota: cluster.resourceQuota,
  // As metrics-server prints them. Source: kubernetes-sigs/metrics-server pkg/api/table.go.
  NodeMetrics: [
    NAME,
    text('cpu', ({ usage }) => usage?.cpu ?? ''),
    text('memory', ({ usage }) => usage?.memory ?? ''),
    text('Window', ({ window }) => window ?? ''),
  ],
};

export const isApiKind = (kind: string): kind is ApiKind => Object.hasOwn(printers, kind);
