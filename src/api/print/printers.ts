/** The columns of every kind that an API serves. */
import type { probeKinds } from '../../probes/kinds.ts';
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import * as cluster from './cluster.ts';
import * as network from './network.ts';
import { podPrinter } from './pods.ts';
import { NAME, text, type Printer } from './printer.ts';
import * as storage from './storage.ts';
import * as workloads from './workloads.ts';

/** Kinds that snapshots hold as the API serves them. */
export type ApiKind = Exclude<KindName, keyof typeof probeKinds | 'NodeHeartbeat' | 'TableRow'>;

/** The compiler asks for each kind. */
export const printers: { readonly [Name in ApiKind]: Printer<ObjectOf<Name>> } = {
  Pod: podPrinter,
  Event: cluster.eventPrinter,
  ReplicaSet: workloads.replicaSetPrinter,
  Namespace: cluster.namespacePrinter,
  Node: cluster.nodePrinter,
  Lease: cluster.leasePrinter,
  ReplicationController: workloads.replicationControllerPrinter,
  Deployment: workloads.deploymentPrinter,
  StatefulSet: workloads.statefulSetPrinter,
  DaemonSet: workloads.daemonSetPrinter,
  Job: workloads.jobPrinter,
  CronJob: workloads.cronJobPrinter,
  HorizontalPodAutoscaler: workloads.horizontalPodAutoscalerPrinter,
  PodDisruptionBudget: workloads.podDisruptionBudgetPrinter,
  Service: network.servicePrinter,
  EndpointSlice: network.endpointSlicePrinter,
  Endpoints: network.endpointsPrinter,
  Ingress: network.ingressPrinter,
  Gateway: network.gatewayPrinter,
  HTTPRoute: network.routePrinter,
  GRPCRoute: network.routePrinter,
  PersistentVolumeClaim: storage.persistentVolumeClaimPrinter,
  PersistentVolume: storage.persistentVolumePrinter,
  StorageClass: storage.storageClassPrinter,
  VolumeAttachment: storage.volumeAttachmentPrinter,
  ResourceQuota: cluster.resourceQuotaPrinter,
  // As metrics-server prints them. Source: kubernetes-sigs/metrics-server pkg/api/table.go.
  NodeMetrics: [
    NAME,
    text('cpu', ({ usage }) => usage?.cpu ?? ''),
    text('memory', ({ usage }) => usage?.memory ?? ''),
    text('Window', ({ window }) => window ?? ''),
  ],
};

export const isApiKind = (kind: string): kind is ApiKind => Object.hasOwn(printers, kind);
