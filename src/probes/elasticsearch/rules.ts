/** Rules about Elasticsearch and OpenSearch. */
import { formatCount, spellDuration } from '../../model/english.ts';
import type { Facts } from '../../model/findings/facts.ts';
import type { Found, Rule } from '../../model/findings/rule.ts';
import type { ObjectRow } from '../../model/judged.ts';
import {
  findFailedSnapshots,
  findHealthTrouble,
  findOldSnapshot,
  findTaskTrouble,
  isFlooded,
  tellWatermark,
} from './judge.ts';
import type { ElasticsearchClusterRow, ElasticsearchNodeRow, Watermark, WatermarkAhead } from './row.ts';

const HOUR = 3600;
/** A disk that fills within a day gives nobody a quiet night. */
const SOON_SECONDS = 24 * HOUR;
/** Merges need room for a while. A disk with more than this share left above the watermark is not near it. */
const NEAR_SHARE = 0.1;

const refTo =
  (kind: string) =>
  ({ namespace, name, uid }: ObjectRow) => ({
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    uid,
  });
const refOfCluster = refTo('ElasticsearchCluster');
const refOfNode = refTo('ElasticsearchNode');
const refOfIndex = refTo('ElasticsearchIndex');

const misses =
  (part: string) =>
  ({ tables }: Facts): boolean =>
    tables.searchclusters.some(({ missing }) => missing.some((text) => text.startsWith(part)));

export const elasticsearchRules: Rule[] = [
  {
    id: 'search-leaderless',
    severity: 'failing',
    title: 'Search cluster has no leader',
    judges: 'An Elasticsearch or OpenSearch cluster has no elected master, or cluster manager.',
    why: 'It takes no new index, mapping or setting, and most writes fail.',
    advice: 'See which nodes can be elected: most of them must run, and reach each other.',
    headline: ['a search cluster has no leader', 'search clusters have no leader'],
    needs: ['ElasticsearchCluster'],
    *find({ tables, at }) {
      for (const row of tables.searchclusters)
        if (row.leaderless)
          yield { object: refOfCluster(row), what: whyOf(row, at), cause: 'no leader', rows: [row] };
    },
  },
  {
    id: 'search-red',
    severity: 'failing',
    title: 'Search cluster is red',
    judges: 'An Elasticsearch or OpenSearch cluster is red: a primary shard has no node.',
    why: 'A part of an index does not answer, and takes no documents.',
    advice: 'Bring back the node that had the shard; else restore the index from a snapshot.',
    headline: ['a search cluster is red', 'search clusters are red'],
    needs: ['ElasticsearchCluster'],
    find: (facts) => findWithShards(facts, 'red'),
  },
  {
    id: 'search-yellow',
    severity: 'degraded',
    title: 'Search cluster is yellow',
    judges:
      'An Elasticsearch or OpenSearch cluster is yellow: a replica has no node, and gets none by itself.',
    why: 'If another node is lost, documents can be lost with it.',
    advice:
      'Read why the first shard has no node: a node is missing, a disk is full, or a setting forbids it.',
    limits: [
      'Not for a single data node: it has no place for replicas.',
      'Not while shards only start, or wait for a node that left a moment ago.',
      'Not for ten minutes, while the first shard waits for its turn.',
    ],
    headline: ['a search cluster is yellow', 'search clusters are yellow'],
    needs: ['ElasticsearchCluster'],
    find: (facts) => findWithShards(facts, 'yellow'),
  },
  {
    id: 'search-watermark',
    severity: 'failing',
    milder: 'degraded past the high watermark, advice past the low',
    title: 'Disk of a search node passes a watermark',
    judges: 'The free disk of an Elasticsearch or OpenSearch node is below a watermark of the cluster.',
    why: 'Past the high watermark its shards move away. Past the flood stage its indices take no documents.',
    advice: 'Delete old indices, add disk or a node; then Elasticsearch lifts the block by itself.',
    limits: ['Not for nodes that only hold frozen data: their cache fills the disk on purpose.'],
    headline: ['a search node is out of disk', 'search nodes are out of disk'],
    needs: ['ElasticsearchNode'],
    isBlind: misses('watermarks'),
    *find({ tables }) {
      for (const row of tables.searchnodes) {
        const what = tellWatermark(row);
        if (what === undefined || !row.watermark) continue;
        const severity = SEVERITY[row.watermark];
        yield {
          object: refOfNode(row),
          what,
          ...(severity && { severity }),
          cause: row.watermark,
          rows: [row],
        };
      }
    },
  },
  {
    id: 'search-read-only',
    severity: 'failing',
    title: 'Index is read-only since a disk was full',
    judges: 'An index has the block `read_only_allow_delete`, which Elasticsearch sets past the flood stage.',
    why: 'It takes no documents: whoever writes to it gets an error.',
    advice: 'Free disk. Since version 7.4 the block then goes by itself; before, reset `index.blocks`.',
    headline: ['an index takes no documents', 'indices take no documents'],
    needs: ['ElasticsearchIndex'],
    isBlind: misses('blocks'),
    foldsInto: ['search-watermark'],
    *find({ tables }) {
      for (const row of tables.indices) {
        if (!isFlooded(row)) continue;
        const flooded = tables.searchnodes.filter(
          ({ probe, watermark }) => probe === row.probe && watermark === 'flood stage',
        );
        yield {
          object: refOfIndex(row),
          what: 'it is read-only, since a disk was full',
          inShort: 'takes no documents',
          cause: 'read-only',
          because: flooded.map(refOfNode),
          rows: [row],
        };
      }
    },
  },
  {
    id: 'search-disk-fills',
    severity: 'advice',
    title: 'Disk of a search node fills',
    judges:
      'At the pace since the snapshot before, a disk passes the high watermark or the flood stage within a day.',
    why: 'Then shards move, which costs the cluster much, or its indices take no documents.',
    advice: 'Delete old indices, or add disk, before that time.',
    limits: [
      'Only if less than a tenth of the disk is left above that watermark. Merges need room for a while.',
    ],
    needs: ['ElasticsearchNode'],
    isBlind: misses('watermarks'),
    *find({ tables }) {
      for (const row of tables.searchnodes) {
        const next = row.ahead.find((one) => isNear(one, row));
        if (!next) continue;
        const name = next.watermark === 'high' ? 'high watermark' : next.watermark;
        const what = `its disk passes the ${name} in ${spellDuration(next.seconds)}, at its pace since the snapshot before`;
        yield { object: refOfNode(row), what, cause: 'fills' };
      }
    },
  },
  {
    id: 'search-tasks-wait',
    severity: 'degraded',
    title: 'Changes of a search cluster wait',
    judges:
      'A change has waited for the elected node of an Elasticsearch or OpenSearch cluster for 30 seconds.',
    why: 'Clients give up after 30 seconds: no index is made, no mapping grows, no shard gets a node.',
    advice: 'See `_cluster/pending_tasks`: often there are too many shards, or mappings that always grow.',
    headline: ['changes of a search cluster wait', 'changes of search clusters wait'],
    needs: ['ElasticsearchCluster'],
    find: ({ tables }) =>
      tables.searchclusters.flatMap((row) => {
        const trouble = findTaskTrouble(row);
        return trouble ? [{ object: refOfCluster(row), what: trouble.why, cause: 'tasks', rows: [row] }] : [];
      }),
  },
  {
    id: 'search-snapshot-failed',
    severity: 'degraded',
    title: 'Snapshot of a search cluster failed',
    judges: 'The last snapshot of a repository failed, or left shards out.',
    why: 'What it left out cannot be restored.',
    advice: 'Read its reason, and take another snapshot.',
    limits: ['A repository whose last snapshot is older than 8 days is not in use.'],
    headline: ['the snapshot of a search cluster failed', 'snapshots of search clusters failed'],
    needs: ['ElasticsearchCluster'],
    isBlind: misses('snapshots'),
    find: ({ tables, at }) =>
      tables.searchclusters.flatMap((row) => {
        const failed = findFailedSnapshots(row, at);
        if (failed.length === 0) return [];
        const what = failed.map(({ why }) => why).join('; ');
        return [{ object: refOfCluster(row), what, cause: 'snapshot failed', rows: [row] }];
      }),
  },
  {
    id: 'search-snapshot-old',
    severity: 'degraded',
    title: 'Search cluster has no recent snapshot',
    judges: 'The last snapshot that succeeded is older than twice the time that was usual between them.',
    why: 'What was written since then cannot be restored.',
    advice: 'See what takes the snapshots: its policy, or the job that asks for them.',
    limits: ['Not known with fewer than three snapshots: what is usual is their median.'],
    headline: ['a search cluster has no recent snapshot', 'search clusters have no recent snapshot'],
    needs: ['ElasticsearchCluster'],
    isBlind: misses('snapshots'),
    find: ({ tables, at }) =>
      tables.searchclusters.flatMap((row) => {
        const trouble = findOldSnapshot(row, at);
        return trouble
          ? [{ object: refOfCluster(row), what: trouble.why, cause: 'snapshot old', rows: [row] }]
          : [];
      }),
  },
  {
    id: 'search-not-seen',
    severity: 'advice',
    title: 'Search cluster was seen in part',
    judges: 'An Elasticsearch or OpenSearch cluster refused a part of what the probe asks.',
    why: 'Nobody knows whether that part is well.',
    advice:
      'Give its user the rights `monitor` and `monitor_snapshot`, and `view_index_metadata` on its indices.',
    needs: ['ElasticsearchCluster'],
    *find({ tables }) {
      for (const row of tables.searchclusters)
        if (row.missing.length > 0)
          yield { object: refOfCluster(row), what: `not seen: ${row.missing.join('; ')}`, cause: 'not seen' };
    },
  },
];

const SEVERITY: Record<Watermark, Found['severity']> = {
  'flood stage': undefined,
  high: 'degraded',
  low: 'advice',
};

const whyOf = (row: ElasticsearchClusterRow, at: string) => findHealthTrouble(row, at)?.why ?? '';

/** With the indices whose shards have no node as evidence. */
function* findWithShards({ tables, at }: Facts, health: 'red' | 'yellow'): Generator<Found> {
  for (const row of tables.searchclusters) {
    if (row.leaderless || row.health !== health) continue;
    const trouble = findHealthTrouble(row, at);
    if (!trouble) continue;
    const own = tables.indices.filter(({ probe, state }) => probe === row.probe && state !== 'healthy');
    const troubled = own.filter((index) => !isFlooded(index) || index.health === 'red');
    const worstFirst = [
      ...troubled.filter((index) => index.health === 'red'),
      ...troubled.filter((index) => index.health !== 'red'),
    ];
    yield {
      object: refOfCluster(row),
      what: trouble.why.replace(`${health}: `, ''),
      inShort: `is ${health}: ${formatCount(row.unassignedShards ?? 0, 'shard')} without a node`,
      cause: health,
      evidence: worstFirst.map((index) => ({ object: refOfIndex(index), text: index.why ?? '' })),
      rows: [row, ...troubled],
    };
  }
}

/** Past the low watermark nothing breaks: that a disk nears it is no advice. */
const isNear = ({ watermark, seconds, bytes }: WatermarkAhead, { diskTotal = 0 }: ElasticsearchNodeRow) =>
  watermark !== 'low' && seconds < SOON_SECONDS && bytes < NEAR_SHARE * diskTotal;
