import type { ObjectRow } from '../../model/judged.ts';

/** An Elasticsearch or OpenSearch cluster. */
export interface ElasticsearchClusterRow extends ObjectRow {
  probe: string;
  clusterName?: string;
  /** `elasticsearch 8.15.0`. */
  version?: string;
  /** green, yellow or red. */
  health?: string;
  /** It has no elected master, or cluster manager. */
  leaderless: boolean;
  nodes?: number;
  dataNodes?: number;
  activeShards?: number;
  relocatingShards?: number;
  initializingShards?: number;
  unassignedShards?: number;
  delayedShards?: number;
  pendingTasks?: number;
  /** How long the oldest of them has waited. */
  oldestTaskSeconds?: number;
  /** The first shard without a node. */
  unassigned?: UnassignedShard;
  repositories: SnapshotRepository[];
  /** The last snapshot that succeeded, of all repositories. */
  lastSnapshot?: string;
  /** What could not be read, and why: `snapshots: 403 Forbidden`. */
  missing: string[];
}

export interface UnassignedShard {
  /** `orders-2026 0 (primary): NODE_LEFT, …`. */
  text: string;
  reason?: string;
  since?: string;
  canAllocate?: string;
}

export interface SnapshotRepository {
  name: string;
  lastSuccess?: string;
  /** Usual time between snapshots that succeeded. */
  usualSeconds?: number;
  lastAttempt?: string;
  lastState?: string;
  lastReason?: string;
  error?: string;
}

export type Watermark = 'low' | 'high' | 'flood stage';

export interface WatermarkAhead {
  watermark: Watermark;
  seconds: number;
  /** Bytes of disk until then. */
  bytes: number;
}

export interface ElasticsearchNodeRow extends ObjectRow {
  probe: string;
  node: string;
  roles?: string;
  elected?: boolean;
  diskTotal?: number;
  diskFree?: number;
  /** Used share of the disk, 0 to 1. */
  diskShare?: number;
  /** The watermark that it has passed. */
  watermark?: Watermark;
  /** The watermarks that it will pass at the pace since the snapshot before, the next first. */
  ahead: WatermarkAhead[];
  heapPercent?: number;
  shards?: number;
}

export interface ElasticsearchIndexRow extends ObjectRow {
  probe: string;
  index: string;
  health?: string;
  status?: string;
  primaries?: number;
  replicas?: number;
  documents?: number;
  bytes?: number;
  /** Bytes more, or fewer, than at the snapshot before. */
  growth?: number;
  readOnly?: string;
}
