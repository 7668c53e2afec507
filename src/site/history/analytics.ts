/** The content of a window's analytics page: figures beside those of the period before. */
import type { Analytics, WorkloadAnalytics } from '../../history/period/analytics.ts';
import type { DurationRange } from '../../history/period/duration-range.ts';
import { formatCount, formatNumber, toSentence } from '../../model/english.ts';
import { objectKey } from '../../model/object-ref.ts';
import { compareWith, describeBefore } from './period-before.ts';
import { analyticsBefore, analyticsOf, seenBefore } from './figures.ts';
import type { History } from './load.ts';
import { formatLasted, formatSpan, howLong, inWindow } from '../../words/history.ts';
import { formatPercent } from '../../model/quantity.ts';

export interface Figure {
  name: string;
  now: string;
  /** Absent if nothing is stored. */
  then?: string;
  /** Its meaning in a few words. */
  meaning: string;
}

export interface AnalyticsView {
  analytics: Analytics;
  lead: string;
  before: string;
  figures: Figure[];
  /** Each workload with its figures of the period before. */
  workloads: { now: WorkloadAnalytics; then?: WorkloadAnalytics }[];
}

export function viewAnalytics(history: History): AnalyticsView {
  const analytics = analyticsOf(history);
  const earlier = seenBefore(history) > 0 ? analyticsBefore(history) : undefined;
  const then = new Map(earlier?.workloads.map((one) => [objectKey(one), one]));
  return {
    analytics,
    lead: writeLead(history, analytics),
    before: earlier ? `${describeBefore(history)} stands beside each figure.` : compareWith(history, ''),
    figures: FIGURES.map(({ name, meaning, of }) => ({
      name,
      meaning,
      now: of(analytics) ?? 'nothing to tell it by',
      ...(earlier && { then: of(earlier) ?? '–' }),
    })),
    workloads: analytics.workloads.map((now) => ({ now, then: then.get(objectKey(now)) })),
  };
}

const FIGURES: readonly {
  name: string;
  meaning: string;
  of: (analytics: Analytics) => string | undefined;
}[] = [
  {
    name: 'Availability',
    meaning: 'ready replica time over desired, of the time that was seen',
    of: ({ availability }) => (availability === undefined ? undefined : formatPercent(availability, 2)),
  },
  { name: 'Restarts', meaning: 'at least', of: ({ restarts }) => formatNumber(restarts) },
  {
    name: 'Deployments',
    meaning: 'rollouts that began',
    of: ({ deployments }) => formatNumber(deployments.length),
  },
  {
    name: 'Time to deploy',
    meaning: 'median of those that ended',
    of: ({ deploymentTook }) => lastedOf(deploymentTook),
  },
  {
    name: 'Times of trouble',
    meaning: 'of the cluster as a whole',
    of: ({ spells }) => formatNumber(spells.length),
  },
  {
    name: 'Time to recover',
    meaning: 'median of those that ended',
    of: ({ recovery }) => lastedOf(recovery),
  },
  {
    name: 'Nodes not ready',
    meaning: 'or lost, added up',
    of: ({ down }) => (down ? formatLasted(down) : formatSpan(0)),
  },
  { name: 'Event occurrences', meaning: 'at least', of: ({ occurrences }) => formatNumber(occurrences) },
];

const lastedOf = (lasted: DurationRange | undefined) => lasted && formatLasted(lasted);

function writeLead({ window, coverage }: History, analytics: Analytics): string {
  const when = inWindow(window.length);
  if (coverage.taken === 0) return `Nothing was seen of the cluster ${when}.`;
  const { availability, restarts, deployments, down } = analytics;
  return toSentence([
    ...(availability === undefined
      ? [`nobody could say how available the workloads were ${when}`]
      : [`replicas were ready ${formatPercent(availability, 2)} of the time they were wanted ${when}`]),
    restarts === 0 ? 'no restart' : `at least ${formatCount(restarts, 'restart')}`,
    deployments.length === 0 ? 'no deployment' : formatCount(deployments.length, 'deployment'),
    ...(down ? [`nodes not ready ${howLong(down)}`] : []),
  ]);
}

/** `−2.1 points`; empty if both are equal, or one is unknown. */
export function formatChange(now: number | undefined, then: number | undefined): string | undefined {
  if (now === undefined || then === undefined) return undefined;
  const points = Math.round((now - then) * 10_000) / 100;
  return points === 0 ? undefined : `${points > 0 ? '+' : '−'}${Math.abs(points)}`;
}
