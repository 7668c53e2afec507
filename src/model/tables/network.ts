/** Services, the entrances and routes to them, and Gateways. */
import type { Backend, Entrance, GatewayRow, RouteRow, ServiceRow } from '../report.ts';
import { buildGateways } from '../network/gateways.ts';
import { namespacedName, objectPath } from '../object-ref.ts';
import { boolean, JUDGED, list, map, number, text } from './column.ts';
import { defineObjects, defineParts, defineTable } from './table.ts';

export const entrances = defineTable<Entrance>()({
  holds: 'one row per entrance from outside: a host, an address of a Service, a node port; the worst first',
  rowsFrom: ['Ingress', 'HTTPRoute', 'GRPCRoute', 'Gateway', 'Service'],
  stateFrom: ['EndpointSlice', 'Pod', 'Deployment', 'StatefulSet'],
  cellsFrom: [],
  items: (report) => report.entrances,
  columns: {
    name: text('Host, address with its ports, or node port', (row) => row.name),
    ...JUDGED,
    ready: number('Replicas that answer there', (row) => row.ready),
    wanted: number('Replicas wanted there', (row) => row.wanted),
    madeBy: list('Ingresses, routes with their Gateways, and Services behind the entrance', (row) =>
      row.by.map(objectPath),
    ),
    backends: list('Services behind the entrance, with how much of each answers, the worst first', (row) =>
      row.backends.map(
        ({ paths, ready = '?', wanted = '?', ...service }) =>
          `${namespacedName(service)}: ${ready} of ${wanted}${paths.length > 0 ? ` (${paths.join(', ')})` : ''}`,
      ),
    ),
    workloads: list('Workloads behind it', (row) => [
      ...new Set(row.backends.flatMap(({ workloads }) => workloads.map(objectPath))),
    ]),
  },
});

export const services = defineObjects<ServiceRow>()({
  kind: 'Service',
  page: 'network',
  noun: 'service',
  heading: ['Service', 'Services'],
  hint: () =>
    'Endpoints are counted once, in however many slices they stand; those without traffic are named.',
  figure: 'Services',
  words: (row) => [row.type, row.clusterIP, ...row.external],
  tellsChange: () => true,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Service'],
  rowsFrom: ['Service'],
  stateFrom: ['EndpointSlice'],
  cellsFrom: [],
  holds: 'one row per Service',
  rows: ({ services }) => services,
  columns: {
    namespace: text('Namespace', (row) => row.namespace),
    name: text('Name', (row) => row.name),
    ...JUDGED,
    type: text('ClusterIP, Headless, NodePort, LoadBalancer or ExternalName', (row) => row.type),
    clusterIP: text('Cluster IP', (row) => row.clusterIP),
    external: list('External addresses and names', (row) => row.external),
    ports: list('Ports: port→target/protocol', (row) => row.ports),
    selector: map('Selector', (row) => new Map(Object.entries(row.selector))),
    ready: number('Endpoints with traffic', (row) => row.ready),
    notReady: number('Endpoints without traffic', (row) => row.notReady),
    publishesNotReady: boolean(
      'Whether pods get traffic, ready or not',
      (row) => row.publishesNotReady ?? false,
    ),
    scaledToZero: boolean('Whether all its workloads are scaled to zero', (row) => row.scaledToZero ?? false),
    uid: text('UID', (row) => row.uid),
  },
});

interface RoutePath {
  route: RouteRow;
  path?: RouteRow['paths'][number];
}

const formatBackend = ({ port, ...ref }: Backend) =>
  `${objectPath(ref)}${port === undefined ? '' : `:${port}`}`;

export const routes = defineParts<RouteRow, RoutePath>()({
  kind: 'own',
  page: 'network',
  noun: 'route',
  heading: ['Ingress or route', 'Ingresses and routes'],
  hint: () => 'A backend is looked for among the Services, and its port among theirs.',
  figure: 'Routes',
  words: (row) => [...row.paths.map(({ host }) => host), ...row.addresses],
  tellsChange: () => true,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Ingress', 'HTTPRoute', 'GRPCRoute'],
  rowsFrom: ['Ingress', 'HTTPRoute', 'GRPCRoute'],
  stateFrom: [],
  cellsFrom: ['Service'],
  holds: 'one row per host, path and backend of an Ingress or a route of the Gateway API',
  rows: ({ routes }) => routes,
  items: ({ routes }) =>
    routes.flatMap((route): RoutePath[] =>
      route.paths.length > 0 ? route.paths.map((path) => ({ route, path })) : [{ route }],
    ),
  columns: {
    kind: text('Ingress, HTTPRoute or GRPCRoute', ({ route }) => route.kind),
    namespace: text('Namespace', ({ route }) => route.namespace),
    name: text('Name', ({ route }) => route.name),
    state: text('healthy, degraded, failing or unknown', ({ route }) => route.state),
    why: text('Why it is not healthy', ({ route }) => route.why),
    host: text('Host; * for all', ({ path }) => path?.host),
    path: text('Path or method', ({ path }) => path?.path),
    backend: text(
      'Its target: kind/namespace/name:port',
      ({ path }) => path?.backend && formatBackend(path.backend),
    ),
    backendExists: boolean(
      'Whether the backend exists; empty if not seen',
      ({ path }) => path?.backend?.exists,
    ),
    backendPortExists: boolean(
      'Whether the backend has that port; empty if unknown',
      ({ path }) => path?.backend?.portExists,
    ),
    share: number(
      'Share of the traffic, 0 to 1, if there are several backends',
      ({ path }) => path?.backend?.share,
      'share',
    ),
    filter: text('What answers instead of a backend', ({ path }) => path?.filter),
    via: list('Ingress class, or Gateways', ({ route }) => route.via),
    tls: list('Hosts with TLS termination', ({ route }) => route.tls),
    addresses: list('Addresses', ({ route }) => route.addresses),
    uid: text('UID', ({ route }) => route.uid),
  },
});

interface GatewayListener {
  gateway: GatewayRow;
  listener?: GatewayRow['listeners'][number];
}

export const gateways = defineParts<GatewayRow, GatewayListener>()({
  kind: 'Gateway',
  page: 'network',
  noun: 'gateway',
  heading: ['Gateway', 'Gateways'],
  hint: () => 'State, addresses and attached routes as their controllers report them.',
  figure: false,
  words: (row) => [row.class, ...row.addresses],
  tellsChange: () => true,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Gateway'],
  build: buildGateways,
  rowsFrom: ['Gateway'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per listener of a Gateway',
  rows: ({ gateways }) => gateways,
  items: ({ gateways }) =>
    gateways.flatMap((gateway): GatewayListener[] =>
      gateway.listeners.length > 0
        ? gateway.listeners.map((listener) => ({ gateway, listener }))
        : [{ gateway }],
    ),
  columns: {
    namespace: text('Namespace', ({ gateway }) => gateway.namespace),
    name: text('Name', ({ gateway }) => gateway.name),
    state: text('healthy, degraded, failing or unknown', ({ gateway }) => gateway.state),
    why: text('Why it is not healthy', ({ gateway }) => gateway.why),
    class: text('Gateway class', ({ gateway }) => gateway.class),
    addresses: list('Addresses', ({ gateway }) => gateway.addresses),
    listener: text('Name of the listener', ({ listener }) => listener?.name),
    protocol: text('Protocol', ({ listener }) => listener?.protocol),
    port: number('Port', ({ listener }) => listener?.port),
    hostname: text('Host name', ({ listener }) => listener?.hostname),
    routes: number('Routes that are attached', ({ listener }) => listener?.routes),
    problem: text('What is wrong with the listener', ({ listener }) => listener?.problem),
    uid: text('UID', ({ gateway }) => gateway.uid),
  },
});
