/** The tables of an edition that may grow long: where each stands, and how its rows are told apart and grouped. */
import type {
  ClaimRow,
  CustomTable,
  EventRow,
  GatewayRow,
  Judged,
  NodeRow,
  ObjectRef,
  PodRow,
  QuotaRow,
  Report,
  RouteRow,
  ServiceRow,
  SpreadRow,
  WorkloadRow,
} from '../model/report.ts';
import { anchorOf } from './anchors.ts';
import type { EditionPage } from './paths.ts';
import { toSheets, type Sheets } from './sheets.ts';

interface Table<Row> {
  /** The page that it leads. */
  page: EditionPage;
  /** What its rows are, `pod`. */
  noun: string;
  rows: (report: Report) => readonly Row[];
  /** `id` of the row. */
  idOf: (row: Row) => string;
  /** The object that the row is about, where links to that object lead here. */
  refOf?: (row: Row) => ObjectRef;
  groupOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  needsAttention: (row: Row) => boolean;
}

/** A custom resource with the name of its table. */
export type CustomRow = CustomTable['rows'][number] & { resource: string };

/** A table whose rows are objects with a state. */
function ofObjects<Row extends Judged & { namespace?: string; name: string }>(
  table: Pick<Table<Row>, 'page' | 'noun' | 'rows'>,
  refOf: (row: Row) => ObjectRef,
): Table<Row> {
  return {
    ...table,
    refOf,
    idOf: (row) => anchorOf(refOf(row)),
    groupOf: (row) => row.namespace ?? '',
    nameOf: (row) => row.name,
    needsAttention: (row) => row.state !== 'healthy',
  };
}

const own =
  (kind: string) =>
  ({ namespace, name }: { namespace?: string; name: string }): ObjectRef => ({ kind, namespace, name });

/** In the order in which a link to an object looks for its row. */
export const TABLES = {
  pods: ofObjects<PodRow>({ page: 'pods', noun: 'pod', rows: (report) => report.pods }, own('Pod')),
  workloads: ofObjects<WorkloadRow>(
    { page: 'workloads', noun: 'workload', rows: (report) => report.workloads },
    (row) => row,
  ),
  spread: {
    ...ofObjects<SpreadRow>(
      { page: 'spread', noun: 'workload', rows: (report) => report.spread },
      (row) => row,
    ),
    refOf: undefined,
    needsAttention: (row: SpreadRow) => row.state !== 'healthy' || row.problems.length > 0,
  },
  nodes: {
    ...ofObjects<NodeRow>({ page: 'nodes', noun: 'node', rows: (report) => report.nodes }, own('Node')),
    groupOf: (row: NodeRow) => row.dataCentre ?? '',
  },
  services: ofObjects<ServiceRow>(
    { page: 'network', noun: 'service', rows: (report) => report.services },
    own('Service'),
  ),
  routes: ofObjects<RouteRow>(
    { page: 'network', noun: 'route', rows: (report) => report.routes },
    (row) => row,
  ),
  gateways: ofObjects<GatewayRow>(
    { page: 'network', noun: 'gateway', rows: (report) => report.gateways },
    own('Gateway'),
  ),
  claims: ofObjects<ClaimRow>(
    { page: 'storage', noun: 'claim', rows: (report) => report.claims },
    own('PersistentVolumeClaim'),
  ),
  quotas: {
    ...ofObjects<QuotaRow>(
      { page: 'storage', noun: 'quota', rows: (report) => report.quotas },
      own('ResourceQuota'),
    ),
    idOf: (row: QuotaRow) => anchorOf({ ...own('ResourceQuota')(row), name: `${row.name}/${row.resource}` }),
  },
  events: {
    page: 'events',
    noun: 'event',
    rows: (report: Report) => report.events,
    idOf: (row: EventRow) => row.uid,
    refOf: undefined,
    groupOf: (row: EventRow) => row.object.namespace ?? '',
    nameOf: (row: EventRow) => row.object.name,
    needsAttention: (row: EventRow) => row.type !== 'Normal',
  },
  custom: {
    page: 'custom',
    noun: 'resource',
    rows: (report: Report): CustomRow[] =>
      report.custom.flatMap(({ resource, rows }) => rows.map((row) => ({ ...row, resource }))),
    idOf: (row: CustomRow) => anchorOf({ ...row, kind: row.resource }),
    refOf: (row: CustomRow): ObjectRef => ({ ...own(row.resource)(row) }),
    groupOf: (row: CustomRow) => row.resource,
    nameOf: (row: CustomRow) => `${row.namespace ?? ''}/${row.name}`,
    needsAttention: () => false,
  },
} as const;

export type TableName = keyof typeof TABLES;
export const tableNames = Object.keys(TABLES) as TableName[];
export type RowOf<Name extends TableName> = ReturnType<(typeof TABLES)[Name]['rows']>[number];

/** File of a sheet, from the edition's folder: `pods/shop.2.html`. */
export const sheetFile = (table: TableName, sheet: string) => `${table}/${sheet}.html`;

const known = new WeakMap<Report, Map<TableName, Sheets<never>>>();

/** The sheets of one table of a report; made once. */
export function sheetsOf<Name extends TableName>(report: Report, name: Name): Sheets<RowOf<Name>> {
  const tables = known.get(report) ?? new Map<TableName, Sheets<never>>();
  known.set(report, tables);
  let sheets = tables.get(name);
  if (!sheets) {
    // Each table's rules are made for its own rows, which the compiler cannot tell of a table picked by name.
    const table = TABLES[name] as unknown as Table<never>;
    sheets = toSheets(table.rows(report), table);
    tables.set(name, sheets);
  }
  return sheets;
}
