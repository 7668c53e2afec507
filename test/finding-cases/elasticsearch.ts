import type { ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { before, object, snapshotOf } from '../snapshot-of.ts';
import type { Cases } from './case.ts';

const GB = 2 ** 30;
const DAY = 86_400;

type Cluster = NonNullable<ObjectOf<'ElasticsearchCluster'>['status']>;
type Node = NonNullable<ObjectOf<'ElasticsearchNode'>['status']>;
type Index = NonNullable<ObjectOf<'ElasticsearchIndex'>['status']>;

interface Parts {
  cluster?: Cluster;
  node?: Node;
  index?: Index;
}

/** A cluster of three data nodes, of which one is shown, with one index. */
const search = ({ cluster = {}, node = {}, index = {} }: Parts): Snapshot =>
  snapshotOf({
    ElasticsearchCluster: [
      object('ElasticsearchCluster', 'es', {
        spec: { probe: 'es' },
        status: { health: 'green', dataNodes: 3, ...cluster },
      }),
    ],
    ElasticsearchNode: [
      object('ElasticsearchNode', 'es/es-0', {
        spec: { probe: 'es', node: 'es-0', roles: 'dm' },
        status: { diskTotal: 100 * GB, diskFree: 60 * GB, shards: 4, ...MARKS, ...node },
      }),
    ],
    ElasticsearchIndex: [
      object('ElasticsearchIndex', 'es/orders', {
        spec: { probe: 'es', index: 'orders' },
        status: { health: 'green', state: 'open', ...index },
      }),
    ],
  });

const MARKS = { lowWatermark: 15 * GB, highWatermark: 10 * GB, floodWatermark: 5 * GB };

const first = {
  index: 'orders',
  shard: 0,
  primary: false,
  reason: 'NODE_LEFT',
  since: before(DAY),
  canAllocate: 'no',
  explanation: 'the node is above the low watermark (2 of 2 nodes)',
};
const yellow = { health: 'yellow', unassignedShards: 2, firstUnassigned: first };

const repository = {
  name: 'nightly',
  lastSuccess: before(DAY / 2),
  usualSeconds: DAY,
  lastAttempt: before(DAY / 2 + 600),
  lastState: 'SUCCESS',
};
const saved = (...repositories: Cluster['repositories'] & object) => search({ cluster: { repositories } });

/** The disk one hour ago. */
const filling = (freeNow: number, freeBefore: number) =>
  search({ node: { diskFree: freeNow * GB, before: { diskFree: freeBefore * GB, time: before(3600) } } });

export const elasticsearchCases: Cases = {
  'search-leaderless': {
    fires: search({ cluster: { leaderless: true, health: undefined } }),
    about: 'ElasticsearchCluster/shop/es',
    finding: {
      severity: 'failing',
      what: 'it has no elected master, or cluster manager: it takes no changes',
    },
    quiet: { 'it has one': search({}), 'it was not seen': search({ cluster: { health: undefined } }) },
  },
  'search-red': {
    fires: search({
      cluster: { health: 'red', unassignedShards: 1, firstUnassigned: { ...first, primary: true } },
      index: { health: 'red' },
    }),
    about: 'ElasticsearchCluster/shop/es',
    finding: {
      severity: 'failing',
      what: '1 shard without a node; the first: orders 0 (primary): NODE_LEFT, the node is above the low watermark (2 of 2 nodes)',
      evidence: ['ElasticsearchIndex/shop/es/orders: red: a part of it does not answer'],
    },
    quiet: { 'it is yellow': search({ cluster: yellow }) },
  },
  'search-yellow': {
    fires: search({ cluster: yellow, index: { health: 'yellow' } }),
    about: 'ElasticsearchCluster/shop/es',
    finding: {
      severity: 'degraded',
      what: /^2 shards without a node; the first: orders 0 \(replica\): NODE_LEFT, the node is above/,
      evidence: ['ElasticsearchIndex/shop/es/orders: yellow: a replica has no node'],
    },
    quiet: {
      'a single data node has no place for replicas': search({
        cluster: { ...yellow, dataNodes: 1, firstUnassigned: { ...first, reason: 'INDEX_CREATED' } },
        index: { health: 'yellow' },
      }),
      'shards only start': search({
        cluster: { health: 'yellow', unassignedShards: 0, initializingShards: 2 },
        index: { health: 'yellow' },
      }),
      'the node left a moment ago': search({ cluster: { ...yellow, delayedShards: 2 } }),
      'shards wait for their turn': search({
        cluster: { ...yellow, firstUnassigned: { ...first, since: before(120), canAllocate: 'throttled' } },
      }),
    },
  },
  'search-watermark': {
    fires: search({ node: { diskFree: 4 * GB } }),
    about: 'ElasticsearchNode/shop/es/es-0',
    finding: {
      severity: 'failing',
      what: '4 GiB of disk free: past the flood stage, its indices take no documents',
    },
    quiet: {
      'there is room': search({}),
      'the watermarks are off': search({
        node: { diskFree: 0, lowWatermark: undefined, highWatermark: undefined, floodWatermark: undefined },
      }),
      'its disk was not seen': search({ node: { diskFree: undefined } }),
    },
  },
  'search-read-only': {
    fires: search({ index: { readOnly: 'read_only_allow_delete' } }),
    about: 'ElasticsearchIndex/shop/es/orders',
    finding: { severity: 'failing', what: 'it is read-only, since a disk was full' },
    quiet: {
      'somebody wants it so': search({ index: { readOnly: 'write' } }),
      'it is told with the disk': search({
        node: { diskFree: 4 * GB },
        index: { readOnly: 'read_only_allow_delete' },
      }),
    },
  },
  'search-disk-fills': {
    fires: filling(14, 14.5),
    about: 'ElasticsearchNode/shop/es/es-0',
    finding: {
      severity: 'advice',
      what: 'its disk passes the high watermark in 8 hours, at its pace since the snapshot before',
    },
    quiet: {
      'it empties': filling(14, 13),
      'it has more than a day': filling(14, 14.1),
      'there is much room, and a merge': filling(40, 60),
      'nobody knows its pace': search({ node: { diskFree: 14 * GB } }),
    },
  },
  'search-tasks-wait': {
    fires: search({ cluster: { pendingTasks: 12, oldestTaskMs: 95_000 } }),
    about: 'ElasticsearchCluster/shop/es',
    finding: {
      severity: 'degraded',
      what: '12 changes of the cluster wait for its elected node, for 1 minute',
    },
    quiet: { 'they wait for a moment': search({ cluster: { pendingTasks: 40, oldestTaskMs: 800 } }) },
  },
  'search-snapshot-failed': {
    fires: saved({ ...repository, lastState: 'FAILED', lastReason: 'no such index' }),
    about: 'ElasticsearchCluster/shop/es',
    finding: {
      severity: 'degraded',
      what: 'the last snapshot in nightly failed, 12 hours ago: no such index',
    },
    quiet: {
      'it succeeded': saved(repository),
      'nobody uses the repository any more': saved({
        ...repository,
        lastState: 'PARTIAL',
        lastAttempt: before(30 * DAY),
      }),
    },
  },
  'search-snapshot-old': {
    fires: saved({ ...repository, lastSuccess: before(3 * DAY) }),
    about: 'ElasticsearchCluster/shop/es',
    finding: { severity: 'degraded', what: 'no snapshot has succeeded for 3 days; usual were 24 hours' },
    quiet: {
      'one run was late': saved({ ...repository, lastSuccess: before(1.9 * DAY) }),
      'another repository took over': saved(repository, {
        ...repository,
        name: 'former',
        lastSuccess: before(90 * DAY),
      }),
      'nobody knows what is usual': saved({
        ...repository,
        lastSuccess: before(90 * DAY),
        usualSeconds: undefined,
      }),
      'a repository was not seen': saved(
        { ...repository, lastSuccess: before(3 * DAY) },
        { name: 'other', error: '500 Internal Server Error' },
      ),
    },
  },
  'search-not-seen': {
    fires: search({ cluster: { missing: [{ part: 'snapshots', error: '403 Forbidden' }] } }),
    about: 'ElasticsearchCluster/shop/es',
    finding: { severity: 'advice', what: 'not seen: snapshots: 403 Forbidden' },
    quiet: { 'all was seen': saved(repository) },
  },
};
