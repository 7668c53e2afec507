import type { ServiceLine, VersionRun } from '../history/compare-versions.ts';
import type { KnownVersion, Trail } from '../history/trail-record.ts';
import { boolean, list, number, text, time, type Cell, type Column } from '../model/tables/column.ts';

interface Row {
  line: ServiceLine;
  cluster: string;
  trail?: Pick<Trail, 'edition'>;
  state: 'runs' | 'none' | 'unseen';
  run?: VersionRun;
  entry?: KnownVersion;
}

/** As on the page; `none` and `unseen` have a row each, so that a cell that is empty is never both. */
export const FLEET_VERSIONS: Readonly<Record<string, Column<Row>>> = {
  service: text('Name of the service, wherever it runs', ({ line }) => line.service),
  apart: list('What tells it from others of that name, where something must', ({ line }) => line.apart),
  standing: text(
    'same, alone, under-way (the earlier clusters are ahead), out-of-step, or unknown: cannot be compared',
    ({ line }) => line.standing,
  ),
  cluster: text('Cluster', ({ cluster }) => cluster),
  state: text('runs, idle, none (it is not there) or unseen', ({ state, entry, run }) =>
    entry?.idle ? 'idle' : run?.unseen ? 'unseen' : state,
  ),
  version: text('Version', ({ entry }) => entry?.version),
  relation: text(
    'How the version stands to that of the last cluster; empty there, and where nothing of it runs',
    ({ run }) => run?.relation,
  ),
  alsoRunning: list('Other versions that its pods still, or already, run', ({ entry }) => entry?.alsoRunning),
  dataCentre: text(
    'Data centre that it belongs to, where it belongs to one',
    ({ entry }) => entry?.dataCentre,
  ),
  since: time('Since which snapshot it runs', ({ entry }) => entry?.since.instant),
  sinceNumber: number('Number of that snapshot', ({ entry }) => entry?.since.number),
  sinceAtLeast: boolean('It ran before anybody looked', ({ entry }) =>
    entry ? entry.atLeast === true : undefined,
  ),
  lastSeen: time('When it was last seen, where it is not seen now', ({ entry }) => entry?.lastSeen?.instant),
  kind: text('Kind of the workload', ({ entry }) => entry?.workload.kind),
  namespace: text('Namespace', ({ entry }) => entry?.workload.namespace),
  name: text('Name of the workload', ({ entry }) => entry?.workload.name),
  instance: text('Which of several installations', ({ entry }) => entry?.instance),
  serviceFrom: text('Where the name of the service was read', ({ entry }) => entry?.serviceFrom),
  versionFrom: text('Where the version was read', ({ entry }) => entry?.versionFrom),
  snapshot: time('Time of the snapshot', ({ trail }) => trail?.edition?.instant),
};

export const fleetVersionsHeader = Object.keys(FLEET_VERSIONS);

/** One row per service, cluster and workload. */
export function* fleetVersionsRows(
  lines: readonly ServiceLine[],
  clusters: readonly { cluster: string; trail?: Pick<Trail, 'edition'> }[],
): Generator<Cell[]> {
  const columns = Object.values(FLEET_VERSIONS);
  for (const line of lines) {
    for (const [index, { cluster, trail }] of clusters.entries()) {
      const cell = line.cells[index];
      if (!cell) continue;
      const base = { line, cluster, trail, state: cell.state };
      const rows: Row[] = cell.runs.flatMap((run) => run.entries.map((entry) => ({ ...base, run, entry })));
      for (const row of rows.length > 0 ? rows : [base]) yield columns.map((column) => column.cell(row));
    }
  }
}
