/** What a list of editions shows of one: small, kept beside its pages. */
import { z } from 'zod';
import { MarkSchema } from '../snapshots/schema.ts';
import type { Report } from './report.ts';

const CountsSchema = z.object({
  healthy: z.number().int(),
  degraded: z.number().int(),
  failing: z.number().int(),
  unknown: z.number().int(),
});

export const SummarySchema = z.object({
  state: z.enum(['healthy', 'degraded', 'failing', 'unknown']),
  lead: z.string().describe('One sentence'),
  complete: z.boolean(),
  unseen: z.array(z.string()).describe('Kinds that were not, or not wholly, seen'),
  seen: z
    .object({ pods: z.boolean(), workloads: z.boolean(), nodes: z.boolean(), events: z.boolean() })
    .describe('Whether a table holds all that there is; where false, its counts are lower bounds'),
  counts: z.object({ workloads: CountsSchema, pods: CountsSchema, nodes: CountsSchema }),
  restarts: z.number().int().describe('Sum over pods: a lower bound'),
  kubernetes: z.string().optional().describe('Version of the API server'),
  intervalSeconds: z.number().describe('Expected seconds to the next snapshot'),
  alias: z.string().optional().describe('What people call the cluster'),
  marks: z.array(MarkSchema).optional().describe('What is odd about its time'),
});
export type Summary = z.infer<typeof SummarySchema>;

export function toSummary({ meta, state, lead, unseen, seen, counts, restarts }: Report): Summary {
  return {
    state,
    lead,
    complete: unseen.length === 0,
    unseen: unseen.map((coverage) => coverage.kind),
    seen,
    counts,
    restarts,
    kubernetes: meta.server.version,
    intervalSeconds: meta.settings.intervalSeconds,
    alias: meta.settings.alias,
    marks: meta.marks,
  };
}
