import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySnapshot, LEAKS } from '../../../test/any-snapshot.ts';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { kindNames, type KindName } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from './build-report.ts';
import type { Report } from '../report.ts';
import { toSummary } from '../summary.ts';

type Arguments = Parameters<typeof snapshotOf>;
const reportOf = (...args: Arguments) => buildReport(snapshotOf(...args));
const node = (name: string, status = 'True') =>
  object('Node', name, { status: { conditions: [{ type: 'Ready', status }] } });
const failed = { status: { phase: 'Failed', containerStatuses: undefined } };

describe('the state of a cluster', () => {
  test('is healthy when all of it is, and was seen', () => {
    expect(reportOf({ Node: [node('lxa150h')], Pod: [runningPod('web')] })).toMatchObject({
      state: 'healthy',
      unseen: [],
    });
  });

  test.each<[string, Arguments[0], string, string]>([
    ['a node', { Node: [node('a'), node('b', 'Unknown')] }, 'failing', 'node b is not ready'],
    ['a bare pod', { Pod: [runningPod('tmp', undefined, failed)] }, 'failing', 'Pod shop/tmp: Failed'],
    [
      'a static pod',
      { Pod: [runningPod('etcd', object('Node', 'a'), { status: { conditions: [] } })] },
      'failing',
      'Pod shop/etcd: not ready',
    ],
    [
      'a workload',
      { StatefulSet: [object('StatefulSet', 'db', { status: { observedGeneration: 1 } })] },
      'failing',
      'StatefulSet shop/db: 0 of 1 replica ready',
    ],
  ])('is that of the worst: %s', (_, objects, state, why) => {
    expect(reportOf(objects)).toMatchObject({ state, why });
  });

  test('is not that of a pod whose owner replaces it', () => {
    const pod = runningPod('web-1', object('ReplicationController', 'web'), failed);
    const web = object('ReplicationController', 'web', {
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1 },
    });
    expect(reportOf({ Pod: [pod], ReplicationController: [web] }).state).toBe('healthy');
  });

  test('is degraded when the API server is not ready', () => {
    const report = reportOf({}, { server: { ready: false, notReady: ['etcd'] } });
    expect(report).toMatchObject({ state: 'degraded', why: 'the API server is not ready (etcd)' });
  });

  test.each([
    'Node',
    'Pod',
    'Deployment',
    'ReplicaSet',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
  ] as const)('is unknown when %ss were not seen', (kind) => {
    const report = reportOf({}, { coverage: { [kind]: { state: 'forbidden' } } });
    expect(report).toMatchObject({ state: 'unknown', unseen: [{ kind }] });
    expect(toSummary(report)).toMatchObject({ complete: false, unseen: [kind], state: 'unknown' });
  });

  test('is unknown where no workload is in sight, and a Service has no endpoint', () => {
    const Service = [object('Service', 'web', { spec: { ports: [{ port: 80 }], selector: { app: 'web' } } })];
    const slice = object('EndpointSlice', 'web-1', {
      metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready: false } }],
    });
    const unseen = { state: 'forbidden' } as const;
    const objects = { Service, EndpointSlice: [slice] };
    expect(reportOf(objects).state).toBe('degraded');
    expect(reportOf(objects, { coverage: { Pod: unseen, Deployment: unseen } })).toMatchObject({
      state: 'unknown',
      why: 'Pods and Deployments were not seen; Service shop/web: 0 of 1 endpoint ready',
    });
  });

  test('does not hang on kinds that are not judged, or not served', () => {
    expect(reportOf({}, { coverage: { ResourceQuota: { state: 'forbidden' } } })).toMatchObject({
      state: 'healthy',
      unseen: [{ kind: 'ResourceQuota' }],
    });
    expect(reportOf({}, { coverage: { NodeMetrics: { state: 'absent' } } })).toMatchObject({
      state: 'healthy',
      unseen: [],
    });
  });
});

test('rows come trouble first, then by namespace and name', () => {
  const at = (namespace: string, name: string, more: object = {}) =>
    runningPod(name, undefined, { metadata: { namespace, uid: name }, ...more });
  const pods = [at('b', 'a0'), at('a', 'a2'), at('a', 'a1'), at('b', 'bad', failed), at('a', 'Z')];
  expect(reportOf({ Pod: pods }).pods.map(({ name }) => name)).toEqual(['bad', 'Z', 'a1', 'a2', 'a0']);
});

test('counts and restarts add up what was seen', () => {
  const restarts = (restartCount: number) => ({
    status: { containerStatuses: [{ ready: true, restartCount, state: { running: {} } }] },
  });
  const report = reportOf({
    Node: [node('lxa150h'), node('b', 'Unknown')],
    Pod: [
      runningPod('one', undefined, restarts(3)),
      runningPod('two', undefined, restarts(4)),
      runningPod('x', undefined, failed),
    ],
  });
  expect(report.counts.pods).toEqual({ healthy: 2, degraded: 0, failing: 1, unknown: 0 });
  expect(report.counts.nodes).toEqual({ healthy: 1, degraded: 0, failing: 1, unknown: 0 });
  expect(report.restarts).toBe(7);
});

describe('a table', () => {
  const all = { pods: true, workloads: true, nodes: true, events: true };
  const seenWith = (coverage: NonNullable<Arguments[1]>['coverage']) => {
    const report = reportOf({}, { coverage });
    expect(toSummary(report).seen).toEqual(report.seen);
    return report.seen;
  };

  test('holds all that there is when every kind behind it was read, or is not served', () => {
    expect(seenWith({})).toEqual(all);
    expect(seenWith({ CronJob: { state: 'absent' }, Ingress: { state: 'forbidden' } })).toEqual(all);
  });

  test.each<[KindName, Partial<Report['seen']>]>([
    ['Pod', { pods: false, workloads: false }],
    ['Node', { nodes: false }],
    ['Event', { events: false }],
    ['Deployment', { workloads: false }],
    ['StatefulSet', { workloads: false }],
    ['DaemonSet', { workloads: false }],
    ['ReplicaSet', { workloads: false }],
    ['ReplicationController', { workloads: false }],
    ['Job', { workloads: false }],
    ['CronJob', { workloads: false }],
  ])('does not when %ss are missing', (kind, missing) => {
    for (const state of ['forbidden', 'failed', 'partial'] as const) {
      expect(seenWith({ [kind]: { state, namespaces: ['shop'] } })).toEqual({ ...all, ...missing });
    }
  });
});

test('of what was not all seen, the lead says neither "only" nor "all", nor that there is none', () => {
  const workload = { StatefulSet: [object('StatefulSet', 'db', { status: { observedGeneration: 1 } })] };
  const coverage = { Deployment: { state: 'forbidden' as const } };
  expect(reportOf(workload, { coverage }).lead).toBe(
    'db does not run, 0 of 1 replica ready; Deployments were not seen.',
  );
  const nothing = Object.fromEntries(kindNames.map((kind) => [kind, { state: 'failed' as const }]));
  expect(reportOf({}, { coverage: nothing })).toMatchObject({
    state: 'unknown',
    seen: { pods: false, workloads: false, nodes: false, events: false },
    lead: expect.stringMatching(
      /^Nobody can tell how the cluster does: \d+ kinds were not wholly seen \(.*\)\.$/,
    ),
  });
});

test('of a kind that an older Gazette did not read, a snapshot misses nothing', () => {
  const snapshot = snapshotOf({ Node: [node('lxa150h')] });
  const optional = ['Gateway', 'HTTPRoute', 'GRPCRoute', 'NodeMetrics'];
  const coverage = snapshot.meta.coverage.filter(({ kind }) => !optional.includes(kind));
  const report = buildReport({ ...snapshot, meta: { ...snapshot.meta, coverage } });
  expect(report).toMatchObject({ state: 'healthy', unseen: [], gateways: [], routes: [] });
});

test('a kind that only an older Gazette read changes no state, and its failure is still told', () => {
  const snapshot = snapshotOf({ Node: [node('lxa150h')] });
  const [first] = snapshot.meta.coverage;
  const withKind = (state: Coverage['state']) => ({
    ...snapshot,
    meta: {
      ...snapshot.meta,
      coverage: [...snapshot.meta.coverage, { ...first!, kind: 'PodMetrics', state }],
    },
  });
  expect(buildReport(withKind('complete'))).toMatchObject({ state: 'healthy', unseen: [] });
  expect(buildReport(withKind('absent'))).toMatchObject({ state: 'healthy', unseen: [] });
  expect(buildReport(withKind('forbidden'))).toMatchObject({
    state: 'healthy',
    unseen: [{ kind: 'PodMetrics', state: 'forbidden' }],
  });
});

test("a node's pods are counted, unless Pods were not seen", () => {
  const objects = { Node: [node('lxa150h'), node('empty')], Pod: [runningPod('a'), runningPod('b')] };
  const podsOf = (report: Report) => Object.fromEntries(report.nodes.map(({ name, pods }) => [name, pods]));
  expect(podsOf(reportOf(objects))).toEqual({ lxa150h: 2, empty: 0 });
  const coverage = { Pod: { state: 'partial' as const, namespaces: ['shop'] } };
  expect(podsOf(reportOf(objects, { coverage }))).toEqual({ lxa150h: undefined, empty: undefined });
});

test('a summary is what lists need', () => {
  const { settings } = snapshotOf({}).meta;
  const report = reportOf({ Node: [node('a')] }, { settings: { ...settings, intervalSeconds: 60 } });
  expect(toSummary(report)).toEqual({
    state: 'healthy',
    lead: 'A quiet moment: the only node is healthy.',
    complete: true,
    unseen: [],
    seen: { pods: true, workloads: true, nodes: true, events: true },
    counts: report.counts,
    restarts: 0,
    kubernetes: 'v1.33.2',
    intervalSeconds: 60,
    findings: { failing: 0, degraded: 0, advice: 0 },
    silenced: 0,
    top: [],
  });
});

test('a summary names the three worst findings, and counts all but the silenced', () => {
  const { settings } = snapshotOf({}).meta;
  const nodes = ['a', 'b', 'c', 'd', 'quiet'].map((name) => node(name, 'False'));
  const silences = [{ name: 'quiet', reason: 'Being moved' }];
  const summary = toSummary(
    reportOf({ Node: nodes }, { settings: { ...settings, silences }, clockSkewMs: 90_000 }),
  );
  expect(summary).toMatchObject({ findings: { failing: 4, degraded: 0, advice: 1 }, silenced: 1 });
  expect(summary.top?.map(({ object }) => object)).toEqual(
    ['a', 'b', 'c'].map((name) => ({ kind: 'Node', name })),
  );
  expect(summary.top?.[0]).toMatchObject({ title: 'Node is not ready', what: 'is not ready' });
});

test('whatever the kept fields allow makes a report, the same each time, that JSON can hold', () => {
  fc.assert(
    fc.property(anySnapshot, (snapshot) => {
      const text = JSON.stringify(snapshot);
      const report = buildReport(snapshot);
      expect(JSON.stringify(snapshot)).toBe(text);
      expect(JSON.stringify(buildReport(JSON.parse(text) as typeof snapshot))).toBe(JSON.stringify(report));
      expect(report.lead).toMatch(/^\S.*\.$/su);
      expect(JSON.stringify(report)).not.toMatch(LEAKS);
    }),
    { numRuns: 150, seed: 412 },
  );
}, 60_000);

test('a clock that is not believed is believed in nothing: heartbeats and ages go by the collector’s', () => {
  const renewed = { leaseDurationSeconds: 40, renewTime: before(5) };
  const lease = object('Lease', 'a', { metadata: { namespace: 'kube-node-lease' }, spec: renewed });
  const node = object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  const ahead = { time: before(-3600), clockSkewMs: -3_600_000 };
  const lying = buildReport(snapshotOf({ Node: [node], Lease: [lease] }, { ...ahead, marks: ['future'] }));
  expect(lying.nodes).toMatchObject([{ state: 'healthy', age: '24h', heartbeat: { ageSeconds: 5 } }]);
  expect(lying.meta.time).toBe(ahead.time);
});
