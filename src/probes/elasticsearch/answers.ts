/** What Elasticsearch and OpenSearch answer, as far as the probe reads it. Fields that are not known do no harm. */
import { z } from 'zod';

/** A word that may be absent; the `_cat` APIs write null. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** The `_cat` APIs write numbers as text, and `-` or null where a node has not answered. */
const amount = z
  .union([z.string(), z.number(), z.null()])
  .optional()
  .transform((value) => {
    const number = value === undefined || value === null || value === '' ? NaN : Number(value);
    return Number.isFinite(number) && number >= 0 ? number : undefined;
  });

export const ServerSchema = z.object({
  cluster_name: text,
  tagline: text,
  version: z.object({ number: text, distribution: text }),
});

export const HealthSchema = z.object({
  cluster_name: text,
  status: z.string(),
  number_of_nodes: amount,
  number_of_data_nodes: amount,
  active_shards: amount,
  relocating_shards: amount,
  initializing_shards: amount,
  unassigned_shards: amount,
  delayed_unassigned_shards: amount,
  number_of_pending_tasks: amount,
  task_max_waiting_in_queue_millis: amount,
});
export type Health = z.infer<typeof HealthSchema>;

export const SearchNodesSchema = z.array(
  z.object({
    id: text,
    name: z.string(),
    'node.role': text,
    master: text,
    'heap.percent': amount,
    'disk.total': amount,
    'disk.avail': amount,
  }),
);

/** A row without a node counts the shards that have none. */
export const AllocationSchema = z.array(z.object({ node: text, shards: amount }));

export const IndicesSchema = z.array(
  z.object({
    index: z.string(),
    health: text,
    status: text,
    pri: amount,
    rep: amount,
    'docs.count': amount,
    'store.size': amount,
  }),
);

/** Settings of each index, flat. */
export const BlocksSchema = z.record(
  z.string(),
  z.object({ settings: z.record(z.string(), z.unknown()).optional() }),
);

export const ExplanationSchema = z.object({
  index: text,
  shard: amount,
  primary: z.boolean().optional(),
  can_allocate: text,
  allocate_explanation: text,
  unassigned_info: z.object({ reason: text, at: text, details: text }).optional(),
  node_allocation_decisions: z
    .array(
      z.object({
        deciders: z.array(z.object({ decider: text, decision: text, explanation: text })).optional(),
      }),
    )
    .optional(),
});
export type Explanation = z.infer<typeof ExplanationSchema>;

export const RepositoriesSchema = z.array(z.object({ id: z.string() }));

export const SnapshotsSchema = z.array(
  z.object({ id: text, status: text, start_epoch: amount, end_epoch: amount, reason: text }),
);
export type Snapshots = z.infer<typeof SnapshotsSchema>;
