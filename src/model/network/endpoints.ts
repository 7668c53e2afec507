/** The endpoints of each Service: from its EndpointSlices, or from its Endpoints if the cluster serves no slices. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { namespacedName, objectKey } from '../object-ref.ts';
import type { Seen } from '../seen.ts';
import { compareText } from '../state.ts';

export interface Endpoint {
  address: string;
  /** Gets traffic. */
  ready: boolean;
  /** Would answer. If no endpoint is ready, traffic falls back to terminating endpoints that still serve. */
  serving: boolean;
  terminating: boolean;
  /** Names of the Service's ports that it serves: empty for a port without a name, `*` for all ports. */
  ports: ReadonlySet<string>;
  pod?: string;
  node?: string;
}

type Service = ObjectOf<'Service'>;
type Slice = ObjectOf<'EndpointSlice'>;
type Target = NonNullable<NonNullable<Slice['endpoints']>[number]['targetRef']>;

/** Finds the endpoints of a Service, each once, those without traffic first; undefined when not all were seen. */
export function indexEndpoints(
  { meta, objects }: Snapshot,
  seen: Seen,
): (service: Service) => Endpoint[] | undefined {
  const hasSlices = meta.coverage.find(({ kind }) => kind === 'EndpointSlice')?.state !== 'absent';
  const kind = hasSlices ? 'EndpointSlice' : 'Endpoints';
  const slices = Map.groupBy(objects.EndpointSlice, ({ metadata }) =>
    namespacedName({
      namespace: metadata.namespace,
      name: metadata.labels?.['kubernetes.io/service-name'] ?? '',
    }),
  );
  const endpoints = new Map(objects.Endpoints.map((object) => [namespacedName(object.metadata), object]));
  return ({ metadata, spec }) => {
    if (!seen(kind, metadata.namespace)) return undefined;
    const key = namespacedName(metadata);
    const found = hasSlices
      ? readSlices(slices.get(key) ?? [], spec?.clusterIP?.includes(':') ? 'IPv6' : 'IPv4')
      : readEndpoints(endpoints.get(key));
    return found.sort(compareEndpoints);
  };
}

/**
 * Ports of a slice by the names of the Service's ports. A slice without ports means that its pods have no port of that
 * name. The addresses exist, but nothing listens (kubernetes#109627). A port without a number stands for all. Source:
 * k8s.io/api/discovery/v1/types.go `EndpointSlice.Ports`, `EndpointPort`.
 */
const portNames = (ports: Slice['ports'] = []): ReadonlySet<string> =>
  new Set(ports.map(({ name = '', port }) => (port === undefined ? '*' : name)));

/**
 * An endpoint may be in several slices: for each address family, for each set of ports, and during a move. The object
 * behind it identifies it. Endpoints without an object (written by hand) are counted in one address family only. This
 * is the family of the Service's own address, if possible. Source: k8s.io/api/discovery/v1/types.go `EndpointSlice`,
 * `EndpointConditions`. A missing `ready` means true, a missing `serving` equals `ready`, a missing `terminating` means
 * false.
 */
function readSlices(slices: readonly Slice[], primary: string): Endpoint[] {
  const ranked = slices.toSorted(
    (a, b) =>
      Number(b.addressType === primary) - Number(a.addressType === primary) ||
      compareText(a.metadata.name, b.metadata.name),
  );
  const handWritten = ranked.find(({ endpoints }) => endpoints?.some(({ targetRef }) => !targetRef));
  const found = new Map<string, Endpoint>();
  for (const { addressType, endpoints = [], ports } of ranked) {
    const names = portNames(ports);
    for (const { addresses: [address] = [], conditions = {}, targetRef, nodeName } of endpoints) {
      if (address === undefined || (!targetRef && addressType !== handWritten?.addressType)) continue;
      const { ready = true, serving = ready, terminating = false } = conditions;
      addEndpoint(found, targetRef, { address, ready, serving, terminating, ports: names, node: nodeName });
    }
  }
  return [...found.values()];
}

/**
 * Source: kubernetes/pkg/controller/endpoint/endpoints_controller.go `addEndpointSubset`; terminating pods are left
 * out.
 */
function readEndpoints(object: ObjectOf<'Endpoints'> | undefined): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const { addresses = [], notReadyAddresses = [], ports } of object?.subsets ?? []) {
    const names = portNames(ports);
    for (const [list, ready] of [[addresses, true] as const, [notReadyAddresses, false] as const]) {
      for (const { ip, targetRef, nodeName } of list) {
        if (ip === undefined) continue;
        const more = { terminating: false, ports: names, node: nodeName };
        addEndpoint(found, targetRef, { address: ip, ready, serving: ready, ...more });
      }
    }
  }
  return [...found.values()];
}

function addEndpoint(found: Map<string, Endpoint>, target: Target | undefined, endpoint: Endpoint): void {
  const { kind = '', namespace, name, uid } = target ?? {};
  const key = uid ?? (name === undefined ? endpoint.address : objectKey({ kind, namespace, name }));
  const pod = kind === 'Pod' ? name : undefined;
  const known = found.get(key) ?? { ...endpoint, ...(pod !== undefined && { pod }), terminating: true };
  found.set(key, {
    ...known,
    ready: known.ready || endpoint.ready,
    serving: known.serving || endpoint.serving,
    terminating: known.terminating && endpoint.terminating,
    ports: new Set([...known.ports, ...endpoint.ports]),
  });
}

const rank = ({ ready, terminating }: Endpoint) => (ready ? 1 : terminating ? 2 : 0);

const compareEndpoints = (a: Endpoint, b: Endpoint) =>
  rank(a) - rank(b) || compareText(a.pod ?? '', b.pod ?? '') || compareText(a.address, b.address);
