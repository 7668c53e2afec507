/** The CSV beside each history page: everything that the page shows, without limits. */
import { toCsvWithOrigin } from '../../export/csv.ts';
import { buildHeartbeats } from '../../history/period/heartbeats.ts';
import { coverageRows } from '../../history/tables/coverage.ts';
import { heartbeatRows } from '../../history/tables/heartbeats.ts';
import { HISTORY_TABLES, type HistoryPage } from '../../history/tables/registry.ts';
import { listRestartHours } from '../../history/tables/restarts.ts';
import { statusRows } from '../../history/tables/status.ts';
import { HISTORY_ORIGIN, type HistoryTable } from '../../history/tables/table.ts';
import { viewAnalytics } from './analytics.ts';
import { loadLedger } from './events.ts';
import { analyticsOf, statusOf } from './figures.ts';
import { loadHistory, type History } from './load.ts';
import { loadSeenRestarts } from './restarts.ts';
import type { HistoryWindow } from '../windows.ts';

type Tables = typeof HISTORY_TABLES;
type RowOf<Table> = Table extends HistoryTable<infer Row> ? Row : never;
type Load<Row> = (history: History) => readonly Row[] | Promise<readonly Row[]>;

const beatsOf = ({ days, period, looks }: History) => buildHeartbeats(days, period, looks);
const comparedWorkloads = (history: History) => viewAnalytics(history).workloads;

/**
 * The rows of each table. A day's file has everything. A longer window's file has only troubles, because every snapshot
 * prints it anew; the days' files have the rest.
 */
const ROWS: { [Page in HistoryPage]: { [Span in 'day' | 'longer']: Load<RowOf<Tables[Page][Span]>> } } = {
  status: {
    day: (history) => statusRows(statusOf(history), true),
    longer: (history) => statusRows(statusOf(history), false),
  },
  restarts: { day: loadSeenRestarts, longer: ({ days, period }) => listRestartHours(days, period) },
  heartbeats: {
    day: (history) => heartbeatRows(beatsOf(history), true),
    longer: (history) => heartbeatRows(beatsOf(history), false),
  },
  events: {
    day: async (history) => (await loadLedger(history)).rows,
    longer: (history) => analyticsOf(history).noisy,
  },
  analytics: { day: comparedWorkloads, longer: comparedWorkloads },
  coverage: {
    day: (history) => coverageRows(history, true),
    longer: (history) => coverageRows(history, false),
  },
};

/** In pieces, so that a long ledger is never one string. */
export async function loadHistoryCsv(window: HistoryWindow, page: HistoryPage): Promise<Iterable<string>> {
  const history = await loadHistory(window);
  const span = window.length === 1 ? 'day' : 'longer';
  const { columns }: HistoryTable = HISTORY_TABLES[page][span];
  return toCsvWithOrigin(columns, await ROWS[page][span](history), {
    columns: HISTORY_ORIGIN,
    of: { cluster: window.cluster, period: history.period },
  });
}
