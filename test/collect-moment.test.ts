import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectFrom, type TestSnapshot } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { needs } from './needs.ts';
import { createApp, createPod, deleteApp } from './populate.ts';

/** Objects that are missing although another object of the snapshot refers to them. */
function tears(snapshot: TestSnapshot): string[] {
  const nodes = new Set(snapshot.objects('Node').map(({ metadata }) => metadata.name));
  const owners = new Set(
    [...snapshot.objects('ReplicaSet'), ...snapshot.objects('Deployment')].map(
      ({ metadata }) => metadata.uid,
    ),
  );
  const pods = snapshot.objects('Pod');
  return [
    ...pods
      .filter(({ spec }) => !nodes.has(spec?.nodeName ?? ''))
      .map((pod) => `${pod.metadata.name}: no node`),
    ...[...pods, ...snapshot.objects('ReplicaSet')].flatMap(({ kind, metadata }) =>
      (metadata.ownerReferences ?? [])
        .filter(({ uid }) => !owners.has(uid ?? ''))
        .map((reference) => `${kind} ${metadata.name}: no ${reference.kind}`),
    ),
  ];
}

describe.runIf(needs.controlPlane)('one point in time', () => {
  let cluster: ControlPlane;
  beforeAll(async () => {
    cluster = await startControlPlane();
    for (let index = 0; index < 8; index += 1) await createApp(cluster, `steady-${index}`, 80);
  });
  afterAll(() => cluster?.stop());

  let churns = 0;
  /** Creates and deletes applications until it is stopped; at least one of each during a list. */
  function churn() {
    let running = true;
    let rounds = 0;
    const prefix = `churn-${(churns += 1)}`;
    const work = (async () => {
      for (; running; rounds += 1) {
        await createApp(cluster, `${prefix}-${rounds}`, 4);
        if (rounds >= 2) await deleteApp(cluster, `${prefix}-${rounds - 2}`);
      }
      for (const left of [rounds - 2, rounds - 1]) await deleteApp(cluster, `${prefix}-${left}`);
    })();
    return {
      stop: async () => {
        running = false;
        await work;
        return rounds;
      },
    };
  }

  test('a churning cluster is read without tearing', async () => {
    const proxy = await startFaultProxy(cluster, async ({ query }) => {
      // Each list takes time, so that the cluster changes meanwhile.
      if (query.has('limit')) await new Promise((resolve) => setTimeout(resolve, 60));
      return undefined;
    });
    const churning = churn();
    const snapshot = await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }));
    expect(await churning.stop()).toBeGreaterThan(2);
    await proxy.die();
    expect(snapshot.objects('Pod').length).toBeGreaterThanOrEqual(640);
    expect(tears(snapshot)).toEqual([]);
    const methods = snapshot.observation.coverage
      .filter(({ state }) => state === 'complete')
      .map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(['exact']));
  });

  test('the same churn tears ordinary lists, so the test above can fail', async () => {
    const proxy = await startFaultProxy(cluster, async ({ query }) => {
      if (query.has('resourceVersionMatch')) return { status: 410, body: '{"message":"compacted"}' };
      if (query.has('limit')) await new Promise((resolve) => setTimeout(resolve, 60));
      return undefined;
    });
    const churning = churn();
    const torn: string[] = [];
    for (let round = 0; round < 5 && torn.length === 0; round += 1) {
      const snapshot = await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }));
      expect(snapshot.coverage('Pod')).toMatchObject({ state: 'complete', method: 'list' });
      torn.push(...tears(snapshot));
    }
    await churning.stop();
    await proxy.die();
    expect(torn).not.toEqual([]);
  });

  test('what is deleted while it is read is still whole', async () => {
    await createApp(cluster, 'doomed', 3);
    let deleted = false;
    const proxy = await startFaultProxy(cluster, async ({ resource, query }) => {
      if (resource === 'pods' && query.has('continue') && !deleted) {
        deleted = true;
        await deleteApp(cluster, 'doomed');
      }
      return undefined;
    });
    const { objects } = await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }));
    await proxy.die();
    expect(deleted).toBe(true);
    expect(objects('Pod').filter(({ metadata }) => metadata.labels?.app === 'doomed')).toHaveLength(3);
    for (const kind of ['Node', 'Deployment', 'ReplicaSet'] as const) {
      expect(objects(kind).map(({ metadata }) => metadata.name)).toContain('doomed');
    }
    const left = await cluster.api<{ items: unknown[] }>('GET', '/api/v1/pods?labelSelector=app%3Ddoomed');
    expect(left.items).toEqual([]);
  });

  test('time and revision are those of the server when the first list was read', async () => {
    const hour = 3600_000;
    const before = Math.floor(Date.now() / 1000) * 1000;
    const proxy = await startFaultProxy(cluster, async ({ resource, earlier }) => {
      // A slow collection ages nothing: the first list fixes the time.
      if (resource === 'pods' && earlier === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
      return undefined;
    });
    const { observation } = await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }), {
      now: () => new Date(Date.now() + hour),
    });
    await proxy.die();
    expect(observation.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(observation.time) - before).toBeLessThan(1500);
    expect(Date.parse(observation.time)).toBeGreaterThanOrEqual(before);
    expect(Math.abs(observation.clockSkewMs - hour)).toBeLessThan(1500);
    expect(observation.durationMs).toBeGreaterThan(1500);
    expect(Number(observation.resourceVersion)).toBeGreaterThan(0);
  });

  test('later pages send continue alone, and pages hold 500', async () => {
    const proxy = await startFaultProxy(cluster, () => undefined);
    await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }));
    await proxy.die();
    const pods = proxy.requests
      .filter((url) => url.startsWith('/api/v1/pods'))
      .map((url) => Object.fromEntries(new URL(url, proxy.server).searchParams));
    expect(pods).toEqual([
      { limit: '1' },
      { limit: '500', resourceVersion: expect.stringMatching(/^\d+$/), resourceVersionMatch: 'Exact' },
      { limit: '500', continue: expect.any(String) },
    ]);
    expect(proxy.requests.filter((url) => /secrets|configmaps/.test(url))).toEqual([]);
  });

  test('the heartbeats of nodes stand apart from the nodes', async () => {
    await cluster.api('PUT', '/api/v1/nodes/steady-0/status', {
      metadata: { name: 'steady-0' },
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            lastHeartbeatTime: '2026-11-22T07:00:00Z',
            lastTransitionTime: '2026-11-01T00:00:00Z',
          },
        ],
      },
    });
    const { objects } = await collectFrom(cluster.kubeconfig());
    const node = objects('Node').find(({ metadata }) => metadata.name === 'steady-0');
    expect(node?.status?.conditions).toEqual([
      { type: 'Ready', status: 'True', lastTransitionTime: '2026-11-01T00:00:00Z' },
    ]);
    expect(objects('NodeHeartbeat')).toEqual([
      {
        kind: 'NodeHeartbeat',
        apiVersion: 'gazette/v1',
        metadata: { uid: node?.metadata.uid, name: 'steady-0' },
        conditions: [{ type: 'Ready', lastHeartbeatTime: '2026-11-22T07:00:00Z' }],
      },
    ]);
  });

  test('events of both styles come with what each of them has', async () => {
    const pod = await createPod(cluster, 'default', {
      metadata: { name: 'eventful' },
      spec: { nodeName: 'steady-0' },
    });
    const { uid } = pod.metadata;
    const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'eventful', uid };
    await cluster.api('POST', '/api/v1/namespaces/default/events', {
      metadata: { name: 'old-style' },
      involvedObject: object,
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      count: 7,
      firstTimestamp: '2026-11-22T06:00:00Z',
      lastTimestamp: '2026-11-22T07:00:00Z',
      source: { component: 'kubelet', host: 'steady-0' },
    });
    await cluster.api('POST', '/apis/events.k8s.io/v1/namespaces/default/events', {
      metadata: { name: 'new-style' },
      regarding: object,
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Scheduling',
      note: '0/1 nodes are available',
      eventTime: '2026-11-22T07:00:00.123456Z',
      reportingController: 'default-scheduler',
      reportingInstance: 'default-scheduler-1',
      series: { count: 3, lastObservedTime: '2026-11-22T07:05:00.000000Z' },
    });
    const { objects } = await collectFrom(cluster.kubeconfig());
    const events = new Map(objects('Event').map((event) => [event.metadata.name, event]));
    expect(events.get('old-style')).toMatchObject({
      involvedObject: { kind: 'Pod', name: 'eventful', uid },
      count: 7,
      firstTimestamp: '2026-11-22T06:00:00Z',
      lastTimestamp: '2026-11-22T07:00:00Z',
      source: { component: 'kubelet', host: 'steady-0' },
    });
    const fresh = events.get('new-style');
    expect(fresh).toMatchObject({
      involvedObject: { kind: 'Pod', name: 'eventful', uid },
      message: '0/1 nodes are available',
      action: 'Scheduling',
      eventTime: '2026-11-22T07:00:00.123456Z',
      series: { count: 3, lastObservedTime: '2026-11-22T07:05:00.000000Z' },
      reportingComponent: 'default-scheduler',
    });
    expect(fresh).not.toHaveProperty('firstTimestamp');
  });
});

describe.runIf(needs.controlPlane)('events in an etcd of their own', () => {
  let cluster: ControlPlane;
  beforeAll(async () => {
    cluster = await startControlPlane({ flags: ['--etcd-servers-overrides', '/events#{etcd2}'] });
  });
  afterAll(() => cluster?.stop());

  test('are read by an ordinary list, and that is said', async () => {
    await cluster.api('POST', '/api/v1/namespaces/default/events', {
      metadata: { name: 'apart' },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' },
      reason: 'Test',
    });
    const { objects, coverage, observation } = await collectFrom(cluster.kubeconfig());
    expect(objects('Event').map(({ metadata }) => metadata.name)).toContain('apart');
    expect(coverage('Event')).toMatchObject({ state: 'complete', method: 'list' });
    expect(coverage('Event').resourceVersion).not.toBe(observation.resourceVersion);
    expect(coverage('Pod')).toMatchObject({ state: 'complete', method: 'exact' });
  });
});
