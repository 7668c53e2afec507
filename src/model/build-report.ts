import type { Snapshot } from '../snapshots/schema.ts';
import { buildEvents, eventsCover } from './events.ts';
import { buildLeaders } from './leaders.ts';
import { writeLead } from './lead.ts';
import { buildNodes, dataCentreOf } from './nodes.ts';
import { indexOwners } from './owners.ts';
import { buildPods, type BuiltPod } from './pods.ts';
import type { Judged, Report } from './report.ts';
import { indexSeen, isWhole, type Seen } from './seen.ts';
import { compareRows, countStates, worst } from './state.ts';
import { buildWorkloads } from './workloads.ts';

/** What one snapshot means. Pure: the same snapshot gives the same report, wherever and whenever it is built. */
export function buildReport(snapshot: Snapshot): Report {
  const { meta, objects } = snapshot;
  const seen = indexSeen(meta);
  const dataCentres = new Map(
    objects.Node.map((node) => [node.metadata.name, dataCentreOf(node, meta.settings.dataCentreLabel)]),
  );
  const built = buildPods({ snapshot, ownerOf: indexOwners(snapshot), dataCentres });
  const pods = built.map(({ row }) => row).sort(compareRows);
  const nodes = buildNodes(snapshot, seen, seen('Pod') ? countByNode(built) : undefined).sort(compareRows);
  const workloads = buildWorkloads(snapshot, seen, built).sort(compareRows);
  const leaders = buildLeaders(snapshot);
  const judged = judgeCluster(snapshot, { workloads, nodes, loose: built.filter(isLoose) }, seen);
  const report = {
    ...judged,
    meta,
    unseen: meta.coverage.filter((coverage) => !isWhole(coverage)),
    counts: { workloads: countStates(workloads), pods: countStates(pods), nodes: countStates(nodes) },
    restarts: pods.reduce((sum, pod) => sum + pod.restartCount, 0),
    pods,
    workloads,
    nodes,
    events: buildEvents(snapshot),
    eventsCover: eventsCover(snapshot),
    leaders,
  };
  return { ...report, lead: writeLead(report) };
}

/** No workload speaks for it: a bare pod, or a static one. */
const isLoose = ({ owner }: BuiltPod) => !owner || owner.kind === 'Node';

/** Kinds without which nobody can say that a cluster is healthy. */
const JUDGED_KINDS = [
  'Node',
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
];

function judgeCluster(
  { meta }: Snapshot,
  { workloads, nodes, loose }: { workloads: Report['workloads']; nodes: Report['nodes']; loose: BuiltPod[] },
  seen: Seen,
): Judged {
  const judgements: Judged[] = [];
  for (const row of nodes) judgements.push({ state: row.state, why: `node ${row.name}: ${row.why}` });
  for (const row of workloads)
    judgements.push({ state: row.state, why: `${row.kind} ${row.name}: ${row.why}` });
  for (const { row } of loose) judgements.push({ state: row.state, why: `pod ${row.name}: ${row.why}` });
  if (meta.server.ready === false) {
    const checks = meta.server.notReady?.length ? ` (${meta.server.notReady.join(', ')})` : '';
    judgements.push({ state: 'degraded', why: `the API server says that it is not ready${checks}` });
  }
  const missing = JUDGED_KINDS.filter((kind) => !seen(kind));
  if (missing.length > 0)
    judgements.push({ state: 'unknown', why: `${missing.join(', ')} were not all seen` });
  return worst(judgements);
}

function countByNode(pods: readonly BuiltPod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { row } of pods) {
    if (row.node) counts.set(row.node, (counts.get(row.node) ?? 0) + 1);
  }
  return counts;
}
