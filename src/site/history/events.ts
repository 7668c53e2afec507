/** The content of a window's events page. */
import type { NoisyEvent } from '../../history/day/summary.ts';
import {
  buildEventHistogram,
  buildEventLedger,
  type EventHistogram,
  type EventLedger,
} from '../../history/period/event-ledger.ts';
import { isDayWithin } from '../../history/period/period.ts';
import { formatCount, formatNumber, toSentence } from '../../model/english.ts';
import { formatObject } from '../../model/object-ref.ts';
import { loadDayPart } from '../../days/read-days.ts';
import { compareCounts } from './period-before.ts';
import { analyticsBefore, analyticsOf, unseenBuckets } from './figures.ts';
import type { History } from './load.ts';
import { atLeast, inWindow } from '../../words/history.ts';

export interface EventsView {
  lead: string;
  before: string;
  histogram: EventHistogram;
  /** Buckets that nobody saw. */
  unseen: boolean[];
  noisy: NoisyEvent[];
  /** Only for a day. */
  ledger?: EventLedger;
}

export async function viewEvents(history: History): Promise<EventsView> {
  const { days, hourly, window } = history;
  const { noisy, occurrences } = analyticsOf(history);
  const histogram = buildEventHistogram(days, hourly);
  const ledger = window.length === 1 ? await loadLedger(history) : undefined;
  return {
    lead: writeLead(history, { noisy, occurrences, ledger }),
    before: compareCounts(history, analyticsBefore(history).occurrences, 'occurrence'),
    histogram,
    unseen: unseenBuckets(history),
    noisy,
    ...(ledger && { ledger }),
  };
}

/**
 * Every event that a day's snapshots showed for the first time, or again. Events just before midnight, first shown
 * after midnight, belong to the next day: they may still change then.
 */
export async function loadLedger({ window, period }: History): Promise<EventLedger> {
  const { daysShelf, day } = window;
  const events = await loadDayPart(daysShelf, day, 'events');
  return buildEventLedger(events ? [events] : [], { from: -Infinity, to: period.to });
}

function writeLead(
  { window, coverage, days, period }: History,
  { noisy, occurrences, ledger }: Pick<EventsView, 'noisy' | 'ledger'> & { occurrences: number },
): string {
  const when = inWindow(window.length);
  if (occurrences === 0) {
    return coverage.taken === 0 ? `Nothing was seen of the cluster ${when}.` : `No event was seen ${when}.`;
  }
  const warnings = days
    .filter(({ day }) => isDayWithin(day, period))
    .flatMap(({ eventHours }) => eventHours)
    .reduce((sum, { warning }) => sum + warning, 0);
  const known = ledger ? ledger.rows.length + ledger.more.entries : 0;
  const events = ledger ? ` of ${known === 1 ? 'one event' : `${formatNumber(known)} events`}` : '';
  const [most] = noisy;
  return toSentence([
    `${atLeast(occurrences, 'occurrence')}${events} ${when}, ${warnings === 0 ? 'none a warning' : `${formatNumber(warnings)} of them ${warnings === 1 ? 'a warning' : 'warnings'}`}`,
    ...(most
      ? [`the most of one kind: ${most.reason} of ${formatObject(most)}, ${formatCount(most.n, 'time')}`]
      : []),
  ]);
}
