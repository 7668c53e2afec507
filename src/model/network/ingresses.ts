/** Ingresses of any API version: hosts, paths, TLS, and their targets. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Backends } from './backends.ts';
import type { Backend, RouteRow } from '../report.ts';
import { worst } from '../state.ts';

type Ingress = ObjectOf<'Ingress'>;
type IngressBackend = NonNullable<Ingress['spec']>['defaultBackend'];
type Path = RouteRow['paths'][number];

export function buildIngress({ metadata, spec, status }: Ingress, backends: Backends): RouteRow {
  const { uid, namespace = '', name } = metadata;
  const find = (backend: IngressBackend) => findBackend(backend, namespace, backends);
  // v1beta1 calls the default backend `backend`.
  const otherwise = find(spec?.defaultBackend ?? spec?.backend);
  const paths: Path[] = [];
  for (const { host = '*', http } of spec?.rules ?? []) {
    // A rule without paths sends all requests of its host to the default backend.
    if (!http?.paths) paths.push(toPath(host, '/', otherwise));
    for (const { path = '/', pathType, backend } of http?.paths ?? []) {
      paths.push(toPath(host, pathType === 'Exact' ? `${path} (exact)` : path, find(backend)));
    }
  }
  if (otherwise) paths.push(toPath('*', 'default backend', otherwise));
  const ingressClass = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'];
  const addresses = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '') ?? [];
  return {
    uid,
    kind: 'Ingress',
    namespace,
    name,
    via: ingressClass === undefined ? [] : [ingressClass],
    gateways: [],
    paths,
    // TLS without hosts applies to all hosts. Source: k8s.io/api/networking/v1/types.go `IngressTLS`.
    tls: [...new Set(spec?.tls?.flatMap(({ hosts = ['*'] }) => hosts))],
    addresses: [...new Set(addresses)].filter((address) => address !== ''),
    ...worst(paths.flatMap(({ backend }) => (backend ? [backends.judge(backend)] : []))),
  };
}

const toPath = (host: string, path: string, backend: Backend | undefined): Path => ({
  host,
  path,
  ...(backend && { backend }),
});

/** Source: k8s.io/api/networking/v1/types.go and v1beta1/types.go `IngressBackend`. */
function findBackend(backend: IngressBackend, namespace: string, backends: Backends): Backend | undefined {
  const { service, resource, serviceName, servicePort } = backend ?? {};
  if (resource?.kind !== undefined && resource.name !== undefined) {
    const { apiGroup, kind, name } = resource;
    return backends.find({ group: apiGroup, kind, namespace, name });
  }
  const name = service?.name ?? serviceName;
  if (name === undefined) return undefined;
  const port = service?.port?.number ?? service?.port?.name ?? servicePort;
  // The AWS load balancer controller reads the action of that name from an annotation of the Ingress
  // (aws-load-balancer-controller docs/guide/ingress/annotations.md `actions.${action-name}`).
  if (port === 'use-annotation') return { kind: 'action', namespace, name };
  return backends.find({ kind: 'Service', namespace, name, port });
}
