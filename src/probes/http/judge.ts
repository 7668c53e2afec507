/** What a health endpoint speaks for. */
import type { ObjectRef } from '../../model/report.ts';
import type { HealthCheckRow } from './row.ts';

/** What an endpoint says whose certificate has expired: nobody reads the rest. */
export const EXPIRED = 'its certificate has expired';

/** `http://web.shop.svc:8080`, `web.shop.svc.cluster.local`. Source: kubernetes.io/docs, "DNS for Services and Pods". */
const DNS_OF_SERVICE = /\/\/(?<name>[a-z\d-]+)\.(?<namespace>[a-z\d-]+)\.svc(?:[.:/]|$)/;

/**
 * The Service that an endpoint speaks for. It was asked through the API server, or by its name in DNS. An
 * endpoint at another address speaks for the Service of its own namespace and name, if there is one.
 */
export function askedService({
  namespace,
  name,
  service,
  asked,
  pod,
}: HealthCheckRow): ObjectRef | undefined {
  if (pod !== undefined) return undefined;
  if (service !== undefined) return { kind: 'Service', namespace, name: service.split(':')[0] ?? '' };
  const named = DNS_OF_SERVICE.exec(asked)?.groups as { name: string; namespace: string } | undefined;
  return { kind: 'Service', ...(named ?? { namespace, name }) };
}
