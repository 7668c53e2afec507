/** A Gateway and its routes, with their controller's reports, in the clusters that try the Gateway API. */
import { DAY, MINUTE } from '../plan/clock.ts';
import { between } from '../plan/hash.ts';
import { networks, type DemoRoute, type DemoRule } from '../plan/network-plan.ts';
import { toCondition, lastApplied, metadataOf, type ApiObject, type Instant } from './object.ts';

const NAMESPACE = 'ingress-nginx';
const NAME = 'edge';
const CONTROLLER = 'gateway.nginx.org/nginx-gateway-controller';

const gatewayOf = ({ plan }: Instant) => networks[plan.estate.name].gateway;
const createdAt = ({ plan }: Instant, name: string): number =>
  plan.anchor - between(`gateway/${name}`, 90, 160) * DAY;

export function gatewaysAt(moment: Instant): ApiObject[] {
  const gateway = gatewayOf(moment);
  if (!gateway) return [];
  const { address, hostname, withoutCertificate, routes } = gateway;
  const created = createdAt(moment, NAME);
  const allowedRoutes = { namespaces: { from: 'All' } };
  const certificateRefs = [{ kind: 'Secret', name: `${NAME}-tls` }];
  const said = (type: string, status: boolean, reason: string, message = '') =>
    toCondition(type, status, created + MINUTE, { reason, message, observedGeneration: 1 });
  const listener = (name: DemoRoute['listener'], problem?: { reason: string; message: string }) => ({
    name,
    attachedRoutes: routes.filter((route) => route.listener === name && !route.refused).length,
    supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
    conditions: [
      said('Accepted', true, 'Accepted'),
      said('ResolvedRefs', !problem, problem?.reason ?? 'ResolvedRefs', problem?.message),
      said('Programmed', !problem, problem ? 'Invalid' : 'Programmed'),
    ],
  });
  return [
    {
      metadata: metadataOf(moment, 'Gateway', {
        ...{ name: NAME, namespace: NAMESPACE, created, manager: 'kubectl', generation: 1 },
        annotations: lastApplied(NAME),
      }),
      spec: {
        gatewayClassName: 'nginx',
        listeners: [
          { name: 'http', port: 80, protocol: 'HTTP', hostname, allowedRoutes },
          {
            ...{ name: 'https', port: 443, protocol: 'HTTPS', hostname, allowedRoutes },
            tls: { mode: 'Terminate', certificateRefs },
          },
        ],
      },
      status: {
        addresses: [{ type: 'IPAddress', value: address }],
        conditions: [said('Accepted', true, 'Accepted'), said('Programmed', true, 'Programmed')],
        listeners: [listener('http'), listener('https', withoutCertificate)],
      },
    },
  ];
}

const routesOf =
  (kind: DemoRoute['kind']) =>
  (moment: Instant): ApiObject[] =>
    (gatewayOf(moment)?.routes ?? [])
      .filter((route) => route.kind === kind)
      .map((route) => {
        const { name, namespace, listener, hostname, rules, refused, unresolved } = route;
        const created = createdAt(moment, name);
        const parentRef = {
          ...{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: NAMESPACE, name: NAME },
          sectionName: listener,
        };
        const said = (type: string, problem: typeof refused) =>
          toCondition(type, !problem, created + MINUTE, { reason: type, message: '', ...problem });
        return {
          metadata: metadataOf(moment, kind, {
            ...{ name, namespace, created, manager: 'kubectl', generation: 1 },
            annotations: lastApplied(name),
          }),
          spec: {
            parentRefs: [parentRef],
            ...(hostname && { hostnames: [hostname] }),
            rules: rules.map(toRule),
          },
          status: {
            parents: [
              {
                ...{ parentRef, controllerName: CONTROLLER },
                conditions: [said('Accepted', refused), said('ResolvedRefs', unresolved)],
              },
            ],
          },
        };
      });

export const httpRoutes = routesOf('HTTPRoute');
export const grpcRoutes = routesOf('GRPCRoute');

function toRule({ path = '/', exactly, header, service, backends = [], redirect }: DemoRule) {
  const headers = header ? [{ type: 'Exact', name: header, value: 'canary-header-0xC0FFEE' }] : undefined;
  const target = service
    ? { method: { type: 'Exact', service } }
    : { path: { type: exactly ? 'Exact' : 'PathPrefix', value: path } };
  return {
    matches: [{ ...target, ...(headers && { headers }) }],
    ...(redirect && {
      filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }],
    }),
    ...(backends.length > 0 && {
      backendRefs: backends.map(({ weight = 1, ...backend }) => ({
        ...{ group: '', kind: 'Service', ...backend, weight },
      })),
    }),
  };
}
