import type { ServiceLine, VersionRun } from '../history/versions/compare-versions.ts';
import type { KnownVersion, Trail } from '../history/trail/trail-record.ts';
import { boolean, list, number, text, time, type Cell, type Column } from '../model/tables/column.ts';

interface Row {
  line: ServiceLine;
  cluster: string;
  trail?: Pick<Trail, 'edition'>;
  state: 'runs' | 'none' | 'unseen';
  run?: VersionRun;
  entry?: KnownVersion;
}

/** As on the page. `none` and `unseen` have a row each, so that an empty cell has one meaning. */
export const FLEET_VERSIONS: Readonly<Record<string, Column<Row>>> = {
  service: text('Name of the service, wherever it runs', ({ line }) => line.service),
  apart: list(
    'What tells the service from others of that name, if there are others',
    ({ line }) => line.apart,
  ),
  standing: text(
    'same, alone, under-way (the earlier clusters are ahead), out-of-step, or unknown (not comparable)',
    ({ line }) => line.standing,
  ),
  cluster: text('Cluster', ({ cluster }) => cluster),
  state: text('runs, idle, none (the service is absent) or unseen', ({ state, entry, run }) =>
    entry?.idle ? 'idle' : run?.unseen ? 'unseen' : state,
  ),
  version: text('Version', ({ entry }) => entry?.version),
  relation: text(
    'How the version compares with the last cluster; empty for the last cluster, and if nothing runs',
    ({ run }) => run?.relation,
  ),
  alsoRunning: list('Other versions that some of its pods run', ({ entry }) => entry?.alsoRunning),
  dataCentre: text('Its data centre, if any', ({ entry }) => entry?.dataCentre),
  since: time('First snapshot of this version', ({ entry }) => entry?.since.instant),
  sinceNumber: number('Number of that snapshot', ({ entry }) => entry?.since.number),
  sinceAtLeast: boolean('The version ran before the first snapshot', ({ entry }) =>
    entry ? entry.atLeast === true : undefined,
  ),
  lastSeen: time('When it was last seen, if it is not seen now', ({ entry }) => entry?.lastSeen?.instant),
  kind: text('Kind of the workload', ({ entry }) => entry?.workload.kind),
  namespace: text('Namespace', ({ entry }) => entry?.workload.namespace),
  name: text('Name of the workload', ({ entry }) => entry?.workload.name),
  instance: text('Name of the installation, if there are several', ({ entry }) => entry?.instance),
  serviceFrom: text("Source of the service's name", ({ entry }) => entry?.serviceFrom),
  versionFrom: text('Source of the version', ({ entry }) => entry?.versionFrom),
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
