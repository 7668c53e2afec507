import { z } from 'zod';
import { namespaceName, nodeName } from '../../snapshots/kinds/fields.ts';
import { AttributionSchema } from '../attribution.ts';
import { stretch } from './track.ts';
import { unix } from './unix.ts';

const count = () => z.number().int();

export const StateSchema = z.enum(['healthy', 'degraded', 'failing', 'unknown']);

/** An owner of pods; for bare and static pods, the pod itself. */
export const WorkloadRefSchema = z.object({
  kind: z.string(),
  namespace: namespaceName('Its namespace'),
  name: z.string(),
});
export type WorkloadRef = z.infer<typeof WorkloadRefSchema>;

export const WorkloadStateSchema = z.object({
  ...stretch,
  state: z.enum([...StateSchema.options, 'gone']).describe('gone: seen not to be there any more'),
  why: z.string().optional().describe('As the first snapshot of the stretch said'),
  harm: z
    .number()
    .optional()
    .describe('What its trouble weighed at its worst, by share and reach; absent for none'),
  entrances: z
    .array(z.string())
    .optional()
    .describe('Ways in from outside that led to it then, the worst first'),
  because: z
    .string()
    .optional()
    .describe('The cause of its trouble then, if that is another object: Node//lxa150h'),
});
export type WorkloadState = z.infer<typeof WorkloadStateSchema>;

export const VersionStretchSchema = z.object({
  ...stretch,
  version: z.string().optional(),
  images: z.array(z.string()),
});
export type VersionStretch = z.infer<typeof VersionStretchSchema>;

export const ReplicaStretchSchema = z.object({
  ...stretch,
  desired: count().optional(),
  ready: count().optional().describe('Absent when its controller has not reported'),
});
export type ReplicaStretch = z.infer<typeof ReplicaStretchSchema>;

export const RestartSchema = z.object({
  at: unix().describe(
    'When the container ended, where that was seen; else its last end, or the snapshot that showed it',
  ),
  after: unix().describe('They happened after this'),
  by: unix().describe('… and not later than this'),
  n: count().describe('How many, at least'),
  container: z.string(),
  pod: z.string(),
  arrived: z
    .literal(true)
    .optional()
    .describe('A pod came with them: it is younger than the snapshot before'),
  reason: z
    .string()
    .optional()
    .describe(
      'How the container had ended each time, as the following: OOMKilled, Error, …; absent where nobody knows',
    ),
  exitCode: count().optional(),
  signal: count().optional(),
  finishedAt: unix().optional().describe('When the container ended, as the kubelet says'),
  node: nodeName('The node that ended this pod and its others at once: it rebooted, mostly').optional(),
});
export type Restart = z.infer<typeof RestartSchema>;

/**
 * The place of a restart in time. Without a seen time, it is halfway between the snapshots that bound it. It is at most
 * half an hour before the one that showed it. So restarts of the quarter of an hour before midnight belong to the day
 * before.
 */
export const placeOfRestart = ({
  after,
  by,
  finishedAt,
}: Pick<Restart, 'after' | 'by' | 'finishedAt'>): number =>
  finishedAt ?? by - Math.ceil(Math.min((by - after) / 2, 1800));

export const ReplacementSchema = z.object({
  at: unix(),
  after: unix(),
  n: count().describe('Pods that took the place of others, at least'),
});

/** Who made a change, and when; see `attribution.ts`. */
const authorSchema = AttributionSchema.omit({ time: true }).extend({ at: unix().describe('When it wrote') });
export type Author = z.infer<typeof authorSchema>;

export const RolloutSchema = z.object({
  from: z.string().optional().describe('Version before'),
  to: z.string().optional().describe('Version that is rolled out'),
  images: z
    .array(z.object({ from: z.string(), to: z.string() }))
    .optional()
    .describe('Images that changed, container by container'),
  restart: z.literal(true).optional().describe('Pods are replaced, as `kubectl rollout restart` asked for'),
  previous: z
    .string()
    .optional()
    .describe('Workload that ran the version before, where each version is one of its own'),
  after: unix().optional().describe('It began after this snapshot; absent where it was not seen to begin'),
  begun: unix().describe('… and not later than this one'),
  endedAfter: unix().optional().describe('It ended after this one'),
  by: authorSchema.optional().describe('Who began it; absent where nobody knows'),
  ended: unix().optional().describe('… and not later than this one; absent while it goes on'),
  superseded: z.literal(true).optional().describe('It ended as another began, or as the workload went'),
  stuck: z.literal(true).optional().describe('It was seen stuck'),
  paused: z.literal(true).optional().describe('It was seen paused'),
  replaced: count().describe('Pods replaced meanwhile, at least'),
});
export type Rollout = z.infer<typeof RolloutSchema>;

export const ScalingSchema = z.object({
  at: unix().describe('The snapshot that showed it'),
  after: unix().describe('After this one'),
  from: count().describe('Replicas that were wanted'),
  to: count(),
  by: authorSchema.optional().describe('Who did it last; absent where nobody knows'),
});
export type Scaling = z.infer<typeof ScalingSchema>;

export const ComingSchema = z.object({
  what: z.enum(['created', 'deleted', 'recreated']).describe('recreated: another object under the same name'),
  at: unix().describe('When it was made, where the API says so; else the snapshot that showed it'),
  after: unix().describe('Not before this snapshot'),
});
export type Coming = z.infer<typeof ComingSchema>;

/** What a day's snapshots say about one workload, whatever its UIDs and its pods' UIDs. */
export const WorkloadDaySchema = WorkloadRefSchema.extend({
  states: z.array(WorkloadStateSchema),
  versions: z.array(VersionStretchSchema),
  replicas: z.array(ReplicaStretchSchema),
  restarts: z.array(RestartSchema),
  replacements: z.array(ReplacementSchema),
  rollouts: z.array(RolloutSchema).describe('In order; the last may go on from the day before'),
  scalings: z
    .array(ScalingSchema)
    .optional()
    .describe('When another number of replicas was wanted; absent where none was'),
  comings: z
    .array(ComingSchema)
    .optional()
    .describe(
      'When it was created, deleted, or deleted and made anew; absent where nothing of that happened',
    ),
});
export type WorkloadDay = z.infer<typeof WorkloadDaySchema>;
