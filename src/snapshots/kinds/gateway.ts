/**
 * The Gateway API, which not every cluster serves.
 * Source: kubernetes-sigs/gateway-api, apis/v1/{gateway,httproute,grpcroute,shared}_types.go.
 */
import {
  apiWord,
  domainName,
  fields,
  freeName,
  hostName,
  list,
  namespaceName,
  number,
  word,
  urlPath,
} from './fields.ts';
import { generationCondition } from './metadata.ts';

const parentRef = fields({
  group: domainName('API group of the parent; absent means gateway.networking.k8s.io'),
  kind: apiWord('Kind of the parent; absent means Gateway'),
  namespace: namespaceName("Its namespace; absent means the route's namespace"),
  name: word('Its name'),
  sectionName: word('Listener that the route attaches to; absent means all'),
  port: number('Port that the route attaches to; absent means all'),
});

const backendRef = fields({
  group: domainName('API group of the backend; absent means the core group'),
  kind: apiWord('Kind of the backend; absent means Service'),
  namespace: namespaceName("Its namespace; absent means the route's namespace"),
  name: word('Its name'),
  port: number('Port of the Service'),
  weight: number('Share of the traffic, among the weights of the rule; absent means 1'),
});

/** Headers and parameters by name only: their values are often tokens. */
const named = (what: string) =>
  list(fields({ name: word(`Name of the ${what}; its value is never stored`) }));

/** What a rule does with a request besides forwarding. */
const filters = list(fields({ type: apiWord('RequestRedirect, URLRewrite, RequestHeaderModifier, …') }));

const status = fields({
  parents: list(
    fields({
      parentRef,
      controllerName: domainName('Controller that reports'),
      conditions: list(generationCondition),
    }),
  ),
});

export const gateway = {
  spec: fields({
    gatewayClassName: word('Class'),
    listeners: list(
      fields({
        name: word('Name of the listener'),
        hostname: hostName('Host that the listener accepts; absent means all'),
        port: number('Port'),
        protocol: apiWord('HTTP, HTTPS, TLS, TCP or UDP'),
        tls: fields({ mode: apiWord('Terminate or Passthrough; absent means Terminate') }),
      }),
    ),
  }),
  status: fields({
    addresses: list(fields({ type: apiWord('IPAddress or Hostname'), value: hostName('Address') })),
    conditions: list(generationCondition),
    listeners: list(
      fields({
        name: word('Name of the listener'),
        attachedRoutes: number('Routes attached to the listener'),
        conditions: list(generationCondition),
      }),
    ),
  }),
};

export const httpRoute = {
  spec: fields({
    parentRefs: list(parentRef),
    hostnames: list(hostName('Host')),
    rules: list(
      fields({
        matches: list(
          fields({
            path: fields({
              type: apiWord('PathPrefix, Exact or RegularExpression; absent means PathPrefix'),
              value: urlPath('Path without the query'),
            }),
            method: apiWord('HTTP method; absent means all'),
            headers: named('header'),
            queryParams: named('query parameter'),
          }),
        ),
        filters,
        backendRefs: list(backendRef),
      }),
    ),
  }),
  status,
};

export const grpcRoute = {
  spec: fields({
    parentRefs: list(parentRef),
    hostnames: list(hostName('Host')),
    rules: list(
      fields({
        matches: list(
          fields({
            method: fields({
              type: apiWord('Exact or RegularExpression; absent means Exact'),
              service: freeName('gRPC service; absent means all'),
              method: freeName('Method of the service; absent means all'),
            }),
            headers: named('header'),
          }),
        ),
        filters,
        backendRefs: list(backendRef),
      }),
    ),
  }),
  status,
};
