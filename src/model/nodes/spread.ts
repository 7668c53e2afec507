/** Where the replicas of each workload run, compared with its own rules and with common sense. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { formatAntiAffinity, judgeAntiAffinity } from './anti-affinity.ts';
import { formatCount, share } from '../english.ts';
import { selectsMap } from '../label-selector.ts';
import { formatNodeSelection, openNodes, type PlacementSpec } from './node-selection.ts';
import { dataCentreOf } from './nodes.ts';
import { groupByOwner, ownerKey, type OwnedPods } from '../pods/owned-pods.ts';
import { isTerminalPhase, type Pod } from '../pods/pod-status.ts';
import type { BuiltPod } from '../pods/pods.ts';
import type { Judged, SpreadRow, WorkloadRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import type { Judgement, Placed, Placement } from './placement.ts';
import { compareText } from '../state.ts';
import { formatTopologySpread, judgeTopologySpread } from './topology-spread.ts';
import { mayScale, SCALABLE } from '../workload-kinds.ts';

/**
 * Rows of the workloads that keep pods running, in the order of the workloads. A DaemonSet has one pod on each node. The
 * pods of Jobs come and go. Both have nothing to spread.
 */
export function buildSpread(
  snapshot: Snapshot,
  seen: Seen,
  workloads: readonly WorkloadRow[],
  pods: readonly BuiltPod[],
): SpreadRow[] {
  const cluster = indexCluster(snapshot);
  const owned = groupByOwner(pods);
  return workloads
    .filter(({ kind }) => mayScale(kind))
    .flatMap((row) => buildRow(row, owned.get(ownerKey(row)), cluster, seen) ?? []);
}

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec?: PlacementSpec;
}

interface Cluster {
  podOf: ReadonlyMap<string, Pod>;
  templateOf: ReadonlyMap<string, Template>;
  nodes: ReadonlyMap<string, ObjectOf<'Node'>>;
  namespaces: ReadonlyMap<string, Record<string, string>>;
  placedIn: (namespace: string) => readonly Placed[];
  dataCentreLabel: string;
  dataCentreOf: (node: ObjectOf<'Node'>) => string | undefined;
  /** A Service with ports selects its pods. */
  serves: (placement: Placement) => boolean;
}

function indexCluster({ meta, objects }: Snapshot): Cluster {
  const placed = Map.groupBy(objects.Pod.flatMap(toPlaced), ({ namespace }) => namespace);
  return {
    podOf: new Map(objects.Pod.map((pod) => [pod.metadata.uid, pod])),
    templateOf: new Map(
      SCALABLE.flatMap((kind) => objects[kind]).map(({ metadata, spec }) => [
        metadata.uid,
        spec?.template ?? {},
      ]),
    ),
    nodes: new Map(objects.Node.map((node) => [node.metadata.name, node])),
    namespaces: new Map(objects.Namespace.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    placedIn: (namespace) => placed.get(namespace) ?? [],
    dataCentreLabel: meta.settings.dataCentreLabel,
    dataCentreOf: (node) => dataCentreOf(node, meta.settings.dataCentreLabel),
    serves: indexServing(objects.Service),
  };
}

function indexServing(services: readonly ObjectOf<'Service'>[]): Cluster['serves'] {
  const selectors = Map.groupBy(
    services.filter(({ spec }) => spec?.ports?.length && Object.keys(spec.selector ?? {}).length > 0),
    ({ metadata }) => metadata.namespace ?? '',
  );
  return ({ namespace, labels, podLabels }) =>
    selectors
      .get(namespace)
      ?.some(({ spec }) => selectsMap(spec?.selector, labels) || selectsMap(spec?.selector, podLabels)) ??
    false;
}

/** What the scheduler counts on a node. Source: podtopologyspread/common.go `countPodsMatchSelector`. */
function toPlaced({ metadata, spec, status }: Pod): Placed[] {
  const { uid, namespace = '', name, labels = {}, deletionTimestamp } = metadata;
  if (!spec?.nodeName || deletionTimestamp || isTerminalPhase(status?.phase)) return [];
  return [{ uid, namespace, name, labels, node: spec.nodeName }];
}

function buildRow(
  row: WorkloadRow,
  group: OwnedPods | undefined,
  cluster: Cluster,
  seen: Seen,
): SpreadRow | undefined {
  const { uid, kind, namespace, name, current } = row;
  const living = (group?.pods ?? [])
    .filter(({ ended }) => !ended)
    .flatMap((pod) => cluster.podOf.get(pod.row.uid) ?? []);
  const podsSeen = seen('Pod', namespace) && seen(kind === 'Deployment' ? 'ReplicaSet' : 'Pod', namespace);
  const hasObject = cluster.templateOf.has(uid);
  // A custom controller wants the pods that it has. For an unseen owner, the wanted number is unknown.
  const isCustom = group?.owner.builtIn === false;
  const desired = row.desired ?? (isCustom ? current : undefined);
  if (desired === 0 || (living.length === 0 && podsSeen)) return undefined;
  if (isCustom && living.some(isRunToEnd)) return undefined;
  const placement = placementOf(living, cluster.templateOf.get(uid) ?? newestOf(living), namespace, cluster);
  const places = countPlaces(living.filter(isRunning).flatMap(toPlaced), cluster);
  const unseen = unseenOf(podsSeen, seen('Node'), hasObject || isCustom);
  const problems = [
    ...judgeAntiAffinity(placement),
    // An unseen pod or node might restore the balance.
    ...(unseen ? [] : judgeEvenness(placement, places, cluster)),
    ...(cluster.serves(placement) && placement.open.length > 1 ? judgeReplicas(desired) : []),
  ].sort((a, b) => rankOf(a) - rankOf(b));
  const broken = problems.find(({ hard }) => hard);
  return {
    ...{ uid, kind, namespace, name },
    ...(desired !== undefined && { desired }),
    ...places,
    rules: [
      ...formatNodeSelection(placement.spec).map((selection) => `only nodes with ${selection}`),
      ...formatAntiAffinity(placement.spec, placement.labels),
      ...formatTopologySpread(placement.spec, placement.labels),
    ],
    problems: problems.map(({ type, text }) => ({ type, text })),
    // Only a broken rule of the scheduler is more than advice.
    ...(broken ? { state: 'degraded', why: broken.text } : (unseen ?? { state: 'healthy' })),
  };
}

function placementOf(
  pods: readonly Pod[],
  template: Template | undefined,
  namespace: string,
  { nodes, namespaces, placedIn }: Cluster,
): Placement {
  const own = pods.flatMap(toPlaced);
  const spec = template?.spec ?? {};
  const open = openNodes(spec, [...nodes.values()], new Set(own.map(({ node }) => node)));
  const labels = template?.metadata?.labels ?? {};
  const podLabels = pods[0]?.metadata.labels ?? {};
  return { spec, labels, podLabels, namespace, own, placedIn, nodes, open, namespaces };
}

const isRunning = ({ status }: Pod) => status?.phase === 'Running';
const isRunToEnd = ({ spec }: Pod) => (spec?.restartPolicy ?? 'Always') !== 'Always';

function unseenOf(pods: boolean, nodes: boolean, itself: boolean): Judged | undefined {
  if (!pods) return { state: 'unknown', why: 'its pods were not all seen' };
  if (!nodes) return { state: 'unknown', why: 'nodes were not all seen' };
  return itself ? undefined : { state: 'unknown', why: 'it was not seen itself' };
}

/** A finding about data centres already covers a preference for evenness over their label. */
function judgeEvenness(placement: Placement, places: Places, cluster: Cluster): Judgement[] {
  const together = judgeDataCentres(places, placement, cluster);
  const skews = judgeTopologySpread(placement).filter(
    ({ hard, over }) => hard || together.length === 0 || over !== cluster.dataCentreLabel,
  );
  return [...together, ...skews, ...judgeNodes(placement)];
}

/** Worst first; broken rules of the scheduler come before all. */
const RANKS = ['one-data-centre', 'same-node', 'single-replica', 'skew-exceeded', 'anti-affinity-violated'];
const rankOf = ({ hard, type }: Judgement) => (hard ? -1 : RANKS.indexOf(type));

function newestOf(pods: readonly Pod[]): Pod | undefined {
  const born = ({ metadata }: Pod) => metadata.creationTimestamp ?? '';
  return pods.toSorted((a, b) => compareText(born(b), born(a)))[0];
}

type Places = Pick<SpreadRow, 'dataCentres' | 'nodes'>;

function countPlaces(running: readonly Placed[], { nodes, dataCentreOf }: Cluster): Places {
  const byNode = Map.groupBy(running, ({ node }) => node);
  const rows = [...byNode].map(([name, pods]) => {
    const node = nodes.get(name);
    const dataCentre = node && dataCentreOf(node);
    return { name, ...(dataCentre !== undefined && { dataCentre }), pods: pods.length };
  });
  const dataCentres = new Map<string, number>();
  for (const { dataCentre = '?', pods } of rows)
    dataCentres.set(dataCentre, (dataCentres.get(dataCentre) ?? 0) + pods);
  return {
    dataCentres: [...dataCentres].map(([name, pods]) => ({ name, pods })).sort(byPlace),
    nodes: rows.sort((a, b) => compareUnknownLast(a.dataCentre ?? '?', b.dataCentre ?? '?') || byPlace(a, b)),
  };
}

const byPlace = (a: { name: string }, b: { name: string }) => compareUnknownLast(a.name, b.name);
const compareUnknownLast = (a: string, b: string) =>
  Number(a === '?') - Number(b === '?') || compareText(a, b);

/** A workload that a selector binds to its data centre is in the right place. */
function judgeDataCentres(
  { dataCentres }: Places,
  { open }: Placement,
  { dataCentreOf }: Cluster,
): Judgement[] {
  const [only, ...others] = dataCentres;
  if (!only || others.length > 0 || only.name === '?' || only.pods < 2) return [];
  const free = open.filter((node) => (dataCentreOf(node) ?? only.name) !== only.name);
  if (free.length === 0) return [];
  const elsewhere = [...new Set(free.map(dataCentreOf))].sort().join(', ');
  const text = `${share(only.pods, only.pods, 'replica', true)} in ${only.name}, none in ${elsewhere}`;
  return [{ type: 'one-data-centre', text, hard: false }];
}

function judgeNodes({ own, open }: Placement): Judgement[] {
  const counts = Map.groupBy(own, ({ node }) => node);
  const crowded = [...counts]
    .filter(([, pods]) => pods.length > 1)
    .sort(([a, m], [b, n]) => n.length - m.length || compareText(a, b));
  const free = open.filter(({ metadata }) => !counts.has(metadata.name));
  const [first] = crowded;
  if (!first || free.length === 0) return [];
  const [node, pods] = first;
  const more = crowded.length > 1 ? `, and so on ${formatCount(crowded.length - 1, 'more node')}` : '';
  const have = free.length === 1 ? 'has' : 'have';
  const text = `${share(pods.length, own.length, 'replica', true)} on ${node}${more}; ${formatCount(free.length, 'node')} ${have} none`;
  return [{ type: 'same-node', text, hard: false }];
}

/** A serving workload whose pods have more than one possible node. On a single node, a second replica does not help. */
const judgeReplicas = (desired: number | undefined): Judgement[] =>
  desired === 1 ? [{ type: 'single-replica', text: 'a single replica', hard: false }] : [];
