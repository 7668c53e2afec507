/** The Endpoints of a Service, where its EndpointSlices were read instead. */
import { compareText } from '../model/state.ts';
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../snapshots/schema.ts';

type Slice = ObjectOf<'EndpointSlice'>;
type Subset = NonNullable<ObjectOf<'Endpoints'>['subsets']>[number];

/**
 * kubectl before 1.31 describes a Service by its Endpoints, and takes a refusal for none. A missing `ready` means true.
 * Source: k8s.io/api/discovery/v1/types.go `EndpointConditions`.
 * @returns undefined if the Service has no slices
 */
export function endpointsOfSlices(
  { objects }: Snapshot,
  namespace: string | undefined,
  name: string,
): ObjectOf<'Endpoints'> | undefined {
  const slices = objects.EndpointSlice.filter(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  if (slices.length === 0) return undefined;
  // Endpoints have one address family.
  const family = slices.some(({ addressType }) => addressType === 'IPv4') ? 'IPv4' : slices[0]?.addressType;
  const byPorts = Map.groupBy(
    slices.filter(({ addressType }) => addressType === family),
    ({ ports }) => JSON.stringify(ports ?? []),
  );
  return {
    ...{ kind: 'Endpoints', apiVersion: 'v1', metadata: { uid: '', namespace, name } },
    subsets: [...byPorts.values()].map(toSubset),
  };
}

function toSubset(slices: readonly Slice[]): Subset {
  const all = slices
    .flatMap(({ endpoints = [] }) => endpoints)
    .map(({ addresses: [ip = ''] = [], conditions, nodeName, targetRef }) => ({
      address: { ip, ...(nodeName !== undefined && { nodeName }), ...(targetRef && { targetRef }) },
      ready: conditions?.ready ?? true,
    }))
    .sort((a, b) => compareText(a.address.ip, b.address.ip));
  const [addresses, notReadyAddresses] = [true, false].map((wanted) =>
    all.filter(({ ready }) => ready === wanted).map(({ address }) => address),
  );
  const ports = slices[0]?.ports;
  return {
    ...(addresses && addresses.length > 0 && { addresses }),
    ...(notReadyAddresses && notReadyAddresses.length > 0 && { notReadyAddresses }),
    ...(ports && { ports }),
  };
}
