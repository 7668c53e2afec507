/** Elasticsearch and OpenSearch: clusters, their nodes and indices. */
import { formatCount } from '../../model/english.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import type { Judged } from '../../model/judged.ts';
import { formatBytes } from '../../model/quantity.ts';
import { compareText } from '../../model/state.ts';
import { column, JUDGED } from '../../model/tables/column.ts';
import { defineObjects } from '../../model/tables/table.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { ElasticsearchClusterRow, ElasticsearchIndexRow, ElasticsearchNodeRow } from './row.ts';

type Cluster = ObjectOf<'ElasticsearchCluster'>;
type Node = ObjectOf<'ElasticsearchNode'>;
type Index = ObjectOf<'ElasticsearchIndex'>;

const nameOf = ({ metadata: { uid, namespace, name } }: Cluster | Node | Index) => ({
  uid,
  ...(namespace !== undefined && { namespace }),
  name,
});

/** A replica has no place beside its primary: with one data node, yellow is the best that there is. */
const isSingle = (cluster: Cluster | undefined) => cluster?.status?.dataNodes === 1;

function buildClusters({ objects }: Snapshot): ElasticsearchClusterRow[] {
  return objects.ElasticsearchCluster.map((cluster): ElasticsearchClusterRow => {
    const { spec, status = {} } = cluster;
    const { firstUnassigned: first, repositories = [] } = status;
    const oldest = repositories
      .flatMap(({ lastSuccess }) => lastSuccess ?? [])
      .sort(compareText)
      .at(0);
    return {
      ...nameOf(cluster),
      ...judgeCluster(cluster),
      probe: spec?.probe ?? '',
      clusterName: status.clusterName,
      version: [status.distribution, status.version].filter(Boolean).join(' ') || undefined,
      health: status.health,
      nodes: status.nodes,
      dataNodes: status.dataNodes,
      activeShards: status.activeShards,
      unassignedShards: status.unassignedShards,
      pendingTasks: status.pendingTasks,
      unassigned: first && formatUnassigned(first),
      lastSnapshot: oldest,
    };
  });
}

function formatUnassigned({
  index = '',
  shard,
  primary,
  reason,
  explanation,
}: NonNullable<NonNullable<Cluster['status']>['firstUnassigned']>): string {
  const why = [reason, explanation].filter(Boolean).join(', ');
  return `${index}${shard === undefined ? '' : ` ${shard}`} (${primary ? 'primary' : 'replica'})${why === '' ? '' : `: ${why}`}`;
}

function judgeCluster(cluster: Cluster): Judged {
  const { health, unassignedShards = 0, firstUnassigned } = cluster.status ?? {};
  const first = firstUnassigned ? `; the first: ${formatUnassigned(firstUnassigned)}` : '';
  const shards = `${formatCount(unassignedShards, 'shard')} without a node${first}`;
  if (health === 'red') return { state: 'failing', why: `red: ${shards}` };
  if (health === 'yellow' && !isSingle(cluster)) return { state: 'degraded', why: `yellow: ${shards}` };
  return health === 'green' || health === 'yellow'
    ? { state: 'healthy' }
    : { state: 'unknown', why: 'its health was not seen' };
}

function buildSearchNodes({ meta, objects }: Snapshot): ElasticsearchNodeRow[] {
  return objects.ElasticsearchNode.map((node): ElasticsearchNodeRow => {
    const { spec, status = {} } = node;
    const { diskTotal, diskFree } = status;
    const watermark = watermarkOf(status);
    return {
      ...nameOf(node),
      ...judgeNode(status, watermark),
      probe: spec?.probe ?? '',
      node: spec?.node ?? '',
      roles: spec?.roles,
      elected: spec?.elected,
      diskTotal,
      diskFree,
      ...(diskTotal && diskFree !== undefined && { diskShare: 1 - diskFree / diskTotal }),
      ...(watermark && { watermark }),
      fullInSeconds: secondsUntilNext(status, meta.time),
      heapPercent: status.heapPercent,
      shards: status.shards,
    };
  });
}

type NodeStatus = NonNullable<Node['status']>;

function watermarkOf({
  diskFree,
  floodWatermark = -1,
  highWatermark = -1,
  lowWatermark = -1,
}: NodeStatus): ElasticsearchNodeRow['watermark'] {
  if (diskFree === undefined) return undefined;
  if (diskFree < floodWatermark) return 'flood stage';
  if (diskFree < highWatermark) return 'high';
  return diskFree < lowWatermark ? 'low' : undefined;
}

/** Source: Elasticsearch, cluster-level shard allocation settings, `cluster.routing.allocation.disk.watermark`. */
const PASSED: Record<NonNullable<ElasticsearchNodeRow['watermark']>, Judged & { why: string }> = {
  'flood stage': { state: 'failing', why: 'past the flood stage, its indices are read-only' },
  high: { state: 'degraded', why: 'past the high watermark, its shards move away' },
  low: { state: 'degraded', why: 'past the low watermark, it gets no new shards' },
};

function judgeNode({ diskFree = 0 }: NodeStatus, watermark: ElasticsearchNodeRow['watermark']): Judged {
  if (!watermark) return { state: 'healthy' };
  const { state, why } = PASSED[watermark];
  return { state, why: `${formatBytes(diskFree)} of disk free: ${why}` };
}

/** At the pace since the snapshot before. Undefined if the disk does not fill, or nobody knows. */
function secondsUntilNext(status: NodeStatus, at: string): number | undefined {
  const { diskFree, before, lowWatermark, highWatermark, floodWatermark } = status;
  if (diskFree === undefined || before?.diskFree === undefined || before.diskFree <= diskFree) return undefined;
  const seconds = secondsBetween(before.time, at);
  const next = [lowWatermark, highWatermark, floodWatermark].find((mark) => mark !== undefined && diskFree >= mark);
  if (!seconds || next === undefined) return undefined;
  return Math.round(((diskFree - next) * seconds) / (before.diskFree - diskFree));
}

function buildIndices({ objects }: Snapshot): ElasticsearchIndexRow[] {
  const single = new Set(objects.ElasticsearchCluster.filter(isSingle).map(({ spec }) => spec?.probe));
  return objects.ElasticsearchIndex.map((index): ElasticsearchIndexRow => {
    const { spec, status = {} } = index;
    const { bytes, before } = status;
    return {
      ...nameOf(index),
      ...judgeIndex(status, single.has(spec?.probe)),
      probe: spec?.probe ?? '',
      index: spec?.index ?? '',
      health: status.health,
      status: status.state,
      primaries: spec?.primaries,
      replicas: spec?.replicas,
      documents: status.documents,
      bytes,
      ...(bytes !== undefined && before?.bytes !== undefined && { growth: bytes - before.bytes }),
      readOnly: status.readOnly,
    };
  });
}

/** Elasticsearch sets this block when a disk passes the flood stage. Other blocks are somebody's will. */
const FLOODED = 'read_only_allow_delete';

function judgeIndex({ health, readOnly }: NonNullable<Index['status']>, isAlone: boolean): Judged {
  if (health === 'red') return { state: 'failing', why: 'red: a part of it does not answer' };
  if (readOnly === FLOODED) return { state: 'failing', why: 'read-only: it takes no documents' };
  if (health === 'yellow' && !isAlone) return { state: 'degraded', why: 'yellow: a replica has no node' };
  return { state: 'healthy' };
}

export const searchclusters = defineObjects<ElasticsearchClusterRow>()({
  kind: 'ElasticsearchCluster',
  page: 'middleware',
  noun: 'search cluster',
  heading: ['Elasticsearch cluster', 'Elasticsearch clusters'],
  hint: () => 'Yellow: a replica has no node. Red: a part of an index does not answer.',
  figure: false,
  words: (row) => [row.probe, row.clusterName, row.version, row.health],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['ElasticsearchCluster'],
  newsOf: [],
  shows: {
    health: 'Status',
    version: 'Version',
    nodes: 'Nodes',
    activeShards: 'Shards',
    unassignedShards: 'Without a node',
    pendingTasks: 'Pending tasks',
    lastSnapshot: 'Last snapshot',
  },
  build: buildClusters,
  rowsFrom: ['ElasticsearchCluster'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per Elasticsearch or OpenSearch cluster that a probe asked',
  rows: (tables) => tables.searchclusters,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name of the probe', (row) => row.name),
    ...JUDGED,
    clusterName: column.text("The cluster's own name", (row) => row.clusterName),
    version: column.text('Distribution and version', (row) => row.version),
    health: column.text('green, yellow or red', (row) => row.health),
    nodes: column.number('Nodes', (row) => row.nodes),
    dataNodes: column.number('Nodes that hold data', (row) => row.dataNodes),
    activeShards: column.number('Shards that answer', (row) => row.activeShards),
    unassignedShards: column.number('Shards without a node', (row) => row.unassignedShards),
    unassigned: column.text('Why the first of them has none', (row) => row.unassigned),
    pendingTasks: column.number('Changes that wait for the elected node', (row) => row.pendingTasks),
    lastSnapshot: column.time(
      'Last snapshot that succeeded; of several repositories, the oldest of these',
      (row) => row.lastSnapshot,
    ),
  },
});

export const searchnodes = defineObjects<ElasticsearchNodeRow>()({
  kind: 'ElasticsearchNode',
  page: 'middleware',
  noun: 'search node',
  heading: ['Elasticsearch node', 'Elasticsearch nodes'],
  hint: () =>
    'Past the low watermark a node gets no new shards. Past the high watermark its shards move away. Past the flood stage its indices are read-only.',
  figure: false,
  words: (row) => [row.probe, row.watermark],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['ElasticsearchNode'],
  newsOf: [],
  namedBy: 'node',
  shows: {
    roles: 'Roles',
    diskFree: 'Disk free',
    diskTotal: 'Of',
    watermark: 'Past watermark',
    fullInSeconds: 'Next watermark in',
    heapPercent: 'Heap, %',
    shards: 'Shards',
  },
  build: buildSearchNodes,
  rowsFrom: ['ElasticsearchNode'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per node of an Elasticsearch or OpenSearch cluster',
  rows: (tables) => tables.searchnodes,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Probe and node', (row) => row.name),
    ...JUDGED,
    node: column.text('Node', (row) => row.node),
    roles: column.text('Roles, one letter each', (row) => row.roles),
    elected: column.boolean('Whether it is the elected master, or cluster manager', (row) => row.elected),
    diskTotal: column.number('Disk', (row) => row.diskTotal, 'bytes'),
    diskFree: column.number('Free disk', (row) => row.diskFree, 'bytes'),
    diskShare: column.number('Used share of the disk, 0 to 1', (row) => row.diskShare, 'share'),
    watermark: column.text('The watermark that it has passed: low, high or flood stage', (row) => row.watermark),
    fullInSeconds: column.number(
      'Time until it passes the next watermark, at the pace since the snapshot before',
      (row) => row.fullInSeconds,
      'seconds',
    ),
    heapPercent: column.number('Used share of the heap, in percent', (row) => row.heapPercent),
    shards: column.number('Shards on it', (row) => row.shards),
    probe: column.text('Name of the probe in the config', (row) => row.probe),
  },
});

export const indices = defineObjects<ElasticsearchIndexRow>()({
  kind: 'ElasticsearchIndex',
  page: 'middleware',
  noun: 'index',
  heading: ['Elasticsearch index', 'Elasticsearch indices'],
  hint: () => 'Size is with replicas. Growth is since the snapshot before.',
  figure: false,
  words: (row) => [row.probe, row.health, row.readOnly],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['ElasticsearchIndex'],
  newsOf: [],
  namedBy: 'index',
  shows: {
    health: 'Status',
    bytes: 'Size',
    growth: 'Growth',
    documents: 'Documents',
    primaries: 'Shards',
    replicas: 'Replicas',
    readOnly: 'Read-only',
  },
  groupOf: ({ probe }) => probe,
  build: buildIndices,
  rowsFrom: ['ElasticsearchIndex'],
  stateFrom: ['ElasticsearchCluster'],
  cellsFrom: [],
  holds: 'one row per index of an Elasticsearch or OpenSearch cluster',
  rows: (tables) => tables.indices,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Probe and index', (row) => row.name),
    ...JUDGED,
    index: column.text('Index', (row) => row.index),
    health: column.text('green, yellow or red', (row) => row.health),
    status: column.text('open or close', (row) => row.status),
    primaries: column.number('Primary shards', (row) => row.primaries),
    replicas: column.number('Replicas of each', (row) => row.replicas),
    documents: column.number('Documents', (row) => row.documents),
    bytes: column.number('Size on disk, with replicas', (row) => row.bytes, 'bytes'),
    growth: column.change('Bytes more, or fewer, than at the snapshot before', (row) => row.growth, 'bytes'),
    readOnly: column.text('The block that makes it read-only', (row) => row.readOnly),
    probe: column.text('Name of the probe in the config', (row) => row.probe),
  },
});
