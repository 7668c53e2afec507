/** The period before, in words; of what was not, or not wholly, kept of it nothing is made up. */
import { dayOfUnix, SECONDS_A_DAY } from '../../history/day/unix.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { History } from './load.ts';
import { windowBefore } from './words.ts';

/** How many days of the period before are kept. */
export const daysBefore = ({ before: { days, period } }: Pick<History, 'before'>): number =>
  days.filter(({ day }) => day >= dayOfUnix(period.from) && day < dayOfUnix(period.to)).length;

/** `In the 7 days before: 12.`; `In the 7 days before, of which 3 are kept: 12.` */
export function compareWith(history: Pick<History, 'before' | 'window'>, text: string): string {
  const { length } = history.window;
  const kept = daysBefore(history);
  if (kept === 0) return `Nothing is kept of ${windowBefore(length)}.`;
  const part = kept < length ? `, of which ${formatNumber(kept)} ${kept === 1 ? 'is' : 'are'} kept` : '';
  return `In ${windowBefore(length)}${part}: ${text}.`;
}

export const compareCounts = (history: Pick<History, 'before' | 'window'>, count: number, noun: string) =>
  compareWith(history, count === 0 ? `no ${noun}` : `at least ${formatCount(count, noun)}`);

/** What a page says of how much of its window was seen. */
export function describeCoverage({ coverage }: Pick<History, 'coverage'>): string {
  const { taken, due, unseen, lost } = coverage;
  if (taken === 0) return 'No snapshot was taken.';
  const partial = coverage.cells.reduce((sum, cell) => sum + cell.partial, 0);
  const parts = [
    due > taken
      ? `${formatNumber(taken)} of ${formatNumber(due)} snapshots that were due`
      : `${formatCount(taken, 'snapshot')}, none missed`,
    ...(partial > 0
      ? [
          `${formatNumber(partial)} did not see all of ${unseen
            .slice(0, 3)
            .map(({ kind }) => kind)
            .join(', ')}${unseen.length > 3 ? ' …' : ''}`,
        ]
      : []),
    ...(lost.length > 0 ? [`nothing is known of ${formatNumber(lost.length)}`] : []),
  ];
  return `Seen by ${parts.join('; ')}.`;
}

/** What is to be said where a window is longer than what is kept; undefined where it is not. */
export function describeKept({ keptSince, period, window }: History): string | undefined {
  if (!keptSince || keptSince <= dayOfUnix(period.from)) return undefined;
  const days = Math.round((period.to - Date.parse(keptSince) / 1000) / SECONDS_A_DAY);
  return `Days are kept since ${keptSince}: of these ${window.length} days no more than the last ${days === 1 ? 'one' : formatNumber(days)} can be told of.`;
}
