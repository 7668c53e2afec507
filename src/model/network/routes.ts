import type { Snapshot } from '../../snapshots/schema.ts';
import { indexBackends } from './backends.ts';
import { judgeDeletion, type Deleted } from '../deletion.ts';
import { buildGrpcRoute, buildHttpRoute } from './gateway-routes.ts';
import { buildIngress } from './ingresses.ts';
import { indexParents } from './route-parents.ts';
import type { RouteRow, ServiceRow } from '../report.ts';
import type { Seen } from '../seen.ts';

/** Ingresses and Gateway API routes. @param services rows of all Services */
export function buildRoutes(snapshot: Snapshot, seen: Seen, services: readonly ServiceRow[]): RouteRow[] {
  const { Ingress, HTTPRoute, GRPCRoute } = snapshot.objects;
  const backends = indexBackends(snapshot, seen, services);
  const parentsOf = indexParents(snapshot, seen);
  const asDeleted = (object: Deleted, { state, why, ...row }: RouteRow): RouteRow => ({
    ...row,
    ...(judgeDeletion(object, snapshot.meta.time) ?? { state, ...(why !== undefined && { why }) }),
  });
  return [
    ...Ingress.map((ingress) => asDeleted(ingress, buildIngress(ingress, backends))),
    ...HTTPRoute.map((route) => asDeleted(route, buildHttpRoute(route, parentsOf(route), backends))),
    ...GRPCRoute.map((route) => asDeleted(route, buildGrpcRoute(route, parentsOf(route), backends))),
  ];
}
