/** A table as it leaves Gazette: named columns that stay the same, and cells that programs can read. */
import type { Report } from '../model/report.ts';
import { indexSeen } from '../model/seen.ts';
import { standInsFor } from '../model/tables.ts';
import { boolean, text, time, type Cell, type Column } from '../model/tables/column.ts';
import { kindsOf, type Table } from '../model/tables/table.ts';
import type { KindName } from '../snapshots/kinds/kinds.ts';

export interface ExportColumn extends Pick<Column<never>, 'type' | 'unit' | 'meaning'> {
  /** Header in CSV and key in JSON. A published name is not changed. */
  name: string;
}

export interface ExportTable {
  /** What `gazette export` calls it; its file is called so, too. */
  name: string;
  /** `one row per pod` */
  holds: string;
  columns: readonly ExportColumn[];
  /** How many rows there are. */
  count: (report: Report) => number;
  /** The cells of each row, in the order of the columns. */
  rows: (report: Report) => Iterable<Cell[]>;
  /** What of it was not seen, one clause each; empty when it holds all that there is. */
  gaps: (report: Report) => string[];
}

interface Origin {
  report: Report;
  whole: boolean;
}

/** Every row says whose it is, of when, and whether it is one of all: rows of many files can stand in one. */
export const ORIGIN: Readonly<Record<string, Column<Origin>>> = {
  cluster: text('Cluster', ({ report }) => report.meta.cluster),
  snapshot: time('Time of the snapshot', ({ report }) => report.meta.time),
  complete: boolean(
    'Whether the table holds all that there is; false: something was not seen',
    ({ whole }) => whole,
  ),
};

/**
 * @param name of the table in the registry, or of a custom resource
 * @param named its columns by name: pairs, since a server may call one `1` or `__proto__`
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
 * True where the table can be handed out. One that is empty because nothing was seen cannot: it would look as if there
 * were nothing.
 */
export const isPrintable = (table: ExportTable, report: Report) =>
  table.count(report) > 0 || table.gaps(report).length === 0;

/** Kinds behind its rows and cells that were not wholly seen. */
function gapsOf(table: Omit<Table, 'columns'>, { meta }: Report): string[] {
  const seen = indexSeen(meta);
  const isAbsent = (kind: KindName) =>
    meta.coverage.some((coverage) => coverage.kind === kind && coverage.state === 'absent');
  // Where a cluster does not serve a kind, another may stand in for it.
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
  if (read.state === 'partial' && read.namespaces?.length)
    return `${kind} was seen only in ${read.namespaces.join(', ')}${why}`;
  return `${kind} was ${read.state === 'partial' ? 'seen only in part' : read.state}${why}`;
}
