import type { CustomTable, Report } from '../model/report.ts';
import { isWhole } from '../model/seen.ts';
import { type Column, column } from '../model/tables/column.ts';
import { formatGap, ORIGIN, toExport, type ExportTable } from './table.ts';

type Row = CustomTable['rows'][number];

/** The custom resources of the config, each with the columns that the server prints. */
export const customTables = (report: Report): ExportTable[] => report.custom.map(toTable);

function toTable({ resource, columns, rows, coverage }: CustomTable): ExportTable {
  const own: [name: string, column: Column<Row>][] = [
    ['namespace', column.text('Namespace', (row) => row.namespace)],
    ['name', column.text('Name', (row) => row.name)],
  ];
  const taken = new Set([...own.map(([name]) => name), 'uid', ...Object.keys(ORIGIN)]);
  for (const [index, title] of columns.entries()) {
    // Most resources repeat their name in a first column of that title.
    if (title === 'Name' && rows.every((row) => row.cells[index] === row.name)) continue;
    own.push([toFree(title, taken), column.text('As the server prints the cell', (row) => row.cells[index])]);
  }
  own.push(['uid', column.text('UID', (row) => row.uid)]);
  const table = {
    holds: `one row per object of ${resource}`,
    items: () => rows,
    rowsFrom: [],
    cellsFrom: [],
    gaps: ({ meta }: Report) => (isWhole(coverage) ? [] : [formatGap(meta, resource)]),
  };
  return toExport(resource, table, own);
}

/** A server may use one name for two columns, or a name of Gazette's: `Phase`, then `Phase (2)`. */
function toFree(title: string, taken: Set<string>): string {
  let name = title;
  for (let count = 2; taken.has(name); count += 1) name = `${title} (${count})`;
  taken.add(name);
  return name;
}
