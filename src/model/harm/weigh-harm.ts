/**
 * Weighs the harm of trouble: the share of a thing that is down, times its reach. A state says how a thing is; its harm
 * says what that means for others. The order of tables, findings, lead, digest and review follows from harm.
 */
import type { Snapshot } from '../../snapshots/schema.ts';
import { namespacedName, objectKey } from '../object-ref.ts';
import type {
  Entrance,
  GatewayRow,
  Harm,
  Judged,
  NodeRow,
  ObjectRef,
  PodRow,
  Reach,
  RouteRow,
  ServiceRow,
  Severity,
  State,
  WorkloadRow,
} from '../report.ts';
import { isTerminalPhase } from '../pods/pod-status.ts';
import { compareStates, compareText, isTrouble } from '../state.ts';
import { isLoose } from '../owners/owners.ts';
import { buildEntrances } from './entrances.ts';
import { indexAnswers, indexBehind, type Answers, type BehindService } from './serves.ts';

/** The weight of an equal share that is down, by who misses it. */
const REACH: Readonly<Record<Reach, number>> = {
  cluster: 32,
  public: 8,
  others: 2,
  itself: 1,
  once: 1 / 2,
  leftover: 1 / 4,
};

/** The least share of trouble that cannot be counted: restarts, a claim, a condition. */
const LEAST: Readonly<Record<State, number>> = { failing: 1, degraded: 1 / 20, unknown: 0, healthy: 0 };

const weighState = (reach: Reach, state: State, down = 0): number =>
  isTrouble(state) ? REACH[reach] * Math.max(down, LEAST[state]) : 0;

/** The weight of trouble that no row tells. */
export const weighSeverity = (severity: Severity, reach: Reach = 'itself'): number =>
  severity === 'advice' ? 0 : weighState(reach, severity);

/** What the failure of one-time, repeatable work means for the cluster: the cluster works, but not as it should. */
export const stateForCluster = ({ state, runsToEnd }: Judged & { runsToEnd?: true }): State =>
  runsToEnd && state === 'failing' ? 'degraded' : state;

interface Rows {
  workloads: readonly WorkloadRow[];
  pods: readonly PodRow[];
  nodes: readonly NodeRow[];
  services: readonly ServiceRow[];
  routes: readonly RouteRow[];
  gateways: readonly GatewayRow[];
}

export interface Weighed {
  /** The worst first. */
  entrances: Entrance[];
  /** The same rows, each with what it serves, and with the harm of its trouble. */
  workloads: WorkloadRow[];
  /** The weight of a row's trouble; 0 for none. */
  weightOf: (row: Judged) => number;
  /** What a Service leads to. */
  behind: BehindService;
  /** Who misses an object. Work that runs once has a reach of its own: its users are unknown. */
  reachOf: (object: ObjectRef) => Reach;
  /** Names of the entrances that lead to an object, the worst first. */
  entrancesOf: (object: ObjectRef) => readonly string[];
}

/** Weighs all trouble of a snapshot. Pure. */
export function weighHarm(snapshot: Snapshot, rows: Rows): Weighed {
  const { services, nodes, pods, routes } = rows;
  const behind = indexBehind(snapshot, rows);
  const answers = indexAnswers(services, rows.workloads, behind);
  const entrances = buildEntrances(rows, answers, behind);
  const ways = groupWays(entrances);
  const callers = groupCallers(services, behind);
  const vital = listVital(snapshot, pods);
  const entrancesOf = (object: ObjectRef) => ways.get(objectKey(object)) ?? [];

  const reachOf = (object: ObjectRef, runsToEnd = false): Reach => {
    const key = objectKey(object);
    if (ways.has(key)) return 'public';
    if (callers.has(key) || vital.has(key)) return 'others';
    return runsToEnd ? 'once' : 'itself';
  };
  const harmOf = (
    object: ObjectRef,
    { state, runsToEnd }: Judged & { runsToEnd?: true },
    down: number,
  ): Harm => {
    const reach = reachOf(object, runsToEnd);
    return { reach, down, weight: weighState(reach, state, down) };
  };
  const workloads = rows.workloads.map((row): WorkloadRow => {
    const own = callers.get(objectKey(row)) ?? [];
    const serves = own.length > 0 && { serves: { services: own, entrances: [...entrancesOf(row)] } };
    return { ...row, ...serves, ...(isTrouble(row.state) && { harm: harmOf(row, row, shareDown(row)) }) };
  });

  const weighPod = (row: PodRow) =>
    harmOf({ kind: 'Pod', namespace: row.namespace, name: row.name }, row, Number(row.state === 'failing'))
      .weight;
  const weights = new Map<Judged, number>([
    ...weighOwned({ workloads, pods }, weighPod),
    ...nodes.map((row) => [row, weighState('itself', row.state)] as const),
  ]);
  for (const [row, weight] of weighNodes(snapshot, { nodes, pods, workloads }, weights))
    weights.set(row, weight);
  for (const row of services)
    weights.set(row, weighService(row, answers.get(namespacedName(row)), entrancesOf, behind(row)));
  for (const row of rows.gateways) {
    const reach = ways.has(objectKey({ ...row, kind: 'Gateway' })) ? 'public' : 'leftover';
    weights.set(row, weighState(reach, row.state));
  }
  const madeBy = groupByMaker(entrances);
  for (const row of routes) weights.set(row, weighRoute(row, madeBy.get(objectKey(row)) ?? []));
  return {
    entrances,
    workloads,
    weightOf: (row) => weights.get(row) ?? weighState('itself', row.state),
    ...{ behind, entrancesOf, reachOf },
  };
}

/**
 * The weights of workloads, and of their pods. A pod weighs as its workload.
 * @param weighPod weighs a pod without a workload
 */
function weighOwned(
  { workloads, pods }: { workloads: readonly WorkloadRow[]; pods: readonly PodRow[] },
  weighPod: (row: PodRow) => number,
): [Judged, number][] {
  const byKey = new Map(workloads.map((row) => [objectKey(row), row.harm?.weight ?? 0]));
  return [
    ...workloads.map((row): [Judged, number] => [row, row.harm?.weight ?? 0]),
    ...pods.map((row): [Judged, number] => {
      const owner = isLoose(row) ? undefined : row.owner;
      const own = owner ? byKey.get(objectKey(owner)) : undefined;
      return [row, row.state === 'healthy' ? 0 : (own ?? weighPod(row))];
    }),
  ];
}

/** Entrances by the Ingress, route or Service that makes them. */
function groupByMaker(entrances: readonly Entrance[]): Map<string, Entrance[]> {
  const groups = new Map<string, Entrance[]>();
  for (const entrance of entrances)
    for (const object of entrance.by)
      groups.set(objectKey(object), [...(groups.get(objectKey(object)) ?? []), entrance]);
  return groups;
}

/** Entrances that lead to a workload, a Service, an Ingress or a route. */
function groupWays(entrances: readonly Entrance[]): Map<string, string[]> {
  const ways = new Map<string, string[]>();
  const add = (object: ObjectRef, name: string) => {
    const names = ways.get(objectKey(object)) ?? [];
    if (!names.includes(name)) names.push(name);
    ways.set(objectKey(object), names);
  };
  for (const { name, by, backends } of entrances) {
    for (const object of by) add(object, name);
    for (const { workloads, ...service } of backends) {
      add({ kind: 'Service', ...service }, name);
      for (const object of workloads) add(object, name);
    }
  }
  return ways;
}

/** Names of the Services that lead to a workload; nobody can call a Service without ports. */
function groupCallers(services: readonly ServiceRow[], behind: BehindService): Map<string, string[]> {
  const callers = new Map<string, string[]>();
  for (const row of services) {
    if (row.ports.length === 0) continue;
    for (const object of behind(row)) {
      const names = callers.get(objectKey(object)) ?? [];
      names.push(row.name);
      callers.set(objectKey(object), names.sort(compareText));
    }
  }
  return callers;
}

/**
 * What the cluster or a node needs to work, by priority: the network plug-in, DNS, the control plane. Source:
 * pkg/apis/scheduling/types.go `SystemClusterCritical`, `SystemNodeCritical`.
 */
function listVital({ objects }: Snapshot, pods: readonly PodRow[]): ReadonlySet<string> {
  const vital = new Set(
    objects.Pod.flatMap(({ metadata, spec }) =>
      /^system-(cluster|node)-critical$/.test(spec?.priorityClassName ?? '') ? [metadata.uid] : [],
    ),
  );
  return new Set(pods.filter(({ uid }) => vital.has(uid)).map((row) => objectKey(speakerOf(row))));
}

/** The object that represents a pod: its workload, or the pod itself. */
export const speakerOf = (row: PodRow): ObjectRef =>
  (isLoose(row) ? undefined : row.owner) ?? { kind: 'Pod', namespace: row.namespace, name: row.name };

/** The share of its replicas that is not ready; for failed work, all. */
function shareDown({ state, desired, ready, runsToEnd }: WorkloadRow): number {
  if (desired !== undefined && desired > 0 && ready !== undefined && !runsToEnd)
    return Math.max(0, 1 - ready / desired);
  return state === 'failing' ? 1 : 0;
}

/** A cause comes before its consequences. */
const CAUSE = 1.01;

/** A lost node weighs slightly more than what the workload that lost most lost with it. */
function weighNodes(
  { objects }: Snapshot,
  { nodes, pods, workloads }: { workloads: readonly WorkloadRow[] } & Pick<Rows, 'nodes' | 'pods'>,
  weights: ReadonlyMap<Judged, number>,
): Map<NodeRow, number> {
  const lost = new Map(
    nodes
      .filter(
        ({ status, heartbeat, state }) =>
          state !== 'healthy' && (status.startsWith('NotReady') || heartbeat.silent),
      )
      .map((row) => [row.name, row]),
  );
  const result = new Map<NodeRow, number>();
  if (lost.size === 0) return result;
  const ended = new Set(
    objects.Pod.flatMap(({ metadata, status }) => (isTerminalPhase(status?.phase) ? [metadata.uid] : [])),
  );
  const missing = new Map(
    workloads.map((row) => [objectKey(row), Math.max(1, (row.desired ?? 0) - (row.ready ?? 0))]),
  );
  const hit = pods.filter(
    (pod) => lost.has(pod.node ?? '') && pod.state !== 'healthy' && !ended.has(pod.uid),
  );
  for (const group of Map.groupBy(hit, (pod) =>
    JSON.stringify([pod.node, objectKey(speakerOf(pod))]),
  ).values()) {
    const [pod] = group as [PodRow];
    const row = lost.get(pod.node ?? '')!;
    // Of the workload's missing replicas, only those of this node.
    const share = Math.min(1, group.length / (missing.get(objectKey(speakerOf(pod))) ?? 1));
    const weight = (weights.get(pod) ?? 0) * share * CAUSE;
    result.set(row, Math.max(result.get(row) ?? weights.get(row) ?? 0, weight));
  }
  return result;
}

/** A Service without a workload behind it and without an entrance is usually a leftover. */
function weighService(
  row: ServiceRow,
  answers: Answers | undefined,
  entrancesOf: Weighed['entrancesOf'],
  behind: readonly ObjectRef[],
): number {
  const down = answers && answers.wanted > 0 ? 1 - answers.ready / answers.wanted : 0;
  if (behind.length === 0) return weighState('leftover', row.state, down);
  const isPublic = entrancesOf({ ...row, kind: 'Service' }).length > 0;
  return weighState(isPublic ? 'public' : 'others', row.state, down);
}

/** What it takes away from its entrances; a route without any replica behind it is usually a leftover. */
function weighRoute(row: RouteRow, own: readonly Entrance[]): number {
  const wanted = own.reduce((sum, one) => sum + (one.wanted ?? 0), 0);
  const ready = own.reduce((sum, one) => sum + (one.ready ?? 0), 0);
  return wanted > 0 ? weighState('public', row.state, 1 - ready / wanted) : weighState('leftover', row.state);
}

interface NamedRow extends Judged {
  namespace?: string;
  name: string;
}

/** Trouble first, then unseen objects, then healthy ones. Among trouble, the most harm first; then by name. */
export const byHarm =
  (weightOf: Weighed['weightOf']) =>
  (a: NamedRow, b: NamedRow): number =>
    Number(isTrouble(b.state)) - Number(isTrouble(a.state)) ||
    weightOf(b) - weightOf(a) ||
    compareStates(a.state, b.state) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name);
