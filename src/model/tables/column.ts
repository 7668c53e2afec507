/** Columns of tables: each with its type, its unit if any, and its meaning. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Judged, LastRestart } from '../report.ts';

/** The content of a cell. Undefined: not applicable, or not seen; never zero. */
export type Cell =
  | string
  | number
  | boolean
  | undefined
  | readonly string[]
  | ReadonlyMap<string, string | number>;

/**
 * How to read a cell. `name`: of another object. `quantity`: an amount in Kubernetes' form (`10Gi`). `age`: a time in
 * kubectl's form (`3d4h`).
 */
export type ColumnType =
  | 'text'
  | 'name'
  | 'quantity'
  | 'age'
  | 'time'
  | 'number'
  | 'boolean'
  | 'list'
  | 'map';

/** What a number counts, if not objects; `share` is 0 to 1, or above. */
export type Unit = 'seconds' | 'bytes' | 'cores' | 'share';

export interface Column<Row> {
  type: ColumnType;
  unit?: Unit;
  /** The number is a change: pages show its sign. */
  signed?: true;
  /** One clause for the documentation. */
  meaning: string;
  /** The kind of the named object, or of each object of a list. The object is in the row's namespace, unless its name contains another. */
  names?: KindName;
  /** The kubectl column with the same text, under the API server's title: `Status`. */
  printed?: string;
  /** A method, so that the columns of all row types fit into one list. */
  cell(row: Row): Cell;
}

/** By their names: headers in CSV and keys in JSON. A published name never changes. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

type Of<Row, Value> = (row: Row) => Value | undefined;
type More<Row> = Pick<Column<Row>, 'names' | 'printed'>;

const text = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'text', meaning, cell },
  ...more,
});
/** The name of another object; `namespace/name` if its namespace differs from the row's. */
const name = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'name', meaning, cell },
  ...more,
});
/** An amount in Kubernetes' form. */
const quantity = <Row>(meaning: string, cell: Of<Row, string>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'quantity', meaning, cell },
  ...more,
});
const number = <Row>(meaning: string, cell: Of<Row, number>, unit?: Unit): Column<Row> => ({
  ...{ type: 'number', meaning, cell },
  ...(unit && { unit }),
});
/** How much more, or fewer, than before. */
const change = <Row>(meaning: string, cell: Of<Row, number>, unit?: Unit): Column<Row> => ({
  ...number(meaning, cell, unit),
  signed: true,
});
const boolean = <Row>(meaning: string, cell: Of<Row, boolean>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'boolean', meaning, cell },
  ...more,
});
/** An instant, in the API's form. */
const time = <Row>(meaning: string, cell: Of<Row, string>): Column<Row> => ({
  ...{ type: 'time', meaning, cell },
});
const list = <Row>(meaning: string, cell: Of<Row, readonly string[]>, more?: More<Row>): Column<Row> => ({
  ...{ type: 'list', meaning, cell },
  ...more,
});
const map = <Row>(meaning: string, cell: Of<Row, ReadonlyMap<string, string | number>>): Column<Row> => ({
  ...{ type: 'map', meaning, cell },
});

/** A column by its type: `column.text('Namespace', (row) => row.namespace)`. */
export const column = { text, name, quantity, number, change, boolean, time, list, map };

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
  created: time<{ created?: string }>('Time of its creation', (row) => row.created),
};

/** Columns about the last end of a container. */
export const lastRestartColumns = <Row>(of: (row: Row) => LastRestart | undefined) => ({
  lastRestartAt: time<Row>('When the container last ended before a restart', (row) => of(row)?.at),
  lastRestartReason: text<Row>('Why: OOMKilled, Error, …', (row) => of(row)?.reason),
  lastRestartExitCode: number<Row>('Its exit code', (row) => of(row)?.exitCode),
  lastRestartSignal: number<Row>('The signal that ended the container', (row) => of(row)?.signal),
});
