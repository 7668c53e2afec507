/**
 * The registry of the tables of histories: by their pages, in reading order, for one day and for longer windows. Pages,
 * files and documentation read it.
 */
import { analyticsTable } from './analytics.ts';
import { coverageTable } from './coverage.ts';
import { ledgerTable, noisyTable } from './events.ts';
import { heartbeatTable } from './heartbeats.ts';
import { restartHourTable, restartTable } from './restarts.ts';
import { statusTable } from './status.ts';
import type { HistoryTable } from './table.ts';

export const HISTORY_TABLES = {
  status: { day: statusTable, longer: statusTable },
  restarts: { day: restartTable, longer: restartHourTable },
  heartbeats: { day: heartbeatTable, longer: heartbeatTable },
  events: { day: ledgerTable, longer: noisyTable },
  analytics: { day: analyticsTable, longer: analyticsTable },
  coverage: { day: coverageTable, longer: coverageTable },
} satisfies Record<string, Readonly<Record<'day' | 'longer', HistoryTable>>>;

/** A page of a window's history; a CSV of the same name stands beside it. */
export type HistoryPage = keyof typeof HISTORY_TABLES;

export const historyPages = Object.keys(HISTORY_TABLES) as HistoryPage[];
