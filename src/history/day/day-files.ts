/** A Day as several files: long windows read only one of them, and only folding reads all. */
import { z } from 'zod';
import { DaySchema, type Day } from './day.ts';
import { DaySummarySchema, summariseDay, type DaySummary } from './summary.ts';

/** What everything except folding needs besides the summary, by part. */
export const DAY_PARTS = {
  summary: DaySummarySchema,
  workloads: DaySchema.pick({
    ...{ workloads: true, nodeHours: true, findings: true, moreFindings: true },
    ...{ comings: true, moreComings: true },
  }),
  events: DaySchema.pick({ events: true, moreEvents: true }),
  balance: DaySchema.pick({ balance: true }),
};
export type DayPart = keyof typeof DAY_PARTS;
type Parts = { [Part in DayPart]: z.infer<(typeof DAY_PARTS)[Part]> };

export function toParts(day: Day): Parts {
  const { workloads, nodeHours, findings, moreFindings, comings, moreComings } = day;
  const { events, moreEvents, balance } = day;
  return {
    summary: summariseDay(day),
    workloads: {
      ...{ workloads, nodeHours, findings, moreFindings },
      ...(comings && { comings }),
      ...(moreComings !== undefined && { moreComings }),
    },
    events: { events, moreEvents },
    balance: { ...(balance && { balance }) },
  };
}

export function fromParts({ summary, ...parts }: Parts): Day {
  const { eventHours: _, noisy: __, workloads: ___, findings: ____, ...rest }: DaySummary = summary;
  return { ...rest, ...parts.workloads, ...parts.events, ...parts.balance };
}
