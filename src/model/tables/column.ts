/** Columns of tables: each with its type, its unit where it has one, and what it means. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Judged, LastRestart } from '../report.ts';

/** What a cell holds. Undefined: it does not apply, or was not seen; never zero. */
export type Cell =
  string | number | boolean | undefined | readonly string[] | ReadonlyMap<string, string | number>;

/**
 * How a cell is read: `name` is that of another object, `quantity` as Kubernetes writes amounts (`10Gi`), `age` as
 * kubectl writes times (`3d4h`).
 */
export type ColumnType =
  'text' | 'name' | 'quantity' | 'age' | 'time' | 'number' | 'boolean' | 'list' | 'map';

/** What a number counts, where that is not things; `share` is 0 to 1, or above. */
export type Unit = 'seconds' | 'bytes' | 'cores' | 'share';

export interface Column<Row> {
  type: ColumnType;
  unit?: Unit;
  /** One clause for the documentation. */
  meaning: string;
  /** Of the object that is named: its kind. It is in the namespace of the row, where its name does not say another. */
  names?: KindName;
  /** kubectl's column that reads the same, as the API server titles it: `Status`. */
  printed?: string;
  /** A method: so the columns of all sorts of rows can stand in one list. */
  cell(row: Row): Cell;
}

type Of<Row, Value> = (row: Row) => Value | undefined;
type More<Row> = Pick<Column<Row>, 'names' | 'printed'>;

export const text = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'text', meaning, cell },
  ...more,
});
/** The name of another object, `namespace/name` where it is in another namespace than the row. */
export const name = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'name', meaning, cell },
  ...more,
});
/** An amount as Kubernetes writes it. */
export const quantity = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'quantity', meaning, cell },
  ...more,
});
export const number = <Row>(meaning: string, cell: Of<Row, number>, unit?: Unit): Column<Row> => ({
  ...{ type: 'number', meaning, cell },
  ...(unit && { unit }),
});
export const boolean = <Row>(meaning: string, cell: Of<Row, boolean>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'boolean', meaning, cell },
  ...more,
});
/** An instant, as the API writes it. */
export const time = <Row>(meaning: string, cell: Of<Row, string>): Column<Row> => ({
  ...{ type: 'time', meaning, cell },
});
export const list = <Row>(meaning: string, cell: Of<Row, readonly string[]>): Column<Row> => ({
  ...{ type: 'list', meaning, cell },
});
export const map = <Row>(
  meaning: string,
  cell: Of<Row, ReadonlyMap<string, string | number>>,
): Column<Row> => ({ ...{ type: 'map', meaning, cell } });

/** The columns of every judged row. */
export const JUDGED = {
  state: text<Judged>('healthy, degraded, failing or unknown', (row) => row.state),
  why: text<Judged>('Why it is not healthy', (row) => row.why),
};

/** The columns of every object that has an age. */
export const BORN = {
  age: {
    type: 'age',
    meaning: "kubectl's AGE at the time of the snapshot",
    cell: (row) => row.age,
  } satisfies Column<{ age: string }>,
  created: time<{ created?: string }>('When it was created', (row) => row.created),
};

/** Columns about the last end of a container. */
export const lastRestartColumns = <Row>(of: (row: Row) => LastRestart | undefined) => ({
  lastRestartAt: time<Row>('When it last ended before it was started again', (row) => of(row)?.at),
  lastRestartReason: text<Row>('Why: OOMKilled, Error, …', (row) => of(row)?.reason),
  lastRestartExitCode: number<Row>('Its exit code', (row) => of(row)?.exitCode),
  lastRestartSignal: number<Row>('The signal that ended it', (row) => of(row)?.signal),
});
