/**
 * Small clusters as they are in the wild, for copies: each in the words of its platform. Each cluster says which of its
 * texts name its owner, and which texts a vendor needs.
 */
import type { KeptObject, KindName } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { before, object, runningPod, snapshotOf, TIME } from './snapshot-of.ts';

export interface SharedCluster {
  objects: KeptObject[];
  /** Custom resources that the collector read, with their columns. */
  custom?: Record<string, readonly string[]>;
  /** Hidden by every profile. */
  hidden: readonly string[];
  /** Hidden for the public, too. */
  hiddenInPublic: readonly string[];
  /** A vendor needs these texts: every profile keeps them. */
  kept: readonly string[];
  /** Kept where messages are kept. */
  keptInMessages: readonly string[];
}

const uid = (number: number) => `0f1e2d3c-4b5a-4678-9abc-${String(number).padStart(12, '0')}`;
const digest = (letter: string) => `sha256:${letter.repeat(4)}${`${letter}0c4d5e6f7`.repeat(6)}`;

interface Place {
  namespace: string;
  image: string;
  imageID: string;
  node: string;
  labels?: Record<string, string>;
  message?: string;
  args?: string[];
  address?: string;
  /** Who wrote the Deployment last, as the program calls itself. */
  manager?: string;
}

/** A Deployment that is down, with its pod and an event that says why. */
function deployment(name: string, number: number, place: Place): KeptObject[] {
  const { namespace, image, imageID, node, message = '', args, address = '10.42.0.9', manager } = place;
  const labels = { app: name, ...place.labels };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'app', image, ...(args && { args }) }] },
  };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  const metadata = (more: number) => ({ namespace, labels, uid: uid(number * 100 + more) });
  const owner = object('Deployment', name, {
    metadata: {
      ...metadata(1),
      ...(manager && { managedFields: [{ manager, operation: 'Update', time: TIME, parts: ['image'] }] }),
    },
    spec,
    status: {
      replicas: 1,
      readyReplicas: 0,
      conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable', message }],
    },
  });
  const set = object('ReplicaSet', `${name}-5d4f`, { metadata: metadata(2), spec }, owner);
  const pod = runningPod(`${name}-5d4f-x7k2p`, set, {
    metadata: metadata(3),
    spec: { nodeName: node, containers: [{ name: 'app', image }] },
    status: {
      podIP: address,
      containerStatuses: [
        {
          ...{ name: 'app', ready: false, restartCount: 4, image, imageID },
          state: { waiting: { reason: 'CrashLoopBackOff', message } },
          lastState: { terminated: { exitCode: 1, reason: 'Error', message, finishedAt: before(60) } },
        },
      ],
    },
  });
  return [owner, set, pod, event(`${name}.1`, namespace, message, pod)];
}

function event(name: string, namespace: string, message: string, of: KeptObject, more = {}): KeptObject {
  const { kind, apiVersion, metadata } = of;
  return object('Event', name, {
    metadata: { namespace, uid: uid(name.length * 7919 + message.length) },
    ...{ type: 'Warning', reason: 'Failed', message, count: 3 },
    ...{ firstTimestamp: before(600), lastTimestamp: before(60) },
    involvedObject: { kind, apiVersion, namespace, name: metadata.name, uid: metadata.uid },
    source: { component: 'kubelet' },
    ...more,
  });
}

function node(
  name: string,
  number: number,
  more: { labels?: object; ip: string; providerID?: string; runtime: string },
) {
  return [
    object('Node', name, {
      metadata: { uid: uid(number), labels: { 'kubernetes.io/hostname': name, ...more.labels } },
      spec: { ...(more.providerID !== undefined && { providerID: more.providerID }) },
      status: {
        addresses: [
          { type: 'InternalIP', address: more.ip },
          { type: 'Hostname', address: name },
        ],
        conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
        nodeInfo: { containerRuntimeVersion: more.runtime, kubeletVersion: 'v1.31.5' },
      },
    }),
    object('Lease', name, {
      metadata: { namespace: 'kube-node-lease', uid: uid(number + 1) },
      spec: { holderIdentity: name, renewTime: before(3), leaseDurationSeconds: 40 },
    }),
  ];
}

const namespaces = (...names: string[]) =>
  names.map((name, index) => object('Namespace', name, { metadata: { uid: uid(900_000 + index) } }));
const service = (name: string, namespace: string, clusterIP: string) =>
  object('Service', name, {
    metadata: { namespace, uid: uid(800_000 + name.length) },
    spec: { type: 'ClusterIP', clusterIP, ports: [{ port: 8080 }] },
  });

/** A shop on one's own machines: what ordinary applications say of each other. */
const ordinary: SharedCluster = {
  objects: [
    ...namespaces('shop', 'kube-system', 'dev', 'cert-manager'),
    ...node('lxa150h.core.bank.example', 1, { ip: '10.10.1.15', runtime: 'docker://24.0.7' }),
    service('db', 'shop', '10.96.0.10'),
    service('redis-7', 'shop', '10.96.0.11'),
    ...deployment('web', 1, {
      ...{ namespace: 'shop', node: 'lxa150h.core.bank.example' },
      ...{ image: 'nginx:1.2.3.4', imageID: `docker-pullable://nginx@${digest('a')}` },
      labels: { 'karpenter.sh/nodepool': 'general', 'acme-vendor.io/tier': 'gold' },
      message: String.raw`Get "http://db.shop:8080/q": EOF; see https://karpenter.sh/docs/troubleshooting`,
    }),
    ...deployment('cart', 2, {
      ...{ namespace: 'shop', node: 'lxa150h.core.bank.example' },
      ...{ image: 'redis:7', imageID: `docker://${digest('b')}` },
      message:
        'dial tcp: lookup db.shop:5432 failed; redis://redis-7:6379 refused; v1.2.3.4.5 of 1.2.3.4 is old; docs at https://acme-vendor.io/errors/7',
    }),
    ...deployment('bill', 3, {
      ...{ namespace: 'shop', node: 'lxa150h.core.bank.example' },
      ...{ image: 'nginx', imageID: digest('c') },
      message: String.raw`{"url":"http:\/\/ledger9.zq-corp.dev\/x","via":"ledger9.zq-corp.dev","log":"a\nlxa150h gone\tlxa150h","q":"u%3D10.10.1.15%2Flxa150h"} http://mainfrm3:80 of mainfrm3`,
    }),
  ],
  hidden: ['lxa150h', 'bank.example', 'acme-vendor', 'ledger9', 'zq-corp', 'mainfrm3', '10.10.1.15'],
  hiddenInPublic: ['shop'],
  kept: ['redis-7', 'nginx:1.2.3.4', 'karpenter.sh', 'cert-manager', 'web-5d4f-'],
  keptInMessages: [
    'db.shop:5432',
    'http://db.shop:8080',
    'https://karpenter.sh/docs',
    'redis://redis-7:6379',
  ],
};

/** EKS: account numbers, ARNs, hosts that name region and account. */
const eks: SharedCluster = {
  objects: [
    ...namespaces('zqloans', 'kube-system', 'karpenter', 'amazon-cloudwatch'),
    ...node('ip-10-20-3-44.eu-west-1.compute.internal', 1, {
      ...{ ip: '10.20.3.44', runtime: 'containerd://1.7.27' },
      providerID: 'aws:///eu-west-1a/i-0abc123def4567890',
      labels: {
        'alpha.eksctl.io/cluster-name': 'zqlend-eks',
        'eks.amazonaws.com/nodegroup': 'general',
        'topology.kubernetes.io/zone': 'eu-west-1a',
      },
    }),
    ...deployment('loans', 1, {
      ...{ namespace: 'zqloans', node: 'ip-10-20-3-44.eu-west-1.compute.internal' },
      image: '210987654321.dkr.ecr.eu-west-1.amazonaws.com/zqteam/loans:2.4.1',
      imageID: `210987654321.dkr.ecr.eu-west-1.amazonaws.com/zqteam/loans@${digest('d')}`,
      labels: { 'app.kubernetes.io/managed-by': 'zqjane.doe' },
      manager: 'zqrichard-roe',
      message:
        'User: arn:aws:sts::210987654321:assumed-role/zqlend-eks-node/i-0abc123def4567890 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/zqloans-irsa, account 210987654321',
    }),
    ...deployment('report', 2, {
      manager: 'kubectl-edit',
      ...{ namespace: 'zqloans', node: 'ip-10-20-3-44.eu-west-1.compute.internal' },
      image: 'public.ecr.aws/docker/library/busybox:1.36',
      imageID: `public.ecr.aws/docker/library/busybox@${digest('e')}`,
      message:
        'dial tcp: lookup zqloans.c9zqxyz.eu-west-1.rds.amazonaws.com: no such host; token of https://oidc.eks.eu-west-1.amazonaws.com/id/A539D4633E53DE1B716D3041E000AAAA; git clone git@github.com:zqbank/loans.git; https://github.com/zqbank/loans.git',
    }),
    ...deployment('coredns', 3, {
      ...{ namespace: 'kube-system', node: 'ip-10-20-3-44.eu-west-1.compute.internal' },
      image: '602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1.11.4',
      imageID: `602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns@${digest('f')}`,
      message: 'deployments.apps "coredns" is forbidden: User "zqops.jim" cannot patch; changed by zqops.jim',
    }),
    object('Service', 'entry', {
      metadata: { namespace: 'zqloans', uid: uid(70) },
      spec: { type: 'LoadBalancer', clusterIP: '172.20.3.3', ports: [{ port: 443 }] },
      status: {
        loadBalancer: {
          ingress: [
            { hostname: 'k8s-zqloans-entry-0a1b2c3d4e-1234567890abcdef.elb.eu-west-1.amazonaws.com' },
          ],
        },
      },
    }),
    object('PersistentVolume', `pvc-${uid(71)}`, {
      metadata: { namespace: undefined, uid: uid(72) },
      spec: {
        capacity: { storage: '8Gi' },
        csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0zq12345678' },
        claimRef: { namespace: 'zqloans', name: 'data', uid: uid(71) },
      },
      status: { phase: 'Bound' },
    }),
  ],
  hidden: [
    'zqrichard-roe',
    ...['210987654321', '602401143452', 'zqlend', 'zqteam', 'zqjane', 'zqops', 'i-0abc123def4567890'],
    ...[
      'arn:aws:iam::2',
      'c9zqxyz',
      'A539D4633E53DE1B716D3041E000AAAA',
      'zqbank',
      '10-20-3-44',
      '10.20.3.44',
    ],
    ...['1234567890abcdef', 'vol-0zq12345678', 'dkr.ecr'],
  ],
  hiddenInPublic: ['zqloans'],
  kept: [
    'kubectl-edit',
    'karpenter',
    'amazon-cloudwatch',
    'coredns:v1.11.4',
    'loans:2.4.1',
    'busybox:1.36',
    'ebs.csi.aws.com',
  ],
  keptInMessages: ['is not authorized to perform: sts:AssumeRole', 'no such host'],
};

/** OpenShift: product namespaces, docker-pullable, the infrastructure's name, a company's operator. */
const openshift: SharedCluster = {
  objects: [
    ...namespaces(
      'zqclaims',
      'openshift-ingress',
      'openshift-machine-api',
      'kube-system',
      'openshift-logging',
    ),
    ...node('zqprod-x7k2p-worker-eu-1a-lq8vz', 1, {
      ...{ ip: '10.0.140.7', runtime: 'cri-o://1.31.5-2.rhaos4.18.git2a1b3c.el9' },
      providerID: 'vsphere://4213ab12-0000-4000-8000-00000000aaaa',
      labels: { 'machine.openshift.io/cluster-api-cluster': 'zqprod-x7k2p', 'ops.zqinsure.nl/rack': 'r12' },
    }),
    ...deployment('router-default', 1, {
      ...{ namespace: 'openshift-ingress', node: 'zqprod-x7k2p-worker-eu-1a-lq8vz' },
      image: `quay.io/openshift-release-dev/ocp-v4.0-art-dev@${digest('1')}`,
      imageID: `docker-pullable://quay.io/openshift-release-dev/ocp-v4.0-art-dev@${digest('1')}`,
      message:
        'Readiness probe failed: Get "https://console-openshift-console.apps.zqprod.zqinsure.nl/health": x509; see https://docs.openshift.com/container-platform/4.18/networking',
    }),
    ...deployment('claims', 2, {
      ...{ namespace: 'zqclaims', node: 'zqprod-x7k2p-worker-eu-1a-lq8vz' },
      image: 'image-registry.openshift-image-registry.svc:5000/zqclaims/claims:3.1',
      imageID: `image-registry.openshift-image-registry.svc:5000/zqclaims/claims@${digest('2')}`,
      labels: { 'ops.zqinsure.nl/team': 'zqblue' },
      message:
        'widgets.ops.zqinsure.nl "claims" not found; Machine zqprod-x7k2p-worker-eu-1a-lq8vz of zqprod-x7k2p failed',
    }),
    object('StatefulSet', 'ledger', {
      metadata: {
        ...{ namespace: 'zqclaims', uid: uid(60), deletionTimestamp: before(900) },
        finalizers: ['ops.zqinsure.nl/backup', 'kubernetes.io/pvc-protection'],
        ownerReferences: [
          {
            apiVersion: 'ops.zqinsure.nl/v1alpha1',
            kind: 'Widget',
            name: 'claims',
            uid: uid(61),
            controller: true,
          },
        ],
      },
      spec: { replicas: 1, selector: { matchLabels: { app: 'ledger' } } },
      status: { replicas: 0 },
    }),
    object('TableRow', 'claims', {
      apiVersion: 'ops.zqinsure.nl/v1alpha1',
      metadata: { namespace: 'zqclaims', uid: uid(61) },
      resource: 'widgets.ops.zqinsure.nl',
      cells: ['claims', 'Degraded', 'https://git.zqinsure.nl/zqteam/claims'],
      health: [{ field: 'health.status', value: 'Degraded', message: 'ledger1.zqinsure.nl is gone' }],
    }),
    object('TableRow', 'zqprod-x7k2p-worker-eu-1a', {
      apiVersion: 'machine.openshift.io/v1beta1',
      metadata: { namespace: 'openshift-machine-api', uid: uid(62) },
      resource: 'machinesets.machine.openshift.io',
      cells: ['zqprod-x7k2p-worker-eu-1a', '3', 'ok'],
    }),
  ],
  custom: {
    'widgets.ops.zqinsure.nl': ['Name', 'State', 'Source'],
    'machinesets.machine.openshift.io': ['Name', 'Desired', 'State'],
  },
  hidden: ['zqprod', 'x7k2p-worker', 'zqinsure', 'zqteam', '10.0.140.7', '4213ab12', 'lq8vz'],
  hiddenInPublic: ['zqclaims', 'zqblue'],
  kept: [
    ...['openshift-ingress', 'openshift-logging', 'router-default', 'claims:3.1'],
    ...[
      'machinesets.machine.openshift.io',
      'widgets.',
      'cri-o://1.31.5-2.rhaos4.18',
      'kubernetes.io/pvc-protection',
    ],
  ],
  keptInMessages: ['https://docs.openshift.com/'],
};

/** k3s with vendors' operators: Longhorn, Argo CD, cert-manager. */
const k3s: SharedCluster = {
  objects: [
    ...namespaces('zqkiosk', 'kube-system', 'longhorn-system', 'argocd', 'cert-manager', 'cattle-system'),
    ...node('zqnuc-7', 1, {
      ...{ ip: '192.168.7.21', runtime: 'containerd://2.0.4-k3s2', providerID: 'k3s://zqnuc-7' },
      labels: { 'node.kubernetes.io/instance-type': 'k3s', 'longhorn.io/node': 'zqnuc-7' },
    }),
    ...deployment('kiosk', 1, {
      ...{ namespace: 'zqkiosk', node: 'zqnuc-7', address: '10.42.0.21' },
      image: 'ghcr.io/zqkiosks/kiosk:0.9',
      imageID: `ghcr.io/zqkiosks/kiosk@${digest('3')}`,
      labels: { 'argocd.argoproj.io/instance': 'zqapps', 'helm.sh/chart': 'kiosk-0.9.1' },
      message:
        'pull ghcr.io/zqkiosks/kiosk:0.9: denied; repo https://gitlab.zqkiosks.io/infra/kiosk.git; certificate for kiosk.zqkiosks.io; see https://cert-manager.io/docs/faq and https://longhorn.io/kb',
      args: ['--listen=:8080', '[digest:1f2e3d4c5b]'],
    }),
    object('Ingress', 'kiosk', {
      metadata: { namespace: 'zqkiosk', uid: uid(50) },
      spec: {
        rules: [{ host: 'kiosk.zqkiosks.io' }],
        tls: [{ hosts: ['kiosk.zqkiosks.io'], secretName: 'tls' }],
      },
    }),
    object('Lease', 'longhorn-manager-upgrade-lock', {
      metadata: { namespace: 'kube-system', uid: uid(51) },
      spec: { holderIdentity: 'zqnuc-7_0f1e2d3c-4b5a-4678-9abc-777777777777', renewTime: before(5) },
    }),
  ],
  hidden: ['zqnuc', '192.168.7.21', '10.42.0.21', 'zqkiosks', '1f2e3d4c5b'],
  hiddenInPublic: ['zqkiosk', 'zqapps'],
  kept: ['longhorn-system', 'argocd', 'kiosk:0.9', 'longhorn-manager'],
  keptInMessages: ['https://cert-manager.io/docs', 'https://longhorn.io/kb'],
};

export const sharedClusters = { ordinary, eks, openshift, k3s } as const;

/** The snapshot of such a cluster. */
export function toSnapshot({ objects, custom = {} }: SharedCluster): Snapshot {
  const byKind = Object.fromEntries(Map.groupBy(objects, ({ kind }) => kind as KindName));
  const snapshot = snapshotOf(byKind, { cluster: 'zqcluster' });
  for (const [kind, columns] of Object.entries(custom))
    snapshot.meta.coverage.push({
      ...{ kind, state: 'complete', durationMs: 1, objects: 1, requests: 1, bytes: 9 },
      columns: columns.map((name) => ({ name, type: 'string', priority: 0 })),
    });
  return snapshot;
}
