/** The figures of the overview. Pure. */
import { secondsBetween } from '../model/human-duration.ts';
import type { Counts, Judged, NodeRow, Report } from '../model/report.ts';
import { compareText, countStates } from '../model/state.ts';
import type { EditionPage } from './paths.ts';

export interface Tally {
  title: string;
  page: EditionPage;
  counts: Counts;
  total: number;
  /** Everything that there is was seen; else the counts are lower bounds. */
  seen: boolean;
}

export interface Moment {
  tallies: Tally[];
  /** Over the pods that were seen: restart counts, and containers whose last restart was within the hour. */
  restarts: { all: number; recent: number };
  /** Versions in use, the commonest first, with on how many nodes. */
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
  const { counts, seen, unseen } = report;
  const isSeen = (...kinds: string[]) => !unseen.some(({ kind }) => kinds.includes(kind));
  const tally = (title: string, page: EditionPage, own: Counts, all: boolean): Tally => ({
    title,
    page,
    counts: own,
    total: Object.values(own).reduce((sum, count) => sum + count, 0),
    seen: all,
  });
  const rows = (title: string, page: EditionPage, list: readonly Judged[], all: boolean) =>
    // What a cluster does not use needs no line; what was not seen does.
    list.length > 0 || !all ? [tally(title, page, countStates(list), all)] : [];
  return [
    tally('Workloads', 'workloads', counts.workloads, seen.workloads),
    tally('Pods', 'pods', counts.pods, seen.pods),
    tally('Nodes', 'nodes', counts.nodes, seen.nodes),
    ...rows('Services', 'network', report.services, isSeen('Service', 'EndpointSlice', 'Endpoints')),
    ...rows('Routes', 'network', report.routes, isSeen('Ingress', 'HTTPRoute', 'GRPCRoute')),
    ...rows('Volume claims', 'storage', report.claims, isSeen('PersistentVolumeClaim')),
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
