import { afterEach, describe, expect, test } from 'vitest';
import {
  serveElasticsearch,
  type ElasticsearchOptions,
  type ElasticsearchFault,
} from '../../../test/elasticsearch-server.ts';
import { openNames } from '../../collect/names-seen.ts';
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { ProbesSchema } from '../config.ts';
import type { Before } from '../before.ts';
import { readProbes } from '../read.ts';

const NOW = '2026-12-01T08:00:00Z';
const GB = 2 ** 30;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Outcome {
  asked: string[];
  coverage: Coverage[];
  cluster: ObjectOf<'ElasticsearchCluster'>['status'];
  nodes: Record<string, ObjectOf<'ElasticsearchNode'>['status']>;
  indices: Record<string, ObjectOf<'ElasticsearchIndex'>['status']>;
}

/** Asks a served version with the real reader. */
async function probe(
  options: ElasticsearchOptions,
  config: object = {},
  before: Before = () => undefined,
): Promise<Outcome> {
  const server = await serveElasticsearch(options);
  stops.push(server.close);
  const objects: KeptObject[] = [];
  const coverage = await readProbes({
    probes: ProbesSchema.parse({ elasticsearch: [{ name: 'es', url: server.url, ...config }] }),
    api: {
      send: () => Promise.reject(new Error('not asked')),
      get: () => Promise.reject(new Error('not asked')),
    },
    requests: { userAgent: 'gazette', signal: new AbortController().signal, endsAt: Infinity, backoffMs: 1 },
    sink: { add: (_kind, object) => void objects.push(object), drop: () => undefined },
    onRedaction: () => undefined,
    readyPods: () => Promise.resolve([]),
    before,
    now: () => NOW,
    names: openNames(),
    digestOf: () => '[redacted]',
  });
  const of = <Kind extends KindName>(kind: Kind) =>
    objects.filter((object) => object.kind === kind) as unknown as ObjectOf<Kind>[];
  const byName = <Status>(all: readonly { metadata: { name: string }; status?: Status | undefined }[]) =>
    Object.fromEntries(all.map(({ metadata, status }) => [metadata.name.replace('es/', ''), status]));
  return {
    asked: server.asked,
    coverage,
    cluster: of('ElasticsearchCluster')[0]?.status,
    nodes: byName(of('ElasticsearchNode')),
    indices: byName(of('ElasticsearchIndex')),
  };
}

const states = ({ coverage }: Outcome) => coverage.map(({ kind, state }) => `${kind.slice(13)} ${state}`);
const COMPLETE = ['Cluster complete', 'Node complete', 'Index complete'];

describe('versions', () => {
  test('7: red, the reason of the first shard, watermarks in percent, a snapshot that failed', async () => {
    const outcome = await probe({ version: 'elasticsearch-7.17' });
    expect(states(outcome)).toEqual(COMPLETE);
    expect(outcome.cluster).toMatchObject({
      clusterName: 'search',
      distribution: 'elasticsearch',
      version: '7.17.24',
      health: 'red',
      unassignedShards: 3,
      pendingTasks: 4,
      oldestTaskMs: 45_210,
      firstUnassigned: {
        index: 'orders-2026.11',
        shard: 1,
        primary: true,
        reason: 'NODE_LEFT',
        since: '2026-12-01T07:58:12.011Z',
        canAllocate: 'no_valid_shard_copy',
        explanation:
          'cannot allocate because a previous copy of the primary shard existed but can no longer be found on the nodes in the cluster',
      },
      repositories: [
        {
          name: 'nightly',
          lastSuccess: '2026-11-30T01:15:00Z',
          usualSeconds: 86_400,
          lastAttempt: '2026-12-01T01:00:00Z',
          lastState: 'FAILED',
          lastReason: 'IndexNotFoundException[no such index [orders-2026.11]]',
        },
      ],
    });
    expect(outcome.cluster).not.toHaveProperty('missing');
    expect(outcome.nodes['es-1']).toEqual({
      diskTotal: 100 * GB,
      diskFree: 9 * GB,
      heapPercent: 48,
      shards: 4,
      lowWatermark: 15 * GB,
      highWatermark: 10 * GB,
      floodWatermark: 5 * GB,
    });
    expect(outcome.indices['archive-2025']).toEqual({ health: 'green', state: 'close' });
    expect(outcome.asked).toContain('/_cluster/health?master_timeout=10s');
  });

  test('8: headroom of large disks, nodes without data or with frozen data, data streams', async () => {
    const outcome = await probe({ version: 'elasticsearch-8.15' });
    expect(states(outcome)).toEqual(COMPLETE);
    expect(outcome.nodes['es-data-0']).toMatchObject({
      lowWatermark: 200 * GB,
      highWatermark: 150 * GB,
      floodWatermark: 100 * GB,
    });
    expect(outcome.nodes['es-master-0']).toMatchObject({ highWatermark: 2 * GB });
    expect(outcome.nodes['es-master-0']).not.toHaveProperty('floodWatermark');
    expect(outcome.nodes['es-frozen-0']).not.toHaveProperty('highWatermark');
    expect(outcome.nodes['es-query-0'] ?? {}).toEqual({});
    expect(outcome.indices['.ds-logs-app-default-2026.11.30-000012']).toMatchObject({
      documents: 90_210_331,
    });
    expect(outcome.indices.customers).toMatchObject({ readOnly: 'write' });
    // A snapshot that still runs says nothing of the last that ended.
    expect(outcome.cluster?.repositories).toEqual([
      expect.objectContaining({
        lastSuccess: '2026-12-01T07:46:00Z',
        lastState: 'SUCCESS',
        usualSeconds: 1800,
      }),
    ]);
    expect(outcome.asked.join()).not.toContain('/_cluster/allocation/explain');
  });

  test('9: watermarks in bytes, an index without room, a repository that cannot be read', async () => {
    const outcome = await probe({ version: 'elasticsearch-9.1' });
    expect(states(outcome)).toEqual(COMPLETE);
    expect(outcome.nodes['es-2']).toMatchObject({
      lowWatermark: 20 * GB,
      highWatermark: 10 * GB,
      floodWatermark: 5 * GB,
    });
    expect(outcome.indices.products).toMatchObject({ readOnly: 'read_only_allow_delete' });
    expect(outcome.cluster?.firstUnassigned).toMatchObject({
      reason: 'REPLICA_ADDED',
      canAllocate: 'no',
      explanation: expect.stringMatching(
        /^the node is above the low watermark cluster setting .*actual used: \[82%\] \(2 of 3 nodes\)$/,
      ) as string,
    });
    expect(outcome.cluster?.repositories).toMatchObject([
      { name: 'backup', lastSuccess: '2026-11-24T00:10:00Z' },
      {
        name: 'old/place',
        error: '500 Internal Server Error: [old/place] could not read repository data from index blob',
      },
    ]);
    expect(outcome.asked.join()).toContain('/_cat/snapshots/old%2Fplace?');
  });

  test('OpenSearch 2: its own name of the time limit, a single data node without low and high watermark', async () => {
    const outcome = await probe({ version: 'opensearch-2.19' });
    expect(states(outcome)).toEqual(COMPLETE);
    expect(outcome.cluster).toMatchObject({
      distribution: 'opensearch',
      version: '2.19.1',
      health: 'yellow',
    });
    expect(outcome.cluster?.firstUnassigned?.explanation).toBe(
      'a copy of this shard is already allocated to this node (1 of 1 node)',
    );
    expect(outcome.nodes['os-0']).toMatchObject({ floodWatermark: 2.5 * GB });
    expect(outcome.nodes['os-0']).not.toHaveProperty('highWatermark');
    expect(outcome.asked).toContain('/_cluster/health?cluster_manager_timeout=10s');
  });
});

test('what was there at the snapshot before is kept beside what is there now', async () => {
  const seen = new Map<string, ReturnType<Before>>([
    ['ElasticsearchNode es/es-0', { status: { diskFree: 30 * GB }, time: '2026-12-01T07:00:00Z' }],
    ['ElasticsearchIndex es/customers', { status: { bytes: 1000 }, time: '2026-12-01T07:00:00Z' }],
  ]);
  const before: Before = (kind, name) => seen.get(`${kind} ${name}`);
  const { nodes, indices } = await probe({ version: 'elasticsearch-7.17' }, {}, before);
  expect(nodes['es-0']).toMatchObject({ before: { diskFree: 30 * GB, time: '2026-12-01T07:00:00Z' } });
  expect(indices.customers).toMatchObject({ before: { bytes: 1000 } });
  expect(nodes['es-1']).not.toHaveProperty('before');
});

describe('credentials', () => {
  const basic = `Basic ${Buffer.from('gazette:s3cret-word').toString('base64')}`;
  const key = `ApiKey ${Buffer.from('VuaCfGcBCdbkQm:ui2lp2axTNmsyakw9tvNnw').toString('base64')}`;

  test.each([
    ['a name and a password', basic, { username: { env: 'ES_NAME' }, password: { env: 'ES_WORD' } }],
    ['an API key', key, { apiKey: { env: 'ES_KEY' } }],
    ['an encoded API key', key, { apiKey: { env: 'ES_ENCODED' } }],
    ['a token', 'Bearer AAEAAWVsYXN0aWM', { token: { env: 'ES_TOKEN' } }],
  ])('%s', async (_, wants, config) => {
    Object.assign(process.env, {
      ES_NAME: 'gazette',
      ES_WORD: 's3cret-word',
      ES_KEY: 'VuaCfGcBCdbkQm:ui2lp2axTNmsyakw9tvNnw',
      ES_ENCODED: key.slice('ApiKey '.length),
      ES_TOKEN: 'AAEAAWVsYXN0aWM',
    });
    expect(states(await probe({ version: 'elasticsearch-8.15', wants }, config))).toEqual(COMPLETE);
  });

  test('a cluster that wants other credentials is forbidden, not healthy', async () => {
    const outcome = await probe({ version: 'elasticsearch-8.15', wants: basic });
    expect(states(outcome)).toEqual(['Cluster forbidden', 'Node forbidden', 'Index forbidden']);
    expect(outcome.coverage[0]?.error).toMatch(/^es: 401 Unauthorized: missing authentication credentials/);
    expect(outcome.cluster).toBeUndefined();
  });
});

const refused = (action: string): ElasticsearchFault => ({
  status: 403,
  body: JSON.stringify({
    error: { type: 'security_exception', reason: `action [${action}] is unauthorized for user [gazette]` },
    status: 403,
  }),
});

describe('a part that fails', () => {
  test('a user without some rights gets the rest, and is told what is missing', async () => {
    const outcome = await probe({
      version: 'elasticsearch-9.1',
      faults: {
        '/': refused('cluster:monitor/main'),
        '/_cluster/settings': refused('cluster:monitor/settings'),
        '/_cluster/allocation': refused('cluster:monitor/allocation/explain'),
        '/_cat/allocation': refused('cluster:monitor/nodes/stats'),
        '/_cat/repositories': refused('cluster:admin/repository/get'),
        '/*,-.*,.ds-*/_settings': refused('indices:monitor/settings/get'),
      },
    });
    expect(states(outcome)).toEqual(COMPLETE);
    expect(outcome.cluster).toMatchObject({ clusterName: 'shop', health: 'yellow', unassignedShards: 2 });
    expect(outcome.cluster?.missing?.map(({ part, error }) => `${part}: ${error}`)).toEqual([
      'version: 403 Forbidden: action [cluster:monitor/main] is unauthorized for user [gazette]',
      'explanation: 403 Forbidden: action [cluster:monitor/allocation/explain] is unauthorized for user [gazette]',
      'watermarks: 403 Forbidden: action [cluster:monitor/settings] is unauthorized for user [gazette]',
      'shards: 403 Forbidden: action [cluster:monitor/nodes/stats] is unauthorized for user [gazette]',
      'blocks: 403 Forbidden: action [indices:monitor/settings/get] is unauthorized for user [gazette]',
      'snapshots: 403 Forbidden: action [cluster:admin/repository/get] is unauthorized for user [gazette]',
    ]);
    expect(outcome.nodes['es-2']).not.toHaveProperty('floodWatermark');
    expect(outcome.indices.products).not.toHaveProperty('readOnly');
  });

  test.each<[string, ElasticsearchFault, RegExp]>([
    ['refused', refused('indices:monitor/stats'), /^es: 403 Forbidden: action/],
    [
      'unavailable',
      { status: 503, body: 'no healthy upstream' },
      /^es: 503 Service Unavailable: no healthy upstream/,
    ],
    [
      'of a proxy',
      { status: 200, body: '<html>Sign in</html>' },
      /is not that of Elasticsearch or OpenSearch$/,
    ],
    [
      'of something else',
      { status: 200, body: '{"ok":true}' },
      /^es: the answer to \/_cat\/indices\/.* is not that/,
    ],
    ['a redirect', { status: 302, body: '', headers: { Location: 'http://127.0.0.1:1/' } }, /^es: 302 Found/],
    ['cut', 'cut', /^es: the connection broke off/],
    ['too slow', 'drip', /^es: the time limit of 1 s was reached$/],
  ])('indices: the answer is %s', async (_, fault, error) => {
    const outcome = await probe(
      { version: 'elasticsearch-8.15', faults: { '/_cat/indices': fault } },
      { timeLimit: '1s' },
    );
    expect(outcome.cluster?.health).toBe('green');
    expect(Object.keys(outcome.nodes)).toHaveLength(5);
    expect(states(outcome).slice(0, 2)).toEqual(COMPLETE.slice(0, 2));
    expect(outcome.coverage[2]).toMatchObject({ objects: 0, error: expect.stringMatching(error) as string });
    expect(outcome.coverage[2]?.state).toBe(/403/.test(String(error)) ? 'forbidden' : 'failed');
  });

  test('a list without indices may be that of a user who sees none', async () => {
    const outcome = await probe({
      version: 'elasticsearch-8.15',
      answers: { '/_cat/indices/*,-.*,.ds-*': [] },
    });
    expect(states(outcome)).toEqual([...COMPLETE.slice(0, 2), 'Index failed']);
  });

  test('settings without watermarks are not taken for a cluster without', async () => {
    const outcome = await probe({ version: 'elasticsearch-8.15', answers: { '/_cluster/settings': {} } });
    expect(outcome.cluster?.missing).toEqual([
      { part: 'watermarks', error: 'its settings do not tell the watermarks' },
    ]);
  });

  test('of more repositories than 20 some are not asked, and that is told', async () => {
    const many = Array.from({ length: 21 }, (_, index) => ({ id: `r${index}` }));
    const snapshots = Object.fromEntries(many.map(({ id }) => [`/_cat/snapshots/${id}`, []]));
    const outcome = await probe({
      version: 'elasticsearch-8.15',
      answers: { '/_cat/repositories': many, ...snapshots },
    });
    expect(outcome.cluster?.repositories).toHaveLength(20);
    expect(outcome.cluster?.missing).toEqual([
      { part: 'snapshots', error: 'only 20 of 21 repositories were asked' },
    ]);
  });
});

test('without an elected master nothing else is asked, and that is told', async () => {
  const body = JSON.stringify({
    error: { type: 'master_not_discovered_exception', reason: null },
    status: 503,
  });
  const outcome = await probe({
    version: 'elasticsearch-8.15',
    faults: { '/_cluster/health': { status: 503, body } },
  });
  expect(outcome.cluster).toEqual({
    clusterName: 'logs',
    distribution: 'elasticsearch',
    version: '8.15.3',
    leaderless: true,
  });
  expect(states(outcome).slice(1)).toEqual(['Node failed', 'Index failed']);
  expect(outcome.asked).toHaveLength(2);
});

test('every shard may have a node by the time the first is asked for', async () => {
  const outcome = await probe({
    version: 'elasticsearch-8.15',
    answers: { '/_cluster/health': { status: 'yellow', unassigned_shards: 1 } },
  });
  expect(outcome.cluster).not.toHaveProperty('firstUnassigned');
  expect(outcome.cluster).not.toHaveProperty('missing');
});
