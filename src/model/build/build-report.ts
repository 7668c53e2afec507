import { isLying, type Snapshot } from '../../snapshots/schema.ts';
import { judgeCluster } from './cluster-state.ts';
import { buildCustomTables } from '../custom/custom.ts';
import { groupByCause } from '../events/event-causes.ts';
import { buildEvents, eventsCover } from '../events/events.ts';
import { buildFindings } from '../findings/build-findings.ts';
import { listDeleted } from '../findings/deletion-rules.ts';
import { buildStateInput } from '../findings/state-input.ts';
import { foldSameCause } from '../findings/same-cause.ts';
import { byHarm, weighHarm } from '../harm/weigh-harm.ts';
import { buildRoutes } from '../network/routes.ts';
import { buildServices } from '../network/services.ts';
import { buildSpread } from '../nodes/spread.ts';
import { buildVersions } from '../workloads/service-versions.ts';
import { buildLeaders } from '../nodes/leaders.ts';
import { goWithNamespaces } from './going-namespaces.ts';
import { writeLead } from './lead.ts';
import { buildNodes } from '../nodes/nodes.ts';
import { indexGoing, indexOwners, isCounted, isLoose } from '../owners/owners.ts';
import type { Pod } from '../pods/pod-status.ts';
import { addOwnHealth } from '../pods/own-health.ts';
import { buildPods } from '../pods/pods.ts';
import { listNewsworthy } from './newsworthy.ts';
import { objectKey } from '../object-ref.ts';
import type { ObjectRef, Report, Tables, WorkloadRow } from '../report.ts';
import { indexSeen, isWhole } from '../seen.ts';
import { compareRows, countStates } from '../state.ts';
import { seenTables } from '../tables/kinds-behind.ts';
import { buildTables } from '../tables/registry.ts';
import { indexSpare } from '../workloads/spare.ts';
import { indexRetried } from '../workloads/retried.ts';
import { buildWorkloads } from '../workloads/workloads.ts';

/** What one snapshot means. Pure: the same snapshot always gives the same report. */
export function buildReport(taken: Snapshot): Report {
  const { meta } = taken;
  const snapshot = goWithNamespaces(isLying(meta) ? byCollectorsClock(taken) : taken);
  const { objects } = snapshot;
  const seen = indexSeen(meta);
  const nodes = buildNodes(snapshot, seen, seen('Pod') ? countByNode(objects.Pod) : undefined);
  const built = buildPods({
    snapshot,
    ownerOf: indexOwners(snapshot),
    nodes: new Map(nodes.map((node) => [node.name, node])),
    nodesSeen: seen('Node'),
    isRetried: indexRetried(objects),
    isSpare: indexSpare(snapshot),
    isGoing: indexGoing(snapshot),
  });
  const pods = built.map(({ row }) => row);
  const events = buildEvents(snapshot);
  const services = buildServices(snapshot, seen);
  const routes = buildRoutes(snapshot, seen, services);
  const ownTables = buildTables(snapshot, seen);
  addOwnHealth(pods, services, ownTables.healthchecks);
  const weighed = weighHarm(snapshot, {
    ...{ pods, nodes, services, routes, gateways: ownTables.gateways },
    workloads: buildWorkloads(snapshot, seen, built),
  });
  const { workloads, entrances } = weighed;
  const compare = byHarm(weighed.weightOf);
  for (const rows of [workloads, pods, nodes, services, routes]) rows.sort(compare);
  const tables: Tables = {
    meta,
    unseen: meta.coverage.filter((coverage) => !isWhole(coverage)),
    seen: seenTables(seen),
    counts: {
      workloads: countStates(workloads.filter(isCounted)),
      pods: countStates(pods),
      nodes: countStates(nodes),
    },
    restarts: pods.reduce((sum, pod) => sum + pod.restartCount, 0),
    pods,
    workloads,
    nodes,
    events,
    causes: groupByCause(events, pods, workloads),
    eventsCover: eventsCover(snapshot),
    leaders: buildLeaders(snapshot),
    spread: buildSpread(snapshot, seen, workloads, built).sort(compareRows),
    entrances,
    services,
    routes,
    ...ownTables,
    custom: buildCustomTables(snapshot),
    versions: buildVersions(snapshot, workloads, built),
  };
  const loose = built
    .filter(isLoose)
    .map(({ row }) => row)
    .sort(compare);
  const findings = buildFindings(snapshot, seen, tables, weighed);
  const deleted = listDeleted(snapshot);
  const facts = { workloads, nodes, loose, ...buildStateInput(findings, [...workloads, ...nodes, ...loose]) };
  const names = { cluster: meta.cluster, services };
  const told = foldSameCause(findings.told, names);
  const silenced = foldSameCause(findings.silenced, names);
  const causes = new Map(
    [...silenced.because, ...told.because].map(([object, cause]) => [objectKey(object), cause]),
  );
  return {
    ...tables,
    workloads: workloads.map((row) => withCause(row, causes.get(objectKey(row)))),
    findings: told.findings,
    ...(deleted.size > 0 && { deleted: [...deleted].sort() }),
    silenced: silenced.findings,
    unchecked: findings.unchecked,
    newsworthy: listNewsworthy(snapshot),
    ...judgeCluster(facts, seen, meta),
    lead: writeLead({
      ...{ workloads, nodes, loose, quiet: facts.quiet, findings: told.findings },
      ...{ unseen: tables.unseen, seen: tables.seen },
    }),
  };
}

/** A row in trouble, with the cause of its trouble. */
const withCause = (row: WorkloadRow, cause: ObjectRef | undefined): WorkloadRow =>
  cause && row.harm && objectKey(cause) !== objectKey(row) ? { ...row, because: cause } : row;

/**
 * A clock that lies is not used at all: ages, heartbeats and leaders are judged by the collector's clock. The snapshot
 * records how far the two clocks differ.
 */
function byCollectorsClock({ meta, objects }: Snapshot): Snapshot {
  const time = new Date(Date.parse(meta.time) + meta.clockSkewMs);
  return { objects, meta: { ...meta, time: time.toISOString().replace(/\.\d+Z$/, 'Z') } };
}

function countByNode(pods: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { spec } of pods) {
    if (spec?.nodeName) counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  }
  return counts;
}
