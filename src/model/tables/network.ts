/** Services, the entrances and routes to them, and Gateways. */
import type { Backend, Entrance, GatewayRow, RouteRow, ServiceRow } from '../report.ts';
import { buildGateways } from '../network/gateways.ts';
import { namespacedName, objectPath } from '../object-ref.ts';
import { column, JUDGED } from './column.ts';
import { defineObjects, defineParts, defineTable } from './table.ts';

export const entrances = defineTable<Entrance>()({
  holds: 'one row per entrance from outside: a host, an address of a Service, a node port; the worst first',
  rowsFrom: ['Ingress', 'HTTPRoute', 'GRPCRoute', 'Gateway', 'Service'],
  stateFrom: ['EndpointSlice', 'Pod', 'Deployment', 'StatefulSet'],
  cellsFrom: [],
  items: (report) => report.entrances,
  columns: {
    name: column.text('Host, address with its ports, or node port', (row) => row.name),
    ...JUDGED,
    ready: column.number('Replicas that answer there', (row) => row.ready),
    wanted: column.number('Replicas wanted there', (row) => row.wanted),
    madeBy: column.list('Ingresses, routes with their Gateways, and Services behind the entrance', (row) =>
      row.by.map(objectPath),
    ),
    backends: column.list(
      'Services behind the entrance, with how much of each answers, the worst first',
      (row) =>
        row.backends.map(
          ({ paths, ready = '?', wanted = '?', ...service }) =>
            `${namespacedName(service)}: ${ready} of ${wanted}${paths.length > 0 ? ` (${paths.join(', ')})` : ''}`,
        ),
    ),
    workloads: column.list('Workloads behind it', (row) => [
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
  headings: ['Service', 'Type', 'Endpoints', 'Ports', 'Cluster IP', 'Outside'],
  words: (row) => [row.type, row.clusterIP, ...row.external],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Service'],
  newsOf: ['Service'],
  rowsFrom: ['Service'],
  stateFrom: ['EndpointSlice'],
  cellsFrom: [],
  holds: 'one row per Service',
  rows: ({ services }) => services,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name', (row) => row.name),
    ...JUDGED,
    type: column.text('ClusterIP, Headless, NodePort, LoadBalancer or ExternalName', (row) => row.type),
    clusterIP: column.text('Cluster IP', (row) => row.clusterIP),
    external: column.list('External addresses and names', (row) => row.external),
    ports: column.list('Ports: port→target/protocol', (row) => row.ports),
    selector: column.map('Selector', (row) => new Map(Object.entries(row.selector))),
    ready: column.number('Endpoints with traffic', (row) => row.ready),
    notReady: column.number('Endpoints without traffic', (row) => row.notReady),
    publishesNotReady: column.boolean(
      'Whether pods get traffic, ready or not',
      (row) => row.publishesNotReady ?? false,
    ),
    scaledToZero: column.boolean(
      'Whether all its workloads are scaled to zero',
      (row) => row.scaledToZero ?? false,
    ),
    uid: column.text('UID', (row) => row.uid),
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
  headings: ['Ingress or route', 'Hosts and paths, and where they lead', 'Class or Gateway', 'Address'],
  words: (row) => [...row.paths.map(({ host }) => host), ...row.addresses],
  tellsChange: () => true,
  markedWith: 'entrances',
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Ingress', 'HTTPRoute', 'GRPCRoute'],
  newsOf: ['Ingress', 'HTTPRoute', 'GRPCRoute'],
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
    kind: column.text('Ingress, HTTPRoute or GRPCRoute', ({ route }) => route.kind),
    namespace: column.text('Namespace', ({ route }) => route.namespace),
    name: column.text('Name', ({ route }) => route.name),
    state: column.text('healthy, degraded, failing or unknown', ({ route }) => route.state),
    why: column.text('Why it is not healthy', ({ route }) => route.why),
    host: column.text('Host; * for all', ({ path }) => path?.host),
    path: column.text('Path or method', ({ path }) => path?.path),
    backend: column.text(
      'Its target: kind/namespace/name:port',
      ({ path }) => path?.backend && formatBackend(path.backend),
    ),
    backendExists: column.boolean(
      'Whether the backend exists; empty if not seen',
      ({ path }) => path?.backend?.exists,
    ),
    backendPortExists: column.boolean(
      'Whether the backend has that port; empty if unknown',
      ({ path }) => path?.backend?.portExists,
    ),
    share: column.number(
      'Share of the traffic, 0 to 1, if there are several backends',
      ({ path }) => path?.backend?.share,
      'share',
    ),
    filter: column.text('What answers instead of a backend', ({ path }) => path?.filter),
    via: column.list('Ingress class, or Gateways', ({ route }) => route.via),
    tls: column.list('Hosts with TLS termination', ({ route }) => route.tls),
    addresses: column.list('Addresses', ({ route }) => route.addresses),
    uid: column.text('UID', ({ route }) => route.uid),
  },
});

interface GatewayListener {
  gateway: GatewayRow;
  listener?: GatewayRow['listeners'][number];
}

export const gateways = defineParts<GatewayRow, GatewayListener>()({
  kind: 'Gateway',
  page: 'network',
  api: 'Gateway API',
  noun: 'gateway',
  heading: ['Gateway', 'Gateways'],
  hint: () => 'State, addresses and attached routes as their controllers report them.',
  figure: false,
  headings: ['Gateway', 'Listeners', 'Class', 'Address'],
  words: (row) => [row.class, ...row.addresses],
  tellsChange: () => true,
  markedWith: 'entrances',
  lastResort: 'degraded',
  deletionRule: 'common',
  rowForEach: ['Gateway'],
  newsOf: ['Gateway'],
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
    namespace: column.text('Namespace', ({ gateway }) => gateway.namespace),
    name: column.text('Name', ({ gateway }) => gateway.name),
    state: column.text('healthy, degraded, failing or unknown', ({ gateway }) => gateway.state),
    why: column.text('Why it is not healthy', ({ gateway }) => gateway.why),
    class: column.text('Gateway class', ({ gateway }) => gateway.class),
    addresses: column.list('Addresses', ({ gateway }) => gateway.addresses),
    listener: column.text('Name of the listener', ({ listener }) => listener?.name),
    protocol: column.text('Protocol', ({ listener }) => listener?.protocol),
    port: column.number('Port', ({ listener }) => listener?.port),
    hostname: column.text('Host name', ({ listener }) => listener?.hostname),
    routes: column.number('Routes that are attached', ({ listener }) => listener?.routes),
    problem: column.text('What is wrong with the listener', ({ listener }) => listener?.problem),
    uid: column.text('UID', ({ gateway }) => gateway.uid),
  },
});
