/** The definition of a table of a Report. Pages, search, changes, findings, exports and their documentation read it. */
import type { KindName } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot, SnapshotMeta } from '../../snapshots/schema.ts';
import type { ObjectRow } from '../judged.ts';
import type { ObjectRef, Report, Tables } from '../report.ts';
import type { Seen } from '../seen.ts';
import type { Columns } from './column.ts';

// Functions of a row are methods, so that the tables of all row types fit into one list.

/** Rows and columns as they are exported, and their sources. */
export interface Table<Item = unknown> {
  /** `one row per pod` */
  holds: string;
  /** Kinds behind the rows: if a kind was not completely seen, rows may be missing. */
  rowsFrom: readonly KindName[];
  /** Further kinds that the state of a row needs. */
  stateFrom?: readonly KindName[];
  /** Further kinds behind the cells. */
  cellsFrom: readonly KindName[];
  /** What else was not seen of the table, one clause each. */
  gaps?(report: Report): string[];
  /** The exported rows. A page's row may be several here: one for each path of a route. */
  items(report: Report): readonly Item[];
  columns: Columns<Item>;
}

/** Every kind behind a table. */
export const kindsOf = (table: Pick<Table, 'rowsFrom' | 'stateFrom' | 'cellsFrom'>): KindName[] => [
  ...new Set([...table.rowsFrom, ...(table.stateFrom ?? []), ...table.cellsFrom]),
];

/** A page of an edition that draws each table of objects that names it. */
export type TablePage = 'pods' | 'workloads' | 'spread' | 'nodes' | 'network' | 'storage' | 'middleware';

/** A table on a page, split into parts if it is long. */
export interface PageTable<Row = unknown, Item = unknown> extends Table<Item> {
  page: TablePage | 'events';
  /** The noun for its rows, `claim`. */
  noun: string;
  rows(tables: Tables): readonly Row[];
  /** The identity of a row on its page: an object, or a text that no other row has. */
  keyOf(row: Row): ObjectRef | string;
  /** The object whose links lead to the row. */
  linkedBy(row: Row): ObjectRef | undefined;
  /** The group of a row, by which a long table is split. */
  groupOf(row: Row): string;
  nameOf(row: Row): string;
  needsAttention(row: Row): boolean;
}

/** A column's head on a page. Plain, for numbers, for commands, or only for readers who cannot see the cells. */
export type TableHeading = string | { number: string } | { action: string } | { hidden: string };

/** What a table of objects defines. */
interface ObjectSpec<Row extends ObjectRow> {
  /** Kind of its objects; `own`: each row has its own kind. */
  kind: KindName | 'own';
  page: TablePage;
  noun: string;
  /** The name of its rows in the heading of its page, singular and plural, if it is not the noun. */
  heading?: readonly [one: string, many: string];
  /** The API of its kinds, if not every cluster serves it: `Gateway API`. */
  api?: string;
  /** A note beside the heading: how to read the table. */
  hint(meta: SnapshotMeta): string;
  /** Its line among the figures of the overview; false: none. */
  figure: string | false;
  /** What charts draw over time: the name, and what a row adds to it; undefined when nobody knows. */
  overTime?: { name: string; of(row: Row): number | undefined };
  /** Words by which the search finds an object, besides its name; false: search and links use another table. */
  words(row: Row): readonly (string | undefined)[] | false;
  /** Objects without a row of their own, beside this object: their names, by kind. */
  beside?(row: Row): Partial<Record<KindName, string>>;
  /** Whether a new state of the row is a change of its own; if not, another change tells it. */
  tellsChange(row: Row): boolean;
  /** A table that judges the same objects: a row's mark shows the worst of both. False: the row's own state is all. */
  markedWith: 'workloads' | 'entrances' | false;
  /** What the mark of a healthy row says, if the row is neither good nor trouble. */
  normalAs?(row: Row): string | undefined;
  /**
   * The worst severity of a finding that comes from the row's state alone; false: other findings tell everything.
   * `failing`: the cluster is judged by the row.
   */
  lastResort: 'failing' | 'degraded' | false;
  /** What tells of a deletion that does not end: the common rule, or a rule about this kind alone. */
  deletionRule: 'common' | 'own';
  /**
   * Kinds of which each object has a row. If such a kind was seen, an object without a row does not exist. Left out are
   * kinds whose objects may be part of their owner's row.
   */
  rowForEach: readonly KindName[];
  /**
   * Kinds behind the table whose objects people make and delete: Days follow that they come and go. Days have their own
   * record of workloads, pods and nodes.
   */
  newsOf: readonly KindName[];
  /** As for any table; required here. */
  stateFrom: readonly KindName[];
  /** Distinguishes the rows of one object, such as a quota's resources. */
  partOf?(row: Row): string;
  /** By namespace by default. */
  groupOf?(row: Row): string;
  /** Rows that are not healthy by default. */
  needsAttention?(row: Row): boolean;
  /** Builds its rows, if they need no other table. */
  build?(snapshot: Snapshot, seen: Seen): Row[];
  holds: string;
  rows(tables: Tables): readonly Row[];
}

export interface ObjectTable<Row extends ObjectRow = ObjectRow, Item = unknown>
  extends
    Omit<ObjectSpec<Row>, 'groupOf' | 'needsAttention'>,
    Omit<PageTable<Row, Item>, 'stateFrom' | 'page'> {
  objectOf(row: Row): ObjectRef & { uid: string };
  /** Columns that its page shows after state and name, with their headings; their types decide how they are drawn. */
  shows?: Readonly<Record<string, string | undefined>>;
  /** The headings after the state, if the page draws cells of its own: one of these may show several columns. */
  headings?: readonly TableHeading[];
  /** The column that names a row on its page, if the object's own name is generated. */
  namedBy?: string;
}

/** A table without a page of its own. Literal values keep their literal types, so that the compiler can check them. */
export const defineTable =
  <Item>() =>
  <const Spec extends Table<Item>>(table: Spec) =>
    table;

/** A page can only show existing columns. A page that draws its own cells says their headings. */
type Shown<Columns> =
  | { shows: Readonly<Partial<Record<keyof Columns, string>>>; namedBy?: keyof Columns }
  | { headings: readonly TableHeading[] };

/** A table of objects with one row each, on its page and in exports. */
export const defineObjects =
  <Row extends ObjectRow>() =>
  <const Spec extends ObjectSpec<Row> & Omit<Table<Row>, 'items'>>(spec: Spec & Shown<Spec['columns']>) => ({
    ...complete<Row, Spec>(spec),
    items: (report: Report) => spec.rows(report),
  });

/** The same for objects that are several rows in exports: one for each path of a route. */
export const defineParts =
  <Row extends ObjectRow, Item>() =>
  <const Spec extends ObjectSpec<Row> & Table<Item>>(spec: Spec & Shown<Spec['columns']>) =>
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
