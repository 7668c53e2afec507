/** A table outside of Gazette: named columns that stay the same, and cells that programs can read. */
import type { Report } from '../model/report.ts';
import { indexSeen, tellSeenPart } from '../model/seen.ts';
import { standInsFor } from '../model/tables/kinds-behind.ts';
import { column, type Cell, type Column, type Columns } from '../model/tables/column.ts';
import { kindsOf, type Table } from '../model/tables/table.ts';
import type { KindName } from '../snapshots/kinds/kinds.ts';

export interface ExportColumn extends Pick<Column<never>, 'type' | 'unit' | 'meaning'> {
  /** Header in CSV and key in JSON. A published name never changes. */
  name: string;
}

export interface ExportTable {
  /** Its name in `gazette export`, and the name of its file. */
  name: string;
  /** `one row per pod` */
  holds: string;
  columns: readonly ExportColumn[];
  /** Number of rows. */
  count: (report: Report) => number;
  /** The cells of each row, in the order of the columns. */
  rows: (report: Report) => Iterable<Cell[]>;
  /** What was not seen of the table, one clause each; empty if it is complete. */
  gaps: (report: Report) => string[];
}

interface Origin {
  report: Report;
  whole: boolean;
}

/**
 * Every row names its cluster and time, and whether the table is complete. So one file can hold rows of many tables.
 */
export const ORIGIN: Columns<Origin> = {
  cluster: column.text('Cluster', ({ report }) => report.meta.cluster),
  snapshot: column.time('Time of the snapshot', ({ report }) => report.meta.time),
  complete: column.boolean(
    'Whether the table is complete; false: something was not seen',
    ({ whole }) => whole,
  ),
};

/**
 * @param name of the table in the registry, or of a custom resource
 * @param named its columns by name, as pairs: a server may name a column `1` or `__proto__`
 */
export function toExport(
  name: string,
  table: Omit<Table, 'columns'>,
  named: readonly (readonly [name: string, column: Column<never>])[],
): ExportTable {
  const columns = named.map(([, column]) => column as Column<unknown>);
  const gaps = (report: Report) => [...gapsOf(table, report), ...(table.gaps?.(report) ?? [])];
  return {
    name,
    holds: table.holds,
    columns: toColumns([...named, ...Object.entries(ORIGIN)]),
    count: (report) => table.items(report).length,
    rows: function* (report) {
      const whole = gaps(report).length === 0;
      const origin = Object.values(ORIGIN).map((column) => column.cell({ report, whole }));
      for (const item of table.items(report))
        yield [...columns.map((column) => column.cell(item)), ...origin];
    },
    gaps,
  };
}

const toColumns = (named: readonly (readonly [name: string, column: Column<never>])[]): ExportColumn[] =>
  named.map(([name, { type, unit, meaning }]) => ({
    ...{ name, type, meaning },
    ...(unit && { unit }),
  }));

/**
 * True if the table may be handed out. A table that is empty because nothing was seen would look as if nothing existed.
 */
export const isPrintable = (table: ExportTable, report: Report) =>
  table.count(report) > 0 || table.gaps(report).length === 0;

/** Kinds behind its rows and cells that were not seen completely. */
function gapsOf(table: Omit<Table, 'columns'>, { meta }: Report): string[] {
  const seen = indexSeen(meta);
  const isAbsent = (kind: KindName) =>
    meta.coverage.some((coverage) => coverage.kind === kind && coverage.state === 'absent');
  // If a cluster does not serve a kind, another kind may replace it.
  const sources = kindsOf(table).flatMap((kind) => {
    const others = isAbsent(kind) ? standInsFor([kind]) : [];
    return others.length > 0 ? others : [kind];
  });
  return sources.filter((kind) => !seen(kind)).map((kind) => formatGap(meta, kind));
}

/** `Pod was forbidden: pods is forbidden: …`, `Event was seen only in shop`. */
export function formatGap({ coverage }: Report['meta'], kind: string): string {
  const read = coverage.find((entry) => entry.kind === kind);
  if (!read) return `${kind} was not read`;
  const why = read.error ? `: ${read.error}` : '';
  return `${kind} was ${read.state === 'partial' ? `seen only ${tellSeenPart(read)}` : read.state}${why}`;
}
