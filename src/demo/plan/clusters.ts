/** The four clusters. Production runs the whole catalogue; the others run parts of it, in other sizes and versions. */
import { namespacedName } from '../../model/object-ref.ts';
import { app, catalogue, prometheus, staticPods } from './catalogue.ts';
import type { DemoNode, Estate, Workload } from './estate.ts';
import { firstVersion } from './past.ts';
import { templateAt } from './template.ts';

/** Three digits and a letter, as the bank names its machines: letters from h on mean dc2. */
function machines(prefix: string, network: number, masters: number, dc1: string, dc2: string): DemoNode[] {
  const controlPlane = Array.from({ length: masters }, (_, index): DemoNode => {
    const zone = index === 2 ? 'dc2' : 'dc1';
    return { name: `${prefix}${101 + index}`, zone, controlPlane: true, ip: `10.${network}.0.${11 + index}` };
  });
  const workers = (letters: string, zone: 'dc1' | 'dc2') =>
    [...letters].map((letter): DemoNode => {
      const ip = `10.${network}.${zone === 'dc1' ? 1 : 2}.${letter.charCodeAt(0) - 86}`;
      return { name: `${prefix}150${letter}`, zone, controlPlane: false, ip };
    });
  return [...controlPlane, ...workers(dc1, 'dc1'), ...workers(dc2, 'dc2')];
}

interface Change {
  /** Largest number of replicas of a workload. */
  most: number;
  /** Without metrics, no autoscaler works. */
  fixed?: true;
  /** Versions that differ from production. */
  versions?: Record<string, string>;
  without?: string[];
}

/** The catalogue in another cluster's size and versions. */
function taken({ most, fixed, versions = {}, without = [] }: Change): Workload[] {
  return catalogue
    .filter(({ name }) => !without.includes(name))
    .map((workload) => {
      const version = versions[workload.name] ?? workload.version;
      const replicas = Math.min(workload.replicas, most);
      return {
        ...workload,
        version,
        replicas,
        ...templateAt(workload, version),
        minAvailable:
          replicas > 1 ? Math.min(workload.minAvailable ?? 0, replicas - 1) || undefined : undefined,
        autoscale: workload.autoscale && !fixed ? { most: replicas + 1 } : undefined,
        huddles: undefined,
        host: workload.host?.replace('bank', `${most === 2 ? 'acc' : 'dev'}.bank`),
        past: undefined,
      };
    });
}

export const production: Estate = {
  name: 'production',
  version: 'v1.34.6',
  // One node is older and smaller than the others. Its system reservation grew after its pods came.
  nodes: machines('lxa', 10, 3, 'abcde', 'hijk').map((node) =>
    node.name === 'lxa150e' ? { ...node, cores: 4 } : node,
  ),
  workloads: [
    ...catalogue.map((workload) => ({ ...workload, first: firstVersion(namespacedName(workload)) })),
    ...staticPods('1.34.6'),
  ],
  strays: {},
  metrics: true,
};

export const acceptance: Estate = {
  name: 'acceptance',
  version: 'v1.34.6',
  nodes: machines('lxc', 20, 3, 'abc', 'hi'),
  workloads: [
    ...taken({
      most: 2,
      versions: { 'payments-api': '2.15.1', 'customer-portal': '7.23.0', 'kyc-service': '1.13.0' },
      without: ['archive-export'],
    }).map((workload): Workload =>
      // Argo Rollouts controls it: the owner of its pods' owner is not a built-in kind of Kubernetes.
      workload.name === 'mobile-bff' ? { ...workload, kind: 'Rollout' } : workload,
    ),
    // Runs only when an auditor needs it; otherwise scaled to zero.
    app('payments', 'settlement-replay', '1.9.3', 0),
    ...staticPods('1.34.6'),
  ],
  strays: {},
  metrics: true,
};

export const test: Estate = {
  name: 'test',
  version: 'v1.35.3',
  nodes: machines('lxt', 30, 1, 'ab', 'h'),
  workloads: [
    ...taken({
      most: 1,
      fixed: true,
      versions: { 'payments-api': '2.16.0-rc.1', 'customer-portal': '7.24.0-rc.2', 'fraud-scoring': '3.9.0' },
      without: [
        'archive-export',
        'crm-gateway-v12-dc2',
        'schema-registry',
        'prometheus',
        'alertmanager',
        'settlement',
      ],
    }).map((workload) => (workload.name === 'redis' ? { ...workload, minAvailable: 1 } : workload)),
    ...staticPods('1.35.3'),
  ],
  strays: { claim: { namespace: 'ledger', name: 'ledger-replay-data' } },
  metrics: false,
};

const KEPT_IN_DEVELOPMENT = [
  ...[
    'payments-api',
    'payments-worker',
    'card-auth',
    'ledger',
    'reconciliation',
    'customer-portal',
    'customer-api',
  ],
  ...[
    'redis',
    'kafka',
    'fluent-bit',
    'node-exporter',
    'ingress-nginx',
    'coredns',
    'kube-proxy',
    'statement-batch',
  ],
];

export const development: Estate = {
  name: 'development',
  version: 'v1.36.1',
  nodes: machines('lxd', 40, 1, 'ab', 'h'),
  workloads: [
    ...taken({
      most: 1,
      versions: {
        'payments-api': '2.17.0-snapshot.412',
        ledger: '4.2.0-snapshot.88',
        'card-auth': '5.3.0-snapshot.7',
      },
      without: catalogue.map(({ name }) => name).filter((name) => !KEPT_IN_DEVELOPMENT.includes(name)),
    }),
    app('payments', 'instant-payments', '0.3.0-snapshot.21', 2, { fate: 'no-image' }),
    app('ledger', 'ledger-import', '0.9.1', 1, {
      fate: 'init-crash',
      init: [
        {
          ...catalogue[0]!.init![0]!,
          image: 'registry.bank.example/ledger-import-migrations',
          version: '0.9.1',
        },
      ],
    }),
    app('customer', 'offers', '0.1.0', 1, { fate: 'no-config' }),
    // Its rule is newer than its pods.
    { ...prometheus, huddles: 'on-one-node' },
    // A form builder. Its name breaks programs that keep names in plain JavaScript objects.
    app('customer', 'constructor', '1.0.0', 1, { fate: 'crash' }),
    app('sandbox', 'risk-model-training', '0.0.4', 1, { fate: 'no-room', container: { memory: '64Gi' } }),
    app('sandbox', 'quota-experiment', '0.0.1', 1, { fate: 'gated' }),
    ...staticPods('1.36.1'),
  ],
  strays: {
    ingress: { namespace: 'customer', name: 'offers-preview', service: 'offers-v0' },
    claim: { namespace: 'ledger', name: 'ledger-import-scratch', phase: 'Lost' },
  },
  metrics: false,
};
