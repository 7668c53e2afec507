/** Network objects besides each workload's own Service and Ingress: added by hand, or for a trial. */
import type { ClusterName } from './estate.ts';

/** A Service that belongs to no workload. */
export interface ExtraService {
  namespace: string;
  name: string;
  type?: 'NodePort' | 'LoadBalancer' | 'ExternalName';
  port: number;
  targetPort?: number | string;
  nodePort?: number;
  externalName?: string;
  /** Its selector's labels, and the workloads whose pods match. */
  selects?: { labels: Record<string, string>; workloads: string[] };
  /** Its addresses, written by hand. */
  addresses?: string[];
}

interface Condition {
  reason: string;
  message: string;
}

export interface DemoRule {
  path?: string;
  exactly?: true;
  header?: string;
  /** gRPC service. */
  service?: string;
  backends?: { name: string; port: number; weight?: number }[];
  redirect?: true;
}

export interface DemoRoute {
  kind: 'HTTPRoute' | 'GRPCRoute';
  namespace: string;
  name: string;
  listener: 'http' | 'https';
  hostname?: string;
  rules: DemoRule[];
  /** Why the Gateway does not accept it. */
  refused?: Condition;
  /** Why its backends are not resolved. */
  unresolved?: Condition;
}

export interface DemoGateway {
  address: string;
  hostname: string;
  /** Why its certificate is missing. */
  withoutCertificate?: Condition;
  routes: DemoRoute[];
}

interface Network {
  services: ExtraService[];
  gateway?: DemoGateway;
}

const crm = (dataCentres: string[]): ExtraService => ({
  ...{
    namespace: 'crm',
    name: 'crm-gateway',
    type: 'NodePort',
    port: 8443,
    targetPort: 'main',
    nodePort: 30843,
  },
  selects: {
    labels: { name: 'crm-gateway' },
    workloads: dataCentres.map((name) => `crm-gateway-v12-${name}`),
  },
});

/** The mainframe and the database outside, under the names that the cluster's programs use. */
const outside = (environment: string, address: string): ExtraService[] => [
  {
    ...{ namespace: 'payments', name: 'core-banking', type: 'ExternalName', port: 1414 },
    externalName: `mq.core${environment}.bank.example`,
  },
  {
    ...{ namespace: 'ledger', name: 'ledger-archive-db', port: 1521 },
    addresses: [`${address}.21`, `${address}.22`],
  },
];

export const networks: Record<ClusterName, Network> = {
  production: { services: [crm(['dc1', 'dc2']), ...outside('', '10.10.9')] },
  acceptance: {
    services: [
      crm(['dc1', 'dc2']),
      ...outside('.acc', '10.20.9'),
      // Argo Rollouts sends the first requests of a new version here.
      {
        ...{ namespace: 'customer', name: 'mobile-bff-preview', port: 8080, targetPort: 'main' },
        selects: {
          labels: { 'app.kubernetes.io/name': 'mobile-bff', 'app.kubernetes.io/instance': 'mobile-bff' },
          workloads: ['mobile-bff'],
        },
      },
    ],
    gateway: {
      address: '192.0.2.20',
      hostname: '*.acc.bank.example',
      routes: [
        {
          ...{ kind: 'HTTPRoute', namespace: 'ingress-nginx', name: 'to-https', listener: 'http' },
          rules: [{ redirect: true }],
        },
        {
          ...{ kind: 'HTTPRoute', namespace: 'customer', name: 'mobile-bff', listener: 'https' },
          hostname: 'm.acc.bank.example',
          rules: [
            {
              path: '/api',
              backends: [
                { name: 'mobile-bff', port: 8080, weight: 95 },
                { name: 'mobile-bff-preview', port: 8080, weight: 5 },
              ],
            },
            { path: '/health', exactly: true, backends: [{ name: 'mobile-bff', port: 8080 }] },
            { path: '/api', header: 'x-preview', backends: [{ name: 'mobile-bff-preview', port: 8080 }] },
          ],
        },
        {
          ...{ kind: 'GRPCRoute', namespace: 'ledger', name: 'ledger-query', listener: 'https' },
          hostname: 'ledger.acc.bank.example',
          rules: [{ service: 'bank.ledger.v1.Query', backends: [{ name: 'ledger-query', port: 8080 }] }],
        },
      ],
    },
  },
  test: { services: [crm(['dc1'])] },
  development: {
    services: [
      {
        ...{ namespace: 'messaging', name: 'kafka-external', type: 'LoadBalancer', port: 9094 },
        ...{ targetPort: 'main', nodePort: 31094 },
        selects: {
          labels: { 'app.kubernetes.io/name': 'kafka', 'app.kubernetes.io/instance': 'kafka' },
          workloads: ['kafka'],
        },
      },
    ],
    gateway: {
      address: '192.0.2.40',
      hostname: '*.dev.bank.example',
      withoutCertificate: {
        reason: 'InvalidCertificateRef',
        message: 'Secret ingress-nginx/edge-tls does not exist',
      },
      routes: [
        {
          ...{ kind: 'HTTPRoute', namespace: 'customer', name: 'customer-portal', listener: 'http' },
          hostname: 'portal.dev.bank.example',
          rules: [{ path: '/', backends: [{ name: 'customer-portal', port: 8080 }] }],
        },
        {
          ...{ kind: 'HTTPRoute', namespace: 'customer', name: 'offers', listener: 'http' },
          hostname: 'offers.dev.bank.example',
          rules: [
            { path: '/', backends: [{ name: 'offers', port: 8080 }] },
            { path: '/v2', backends: [{ name: 'offers-v2', port: 8080 }] },
          ],
          unresolved: { reason: 'BackendNotFound', message: 'service customer/offers-v2 does not exist' },
        },
        {
          ...{ kind: 'HTTPRoute', namespace: 'payments', name: 'instant-payments', listener: 'http' },
          hostname: 'instant.bank.test',
          rules: [{ path: '/', backends: [{ name: 'instant-payments', port: 8080 }] }],
          refused: {
            reason: 'NoMatchingListenerHostname',
            message: 'no listener of the Gateway takes instant.bank.test',
          },
        },
      ],
    },
  },
};
