/** Tables as JSON: an array of objects with the columns' names as keys. An unknown value is null. */
import type { Report } from '../model/report.ts';
import type { Cell } from '../model/tables/column.ts';
import type { ExportTable } from './table.ts';
import { toVisible } from './visible.ts';

/** The text in pieces, one row on each line. */
export function* toJson(table: ExportTable, report: Report): Generator<string> {
  const keys = table.columns.map(({ name }) => JSON.stringify(name));
  let separator = '[\n';
  for (const cells of table.rows(report)) {
    // Written by hand: a column may be called `__proto__`.
    const fields = cells.map((cell, index) => `${keys[index]}:${toValue(cell)}`);
    yield toVisible(`${separator}{${fields.join(',')}}`);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

function toValue(cell: Cell): string {
  if (cell === undefined) return 'null';
  if (!(cell instanceof Map)) return JSON.stringify(cell);
  const fields = [...cell].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${fields.join(',')}}`;
}
