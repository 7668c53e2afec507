import type { Snapshot } from '../snapshots/schema.ts';
import type { GatewayRow, RouteRow } from './report.ts';
import type { Seen } from './seen.ts';

/** Ingresses, and the Gateway API's routes. */
export function buildRoutes(_snapshot: Snapshot, _seen: Seen): RouteRow[] {
  return [];
}

export function buildGateways(_snapshot: Snapshot): GatewayRow[] {
  return [];
}
