/** The content of a window's coverage page. */
import type { CoverageHistory } from '../../history/period/coverage.ts';
import type { Bucket } from '../../history/period/period.ts';
import type { PeriodDays } from '../../history/period/period.ts';
import { formatCount, formatNumber, toSentence } from '../../model/english.ts';
import { compareWith } from './period-before.ts';
import type { HistoryLinks } from './links.ts';
import type { History } from './load.ts';
import { buildCoverage } from '../../history/period/coverage.ts';
import type { Stripe } from '../charts/strip-picture.ts';
import { formatBucket, formatSpan, inWindow } from '../../words/history.ts';

export interface CoverageView {
  lead: string;
  before: string;
  stripes: (links: HistoryLinks) => Stripe[];
  /** Times in which events were lost, the last first. */
  losses: LossRow[];
}

export interface LossRow extends Bucket {
  certain: boolean;
  why: string;
}

const WHY = {
  interval: 'The snapshots are further apart than events live.',
  partial: 'The log was seen of some namespaces only.',
  early: 'Events were gone before their time: they may live shorter than the config says.',
};

export function viewCoverage(history: History): CoverageView {
  const { coverage, window, before } = history;
  const earlier = buildCoverage(before.days, before.period);
  return {
    lead: writeLead(history),
    before: compareWith(
      history,
      `${formatNumber(earlier.taken)} of ${formatCount(earlier.due, 'snapshot')} were taken`,
    ),
    stripes: (links) => toCoverageStripes(coverage.cells, window.length, links),
    losses: [
      ...coverage.eventsLost.map((loss) => ({ ...loss, certain: true, why: WHY.interval })),
      ...coverage.eventsPerhapsLost.map(({ why, ...loss }) => ({ ...loss, certain: false, why: WHY[why] })),
    ].sort((a, b) => b.from - a.from),
  };
}

const lengthOf = (losses: readonly Bucket[], { from, to }: Bucket) =>
  losses.reduce((sum, loss) => sum + Math.min(loss.to, to) - Math.max(loss.from, from), 0);

function writeLead({ coverage, window, period }: History): string {
  const { taken, due, eventsLost, eventsPerhapsLost, unseen } = coverage;
  const when = inWindow(window.length);
  if (taken === 0) return `No snapshot was taken ${when}.`;
  const [lost, perhaps] = [lengthOf(eventsLost, period), lengthOf(eventsPerhapsLost, period)];
  return toSentence([
    due > taken
      ? `${formatNumber(taken)} of the ${formatCount(due, 'snapshot')} that were due ${when} were taken`
      : `${taken === 1 ? 'the one snapshot' : `all ${formatNumber(taken)} snapshots`} that ${taken === 1 ? 'was' : 'were'} due ${when} ${taken === 1 ? 'was' : 'were'} taken`,
    ...(unseen.length > 0
      ? [
          `${formatCount(unseen.length, 'kind')} ${unseen.length === 1 ? 'was' : 'were'} not always, or not wholly, seen`,
        ]
      : []),
    ...(lost > 0 ? [`events of ${formatSpan(lost)} are lost`] : []),
    ...(perhaps > 0 ? [`of ${formatSpan(perhaps)} perhaps`] : []),
  ]);
}

/** Missing snapshots are hatched over the whole height; partial snapshots are taller than complete ones. */
function toCoverageStripes(
  cells: CoverageHistory['cells'],
  length: PeriodDays,
  links: HistoryLinks,
): Stripe[] {
  return cells.map(({ from, to, taken, missing, partial }): Stripe => {
    if (taken + missing === 0) return { height: 0 };
    const parts = [
      ...(taken > 0 ? [formatCount(taken, 'snapshot')] : []),
      ...(partial > 0 ? [`${formatNumber(partial)} partial`] : []),
      ...(missing > 0 ? [`${formatNumber(missing)} missing`] : []),
    ];
    const href = taken > 0 ? links.within({ from, to }) : undefined;
    return {
      ...(missing > 0
        ? { mark: 'unseen', height: 1 }
        : partial > 0
          ? { mark: 'degraded', height: 2 / 3 }
          : { mark: 'healthy', height: 1 / 3 }),
      label: `${formatBucket({ from, to }, length)}: ${parts.join(', ')}`,
      ...(href && { href }),
    };
  });
}
