import { expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';
import { objectKey } from '../object-ref.ts';
import { indexWorkloads } from './workload-of.ts';

const argo = { ...object('Deployment', 'canary'), kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' };
const replicaSet = object('ReplicaSet', 'canary-77b9c', {}, argo as never);
const { pods, workloads } = buildReport(
  snapshotOf({
    Deployment: [object('Deployment', 'web')],
    DaemonSet: [object('DaemonSet', 'agent')],
    StatefulSet: [object('StatefulSet', 'redis')],
    CronJob: [object('CronJob', 'nightly')],
    ReplicationController: [object('ReplicationController', 'crm-v12-dc1')],
    ReplicaSet: [replicaSet],
    Pod: [runningPod('canary-77b9c-zzzzz', replicaSet), runningPod('redis-bcdfg')],
  }),
);
const workloadOf = indexWorkloads(pods, workloads);
const of = (kind: string, name: string, namespace: string | undefined = 'shop') => {
  const found = workloadOf({ kind, namespace, name });
  return found && objectKey(found);
};

test('a pod that is there belongs to its owner, and to nothing where it has none', () => {
  expect(of('Pod', 'canary-77b9c-zzzzz')).toBe('Rollout/shop/canary');
  expect(of('Pod', 'redis-bcdfg')).toBeUndefined();
});

test.each([
  ['Pod', 'web-7d9f8c6b5-x2x4z', 'Deployment/shop/web'],
  ['Pod', 'canary-5fd4c8-kqw9b', 'Rollout/shop/canary'],
  ['Pod', 'agent-x2x4z', 'DaemonSet/shop/agent'],
  ['Pod', 'crm-v12-dc1-x2x4z', 'ReplicationController/shop/crm-v12-dc1'],
  ['Pod', 'redis-12', 'StatefulSet/shop/redis'],
  ['Pod', 'nightly-29384750-x2x4z', 'CronJob/shop/nightly'],
  ['ReplicaSet', 'web-7d9f8c6b5', 'Deployment/shop/web'],
  ['Job', 'nightly-29384750', 'CronJob/shop/nightly'],
  ['Deployment', 'web', 'Deployment/shop/web'],
])('%s %s, which is gone or a workload itself, is of %s', (kind, name, owner) => {
  expect(of(kind, name)).toBe(owner);
});

test.each([
  ['Pod', 'web'],
  ['Pod', 'web-abcde'],
  ['Pod', 'other-7d9f8c6b5-x2x4z'],
  ['Pod', 'agent-7d9f8c6b5-x2x4z'],
  ['Pod', 'web-29384750-x2x4z-x2x4z'],
  ['Node', 'web'],
  ['PersistentVolumeClaim', 'redis-0'],
])('nothing is made up for %s %s', (kind, name) => {
  expect(of(kind, name)).toBeUndefined();
  expect(of(kind, name, 'elsewhere')).toBeUndefined();
});
