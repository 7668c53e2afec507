/** Every table that Gazette exports as CSV or JSON. */
import type { Report } from '../model/report.ts';
import { TABLES } from '../model/tables/registry.ts';
import { customTables } from './custom.ts';
import { toExport, type ExportTable } from './table.ts';

/** The tables of every snapshot, in the order of the pages. */
export const EXPORTS: readonly ExportTable[] = Object.entries(TABLES).map(([name, table]) =>
  toExport(name, table, Object.entries(table.columns)),
);

/** The tables of one snapshot: the same, and its custom resources. */
export const exportsOf = (report: Report): ExportTable[] => [...EXPORTS, ...customTables(report)];
