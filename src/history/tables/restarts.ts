/** The tables of the restarts page: each restart of a day, or the restarts of each hour. */
import { column } from '../../model/tables/column.ts';
import type { DaySummary, WorkloadSummary } from '../day/summary.ts';
import type { Restart, WorkloadRef } from '../day/workload-day.ts';
import type { Period } from '../period/period.ts';
import { timeOf, WORKLOAD, type HistoryTable } from './table.ts';

export type SeenRestart = WorkloadRef & Restart;
type RestartHour = WorkloadRef & WorkloadSummary['restarts'][number];

export const restartTable: HistoryTable<SeenRestart> = {
  holds: 'for a day: one row per restart',
  columns: {
    at: column.time(
      'When the container ended, if seen; else the time of the snapshot that showed the restart',
      ({ at }) => timeOf(at),
    ),
    after: column.time('The restart happened after this time', ({ after }) => timeOf(after)),
    by: column.time('… and not later than this time', ({ by }) => timeOf(by)),
    restarts: column.number('How many, at least', ({ n }) => n),
    ...WORKLOAD,
    pod: column.text('Pod', ({ pod }) => pod),
    container: column.text('Container', ({ container }) => container),
    reason: column.text('Why: OOMKilled, Error, …', ({ reason }) => reason),
    exitCode: column.number('Its exit code', ({ exitCode }) => exitCode),
    signal: column.number('The signal that ended it', ({ signal }) => signal),
    finishedAt: column.time('When the container ended, as the kubelet says', ({ finishedAt }) =>
      timeOf(finishedAt),
    ),
  },
};

export const restartHourTable: HistoryTable<RestartHour> = {
  holds: 'for longer windows: one row per hour, container and reason',
  columns: {
    hour: column.time('Begin of the hour', ({ hour }) => timeOf(hour)),
    restarts: column.number('How many, at least', ({ n }) => n),
    ...WORKLOAD,
    container: column.text('Container', ({ container }) => container),
    reason: column.text('Why: OOMKilled, Error, …', ({ reason }) => reason),
  },
};

export const listRestartHours = (
  days: readonly DaySummary[],
  period: Pick<Period, 'from' | 'to'>,
): RestartHour[] =>
  days
    .flatMap(({ workloads }) => workloads)
    .flatMap(({ kind, namespace, name, restarts }) =>
      restarts.map((restart) => ({ kind, namespace, name, ...restart })),
    )
    .filter(({ hour }) => hour >= period.from && hour < period.to)
    .sort((a, b) => a.hour - b.hour);
