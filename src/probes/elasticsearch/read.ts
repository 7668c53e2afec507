/**
 * Asks Elasticsearch or OpenSearch. A user who may not ask everything gets the rest: the cluster says which part is
 * missing, and why.
 */
import type { z } from 'zod';
import { hasStatus, RequestError } from '../../collect/errors.ts';
import { inPool } from '../../collect/pool.ts';
import { NO_LIST, parseJson } from '../../collect/request.ts';
import type { Probe, ProbeSource } from '../probe.ts';
import {
  AllocationSchema,
  BlocksSchema,
  ExplanationSchema,
  HealthSchema,
  IndicesSchema,
  SearchNodesSchema,
  RepositoriesSchema,
  ServerSchema,
  SnapshotsSchema,
  type Health,
} from './answers.ts';
import type { ElasticsearchProbeConfig } from './config.ts';
import { tellWhy } from './explanation.ts';
import { summariseSnapshots } from './repository.ts';
import { dataOf, readWatermarks, watermarksOf, type Watermarks } from './watermarks.ts';

const MOST_NODES = 2_000;
const MOST_INDICES = 20_000;
const MOST_REPOSITORIES = 20;
/** Repositories that are asked at the same time: a repository reads its snapshots from its storage. */
const CONCURRENCY = 2;

/** What a cluster may refuse, while its health is seen. In this order on pages. */
const PARTS = ['version', 'explanation', 'watermarks', 'shards', 'blocks', 'snapshots'] as const;
type Part = (typeof PARTS)[number];
type Missing = Map<Part, RequestError>;

export const elasticsearchProbe: Probe<ElasticsearchProbeConfig> = {
  kinds: ['ElasticsearchCluster', 'ElasticsearchNode', 'ElasticsearchIndex'],
  async read(config, source) {
    const missing: Missing = new Map();
    const server = await readServer(source, missing);
    const health = await readHealth(source, server.distribution);
    if (!health) {
      source.keep({
        kind: 'ElasticsearchCluster',
        name: '',
        spec: {},
        status: { ...server, leaderless: true },
      });
      throw new RequestError(NO_LEADER, { status: 503 });
    }
    const [, , firstUnassigned, repositories] = await Promise.all([
      readNodes(source, missing, {
        distribution: server.distribution,
        dataNodes: health.number_of_data_nodes,
      }),
      readIndices(source, missing, { pattern: config.indices, shards: health.active_shards ?? 0 }),
      health.unassigned_shards ? attempt(missing, 'explanation', () => explain(source)) : undefined,
      attempt(missing, 'snapshots', () => readRepositories(source, missing)),
    ]);
    source.keep({
      kind: 'ElasticsearchCluster',
      name: '',
      spec: {},
      status: {
        ...server,
        ...statusOf(health),
        ...(server.clusterName === undefined && { clusterName: health.cluster_name }),
        firstUnassigned,
        repositories,
        missing: PARTS.flatMap((part) => {
          const error = missing.get(part);
          return error ? [{ part, error: error.message }] : [];
        }),
      },
    });
  },
};

const NO_LEADER = 'it has no elected master, or cluster manager';

/** @throws {RequestError} It did not answer, or the answer is not that of the API. */
async function ask<Schema extends z.ZodType>(
  { target, tally }: ProbeSource,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const { result } = await target.client.get(path, tally, (body) => understand(body, path, schema));
  return result;
}

function understand<Schema extends z.ZodType>(body: Buffer, path: string, schema: Schema): z.infer<Schema> {
  const isMarkup = body.subarray(0, 100).toString('utf8').trimStart().startsWith('<');
  const parsed = isMarkup ? undefined : schema.safeParse(parseJson(body));
  if (parsed?.success) return parsed.data;
  throw new RequestError(`the answer to ${path.split('?')[0]} is not that of Elasticsearch or OpenSearch`, {
    code: NO_LIST,
  });
}

/** Notes a part that could not be read. */
async function attempt<Result>(
  missing: Missing,
  part: Part,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    missing.set(part, error);
    return undefined;
  }
}

interface Server {
  clusterName?: string;
  distribution?: string;
  version?: string;
}

/** A user may be without the right to ask for it: only then the rest is asked. */
async function readServer(source: ProbeSource, missing: Missing): Promise<Server> {
  const answer = await ask(source, '/', ServerSchema).catch((error: unknown) => {
    if (!hasStatus(error, 403)) throw error;
    missing.set('version', error);
  });
  if (!answer) return {};
  const { cluster_name: clusterName, tagline = '', version } = answer;
  const distribution =
    version.distribution ?? (tagline.includes('OpenSearch') ? 'opensearch' : 'elasticsearch');
  return { clusterName, distribution, version: version.number };
}

/**
 * `undefined` without an elected master: then the cluster answers with 503, after this time. The parameter has two names.
 */
async function readHealth(
  source: ProbeSource,
  distribution: string | undefined,
): Promise<Health | undefined> {
  const limit = distribution === 'opensearch' ? 'cluster_manager_timeout' : 'master_timeout';
  const path = `/_cluster/health?${limit}=10s`;
  source.tally.requests += 1;
  const answer = await source.target.client.send(path).catch((error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
  });
  source.tally.bytes += answer?.body.length ?? 0;
  if (answer?.status === 503 && LEADERLESS.test(answer.body.toString('utf8'))) return undefined;
  return answer?.status === 200
    ? understand(answer.body, path, HealthSchema)
    : ask(source, path, HealthSchema);
}

const LEADERLESS = /"(?:master|cluster_manager)_not_discovered_exception"/;

const statusOf = (health: Health) => ({
  health: health.status,
  nodes: health.number_of_nodes,
  dataNodes: health.number_of_data_nodes,
  activeShards: health.active_shards,
  relocatingShards: health.relocating_shards,
  initializingShards: health.initializing_shards,
  unassignedShards: health.unassigned_shards,
  delayedShards: health.delayed_unassigned_shards,
  pendingTasks: health.number_of_pending_tasks,
  oldestTaskMs: health.task_max_waiting_in_queue_millis,
});

/** The server answers 400 when every shard has a node by now. */
async function explain(source: ProbeSource): Promise<object | undefined> {
  try {
    const explanation = await ask(source, '/_cluster/allocation/explain', ExplanationSchema);
    const { index, shard, primary, can_allocate: canAllocate, unassigned_info: info } = explanation;
    const { reason, at: since } = info ?? {};
    return { index, shard, primary, reason, since, canAllocate, explanation: tellWhy(explanation) };
  } catch (error) {
    if (!hasStatus(error, 400)) throw error;
    return undefined;
  }
}

async function readNodes(
  source: ProbeSource,
  missing: Missing,
  { distribution, dataNodes }: { distribution: string | undefined; dataNodes: number | undefined },
): Promise<void> {
  const columns = 'id,name,node.role,master,heap.percent,disk.total,disk.avail';
  const [nodes, marks, shards] = await Promise.all([
    ask(source, `/_cat/nodes?format=json&bytes=b&h=${columns}`, SearchNodesSchema).catch(
      asMissed(source, 'ElasticsearchNode'),
    ),
    attempt(missing, 'watermarks', () => readSettings(source)),
    attempt(missing, 'shards', () => readShards(source)),
  ]);
  if (!nodes) return;
  const names = nodes.map(({ name }) => name);
  for (const node of boundTo(MOST_NODES, nodes, source, 'ElasticsearchNode')) {
    // Nothing forbids two nodes of one name.
    const isUnique = names.indexOf(node.name) === names.lastIndexOf(node.name);
    const name = isUnique ? node.name : `${node.name} (${node.id})`;
    const { 'node.role': roles, 'disk.total': diskTotal, 'disk.avail': diskFree } = node;
    const before = source.before('ElasticsearchNode', name);
    const holds = dataOf(roles ?? '', distribution);
    // A node that does not answer has no figures of its disk.
    if (holds === 'data' && (diskTotal === undefined || diskFree === undefined))
      source.miss('ElasticsearchNode', new RequestError(`nobody knows the disk of ${name}`));
    source.keep({
      kind: 'ElasticsearchNode',
      name,
      spec: { node: node.name, roles, ...(node.master === '*' && { elected: true }) },
      status: {
        diskTotal,
        diskFree,
        heapPercent: node['heap.percent'],
        shards: isUnique ? shards?.get(node.name) : undefined,
        ...(marks &&
          diskTotal !== undefined &&
          watermarksOf(marks, { diskTotal, holds, isOnlyDataNode: dataNodes === 1 })),
        ...(before && { before: { diskFree: before.status.diskFree, time: before.time } }),
      },
    });
  }
}

/** Nothing if the watermarks are off. */
async function readSettings(source: ProbeSource): Promise<Watermarks | undefined> {
  const path = '/_cluster/settings?include_defaults=true&flat_settings=true&filter_path=*.*disk*';
  const { result } = await source.target.client.get(path, source.tally, parseJson);
  const marks = readWatermarks(result);
  if (!marks) throw new RequestError('its settings do not tell the watermarks');
  return marks === 'off' ? undefined : marks;
}

async function readShards(source: ProbeSource): Promise<Map<string, number>> {
  const rows = await ask(source, '/_cat/allocation?format=json&h=node,shards', AllocationSchema);
  return new Map(rows.flatMap(({ node, shards }) => (node && shards !== undefined ? [[node, shards]] : [])));
}

async function readIndices(
  source: ProbeSource,
  missing: Missing,
  { pattern, shards }: { pattern: string; shards: number },
): Promise<void> {
  const below = encodeURIComponent(pattern);
  const columns = 'index,health,status,pri,rep,docs.count,store.size';
  const [indices, blocks] = await Promise.all([
    ask(source, `/_cat/indices/${below}?format=json&bytes=b&h=${columns}`, IndicesSchema).catch(
      asMissed(source, 'ElasticsearchIndex'),
    ),
    attempt(missing, 'blocks', () => readBlocks(source, below)),
  ]);
  if (!indices) return;
  // A user without rights gets an empty list, and no error.
  if (indices.length === 0 && shards > 0)
    source.miss('ElasticsearchIndex', new RequestError(`no index fits ${pattern}, or its user may see none`));
  for (const index of boundTo(MOST_INDICES, indices, source, 'ElasticsearchIndex')) {
    const bytes = index['store.size'];
    const before = source.before('ElasticsearchIndex', index.index);
    source.keep({
      kind: 'ElasticsearchIndex',
      name: index.index,
      spec: { index: index.index, primaries: index.pri, replicas: index.rep },
      status: {
        health: index.health,
        state: index.status,
        documents: index['docs.count'],
        bytes,
        readOnly: blocks?.get(index.index),
        ...(before && { before: { bytes: before.status.bytes } }),
      },
    });
  }
}

/** Blocks that keep documents out; the block of the flood stage first. Source: cluster/metadata/IndexMetadata.java. */
const BLOCKS = ['read_only_allow_delete', 'read_only', 'write', 'metadata'];

/** The block of each index that has one. */
async function readBlocks(source: ProbeSource, pattern: string): Promise<Map<string, string>> {
  const settings = await ask(source, `/${pattern}/_settings/index.blocks*?flat_settings=true`, BlocksSchema);
  return new Map(
    Object.entries(settings).flatMap(([index, { settings: own = {} }]) => {
      const block = BLOCKS.find((one) => String(own[`index.blocks.${one}`]) === 'true');
      return block === undefined ? [] : [[index, block]];
    }),
  );
}

async function readRepositories(source: ProbeSource, missing: Missing): Promise<object[]> {
  const all = await ask(source, '/_cat/repositories?format=json&h=id', RepositoriesSchema);
  const some = all.slice(0, MOST_REPOSITORIES);
  if (some.length < all.length)
    missing.set(
      'snapshots',
      new RequestError(`only ${some.length} of ${all.length} repositories were asked`),
    );
  return inPool(
    CONCURRENCY,
    some.map(({ id }) => async () => {
      const path = `/_cat/snapshots/${encodeURIComponent(id)}?format=json&ignore_unavailable=true`;
      try {
        const snapshots = await ask(
          source,
          `${path}&h=id,status,start_epoch,end_epoch,reason`,
          SnapshotsSchema,
        );
        return { name: id, ...summariseSnapshots(snapshots) };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        return { name: id, error: error.message };
      }
    }),
  );
}

type Kind = Parameters<ProbeSource['miss']>[0];

const asMissed = (source: ProbeSource, kind: Kind) => (error: unknown) => {
  if (!(error instanceof RequestError)) throw error;
  source.miss(kind, error);
};

function boundTo<Item>(
  most: number,
  items: readonly Item[],
  source: ProbeSource,
  kind: Kind,
): readonly Item[] {
  if (items.length > most) source.miss(kind, new RequestError(`only ${most} of ${items.length} were kept`));
  return items.slice(0, most);
}
