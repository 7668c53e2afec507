/** Elasticsearch and OpenSearch: clusters, their nodes and indices. */
import { secondsBetween } from '../../model/human-duration.ts';
import { compareText } from '../../model/state.ts';
import { column, JUDGED } from '../../model/tables/column.ts';
import { defineObjects } from '../../model/tables/table.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { findHealthTrouble, judgeIndex, judgeSearchCluster, judgeSearchNode } from './judge.ts';
import type {
  ElasticsearchClusterRow,
  ElasticsearchIndexRow,
  ElasticsearchNodeRow,
  UnassignedShard,
  Watermark,
  WatermarkAhead,
} from './row.ts';

type Cluster = ObjectOf<'ElasticsearchCluster'>;
type Node = ObjectOf<'ElasticsearchNode'>;
type Index = ObjectOf<'ElasticsearchIndex'>;

const nameOf = ({ metadata: { uid, namespace, name } }: Cluster | Node | Index) => ({
  uid,
  ...(namespace !== undefined && { namespace }),
  name,
});

function buildClusters({ meta, objects }: Snapshot): ElasticsearchClusterRow[] {
  return objects.ElasticsearchCluster.map((cluster) => {
    const row = toClusterRow(cluster);
    return { ...row, ...judgeSearchCluster(row, meta.time) };
  });
}

function toClusterRow(cluster: Cluster): Omit<ElasticsearchClusterRow, 'state' | 'why'> {
  const { spec, status = {} } = cluster;
  const repositories = (status.repositories ?? []).map(({ name = '', ...rest }) => ({ name, ...rest }));
  return {
    ...nameOf(cluster),
    probe: spec?.probe ?? '',
    clusterName: status.clusterName,
    version: [status.distribution, status.version].filter(Boolean).join(' ') || undefined,
    health: status.health,
    leaderless: status.leaderless ?? false,
    nodes: status.nodes,
    dataNodes: status.dataNodes,
    activeShards: status.activeShards,
    relocatingShards: status.relocatingShards,
    initializingShards: status.initializingShards,
    unassignedShards: status.unassignedShards,
    delayedShards: status.delayedShards,
    pendingTasks: status.pendingTasks,
    oldestTaskSeconds: status.oldestTaskMs === undefined ? undefined : status.oldestTaskMs / 1000,
    unassigned: status.firstUnassigned && toUnassigned(status.firstUnassigned),
    repositories,
    lastSnapshot: repositories
      .flatMap(({ lastSuccess }) => lastSuccess ?? [])
      .sort(compareText)
      .at(-1),
    missing: [
      ...(status.missing ?? []).map(({ part = '', error = 'not seen' }) => `${part}: ${error}`),
      ...repositories.flatMap(({ name, error }) =>
        error === undefined ? [] : [`snapshots in ${name}: ${error}`],
      ),
    ],
  };
}

function toUnassigned(
  first: NonNullable<NonNullable<Cluster['status']>['firstUnassigned']>,
): UnassignedShard {
  const { index = '', shard, primary, reason, since, canAllocate, explanation } = first;
  const why = [reason, explanation].filter(Boolean).join(', ');
  const name = `${index}${shard === undefined ? '' : ` ${shard}`} (${primary ? 'primary' : 'replica'})`;
  return { text: why === '' ? name : `${name}: ${why}`, reason, since, canAllocate };
}

function buildSearchNodes({ meta, objects }: Snapshot): ElasticsearchNodeRow[] {
  return objects.ElasticsearchNode.map((node): ElasticsearchNodeRow => {
    const { spec, status = {} } = node;
    const { diskTotal, diskFree, shards } = status;
    const watermark = watermarkOf(status);
    return {
      ...nameOf(node),
      ...judgeSearchNode({ diskFree, watermark, shards }),
      probe: spec?.probe ?? '',
      node: spec?.node ?? '',
      // The API's word for none: in a CSV, it would look like a formula.
      roles: spec?.roles === '-' ? 'coordinating only' : spec?.roles,
      elected: spec?.elected,
      diskTotal,
      diskFree,
      ...(diskTotal &&
        diskFree !== undefined && { diskShare: Number((1 - diskFree / diskTotal).toFixed(4)) }),
      ...(watermark && { watermark }),
      ahead: predict(status, meta.time),
      heapPercent: status.heapPercent,
      shards,
    };
  });
}

type NodeStatus = NonNullable<Node['status']>;

/** From the first that is passed to the last. */
const marksOf = ({ lowWatermark, highWatermark, floodWatermark }: NodeStatus) =>
  [
    ['low', lowWatermark],
    ['high', highWatermark],
    ['flood stage', floodWatermark],
  ] as const satisfies [Watermark, number | undefined][];

function watermarkOf(status: NodeStatus): Watermark | undefined {
  const { diskFree } = status;
  if (diskFree === undefined) return undefined;
  return marksOf(status).findLast(([, bytes]) => bytes !== undefined && diskFree < bytes)?.[0];
}

/** At the pace since the snapshot before. Empty if the disk does not fill, or nobody knows. */
function predict(status: NodeStatus, at: string): WatermarkAhead[] {
  const { diskFree, before } = status;
  const seconds = secondsBetween(before?.time, at);
  if (diskFree === undefined || before?.diskFree === undefined || !seconds) return [];
  const pace = (before.diskFree - diskFree) / seconds;
  return marksOf(status).flatMap(([watermark, mark]) => {
    const bytes = diskFree - (mark ?? Infinity);
    return pace > 0 && bytes >= 0 ? [{ watermark, seconds: Math.round(bytes / pace), bytes }] : [];
  });
}

function buildIndices({ meta, objects }: Snapshot): ElasticsearchIndexRow[] {
  const troubled = new Set(
    objects.ElasticsearchCluster.filter((cluster) => findHealthTrouble(toClusterRow(cluster), meta.time)).map(
      ({ spec }) => spec?.probe,
    ),
  );
  return objects.ElasticsearchIndex.map((index): ElasticsearchIndexRow => {
    const { spec, status = {} } = index;
    const { bytes, before } = status;
    return {
      ...nameOf(index),
      ...judgeIndex(status, troubled.has(spec?.probe)),
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

export const searchclusters = defineObjects<ElasticsearchClusterRow>()({
  kind: 'ElasticsearchCluster',
  page: 'middleware',
  noun: 'search cluster',
  heading: ['Elasticsearch cluster', 'Elasticsearch clusters'],
  hint: () => 'Yellow: a replica has no node. Red: a part of an index does not answer.',
  figure: false,
  overTime: { name: 'Shards without a node', of: ({ unassignedShards }) => unassignedShards },
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
    missing: 'Not seen',
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
    unassigned: column.text('Why the first of them has none', (row) => row.unassigned?.text),
    relocatingShards: column.number('Shards that move to another node', (row) => row.relocatingShards),
    initializingShards: column.number('Shards that start', (row) => row.initializingShards),
    pendingTasks: column.number('Changes that wait for the elected node', (row) => row.pendingTasks),
    oldestTaskSeconds: column.number(
      'How long the oldest of them has waited',
      (row) => row.oldestTaskSeconds,
      'seconds',
    ),
    lastSnapshot: column.time('Last snapshot that succeeded, of all repositories', (row) => row.lastSnapshot),
    missing: column.list('What could not be read, and why', (row) => row.missing),
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
    nextWatermark: 'Next watermark',
    nextInSeconds: 'In',
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
    watermark: column.text(
      'The watermark that it has passed: low, high or flood stage',
      (row) => row.watermark,
    ),
    nextWatermark: column.text(
      'The watermark that it passes next, at the pace since the snapshot before',
      (row) => row.ahead[0]?.watermark,
    ),
    nextInSeconds: column.number(
      'Time until it passes that watermark',
      (row) => row.ahead[0]?.seconds,
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
