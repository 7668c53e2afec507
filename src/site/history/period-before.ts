/** The period before, in words. Nothing is invented for times without data. */
import { dayOfUnix, SECONDS_A_DAY } from '../../history/day/unix.ts';
import { formatCount, formatNumber } from '../../model/english.ts';
import { seenBefore } from './figures.ts';
import type { History } from './load.ts';
import { formatSpan, windowBefore } from '../../words/history.ts';

/**
 * `The 7 days before`, `The day before, seen for 6 h,`. For a comparison, readers must know how long both were seen.
 */
export function describeBefore(history: History): string {
  const { length } = history.window;
  const seen = seenBefore(history);
  const part = seen < length * SECONDS_A_DAY * 0.95 ? `, seen for ${formatSpan(seen)},` : '';
  return `${windowBefore(length).replace('t', 'T')}${part}`;
}

/** `In the 7 days before: 12.`; `The day before, seen for 6 h: 12.` */
export function compareWith(history: History, text: string): string {
  const { length } = history.window;
  const seen = seenBefore(history);
  if (seen === 0) return `Nothing is known of ${windowBefore(length)}.`;
  const when = length === 1 ? 'The day before' : `In ${windowBefore(length)}`;
  const part = seen < length * SECONDS_A_DAY * 0.95 ? `, seen for ${formatSpan(seen)}` : '';
  return `${when}${part}: ${text}.`;
}

export const compareCounts = (history: History, count: number, noun: string) =>
  compareWith(history, count === 0 ? `no ${noun}` : `at least ${formatCount(count, noun)}`);

/** Tells how much of a page's window was seen. */
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

/** A sentence if the window is longer than the stored data; otherwise undefined. */
export function describeKept({ keptSince, whole, window }: History): string | undefined {
  if (!keptSince || keptSince <= dayOfUnix(whole.from)) return undefined;
  const days = Math.round((whole.to - Date.parse(keptSince) / 1000) / SECONDS_A_DAY);
  return `Days are kept since ${keptSince}: of these ${window.length} days no more than the last ${days === 1 ? 'one' : formatNumber(days)} can be told of.`;
}
