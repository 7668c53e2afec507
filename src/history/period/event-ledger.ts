import { compareText } from '../../model/state.ts';
import type { Day } from '../day/day.ts';
import type { EventDay } from '../day/event-day.ts';
import type { DaySummary } from '../day/summary.ts';
import { bucketIndex, bucketsOf, type Bucket, type Period } from './period.ts';

export interface LedgerRow extends Omit<EventDay, 'seen'> {
  /** Occurrences in the period, at least. */
  n: number;
  /** The first and the last of them, as far as known. */
  from: number;
  to: number;
}

/** Every event of a period, merged by UID over snapshots and Days. */
export interface EventLedger {
  /** The latest occurrence first. */
  rows: LedgerRow[];
  /** Events beyond the limit of a Day. */
  more: Day['moreEvents'];
}

/** @param days the parts of the period's Days that hold events, in order */
export function buildEventLedger(
  days: readonly Pick<Day, 'events' | 'moreEvents'>[],
  period: Pick<Period, 'from' | 'to'>,
): EventLedger {
  const rows = new Map<string, LedgerRow>();
  const more = { entries: 0, occurrences: 0 };
  for (const { events, moreEvents } of days) {
    more.entries += moreEvents.entries;
    more.occurrences += moreEvents.occurrences;
    for (const { seen, ...event } of events) {
      const own = seen.filter(({ at }) => at >= period.from && at < period.to);
      if (own.length === 0) continue;
      const before = rows.get(event.uid);
      rows.set(event.uid, {
        ...event,
        n: own.reduce((sum, { n }) => sum + n, before?.n ?? 0),
        from: before?.from ?? Math.min(...own.map(({ at, after }) => Math.min(at, after + 1))),
        to: Math.max(before?.to ?? 0, ...own.map(({ at }) => at)),
      });
    }
  }
  const ordered = [...rows.values()].sort((a, b) => b.to - a.to || compareText(a.uid, b.uid));
  return { rows: ordered, more };
}

export type EventHistogram = (Bucket & { warning: number; normal: number })[];

/** Occurrences by bucket; buckets are whole hours. @param days summaries of the period, and of the day after it */
export function buildEventHistogram(days: readonly DaySummary[], period: Period): EventHistogram {
  const histogram = bucketsOf(period).map((bucket) => ({ ...bucket, warning: 0, normal: 0 }));
  for (const { hour, warning, normal } of days.flatMap((day) => day.eventHours)) {
    const cell = histogram[bucketIndex(period, hour) ?? -1];
    if (!cell) continue;
    cell.warning += warning;
    cell.normal += normal;
  }
  return histogram;
}
