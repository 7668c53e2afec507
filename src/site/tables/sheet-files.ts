/** The pages of long tables. */
import type { Report } from '../../model/report.ts';
import type { EditionPlan } from '../plan.ts';
import { sheetFile, sheetsOf, tableNames, type TableName } from './long-tables.ts';

/** A separate page for some rows of a long table. */
export interface SheetRef {
  table: TableName;
  sheet: string;
  /** Path from the edition's folder. */
  file: string;
}

/**
 * The sheets of an edition, and older sheets on the site. The older sheets are printed again, because they could still
 * hold what a purge removed.
 * @param report of an edition that has all its tables
 */
export function listSheets(edition: EditionPlan, report?: Report): SheetRef[] {
  const own = tableNames.flatMap((table) =>
    report ? sheetsOf(report, table).sheets.map(({ name }) => toRef(table, name)) : [],
  );
  const files = new Set(own.map(({ file }) => file));
  const isFull = edition.form === undefined || edition.form === 'full';
  const standing = (isFull ? (edition.sheets ?? []) : []).flatMap((file) => {
    const [table = '', page = ''] = file.split('/');
    const name = tableNames.find((one) => one === table);
    return name && !files.has(file) ? [toRef(name, page.replace(/\.html$/, ''))] : [];
  });
  return [...own, ...standing];
}

const toRef = (table: TableName, sheet: string): SheetRef => ({
  table,
  sheet,
  file: sheetFile(table, sheet),
});
