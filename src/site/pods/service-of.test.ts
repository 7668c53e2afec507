import { expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { indexServices } from './service-of.ts';

const old = object('ReplicationController', 'crm-gateway-v12-dc1', { spec: { replicas: 1 } });
const node = object('Node', 'lxa150h');
const Pod = [
  runningPod('crm-1', old),
  runningPod('etcd-lxa150h', node),
  runningPod('bare'),
  runningPod('lost', object('StatefulSet', 'lost')),
];
const report = buildReport(snapshotOf({ ReplicationController: [old], Node: [node], Pod }));
const serviceOf = (name: string) => indexServices(report)(report.pods.find((pod) => pod.name === name)!);

test('a pod goes by the service of its workload', () => {
  expect(serviceOf('crm-1')).toEqual({
    name: 'crm-gateway',
    workload: { kind: 'ReplicationController', namespace: 'shop', name: 'crm-gateway-v12-dc1' },
  });
  expect(serviceOf('lost')?.name).toBe('lost');
});

test('a static pod goes by its manifest, and a bare pod by nothing but its name', () => {
  expect(serviceOf('etcd-lxa150h')).toEqual({ name: 'etcd' });
  expect(serviceOf('bare')).toBeUndefined();
});
