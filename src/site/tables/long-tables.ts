/** The tables of an edition that may become long: their pages, and how their rows are identified and grouped. */
import { namespacedName } from '../../model/object-ref.ts';
import type { CustomTable, Report } from '../../model/report.ts';
import { pageTableNames, TABLES, type PageTableName } from '../../model/tables/registry.ts';
import type { PageTable } from '../../model/tables/table.ts';
import { anchorOf } from './anchors.ts';
import type { EditionPage } from '../paths.ts';
import { toSheets, type Sheets } from './sheets.ts';

/** A custom resource with the name of its table. */
export type CustomRow = CustomTable['rows'][number] & { resource: string };

/** What a table must define to be on a page. */
interface LongTable<Row = unknown> extends Pick<
  PageTable<Row>,
  'noun' | 'rows' | 'keyOf' | 'linkedBy' | 'groupOf' | 'nameOf' | 'needsAttention'
> {
  page: EditionPage;
}

const refOf = ({ resource, namespace, name }: CustomRow) => ({ kind: resource, namespace, name });

/** All custom resources; each snapshot defines their columns. */
const custom: LongTable<CustomRow> = {
  page: 'custom',
  noun: 'resource',
  rows: (report) =>
    report.custom.flatMap(({ resource, rows }) => rows.map((row): CustomRow => ({ ...row, resource }))),
  keyOf: refOf,
  linkedBy: refOf,
  groupOf: (row) => row.resource,
  nameOf: (row) => namespacedName(row),
  needsAttention: (row) => row.state !== 'healthy',
};

export type TableName = PageTableName | 'custom';
/** In the order in which a link to an object searches for its row. */
export const tableNames: readonly TableName[] = [...pageTableNames, 'custom'];

export type RowOf<Name extends TableName> = Name extends PageTableName
  ? ReturnType<(typeof TABLES)[Name]['rows']>[number]
  : CustomRow;

/** A table of any row type; it only receives its own rows. */
export const placed = (name: TableName): LongTable => (name === 'custom' ? custom : TABLES[name]);

/** `id` of a row. */
export function idOf<Name extends TableName>(name: Name, row: RowOf<Name>): string {
  const key = placed(name).keyOf(row);
  return typeof key === 'string' ? key : anchorOf(key);
}

/** File of a sheet, from the edition's folder: `pods/shop.2.html`. */
export const sheetFile = (table: TableName, sheet: string) => `${table}/${sheet}.html`;

const known = new WeakMap<Report, Map<TableName, Sheets<never>>>();

/** The sheets of one table of a report; made once. */
export function sheetsOf<Name extends TableName>(report: Report, name: Name): Sheets<RowOf<Name>> {
  const tables = known.get(report) ?? new Map<TableName, Sheets<never>>();
  known.set(report, tables);
  let sheets = tables.get(name);
  if (!sheets) {
    const table = placed(name);
    // Each table's rules fit its own rows. The compiler cannot check this for a table picked by name.
    sheets = toSheets(table.rows(report), table) as Sheets<never>;
    tables.set(name, sheets);
  }
  return sheets;
}
