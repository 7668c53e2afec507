/** The kinds behind the tables of the registry, and what follows from them. */
import type { KindSpec } from '../../snapshots/kinds/kind.ts';
import { kindNames, kinds, type KindName } from '../../snapshots/kinds/kinds.ts';
import type { Report } from '../report.ts';
import type { Seen } from '../seen.ts';
import { objectTable, objectTableNames, TABLES, type ObjectTableName } from './registry.ts';
import { kindsOf, type ObjectTable } from './table.ts';

type Registry = typeof TABLES;

type KindInTable =
  | Registry[keyof Registry]['rowsFrom' | 'cellsFrom'][number]
  | Registry[ObjectTableName]['stateFrom'][number];

interface ReadElsewhere {
  /** What reads the kind. */
  readBy: string;
  /** As for tables of objects; false: such an object has no deletion to tell of. */
  deletionRule: ObjectTable['deletionRule'] | false;
  /** Days follow that its objects come and go. */
  isNews: boolean;
}

type KindElsewhere = Exclude<KindName, KindInTable>;

/** Kinds without a table. */
export const READ_ELSEWHERE: Readonly<Record<KindElsewhere, ReadElsewhere>> = {
  Namespace: {
    readBy: 'labels by which rules of the spread select namespaces',
    deletionRule: 'common',
    isNews: true,
  },
  NodeHeartbeat: { readBy: 'the heartbeats of nodes without a Lease', deletionRule: false, isNews: false },
  Endpoints: { readBy: 'where EndpointSlices are not served', deletionRule: false, isNews: false },
  NodeMetrics: { readBy: 'what nodes used, where it was measured', deletionRule: false, isNews: false },
  TableRow: { readBy: 'the tables of custom resources', deletionRule: 'own', isNews: false },
};

const isReadElsewhere = (kind: KindName): kind is KindElsewhere => Object.hasOwn(READ_ELSEWHERE, kind);

/** Kinds that are read if one of these is not served. */
export const standInsFor = (wanted: readonly KindName[]): KindName[] =>
  kindNames.filter((name) => wanted.some((kind) => kind === (kinds[name] as KindSpec).insteadOf));

/** Kinds that must be seen for the tables of which a Report says whether they are whole. */
export const KINDS_BEHIND = {
  pods: TABLES.pods.rowsFrom,
  workloads: TABLES.workloads.rowsFrom,
  nodes: TABLES.nodes.rowsFrom,
  events: TABLES.events.rowsFrom,
} satisfies Record<keyof Report['seen'], readonly KindName[]>;

/** Which of these tables are whole. */
export function seenTables(seen: Seen): Report['seen'] {
  const all = (table: keyof Report['seen']) => KINDS_BEHIND[table].every((kind) => seen(kind));
  return { pods: all('pods'), workloads: all('workloads'), nodes: all('nodes'), events: all('events') };
}

const objectTables = objectTableNames.map(objectTable);

/** Kinds of which each object has a row in a table. */
export const kindsWithRows: ReadonlySet<string> = new Set(
  objectTables.flatMap(({ rowForEach }) => rowForEach),
);

/** Kinds whose objects Days follow, beside workloads, pods and nodes. */
export const newsworthyKinds: readonly KindName[] = [
  ...kindNames.filter((kind) => isReadElsewhere(kind) && READ_ELSEWHERE[kind].isNews),
  ...objectTables.flatMap(({ newsOf }) => newsOf),
];

const OWN_RULE = new Set<string>(
  objectTables.flatMap(({ kind, deletionRule }) => (deletionRule === 'own' ? kind : [])),
);
const IN_TABLES = new Set<KindName>(objectTables.flatMap(kindsOf));

/** Kinds whose deletions the common rule watches; not the kinds that are the machinery of others. */
export const kindsOfCommonDeletion: readonly KindName[] = kindNames.filter((kind) => {
  const elsewhere = isReadElsewhere(kind) ? READ_ELSEWHERE[kind].deletionRule === 'common' : undefined;
  const isMachinery = (kinds[kind] as KindSpec).noise !== undefined;
  return elsewhere ?? (IN_TABLES.has(kind) && !OWN_RULE.has(kind) && !isMachinery);
});
