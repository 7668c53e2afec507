/**
 * Tables as CSV (RFC 4180): a header, then a record per row. Lines end with a line feed, which every reader accepts and
 * Unix tools need. Cluster text is hostile to spreadsheets and terminals: it cannot become a formula, and control
 * characters show as their codes.
 */
import { stringify } from 'csv-stringify/sync';
import type { Report } from '../model/report.ts';
import type { Cell, Columns } from '../model/tables/column.ts';
import type { ExportTable } from './table.ts';
import { toVisible } from './visible.ts';

/** Rows per piece of text. */
const BATCH = 256;

/** Spreadsheets skip white space before a formula; csv-stringify guards only the first character. */
const HIDDEN_FORMULA = /^\s+[=+\-@\uff1d\uff0b\uff0d\uff20]/;

const options = {
  record_delimiter: '\n',
  eof: true,
  escape_formulas: true,
  cast: {
    boolean: String,
    string: (text: string) => (HIDDEN_FORMULA.test(text) ? `'${text}` : text),
  },
};

/** A table of a report. The text comes in pieces, so that a large table is never one string. */
export const toCsv = (table: ExportTable, report: Report): Generator<string> =>
  toRecords(
    table.columns.map(({ name }) => name),
    table.rows(report),
  );

/** Rows of a table whose last columns name their origin, also in pieces. */
export function toCsvWithOrigin<Row, Origin>(
  columns: Columns<Row>,
  rows: readonly Row[],
  origin: { columns: Columns<Origin>; of: Origin },
): Generator<string> {
  const own = Object.values(columns);
  const last = Object.values(origin.columns).map((column) => column.cell(origin.of));
  return toRecords(
    [...Object.keys(columns), ...Object.keys(origin.columns)],
    rows.map((row) => [...own.map((column) => column.cell(row)), ...last]),
  );
}

/** Any rows under a header, also in pieces. */
export function* toRecords(header: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string> {
  let batch: (string | number | boolean)[][] = [header.map(toVisible)];
  for (const cells of rows) {
    batch.push(cells.map(toField));
    if (batch.length < BATCH) continue;
    yield stringify(batch, options);
    batch = [];
  }
  if (batch.length > 0) yield stringify(batch, options);
}

/** Lists as `a; b`, maps as `key=value; key=value`, unknown values as nothing. */
function toField(cell: Cell): string | number | boolean {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : '';
  if (typeof cell === 'boolean') return cell;
  if (typeof cell === 'string') return toVisible(cell);
  const parts = cell instanceof Map ? [...cell].map(([key, value]) => `${key}=${value}`) : [...cell];
  return toVisible(parts.join('; '));
}
