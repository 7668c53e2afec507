/** The workloads of a bank's production cluster. The other clusters run parts of this catalogue. */
import type { DemoContainer, Workload } from './estate.ts';

const REGISTRY = 'registry.bank.example';

/** Invented credentials where real ones often are; no snapshot may contain them. */
const leakyEnv = (name: string): Record<string, string> => ({
  SPRING_PROFILES_ACTIVE: 'kubernetes',
  DATABASE_URL: `postgres://${name}:canary-env-Tr0ub4dor@db.${name}.bank.example:5432/${name}`,
  API_TOKEN: 'canary-env-eyJhbGciOiJIUzI1NiJ9.demo',
});

function container(name: string, version: string, more: Partial<DemoContainer> = {}): DemoContainer {
  return { name, image: `${REGISTRY}/${name}`, version, warmUp: 30, cpu: '250m', memory: '512Mi', ...more };
}

type More = Omit<Partial<Workload>, 'containers'> & {
  container?: Partial<DemoContainer>;
  beside?: DemoContainer[];
};

function workload(
  kind: Workload['kind'],
  namespace: string,
  name: string,
  version: string,
  replicas: number,
  { container: own = {}, beside = [], ...more }: More = {},
): Workload {
  return {
    kind,
    namespace,
    name,
    version,
    replicas,
    containers: [container(name, version, own), ...beside],
    ...more,
  };
}

/** An HTTP service of the bank, in Java: slow to start, with credentials in its environment. */
export function app(
  namespace: string,
  name: string,
  version: string,
  replicas: number,
  more: More = {},
): Workload {
  return workload('Deployment', namespace, name, version, replicas, {
    service: { port: 8080 },
    ...more,
    container: { port: 8080, env: leakyEnv(name), ...more.container },
  });
}

const exporter = container('jmx-exporter', '1.0.1', { port: 9404, warmUp: 5, cpu: '50m', memory: '64Mi' });
const vault = container('vault-agent', '1.17.2', {
  image: 'docker.io/hashicorp/vault',
  port: 8200,
  warmUp: 4,
  cpu: '50m',
  memory: '64Mi',
});
const migrate = (name: string, version: string) =>
  container('migrate', version, {
    image: `${REGISTRY}/${name}-migrations`,
    warmUp: 12,
    args: ['--url', `jdbc:postgresql://db/${name}`, '--password=canary-arg-hunter2'],
  });
const push = container('push-relay', '3.1.0', { port: 9090, warmUp: 8, cpu: '100m', memory: '128Mi' });
const plain = (image: string, port: number, more: Partial<DemoContainer> = {}) => ({
  image,
  port,
  warmUp: 8,
  ...more,
});

export const prometheus = workload('StatefulSet', 'monitoring', 'prometheus', '2.55.1', 2, {
  service: { port: 9090 },
  storage: '100Gi',
  apart: 'required',
  container: plain('quay.io/prometheus/prometheus', 9090, { memory: '3Gi', warmUp: 40 }),
});

export const catalogue: Workload[] = [
  app('payments', 'payments-api', '2.14.0', 6, {
    autoscale: { most: 12 },
    minAvailable: 4,
    minReadySeconds: 300,
    host: 'payments.bank.example',
    init: [migrate('payments-api', '2.14.0')],
    container: { memory: '1Gi', cpu: '500m', warmUp: 35 },
  }),
  app('payments', 'payments-worker', '2.14.0', 3, { service: undefined, container: { port: undefined } }),
  app('payments', 'settlement', '1.9.3', 2, { minAvailable: 1 }),
  app('payments', 'card-auth', '5.2.1', 4, {
    sidecars: [vault],
    minAvailable: 3,
    spread: 'required',
    container: { warmUp: 20 },
  }),
  app('payments', 'fraud-scoring', '3.8.0', 4, { container: { memory: '4Gi', cpu: '1', warmUp: 60 } }),
  app('payments', 'sepa-gateway', '1.4.7', 2, { huddles: 'in-one-zone', past: { restarts: 3, days: 96 } }),
  app('ledger', 'ledger', '4.1.2', 3, {
    beside: [exporter],
    minAvailable: 2,
    apart: 'preferred',
    container: { memory: '2Gi' },
  }),
  app('ledger', 'ledger-query', '4.1.0', 2, { huddles: 'on-one-node' }),
  workload('CronJob', 'ledger', 'reconciliation', '1.3.0', 1, {
    schedule: { cron: '10 * * * *', every: 60, offset: 10, takes: 240 },
  }),
  workload('CronJob', 'ledger', 'statement-batch', '6.0.4', 1, {
    schedule: { cron: '40 */2 * * *', every: 120, offset: 40, takes: 35 * 60, timeZone: 'Etc/UTC' },
    container: { memory: '1Gi' },
  }),
  workload('CronJob', 'ledger', 'archive-export', '2.2.0', 1, {
    schedule: { cron: '0 3 * * *', every: 1440, offset: 180, takes: 600, suspended: true },
  }),
  app('customer', 'customer-portal', '7.22.0', 4, {
    host: 'portal.bank.example',
    autoscale: { most: 8 },
    container: { env: { NODE_ENV: 'production' }, memory: '256Mi', warmUp: 6 },
  }),
  app('customer', 'customer-api', '3.5.1', 3, { minAvailable: 2 }),
  app('customer', 'mobile-bff', '9.3.0', 3, { host: 'm.bank.example' }),
  // Its budget does not allow updates.
  app('customer', 'kyc-service', '1.12.0', 2, { minAvailable: 2 }),
  app('customer', 'notification-gateway', '2.6.2', 3, { beside: [push] }),
  workload('StatefulSet', 'customer', 'redis', '7.4.1', 3, {
    service: { port: 6379, headless: true },
    storage: '10Gi',
    apart: 'required',
    container: plain('docker.io/library/redis', 6379),
  }),
  // The old system of 2016 that nobody dares to change. ReplicationControllers, one per data centre, with labels older
  // than the recommended labels.
  workload('ReplicationController', 'crm', 'crm-gateway-v12-dc1', '12', 2, {
    zone: 'dc1',
    past: { restarts: 14, days: 121 },
    container: { name: 'crm-gateway', image: `${REGISTRY}/crm-gateway`, port: 8443, warmUp: 90 },
  }),
  workload('ReplicationController', 'crm', 'crm-gateway-v12-dc2', '12', 2, {
    zone: 'dc2',
    container: { name: 'crm-gateway', image: `${REGISTRY}/crm-gateway`, port: 8443, warmUp: 90 },
  }),
  workload('StatefulSet', 'messaging', 'kafka', '3.9.0', 3, {
    service: { port: 9092, headless: true },
    storage: '100Gi',
    minAvailable: 2,
    apart: 'required',
    container: plain('docker.io/apache/kafka', 9092, { memory: '4Gi', warmUp: 45 }),
  }),
  workload('Deployment', 'messaging', 'schema-registry', '7.7.1', 1, {
    service: { port: 8081 },
    container: plain('docker.io/confluentinc/cp-schema-registry', 8081),
  }),
  workload('StatefulSet', 'logging', 'elasticsearch', '8.15.2', 3, {
    service: { port: 9200, headless: true },
    storage: '200Gi',
    minAvailable: 2,
    apart: 'required',
    past: { restarts: 1, days: 103 },
    container: plain('docker.elastic.co/elasticsearch/elasticsearch', 9200, {
      memory: '6Gi',
      cpu: '1',
      warmUp: 55,
    }),
  }),
  workload('DaemonSet', 'logging', 'fluent-bit', '3.1.9', 1, {
    container: plain('cr.fluentbit.io/fluent/fluent-bit', 2020, { cpu: '50m', memory: '64Mi' }),
  }),
  workload('DaemonSet', 'monitoring', 'node-exporter', '1.8.2', 1, {
    container: plain('quay.io/prometheus/node-exporter', 9100, { cpu: '20m', memory: '32Mi' }),
  }),
  prometheus,
  workload('StatefulSet', 'monitoring', 'alertmanager', '0.27.0', 2, {
    service: { port: 9093 },
    container: plain('quay.io/prometheus/alertmanager', 9093, { memory: '64Mi' }),
  }),
  workload('Deployment', 'monitoring', 'kube-state-metrics', '2.13.0', 1, {
    container: plain('registry.k8s.io/kube-state-metrics/kube-state-metrics', 8080, { memory: '128Mi' }),
  }),
  workload('Deployment', 'ingress-nginx', 'ingress-nginx', '1.11.3', 3, {
    service: { port: 443 },
    minAvailable: 2,
    container: plain('registry.k8s.io/ingress-nginx/controller', 443, { memory: '256Mi' }),
  }),
  workload('Deployment', 'kube-system', 'coredns', '1.12.0', 2, {
    service: { port: 53 },
    minAvailable: 1,
    container: plain('registry.k8s.io/coredns/coredns', 53, { memory: '128Mi' }),
  }),
  workload('DaemonSet', 'kube-system', 'kube-proxy', '1.34.6', 1, {
    container: { image: 'registry.k8s.io/kube-proxy', warmUp: 2, cpu: '50m', memory: '64Mi' },
  }),
  workload('Deployment', 'kube-system', 'metrics-server', '0.7.2', 1, {
    service: { port: 443 },
    container: plain('registry.k8s.io/metrics-server/metrics-server', 10250, { memory: '128Mi' }),
  }),
];

/** Static pods of each control-plane node, from files on its disk. */
export const staticPods = (version: string): Workload[] =>
  ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name, index) =>
    workload('StaticPod', 'kube-system', name, name === 'etcd' ? '3.6.4' : version, 1, {
      container: plain(`registry.k8s.io/${name}`, 2379 + index, { warmUp: 5 }),
      past: { restarts: 1, days: 103 },
    }),
  );
