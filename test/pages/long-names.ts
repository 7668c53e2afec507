/** Long names as clusters of cloud providers have them, written directly into a store. */
import type { KeptObject } from '../../src/snapshots/kinds/kinds.ts';
import { take } from '../site-fixtures.ts';
import { before, object, runningPod, snapshotOf, TIME } from '../snapshot-of.ts';

/** The cluster with all of them. */
export const LONG_NAMED = 'eu-central-1-payments-production-blue';
const STAGES = ['development', 'integration', 'acceptance', 'preproduction', 'production'];
const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
const NAMESPACE = 'payments-settlement-reconciliation';
const APP = 'cross-border-settlement-reconciliation-worker';
const NODES = ['ip-10-0-195-177', 'ip-10-0-203-18', 'ip-10-0-131-240'].map((name) => `${name}.ec2.internal`);
const ZONE = 'topology.kubernetes.io/zone';
/** 60 letters, as some operators name their kinds. */
const RESOURCE =
  'hierarchicalresourcequotaallocationconfigurationtemplatesets.platform.payments.bank.example';

/** Two snapshots of a cluster, and one of each of 14 others: 15 columns on the page of versions. */
export async function writeLongNames(data: string): Promise<void> {
  const coverage = [
    ...snapshotOf({}).meta.coverage,
    {
      ...{ kind: RESOURCE, state: 'complete' as const, durationMs: 0, objects: 1, requests: 1, bytes: 0 },
      columns: ['Name', 'LastSuccessfulReconciliation', 'Age'].map((name) => ({
        ...{ name, type: 'string', priority: 0 },
      })),
    },
  ];
  const settings = {
    ...{ intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: ZONE, silences: [] },
    viewerContext: 'arn:aws:eks:eu-central-1:123456789012:cluster/payments-production-blue',
  };
  const more = { coverage, settings };
  await take(data, LONG_NAMED, before(900), { ...more, objects: longObjects('2026.11.21-rc3+build.18234') });
  await take(data, LONG_NAMED, TIME, { ...more, objects: longObjects('2026.11.22-rc1+build.18291') });
  const others = STAGES.flatMap((stage) => REGIONS.map((region) => `${region}-payments-${stage}`)).slice(1);
  for (const [index, cluster] of others.entries())
    await take(data, cluster, TIME, { objects: [toDeployment(`2026.11.${index}-rc1+build.18${index}`)] });
}

function toDeployment(version: string) {
  const labels = { 'app.kubernetes.io/name': APP, 'app.kubernetes.io/version': version };
  const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/payments/${APP}:${version}`;
  return object('Deployment', `${APP}-v2`, {
    metadata: { namespace: NAMESPACE, labels },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: APP } },
      template: {
        metadata: { labels: { ...labels, app: APP } },
        spec: { containers: [{ name: APP, image }] },
      },
    },
    status: { replicas: 3, readyReplicas: 1, updatedReplicas: 3, availableReplicas: 1 },
  });
}

function longObjects(version: string): KeptObject[] {
  const deployment = toDeployment(version);
  const metadata = { namespace: NAMESPACE, labels: { app: APP } };
  const replicaSet = object('ReplicaSet', `${APP}-v2-7d9c5b7f4d`, { metadata }, deployment);
  const claim = `data-${APP}-with-a-persistent-cache-0`;
  const failed = { exitCode: 137, reason: 'OOMKilled', finishedAt: before(300) };
  return [
    object('Namespace', NAMESPACE),
    ...NODES.map((name, index) =>
      object('Node', name, {
        metadata: {
          labels: {
            [ZONE]: `us-east-1${'abc'[index]!}`,
            'node-role.kubernetes.io/infrastructure-monitoring': '',
          },
        },
        spec: {
          taints: [
            { key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' },
          ],
        },
        status: {
          capacity: { cpu: '96', memory: '394912340Ki', pods: '737' },
          allocatable: { cpu: '95690m', memory: '381012340Ki', pods: '737' },
          conditions: [
            {
              ...{ type: 'Ready', status: index === 0 ? 'False' : 'True' },
              ...(index === 0 && { reason: 'KubeletNotReady', message: 'PLEG is not healthy' }),
            },
            { type: 'ReadonlyFilesystem', status: 'Unknown', reason: 'FilesystemIsNotReadOnly' },
          ],
          addresses: [{ type: 'InternalIP', address: '2001:db8:85a3:8d3:1319:8a2e:370:7348' }],
          nodeInfo: {
            kubeletVersion: 'v1.21.1+38b3ecc',
            osImage: 'Red Hat Enterprise Linux CoreOS 48.84.202109241901-0 (Ootpa)',
            kernelVersion: '4.18.0-305.19.1.el8_4.x86_64',
            containerRuntimeVersion: 'cri-o://1.21.3-3.rhaos4.8.git19780ee.2.el8',
          },
        },
      }),
    ),
    deployment,
    replicaSet,
    ...NODES.map((nodeName, index) =>
      runningPod(`${replicaSet.metadata.name}-x2k9${index}`, replicaSet, {
        metadata,
        spec: {
          nodeName,
          containers: [{ name: APP, image: `registry/${APP}:${version}`, readinessProbe: { httpGet: {} } }],
        },
        status: {
          phase: 'Running',
          podIP: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
          conditions: [{ type: 'Ready', status: index === 0 ? 'True' : 'False' }],
          containerStatuses: [
            {
              ...{ name: APP, image: `registry/${APP}:${version}`, ready: index === 0, started: index === 0 },
              restartCount: index === 0 ? 0 : 1204,
              state:
                index === 0
                  ? { running: { startedAt: before(80_000) } }
                  : { waiting: { reason: 'CreateContainerConfigError', message: 'secret not found' } },
              ...(index > 0 && { lastState: { terminated: failed } }),
            },
          ],
        },
      }),
    ),
    object('Service', `${APP}-internal-load-balancer`, {
      metadata,
      spec: {
        ...{ type: 'LoadBalancer', clusterIP: '2001:db8:85a3:8d3:1319:8a2e:370:7348' },
        selector: { app: APP },
        ports: [{ name: 'https-settlement-reconciliation', port: 8443, nodePort: 31843, protocol: 'TCP' }],
      },
      status: {
        loadBalancer: {
          ingress: [
            { hostname: 'a1b2c3d4e5f60718293a4b5c6d7e8f90-1234567890.eu-central-1.elb.amazonaws.com' },
          ],
        },
      },
    }),
    object('Ingress', `${APP}-public`, {
      metadata,
      spec: {
        ingressClassName: 'aws-application-load-balancer-internet-facing',
        rules: [
          {
            host: `${APP}.payments.eu-central-1.production.bank.example`,
            http: {
              paths: [
                {
                  ...{ path: '/api/v2/settlement/reconciliation/cross-border', pathType: 'Prefix' },
                  backend: {
                    service: { name: `${APP}-internal-load-balancer`, port: { number: 8443 } },
                  },
                },
              ],
            },
          },
        ],
      },
    }),
    object('PersistentVolumeClaim', claim, {
      metadata,
      spec: {
        storageClassName: 'ebs-gp3-encrypted-retain-immediate',
        resources: { requests: { storage: '1500Gi' } },
      },
      status: { phase: 'Pending' },
    }),
    object('PersistentVolume', 'pvc-4bd1e3a2-91c4-4f0e-8b7a-0c5d2e6f7a81', {
      spec: {
        capacity: { storage: '1500Gi' },
        claimRef: { namespace: NAMESPACE, name: claim },
        storageClassName: 'ebs-gp3-encrypted-retain-immediate',
        persistentVolumeReclaimPolicy: 'Retain',
        csi: { driver: 'ebs.csi.aws.com' },
      },
      status: { phase: 'Released' },
    }),
    object('ResourceQuota', 'compute-resources-of-the-settlement-team', {
      metadata,
      status: {
        hard: { 'requests.nvidia.com/gpu': '4', 'limits.memory': '64Gi' },
        used: { 'requests.nvidia.com/gpu': '4', 'limits.memory': '60Gi' },
      },
    }),
    object('TableRow', `${APP}-allocation`, {
      resource: RESOURCE,
      cells: [`${APP}-allocation`, 'WaitingForTheApprovalOfTheFourEyesPrinciple', before(90_000)],
      metadata: { namespace: NAMESPACE },
    }),
    object('Event', 'e1', {
      metadata: { namespace: NAMESPACE },
      ...{ type: 'Warning', reason: 'FailedToRetrieveImagePullSecret', count: 1204 },
      message: `Unable to retrieve some image pull secrets (${APP}-registry-credentials-of-the-blue-side); attempting to pull the image may not succeed.`,
      lastTimestamp: before(120),
      source: { component: 'attachdetach-controller-of-the-cloud', host: NODES[0] },
      involvedObject: { kind: 'Pod', namespace: NAMESPACE, name: `${replicaSet.metadata.name}-x2k91` },
    }),
  ];
}
