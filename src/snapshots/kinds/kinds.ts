/** Every kind that a snapshot can hold: where the API serves it, and which of its fields are kept. */
import { z } from 'zod';
import { event } from './events.ts';
import { fields, freeNumberOrText, identifier, list, text } from './fields.ts';
import { gateway, grpcRoute, httpRoute } from './gateway.ts';
import { metadata } from './metadata.ts';
import { endpoints, endpointSlice, ingress, persistentVolumeClaim, service } from './network.ts';
import { lease, namespace, node, nodeHeartbeat, nodeMetrics, podMetrics } from './nodes.ts';
import { pod } from './pod.ts';
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

export interface KindSpec<Fields extends z.ZodObject = z.ZodObject> {
  /** API versions that serve it, the preferred first. Empty: Gazette's own record, not read from the API. */
  versions: readonly string[];
  /** Plural name in URLs. */
  resource: string;
  namespaced: boolean;
  /** Read in these namespaces only; absent means everywhere. */
  namespaces?: readonly string[];
  /** Changes at every beat: written whole into every snapshot, and never compared. */
  beat?: true;
  /** Not every cluster serves it, and its absence takes nothing from a snapshot's completeness. */
  optional?: true;
  /** Read only where this other kind is not served. */
  insteadOf?: string;
  /** The kept fields. */
  fields: Fields;
}

function kind<Shape extends z.ZodRawShape>(
  versions: readonly string[],
  resource: string,
  namespaced: boolean,
  shape: Shape,
  more: Pick<KindSpec, 'namespaces' | 'beat' | 'optional' | 'insteadOf'> = {},
) {
  const object = fields({
    kind: text('Kind'),
    apiVersion: text('API version that it was read through'),
    metadata,
    ...shape,
  }).required({ kind: true, apiVersion: true, metadata: true });
  return { versions, resource, namespaced, ...more, fields: object };
}

const GATEWAY_VERSIONS = ['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'];

/** In the order in which a snapshot file holds them: the greatest first, since it streams while others wait. */
export const kinds = {
  Pod: kind(['v1'], 'pods', true, pod),
  Event: kind(['v1'], 'events', true, event),
  ReplicaSet: kind(['apps/v1'], 'replicasets', true, replicaSet),
  Namespace: kind(['v1'], 'namespaces', false, namespace),
  Node: kind(['v1'], 'nodes', false, node),
  NodeHeartbeat: kind([], 'nodeheartbeats', false, nodeHeartbeat, { beat: true }),
  Lease: kind(['coordination.k8s.io/v1', 'coordination.k8s.io/v1beta1'], 'leases', true, lease, {
    beat: true,
    namespaces: ['kube-node-lease', 'kube-system'],
  }),
  ReplicationController: kind(['v1'], 'replicationcontrollers', true, replicationController),
  Deployment: kind(['apps/v1'], 'deployments', true, deployment),
  StatefulSet: kind(['apps/v1'], 'statefulsets', true, statefulSet),
  DaemonSet: kind(['apps/v1'], 'daemonsets', true, daemonSet),
  Job: kind(['batch/v1'], 'jobs', true, job),
  CronJob: kind(['batch/v1', 'batch/v1beta1'], 'cronjobs', true, cronJob),
  HorizontalPodAutoscaler: kind(
    ['autoscaling/v2', 'autoscaling/v2beta2', 'autoscaling/v1'],
    'horizontalpodautoscalers',
    true,
    horizontalPodAutoscaler,
  ),
  PodDisruptionBudget: kind(
    ['policy/v1', 'policy/v1beta1'],
    'poddisruptionbudgets',
    true,
    podDisruptionBudget,
  ),
  Service: kind(['v1'], 'services', true, service),
  EndpointSlice: kind(
    ['discovery.k8s.io/v1', 'discovery.k8s.io/v1beta1'],
    'endpointslices',
    true,
    endpointSlice,
  ),
  Endpoints: kind(['v1'], 'endpoints', true, endpoints, { insteadOf: 'EndpointSlice' }),
  Ingress: kind(
    ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1', 'extensions/v1beta1'],
    'ingresses',
    true,
    ingress,
  ),
  Gateway: kind(GATEWAY_VERSIONS, 'gateways', true, gateway, {
    optional: true,
  }),
  HTTPRoute: kind(GATEWAY_VERSIONS, 'httproutes', true, httpRoute, { optional: true }),
  GRPCRoute: kind(
    ['gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1alpha2'],
    'grpcroutes',
    true,
    grpcRoute,
    { optional: true },
  ),
  PersistentVolumeClaim: kind(['v1'], 'persistentvolumeclaims', true, persistentVolumeClaim),
  ResourceQuota: kind(['v1'], 'resourcequotas', true, resourceQuota),
  NodeMetrics: kind(['metrics.k8s.io/v1beta1'], 'nodes', false, nodeMetrics, { beat: true, optional: true }),
  PodMetrics: kind(['metrics.k8s.io/v1beta1'], 'pods', true, podMetrics, { beat: true, optional: true }),
  /** One custom resource named in the config, with the cells that the server prints for it. */
  TableRow: kind([], 'tablerows', true, {
    resource: identifier('Which custom resource, as plural.group'),
    cells: list(
      freeNumberOrText(
        'Cell, in the order of the columns in the coverage; empty where the server has none (null). An Age (`3d`) is replaced by the creation timestamp that it counts from',
      ),
    ),
  }),
} as const satisfies Record<string, KindSpec>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** An object of one kind, with the fields that a snapshot keeps, at the paths that the Kubernetes API uses. */
export type ObjectOf<Name extends KindName> = z.infer<(typeof kinds)[Name]['fields']>;
/** Any stored object. */
export type KeptObject = { [Name in KindName]: ObjectOf<Name> }[KindName];

export const isKindName = (name: string): name is KindName => Object.hasOwn(kinds, name);
