import type { ObjectRow } from '../../model/judged.ts';

/** An Elasticsearch or OpenSearch cluster. */
export interface ElasticsearchClusterRow extends ObjectRow {
  probe: string;
  clusterName?: string;
  /** `elasticsearch 8.15.0`. */
  version?: string;
  /** green, yellow or red. */
  health?: string;
  nodes?: number;
  dataNodes?: number;
  activeShards?: number;
  unassignedShards?: number;
  pendingTasks?: number;
  /** Why the first shard without a node has none: `orders-2026 0 (primary): NODE_LEFT, …`. */
  unassigned?: string;
  /** Of the repository whose last success is the oldest. */
  lastSnapshot?: string;
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
  /** The watermark that it has passed: low, high or flood stage. */
  watermark?: 'low' | 'high' | 'flood stage';
  /** Seconds until it passes the next watermark, at the pace since the snapshot before. */
  fullInSeconds?: number;
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
