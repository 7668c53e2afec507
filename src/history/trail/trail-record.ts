/** The trail's data about an edition's findings and versions. */
import { z } from 'zod';
import type { Report } from '../../model/report.ts';
import { RolloutSchema } from '../day/workload-day.ts';
import { AskedProbeSchema, InstantSchema } from '../../snapshots/schema.ts';

const MomentSchema = z.object({
  number: z.number().int(),
  instant: InstantSchema.describe('Time of the snapshot, ISO 8601'),
  day: z.string().describe('UTC day, 2026-11-22'),
  time: z.string().describe('UTC time, 071500Z'),
});
/** An edition of the same cluster. */
export type Moment = z.infer<typeof MomentSchema>;

const known = {
  since: MomentSchema.describe('First of the editions, without a break, that show it'),
  atLeast: z.literal(true).optional().describe('Whether it was there before that edition, nobody knows'),
  lastSeen: MomentSchema.optional().describe(
    'Where this edition could not look: the last one that showed it',
  ),
};

const WorkloadSchema = z.object({ kind: z.string(), namespace: z.string().optional(), name: z.string() });

/** A rollout, without its course. */
export const RolledOutSchema = RolloutSchema.pick({
  from: true,
  to: true,
  images: true,
  restart: true,
}).extend({
  workload: WorkloadSchema,
});
export type RolledOut = z.infer<typeof RolledOutSchema>;

/** The same with its begin. */
export const DatedRolloutSchema = RolledOutSchema.extend({
  at: InstantSchema.describe('Time of the first snapshot that showed it, ISO 8601'),
});

const KnownFindingSchema = z.object({
  key: z.string().describe('See findingKey'),
  severity: z
    .enum(['failing', 'degraded', 'advice'])
    .optional()
    .describe('As it was last said; absent where it is silenced, or an older Gazette printed it'),
  rollout: DatedRolloutSchema.optional().describe(
    'The last rollout of its object that went on when it began, or had ended shortly before',
  ),
  ...known,
});
export type KnownFinding = z.infer<typeof KnownFindingSchema>;

const KnownVersionSchema = z.object({
  service: z.string(),
  serviceFrom: z.string().describe("Where its name was read: a label's key, or `workload name`"),
  instance: z.string().optional().describe('Which of several installations, where a label says so'),
  part: z.string().describe('Name of the workload without version and data centre'),
  version: z.string().optional(),
  versionFrom: z.string().optional().describe("A label's key, `image tag` or `workload name`"),
  tag: z
    .string()
    .optional()
    .describe('Tag or digest of its first image, where the version was read elsewhere and is another text'),
  alsoRunning: z.array(z.string()).optional().describe('Other versions that its pods still, or already, run'),
  idle: z.literal(true).optional().describe('It wants no pods, or is suspended'),
  dataCentre: z.string().optional().describe('Where it belongs to one'),
  workload: WorkloadSchema,
  from: z.string().optional().describe('Version before it; absent if no edition showed another'),
  ...known,
});
export type KnownVersion = z.infer<typeof KnownVersionSchema>;

const RecentEditionSchema = MomentSchema.extend({
  state: z.enum(['healthy', 'degraded', 'failing', 'unknown']),
  interval: z
    .number()
    .int()
    .optional()
    .describe(
      'Seconds that it expected to the next; absent where it could not be read, or an older Gazette printed it',
    ),
  met: z.array(z.string()).optional().describe('Findings of trouble that it showed first, see findingKey'),
  over: z.array(z.string()).optional().describe('Those that the edition before had, and that are over'),
  gone: z
    .array(z.string())
    .optional()
    .describe('Those whose object was deleted since, which resolves nothing'),
  rolledOut: z.array(RolledOutSchema).optional().describe('Rollouts that it was the first to show'),
  more: z.number().int().optional().describe('What of these is not kept here'),
});
export type RecentEdition = z.infer<typeof RecentEditionSchema>;

const CourseSchema = z.object({
  state: z.enum(['healthy', 'degraded', 'failing', 'unknown']),
  since: MomentSchema.describe('First of the editions, without a break, with this state'),
  atLeast: z.literal(true).optional().describe('Whether it was so before that edition, nobody knows'),
  first: MomentSchema.describe('First edition that the course knows'),
  trouble: z
    .object({
      since: MomentSchema,
      atLeast: z.literal(true).optional().describe('Whether it was there before, nobody knows'),
      last: MomentSchema.describe('Last edition in trouble'),
      over: MomentSchema.optional().describe('First healthy edition after it; absent until there is one'),
      endUnseen: z
        .literal(true)
        .optional()
        .describe('Nobody looked before that edition: it was over then at the latest'),
    })
    .optional()
    .describe('The last time in which the cluster was degraded or failing'),
  rollout: RolledOutSchema.extend({ at: MomentSchema }).optional().describe('The last rollout that began'),
});
export type Course = z.infer<typeof CourseSchema>;

const UnseenSchema = z.object({
  kind: z.string(),
  namespaces: z.array(z.string()).optional().describe('Where it was seen all the same'),
});

/** `trail.json` beside the pages of an edition. */
export const TrailSchema = z.object({
  edition: MomentSchema.optional().describe('Of which it tells; an earlier one where there is no report'),
  findings: z.array(KnownFindingSchema),
  versions: z.array(KnownVersionSchema),
  probed: z.array(z.string()).optional().describe('Kinds of probes that were asked for; absent for none'),
  probes: z
    .record(z.string(), z.array(AskedProbeSchema))
    .optional()
    .describe('The probes, by kind; absent where the snapshot does not say'),
  unchecked: z.array(z.string()).describe('Rules that could not, or not everywhere, be checked'),
  blind: z.array(z.string()).optional().describe('Those of them that could be checked nowhere'),
  unseen: z.array(UnseenSchema).describe('Kinds that were not, or not wholly, seen'),
  recent: z
    .array(RecentEditionSchema)
    .optional()
    .describe(
      'Editions of the 24 hours up to this one, oldest first; absent where an older Gazette printed it',
    ),
  course: CourseSchema.optional().describe(
    'Since when the cluster is so, and what was last; absent where an older Gazette printed it',
  ),
  cut: z.literal(true).optional().describe('There is more, or may be, than is kept here'),
});
export type Trail = z.infer<typeof TrailSchema>;

/** The parts of a report that the trail follows. */
export type Followed = Pick<
  Report,
  'meta' | 'state' | 'unseen' | 'findings' | 'silenced' | 'unchecked' | 'versions'
>;
