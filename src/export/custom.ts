import type { CustomTable, Report } from '../model/report.ts';
import { isWhole } from '../model/seen.ts';
import { defineTable, formatGap, ORIGIN, type ColumnOf, type Table } from './table.ts';

type Row = CustomTable['rows'][number];

/** The custom resources that the config names, each with the columns that the server prints. */
export const customTables = (report: Report): Table[] => report.custom.map(toTable);

function toTable({ resource, columns, rows, coverage }: CustomTable): Table {
  const own: ColumnOf<Row>[] = [
    ['namespace', 'Namespace', (row) => row.namespace],
    ['name', 'Name', (row) => row.name],
  ];
  const taken = new Set([...own.map(([name]) => name), 'uid', ...ORIGIN.map(({ name }) => name)]);
  for (const [index, title] of columns.entries()) {
    // Most resources repeat their name in a first column of that title.
    if (title === 'Name' && rows.every((row) => row.cells[index] === row.name)) continue;
    own.push([toFree(title, taken), 'As the server prints it', (row) => row.cells[index]]);
  }
  return defineTable<Row>({
    name: resource,
    holds: `one row per object of ${resource}`,
    columns: [...own, ['uid', 'UID', (row) => row.uid]],
    rows: () => rows,
    gaps: ({ meta }) => (isWhole(coverage) ? [] : [formatGap(meta, resource)]),
  });
}

/** Nobody keeps a server from calling two columns the same, or as ours: `Phase`, then `Phase (2)`. */
function toFree(title: string, taken: Set<string>): string {
  let name = title;
  for (let count = 2; taken.has(name); count += 1) name = `${title} (${count})`;
  taken.add(name);
  return name;
}
