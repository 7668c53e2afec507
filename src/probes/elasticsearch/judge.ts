/** When an Elasticsearch or OpenSearch cluster, node or index is in trouble. */
import { formatCount, spellDuration } from '../../model/english.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import type { Judged } from '../../model/judged.ts';
import { formatBytes } from '../../model/quantity.ts';
import { worst } from '../../model/state.ts';
import type {
  ElasticsearchClusterRow,
  ElasticsearchIndexRow,
  ElasticsearchNodeRow,
  Watermark,
} from './row.ts';

type Trouble = Judged & { why: string };
type Cluster = Omit<ElasticsearchClusterRow, 'state' | 'why'>;

/** @param at time of the snapshot */
export function judgeSearchCluster(cluster: Cluster, at: string): Judged {
  if (cluster.health === undefined && !cluster.leaderless)
    return { state: 'unknown', why: 'its health was not seen' };
  const troubles = [
    findHealthTrouble(cluster, at),
    findTaskTrouble(cluster),
    ...findFailedSnapshots(cluster, at),
    findOldSnapshot(cluster, at),
  ];
  return worst(troubles.filter((trouble) => trouble !== undefined));
}

/** Without a leader, nothing else is known. */
export function findHealthTrouble(cluster: Cluster, at: string): Trouble | undefined {
  const { health, leaderless, unassignedShards: shards = 0, initializingShards = 0, unassigned } = cluster;
  if (leaderless)
    return { state: 'failing', why: 'it has no elected master, or cluster manager: it takes no changes' };
  const first = unassigned ? `; the first: ${unassigned.text}` : '';
  const told =
    shards > 0
      ? `${formatCount(shards, 'shard')} without a node${first}`
      : `${formatCount(initializingShards, 'shard')} starting`;
  if (health === 'red') return { state: 'failing', why: `red: ${told}` };
  if (health !== 'yellow' || isExpected(cluster) || isRecovering(cluster, at)) return undefined;
  return { state: 'degraded', why: `yellow: ${told}` };
}

/** A replica has no place beside its primary. A single data node cannot be green, unless it is the last that is left. */
const isExpected = ({ dataNodes, unassigned }: Cluster) =>
  dataNodes === 1 && unassigned?.reason !== 'NODE_LEFT';

/** Shards get a node in their turn, a few at a time. */
const RECOVERY_SECONDS = 600;
/** Source: Elasticsearch, cluster/routing/allocation/AllocationDecision.java. */
const IN_TURN = new Set(['yes', 'throttled', 'awaiting_info', 'allocation_delayed']);

/**
 * Every shard without a node waits for one that left a moment ago (`index.unassigned.node_left.delayed_timeout`, one
 * minute), or for its turn.
 */
function isRecovering({ unassignedShards = 0, delayedShards = 0, unassigned }: Cluster, at: string): boolean {
  if (unassignedShards <= delayedShards) return true;
  const seconds = secondsBetween(unassigned?.since, at);
  return IN_TURN.has(unassigned?.canAllocate ?? '') && seconds !== undefined && seconds < RECOVERY_SECONDS;
}

/** Clients give up after this time. Source: Elasticsearch, `master_timeout` of its APIs: 30 s by default. */
const TASK_SECONDS = 30;

export function findTaskTrouble({ pendingTasks = 0, oldestTaskSeconds = 0 }: Cluster): Trouble | undefined {
  if (pendingTasks === 0 || oldestTaskSeconds < TASK_SECONDS) return undefined;
  const tasks = `${formatCount(pendingTasks, 'change')} of the cluster ${pendingTasks === 1 ? 'waits' : 'wait'}`;
  return { state: 'degraded', why: `${tasks} for its elected node, for ${spellDuration(oldestTaskSeconds)}` };
}

/** A repository that is used no more still shows its last snapshot. */
const RECENT_SECONDS = 8 * 86_400;

export function findFailedSnapshots({ repositories }: Cluster, at: string): Trouble[] {
  return repositories.flatMap(({ name, lastState, lastAttempt, lastReason }): Trouble[] => {
    const seconds = secondsBetween(lastAttempt, at);
    if (seconds === undefined || seconds > RECENT_SECONDS) return [];
    if (lastState !== 'FAILED' && lastState !== 'PARTIAL') return [];
    const how = lastState === 'FAILED' ? 'failed' : 'left shards out';
    const why = lastReason ? `: ${lastReason}` : '';
    return [
      { state: 'degraded', why: `the last snapshot in ${name} ${how}, ${spellDuration(seconds)} ago${why}` },
    ];
  });
}

/** A snapshot takes its time, and a clock may differ. */
const SLACK_SECONDS = 3600;

/** The last success of all repositories is older than twice what was usual there. */
export function findOldSnapshot({ repositories, lastSnapshot }: Cluster, at: string): Trouble | undefined {
  if (repositories.some(({ error }) => error !== undefined)) return undefined;
  const usual = repositories.find(({ lastSuccess }) => lastSuccess === lastSnapshot)?.usualSeconds;
  const seconds = secondsBetween(lastSnapshot, at);
  if (usual === undefined || seconds === undefined || seconds <= 2 * usual + SLACK_SECONDS) return undefined;
  return {
    state: 'degraded',
    why: `no snapshot has succeeded for ${spellDuration(seconds)}; usual were ${spellDuration(usual)}`,
  };
}

type Node = Pick<ElasticsearchNodeRow, 'diskFree' | 'watermark' | 'shards'>;

/** What follows from each watermark. Source: Elasticsearch, cluster-level shard allocation, disk-based settings. */
const PASSED: Record<Watermark, string> = {
  'flood stage': 'past the flood stage, its indices take no documents',
  high: 'past the high watermark, its shards move away',
  low: 'past the low watermark, it gets no more shards',
};

export function tellWatermark({ diskFree = 0, watermark, shards }: Node): string | undefined {
  if (!watermark) return undefined;
  const passed = watermark === 'high' && !shards ? 'past the high watermark' : PASSED[watermark];
  return `${formatBytes(diskFree)} of disk free: ${passed}`;
}

/** Past the low watermark it works. Source: Elasticsearch, health/node/DiskHealthIndicatorService.java. */
export function judgeSearchNode(node: Node): Judged {
  const { watermark } = node;
  if (!watermark || watermark === 'low') return { state: 'healthy' };
  return { state: watermark === 'high' ? 'degraded' : 'failing', why: tellWatermark(node) };
}

/** Elasticsearch sets this block when a disk passes the flood stage. Other blocks are somebody's will. */
const FLOODED = 'read_only_allow_delete';

export const isFlooded = ({ readOnly }: Pick<ElasticsearchIndexRow, 'readOnly'>) => readOnly === FLOODED;

/** @param isTold whether its cluster is in trouble for its shards */
export function judgeIndex(
  index: Pick<ElasticsearchIndexRow, 'health' | 'readOnly'>,
  isTold: boolean,
): Judged {
  if (index.health === 'red') return { state: 'failing', why: 'red: a part of it does not answer' };
  if (isFlooded(index))
    return { state: 'failing', why: 'read-only since a disk was full: it takes no documents' };
  if (index.health === undefined) return { state: 'unknown', why: 'its health was not seen' };
  if (index.health === 'yellow' && isTold) return { state: 'degraded', why: 'yellow: a replica has no node' };
  return { state: 'healthy' };
}
