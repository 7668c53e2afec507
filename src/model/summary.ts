/** The entry of an edition in lists: small, stored beside its pages. */
import { z } from 'zod';
import { MarkSchema } from '../snapshots/schema.ts';
import type { Counts, Report, Severity } from './report.ts';
import { compareStates } from './state.ts';

const CountsSchema = z.object({
  healthy: z.number().int(),
  degraded: z.number().int(),
  failing: z.number().int(),
  unknown: z.number().int(),
});

const CountsOfTablesSchema = z.object({ workloads: CountsSchema, pods: CountsSchema, nodes: CountsSchema });
/** Tables of which lists of editions tell how many rows are in which state. */
export const countedTables = CountsOfTablesSchema.keyof().options;

const HeadlineSchema = z.object({
  rule: z.string(),
  severity: z.enum(['failing', 'degraded']),
  title: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string().optional(), name: z.string() }),
  what: z.string(),
});

/** Number of findings that a list names. */
const MOST_HEADLINES = 3;

export const SummarySchema = z.object({
  state: z.enum(['healthy', 'degraded', 'failing', 'unknown']),
  lead: z.string().describe('One sentence'),
  complete: z.boolean(),
  unseen: z.array(z.string()).describe('Kinds that were not, or not wholly, seen'),
  seen: z
    .object({ pods: z.boolean(), workloads: z.boolean(), nodes: z.boolean(), events: z.boolean() })
    .describe('Whether a table holds all that there is; where false, its counts are lower bounds'),
  counts: CountsOfTablesSchema,
  restarts: z.number().int().describe('Sum over pods: a lower bound'),
  kubernetes: z.string().optional().describe('Version of the API server'),
  intervalSeconds: z.number().describe('Expected seconds to the next snapshot'),
  alias: z.string().optional().describe('What people call the cluster'),
  marks: z.array(MarkSchema).optional().describe('What is odd about its time'),
  findings: z
    .object({ failing: z.number().int(), degraded: z.number().int(), advice: z.number().int() })
    .optional()
    .describe('How many of each severity, silenced ones apart; absent in older records'),
  silenced: z.number().int().optional().describe('Findings that the config silences'),
  top: z.array(HeadlineSchema).optional().describe('The first findings that are no advice'),
});
export type Summary = z.infer<typeof SummarySchema>;

export function toSummary(report: Report): Summary {
  const { meta, state, lead, unseen, seen, counts, restarts, findings, silenced } = report;
  const countOf = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
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
    findings: { failing: countOf('failing'), degraded: countOf('degraded'), advice: countOf('advice') },
    silenced: silenced.length,
    top: findings
      .flatMap(({ severity, ...finding }) => (severity === 'advice' ? [] : [{ severity, ...finding }]))
      .slice(0, MOST_HEADLINES)
      .map(({ rule, severity, title, object: { kind, namespace, name }, what }) => ({
        ...{ rule, severity, title, what },
        object: { kind, ...(namespace !== undefined && { namespace }), name },
      })),
  };
}

/** Which of several snapshots is the worst: by state, then by workloads and by nodes in trouble. Negative: the first. */
export const compareSummaries = (a: Summary, b: Summary): number =>
  compareStates(a.state, b.state) ||
  b.counts.workloads.failing - a.counts.workloads.failing ||
  b.counts.workloads.degraded - a.counts.workloads.degraded ||
  troubleOf(b.counts.nodes) - troubleOf(a.counts.nodes);

const troubleOf = ({ failing, degraded }: Counts) => failing + degraded;
