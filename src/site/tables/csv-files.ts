/** The tables of an edition that are beside its pages as CSV. */
import { isPrintable, type ExportTable } from '../../export/table.ts';
import { exportsOf } from '../../export/tables.ts';
import type { Report } from '../../model/report.ts';

/** A table with its file. If nothing of the table was seen, there is no file, unlike for an empty table. */
export interface CsvFile {
  table: ExportTable;
  /** Path from the edition's folder: `pods.csv`. */
  file?: string;
  rows: number;
  /** What was not seen of the table, one clause each. */
  gaps: string[];
}

/** Valid names of custom resources in a config; others have no file. */
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

/** The file of one table, for a link beside it; undefined if there is none. */
export function csvFileOf(report: Report, name: string): string | undefined {
  const table = exportsOf(report).find((one) => one.name === name);
  return table && toFile(table, report);
}
