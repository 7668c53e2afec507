import { expect, test } from 'vitest';
import { before, object, TIME } from '../../../test/snapshot-of.ts';
import type { KeptObject, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { columnsOf } from '../api-objects.ts';
import { printers, type ApiKind } from './printers.ts';

/** The cells of an object by their columns, as an API server of that minor version prints them. */
function print(one: KeptObject, minor: number): Record<string, unknown> {
  const kind = one.kind as ApiKind;
  const resource = { group: '', version: 'v1', name: '', kind, namespaced: true, kept: kind };
  return Object.fromEntries(
    columnsOf(resource, minor).map((column) => [column.name, column.cell(one, { at: TIME, minor })]),
  );
}

const quota = object('ResourceQuota', 'team', {
  status: {
    hard: { 'requests.cpu': '4', 'limits.cpu': '8', pods: '30' },
    used: { 'requests.cpu': '1750m', pods: '5' },
  },
});
const scaler = object('HorizontalPodAutoscaler', 'web', {
  spec: {
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    maxReplicas: 7,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } },
      {
        type: 'ContainerResource',
        containerResource: { name: 'memory', container: 'app', target: { averageValue: '1Gi' } },
      },
      { type: 'Pods', pods: { metric: { name: 'hits' }, target: { averageValue: '10' } } },
    ],
  },
  status: {
    currentReplicas: 3,
    currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50 } } }],
  },
});

test.each<[string, KeptObject, number, string[], string[]]>([
  ['STATUS of Jobs', object('Job', 'one'), 30, ['Name', 'Completions'], ['Name', 'Status', 'Completions']],
  [
    'the time zone of CronJobs',
    object('CronJob', 'one'),
    30,
    ['Name', 'Schedule', 'Suspend'],
    ['Name', 'Schedule', 'Timezone', 'Suspend'],
  ],
  [
    'the class of attributes of volumes',
    object('PersistentVolume', 'one'),
    29,
    ['Name', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass', 'Reason'],
    [
      ...['Name', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass'],
      ...['VolumeAttributesClass', 'Reason'],
    ],
  ],
  [
    'the age of quotas last',
    quota,
    33,
    ['Name', 'Age', 'Request', 'Limit'],
    ['Name', 'Request', 'Limit', 'Age'],
  ],
])('a server of that version prints %s', (_, one, since, older, newer) => {
  expect(Object.keys(print(one, since - 1)).slice(0, older.length)).toEqual(older);
  expect(Object.keys(print(one, since)).slice(0, newer.length)).toEqual(newer);
});

test('targets of autoscalers say since 1.30 what they measure; at most two are printed', () => {
  expect(print(scaler, 29)).toMatchObject({
    ...{ Reference: 'Deployment/web', MinPods: '<unset>', MaxPods: 7, Replicas: 3 },
    Targets: '50%/80%, <unknown>/1Gi + 1 more...',
  });
  expect(print(scaler, 30).Targets).toBe('cpu: 50%/80%, memory: <unknown>/1Gi + 1 more...');
});

test('an autoscaler of autoscaling/v1 has the target of CPU as its metric', () => {
  const old = object('HorizontalPodAutoscaler', 'web', {
    spec: { targetCPUUtilizationPercentage: 80 },
    status: { currentCPUUtilizationPercentage: 12 },
  });
  expect(print(old, 20).Targets).toBe('12%/80%');
  expect(print({ ...old, status: {} }, 20).Targets).toBe('<unknown>/80%');
});

test('Endpoints are cut after three, and stand in brackets where they must', () => {
  const endpoints = (subsets: ObjectOf<'Endpoints'>['subsets']) =>
    print(object('Endpoints', 'web', { subsets }), 34).Endpoints;
  const addresses = ['10.0.0.1', 'fd00::1'].map((ip) => ({ ip }));
  expect(endpoints(undefined)).toBe('<none>');
  expect(endpoints([{ addresses, ports: [{ port: 80 }] }])).toBe('10.0.0.1:80,[fd00::1]:80');
  expect(endpoints([{ addresses, ports: [{ port: 80 }, { port: 443 }] }])).toBe(
    '10.0.0.1:80,[fd00::1]:80,10.0.0.1:443 + 1 more...',
  );
  expect(endpoints([{ addresses }])).toBe('10.0.0.1,fd00::1');
});

test('Gateways and routes have the columns of their definitions', () => {
  const gateway = object('Gateway', 'edge', {
    metadata: { creationTimestamp: before(3 * 86_400) },
    spec: { gatewayClassName: 'nginx' },
    status: {
      addresses: [{ value: '192.0.2.1' }, { value: '192.0.2.2' }],
      conditions: [{ type: 'Programmed', status: 'True' }],
    },
  });
  expect(print(gateway, 34)).toEqual({
    ...{ Name: 'edge', Class: 'nginx', Address: '192.0.2.1 192.0.2.2', Programmed: 'True', Age: '3d' },
  });
  const route = object('HTTPRoute', 'web', { spec: { hostnames: ['a.example', 'b.example'] } });
  expect(print(route, 34).Hostnames).toBe('["a.example","b.example"]');
});

test('every kind has a name and, but for metrics, an age', () => {
  for (const [kind, columns] of Object.entries(printers)) {
    const names = columns.map(({ name }) => name);
    expect(names, kind).toContain('Name');
    if (kind !== 'NodeMetrics' && kind !== 'Event') expect(names, kind).toContain('Age');
  }
});
