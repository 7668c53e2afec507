/** The CSV beside each history page: everything that the page shows, without limits. */
import {
  analyticsTable,
  coverageTable,
  heartbeatTable,
  ledgerTable,
  noisyTable,
  restartTable,
  restartHourTable,
  statusTable,
  statusRows,
  toHistoryCsv,
  type CoverageRow,
} from '../../export/history.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import { buildHeartbeats } from '../../history/period/heartbeats.ts';
import { viewAnalytics } from './analytics.ts';
import { loadLedger } from './events.ts';
import { analyticsOf, statusOf } from './figures.ts';
import { loadHistory, type History } from './load.ts';
import { loadSeenRestarts } from './restarts.ts';
import type { HistoryPage, HistoryWindow } from './windows.ts';

/**
 * In pieces, so that a long ledger is never one string. A day's file has everything. A longer window's file has only
 * troubles, because every snapshot prints it anew; the days' files have the rest.
 */
export async function loadHistoryCsv(window: HistoryWindow, page: HistoryPage): Promise<Iterable<string>> {
  const history = await loadHistory(window);
  const { days, period } = history;
  const origin = { cluster: window.cluster, period };
  const isDay = window.length === 1;
  switch (page) {
    case 'status':
      return toHistoryCsv(statusTable, statusRows(statusOf(history), isDay), origin);
    case 'restarts':
      return isDay
        ? toHistoryCsv(restartTable, await loadSeenRestarts(window, history), origin)
        : toHistoryCsv(restartHourTable, listRestartHours(history), origin);
    case 'heartbeats': {
      const rows = buildHeartbeats(days, period).flatMap(({ name, beats }) =>
        beats.filter(({ beat }) => isDay || beat !== 'beating').map((beat) => ({ node: name, ...beat })),
      );
      return toHistoryCsv(heartbeatTable, rows, origin);
    }
    case 'events':
      return isDay
        ? toHistoryCsv(ledgerTable, (await loadLedger(window, history)).rows, origin)
        : toHistoryCsv(noisyTable, analyticsOf(history).noisy, origin);
    case 'coverage':
      return toHistoryCsv(coverageTable, listCoverage(history), origin);
    case 'analytics':
      return toHistoryCsv(analyticsTable, viewAnalytics(history).workloads, origin);
  }
}

const listRestartHours = ({ days, period }: History) =>
  days
    .flatMap(({ workloads }) => workloads)
    .flatMap(({ kind, namespace, name, restarts }) =>
      restarts.map((restart) => ({ kind, namespace, name, ...restart })),
    )
    .filter(({ hour }) => hour >= period.from && hour < period.to)
    .sort((a, b) => a.hour - b.hour);

function listCoverage({ days, coverage, period, window }: History): CoverageRow[] {
  const { missed, eventsLost, eventsPerhapsLost } = coverage;
  const rows: CoverageRow[] = [
    ...days
      .flatMap(({ snapshots }) => snapshots)
      .filter(({ at }) => at >= period.from && at < period.to)
      .filter((snapshot) => window.length === 1 || isOdd(snapshot))
      .map((snapshot): CoverageRow => ({ what: 'snapshot', from: snapshot.at, snapshot })),
    ...missed.map(({ from, to, missing }): CoverageRow => ({ what: 'missing', from, to, missing })),
    ...eventsLost.map(({ from, to }): CoverageRow => ({ what: 'eventsLost', from, to, why: 'interval' })),
    ...eventsPerhapsLost.map(({ from, to, why }): CoverageRow => ({
      what: 'eventsPerhapsLost',
      from,
      to,
      why,
    })),
  ];
  return rows.sort((a, b) => a.from - b.from);
}

const isOdd = ({ unseen, marks, says, damaged, gone, leftOut }: SnapshotRecord) =>
  [unseen, marks, says, damaged, gone, leftOut].some((field) => field !== undefined);
