/** Services: what they are called from outside, and whether anything answers behind them. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { indexEndpoints, type Endpoint } from './endpoints.ts';
import type { Judged, ServiceRow } from './report.ts';
import type { Seen } from './seen.ts';
import { indexSelected, type Selected } from './selected.ts';
import { worst } from './state.ts';

type Service = ObjectOf<'Service'>;
type Port = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** A Service may have thousands of endpoints; the counts speak for those that are not named. */
const NAMED_ENDPOINTS = 10;

export function buildServices(snapshot: Snapshot, seen: Seen): ServiceRow[] {
  const endpointsOf = indexEndpoints(snapshot, seen);
  const selectedBy = indexSelected(snapshot, seen);
  return snapshot.objects.Service.map((service) => {
    const type = typeOf(service);
    const endpoints = type === 'ExternalName' ? [] : endpointsOf(service);
    const counted = endpoints && count(endpoints);
    const selected = counted && counted.ready + counted.notReady === 0 ? selectedBy(service) : undefined;
    return buildRow(service, type, endpoints, counted, selected);
  });
}

function buildRow(
  service: Service,
  type: string,
  endpoints: readonly Endpoint[] | undefined,
  counted: Counted | undefined,
  selected: Selected | undefined,
): ServiceRow {
  const { metadata, spec } = service;
  const leads = type !== 'ExternalName';
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
    endpoints: (endpoints ?? [])
      .slice(0, NAMED_ENDPOINTS)
      .map(({ address, ready, terminating, pod, node }) => ({
        address,
        ready,
        ...(terminating && { terminating }),
        pod,
        node,
      })),
    ...(spec?.publishNotReadyAddresses && { publishesNotReady: true }),
    ...(selected?.scaledToZero && { scaledToZero: true }),
    ...worst([...(leads ? [judgeEndpoints(counted, selected)] : []), ...judgeLoadBalancer(service)]),
  };
}

function typeOf({ spec }: Service): string {
  const type = spec?.type ?? 'ClusterIP';
  return type === 'ClusterIP' && spec?.clusterIP === 'None' ? 'Headless' : type;
}

interface Counted {
  ready: number;
  notReady: number;
  /** Terminating, but they would still answer. */
  lingering: number;
}

function count(endpoints: readonly Endpoint[]): Counted {
  const counted = { ready: 0, notReady: 0, lingering: 0 };
  for (const { ready, serving, terminating } of endpoints) {
    if (ready) counted.ready += 1;
    else if (!terminating) counted.notReady += 1;
    else if (serving) counted.lingering += 1;
  }
  return counted;
}

/**
 * A Service without ready endpoints does not work. Scaled to zero it does not either, but as somebody wants it; its
 * workloads are healthy, and so is it. Without a selector its endpoints are written by somebody else, who may come yet.
 * When none is ready, kube-proxy falls back to those that terminate and still answer
 * (kubernetes/pkg/proxy/topology.go `CategorizeEndpoints`).
 */
function judgeEndpoints(counted: Counted | undefined, selected: Selected | undefined): Judged {
  if (!counted) return { state: 'unknown', why: 'its endpoints were not seen' };
  const { ready, notReady, lingering } = counted;
  const total = ready + notReady;
  const share = `${ready} of ${total} ${total === 1 ? 'endpoint' : 'endpoints'} ready`;
  if (ready > 0) return notReady > 0 ? { state: 'degraded', why: share } : { state: 'healthy' };
  if (selected?.scaledToZero) return { state: 'healthy' };
  if (lingering > 0) return { state: 'degraded', why: 'only terminating endpoints are left' };
  if (notReady > 0) return { state: 'failing', why: share };
  if (!selected) return { state: 'degraded', why: 'no endpoints, and no selector that would find any' };
  if (selected.pods === undefined) return { state: 'failing', why: 'no endpoints' };
  if (selected.pods === 0)
    return { state: 'failing', why: 'no endpoints: no pod has the labels that it selects' };
  const pods = selected.pods === 1 ? '1 pod has' : `${selected.pods} pods have`;
  return { state: 'failing', why: `no endpoints, though ${pods} the labels that it selects` };
}

/** kubectl prints `<pending>` then. Source: pkg/printers/internalversion/printers.go `getServiceExternalIP`. */
function judgeLoadBalancer({ spec, status }: Service): Judged[] {
  if (spec?.type !== 'LoadBalancer') return [];
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length === 0 && !spec.externalIPs?.length)
    return [{ state: 'degraded', why: 'its load balancer has no address' }];
  return ingress
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

/** A target port that is not given is the port itself. Source: k8s.io/api/core/v1/types.go `ServicePort`. */
function formatPort({ port = 0, targetPort = port, nodePort, protocol = 'TCP' }: Port): string {
  const target = targetPort === port ? '' : `→${targetPort}`;
  return `${port}${target}/${protocol}${nodePort ? `, node port ${nodePort}` : ''}`;
}
