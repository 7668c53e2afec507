import { expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { controllerOf, indexOwners } from './owners.ts';

const deployment = object('Deployment', 'web');
const replicaSet = object('ReplicaSet', 'web-6d4cf56db6', {}, deployment);
const cronJob = object('CronJob', 'backup');
const job = object('Job', 'backup-28', {}, cronJob);
const custom = (kind: string, name: string) => ({
  ...object('Deployment', name),
  kind,
  apiVersion: 'example.com/v1',
});
const ownerOf = indexOwners(snapshotOf({ ReplicaSet: [replicaSet], Job: [job] }));

test.each([
  ['a Deployment, through its ReplicaSet', replicaSet, 'Deployment', 'web'],
  ['a CronJob, through its Job', job, 'CronJob', 'backup'],
  ['a StatefulSet', object('StatefulSet', 'db'), 'StatefulSet', 'db'],
  ['a DaemonSet', object('DaemonSet', 'proxy'), 'DaemonSet', 'proxy'],
  ['a ReplicationController', object('ReplicationController', 'old'), 'ReplicationController', 'old'],
  ['a custom controller', custom('Workflow', 'build'), 'Workflow', 'build'],
  ['a ReplicaSet that was not seen', object('ReplicaSet', 'unseen'), 'ReplicaSet', 'unseen'],
])('the top owner of a pod is %s', (_, owner, kind, name) => {
  expect(ownerOf(runningPod('pod', owner))).toMatchObject({ kind, name, namespace: 'shop' });
});

test('a custom controller above a ReplicaSet is found', () => {
  const rollout = custom('Rollout', 'web');
  const set = object('ReplicaSet', 'web-1', {}, rollout);
  const owner = indexOwners(snapshotOf({ ReplicaSet: [set] }))(runningPod('pod', set));
  expect(owner).toEqual({
    uid: 'Deployment/web',
    kind: 'Rollout',
    builtIn: false,
    namespace: 'shop',
    name: 'web',
  });
});

test("an operator's resource above a StatefulSet is not: the workload is what readers know", () => {
  const set = object('StatefulSet', 'kafka', {}, custom('Kafka', 'kafka'));
  const owner = indexOwners(snapshotOf({ StatefulSet: [set] }))(runningPod('pod', set));
  expect(owner).toMatchObject({ kind: 'StatefulSet', name: 'kafka' });
});

test('a static pod belongs to its Node, which has no namespace', () => {
  const owner = ownerOf(runningPod('etcd-lxa150h', object('Node', 'lxa150h')));
  expect(owner).toEqual({ uid: 'Node/lxa150h', kind: 'Node', builtIn: true, name: 'lxa150h' });
});

test('only the controlling one of several references owns', () => {
  const metadata = {
    ownerReferences: [
      { kind: 'A', name: 'a' },
      { kind: 'B', name: 'b', controller: true },
    ],
  };
  expect(controllerOf(object('Pod', 'pod', { metadata }))?.kind).toBe('B');
  expect(ownerOf(runningPod('bare'))).toBeUndefined();
});

test('owners in a circle do no harm', () => {
  const one = object('ReplicaSet', 'one', {}, object('ReplicaSet', 'two'));
  const two = object('ReplicaSet', 'two', {}, object('ReplicaSet', 'one'));
  const owner = indexOwners(snapshotOf({ ReplicaSet: [one, two] }))(runningPod('pod', one));
  expect(owner?.kind).toBe('ReplicaSet');
});
