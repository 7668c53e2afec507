import type { Backend, GatewayRow, Report, RouteRow, ServiceRow } from '../model/report.ts';
import { indexSeen } from '../model/seen.ts';
import { defineTable, formatGap, gapsOf } from './table.ts';

/** Endpoints stand in EndpointSlices; where a cluster does not serve those, in Endpoints. */
function serviceGaps(report: Report): string[] {
  const { meta } = report;
  const slices = meta.coverage.find(({ kind }) => kind === 'EndpointSlice');
  const source = slices?.state === 'absent' ? 'Endpoints' : 'EndpointSlice';
  return [...gapsOf('Service')(report), ...(indexSeen(meta)(source) ? [] : [formatGap(meta, source)])];
}

export const services = defineTable<ServiceRow>({
  name: 'services',
  holds: 'one row per Service',
  gaps: serviceGaps,
  rows: (report) => report.services,
  columns: [
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name', (row) => row.name],
    ['state', 'healthy, degraded, failing or unknown', (row) => row.state],
    ['why', 'Why it is not healthy', (row) => row.why],
    ['type', 'ClusterIP, Headless, NodePort, LoadBalancer or ExternalName', (row) => row.type],
    ['clusterIP', 'Cluster IP', (row) => row.clusterIP],
    ['external', 'External addresses and names', (row) => row.external],
    ['ports', 'Ports: port→target/protocol', (row) => row.ports],
    ['selector', 'Selector', (row) => new Map(Object.entries(row.selector))],
    ['ready', 'Endpoints that get traffic', (row) => row.ready],
    ['notReady', 'Endpoints that do not', (row) => row.notReady],
    ['publishesNotReady', 'Whether pods get traffic, ready or not', (row) => row.publishesNotReady ?? false],
    ['scaledToZero', 'Whether all that it selects is scaled to zero', (row) => row.scaledToZero ?? false],
    ['uid', 'UID', (row) => row.uid],
  ],
});

interface RoutePath {
  route: RouteRow;
  path?: RouteRow['paths'][number];
}

const formatBackend = ({ kind, namespace, name, port }: Backend) =>
  `${kind}/${namespace}/${name}${port === undefined ? '' : `:${port}`}`;

export const routes = defineTable<RoutePath>({
  name: 'routes',
  holds: 'one row per host, path and backend of an Ingress or a route of the Gateway API',
  gaps: gapsOf('Ingress', 'HTTPRoute', 'GRPCRoute', 'Service'),
  rows: (report) =>
    report.routes.flatMap((route): RoutePath[] =>
      route.paths.length > 0 ? route.paths.map((path) => ({ route, path })) : [{ route }],
    ),
  columns: [
    ['kind', 'Ingress, HTTPRoute or GRPCRoute', ({ route }) => route.kind],
    ['namespace', 'Namespace', ({ route }) => route.namespace],
    ['name', 'Name', ({ route }) => route.name],
    ['state', 'healthy, degraded, failing or unknown', ({ route }) => route.state],
    ['why', 'Why it is not healthy', ({ route }) => route.why],
    ['host', 'Host; * for all', ({ path }) => path?.host],
    ['path', 'Path or method', ({ path }) => path?.path],
    [
      'backend',
      'Where it leads: kind/namespace/name:port',
      ({ path }) => path?.backend && formatBackend(path.backend),
    ],
    ['backendExists', 'Whether that is there; empty: not seen', ({ path }) => path?.backend?.exists],
    [
      'backendPortExists',
      'Whether it has that port; empty: not known',
      ({ path }) => path?.backend?.portExists,
    ],
    [
      'share',
      'Share of the traffic, 0 to 1, where several backends share it',
      ({ path }) => path?.backend?.share,
    ],
    ['filter', 'What answers where no backend does', ({ path }) => path?.filter],
    ['via', 'Ingress class, or Gateways', ({ route }) => route.via],
    ['tls', 'Hosts that TLS is terminated for', ({ route }) => route.tls],
    ['addresses', 'Addresses', ({ route }) => route.addresses],
    ['uid', 'UID', ({ route }) => route.uid],
  ],
});

interface GatewayListener {
  gateway: GatewayRow;
  listener?: GatewayRow['listeners'][number];
}

export const gateways = defineTable<GatewayListener>({
  name: 'gateways',
  holds: 'one row per listener of a Gateway',
  gaps: gapsOf('Gateway'),
  rows: (report) =>
    report.gateways.flatMap((gateway): GatewayListener[] =>
      gateway.listeners.length > 0
        ? gateway.listeners.map((listener) => ({ gateway, listener }))
        : [{ gateway }],
    ),
  columns: [
    ['namespace', 'Namespace', ({ gateway }) => gateway.namespace],
    ['name', 'Name', ({ gateway }) => gateway.name],
    ['state', 'healthy, degraded, failing or unknown', ({ gateway }) => gateway.state],
    ['why', 'Why it is not healthy', ({ gateway }) => gateway.why],
    ['class', 'Gateway class', ({ gateway }) => gateway.class],
    ['addresses', 'Addresses', ({ gateway }) => gateway.addresses],
    ['listener', 'Name of the listener', ({ listener }) => listener?.name],
    ['protocol', 'Protocol', ({ listener }) => listener?.protocol],
    ['port', 'Port', ({ listener }) => listener?.port],
    ['hostname', 'Host name', ({ listener }) => listener?.hostname],
    ['routes', 'Routes that are attached', ({ listener }) => listener?.routes],
    ['problem', 'What is wrong with the listener', ({ listener }) => listener?.problem],
    ['uid', 'UID', ({ gateway }) => gateway.uid],
  ],
});
