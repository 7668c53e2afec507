/** Objects of the kinds whose Tables have branches of their own, written as their controllers would write them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KindSpec } from '../src/snapshots/kinds/kind.ts';
import { kinds, type KindName } from '../src/snapshots/kinds/kinds.ts';
import type { ControlPlane } from './control-plane.ts';

interface Made {
  name: string;
  spec?: object;
  status?: object;
  /** Fields that are neither. */
  more?: object;
  labels?: Record<string, string>;
}

const before = (seconds: number) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    nodeSelector: { zone: 'b', arch: 'arm64' },
    containers: ['one', 'two'].map((name) => ({ name, image: `registry/${name}:1.0` })),
  },
};
const jobTemplate = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
const selector = {
  matchLabels: { tier: 'x', app: 'web' },
  matchExpressions: [
    { key: 'stage', operator: 'In', values: ['b', 'a'] },
    { key: 'canary', operator: 'DoesNotExist' },
    { key: 'blue', operator: 'Exists' },
    { key: 'apple', operator: 'NotIn', values: ['z'] },
  ],
};
const labelled = {
  ...template,
  metadata: { labels: { tier: 'x', app: 'web', stage: 'a', blue: '' } },
};
const port = (more: object) => ({ protocol: 'TCP', ...more });
const condition = (type: string) => [{ type, status: 'True', lastTransitionTime: before(60) }];

const utilization = (name: string, averageUtilization: number) => ({
  type: 'Resource',
  resource: { name, target: { type: 'Utilization', averageUtilization } },
});
const pods = (averageValue: string) => ({
  type: 'Pods',
  pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue } },
});
const external = (target: object) => ({ type: 'External', external: { metric: { name: 'queue' }, target } });
const ofObject = (target: object) => ({
  type: 'Object',
  object: {
    ...{ metric: { name: 'hits' }, target },
    describedObject: { kind: 'Service', name: 'web', apiVersion: 'v1' },
  },
});
const scaler = (name: string, metrics: readonly object[], currentMetrics: readonly object[] = []): Made => ({
  name,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    ...{ minReplicas: 2, maxReplicas: 7, metrics },
  },
  status: { currentReplicas: 3, desiredReplicas: 4, currentMetrics, conditions: [] },
});
const read = (name: string, current: object) => ({ type: 'Resource', resource: { name, current } });

const rules = (...hosts: string[]) =>
  hosts.map((host) => ({
    ...(host && { host }),
    http: {
      paths: [
        {
          ...{ path: '/', pathType: 'Prefix' },
          backend: { service: { name: 'web', port: { number: 80 } } },
        },
      ],
    },
  }));
const balancer = (...ingress: object[]) => ({ loadBalancer: { ingress } });

/** In a namespace, if the kind has one. */
const MADE: Partial<Record<KindName, readonly Made[]>> = {
  Deployment: [{ name: 'much', spec: { selector, template: labelled, replicas: 3 } }],
  ReplicaSet: [
    { name: 'much', spec: { selector, template: labelled, replicas: 0 }, status: { replicas: 2 } },
  ],
  DaemonSet: [{ name: 'much', spec: { selector, template: labelled } }],
  Job: [
    { name: 'ran', spec: { template: jobTemplate }, status: { startTime: before(9000) } },
    {
      name: 'ended',
      spec: { template: jobTemplate, completions: 3, parallelism: 2 },
      status: {
        ...{ startTime: before(9000), completionTime: before(8000), succeeded: 3 },
        conditions: condition('Complete'),
      },
    },
    {
      name: 'failed',
      spec: { template: jobTemplate },
      status: { conditions: condition('Failed'), failed: 2 },
    },
  ],
  CronJob: [
    { name: 'never', spec: { schedule: '@hourly', jobTemplate: { spec: { template: jobTemplate } } } },
    {
      name: 'often',
      spec: { schedule: '*/5 * * * *', suspend: true, jobTemplate: { spec: { template: jobTemplate } } },
      status: {
        lastScheduleTime: before(7300),
        active: [{ kind: 'Job', namespace: 'columns', name: 'often-1' }],
      },
    },
  ],
  HorizontalPodAutoscaler: [
    scaler('cpu', [utilization('cpu', 80)], [read('cpu', { averageUtilization: 50, averageValue: '250m' })]),
    scaler('unread', [utilization('cpu', 80), pods('10')]),
    scaler('many', [
      ...[utilization('cpu', 80), utilization('memory', 70), pods('1k')],
      external({ type: 'Value', value: '30' }),
    ]),
    scaler(
      'other',
      [external({ type: 'AverageValue', averageValue: '5' }), ofObject({ type: 'Value', value: '2500m' })],
      [
        {
          type: 'External',
          external: { metric: { name: 'queue' }, current: { averageValue: '4', value: '0' } },
        },
        {
          type: 'Object',
          object: {
            ...{ metric: { name: 'hits' }, current: { value: '2' } },
            describedObject: { kind: 'Service', name: 'web' },
          },
        },
      ],
    ),
    scaler(
      'memory',
      [
        {
          type: 'Resource',
          resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
        },
      ],
      [read('memory', { averageValue: '512Mi' })],
    ),
  ],
  PodDisruptionBudget: [
    { name: 'least', spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } } },
    {
      name: 'most',
      spec: { maxUnavailable: '25%', selector: { matchLabels: { app: 'web' } } },
      status: {
        ...{ disruptionsAllowed: 1, currentHealthy: 4, desiredHealthy: 3, expectedPods: 4 },
        ...{ observedGeneration: 1, conditions: [] },
      },
    },
  ],
  Service: [
    { name: 'plain', spec: { selector: { b: '2', a: '1' }, ports: [port({ name: 'http', port: 80 })] } },
    { name: 'headless', spec: { clusterIP: 'None', selector: { app: 'web' } } },
    {
      name: 'nodes',
      spec: {
        ...{ type: 'NodePort', externalIPs: ['192.0.2.7'] },
        ports: [port({ name: 'a', port: 80, nodePort: 30_777 }), { name: 'b', port: 53, protocol: 'UDP' }],
      },
    },
    { name: 'waits', spec: { type: 'LoadBalancer', ports: [port({ port: 443 })] } },
    {
      name: 'balanced',
      spec: { type: 'LoadBalancer', externalIPs: ['192.0.2.8'], ports: [port({ port: 443 })] },
      status: balancer(
        { hostname: 'a-long-name.lb.example' },
        { ip: '198.51.100.2' },
        { ip: '198.51.100.1' },
      ),
    },
    { name: 'elsewhere', spec: { type: 'ExternalName', externalName: 'db.example' } },
  ],
  EndpointSlice: [
    {
      name: 'full',
      more: {
        addressType: 'IPv4',
        ports: ['http', 'admin', 'debug', 'more'].map((name, index) => port({ name, port: 8080 + index })),
        endpoints: [1, 2, 3, 4, 5].map((last) => ({ addresses: [`10.129.0.${last}`] })),
      },
    },
    { name: 'empty', more: { addressType: 'IPv6', ports: [], endpoints: [] } },
  ],
  Ingress: [
    { name: 'default', spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
    {
      name: 'hosts',
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['a.example'], secretName: 'tls' }],
        rules: rules('a.example', 'b.example', 'c.example', 'd.example', 'e.example'),
      },
      status: balancer({ ip: '198.51.100.9' }, { hostname: 'lb.example' }),
    },
    { name: 'three', spec: { rules: rules('a.example', '', 'b.example', 'c.example') } },
    { name: 'nameless', spec: { rules: rules('a.example', 'b.example', 'c.example', '') } },
  ],
  ResourceQuota: [
    {
      name: 'team',
      spec: { hard: { 'requests.cpu': '40', 'limits.cpu': '80', pods: '30', 'limits.memory': '1Gi' } },
      status: {
        hard: { 'requests.cpu': '40', 'limits.cpu': '80', pods: '30', 'limits.memory': '1Gi' },
        used: { 'requests.cpu': '1750m', pods: '5', 'limits.memory': '64Mi' },
      },
    },
    { name: 'new', spec: { hard: { pods: '1' } } },
  ],
  PersistentVolumeClaim: [
    {
      name: 'waits',
      spec: {
        ...{ accessModes: ['ReadWriteMany', 'ReadWriteOnce'], volumeMode: 'Block', storageClassName: 'fast' },
        resources: { requests: { storage: '10Gi' } },
      },
      status: { phase: 'Pending' },
    },
    {
      name: 'bound',
      spec: {
        ...{ accessModes: ['ReadWriteOnce'], volumeName: 'pv-1', storageClassName: '' },
        resources: { requests: { storage: '10Gi' } },
      },
      status: {
        phase: 'Bound',
        accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
        capacity: { storage: '12Gi' },
      },
    },
  ],
  PersistentVolume: [
    {
      name: 'raw',
      spec: {
        ...{
          capacity: { storage: '1Ti' },
          accessModes: ['ReadWriteMany', 'ReadOnlyMany'],
          volumeMode: 'Block',
        },
        csi: { driver: 'csi.example', volumeHandle: 'v' },
      },
      status: { phase: 'Failed', reason: 'DeleteError' },
    },
  ],
};

/** The first version of a kind that the server serves, as a path. */
async function pathOf(server: ControlPlane, kind: KindName, namespace: string): Promise<string> {
  const { versions, resource, namespaced }: KindSpec = kinds[kind];
  for (const version of versions) {
    const root = `/${version.includes('/') ? 'apis' : 'api'}/${version}`;
    const list = await server.api<{ resources: { name: string }[] }>('GET', root).catch(() => undefined);
    if (list?.resources.some(({ name }) => name === resource))
      return `${root}${namespaced ? `/namespaces/${namespace}` : ''}/${resource}`;
  }
  throw new Error(`the server does not serve ${kind}`);
}

/** Makes all of them in a namespace that exists, and a Lease of a node. */
export async function makeEveryKind(server: ControlPlane, namespace: string): Promise<void> {
  for (const [kind, all] of Object.entries(MADE) as [KindName, readonly Made[]][]) {
    const path = await pathOf(server, kind, namespace);
    for (const { name, labels, spec, status, more } of all) {
      const made = await server.api<object>('POST', path, { metadata: { name, labels }, spec, ...more });
      if (status) await server.api('PUT', `${path}/${name}/status`, { ...made, status });
    }
  }
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
  // The server makes this namespace itself, a moment after it is ready.
  for (let tries = 0; tries < 100; tries += 1) {
    const spec = { holderIdentity: 'lxa150a', leaseDurationSeconds: 40 };
    const made = server.api('POST', leases, { metadata: { name: 'lxa150a' }, spec });
    if (await made.then(() => true).catch(() => false)) return;
    await sleep(100);
  }
  throw new Error('the namespace kube-node-lease does not come');
}
