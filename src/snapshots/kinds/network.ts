import {
  fields,
  flag,
  freeText,
  urlPath,
  hostName,
  identifier,
  list,
  nodeName,
  number,
  numberOrText,
  text,
  textMap,
  namespaceName,
} from './fields.ts';
import { condition } from './metadata.ts';

const targetRef = fields({
  kind: text('Kind'),
  namespace: namespaceName('Namespace'),
  name: text('Name'),
  uid: identifier('UID'),
});

const loadBalancer = fields({
  ingress: list(
    fields({
      ip: text('Address'),
      hostname: hostName('Host name'),
      ports: list(
        fields({ port: number('Port'), protocol: text('Protocol'), error: freeText('Why it has none') }),
      ),
    }),
  ),
});

export const service = {
  spec: fields({
    type: text('ClusterIP, NodePort, LoadBalancer or ExternalName'),
    clusterIP: text('Address within the cluster; None for a headless Service'),
    externalIPs: list(text('Address')),
    externalName: hostName('Host name behind an ExternalName Service'),
    loadBalancerIP: text('Address asked for'),
    selector: textMap('Labels of the pods behind it'),
    ports: list(
      fields({
        name: text('Port name'),
        protocol: text('TCP, UDP or SCTP'),
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
  addressType: text('IPv4, IPv6 or FQDN'),
  endpoints: list(
    fields({
      addresses: list(text('Address')),
      conditions: fields({
        ready: flag('Gets traffic'),
        serving: flag('Answers'),
        terminating: flag('Is going'),
      }),
      nodeName: nodeName('Node'),
      zone: text('Zone'),
      targetRef,
    }),
  ),
  ports: list(fields({ name: text('Port name'), port: number('Port'), protocol: text('Protocol') })),
};

const endpointAddress = fields({ ip: text('Address'), nodeName: nodeName('Node'), targetRef });

/** Read only where EndpointSlices are absent. */
export const endpoints = {
  subsets: list(
    fields({
      addresses: list(endpointAddress),
      notReadyAddresses: list(endpointAddress),
      ports: list(fields({ name: text('Port name'), port: number('Port'), protocol: text('Protocol') })),
    }),
  ),
};

const ingressBackend = fields({
  service: fields({
    name: text('Service'),
    port: fields({ number: number('Port'), name: text('Port name') }),
  }),
  resource: fields({
    apiGroup: text('API group; absent means the core group'),
    kind: text('Kind'),
    name: text('Name'),
  }),
  serviceName: text('v1beta1: Service'),
  servicePort: numberOrText('v1beta1: port'),
});

export const ingress = {
  spec: fields({
    ingressClassName: text('Class'),
    defaultBackend: ingressBackend,
    backend: ingressBackend,
    tls: list(
      fields({
        hosts: list(hostName('Host')),
        secretName: text('Name of the Secret; the Secret is never read'),
      }),
    ),
    rules: list(
      fields({
        host: hostName('Host'),
        http: fields({
          paths: list(
            fields({
              path: urlPath('Path without the query'),
              pathType: text('Exact or Prefix'),
              backend: ingressBackend,
            }),
          ),
        }),
      }),
    ),
  }),
  status: fields({ loadBalancer }),
};
