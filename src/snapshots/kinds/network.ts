import {
  address,
  apiWord,
  domainName,
  fields,
  flag,
  freeText,
  hostName,
  identifier,
  labelMap,
  list,
  namespaceName,
  nodeName,
  number,
  numberOrText,
  word,
  urlPath,
} from './fields.ts';
import { condition } from './metadata.ts';

const targetRef = fields({
  kind: apiWord('Kind'),
  namespace: namespaceName('Namespace'),
  name: word('Name'),
  uid: identifier('UID'),
});

const loadBalancer = fields({
  ingress: list(
    fields({
      ip: address('Address'),
      hostname: hostName('Host name'),
      ports: list(
        fields({ port: number('Port'), protocol: apiWord('Protocol'), error: freeText('Why it has none') }),
      ),
    }),
  ),
});

export const service = {
  spec: fields({
    type: apiWord('ClusterIP, NodePort, LoadBalancer or ExternalName'),
    clusterIP: address('Address within the cluster; None for a headless Service'),
    externalIPs: list(address('Address')),
    externalName: hostName('Host name behind an ExternalName Service'),
    loadBalancerIP: address('Address asked for'),
    selector: labelMap('Labels of the pods behind it'),
    ports: list(
      fields({
        name: word('Port name'),
        protocol: apiWord('TCP, UDP or SCTP'),
        port: number('Port'),
        targetPort: numberOrText('Port of the pod'),
        nodePort: number('Port on every node'),
      }),
    ),
    publishNotReadyAddresses: flag('Also sends traffic to pods that are not ready'),
  }),
  status: fields({ loadBalancer, conditions: list(condition) }),
};

export const endpointSlice = {
  addressType: apiWord('IPv4, IPv6 or FQDN'),
  endpoints: list(
    fields({
      addresses: list(address('Address')),
      conditions: fields({
        ready: flag('Gets traffic'),
        serving: flag('Answers'),
        terminating: flag('Is going'),
      }),
      nodeName: nodeName('Node'),
      zone: word('Zone'),
      targetRef,
    }),
  ),
  ports: list(fields({ name: word('Port name'), port: number('Port'), protocol: apiWord('Protocol') })),
};

const endpointAddress = fields({ ip: address('Address'), nodeName: nodeName('Node'), targetRef });

/** Read only where EndpointSlices are absent. */
export const endpoints = {
  subsets: list(
    fields({
      addresses: list(endpointAddress),
      notReadyAddresses: list(endpointAddress),
      ports: list(fields({ name: word('Port name'), port: number('Port'), protocol: apiWord('Protocol') })),
    }),
  ),
};

const ingressBackend = fields({
  service: fields({
    name: word('Service'),
    port: fields({ number: number('Port'), name: word('Port name') }),
  }),
  resource: fields({
    apiGroup: domainName('API group; absent means the core group'),
    kind: apiWord('Kind'),
    name: word('Name'),
  }),
  serviceName: word('v1beta1: Service'),
  servicePort: numberOrText('v1beta1: port'),
});

export const ingress = {
  spec: fields({
    ingressClassName: word('Class'),
    defaultBackend: ingressBackend,
    backend: ingressBackend,
    tls: list(
      fields({
        hosts: list(hostName('Host')),
        secretName: word('Name of the Secret; the Secret is never read'),
      }),
    ),
    rules: list(
      fields({
        host: hostName('Host'),
        http: fields({
          paths: list(
            fields({
              path: urlPath('Path without the query'),
              pathType: apiWord('Exact or Prefix'),
              backend: ingressBackend,
            }),
          ),
        }),
      }),
    ),
  }),
  status: fields({ loadBalancer }),
};
