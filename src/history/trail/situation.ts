/** The situation at an edition: the story that its pages, lists, feeds and pictures open with. Pure. */
import { isTrouble } from '../../model/state.ts';
import { z } from 'zod';
import { groupThreads } from '../../model/build/threads.ts';
import { findingKey } from '../../model/findings/finding-key.ts';
import type { Entrance, Report } from '../../model/report.ts';
import { courseOf } from './course.ts';
import { DatedRolloutSchema, type Trail } from './trail-record.ts';

const StateSchema = z.enum(['healthy', 'degraded', 'failing', 'unknown']);
const ObjectSchema = z.object({ kind: z.string(), namespace: z.string().optional(), name: z.string() });
const SinceSchema = z.object({
  at: z.string().describe('Time of the first edition that showed it, ISO 8601'),
  atLeast: z.literal(true).optional().describe('Whether it was so before, nobody knows'),
});
export type Since = z.infer<typeof SinceSchema>;

const HurtSchema = z.object({
  name: z.string().describe('payments.bank.example, 203.0.113.7:443, node port 30080'),
  state: StateSchema,
  ready: z.number().int().optional().describe('Replicas that answer there'),
  wanted: z.number().int().optional().describe('Replicas that should'),
});
export type HurtEntrance = z.infer<typeof HurtSchema>;

export const SituationSchema = z.object({
  state: StateSchema,
  lead: z.string().describe('At most 30 words, the culprit first'),
  since: SinceSchema.optional().describe('Since when it has this state'),
  trouble: SinceSchema.optional().describe('Since when it is degraded or failing; absent if it is neither'),
  entrances: z
    .object({
      hurt: z.array(HurtSchema).describe('The worst first'),
      more: z.number().int().describe('Further ones that do not wholly answer'),
      whole: z.number().int(),
      unseen: z.number().int().describe('Whose replicas were not seen'),
    })
    .optional()
    .describe('Public hosts and addresses; absent if the cluster has none, or if they were not seen'),
  cause: DatedRolloutSchema.optional().describe(
    'A rollout of the culprit that went on when its trouble began, or had ended shortly before',
  ),
  kinds: z
    .object({ complete: z.number().int(), all: z.number().int(), unseen: z.array(z.string()) })
    .describe('Kinds that were wholly seen, of those that the cluster serves'),
  rollout: DatedRolloutSchema.optional().describe('The last rollout that began'),
  fullest: z
    .object({
      object: ObjectSchema,
      resource: z.string(),
      share: z.number().describe('Of what there is, 0 to 1'),
    })
    .optional()
    .describe('What runs out next: the quota with the least left, or the requests for all nodes'),
  calm: z
    .object({
      since: z.string().describe('End of the last trouble, or the first edition that is known, ISO 8601'),
      atLeast: z.literal(true).optional().describe('Nobody saw the end: it was over then at the latest'),
      ever: z.boolean().describe('No trouble was seen before'),
    })
    .optional()
    .describe('Absent while in trouble'),
});
/** What one edition says of its cluster, in the order in which a reader asks. */
export type Situation = z.infer<typeof SituationSchema>;

type SituationReport = Pick<
  Report,
  'meta' | 'state' | 'lead' | 'findings' | 'entrances' | 'quotas' | 'nodes' | 'unseen'
>;

/** @param trail of the same edition */
export function buildSituation(report: SituationReport, trail: Trail): Situation {
  const { state, lead, meta, unseen } = report;
  const course = courseOf(trail);
  const trouble = course?.trouble && !course.trouble.over ? course.trouble : undefined;
  const served = meta.coverage.filter((entry) => entry.state !== 'absent');
  const entrances = gatherEntrances(report.entrances);
  const cause = findRollout(report, trail);
  const fullest = findFullest(report);
  return {
    ...{ state, lead },
    ...(course && { since: toSince(course) }),
    ...(trouble && isTrouble(state) && { trouble: toSince(trouble) }),
    ...(entrances && { entrances }),
    ...(cause && { cause }),
    kinds: {
      complete: served.filter((entry) => entry.state === 'complete').length,
      all: served.length,
      unseen: unseen.map(({ kind }) => kind),
    },
    ...(course?.rollout && { rollout: { ...course.rollout, at: course.rollout.at.instant } }),
    ...(fullest && { fullest }),
    ...(course &&
      state === 'healthy' && {
        calm: {
          since: (course.trouble?.over ?? course.first).instant,
          ...(course.trouble?.endUnseen && { atLeast: true as const }),
          ever: course.trouble === undefined,
        },
      }),
  };
}

const toSince = ({ since, atLeast }: { since: { instant: string }; atLeast?: true }): Since => ({
  at: since.instant,
  ...(atLeast && { atLeast }),
});

/** Number of entrances that are named. */
const MOST_ENTRANCES = 3;

function gatherEntrances(entrances: readonly Entrance[]): Situation['entrances'] {
  if (entrances.length === 0) return undefined;
  const hurt = entrances.filter(({ state }) => isTrouble(state));
  const countOf = (wanted: Entrance['state']) => entrances.filter(({ state }) => state === wanted).length;
  return {
    hurt: hurt.slice(0, MOST_ENTRANCES).map(({ name, state, ready, wanted }) => ({
      ...{ name, state },
      ...(ready !== undefined && { ready }),
      ...(wanted !== undefined && { wanted }),
    })),
    more: Math.max(0, hurt.length - MOST_ENTRANCES),
    whole: countOf('healthy'),
    unseen: countOf('unknown'),
  };
}

/** Number of culprits that are asked for a rollout. */
const CULPRITS = 2;

/** The rollout of the first culprit that was rolled out just before its first finding began. */
function findRollout({ findings }: Pick<SituationReport, 'findings'>, trail: Trail): Situation['cause'] {
  const known = new Map(trail.findings.map((entry) => [entry.key, entry]));
  for (const { object, findings: own } of groupThreads(findings).slice(0, CULPRITS)) {
    const [first] = own
      .flatMap(({ rule }) => known.get(findingKey(rule, object)) ?? [])
      .sort((a, b) => a.since.number - b.since.number);
    if (first?.rollout && !first.atLeast) return first.rollout;
  }
  return undefined;
}

/** From here on it is worth a word. */
const TELLING_SHARE = 0.5;

function findFullest({
  meta,
  quotas,
  nodes,
}: Pick<SituationReport, 'meta' | 'quotas' | 'nodes'>): Situation['fullest'] {
  const ofQuotas = quotas.map(({ namespace, name, resource, share = 0 }) => ({
    ...{ object: { kind: 'ResourceQuota', namespace, name }, resource, share },
  }));
  const ofNodes = (['cpu', 'memory'] as const).map((resource) => {
    const own = nodes.flatMap(({ resources }) => resources.filter(({ name }) => name === resource));
    const sum = (key: 'requested' | 'allocatable') => own.reduce((all, one) => all + (one[key] ?? 0), 0);
    const isKnown = own.length > 0 && own.every(({ requested }) => requested !== undefined);
    const share = isKnown && sum('allocatable') > 0 ? sum('requested') / sum('allocatable') : 0;
    return { object: { kind: 'Cluster', name: meta.cluster }, resource, share };
  });
  const [fullest] = [...ofQuotas, ...ofNodes].sort((a, b) => b.share - a.share);
  return fullest && fullest.share >= TELLING_SHARE ? fullest : undefined;
}
