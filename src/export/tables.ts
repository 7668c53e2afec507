/** Every table that Gazette writes as CSV or JSON. The documentation and the tests loop over all of them. */
import { HISTORY_TABLES } from '../history/tables/registry.ts';
import { HISTORY_ORIGIN, type HistoryTable } from '../history/tables/table.ts';
import type { Report } from '../model/report.ts';
import type { Columns } from '../model/tables/column.ts';
import { TABLES } from '../model/tables/registry.ts';
import { customTables } from './custom.ts';
import { FLEET_VERSIONS } from './fleet-versions.ts';
import { ORIGIN, toExport, type ExportTable } from './table.ts';

/** The tables of every snapshot, in the order of the pages. */
export const EXPORTS: readonly ExportTable[] = Object.entries(TABLES).map(([name, table]) =>
  toExport(name, table, Object.entries(table.columns)),
);

/** The tables of one snapshot: the same, and its custom resources. */
export const exportsOf = (report: Report): ExportTable[] => [...EXPORTS, ...customTables(report)];

interface WrittenTable {
  /** For the heading of its chapter. */
  title: string;
  /** `one row per pod` */
  holds: string;
  columns: Columns<never>;
}

/** Tables with the same last columns, which name the origin of a row. */
export interface TableGroup {
  heading?: string;
  intro?: string;
  origin?: Columns<never>;
  tables: readonly WrittenTable[];
}

/** Of editions, of histories, and of all clusters together. The timeline of a review is a table of `src/review/`. */
export const TABLE_GROUPS: readonly TableGroup[] = [
  {
    intro: 'Each ends with these columns:',
    origin: ORIGIN,
    tables: Object.entries(TABLES).map(([name, table]) => ({ ...table, title: `\`${name}\`` })),
  },
  {
    heading: 'Tables of histories',
    intro: 'They stand beside the pages of a window as CSV. Each ends with these columns:',
    origin: HISTORY_ORIGIN,
    tables: Object.entries(HISTORY_TABLES).flatMap(([page, { day, longer }]) =>
      [...new Set<HistoryTable<never>>([day, longer])].map((table) => ({
        ...table,
        title: `\`${page}\` of a history`,
      })),
    ),
  },
  {
    heading: 'Versions of all clusters',
    tables: [
      {
        title: '`-/versions.csv`',
        holds: 'one row per service, cluster and workload',
        columns: FLEET_VERSIONS,
      },
    ],
  },
];
