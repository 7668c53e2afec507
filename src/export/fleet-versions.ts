import type { ServiceLine, VersionRun } from '../history/versions/compare-versions.ts';
import type { KnownVersion, Trail } from '../history/trail/trail-record.ts';
import { column, type Cell, type Columns } from '../model/tables/column.ts';

interface Row {
  line: ServiceLine;
  cluster: string;
  trail?: Pick<Trail, 'edition'>;
  state: 'runs' | 'none' | 'unseen';
  run?: VersionRun;
  entry?: KnownVersion;
}

/** As on the page. `none` and `unseen` have a row each, so that an empty cell has one meaning. */
export const FLEET_VERSIONS: Columns<Row> = {
  service: column.text('Name of the service, wherever it runs', ({ line }) => line.service),
  apart: column.list(
    'What tells the service from others of that name, if there are others',
    ({ line }) => line.apart,
  ),
  standing: column.text(
    'same, alone, under-way (the earlier clusters are ahead), out-of-step, or unknown (not comparable)',
    ({ line }) => line.standing,
  ),
  cluster: column.text('Cluster', ({ cluster }) => cluster),
  state: column.text('runs, idle, none (the service is absent) or unseen', ({ state, entry, run }) =>
    entry?.idle ? 'idle' : run?.unseen ? 'unseen' : state,
  ),
  version: column.text('Version', ({ entry }) => entry?.version),
  relation: column.text(
    'How the version compares with the last cluster; empty for the last cluster, and if nothing runs',
    ({ run }) => run?.relation,
  ),
  alsoRunning: column.list('Other versions that some of its pods run', ({ entry }) => entry?.alsoRunning),
  dataCentre: column.text('Its data centre, if any', ({ entry }) => entry?.dataCentre),
  since: column.time('First snapshot of this version', ({ entry }) => entry?.since.instant),
  sinceNumber: column.number('Number of that snapshot', ({ entry }) => entry?.since.number),
  sinceAtLeast: column.boolean('The version ran before the first snapshot', ({ entry }) =>
    entry ? entry.atLeast === true : undefined,
  ),
  lastSeen: column.time(
    'When it was last seen, if it is not seen now',
    ({ entry }) => entry?.lastSeen?.instant,
  ),
  kind: column.text('Kind of the workload', ({ entry }) => entry?.workload.kind),
  namespace: column.text('Namespace', ({ entry }) => entry?.workload.namespace),
  name: column.text('Name of the workload', ({ entry }) => entry?.workload.name),
  instance: column.text('Name of the installation, if there are several', ({ entry }) => entry?.instance),
  serviceFrom: column.text("Source of the service's name", ({ entry }) => entry?.serviceFrom),
  versionFrom: column.text('Source of the version', ({ entry }) => entry?.versionFrom),
  snapshot: column.time('Time of the snapshot', ({ trail }) => trail?.edition?.instant),
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
