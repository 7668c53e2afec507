/** The chapters of `docs/export.md` that come from the registry of tables. Pure. */
import { toSentence } from '../model/english.ts';
import type { Column } from '../model/tables/column.ts';
import { FLEET_VERSIONS } from './fleet-versions.ts';
import { HISTORY_ORIGIN, HISTORY_TABLES } from './history.ts';
import { ORIGIN, type ExportColumn } from './table.ts';
import { EXPORTS } from './tables.ts';

/** Markdown: every table with its columns, the tables of editions first. */
export function renderColumns(): string {
  const own = EXPORTS.map(({ name, holds, columns }) =>
    renderTable(`\`${name}\``, holds, columns.slice(0, -Object.keys(ORIGIN).length)),
  );
  const histories = HISTORY_TABLES.map(({ page, holds, columns }) =>
    renderTable(`\`${page}\` of a history`, holds, toNamed(columns)),
  );
  return [
    'Each ends with these columns:',
    renderRows(toNamed(ORIGIN)),
    ...own,
    '## Tables of histories',
    'They stand beside the pages of a window as CSV. Each ends with these columns:',
    renderRows(toNamed(HISTORY_ORIGIN)),
    ...histories,
    '## Versions of all clusters',
    renderTable('`-/versions.csv`', 'one row per service, cluster and workload', toNamed(FLEET_VERSIONS)),
  ].join('\n\n');
}

const renderTable = (title: string, holds: string, columns: readonly ExportColumn[]) =>
  [`### ${title}`, toSentence([holds]), renderRows(columns)].join('\n\n');

function renderRows(columns: readonly ExportColumn[]): string {
  const rows = columns.map(
    ({ name, type, unit, meaning }) =>
      `| \`${name}\` | ${type}${unit ? ` (${unit})` : ''} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['| Column | Type | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

const toNamed = (columns: Readonly<Record<string, Column<never>>>): ExportColumn[] =>
  Object.entries(columns).map(([name, column]) => ({ ...column, name }));
