/** What long windows read of a Day: everything except details, a few kilobytes in any case. */
import { sumReplicas } from './availability.ts';
import { isLoud, worstSeverity } from './finding-day.ts';
import { z } from 'zod';
import { namespaceName, nodeName } from '../../snapshots/kinds/fields.ts';
import { compareText } from '../../model/state.ts';
import { cutTrack, joinTracks } from './cut.ts';
import { boundsOf, DaySchema, type Day } from './day.ts';
import { subjectOf } from './event-day.ts';
import {
  placeOfRestart,
  ReplicaStretchSchema,
  RolloutSchema,
  WorkloadRefSchema,
  WorkloadStateSchema,
  type Restart,
} from './workload-day.ts';
import { unix } from './unix.ts';

const count = () => z.number().int();

export const WorkloadSummarySchema = WorkloadRefSchema.extend({
  states: z.array(WorkloadStateSchema),
  version: z.string().optional().describe('The last of the day'),
  desiredSeconds: count().describe('Replicas that were wanted, times seconds, where both numbers were seen'),
  readySeconds: count().describe('Of those, what was ready'),
  replicas: z.array(ReplicaStretchSchema).optional().describe('Absent in Days of an older Gazette'),
  restarts: z
    .array(
      z.object({
        ...{ hour: unix(), container: z.string(), reason: z.string().optional(), n: count() },
        node: nodeName('As of a restart').optional(),
      }),
    )
    .describe('By the hour in which they stand'),
  replaced: count(),
  rollouts: z.array(RolloutSchema),
});
export type WorkloadSummary = z.infer<typeof WorkloadSummarySchema>;

const EventHourSchema = z.object({ hour: unix(), warning: count(), normal: count() });

const NoisyEventSchema = z.object({
  type: z.string(),
  reason: z.string(),
  kind: z.string(),
  namespace: namespaceName('Its namespace').optional(),
  name: z.string().describe('Of the workload, or of the object where it belongs to none'),
  n: count().describe('Occurrences, at least'),
});
export type NoisyEvent = z.infer<typeof NoisyEventSchema>;

export const DaySummarySchema = DaySchema.omit({
  workloads: true,
  nodeHours: true,
  findings: true,
  moreFindings: true,
  comings: true,
  moreComings: true,
  events: true,
  moreEvents: true,
  balance: true,
}).extend({
  workloads: z.array(WorkloadSummarySchema),
  findings: z
    .array(
      z.object({
        rule: z.string(),
        severity: z.enum(['failing', 'degraded', 'advice']),
        title: z.string(),
        begun: count().describe('That began on the day'),
        ended: count().describe('That were over'),
        open: count().describe('Met at the end of the day'),
      }),
    )
    .describe('By rule; silenced ones are not counted'),
  eventHours: z.array(EventHourSchema).describe('Occurrences by the hour, those without any left out'),
  noisy: z.array(NoisyEventSchema).describe('What occurred most, by reason and workload'),
});
export type DaySummary = z.infer<typeof DaySummarySchema>;

/** Number of kinds of events in a summary. */
const MOST_NOISY = 100;
const HOUR = 3600;

export function summariseDay(day: Day): DaySummary {
  const { workloads, findings } = day;
  const { nodeHours: _, moreFindings: __, events: ___, moreEvents: ____, balance: _____, ...most } = day;
  const { comings: ______, moreComings: _______, ...rest } = most;
  return {
    ...rest,
    workloads: workloads.map((workload) => summariseWorkload(day, workload)),
    findings: summariseFindings(day, findings),
    eventHours: sumHours(day),
    noisy: sumNoise(day),
  };
}

function summariseWorkload(day: Day, workload: Day['workloads'][number]): WorkloadSummary {
  const { from, to } = boundsOf(day.day);
  const { kind, namespace, name, states, versions, replicas, restarts, replacements, rollouts } = workload;
  const version = versions.at(-1)?.version;
  return {
    kind,
    namespace,
    name,
    states,
    ...(version !== undefined && { version }),
    ...sumReplicas(cutTrack(joinTracks([{ day, track: replicas }]), from, to)),
    replicas,
    restarts: sumRestarts(restarts),
    replaced: replacements.reduce((sum, { n }) => sum + n, 0),
    rollouts,
  };
}

const hourOf = (at: number) => Math.floor(at / HOUR) * HOUR;

function sumRestarts(restarts: readonly Restart[]): WorkloadSummary['restarts'] {
  const groups = Map.groupBy(restarts, (one) =>
    JSON.stringify([hourOf(placeOfRestart(one)), one.container, one.reason, one.node]),
  );
  return [...groups.values()]
    .map((group) => {
      const [first] = group as [Restart];
      const { container, reason, node } = first;
      const n = group.reduce((sum, one) => sum + one.n, 0);
      return {
        ...{ hour: hourOf(placeOfRestart(first)), container, ...(reason !== undefined && { reason }), n },
        ...(node !== undefined && { node }),
      };
    })
    .sort((a, b) => a.hour - b.hour || compareText(a.container, b.container));
}

function summariseFindings({ day }: Day, findings: Day['findings']): DaySummary['findings'] {
  const { from: start } = boundsOf(day);
  const groups = Map.groupBy(findings, ({ rule }) => rule);
  return [...groups].map(([rule, group]) => {
    const severity = worstSeverity(group.map((finding) => finding.severity));
    const met = group
      .flatMap((finding) => finding.met)
      .filter((one) => (severity === 'advice' ? !one.silenced : isLoud(one)));
    const { title } = group[0]!;
    return {
      rule,
      severity,
      title,
      begun: met.filter(({ from, atLeast }) => from >= start && !atLeast).length,
      ended: met.filter(({ to, lost, lapsed }) => to !== undefined && !lost && !lapsed).length,
      open: met.filter(({ to }) => to === undefined).length,
    };
  });
}

function sumHours({ events }: Day): DaySummary['eventHours'] {
  const hours = new Map<number, DaySummary['eventHours'][number]>();
  for (const { type, seen } of events) {
    for (const { at, n } of seen) {
      const hour = hours.get(hourOf(at)) ?? { hour: hourOf(at), warning: 0, normal: 0 };
      hour[type === 'Normal' ? 'normal' : 'warning'] += n;
      hours.set(hour.hour, hour);
    }
  }
  return [...hours.values()].sort((a, b) => a.hour - b.hour);
}

function sumNoise({ events }: Day): NoisyEvent[] {
  const sums = new Map<string, NoisyEvent>();
  for (const event of events) {
    const { type, reason } = event;
    const entry = { type, reason, ...subjectOf(event) };
    const key = JSON.stringify(entry);
    const sum = sums.get(key) ?? { ...entry, n: 0 };
    sum.n += event.seen.reduce((all, { n }) => all + n, 0);
    sums.set(key, sum);
  }
  return [...sums]
    .sort(([a, one], [b, other]) => other.n - one.n || compareText(a, b))
    .slice(0, MOST_NOISY)
    .map(([, entry]) => entry);
}
