/** Services: their addresses outside, and whether anything answers behind them. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { judgeDeletion } from '../deletion.ts';
import { indexEndpoints, type Endpoint } from './endpoints.ts';
import { join } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { namespacedName } from '../object-ref.ts';
import type { Judged, ServiceRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import { indexSelected, type Selected } from './service-selector.ts';
import { worst } from '../state.ts';

type Service = ObjectOf<'Service'>;
type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** A Service may have thousands of endpoints; the counts include those that are not named. */
const NAMED_ENDPOINTS = 10;

export function buildServices(snapshot: Snapshot, seen: Seen): ServiceRow[] {
  const endpointsOf = indexEndpoints(snapshot, seen);
  const selectedBy = indexSelected(snapshot, seen);
  const refused = listRefused(snapshot);
  return snapshot.objects.Service.map((service) => {
    const endpoints = typeOf(service) === 'ExternalName' ? [] : endpointsOf(service);
    const counted = endpoints && count(service, endpoints);
    const hasNone = !counted || counted.ready + counted.notReady === 0;
    const behind = {
      ...{ endpoints, counted, selected: hasNone ? selectedBy(service) : undefined },
      refused: refused.has(namespacedName(service.metadata)),
    };
    return buildRow(service, behind, snapshot.meta.time);
  });
}

/**
 * Whoever watches the control plane makes a headless Service in kube-system for each of its components. In a managed
 * cluster (EKS, GKE, AKS) their pods are elsewhere, so it selects nothing: nobody calls it. Source: prometheus-community
 * helm-charts kube-prometheus-stack/templates/exporters/kube-etcd/service.yaml.
 */
const isOfControlPlane = ({ metadata, spec }: Service, selected: Selected | undefined): boolean =>
  metadata.namespace === 'kube-system' &&
  spec?.clusterIP === 'None' &&
  selected?.pods === 0 &&
  selected.madeByNone;

interface Behind {
  /** Undefined when not all were seen. */
  endpoints: readonly Endpoint[] | undefined;
  counted: Counted | undefined;
  selected: Selected | undefined;
  /** An event says that its load balancer cannot be made. */
  refused: boolean;
}

function buildRow(
  service: Service,
  { endpoints = [], counted, selected, refused }: Behind,
  at: string,
): ServiceRow {
  const { metadata, spec } = service;
  const type = typeOf(service);
  const leads = type !== 'ExternalName';
  const lacksAddress = isAddressOverdue(service, refused, at);
  return {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    type,
    clusterIP: spec?.clusterIP === 'None' ? undefined : spec?.clusterIP,
    external: externalOf(service),
    ports: spec?.ports?.map(formatPort) ?? [],
    selector: spec?.selector ?? {},
    ready: leads ? counted?.ready : undefined,
    notReady: leads ? counted?.notReady : undefined,
    endpoints: endpoints.slice(0, NAMED_ENDPOINTS).map((endpoint) => ({
      address: endpoint.address,
      ready: endpoint.ready && serves(service, endpoint),
      ...(endpoint.terminating && { terminating: endpoint.terminating }),
      pod: endpoint.pod,
      node: endpoint.node,
    })),
    ...(counted && counted.ready > 0 && counted.unserved.length > 0 && { unservedPorts: counted.unserved }),
    ...(spec?.publishNotReadyAddresses && { publishesNotReady: true }),
    ...(selected?.scaledToZero && { scaledToZero: true }),
    ...(isOfControlPlane(service, selected) && { ofControlPlane: true as const }),
    ...(lacksAddress && { lacksAddress: true as const }),
    ...(judgeDeletion(service, at) ??
      worst([
        ...(leads ? [judgeEndpoints(service, counted, selected)] : []),
        ...judgeLoadBalancer(service, lacksAddress),
      ])),
  };
}

function typeOf({ spec }: Service): string {
  const type = spec?.type ?? 'ClusterIP';
  return type === 'ClusterIP' && spec?.clusterIP === 'None' ? 'Headless' : type;
}

interface Counted {
  ready: number;
  notReady: number;
  /** Terminating endpoints that would still answer. */
  lingering: number;
  /** Ready endpoints that serve no port of the Service. */
  portless: number;
  /** Ports that no ready endpoint serves. */
  unserved: Port[];
}

/** Without ports, nothing can be compared: a headless Service gives names to pods. */
function serves(
  { spec }: Service,
  { ports }: Endpoint,
  wanted: readonly Port[] = spec?.ports ?? [],
): boolean {
  return wanted.length === 0 || ports.has('*') || wanted.some(({ name = '' }) => ports.has(name));
}

/**
 * A Service works port by port. An address without the port is not an endpoint of that port, as for kube-proxy and
 * `kubectl get endpoints`. Source: kubernetes#109627; pkg/proxy/endpointslicecache.go `endpointInfoByServicePort`.
 */
function count(service: Service, endpoints: readonly Endpoint[]): Counted {
  const counted = { ready: 0, notReady: 0, lingering: 0, portless: 0 };
  for (const endpoint of endpoints) {
    const { ready, serving, terminating } = endpoint;
    if (ready && !serves(service, endpoint)) counted.portless += 1;
    else if (ready) counted.ready += 1;
    else if (!terminating) counted.notReady += 1;
    else if (serving) counted.lingering += 1;
  }
  const unserved = (service.spec?.ports ?? []).filter(
    (port) => !endpoints.some((endpoint) => endpoint.ready && serves(service, endpoint, [port])),
  );
  return { ...counted, unserved };
}

/**
 * A Service without ready endpoints does not work. Exceptions:
 * - Its workloads are scaled to zero: somebody wants that, so the Service is healthy.
 * - All its pods have finished their work.
 * - It has no ports, so nobody can call it: it is a placeholder, or gives names to pods.
 * - It has no selector: somebody else writes its endpoints, perhaps later.
 * - It is for a control plane that runs elsewhere.
 *
 * When no endpoint is ready, kube-proxy falls back to terminating endpoints that still serve
 * (kubernetes/pkg/proxy/topology.go `CategorizeEndpoints`).
 */
function judgeEndpoints(
  service: Service,
  counted: Counted | undefined,
  selected: Selected | undefined,
): Judged {
  const { spec } = service;
  const ports = spec?.ports ?? [];
  if (ports.length === 0) return { state: 'healthy' };
  if (!counted) return judgeByPods(selected);
  const { ready, notReady, lingering, portless, unserved } = counted;
  const total = ready + notReady;
  const share = `${ready} of ${total} ${total === 1 ? 'endpoint' : 'endpoints'} ready`;
  if (ready > 0) {
    if (unserved.length > 0) return { state: 'degraded', why: formatUnserved(unserved) };
    return notReady > 0 ? { state: 'degraded', why: share } : { state: 'healthy' };
  }
  if (selected?.scaledToZero || selected?.done || isOfControlPlane(service, selected))
    return { state: 'healthy' };
  if (lingering > 0) return { state: 'degraded', why: 'only terminating endpoints are left' };
  if (notReady > 0) return { state: 'failing', why: share };
  if (portless > 0) return { state: 'failing', why: formatUnserved(unserved) };
  if (!spec?.selector) return { state: 'healthy' };
  if (selected?.pods === undefined) return { state: 'failing', why: 'no endpoints' };
  if (selected.pods === 0)
    return { state: 'failing', why: 'no endpoints: no pod has the labels that it selects' };
  const pods = selected.pods === 1 ? '1 pod has' : `${selected.pods} pods have`;
  return { state: 'failing', why: `no endpoints, though ${pods} the labels that it selects` };
}

/** `no endpoint serves its port 80 (http): no pod has a port named http`. */
function formatUnserved(unserved: readonly Port[]): string {
  const names = unserved.map(({ port = 0, name }) => (name ? `${port} (${name})` : String(port)));
  const [first] = unserved;
  const missing =
    typeof first?.targetPort === 'string' && !/^\d+$/.test(first.targetPort) ? first.targetPort : '';
  const why = missing === '' ? '' : `: no ready pod has a port named ${missing}`;
  return `no endpoint serves its ${names.length === 1 ? 'port' : 'ports'} ${join(names)}${why}`;
}

/** Without visible endpoints: only what its pods suggest. */
function judgeByPods(selected: Selected | undefined): Judged {
  const unseen = 'its endpoints were not seen';
  if (!selected?.living || selected.scaledToZero) return { state: 'unknown', why: unseen };
  const { living, ready = 0 } = selected;
  const pods = living === 1 ? 'selected pod is' : 'selected pods are';
  const why = `${ready} of ${living} ${pods} ready; ${unseen}`;
  if (ready === living) return { state: 'unknown', why };
  return { state: ready === 0 ? 'failing' : 'degraded', why };
}

/**
 * A cloud takes a while to make a load balancer. Its controller tries again after at most this time. Source:
 * k8s.io/cloud-provider/controllers/service/controller.go `maxRetryDelay`.
 */
const BALANCER_SECONDS = 300;

/** Services whose load balancer the cloud refuses. Source: as above, `syncLoadBalancerIfNeeded`, `SyncLoadBalancerFailed`. */
function listRefused({ objects }: Snapshot): Set<string> {
  const events = objects.Event.filter(
    ({ reason, involvedObject }) =>
      reason === 'SyncLoadBalancerFailed' && involvedObject?.kind === 'Service' && involvedObject.name,
  );
  return new Set(
    events.map(({ involvedObject: { namespace, name = '' } = {} }) => namespacedName({ namespace, name })),
  );
}

/** kubectl then prints `<pending>`. Source: pkg/printers/internalversion/printers.go `getServiceExternalIP`. */
function isAddressOverdue({ metadata, spec, status }: Service, refused: boolean, at: string): boolean {
  const hasAddress = (status?.loadBalancer?.ingress ?? []).length > 0 || (spec?.externalIPs ?? []).length > 0;
  if (spec?.type !== 'LoadBalancer' || hasAddress || metadata.deletionTimestamp) return false;
  return refused || (secondsBetween(metadata.creationTimestamp, at) ?? Infinity) > BALANCER_SECONDS;
}

function judgeLoadBalancer({ spec, status }: Service, lacksAddress: boolean): Judged[] {
  if (spec?.type !== 'LoadBalancer') return [];
  if (lacksAddress) return [{ state: 'degraded', why: 'its load balancer has no address' }];
  return (status?.loadBalancer?.ingress ?? [])
    .flatMap(({ ports = [] }) => ports)
    .filter(({ error }) => error !== undefined)
    .map(({ port, protocol = 'TCP', error }) => ({
      state: 'degraded',
      why: `its load balancer has no port ${port ?? '?'}/${protocol}: ${error}`,
    }));
}

function externalOf({ spec, status }: Service): string[] {
  if (spec?.type === 'ExternalName') return spec.externalName === undefined ? [] : [spec.externalName];
  const balancers = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '') ?? [];
  return [...new Set([...balancers, ...(spec?.externalIPs ?? [])])].filter((address) => address !== '');
}

/** A missing target port equals the port. Source: k8s.io/api/core/v1/types.go `ServicePort`. */
function formatPort({ port = 0, targetPort = port, nodePort, protocol = 'TCP' }: Port): string {
  const target = targetPort === port ? '' : `→${targetPort}`;
  return `${port}${target}/${protocol}${nodePort ? `, node port ${nodePort}` : ''}`;
}
