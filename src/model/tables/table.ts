/** What a table of a Report is. Pages, search, changes, findings, exports and their documentation read it from here. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot, SnapshotMeta } from '../../snapshots/schema.ts';
import type { Judged, ObjectRef, Report, Tables } from '../report.ts';
import type { Seen } from '../seen.ts';
import type { Column } from './column.ts';

// What takes a row is written as a method: so the tables of all sorts of rows can stand in one list.

/** Rows and columns as they leave Gazette, and what they are made of. */
export interface Table<Item = unknown> {
  /** `one row per pod` */
  holds: string;
  /** Kinds that rows are made of: where one was not wholly seen, rows may be missing. */
  rowsFrom: readonly KindName[];
  /** Further kinds without which the state of a row is not known. */
  stateFrom?: readonly KindName[];
  /** Further kinds that cells are made of. */
  cellsFrom: readonly KindName[];
  /** What else of it was not seen, one clause each. */
  gaps?(report: Report): string[];
  /** Its rows. A row of a page may be several here: one for each path of a route. */
  items(report: Report): readonly Item[];
  /** By their names: headers in CSV and keys in JSON. A published name is not changed. */
  columns: Readonly<Record<string, Column<Item>>>;
}

/** Every kind that a table is made of. */
export const kindsOf = (table: Pick<Table, 'rowsFrom' | 'stateFrom' | 'cellsFrom'>): KindName[] => [
  ...new Set([...table.rowsFrom, ...(table.stateFrom ?? []), ...table.cellsFrom]),
];

/** A page of an edition that shows tables. */
type TablePage = 'pods' | 'workloads' | 'spread' | 'nodes' | 'network' | 'storage' | 'events';

/** A table that stands on a page, in parts where it is long. */
export interface PageTable<Row = unknown, Item = unknown> extends Table<Item> {
  page: TablePage;
  /** What its rows are, `claim`. */
  noun: string;
  rows(tables: Tables): readonly Row[];
  /** What identifies the row on its page: an object, or a text that no other row has. */
  keyOf(row: Row): ObjectRef | string;
  /** The object that the row is about, where links to it lead to the row. */
  linkedBy(row: Row): ObjectRef | undefined;
  /** By what a long table is parted. */
  groupOf(row: Row): string;
  nameOf(row: Row): string;
  needsAttention(row: Row): boolean;
}

/** A row that is an object with a state. */
export type ObjectRow = Judged & { uid: string; namespace?: string; name: string };

/** What distinguishes a table of objects. */
interface ObjectSpec<Row extends ObjectRow> {
  /** Kind of its objects; `own`: each row says its own. */
  kind: KindName | 'own';
  page: TablePage;
  noun: string;
  /** What its rows are called in the heading of its page, one and several, where that is not the noun. */
  heading?: readonly [one: string, many: string];
  /** Beside the heading: how to read it. */
  hint(meta: SnapshotMeta): string;
  /** Its line among the figures of the overview; false: none. */
  figure: string | false;
  /** What the search finds an object by besides its name; false: search and links lead to another table. */
  words(row: Row): readonly (string | undefined)[] | false;
  /** Objects without a row, which stand beside this one: their names, by kind. */
  beside?(row: Row): Partial<Record<KindName, string>>;
  /** Whether another state of the row is a change of its own; if not, something else tells of it. */
  tellsChange(row: Row): boolean;
  /**
   * How bad a finding is, at worst, that only the row's state tells of; false: other findings tell of all of it.
   * `failing`: the cluster is judged by it.
   */
  lastResort: 'failing' | 'degraded' | false;
  /** As of any table; here it has to be said. */
  stateFrom: readonly KindName[];
  /** What tells the rows of one object apart, such as a quota's resources. */
  partOf?(row: Row): string;
  /** By namespace, unless said otherwise. */
  groupOf?(row: Row): string;
  /** What is not healthy, unless said otherwise. */
  needsAttention?(row: Row): boolean;
  /** Makes its rows, where they need no other table. */
  build?(snapshot: Snapshot, seen: Seen): Row[];
  holds: string;
  rows(tables: Tables): readonly Row[];
}

export interface ObjectTable<Row extends ObjectRow = ObjectRow, Item = unknown>
  extends Omit<ObjectSpec<Row>, 'groupOf' | 'needsAttention'>, Omit<PageTable<Row, Item>, 'stateFrom'> {
  objectOf(row: Row): ObjectRef & { uid: string };
  /** Columns that its page shows after state and name, with their headings, drawn by their types. */
  shows?: Readonly<Record<string, string | undefined>>;
  /** The column that a row goes by on its page, where the object's own name is made up and tells nothing. */
  namedBy?: string;
}

/** A table that stands on no page by itself. What is written literally stays so, for the compiler to look at. */
export const defineTable =
  <Item>() =>
  <const Spec extends Table<Item>>(table: Spec) =>
    table;

/** Only columns can be shown. */
interface Shown<Columns> {
  shows?: Readonly<Partial<Record<keyof Columns, string>>>;
  namedBy?: keyof Columns;
}

/** A table of objects of which each is one row, on its page and elsewhere. */
export const defineObjects =
  <Row extends ObjectRow>() =>
  <const Spec extends ObjectSpec<Row> & Omit<Table<Row>, 'items'>>(spec: Spec & Shown<Spec['columns']>) => ({
    ...complete<Row, Spec>(spec),
    items: (report: Report) => spec.rows(report),
  });

/** The same where an object is several rows elsewhere: one for each path of a route. */
export const defineParts =
  <Row extends ObjectRow, Item>() =>
  <const Spec extends ObjectSpec<Row> & Table<Item>>(spec: Spec) =>
    complete<Row, Spec>(spec);

function complete<Row extends ObjectRow, Spec extends ObjectSpec<Row>>(spec: Spec) {
  const { kind } = spec;
  const objectOf = (row: Row & { kind?: string }) => {
    const { namespace, name, uid } = row;
    return {
      kind: kind === 'own' ? (row.kind ?? '') : kind,
      ...(namespace !== undefined && { namespace }),
      ...{ name, uid },
    };
  };
  return {
    groupOf: (row: Row) => row.namespace ?? '',
    needsAttention: (row: Row) => row.state !== 'healthy',
    nameOf: (row: Row) => row.name,
    objectOf,
    keyOf: (row: Row) => {
      const { uid: _, ...object } = objectOf(row);
      const part = spec.partOf?.(row);
      return part === undefined ? object : { ...object, name: `${object.name}/${part}` };
    },
    linkedBy: (row: Row) => (spec.words(row) === false ? undefined : objectOf(row)),
    ...spec,
  };
}
