/** The chapters of `docs/export.md` that come from the registries of tables. Pure. */
import { toSentence } from '../model/english.ts';
import type { Columns } from '../model/tables/column.ts';
import type { TableGroup } from './tables.ts';

/**
 * Markdown: every table with its columns, the tables of editions first.
 * @param inCopy what a shared copy shows of the columns of a table; undefined if no copy has it
 */
export const renderColumns = (
  groups: readonly TableGroup[],
  inCopy: (title: string) => ((column: string) => string) | undefined,
): string =>
  groups
    .flatMap(({ heading, intro, origin, tables }) => [
      ...(heading === undefined ? [] : [`## ${heading}`]),
      ...(intro === undefined ? [] : [intro]),
      ...(origin ? [renderRows(origin)] : []),
      ...tables.flatMap(({ title, holds, columns }) => [
        `### ${title}`,
        toSentence([holds]),
        renderRows(columns, inCopy(title)),
      ]),
    ])
    .join('\n\n');

function renderRows(columns: Columns<never>, inCopy?: (column: string) => string): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = Object.entries(columns).map(([name, { type, unit, meaning }]) =>
    row([
      ...[`\`${name}\``, `${type}${unit ? ` (${unit})` : ''}`, meaning.replaceAll('|', '\\|')],
      ...(inCopy ? [inCopy(name)] : []),
    ]),
  );
  const heads = ['Column', 'Type', 'Meaning', ...(inCopy ? ['In a copy'] : [])];
  return [row(heads), row(heads.map(() => '---')), ...rows].join('\n');
}
