import https from 'node:https';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { object, runningPod, snapshotOf, TIME, type Unseen } from '../../test/snapshot-of.ts';
import { GazetteError } from '../errors.ts';
import type { Coverage, Snapshot } from '../snapshots/schema.ts';
import { toPast, type Past } from './past.ts';
import { openApiServer, type ApiServer } from './server.ts';
import { formatWarning } from './warning.ts';

let server: ApiServer | undefined;
afterEach(() => server?.close());

const pastOf = (snapshot: Snapshot): Past =>
  toPast('test/2026-11-22T071500Z', snapshot.meta, () => Promise.resolve(snapshot));

interface Answered {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  body: {
    message?: string;
    reason?: string;
    items?: { metadata: { name: string } }[];
    rows?: { cells: unknown[]; object?: { kind: string; metadata: object } }[];
    metadata?: { continue?: string; remainingItemCount?: number; resourceVersion?: string };
    [field: string]: unknown;
  };
}

type Sent = { method?: string; headers?: Record<string, string>; body?: string; token?: string };

function ask(path: string, { method = 'GET', headers, body, token }: Sent = {}): Promise<Answered> {
  const { url, ca, token: own } = server!;
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const request = https.request(
    url + path,
    {
      ...{ method, ca, servername: 'localhost' },
      headers: {
        Authorization: `Bearer ${token ?? own}`,
        'Content-Length': Buffer.byteLength(body ?? ''),
        ...headers,
      },
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({
          ...{ code: response.statusCode ?? 0, headers: response.headers, text },
          body: /^\{.*\}$/s.test(text) ? (JSON.parse(text) as Answered['body']) : {},
        }),
      );
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}

const pods = ['b', 'a', 'c'].map((name, index) =>
  runningPod(name, undefined, {
    metadata: { labels: { app: name, ...(index > 0 && { tier: 'web' }) } },
    spec: { nodeName: `node-${index % 2}` },
  }),
);

async function serve(
  objects: Parameters<typeof snapshotOf>[0] = { Pod: pods },
  coverage: Unseen = {},
  more: Partial<Snapshot['meta']> = {},
) {
  const snapshot = snapshotOf(objects, { coverage });
  Object.assign(snapshot.meta, more);
  server = await openApiServer(pastOf(snapshot), {
    now: new Date(),
    onBug: (bug) => expect.unreachable(String(bug)),
  });
}

const TABLE = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const PODS = '/api/v1/namespaces/shop/pods';
const namesOf = ({ body }: Answered) => body.items?.map(({ metadata }) => metadata.name);

test('only whoever has the token is answered, and only on this machine', async () => {
  await serve();
  const nobody = await ask(PODS, { token: 'guessed' });
  expect(nobody).toMatchObject({ code: 401, body: { kind: 'Status', reason: 'Unauthorized' } });
  expect(nobody.headers.warning).toBeUndefined();
  expect(await ask(PODS, { headers: { Authorization: '' } })).toMatchObject({ code: 401 });
  expect(await ask(PODS, { headers: { Host: 'evil.example' } })).toMatchObject({ code: 421 });
  const fine = await ask(PODS, { headers: { Origin: 'https://evil.example' } });
  expect(fine.code).toBe(200);
  expect(Object.keys(fine.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s changes nothing, and is told so', async (method) => {
  await serve();
  for (const path of [PODS, `${PODS}/a`, `${PODS}/a/eviction`, '/apis/apps/v1/namespaces/shop/deployments']) {
    expect(await ask(path, { method, body: '{}' }), path).toMatchObject({
      code: 405,
      body: {
        reason: 'MethodNotAllowed',
        message: 'test No. 1, 2026-11-22 07:15:00 UTC is a snapshot: it can only be read',
      },
    });
  }
});

test('logs, commands and ports are refused by what they are', async () => {
  await serve();
  expect((await ask(`${PODS}/a/log`)).body.message).toBe(
    'test No. 1, 2026-11-22 07:15:00 UTC is a snapshot: it has no logs of containers',
  );
  expect((await ask(`${PODS}/a/exec?command=sh`, { method: 'POST' })).body.message).toContain(
    'no containers to run a command in',
  );
});

test('lists are in the order of the API, and selected by labels and fields', async () => {
  await serve();
  const list = async (query: string) => namesOf(await ask(`${PODS}?${query}`));
  expect(await list('')).toEqual(['a', 'b', 'c']);
  expect(await list('labelSelector=app%3Db')).toEqual(['b']);
  expect(await list('labelSelector=app%21%3Db')).toEqual(['a', 'c']);
  expect(await list('labelSelector=app+in+(a,b),tier')).toEqual(['a']);
  expect(await list('labelSelector=app+notin+(a),!tier')).toEqual(['b']);
  expect(await list('fieldSelector=spec.nodeName%3Dnode-1')).toEqual(['a']);
  expect(await list('fieldSelector=metadata.name!%3Da,status.phase%3DRunning')).toEqual(['b', 'c']);
  expect(await ask(`${PODS}?labelSelector=a+b`)).toMatchObject({ code: 400 });
  expect(await ask(`${PODS}?fieldSelector=spec.schedulerName%3Dx`)).toMatchObject({
    code: 400,
    body: { message: expect.stringContaining('field label not supported: spec.schedulerName') },
  });
  expect(namesOf(await ask('/api/v1/namespaces/elsewhere/pods'))).toEqual([]);
});

test('pages hold everything once', async () => {
  await serve();
  const first = await ask(`${PODS}?limit=2`);
  expect(namesOf(first)).toEqual(['a', 'b']);
  expect(first.body.metadata).toMatchObject({ remainingItemCount: 1 });
  const rest = await ask(`${PODS}?limit=2&continue=${first.body.metadata?.continue}`);
  expect(namesOf(rest)).toEqual(['c']);
  expect(rest.body.metadata?.continue).toBeUndefined();
  expect(await ask(`${PODS}?continue=nonsense`)).toMatchObject({ code: 400 });
});

test('what was not seen is refused as it was, and never an empty list', async () => {
  const refused: Partial<Coverage> = { state: 'forbidden', error: 'services is forbidden' };
  await serve(
    { Pod: pods },
    {
      Service: refused,
      Node: { state: 'failed', error: 'etcdserver: request timed out' },
      Deployment: { state: 'partial', namespaces: ['shop'], error: 'no list at the cluster scope' },
      Job: { state: 'partial', error: 'the list was cut short' },
      Gateway: { state: 'absent' },
    },
  );
  expect(await ask('/api/v1/services')).toMatchObject({
    code: 403,
    body: {
      reason: 'Forbidden',
      message: 'services was forbidden for test No. 1, 2026-11-22 07:15:00 UTC: services is forbidden',
    },
  });
  expect(await ask('/api/v1/nodes/a')).toMatchObject({ code: 504, body: { reason: 'Timeout' } });
  const deployments = '/apis/apps/v1';
  expect(await ask(`${deployments}/namespaces/bank/deployments`)).toMatchObject({ code: 403 });
  expect(await ask(`${deployments}/namespaces/shop/deployments`)).toMatchObject({ code: 200 });
  const everywhere = await ask(`${deployments}/deployments`);
  expect(everywhere.headers.warning).toContain('only these namespaces were read: shop');
  expect(await ask('/apis/batch/v1/namespaces/shop/jobs/a')).toMatchObject({ code: 504 });
  expect(await ask('/api/v1/namespaces/shop/configmaps')).toMatchObject({ code: 403 });
  expect(await ask('/apis/gateway.networking.k8s.io/v1/gateways')).toMatchObject({ code: 404 });
  expect(await ask(`${PODS}/nobody`)).toMatchObject({
    code: 404,
    body: { reason: 'NotFound', message: 'pods "nobody" not found' },
  });
});

test('a client that passes over a refusal is warned of it', async () => {
  await serve({}, { Event: { state: 'forbidden', error: 'events is forbidden' } });
  const events = '/api/v1/namespaces/shop/events';
  expect((await ask(`${events}?fieldSelector=involvedObject.name%3Dweb`)).headers.warning).toContain(
    '299 - "events was forbidden for test No. 1, 2026-11-22 07:15:00 UTC: events is forbidden"',
  );
  expect((await ask(events, { headers: TABLE })).headers.warning).toBe(
    '299 - "test No. 1, 2026-11-22 07:15:00 UTC; kept fields only"',
  );
});

test('a snapshot whose file is damaged is no bug, and not empty', async () => {
  const { meta } = snapshotOf({});
  const damaged = toPast('test/2026-11-22T071500Z', meta, () =>
    Promise.reject(new GazetteError('test/2026-11-22/071500Z is damaged')),
  );
  server = await openApiServer(damaged, { now: new Date(), onBug: () => expect.unreachable() });
  expect(await ask(PODS)).toMatchObject({
    code: 500,
    body: { reason: 'InternalError', message: 'test/2026-11-22/071500Z is damaged' },
  });
});

test('every answer says which snapshot it is of', async () => {
  await serve();
  for (const path of ['/version', '/api', PODS, `${PODS}/a`, `${PODS}/nobody`, '/nonsense'])
    expect((await ask(path)).headers.warning, path).toBe(
      '299 - "test No. 1, 2026-11-22 07:15:00 UTC; kept fields only"',
    );
});

test('a warning is one line of printable ASCII, whatever the cluster wrote', () => {
  expect(formatWarning('a "b" \\ c\r\nSet-Cookie: x=1 é\u001b[31m')).toBe(
    String.raw`299 - "a \"b\" \\ c??Set-Cookie: x=1 ??[31m"`,
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'"\\\r\n\t\u001b\u0000é\u2028😀a, ') }), (text) => {
      const warning = formatWarning(text);
      expect(warning).toMatch(/^299 - "(?:[^"\\]|\\["\\])*"$/);
      expect(warning).toMatch(/^[ -~]+$/);
    }),
  );
});

test('hostile errors of the cluster reach neither headers nor terminals', async () => {
  await serve({}, { Pod: { state: 'partial', error: 'cut\r\nX-Evil: 1 \u001b[2J"' } });
  const { headers, code } = await ask(PODS);
  expect(code).toBe(200);
  expect(headers['x-evil']).toBeUndefined();
  expect(headers.warning).toContain(String.raw`pods: not all were seen: cut??X-Evil: 1 ?[2J\"`);
});

test('Tables carry metadata, the whole object or nothing of each row', async () => {
  await serve();
  const table = await ask(PODS, { headers: TABLE });
  expect(table.body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
  expect(table.body.rows?.[0]).toMatchObject({
    cells: ['a', '1/1', 'Running', '0', '24h', '<none>', 'node-1', '<none>', '<none>'],
    object: { kind: 'PartialObjectMetadata', metadata: { name: 'a', namespace: 'shop' } },
  });
  const whole = await ask(`${PODS}?includeObject=Object`, { headers: TABLE });
  expect(whole.body.rows?.[0]?.object).toEqual(pods[1]);
  const none = await ask(`${PODS}?includeObject=None`, { headers: TABLE });
  expect(none.body.rows?.[0]).not.toHaveProperty('object');
  const one = await ask(`${PODS}/c`, { headers: TABLE });
  expect(one.body.rows?.map(({ cells }) => cells[0])).toEqual(['c']);
});

test('metadata alone is served to whoever wants no more, and other forms are refused', async () => {
  await serve();
  const Accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
  expect((await ask(PODS, { headers: { Accept } })).body).toMatchObject({
    kind: 'PartialObjectMetadataList',
    items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }, {}, {}],
  });
  const protobuf = { Accept: 'application/vnd.kubernetes.protobuf' };
  expect(await ask(PODS, { headers: protobuf })).toMatchObject({ code: 406 });
});

test('a custom resource has the columns that the server printed, and ages of then', async () => {
  const resource = 'rollouts.argoproj.io';
  const row = object('TableRow', 'web', {
    resource,
    cells: ['web', 3, '2026-11-20T07:15:00Z'],
    conditions: [{ type: 'Healthy', status: 'True' }],
    apiVersion: 'argoproj.io/v1alpha1',
  });
  const snapshot = snapshotOf({ TableRow: [row] });
  snapshot.meta.coverage.push({
    ...{ kind: resource, apiVersion: 'argoproj.io/v1alpha1', state: 'complete', objects: 1 },
    ...{ durationMs: 0, requests: 1, bytes: 0 },
    columns: [
      { name: 'Name', type: 'string', priority: 0 },
      { name: 'Desired', type: 'integer', priority: 1 },
      { name: 'Age', type: 'date', priority: 0 },
    ],
  });
  server = await openApiServer(pastOf(snapshot), { now: new Date(), onBug: () => expect.unreachable() });
  const path = '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts';
  expect((await ask(path, { headers: TABLE })).body).toMatchObject({
    columnDefinitions: [
      { name: 'Name', format: 'name', priority: 0 },
      { name: 'Desired', priority: 1 },
      { name: 'Age', priority: 0 },
    ],
    rows: [{ cells: ['web', 3, '2d'] }],
  });
  expect((await ask(`${path}/web`)).body).toMatchObject({
    ...{ kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' },
    status: { conditions: [{ type: 'Healthy' }] },
  });
  const { resources } = (await ask('/apis/argoproj.io/v1alpha1')).body;
  expect(resources).toMatchObject([{ name: 'rollouts', kind: 'Rollout', namespaced: true }]);
});

test('heartbeats are back in the conditions of their nodes', async () => {
  const node = object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  const beat = object('NodeHeartbeat', 'a', { conditions: [{ type: 'Ready', lastHeartbeatTime: TIME }] });
  await serve({ Node: [node], NodeHeartbeat: [beat] });
  expect((await ask('/api/v1/nodes/a')).body).toMatchObject({
    status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: TIME }] },
  });
});

test('the Endpoints that an older kubectl describes are made of slices, and a list of them is refused', async () => {
  const slice = object('EndpointSlice', 'web-1', {
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['10.0.0.2'] },
      { addresses: ['10.0.0.1'], conditions: { ready: false } },
      { addresses: ['10.0.0.3'], conditions: { ready: true } },
    ],
  });
  const snapshot = snapshotOf({ EndpointSlice: [slice] });
  snapshot.meta.coverage = snapshot.meta.coverage.filter(({ kind }) => kind !== 'Endpoints');
  server = await openApiServer(pastOf(snapshot), { now: new Date(), onBug: () => expect.unreachable() });
  const one = await ask('/api/v1/namespaces/shop/endpoints/web');
  expect(one.body.subsets).toEqual([
    {
      addresses: [{ ip: '10.0.0.2' }, { ip: '10.0.0.3' }],
      notReadyAddresses: [{ ip: '10.0.0.1' }],
      ports: slice.ports,
    },
  ]);
  expect(one.headers.warning).toContain('made of EndpointSlices');
  expect(await ask('/api/v1/namespaces/shop/endpoints/other')).toMatchObject({ code: 403 });
  expect(await ask('/api/v1/endpoints')).toMatchObject({
    code: 403,
    body: {
      message:
        'endpoints was not read for test No. 1, 2026-11-22 07:15:00 UTC: EndpointSlice was read instead',
    },
  });
});

test('a watch tells what is there to whoever names no version, and then stays quiet', async () => {
  await serve();
  const watch = async (query: string) => {
    const begin = performance.now();
    const { code, text } = await ask(`${PODS}?watch=true&timeoutSeconds=1&${query}`);
    expect(code).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(900);
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object]));
  };
  expect(await watch('fieldSelector=metadata.name%3Da')).toMatchObject([
    { type: 'ADDED', object: { kind: 'Pod', metadata: { name: 'a' } } },
  ]);
  expect(await watch('resourceVersion=7')).toEqual([]);
  expect(await ask(`${PODS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`)).toMatchObject(
    { code: 422, body: { reason: 'Invalid' } },
  );
});

test('access reviews say what can be read', async () => {
  await serve({ Pod: pods }, { Service: { state: 'forbidden' } });
  const mayI = async (resourceAttributes: object) => {
    const { code, body } = await ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      method: 'POST',
      body: JSON.stringify({ spec: { resourceAttributes } }),
    });
    expect(code).toBe(201);
    return (body.status as { allowed: boolean }).allowed;
  };
  expect(await mayI({ verb: 'list', resource: 'pods' })).toBe(true);
  expect(await mayI({ verb: 'watch', resource: 'deployments', group: 'apps', namespace: 'shop' })).toBe(true);
  expect(await mayI({ verb: 'delete', resource: 'pods' })).toBe(false);
  expect(await mayI({ verb: 'get', resource: 'pods', subresource: 'log' })).toBe(false);
  expect(await mayI({ verb: 'get', resource: 'services' })).toBe(false);
  expect(await mayI({ verb: 'get', resource: 'secrets' })).toBe(false);
  expect(await mayI({ verb: '*', resource: '*', group: '*' })).toBe(false);
  const rules = await ask('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    ...{ method: 'POST', body: '{}' },
  });
  const { resourceRules } = rules.body.status as { resourceRules: { resources: string[] }[] };
  const readable = resourceRules.flatMap(({ resources }) => resources);
  expect(readable).toContain('pods');
  expect(readable).not.toContain('services');
  expect(readable).not.toContain('secrets');
});

test('discovery names the same at once as one by one', async () => {
  await serve();
  const Accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  interface Group {
    metadata: { name?: string };
    versions: { version: string; resources: { resource: string; verbs: string[] }[] }[];
  }
  const all = await Promise.all(['/api', '/apis'].map((path) => ask(path, { headers: { Accept } })));
  expect(all[0]?.headers['content-type']).toContain('as=APIGroupDiscoveryList');
  for (const { metadata, versions } of all.flatMap(({ body }) => body.items as unknown as Group[])) {
    for (const { version, resources } of versions) {
      const path = metadata.name === undefined ? `/api/${version}` : `/apis/${metadata.name}/${version}`;
      const { body } = await ask(path);
      expect(body.resources).toMatchObject(
        resources.map(({ resource, verbs }) => ({ name: resource, verbs })),
      );
      for (const { resource, verbs } of resources) {
        if (verbs.includes('list')) expect((await ask(`${path}/${resource}`)).code, resource).toBe(200);
        else expect((await ask(`${path}/${resource}`)).code, resource).toBeGreaterThanOrEqual(403);
      }
    }
  }
});

test('every kept field of every kind is explained, and no other', async () => {
  await serve();
  const { paths } = (await ask('/openapi/v3')).body as unknown as {
    paths: Record<string, { serverRelativeURL: string }>;
  };
  expect(Object.keys(paths)).toContain('apis/apps/v1');
  const { components } = (await ask(paths['api/v1']!.serverRelativeURL)).body as unknown as {
    components: { schemas: Record<string, object> };
  };
  expect(components.schemas.Pod).toMatchObject({
    'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }],
    properties: {
      spec: { properties: { nodeName: { type: 'string', description: 'Node that the pod is bound to' } } },
      status: { properties: { containerStatuses: { type: 'array', items: { type: 'object' } } } },
    },
  });
  expect(components.schemas).not.toHaveProperty('ConfigMap');
  expect(await ask('/openapi/v2', { headers: { Accept: 'application/protobuf' } })).toMatchObject({
    code: 404,
  });
});

test('the server was as ready as it said', async () => {
  await serve({}, {}, { server: { version: 'v1.31.4+rke2r1', ready: false, notReady: ['etcd'] } });
  expect(await ask('/readyz')).toMatchObject({ code: 500, text: '[-]etcd failed\n' });
  expect((await ask('/version')).body).toMatchObject({
    major: '1',
    minor: '31',
    gitVersion: 'v1.31.4+rke2r1',
  });
});
