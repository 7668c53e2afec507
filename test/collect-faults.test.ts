import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import { NothingCollectedError } from '../src/collect/errors.ts';
import type { Coverage } from '../src/snapshots/schema.ts';
import { collectFrom, collectOptions, readFolder, collectionFolder } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { startFaultProxy, type Fault, type FaultProxy, type ProxiedRequest } from './fault-proxy.ts';
import { needs } from './needs.ts';
import { createApp, createNamespace } from './populate.ts';

const PODS = 620;
const failure = (status: number, message: string, headers = {}): Fault => ({
  status,
  headers,
  body: JSON.stringify({ kind: 'Status', status: 'Failure', message, code: status }),
});

describe.runIf(needs.controlPlane)('a faulty API server', () => {
  let cluster: ControlPlane;
  let proxy: FaultProxy | undefined;

  beforeAll(async () => {
    cluster = await startControlPlane({ users: ['stranger'] });
    await createNamespace(cluster, 'other');
    for (let index = 0; index < 4; index += 1) await createApp(cluster, `app-${index}`, PODS / 4);
  });
  afterAll(() => cluster?.stop());
  afterEach(() => proxy?.die());

  /** Collects through a proxy with this fault. */
  async function collectWith(
    fault: (request: ProxiedRequest) => Fault | undefined | Promise<Fault | undefined>,
    overrides: Parameters<typeof collectFrom>[1] = {},
  ) {
    proxy = await startFaultProxy(cluster, fault);
    return await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }), overrides);
  }

  /** Expects that collecting fails, stores nothing, and shows no credentials. */
  async function expectNothing(kubeconfig: string, overrides: Parameters<typeof collectOptions>[1] = {}) {
    const options = collectOptions(kubeconfig, overrides);
    const error: unknown = await collect(options).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NothingCollectedError);
    expect(await readFolder(options.store.name)).toEqual([]);
    const { message, hint } = error as NothingCollectedError;
    expect(`${message} ${hint}`).not.toContain('canary-token');
    return { message, hint };
  }

  const others = (coverage: readonly Coverage[], ...kinds: string[]) =>
    coverage.filter(({ kind, state }) => !kinds.includes(kind) && state !== 'complete' && state !== 'absent');
  const page = ({ resource, query }: ProxiedRequest, name: string) =>
    resource === name && query.get('limit') === '500';
  const first = (request: ProxiedRequest, name: string) =>
    page(request, name) && !request.query.has('continue');
  const later = (request: ProxiedRequest, name: string) =>
    page(request, name) && request.query.has('continue');

  /** True the first `times` times. */
  function times(limit: number) {
    let count = 0;
    return () => (count += 1) <= limit;
  }

  test('403 on one kind costs that kind only', async () => {
    const { coverage, observation } = await collectWith(({ resource }) =>
      resource === 'services' ? failure(403, 'services is forbidden') : undefined,
    );
    expect(coverage('Service')).toMatchObject({
      state: 'forbidden',
      error: '403 Forbidden: services is forbidden',
    });
    expect(others(observation.coverage, 'Service')).toEqual([]);
  });

  test('401 in the middle fetches credentials anew, once', async () => {
    const once = times(1);
    const { coverage, observation } = await collectWith((request) =>
      first(request, 'pods') && once() ? failure(401, 'Unauthorized') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', objects: PODS, requests: 4 });
    expect(others(observation.coverage)).toEqual([]);
  });

  test('401 is not retried for ever', async () => {
    const { coverage } = await collectWith((request) =>
      first(request, 'pods') ? failure(401, 'Unauthorized') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({
      state: 'failed',
      error: '401 Unauthorized: Unauthorized',
      requests: 3,
    });
  });

  test('401 from the start collects nothing, and says to log in again', async () => {
    proxy = await startFaultProxy(cluster, () => failure(401, 'Unauthorized'));
    const { message, hint } = await expectNothing(cluster.kubeconfig('admin', { server: proxy.server }));
    expect(message).toMatch(/^http:\/\/127.*: 401 Unauthorized/);
    expect(hint).toMatch(/log in again/);
    expect(proxy.requests).toHaveLength(2);
  });

  test('429 waits as long as Retry-After says', async () => {
    const once = times(1);
    const { coverage } = await collectWith((request) =>
      first(request, 'pods') && once() ? failure(429, 'slow down', { 'Retry-After': '1' }) : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', objects: PODS });
    expect(coverage('Pod').durationMs).toBeGreaterThanOrEqual(1000);
  });

  test('429 with Retry-After is asked again for as long as it takes', async () => {
    const often = times(8);
    const { coverage } = await collectWith((request) =>
      first(request, 'pods') && often() ? failure(429, 'slow down', { 'Retry-After': '0' }) : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', objects: PODS, requests: 11 });
  });

  test('429 that lasts costs the kind, when the time limit comes', async () => {
    const { coverage, observation, objects } = await collectWith(
      (request) => (first(request, 'pods') ? failure(429, 'slow down', { 'Retry-After': '1' }) : undefined),
      { timeLimitMs: 9_000 },
    );
    expect(coverage('Pod')).toMatchObject({
      state: 'failed',
      error: '429 Too Many Requests: slow down (no time left for another attempt)',
    });
    expect(coverage('Pod').requests).toBeGreaterThan(7);
    expect(observation.durationMs).toBeLessThan(9_000);
    expect(objects('Node')).toHaveLength(4);
  });

  test('429 without Retry-After is asked again a few times', async () => {
    const { coverage } = await collectWith((request) =>
      first(request, 'pods') ? failure(429, 'slow down') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'failed', requests: 6 });
  });

  test('a Retry-After beyond the time limit costs the kind, not the snapshot', async () => {
    const { coverage, objects } = await collectWith(
      (request) =>
        first(request, 'pods') ? failure(429, 'slow down', { 'Retry-After': '3600' }) : undefined,
      { timeLimitMs: 30_000 },
    );
    expect(coverage('Pod')).toMatchObject({
      state: 'failed',
      error: '429 Too Many Requests: slow down (no time left for another attempt)',
    });
    expect(coverage('Pod').durationMs).toBeLessThan(5_000);
    expect(objects('Node')).toHaveLength(4);
  });

  test('500s that pass are retried', async () => {
    const thrice = times(3);
    const { coverage } = await collectWith((request) =>
      later(request, 'pods') && thrice() ? failure(500, 'etcdserver: leader changed') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', objects: PODS, requests: 6 });
  });

  test('500s that stay cost what was not read yet', async () => {
    const { coverage, observation, objects } = await collectWith((request) =>
      later(request, 'pods') ? failure(500, 'etcdserver: request timed out') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({
      state: 'partial',
      objects: 500,
      error: '500 Internal Server Error: etcdserver: request timed out',
    });
    expect(objects('Pod')).toHaveLength(500);
    expect(others(observation.coverage, 'Pod')).toEqual([]);
  });

  test.each([
    ['a reset in mid-body', { resetAfter: 5000 }],
    ['a truncated body', { truncateAfter: 5000 }],
    ['malformed JSON', { status: 200, body: '{"kind":"PodList","items":[{' }],
    ['a page of HTML', { status: 200, body: '<html>Log in</html>' }],
    ['silence in mid-body', { stallAfter: 5000 }],
  ] satisfies [string, Fault][])('%s is retried', async (_, fault) => {
    const once = times(1);
    const requests = { idleMs: 500, backoffMs: 10 };
    const { coverage, objects } = await collectWith(
      (request) => (later(request, 'pods') && once() ? fault : undefined),
      { requests },
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', objects: PODS, requests: 4 });
    expect(objects('Pod')).toHaveLength(PODS);
  });

  test('malformed JSON every time is a failure that says so', async () => {
    const { coverage } = await collectWith((request) =>
      page(request, 'nodes') ? { status: 200, body: '{"items":[' } : undefined,
    );
    expect(coverage('Node')).toMatchObject({
      state: 'failed',
      error: 'the answer is not valid JSON (10 bytes)',
    });
  });

  test('JSON that is no list is a failure', async () => {
    const { coverage } = await collectWith((request) =>
      page(request, 'nodes') ? { status: 200, body: '{"login":"please"}' } : undefined,
    );
    expect(coverage('Node')).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/not a Kubernetes list/),
    });
  });

  const node = (name: string, uid: string) => ({ metadata: { name, uid } });
  const nodeList = (...items: unknown[]) =>
    JSON.stringify({ kind: 'NodeList', metadata: { resourceVersion: '1' }, items });

  test.each([
    [
      'a list without items',
      '{"kind":"NodeList","metadata":{"resourceVersion":"1"}}',
      'failed',
      /not a Kubernetes list/,
    ],
    [
      'the list of another kind',
      '{"kind":"PodList","metadata":{},"items":[]}',
      'failed',
      /a PodList, and not a NodeList/,
    ],
    [
      'a list of any kind',
      '{"apiVersion":"v1","kind":"List","metadata":{},"items":[]}',
      'failed',
      /a List, and not a NodeList/,
    ],
    [
      'a Table in place of objects',
      '{"kind":"Table","metadata":{},"columnDefinitions":[],"rows":[]}',
      'failed',
      /a Table, and not a NodeList/,
    ],
    [
      'an object of another kind',
      nodeList(node('a', '1'), { kind: 'Pod', ...node('b', '2') }),
      'failed',
      /a Pod among its Nodes/,
    ],
    [
      'objects that are left, and no next page',
      JSON.stringify({
        ...{ kind: 'NodeList', metadata: { resourceVersion: '1', remainingItemCount: 7 } },
        items: [node('a', '1')],
      }),
      'partial',
      /more objects, by its own word, but no next page/,
    ],
    [
      'a Status of failure',
      '{"kind":"Status","status":"Failure","message":"token=canary-1234567890abcdef is stale","metadata":{}}',
      'failed',
      /^the server refused: .* is stale/,
    ],
    [
      'a Status that forbids',
      '{"kind":"Status","status":"Failure","code":403,"message":"not you","metadata":{}}',
      'forbidden',
      /^the server refused: not you/,
    ],
    [
      'a Status that finds nothing, of a kind that the cluster serves',
      '{"kind":"Status","status":"Failure","code":404,"message":"no such thing","metadata":{}}',
      'failed',
      /^the server refused: no such thing/,
    ],
    [
      'a list of no kind',
      '{"metadata":{"resourceVersion":"1"},"items":[]}',
      'failed',
      /not a Kubernetes list/,
    ],
    ['items that are no objects', nodeList(null, 5, 'x'), 'failed', /an item of the list is no object/],
    [
      'an object without metadata',
      nodeList(node('a', '1'), { status: {} }),
      'partial',
      /left out: 1 without a name/,
    ],
    [
      'two objects with one UID',
      nodeList(node('a', '1'), node('b', '1')),
      'partial',
      /left out: 1 with the UID of another object/,
    ],
    ['nothing but objects without metadata', nodeList({}, {}), 'failed', /left out: 2 without a name/],
  ])('HTTP 200 with %s is not a complete list', async (_, body, state, error) => {
    const { coverage } = await collectWith((request) =>
      request.resource === 'nodes' ? { status: 200, body } : undefined,
    );
    expect(coverage('Node')).toMatchObject({ state, error: expect.stringMatching(error) });
    expect(coverage('Node').error).not.toContain('canary');
  });

  test('an empty list is complete where the server writes it as null', async () => {
    const { coverage } = await collectWith((request) =>
      request.resource === 'services'
        ? { status: 200, body: '{"kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":null}' }
        : undefined,
    );
    expect(coverage('Service')).toMatchObject({ state: 'complete', objects: 0 });
  });

  test('a slow body is read to its end while bytes arrive', async () => {
    const { coverage } = await collectWith(
      (request) => (first(request, 'nodes') ? { drip: 200, everyMs: 100 } : undefined),
      { requests: { idleMs: 1000 } },
    );
    expect(coverage('Node')).toMatchObject({ state: 'complete', objects: 4 });
    expect(coverage('Node').durationMs).toBeGreaterThan(1000);
  });

  test('a body that never ends costs what was not read when the time limit came', async () => {
    const { coverage, observation } = await collectWith(
      (request) => (first(request, 'pods') ? { drip: 1, everyMs: 100 } : undefined),
      { timeLimitMs: 3_000 },
    );
    expect(coverage('Pod')).toMatchObject({ state: 'failed', error: 'the time limit of 3 s was reached' });
    expect(observation.durationMs).toBeLessThan(6_000);
    expect(others(observation.coverage, 'Pod')).toEqual([]);
  });

  test('a later page that is not found makes the kind partial, and not absent', async () => {
    const { coverage, objects } = await collectWith((request) =>
      later(request, 'pods') ? failure(404, 'not found') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({
      state: 'partial',
      objects: 500,
      error: '404 Not Found: not found',
    });
    expect(objects('Pod')).toHaveLength(500);
  });

  test('an expired continue token restarts the kind, without mixing', async () => {
    const once = times(1);
    const { coverage, objects, observation } = await collectWith((request) =>
      later(request, 'pods') && once()
        ? failure(410, 'The provided continue parameter is too old to display a consistent list result.')
        : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', method: 'list', objects: PODS });
    expect(objects('Pod')).toHaveLength(PODS);
    expect(coverage('Node')).toMatchObject({ method: 'exact' });
    expect(others(observation.coverage)).toEqual([]);
  });

  test('a compacted resourceVersion is read by an ordinary list', async () => {
    const { coverage } = await collectWith((request) =>
      request.query.has('resourceVersion')
        ? failure(410, 'The resourceVersion for the provided list is too old.')
        : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'complete', method: 'list', objects: PODS });
  });

  test('lists that expire again and again are given up', async () => {
    const { coverage } = await collectWith((request) =>
      later(request, 'pods') ? failure(410, 'too old') : undefined,
    );
    expect(coverage('Pod')).toMatchObject({ state: 'partial', objects: 500, error: '410 Gone: too old' });
    expect(proxy?.requests.filter((url) => url.includes('/pods') && url.includes('continue'))).toHaveLength(
      4,
    );
  });

  test('a revision from the future is not retried: the kind is read by an ordinary list', async () => {
    const { coverage } = await collectWith((request) =>
      request.resource === 'events' && request.query.has('resourceVersion')
        ? failure(
            500,
            'rpc error: code = OutOfRange desc = etcdserver: mvcc: required revision is a future revision',
          )
        : undefined,
    );
    expect(coverage('Event')).toMatchObject({ state: 'complete', method: 'list', requests: 3 });
  });

  test('a server that dies half-way leaves what was read until then', async () => {
    const { coverage, objects, observation } = await collectWith(async (request) => {
      if (!later(request, 'pods')) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 300));
      await proxy?.die();
      return undefined;
    });
    expect(coverage('Pod')).toMatchObject({ state: 'partial', objects: 500 });
    expect(objects('Pod')).toHaveLength(500);
    expect(coverage('Node')).toMatchObject({ state: 'complete' });
    expect(coverage('Pod').error).toMatch(/ECONNRE/);
    expect(observation.durationMs).toBeLessThan(20_000);
  });

  test('without discovery the versions are tried in turn', async () => {
    const { coverage, observation } = await collectWith(({ url, query }) =>
      url.startsWith('/api') && !query.has('limit') ? failure(403, 'no discovery') : undefined,
    );
    expect(others(observation.coverage)).toEqual([]);
    expect(coverage('CronJob')).toMatchObject({ state: 'complete', apiVersion: 'batch/v1beta1' });
    expect(coverage('NodeMetrics')).toMatchObject({ state: 'absent' });
  });

  test('a cluster that serves no group of the API, by its own word, is asked for each', async () => {
    const { coverage, observation } = await collectWith(({ url }) =>
      url.split('?')[0] === '/apis'
        ? { status: 200, body: '{"kind":"APIGroupList","apiVersion":"v1","groups":[]}' }
        : undefined,
    );
    expect(others(observation.coverage)).toEqual([]);
    expect(coverage('Deployment')).toMatchObject({ state: 'complete', objects: 4 });
  });

  test('Endpoints are read where there are no EndpointSlices', async () => {
    const path = '/api/v1/namespaces/default/endpoints';
    const subsets = [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }];
    await cluster.api('POST', path, { metadata: { name: 'web' }, subsets });
    const { coverage, objects } = await collectWith(({ url }) =>
      url.startsWith('/apis/discovery.k8s.io') ? failure(404, 'not found') : undefined,
    );
    expect(coverage('EndpointSlice')).toMatchObject({ state: 'absent' });
    expect(coverage('Endpoints')).toMatchObject({ state: 'complete' });
    expect(objects('Endpoints').map(({ metadata }) => metadata.name)).toContain('web');
    const usual = await collectFrom(cluster.kubeconfig());
    expect(usual.observation.coverage.map(({ kind }) => kind)).not.toContain('Endpoints');
  });

  test('EndpointSlices of v1beta1 say where their endpoints are, as those of v1 do', async () => {
    const topology = { 'kubernetes.io/hostname': 'lxa150h', 'topology.kubernetes.io/zone': 'dc1' };
    await cluster.api('POST', '/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices', {
      metadata: { name: 'web-abc' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], topology }],
    });
    const { objects } = await collectFrom(cluster.kubeconfig());
    const slice = objects('EndpointSlice').find(({ metadata }) => metadata.name === 'web-abc');
    expect(slice).toMatchObject({ apiVersion: 'discovery.k8s.io/v1beta1' });
    expect(slice?.endpoints).toEqual([{ addresses: ['10.0.0.1'], nodeName: 'lxa150h', zone: 'dc1' }]);
  });

  test('a cluster that is not ready says which checks fail', async () => {
    const body = '[+]ping ok\n[-]etcd failed: reason withheld\n[+]log ok\nreadyz check failed\n';
    const { observation } = await collectWith(({ resource }) =>
      resource === 'readyz' ? { status: 500, body } : undefined,
    );
    expect(observation.server).toMatchObject({ ready: false, notReady: ['etcd'] });
    proxy = undefined;
    const silent = await collectWith(({ resource }) =>
      resource === 'readyz' ? failure(403, 'forbidden') : undefined,
    );
    expect(silent.observation.server).not.toHaveProperty('ready');
  });

  test('a wrong CA collects nothing, and is not retried', async () => {
    const folder = collectionFolder();
    const files = ['-keyout', path.join(folder, 'key.pem'), '-out', path.join(folder, 'ca.pem')];
    const subject = ['-subj', '/CN=somebody-else', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
    execFileSync('openssl', ['req', '-x509', ...subject, ...files], { stdio: 'ignore' });
    const ca = fs.readFileSync(path.join(folder, 'ca.pem'), 'utf8');
    const begun = performance.now();
    const { message, hint } = await expectNothing(cluster.kubeconfig('admin', { ca }), {
      requests: { backoffMs: 2000 },
    });
    expect(performance.now() - begun).toBeLessThan(1500);
    expect(message).toMatch(/certificate/);
    expect(hint).toMatch(/certificate-authority/);
  });

  test('the proxy of the kubeconfig is used, with connections that are kept', async () => {
    let tunnels = 0;
    const tunnel = http.createServer().on('connect', (request, client, head) => {
      tunnels += 1;
      const { hostname, port } = new URL(`http://${request.url}`);
      const server = net.connect(Number(port), hostname, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        server.write(head);
        server.pipe(client).pipe(server);
      });
      server.on('error', () => client.destroy());
      client.on('error', () => server.destroy());
    });
    await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve));
    const { port } = tunnel.address() as net.AddressInfo;
    const snapshot = await collectFrom(cluster.kubeconfig('admin', { proxy: `http://127.0.0.1:${port}` }));
    tunnel.close();
    expect(others(snapshot.observation.coverage)).toEqual([]);
    expect(tunnels).toBeGreaterThan(0);
    expect(tunnels).toBeLessThan(20);
  });

  test('a server that is not there collects nothing', async () => {
    const { message } = await expectNothing(cluster.kubeconfig('admin', { server: 'http://127.0.0.1:1' }));
    expect(message).toMatch(/^http:\/\/127.0.0.1:1: nobody listens at 127.0.0.1:1 \(ECONNREFUSED\)$/);
    const nowhere = await expectNothing(
      cluster.kubeconfig('admin', { server: 'https://no-such-host.invalid' }),
    );
    expect(nowhere.message).toMatch(/no-such-host.invalid/);
  });

  test('a server that never answers collects nothing when the time limit comes', async () => {
    proxy = await startFaultProxy(cluster, () => new Promise<undefined>(() => {}));
    const kubeconfig = cluster.kubeconfig('admin', { server: proxy.server });
    const { message } = await expectNothing(kubeconfig, { timeLimitMs: 1_000 });
    expect(message).toMatch(/time limit of 1 s was reached/);
  });

  test('every kind failing collects nothing', async () => {
    proxy = await startFaultProxy(cluster, ({ query }) =>
      query.get('limit') === '500' ? failure(500, 'broken') : undefined,
    );
    const { message } = await expectNothing(cluster.kubeconfig('admin', { server: proxy.server }));
    expect(message).toMatch(/no kind could be read: 500 Internal Server Error: broken/);
  });

  test('somebody who gives up leaves nothing behind', async () => {
    const giveUp = new AbortController();
    proxy = await startFaultProxy(cluster, ({ resource }) => {
      if (resource === 'pods') giveUp.abort();
      return undefined;
    });
    const options = collectOptions(cluster.kubeconfig('admin', { server: proxy.server }), {
      signal: giveUp.signal,
    });
    await expect(collect(options)).rejects.toThrow(/abort/i);
    expect((await readFolder(options.store.name)).join('')).not.toContain('"kind":"Snapshot"');
    const again = await collectFrom(cluster.kubeconfig(), { store: options.store });
    expect(again.coverage('Pod')).toMatchObject({ state: 'complete' });
  });
});
