/** Splits long tables: pages stay small, and a row is at most two clicks away. Pure. */
import { compareText } from '../../model/state.ts';
import { isNamespaceFileName } from '../paths.ts';

/** Largest number of rows on one page: browsers are slow to sort and show more, and the page becomes large. */
export const ROWS_PER_SHEET = 500;

/** Some rows of a long table, on a separate page. */
interface Sheet<Row> {
  /** `shop`, or `shop.2` for the second part. Unique in its table and valid as a file name. */
  name: string;
  /** What its rows have in common: usually their namespace. */
  group: string;
  /** Number of the part, number of parts, first and last name. Absent when the sheet has the whole group. */
  part?: { number: number; of: number; from: string; to: string };
  /** Rows that need attention first, then by name. */
  rows: Row[];
  /** Rows that need attention. */
  attention: number;
}

export interface Sheets<Row> {
  /** The rows on the table's own page: all of them; if there are sheets, as much trouble as fits. */
  lead: Row[];
  /** Number of rows that need attention, whether they fit or not. */
  attention: number;
  /** Empty when the table's own page holds every row. */
  sheets: Sheet<Row>[];
}

export interface SheetRules<Row> {
  groupOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  needsAttention: (row: Row) => boolean;
}

/** @param rows in the table's order, trouble first */
export function toSheets<Row>(rows: readonly Row[], rules: SheetRules<Row>): Sheets<Row> {
  const { groupOf, nameOf, needsAttention } = rules;
  const trouble = rows.filter(needsAttention);
  if (rows.length <= ROWS_PER_SHEET) return { lead: [...rows], attention: trouble.length, sheets: [] };
  const groups = [...Map.groupBy(rows, groupOf)].sort(([a], [b]) => compareText(a, b));
  const sheets = groups.flatMap(([group, members], index) => {
    const base = toFileName(group, index);
    const byName = members.toSorted((a, b) => compareText(nameOf(a), nameOf(b)));
    const of = Math.ceil(byName.length / ROWS_PER_SHEET);
    return Array.from({ length: of }, (_, part): Sheet<Row> => {
      const own = byName.slice(part * ROWS_PER_SHEET, (part + 1) * ROWS_PER_SHEET);
      const [urgent, rest] = [own.filter(needsAttention), own.filter((row) => !needsAttention(row))];
      return {
        name: part === 0 ? base : `${base}.${part + 1}`,
        group,
        ...(of > 1 && { part: { number: part + 1, of, from: nameOf(own[0]!), to: nameOf(own.at(-1)!) } }),
        rows: [...urgent, ...rest],
        attention: urgent.length,
      };
    });
  });
  return { lead: trouble.slice(0, ROWS_PER_SHEET), attention: trouble.length, sheets };
}

/** Namespaces are DNS labels. Other groups, and rows without a group, get a number. */
const toFileName = (group: string, index: number) => (isNamespaceFileName(group) ? group : `_${index + 1}`);
