/** What each resource of a cluster's API holds at an instant. Pure: the same instant gives the same objects. */
import { namespacedName } from '../model/object-ref.ts';
import { cronJobs, jobs } from './objects/batch.ts';
import { certificates, printedCertificates, printedRollouts, rollouts } from './objects/custom.ts';
import { eventsAt } from './notices/events.ts';
import { gatewaysAt, grpcRoutes, httpRoutes } from './objects/gateways.ts';
import { endpointSlices, ingresses, servicesAt } from './objects/network.ts';
import { leases, namespaces, nodeMetricsAt, nodesAt } from './objects/nodes.ts';
import type { ApiObject, Instant } from './objects/object.ts';
import { podsAt } from './objects/pods.ts';
import { horizontalPodAutoscalers, podDisruptionBudgets, resourceQuotas } from './objects/policy.ts';
import { resource, type Resource } from './objects/resource.ts';
import { storageResources } from './objects/storage.ts';
import {
  daemonSets,
  deployments,
  replicaSets,
  replicationControllers,
  statefulSets,
} from './objects/workloads.ts';
import type { ClusterName } from './plan/estate.ts';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const TRIED = { only: ['acceptance', 'development'] } as const;

const resources: readonly Resource[] = [
  resource('v1', 'namespaces', 'Namespace', namespaces, { namespaced: false }),
  resource('v1', 'nodes', 'Node', nodesAt, { namespaced: false }),
  resource('v1', 'pods', 'Pod', podsAt),
  resource('v1', 'events', 'Event', eventsAt),
  resource('v1', 'services', 'Service', servicesAt),
  resource('v1', 'replicationcontrollers', 'ReplicationController', replicationControllers),
  ...storageResources,
  resource('v1', 'resourcequotas', 'ResourceQuota', resourceQuotas),
  resource('v1', 'secrets', 'Secret', () => []),
  resource('v1', 'configmaps', 'ConfigMap', () => []),
  resource('apps/v1', 'deployments', 'Deployment', deployments),
  resource('apps/v1', 'replicasets', 'ReplicaSet', replicaSets),
  resource('apps/v1', 'statefulsets', 'StatefulSet', statefulSets),
  resource('apps/v1', 'daemonsets', 'DaemonSet', daemonSets),
  resource('batch/v1', 'jobs', 'Job', jobs),
  resource('batch/v1', 'cronjobs', 'CronJob', cronJobs),
  resource('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', horizontalPodAutoscalers),
  resource('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', podDisruptionBudgets),
  resource('networking.k8s.io/v1', 'ingresses', 'Ingress', ingresses),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', endpointSlices),
  resource('coordination.k8s.io/v1', 'leases', 'Lease', leases),
  resource('metrics.k8s.io/v1beta1', 'nodes', 'NodeMetrics', nodeMetricsAt, {
    ...{ fleeting: true, only: ['production', 'acceptance'] },
    namespaced: false,
  }),
  resource(GATEWAY_API, 'gateways', 'Gateway', gatewaysAt, TRIED),
  resource(GATEWAY_API, 'httproutes', 'HTTPRoute', httpRoutes, TRIED),
  resource(GATEWAY_API, 'grpcroutes', 'GRPCRoute', grpcRoutes, TRIED),
  resource('argoproj.io/v1alpha1', 'rollouts', 'Rollout', rollouts, {
    ...{ only: ['acceptance'], printed: printedRollouts },
  }),
  resource('cert-manager.io/v1', 'certificates', 'Certificate', certificates, {
    ...{ only: ['production', 'acceptance'], printed: printedCertificates },
  }),
];

export const resourcesOf = (cluster: ClusterName): Resource[] =>
  resources.filter(({ only }) => !only || only.includes(cluster));

/** In etcd's order: by namespace, then by name. */
export function listAt({ list }: Resource, moment: Instant, namespace?: string): ApiObject[] {
  return list(moment)
    .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
    .map((object) => ({ object, sort: namespacedName(object.metadata) }))
    .sort((a, b) => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0))
    .map(({ object }) => object);
}
