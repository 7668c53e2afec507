/** Source: pkg/printers/internalversion/printers.go `printService`, `printIngress`, `printEndpoints` and so on. */
import { compareText } from '../../model/state.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { age, formatFirst, formatLabels, NAME, text, type Printer } from './printer.ts';

type Service = ObjectOf<'Service'>;
type Ingress = ObjectOf<'Ingress'>;
type LoadBalancer = NonNullable<NonNullable<Service['status']>['loadBalancer']>;

export const servicePrinter: Printer<Service> = [
  NAME,
  text('Type', ({ spec }) => spec?.type ?? ''),
  text('Cluster-IP', ({ spec }) => spec?.clusterIP || '<none>'),
  text('External-IP', formatExternal),
  text('Port(s)', formatPorts),
  age(),
  text('Selector', ({ spec }) => formatLabels(spec?.selector), { wide: true }),
];

/** Source: printers.go `getServiceExternalIP`. */
function formatExternal({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || '<none>';
    case 'LoadBalancer':
      return [...addressesOf(status?.loadBalancer), ...external].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const addressesOf = (balancer: LoadBalancer | undefined): string[] =>
  [...new Set(balancer?.ingress?.map(({ ip, hostname }) => ip || hostname || ''))]
    .filter((address) => address !== '')
    .sort(compareText);

function formatPorts({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port = 0, nodePort = 0, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}

export const ingressPrinter: Printer<Ingress> = [
  NAME,
  text('Class', ({ spec }) => spec?.ingressClassName ?? '<none>'),
  text('Hosts', ({ spec }) => formatHosts(spec?.rules?.map(({ host }) => host ?? '') ?? [])),
  text('Address', ({ status }) => addressesOf(status?.loadBalancer).join(',')),
  text('Ports', ({ spec }) => ((spec?.tls?.length ?? 0) > 0 ? '80, 443' : '80')),
  age(),
];

/** At most so many hosts, addresses or ports are printed. */
const MOST = 3;

/** It counts rules without a host among those that it leaves out. Source: printers.go `formatHosts`. */
function formatHosts(hosts: readonly string[]): string {
  const named = hosts.filter((host) => host !== '');
  const shown = named.slice(0, MOST);
  if (shown.length === 0) return '*';
  const place = hosts.findLastIndex((host) => host === shown.at(-1));
  const isCut = shown.length === MOST && hosts.length > place + 1;
  return `${shown.join(',')}${isCut || named.length > MOST ? ` + ${hosts.length - MOST} more...` : ''}`;
}

export const endpointsPrinter: Printer<ObjectOf<'Endpoints'>> = [
  NAME,
  text('Endpoints', ({ subsets = [] }) => {
    if (subsets.length === 0) return '<none>';
    const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map(({ ip = '' }) => ip)
        : ports.flatMap(({ port }) => addresses.map(({ ip = '' }) => joinHostPort(ip, port))),
    );
    return formatFirst(all, MOST);
  }),
  age(),
];

/** IPv6 addresses stand in brackets. Source: Go's net `JoinHostPort`. */
const joinHostPort = (host: string, port = 0) => `${host.includes(':') ? `[${host}]` : host}:${port}`;

export const endpointSlicePrinter: Printer<ObjectOf<'EndpointSlice'>> = [
  NAME,
  text('AddressType', ({ addressType }) => addressType ?? ''),
  text(
    'Ports',
    ({ ports = [] }) =>
      formatFirst(
        ports.map(({ port, name }) => String(port ?? name ?? '*')),
        MOST,
      ) || '<unset>',
  ),
  text(
    'Endpoints',
    (slice) =>
      formatFirst(
        (slice.endpoints ?? []).flatMap(({ addresses = [] }) => addresses),
        MOST,
      ) || '<unset>',
  ),
  age(),
];

/** Custom resources, whose definitions say what is printed. Source: kubernetes-sigs/gateway-api apis/v1/*_types.go. */
export const gatewayPrinter: Printer<ObjectOf<'Gateway'>> = [
  NAME,
  text('Class', ({ spec }) => spec?.gatewayClassName ?? null),
  text('Address', ({ status }) => status?.addresses?.map(({ value = '' }) => value).join(' ') ?? null),
  text(
    'Programmed',
    ({ status }) => status?.conditions?.find(({ type }) => type === 'Programmed')?.status ?? null,
  ),
  { ...age(), type: 'date' },
];

export const routePrinter: Printer<ObjectOf<'HTTPRoute'> | ObjectOf<'GRPCRoute'>> = [
  NAME,
  text('Hostnames', ({ spec }) => (spec?.hostnames ? JSON.stringify(spec.hostnames) : null)),
  { ...age(), type: 'date' },
];
