/** Figures that several pages and files of a window share: made once. */
import { buildAnalytics } from '../../history/period/analytics.ts';
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
export const analyticsBefore = once(({ before }) => buildAnalytics(before.days, before.period, before.looks));
export const statusOf = once(({ days, period, looks }) => buildStatusBars(days, period, looks));

const clusterOf = ({ days, period, looks }: Pick<History, 'days' | 'period' | 'looks'>) =>
  buildStatusBars(
    days.map((day) => ({ ...day, workloads: [] })),
    period,
    looks,
  ).cluster;

/** The whole cluster, in the period before. */
export const clusterBefore = once(({ before }) => clusterOf(before));

/** Whether nothing, or less than half, of each bucket was seen. */
export const unseenBuckets = once(({ days, hourly, looks }) =>
  clusterOf({ days, period: hourly, looks }).cells.map(({ value }) => value === 'unseen'),
);

/** Seen time of the period before, in seconds. */
export const seenBefore = (history: History): number =>
  clusterBefore(history).states.reduce((sum, { from, to }) => sum + to - from, 0);
