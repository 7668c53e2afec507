/** The content of a window's restarts page. */
import type { SeenRestart } from '../../history/tables/restarts.ts';
import { buildRestartMatrix, type RestartMatrix } from '../../history/period/restarts.ts';
import { SECONDS_A_DAY, dayOfUnix } from '../../history/day/unix.ts';
import { formatNumber, toSentence } from '../../model/english.ts';
import { loadDayPart } from '../../days/read-days.ts';
import { compareCounts } from './period-before.ts';
import { unseenBuckets } from './figures.ts';
import type { History } from './load.ts';
import { atLeast, countWorkloads, inWindow } from '../../words/history.ts';

export interface RestartsView {
  matrix: RestartMatrix;
  lead: string;
  before: string;
  /** Restarts by bucket, of all workloads. */
  totals: number[];
  /** Buckets that nobody saw. */
  unseen: boolean[];
}

export function viewRestarts(history: History): RestartsView {
  const { days, hourly, before } = history;
  const matrix = buildRestartMatrix(days, hourly);
  const earlier = buildRestartMatrix(before.days, before.period).total;
  return {
    matrix,
    lead: writeLead(history, matrix),
    before: compareCounts(history, earlier, 'restart'),
    totals: matrix.buckets.map((_, index) => matrix.rows.reduce((sum, { cells }) => sum + cells[index]!, 0)),
    unseen: unseenBuckets(history),
  };
}

function writeLead({ window, coverage }: History, { rows, total }: RestartMatrix): string {
  if (total === 0) {
    return coverage.taken === 0
      ? `Nothing was seen of the cluster ${inWindow(window.length)}.`
      : `No restart was seen ${inWindow(window.length)}.`;
  }
  const [most] = rows;
  const told = most?.reasons.find(({ reason }) => reason !== undefined);
  const share = told && told.n < (most?.total ?? 0) ? `${formatNumber(told.n)} of them ` : '';
  const why = told ? `, ${share}${told.reason}` : '';
  if (rows.length === 1) {
    return toSentence([`${atLeast(total, 'restart')} of ${most!.name} ${inWindow(window.length)}${why}`]);
  }
  return toSentence([
    `${atLeast(total, 'restart')} of ${countWorkloads(rows)} ${inWindow(window.length)}`,
    `${formatNumber(most!.total)} of them ${most!.name}'s${why}`,
  ]);
}

/** Each restart that was seen on a day, the last first, with its pod and its end. */
export async function loadSeenRestarts({ window, period }: History): Promise<SeenRestart[]> {
  const { daysShelf, day } = window;
  // The next Day holds what happened just before midnight.
  const names = [day, dayOfUnix(period.from + SECONDS_A_DAY)];
  const parts = await Promise.all(names.map((name) => loadDayPart(daysShelf, name, 'workloads')));
  return parts
    .flatMap((part) => part?.workloads ?? [])
    .flatMap(({ kind, namespace, name, restarts }) =>
      restarts.map((restart) => ({ kind, namespace, name, ...restart })),
    )
    .filter(({ at }) => at >= period.from && at < period.to)
    .sort((a, b) => b.at - a.at);
}
