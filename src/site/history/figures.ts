/** Figures that several pages and files of a window share: made once. */
import { buildAnalytics } from '../../history/period/analytics.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import { buildStatusBars } from '../../history/period/status.ts';
import type { History } from './load.ts';

function once<Figures>(build: (history: History) => Figures): (history: History) => Figures {
  const made = new WeakMap<History, { figures: Figures }>();
  return (history) => {
    let entry = made.get(history);
    if (!entry) made.set(history, (entry = { figures: build(history) }));
    return entry.figures;
  };
}

export const analyticsOf = once(({ days, period, looks }) => buildAnalytics(days, period, looks));
export const analyticsBefore = once(({ before }) => buildAnalytics(before.days, before.period));
export const statusOf = once(({ days, period, looks }) => buildStatusBars(days, period, looks));

const clusterOf = (days: History['days'], period: History['period']) =>
  buildStatusBars(
    days.map((day) => ({ ...day, workloads: [] })),
    period,
    looksOf(days),
  ).cluster;

/** The whole cluster, in the period before. */
export const clusterBefore = once(({ before }) => clusterOf(before.days, before.period));

/** Whether nothing, or less than half, of each bucket was seen. */
export const unseenBuckets = once(({ days, hourly }) =>
  clusterOf(days, hourly).cells.map(({ value }) => value === 'unseen'),
);

/** Seen time of the period before, in seconds. */
export const seenBefore = (history: History): number =>
  clusterBefore(history).states.reduce((sum, { from, to }) => sum + to - from, 0);
