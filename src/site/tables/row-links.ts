/** Links to the rows of objects, on any sheet. */
import type { ObjectRef, Report } from '../../model/report.ts';
import { anchorOf, toFragment } from './anchors.ts';
import { idOf, placed, sheetFile, sheetsOf, tableNames, type RowOf, type TableName } from './long-tables.ts';

const known = new WeakMap<Report, Map<string, string>>();

/**
 * Link from the edition's folder to the row of an object, `pods/shop.html#Pod/shop/web-1`. Undefined when no table has
 * the row, for example if the object was not seen.
 */
export function rowLink(report: Report, ref: ObjectRef): string | undefined {
  let links = known.get(report);
  if (!links) {
    links = new Map(tableNames.flatMap((name) => linkTable(report, name)));
    known.set(report, links);
  }
  return links.get(anchorOf(ref));
}

function linkTable(report: Report, name: TableName): [string, string][] {
  const table = placed(name);
  const { lead, sheets } = sheetsOf(report, name);
  const link = (file: string, rows: readonly RowOf<TableName>[]) =>
    rows.flatMap((row): [string, string][] => {
      const object = table.linkedBy(row);
      return object ? [[anchorOf(object), `${file}${toFragment(idOf(name, row))}`]] : [];
    });
  // The last entry of a key wins: the first of several rows about one object, and the table's own page.
  return [
    ...sheets.flatMap((sheet) => link(sheetFile(name, sheet.name), sheet.rows.toReversed())),
    ...link(`${table.page}.html`, lead.toReversed()),
  ];
}
