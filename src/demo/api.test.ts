import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveDemo, type DemoServer } from './api.ts';
import { HOUR, MINUTE } from './plan/clock.ts';

const ANCHOR = new Date('2026-11-22T09:15:00Z');
const at = (milliseconds: number) => new Date(ANCHOR.getTime() + milliseconds);
let server: DemoServer;

interface Body {
  kind: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: { metadata: { name: string; namespace?: string; uid: string } }[];
  reason?: string;
  message?: string;
  [field: string]: unknown;
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    headers: { Authorization: 'Bearer demo-viewer', ...headers },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    code: response.status,
    date: response.headers.get('date'),
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

beforeAll(async () => {
  server = await serveDemo({ anchor: ANCHOR });
});
afterAll(() => server.close());
beforeEach(() => server.setTime(ANCHOR));

const PODS = '/production/api/v1/pods';

test('its clock is the simulated one, and resourceVersions grow with it', async () => {
  const early = await get(`${PODS}?limit=1`);
  expect(early.date).toBe('Sun, 22 Nov 2026 09:15:00 GMT');
  server.setTime(at(1000), 'production');
  const late = await get(`${PODS}?limit=1`);
  expect(late.date).toBe('Sun, 22 Nov 2026 09:15:01 GMT');
  expect(Number(late.body.metadata.resourceVersion)).toBeGreaterThan(
    Number(early.body.metadata.resourceVersion),
  );
  expect((await get('/test/api/v1/pods?limit=1')).date).toBe('Sun, 22 Nov 2026 09:15:00 GMT');
});

test('pages cover everything once, in order, at one resourceVersion', async () => {
  const whole = (await get(PODS)).body;
  const paged: Body['items'] = [];
  let query = '?limit=17';
  for (let pages = 1; ; pages += 1) {
    const { body } = await get(PODS + query);
    expect(body.metadata.resourceVersion).toBe(whole.metadata.resourceVersion);
    paged.push(...body.items);
    expect(body.metadata.remainingItemCount ?? 0).toBe(whole.items.length - paged.length);
    if (!body.metadata.continue) {
      expect(pages).toBe(Math.ceil(whole.items.length / 17));
      break;
    }
    query = `?limit=17&continue=${body.metadata.continue}`;
    server.setTime(at(pages * 1000));
  }
  expect(paged).toEqual(whole.items);
});

test('a list at an exact resourceVersion is what it was then', async () => {
  server.setTime(at(-9 * HOUR));
  const then = await get(PODS);
  server.setTime(at(-9 * HOUR + 4 * MINUTE));
  const exact = `?resourceVersion=${then.body.metadata.resourceVersion}&resourceVersionMatch=Exact`;
  expect((await get(PODS)).text).not.toBe(then.text);
  expect((await get(PODS + exact)).text).toBe(then.text);
  server.setTime(at(-9 * HOUR + 6 * MINUTE));
  expect(await get(PODS + exact)).toMatchObject({ code: 410, body: { reason: 'Expired' } });
});

test('an old continue token is gone, and what comes with the refusal goes on with the rest', async () => {
  const first = (await get(`${PODS}?limit=100`)).body;
  server.setTime(at(10 * MINUTE));
  const refused = await get(`${PODS}?continue=${first.metadata.continue}`);
  expect(refused).toMatchObject({ code: 410, body: { kind: 'Status', reason: 'Expired' } });
  const rest = await get(`${PODS}?continue=${refused.body.metadata.continue}`);
  const now = (await get(PODS)).body;
  expect(rest.body.items.at(-1)).toEqual(now.items.at(-1));
  expect(rest.body.metadata.resourceVersion).toBe(now.metadata.resourceVersion);
});

test.each([
  ['resourceVersion beside continue', 'continue=TOKEN&resourceVersion=5', 400],
  ['a match beside continue', 'continue=TOKEN&resourceVersionMatch=Exact', 422],
  ['a match without resourceVersion', 'resourceVersionMatch=Exact', 422],
  ['an exact match of 0', 'resourceVersion=0&resourceVersionMatch=Exact', 422],
  ['an unknown match', 'resourceVersion=5&resourceVersionMatch=About', 422],
  ['a torn continue token', 'continue=xyz', 400],
  ['a future revision', 'resourceVersion=999999999999&resourceVersionMatch=Exact', 500],
])('%s is refused', async (_, query, code) => {
  const { body } = await get(`${PODS}?limit=1`);
  const refused = await get(`${PODS}?${query.replace('TOKEN', body.metadata.continue ?? '')}`);
  expect(refused).toMatchObject({ code, body: { kind: 'Status', status: 'Failure', code } });
});

test('credentials are asked for, and what the role does not allow is forbidden', async () => {
  expect(await get(PODS, { Authorization: 'Bearer wrong' })).toMatchObject({ code: 401 });
  for (const resource of ['secrets', 'configmaps']) {
    const { code, body } = await get(`/production/api/v1/${resource}`);
    expect({ code, reason: body.reason }).toEqual({ code: 403, reason: 'Forbidden' });
    expect(body.message).toContain(`cannot list resource "${resource}"`);
  }
  const quotas = async () => (await get('/acceptance/api/v1/namespaces/ledger/resourcequotas')).code;
  expect(await quotas()).toBe(200);
  server.setTime(at(-10 * HOUR));
  expect(await quotas()).toBe(403);
});

test('discovery names exactly what can be listed', async () => {
  for (const cluster of ['production', 'acceptance', 'test', 'development']) {
    const { groups } = (await get(`/${cluster}/apis`)).body as unknown as {
      groups: { versions: { groupVersion: string }[] }[];
    };
    const versions = groups.flatMap((group) =>
      group.versions.map(({ groupVersion }) => `/apis/${groupVersion}`),
    );
    for (const path of ['/api/v1', ...versions]) {
      const { resources } = (await get(`/${cluster}${path}`)).body as unknown as {
        resources: { name: string; kind: string }[];
      };
      for (const { name, kind } of resources) {
        const { code, body } = await get(`/${cluster}${path}/${name}?limit=1`);
        if (code !== 403) expect(body.kind).toBe(`${kind}List`);
      }
    }
    const hasMetrics = cluster === 'production' || cluster === 'acceptance';
    expect((await get(`/${cluster}/apis/metrics.k8s.io/v1beta1/nodes`)).code).toBe(hasMetrics ? 200 : 404);
  }
});

test('a list of one namespace holds that namespace, and one object can be read alone', async () => {
  const { items } = (await get('/production/apis/apps/v1/namespaces/ledger/deployments')).body;
  expect(items.map(({ metadata }) => metadata.name)).toEqual(['ledger', 'ledger-query']);
  const one = await get('/production/apis/apps/v1/namespaces/ledger/deployments/ledger');
  expect(one.body).toEqual({ kind: 'Deployment', apiVersion: 'apps/v1', ...items[0] });
  expect(await get('/production/apis/apps/v1/namespaces/ledger/deployments/nobody')).toMatchObject({
    code: 404,
  });
});

test('custom resources come as a Table to those who ask for one', async () => {
  const path = '/acceptance/apis/argoproj.io/v1alpha1/rollouts';
  const Accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const { body } = await get(path, { Accept });
  expect(body).toMatchObject({
    kind: 'Table',
    rows: [{ cells: ['mobile-bff', 2, 2, 2, 2, expect.any(String)] }],
  });
  expect(body.columnDefinitions).toHaveLength(6);
  expect((await get(path)).body.kind).toBe('RolloutList');
  const certificates = await get('/acceptance/apis/cert-manager.io/v1/certificates', { Accept });
  expect(certificates.body.rows).toMatchObject(
    expect.arrayContaining(
      [
        {
          cells: ['mobile-bff-tls', 'False', 'mobile-bff-tls', expect.any(String), expect.any(String), '1d'],
        },
      ].map((row) => expect.objectContaining(row) as unknown),
    ),
  );
});

test('/readyz fails while a check does', async () => {
  expect(await get('/acceptance/readyz?verbose')).toMatchObject({ code: 200 });
  server.setTime(at(-5.5 * HOUR));
  const { code, text } = await get('/acceptance/readyz?verbose');
  expect(code).toBe(500);
  expect(text).toContain('[-]etcd failed');
});

test('what is served holds what a snapshot must not', async () => {
  server.setTime(at(-7.5 * HOUR));
  const lists = [
    'api/v1/pods',
    'api/v1/events',
    'apis/apps/v1/deployments',
    'apis/networking.k8s.io/v1/ingresses',
  ];
  const routes = '/acceptance/apis/gateway.networking.k8s.io/v1/httproutes';
  const all = (await Promise.all([...lists.map((list) => get(`/production/${list}`)), get(routes)]))
    .map(({ text }) => text)
    .join();
  for (const canary of [
    'canary-env',
    'canary-arg',
    'canary-last-applied',
    'canary-annotation',
    'canary-header',
    'managedFields',
  ]) {
    expect(all).toContain(canary);
  }
});

test('the kubeconfig has a context for each cluster', () => {
  const { contexts, clusters } = parse(server.kubeconfig) as {
    contexts: { name: string }[];
    clusters: { name: string; cluster: { server: string } }[];
  };
  const names = ['development', 'test', 'acceptance', 'production'];
  expect(contexts.map(({ name }) => name)).toEqual(names);
  expect(clusters.map(({ cluster }) => cluster.server)).toEqual(names.map((name) => `${server.url}/${name}`));
});
