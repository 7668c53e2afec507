/** A table as it leaves Gazette: named columns that stay the same, and cells that programs can read. */
import type { LastRestart, Report } from '../model/report.ts';
import { indexSeen } from '../model/seen.ts';

/** What a cell holds. Undefined: it does not apply, or was not seen; never zero. */
export type Cell =
  string | number | boolean | undefined | readonly string[] | ReadonlyMap<string, string | number>;

export interface Column {
  /** Header in CSV and key in JSON. A published name is not changed. */
  name: string;
  /** One clause for the documentation. */
  meaning: string;
}

export interface Table {
  /** What `gazette export` calls it; its file is called so, too. */
  name: string;
  /** `one row per pod` */
  holds: string;
  columns: readonly Column[];
  /** How many rows there are. */
  count: (report: Report) => number;
  /** The cells of each row, in the order of the columns. */
  rows: (report: Report) => Iterable<Cell[]>;
  /** What of it was not seen, one clause each; empty when it holds all that there is. */
  gaps: (report: Report) => string[];
}

/** Name, meaning, and how a row becomes the cell. */
export type ColumnOf<Row> = readonly [name: string, meaning: string, cell: (row: Row) => Cell];

interface Definition<Row> {
  name: string;
  holds: string;
  columns: readonly ColumnOf<Row>[];
  rows: (report: Report) => readonly Row[];
  gaps: (report: Report) => string[];
}

/** Every row says whose it is, of when, and whether it is one of all: rows of many files can stand in one. */
export const ORIGIN: readonly Column[] = [
  { name: 'cluster', meaning: 'Cluster' },
  { name: 'snapshot', meaning: 'Time of the snapshot' },
  { name: 'complete', meaning: 'Whether the table holds all that there is; false: something was not seen' },
];

export function defineTable<Row>({ columns, rows, ...more }: Definition<Row>): Table {
  const { gaps } = more;
  return {
    ...more,
    columns: [...columns.map(([name, meaning]) => ({ name, meaning })), ...ORIGIN],
    count: (report) => rows(report).length,
    rows: function* (report) {
      const origin = [report.meta.cluster, report.meta.time, gaps(report).length === 0];
      for (const row of rows(report)) yield [...columns.map(([, , cell]) => cell(row)), ...origin];
    },
  };
}

/**
 * True where the table can be handed out. One that is empty because nothing was seen cannot: it would look as if there
 * were nothing.
 */
export const isPrintable = (table: Table, report: Report) =>
  table.count(report) > 0 || table.gaps(report).length === 0;

/** Gaps of a table whose rows, or some columns, are made of these kinds. */
export function gapsOf(...needed: readonly string[]): (report: Report) => string[] {
  return ({ meta }) => {
    const seen = indexSeen(meta);
    return needed.filter((kind) => !seen(kind)).map((kind) => formatGap(meta, kind));
  };
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

/** Columns about the last end of a container. */
export function lastRestartColumns<Row>(of: (row: Row) => LastRestart | undefined): ColumnOf<Row>[] {
  return [
    ['lastRestartAt', 'When it last ended before it was started again', (row) => of(row)?.at],
    ['lastRestartReason', 'Why: OOMKilled, Error, …', (row) => of(row)?.reason],
    ['lastRestartExitCode', 'Its exit code', (row) => of(row)?.exitCode],
    ['lastRestartSignal', 'The signal that ended it', (row) => of(row)?.signal],
  ];
}
