/** Every kind that a snapshot can hold: where the API serves it, and which fields are kept. */
import type { z } from 'zod';
import { probeKinds } from '../../probes/kinds.ts';
import { event } from './events.ts';
import { fields, freeName, freeNumberOrText, freeText, identifier, list, word } from './fields.ts';
import { gateway, grpcRoute, httpRoute } from './gateway.ts';
import { kind, type KindSpec } from './kind.ts';
import { customCondition } from './metadata.ts';
import { endpoints, endpointSlice, ingress, service } from './network.ts';
import { lease, namespace, node, nodeHeartbeat, nodeMetrics } from './nodes.ts';
import { pod } from './pod.ts';
import { storageKinds } from './storage.ts';
import {
  cronJob,
  daemonSet,
  deployment,
  horizontalPodAutoscaler,
  job,
  podDisruptionBudget,
  replicaSet,
  replicationController,
  resourceQuota,
  statefulSet,
} from './workloads.ts';

const BEHIND_SERVICE = 'follows from the pods behind the Service';
const GATEWAY_VERSIONS = ['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'];

/** In the order of a snapshot file: the largest kind first, because it streams while others wait. */
export const kinds = {
  Pod: kind(['v1'], 'pods', true, pod, { short: 'po', ofOneCluster: true }),
  Event: kind(['v1'], 'events', true, event, { short: 'ev', ofOneCluster: true }),
  ReplicaSet: kind(['apps/v1'], 'replicasets', true, replicaSet, { short: 'rs' }),
  Namespace: kind(['v1'], 'namespaces', false, namespace, { short: 'ns' }),
  Node: kind(['v1'], 'nodes', false, node, {
    short: 'no',
    ofOneCluster: true,
    namesNodes: true,
    written: true,
  }),
  NodeHeartbeat: kind([], 'nodeheartbeats', false, nodeHeartbeat, {
    beat: true,
    noise: 'a beat',
    ofOneCluster: true,
    namesNodes: true,
  }),
  Lease: kind(['coordination.k8s.io/v1', 'coordination.k8s.io/v1beta1'], 'leases', true, lease, {
    beat: true,
    noise: 'renewed at every beat',
    ofOneCluster: true,
    namespaces: ['kube-node-lease', 'kube-system'],
  }),
  ReplicationController: kind(['v1'], 'replicationcontrollers', true, replicationController, {
    short: 'rc',
    written: true,
  }),
  Deployment: kind(['apps/v1'], 'deployments', true, deployment, { short: 'deploy', written: true }),
  StatefulSet: kind(['apps/v1'], 'statefulsets', true, statefulSet, { short: 'sts', written: true }),
  DaemonSet: kind(['apps/v1'], 'daemonsets', true, daemonSet, { short: 'ds', written: true }),
  Job: kind(['batch/v1'], 'jobs', true, job, { written: true }),
  CronJob: kind(['batch/v1', 'batch/v1beta1'], 'cronjobs', true, cronJob, { short: 'cj', written: true }),
  HorizontalPodAutoscaler: kind(
    ['autoscaling/v2', 'autoscaling/v2beta2', 'autoscaling/v1'],
    'horizontalpodautoscalers',
    true,
    horizontalPodAutoscaler,
    { short: 'hpa', written: true },
  ),
  PodDisruptionBudget: kind(
    ['policy/v1', 'policy/v1beta1'],
    'poddisruptionbudgets',
    true,
    podDisruptionBudget,
    { short: 'pdb', written: true },
  ),
  Service: kind(['v1'], 'services', true, service, { short: 'svc', written: true }),
  EndpointSlice: kind(
    ['discovery.k8s.io/v1', 'discovery.k8s.io/v1beta1'],
    'endpointslices',
    true,
    endpointSlice,
    { noise: BEHIND_SERVICE, ofOneCluster: true },
  ),
  Endpoints: kind(['v1'], 'endpoints', true, endpoints, {
    short: 'ep',
    insteadOf: 'EndpointSlice',
    noise: BEHIND_SERVICE,
    ofOneCluster: true,
  }),
  Ingress: kind(
    ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1', 'extensions/v1beta1'],
    'ingresses',
    true,
    ingress,
    { short: 'ing', written: true },
  ),
  Gateway: kind(GATEWAY_VERSIONS, 'gateways', true, gateway, { short: 'gtw', optional: true, written: true }),
  HTTPRoute: kind(GATEWAY_VERSIONS, 'httproutes', true, httpRoute, { optional: true, written: true }),
  GRPCRoute: kind(
    ['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1alpha2'],
    'grpcroutes',
    true,
    grpcRoute,
    { optional: true, written: true },
  ),
  ...storageKinds,
  ResourceQuota: kind(['v1'], 'resourcequotas', true, resourceQuota, { short: 'quota', written: true }),
  NodeMetrics: kind(['metrics.k8s.io/v1beta1'], 'nodes', false, nodeMetrics, {
    beat: true,
    optional: true,
    noise: 'a measurement',
    ofOneCluster: true,
    namesNodes: true,
  }),
  /** A custom resource that the config names, with the cells that the server prints for it. */
  TableRow: kind([], 'tablerows', true, {
    resource: identifier('Which custom resource, as plural.group'),
    cells: list(
      freeNumberOrText(
        'Cell, in the order of the columns in the coverage; empty where the server sends null. An Age (`3d`) becomes the creation timestamp',
      ),
    ),
    conditions: list(customCondition),
    health: list(
      fields({
        field: word('Path within the status: health.status, health, phase, robustness, ceph.health'),
        value: freeName('Its word'),
        message: freeText('What the status says of it'),
      }),
    ),
  }),
  ...probeKinds,
} as const satisfies Record<string, KindSpec>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** An object of one kind, with the fields that a snapshot keeps, at the paths that the Kubernetes API uses. */
export type ObjectOf<Name extends KindName> = z.infer<(typeof kinds)[Name]['fields']>;
/** Any stored object. */
export type KeptObject = { [Name in KindName]: ObjectOf<Name> }[KindName];

export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);

/** True for kinds that every snapshot holds whole, because they always change: heartbeats and measurements. */
export const isBeat = (kind: KindName) => 'beat' in kinds[kind];

/** True for kinds that probes record. No API serves them: only a config that asks for the probe makes them known. */
export const isProbed = (kind: string): boolean =>
  isKindName(kind) && (kinds[kind] as KindSpec).probe !== undefined;
