/** The chapters of `docs/export.md` that come from the registries of tables. Pure. */
import { toSentence } from '../model/english.ts';
import type { Columns } from '../model/tables/column.ts';
import { TABLE_GROUPS } from './tables.ts';

/** Markdown: every table with its columns, the tables of editions first. */
export const renderColumns = (): string =>
  TABLE_GROUPS.flatMap(({ heading, intro, origin, tables }) => [
    ...(heading === undefined ? [] : [`## ${heading}`]),
    ...(intro === undefined ? [] : [intro]),
    ...(origin ? [renderRows(origin)] : []),
    ...tables.flatMap(({ title, holds, columns }) => [
      `### ${title}`,
      toSentence([holds]),
      renderRows(columns),
    ]),
  ]).join('\n\n');

function renderRows(columns: Columns<never>): string {
  const rows = Object.entries(columns).map(
    ([name, { type, unit, meaning }]) =>
      `| \`${name}\` | ${type}${unit ? ` (${unit})` : ''} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['| Column | Type | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
