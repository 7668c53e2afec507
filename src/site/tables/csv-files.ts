/** The tables of an edition that stand beside its pages as CSV. */
import { isPrintable, type ExportTable } from '../../export/table.ts';
import { exportsOf } from '../../export/tables.ts';
import type { Report } from '../../model/report.ts';

/** A table, and its file; without one where nothing of it was seen, which is not the same as an empty table. */
export interface CsvFile {
  table: ExportTable;
  /** From the edition's folder: `pods.csv`. */
  file?: string;
  rows: number;
  /** What of it was not seen, one clause each. */
  gaps: string[];
}

/** What a config may call a custom resource; anything else has no file. */
const FIT = /^[a-z0-9][a-z0-9.-]*$/;

const toFile = (table: ExportTable, report: Report) =>
  FIT.test(table.name) && isPrintable(table, report) ? `${table.name}.csv` : undefined;

/** All tables of an edition. */
export const csvFiles = (report: Report): CsvFile[] =>
  exportsOf(report).map((table) => ({
    table,
    file: toFile(table, report),
    rows: table.count(report),
    gaps: table.gaps(report),
  }));

/** The file of one table, for a link beside it; undefined where there is none. */
export function csvFileOf(report: Report, name: string): string | undefined {
  const table = exportsOf(report).find((one) => one.name === name);
  return table && toFile(table, report);
}
