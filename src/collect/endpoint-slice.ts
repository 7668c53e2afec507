/** EndpointSlices as clusters before Kubernetes 1.21 serve them. */
import { isRecord } from '../snapshots/kinds/walk.ts';

/**
 * Moves node and zone of a discovery.k8s.io/v1beta1 EndpointSlice to their place in v1. Source:
 * k8s.io/api/discovery/v1beta1/types.go, Endpoint.Topology.
 */
export function placeEndpoints(item: unknown): unknown {
  if (!isRecord(item) || !Array.isArray(item.endpoints)) return item;
  return { ...item, endpoints: item.endpoints.map(placeEndpoint) };
}

function placeEndpoint(endpoint: unknown): unknown {
  if (!isRecord(endpoint) || !isRecord(endpoint.topology)) return endpoint;
  const { 'kubernetes.io/hostname': nodeName, 'topology.kubernetes.io/zone': zone } = endpoint.topology;
  return { ...endpoint, nodeName: endpoint.nodeName ?? nodeName, zone };
}
