/** The figures of the overview. Pure. */
import { secondsBetween } from '../../model/human-duration.ts';
import type { Counts, NodeRow, Report } from '../../model/report.ts';
import { compareText, countStates } from '../../model/state.ts';
import { objectTable, objectTableNames, type ObjectTableName } from '../../model/tables/registry.ts';
import type { EditionPage } from '../paths.ts';
import { holdsAll } from '../tables/table-seen.ts';

interface Tally {
  title: string;
  page: EditionPage;
  counts: Counts;
  total: number;
  /** Everything was seen; otherwise, the counts are lower bounds. */
  seen: boolean;
}

interface Moment {
  tallies: Tally[];
  /** Over the seen pods: restart counts, and containers whose last restart was within the hour. */
  restarts: { all: number; recent: number };
  /** Versions in use, the most frequent first, with their number of nodes. */
  versions: { title: string; counts: [string, number | undefined][] }[];
}

const RECENT_SECONDS = 3600;

export function buildMoment(report: Report): Moment {
  const { meta, nodes } = report;
  return {
    tallies: listTallies(report),
    restarts: { all: report.restarts, recent: countRecent(report) },
    versions: [
      ...(meta.server.version
        ? [{ title: 'API server', counts: [[meta.server.version, undefined]] as [string, undefined][] }]
        : []),
      ...countVersions('Kubelets', nodes, ({ version }) => version),
      ...countVersions('Runtimes', nodes, ({ containerRuntime }) => containerRuntime),
    ],
  };
}

function listTallies(report: Report): Tally[] {
  const { counts, seen } = report;
  const tally = (name: ObjectTableName, own: Counts, all: boolean): Tally[] => {
    const { figure, page } = objectTable(name);
    const total = Object.values(own).reduce((sum, count) => sum + count, 0);
    return figure === false ? [] : [{ title: figure, page, counts: own, total, seen: all }];
  };
  const others = objectTableNames.filter((name) => !(name in counts));
  return [
    ...tally('workloads', counts.workloads, seen.workloads),
    ...tally('pods', counts.pods, seen.pods),
    ...tally('nodes', counts.nodes, seen.nodes),
    ...others.flatMap((name) => {
      const rows = objectTable(name).rows(report);
      const all = holdsAll(report, name);
      // A resource that a cluster does not use needs no line; an unseen resource does.
      return rows.length > 0 || !all ? tally(name, countStates(rows), all) : [];
    }),
  ];
}

function countRecent({ meta, pods }: Report): number {
  let recent = 0;
  for (const { containers } of pods) {
    for (const { lastRestart } of containers) {
      const ago = secondsBetween(lastRestart?.at, meta.time);
      if (ago !== undefined && ago <= RECENT_SECONDS) recent += 1;
    }
  }
  return recent;
}

function countVersions(
  title: string,
  nodes: readonly NodeRow[],
  versionOf: (node: NodeRow) => string | undefined,
): Moment['versions'] {
  const found = Map.groupBy(nodes, (node) => versionOf(node) || 'not reported');
  const counts = [...found].map(([version, those]): [string, number] => [version, those.length]);
  if (counts.length === 0) return [];
  return [{ title, counts: counts.sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])) }];
}
