import type { ServiceLine, VersionRun } from '../history/compare-versions.ts';
import type { KnownVersion, Trail } from '../history/trail.ts';
import type { Cell } from './table.ts';

type ColumnOf = readonly [name: string, cell: (row: Row) => Cell];

interface Row {
  line: ServiceLine;
  cluster: string;
  trail?: Pick<Trail, 'edition'>;
  state: 'runs' | 'none' | 'unseen';
  run?: VersionRun;
  entry?: KnownVersion;
}

/** As on the page; `none` and `unseen` have a row each, so that a cell that is empty is never both. */
const COLUMNS: readonly ColumnOf[] = [
  ['service', ({ line }) => line.service],
  ['apart', ({ line }) => line.apart],
  ['standing', ({ line }) => line.standing],
  ['cluster', ({ cluster }) => cluster],
  ['state', ({ state, entry, run }) => (entry?.idle ? 'idle' : run?.unseen ? 'unseen' : state)],
  ['version', ({ entry }) => entry?.version],
  ['relation', ({ run }) => run?.relation],
  ['alsoRunning', ({ entry }) => entry?.alsoRunning],
  ['dataCentre', ({ entry }) => entry?.dataCentre],
  ['since', ({ entry }) => entry?.since.instant],
  ['sinceNumber', ({ entry }) => entry?.since.number],
  ['sinceAtLeast', ({ entry }) => (entry ? entry.atLeast === true : undefined)],
  ['lastSeen', ({ entry }) => entry?.lastSeen?.instant],
  ['kind', ({ entry }) => entry?.workload.kind],
  ['namespace', ({ entry }) => entry?.workload.namespace],
  ['name', ({ entry }) => entry?.workload.name],
  ['instance', ({ entry }) => entry?.instance],
  ['serviceFrom', ({ entry }) => entry?.serviceFrom],
  ['versionFrom', ({ entry }) => entry?.versionFrom],
  ['snapshot', ({ trail }) => trail?.edition?.instant],
];

export const fleetVersionsHeader = COLUMNS.map(([name]) => name);

/** One row per service, cluster and workload. */
export function* fleetVersionsRows(
  lines: readonly ServiceLine[],
  clusters: readonly { cluster: string; trail?: Pick<Trail, 'edition'> }[],
): Generator<Cell[]> {
  for (const line of lines) {
    for (const [index, { cluster, trail }] of clusters.entries()) {
      const cell = line.cells[index];
      if (!cell) continue;
      const base = { line, cluster, trail, state: cell.state };
      const rows: Row[] = cell.runs.flatMap((run) => run.entries.map((entry) => ({ ...base, run, entry })));
      for (const row of rows.length > 0 ? rows : [base]) yield COLUMNS.map(([, toCell]) => toCell(row));
    }
  }
}
