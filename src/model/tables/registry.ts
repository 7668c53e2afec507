/**
 * The registry of tables. Gazette prints, searches, compares, exports and documents every table in it. An object in
 * trouble without a rule has a finding of last resort. The compiler asks for anything that a table lacks.
 */
import { probeTables } from '../../probes/tables.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { Tables } from '../report.ts';
import type { Seen } from '../seen.ts';
import { compareRows } from '../state.ts';
import { attachments } from './attachments.ts';
import { classes } from './classes.ts';
import { causes, events } from './events.ts';
import { findings } from './findings.ts';
import { entrances, gateways, routes, services } from './network.ts';
import { nodes } from './nodes.ts';
import { containers, pods } from './pods.ts';
import { claims, quotas } from './storage.ts';
import type { ObjectTable, PageTable, Table } from './table.ts';
import { volumes } from './volumes.ts';
import { spread, versions, workloads } from './workloads.ts';

/** Lists of a Report whose rows have their own identity. */
type ListName = {
  [Name in keyof Tables]-?: Tables[Name] extends readonly { uid: string }[] ? Name : never;
}[keyof Tables];

/** In the order of the pages, of the exports and of their documentation. */
export const TABLES = {
  findings,
  pods,
  containers,
  workloads,
  spread,
  nodes,
  entrances,
  services,
  routes,
  gateways,
  claims,
  volumes,
  classes,
  attachments,
  quotas,
  events,
  causes,
  versions,
  ...probeTables,
} satisfies Record<ListName, PageTable> & Record<string, Table>;

type Registry = typeof TABLES;

/** Tables whose rows are objects with a state. */
export type ObjectTableName = {
  [Name in keyof Registry]: Registry[Name] extends { kind: string } ? Name : never;
}[keyof Registry];
/** Tables whose pages show plain columns. */
export type PlainTableName = {
  [Name in ObjectTableName]: Registry[Name] extends { shows: object } ? Name : never;
}[ObjectTableName];
/** Tables of objects, and other tables on pages. */
export type PageTableName = {
  [Name in keyof Registry]: Registry[Name] extends { page: string } ? Name : never;
}[keyof Registry];

const isOnPage = (name: string): name is PageTableName => 'page' in TABLES[name as keyof Registry];
const isOfObjects = (name: string): name is ObjectTableName => 'kind' in TABLES[name as keyof Registry];

export const pageTableNames = Object.keys(TABLES).filter(isOnPage);
export const objectTableNames = Object.keys(TABLES).filter(isOfObjects);

/** A table of objects of any row type; it only receives its own rows. */
export const objectTable = (name: ObjectTableName): ObjectTable => TABLES[name];

/** Tables that are built only from their own kinds. */
type BuiltName = {
  [Name in ObjectTableName]: Registry[Name] extends { build: unknown } ? Name : never;
}[ObjectTableName];

/** Their rows, trouble first. */
export function buildTables(snapshot: Snapshot, seen: Seen): Pick<Tables, BuiltName> {
  const built = objectTableNames.flatMap((name) => {
    const rows = objectTable(name).build?.(snapshot, seen);
    return rows ? [[name, rows.sort(compareRows)] as const] : [];
  });
  // Each table builds its own row type; the compiler cannot check this for a table picked by name.
  return Object.fromEntries(built) as never;
}
