import { expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';
import type { ServiceVersion } from '../report.ts';

const versionsOf = (...given: Parameters<typeof snapshotOf>) => buildReport(snapshotOf(...given)).versions;
const app = (image: string, labels?: Record<string, string>, more?: object) => ({
  spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'app', image }], ...more } } },
});
const brief = ({ service, version, versionFrom, dataCentre, workload }: ServiceVersion) => [
  `${workload.kind}/${workload.name}`,
  service,
  version,
  versionFrom,
  dataCentre,
];

test('everything that lasts is a service, with where name and version were read', () => {
  const versions = versionsOf({
    Deployment: [object('Deployment', 'web', app('registry/web:2.1'))],
    StatefulSet: [
      object(
        'StatefulSet',
        'db-x',
        app('pg:16.2-alpine', { 'app.kubernetes.io/name': 'db', version: '16.2' }),
      ),
    ],
    DaemonSet: [object('DaemonSet', 'agent', app('agent'))],
    ReplicationController: [object('ReplicationController', 'crm-v12-dc1', app('crm', { name: 'crm' }))],
    CronJob: [
      object('CronJob', 'nightly', { spec: { jobTemplate: { spec: app('registry/nightly:0.9').spec } } }),
    ],
    Job: [object('Job', 'once', app('registry/once:1'))],
    Pod: [runningPod('etcd-a', { ...object('Node', 'a'), apiVersion: 'v1' }), runningPod('bare')],
  });
  expect(versions.map(brief)).toEqual([
    ['DaemonSet/agent', 'agent', 'latest', 'image tag', undefined],
    ['ReplicationController/crm-v12-dc1', 'crm', 'v12', 'workload name', 'dc1'],
    ['StatefulSet/db-x', 'db', '16.2', 'version', undefined],
    ['CronJob/nightly', 'nightly', '0.9', 'image tag', undefined],
    ['Deployment/web', 'web', '2.1', 'image tag', undefined],
  ]);
});

test('a workload whose pods are bound to a data centre, or that is labelled so, belongs to it', () => {
  const [pinned, labelled, free] = versionsOf({
    Deployment: [
      object('Deployment', 'a', app('a:1', {}, { nodeSelector: { dc: 'fra' } })),
      object('Deployment', 'b', { ...app('b:1'), metadata: { labels: { dc: 'ams' } } }),
      object('Deployment', 'c', app('c:1')),
    ],
  });
  expect([pinned?.dataCentre, labelled?.dataCentre, free?.dataCentre]).toEqual(['fra', 'ams', undefined]);
});

test('what pods still run of another version is told', () => {
  const web = object('Deployment', 'web', app('registry/app:1.5'));
  const replicaSet = object('ReplicaSet', 'web-1', {}, web);
  const pods = [
    runningPod('old', replicaSet),
    runningPod('ended', replicaSet, {
      status: { phase: 'Failed' },
      spec: { containers: [{ image: 'a:1.3' }] },
    }),
    runningPod('new', replicaSet, { spec: { containers: [{ name: 'app', image: 'registry/app:1.5' }] } }),
  ];
  const [version] = versionsOf({ Deployment: [web], ReplicaSet: [replicaSet], Pod: pods });
  expect(version).toMatchObject({ version: '1.5', alsoRunning: ['1.4'] });
});

test('pods whose version was read elsewhere are not compared', () => {
  const web = object('Deployment', 'web', {
    ...app('registry/app:main'),
    metadata: { labels: { version: '7' } },
  });
  const replicaSet = object('ReplicaSet', 'web-1', {}, web);
  const [version] = versionsOf({
    Deployment: [web],
    ReplicaSet: [replicaSet],
    Pod: [runningPod('web-1-a', replicaSet)],
  });
  expect(version?.version).toBe('7');
  expect(version?.alsoRunning).toBeUndefined();
});

test('what wants no pods, or is suspended, is idle', () => {
  const { spec } = app('x:1');
  const versions = versionsOf({
    Deployment: [object('Deployment', 'blue', { spec: { ...spec, replicas: 0 }, status: {} })],
    CronJob: [object('CronJob', 'nightly', { spec: { suspend: true, jobTemplate: { spec } } })],
  });
  expect(versions.map(({ idle }) => idle)).toEqual([true, true]);
});

test('a custom kind is known by its pods, where they are restarted for ever', () => {
  const custom = (kind: string, name: string) => ({
    ...object('Deployment', name),
    kind,
    apiVersion: 'example.org/v1',
  });
  const versions = versionsOf({
    Pod: [
      runningPod('canary-a', custom('Rollout', 'canary'), {
        metadata: { creationTimestamp: before(10) },
        spec: { containers: [{ name: 'app', image: 'registry/app:1.5' }] },
      }),
      runningPod('canary-b', custom('Rollout', 'canary')),
      runningPod('canary-c', custom('Rollout', 'canary')),
      runningPod('flow-a', custom('Workflow', 'flow'), {
        spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'x:1' }] },
      }),
    ],
  });
  expect(versions).toMatchObject([
    { service: 'canary', version: '1.4', alsoRunning: ['1.5'], workload: { kind: 'Rollout' } },
  ]);
});

test('where ReplicaSets were not seen, the Deployment speaks for its pods; where neither was, the pods do', () => {
  const web = object('Deployment', 'web', app('registry/app:1.4'));
  const replicaSet = object('ReplicaSet', 'web-5d4c', {}, web);
  const pod = runningPod('web-5d4c-bcdfg', replicaSet, {
    metadata: { labels: { 'pod-template-hash': '5d4c' } },
  });
  const forbidden = { state: 'forbidden' } as const;
  const unseen = { coverage: { ReplicaSet: forbidden } };
  expect(versionsOf({ Deployment: [web], Pod: [pod] }, unseen).map(brief)).toEqual([
    ['Deployment/web', 'web', '1.4', 'image tag', undefined],
  ]);
  const both = { coverage: { ReplicaSet: forbidden, Deployment: forbidden } };
  expect(versionsOf({ Pod: [pod] }, both).map(brief)).toEqual([
    ['ReplicaSet/web-5d4c', 'web', '1.4', 'image tag', undefined],
  ]);
});

test('the rules of the snapshot hold for services and for the rows of workloads and pods', () => {
  const labels = { 'team/service': 'shop', 'team/release': '42' };
  const web = object('Deployment', 'web-fra', app('registry/app:1.4', labels));
  const replicaSet = object('ReplicaSet', 'web-1', {}, web);
  const snapshot = snapshotOf({
    Deployment: [web],
    ReplicaSet: [replicaSet],
    Pod: [runningPod('web-1-a', replicaSet, { metadata: { labels } })],
  });
  snapshot.meta.settings.versions = {
    serviceLabels: ['team/service'],
    versionLabels: ['team/release'],
    dataCentreSuffix: '-(fra|ams)',
  };
  const { versions, workloads, pods } = buildReport(snapshot);
  expect(versions).toMatchObject([{ service: 'shop', version: '42', dataCentre: 'fra' }]);
  expect(workloads).toMatchObject([{ version: '42', versionFrom: 'team/release' }]);
  expect(pods).toMatchObject([{ version: '42' }]);
});
