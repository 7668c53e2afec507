import type { Snapshot } from '../snapshots/schema.ts';
import { judgeCluster } from './cluster-state.ts';
import { buildCustomTables } from './custom/custom.ts';
import { groupByCause } from './events/event-causes.ts';
import { buildEvents, eventsCover } from './events/events.ts';
import { buildFindings } from './findings/build-findings.ts';
import { buildNews } from './findings/news.ts';
import { foldSameCause, listSharedCauses } from './findings/same-cause.ts';
import { buildRoutes } from './network/routes.ts';
import { buildServices } from './network/services.ts';
import { buildSpread } from './nodes/spread.ts';
import { buildVersions } from './workloads/service-versions.ts';
import { buildLeaders } from './nodes/leaders.ts';
import { writeLead } from './lead.ts';
import { buildNodes } from './nodes/nodes.ts';
import { indexOwners, isLoose } from './workloads/owners.ts';
import type { Pod } from './pods/pod-status.ts';
import { buildPods } from './pods/pods.ts';
import type { Report, Tables } from './report.ts';
import { indexSeen, isWhole, seenTables } from './seen.ts';
import { compareRows, countStates } from './state.ts';
import { buildTables } from './tables.ts';
import { buildWorkloads } from './workloads/workloads.ts';

/** What one snapshot means. Pure: the same snapshot gives the same report, wherever and whenever it is built. */
export function buildReport(snapshot: Snapshot): Report {
  const { meta, objects } = snapshot;
  const seen = indexSeen(meta);
  const nodes = buildNodes(snapshot, seen, seen('Pod') ? countByNode(objects.Pod) : undefined).sort(
    compareRows,
  );
  const built = buildPods({
    snapshot,
    ownerOf: indexOwners(snapshot),
    nodes: new Map(nodes.map((node) => [node.name, node])),
    nodesSeen: seen('Node'),
  });
  const pods = built.map(({ row }) => row).sort(compareRows);
  const workloads = buildWorkloads(snapshot, seen, built).sort(compareRows);
  const events = buildEvents(snapshot);
  const services = buildServices(snapshot, seen).sort(compareRows);
  const tables: Tables = {
    meta,
    unseen: meta.coverage.filter((coverage) => !isWhole(coverage)),
    seen: seenTables(seen),
    counts: { workloads: countStates(workloads), pods: countStates(pods), nodes: countStates(nodes) },
    restarts: pods.reduce((sum, pod) => sum + pod.restartCount, 0),
    pods,
    workloads,
    nodes,
    events,
    causes: groupByCause(events, pods, workloads),
    eventsCover: eventsCover(snapshot),
    leaders: buildLeaders(snapshot),
    spread: buildSpread(snapshot, seen, workloads, built).sort(compareRows),
    services,
    routes: buildRoutes(snapshot, seen, services).sort(compareRows),
    ...buildTables(snapshot, seen),
    custom: buildCustomTables(snapshot),
    versions: buildVersions(snapshot, workloads, built),
  };
  const loose = built
    .filter(isLoose)
    .map(({ row }) => row)
    .sort(compareRows);
  const findings = buildFindings(snapshot, seen, tables);
  const facts = { workloads, nodes, loose, ...buildNews(findings, [...workloads, ...nodes, ...loose]) };
  const told = foldSameCause(findings.told, meta.cluster);
  const sharedCauses = listSharedCauses(findings.told, told);
  return {
    ...tables,
    findings: told,
    silenced: foldSameCause(findings.silenced, meta.cluster),
    unchecked: findings.unchecked,
    ...judgeCluster(facts, seen),
    lead: writeLead({ ...facts, sharedCauses, unseen: tables.unseen, seen: tables.seen }),
  };
}

function countByNode(pods: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { spec } of pods) {
    if (spec?.nodeName) counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  }
  return counts;
}
