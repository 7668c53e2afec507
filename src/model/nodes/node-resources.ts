/** What pods request, and how much of a node that is, counted as in `kubectl describe node`. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { isSidecar, isTerminalPhase, type Pod } from '../pods/pod-status.ts';
import { parseQuantity } from '../quantity.ts';
import type { NodeResource } from '../report.ts';

/** Cores, and bytes. */
interface Amounts {
  cpu: number;
  memory: number;
}

type Quantities = Readonly<Record<string, string>>;
type Node = ObjectOf<'Node'>;

/**
 * The requests of a pod: its containers and sidecars together, plus its overhead. An init container counts if it needs
 * more, together with the sidecars started before it. The pod's own requests replace the sum if its spec has them.
 * During an in-place resize, the largest of requested, allocated and actual resources counts. If the node has no room
 * for the new size (`PodResizePending`), the new requests do not count. Source:
 * k8s.io/component-helpers/resource/helpers.go `PodRequests`, with `UseStatusResources`.
 */
export function podRequests(pod: Pick<Pod, 'spec' | 'status'>): Amounts {
  const { spec } = pod;
  const requestsOf = indexRequests(pod);
  const ways = [0, 1, 2].map((way) => sumContainers(spec, (container) => requestsOf(container)[way] ?? NONE));
  const sum = ways.reduce(greater);
  return addAmounts({ ...sum, ...wholeOf(spec?.resources?.requests) }, amountsOf(spec?.overhead));
}

type Container = NonNullable<NonNullable<Pod['spec']>['containers']>[number];

const NONE: Amounts = { cpu: 0, memory: 0 };

/** Requested, allocated and actual resources of a container. */
function indexRequests({ status }: Pick<Pod, 'status'>): (container: Container) => Amounts[] {
  const pending = status?.conditions?.find(({ type }) => type === 'PodResizePending');
  const hasNoRoom = pending?.reason === 'Infeasible' || pending?.reason === 'Deferred';
  const statuses = new Map(
    [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map((own) => [
      own.name,
      own,
    ]),
  );
  return ({ name, resources }) => {
    const wanted = amountsOf(resources?.requests);
    const own = statuses.get(name);
    const allocated = own?.allocatedResources ? amountsOf(own.allocatedResources) : wanted;
    const actual = own?.resources?.requests ? amountsOf(own.resources.requests) : allocated;
    return [hasNoRoom && own?.allocatedResources ? NONE : wanted, allocated, actual];
  };
}

function sumContainers(spec: Pod['spec'], requestsOf: (container: Container) => Amounts): Amounts {
  let sum = NONE;
  let sidecars = NONE;
  let peak = NONE;
  for (const container of spec?.containers ?? []) sum = addAmounts(sum, requestsOf(container));
  for (const container of spec?.initContainers ?? []) {
    const own = requestsOf(container);
    if (isSidecar(container)) {
      sum = addAmounts(sum, own);
      sidecars = addAmounts(sidecars, own);
    }
    peak = greater(peak, isSidecar(container) ? sidecars : addAmounts(sidecars, own));
  }
  return greater(sum, peak);
}

/** Requests of the pods on each node that have not ended. Source: k8s.io/kubectl/pkg/describe `NodeDescriber`. */
export function sumRequests(pods: readonly Pod[]): ReadonlyMap<string, Amounts & { pods: number }> {
  const sums = new Map<string, Amounts & { pods: number }>();
  for (const pod of pods) {
    const node = pod.spec?.nodeName;
    if (!node || isTerminalPhase(pod.status?.phase)) continue;
    const { pods: count, ...amounts } = sums.get(node) ?? NOTHING;
    sums.set(node, { ...addAmounts(amounts, podRequests(pod)), pods: count + 1 });
  }
  return sums;
}

const NOTHING = { cpu: 0, memory: 0, pods: 0 };

/**
 * @param requested by its pods; undefined when not all Pods were seen
 * @param usage from the metrics API; undefined without metrics
 */
export function buildNodeResources(
  { metadata, status }: Node,
  requested: ReturnType<typeof sumRequests> | undefined,
  usage: Quantities | undefined,
): NodeResource[] {
  const { allocatable, capacity } = status ?? {};
  const available: Quantities =
    allocatable && Object.keys(allocatable).length > 0 ? allocatable : (capacity ?? {});
  const sum = requested ? (requested.get(metadata.name) ?? NOTHING) : undefined;
  return (['cpu', 'memory', 'pods'] as const).map((name) => {
    const [most, used] = [parseQuantity(available[name]), parseQuantity(usage?.[name])];
    return {
      name,
      ...(most !== undefined && { allocatable: most }),
      ...(sum && { requested: sum[name] }),
      ...(used !== undefined && { used }),
    };
  });
}

function amountsOf(quantities: Quantities = {}): Amounts {
  return { cpu: parseQuantity(quantities['cpu']) ?? 0, memory: parseQuantity(quantities['memory']) ?? 0 };
}

/** Only the named resources. */
function wholeOf(quantities: Quantities = {}): Partial<Amounts> {
  const [cpu, memory] = [parseQuantity(quantities['cpu']), parseQuantity(quantities['memory'])];
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

/** Cores are counted in billionths, so that ten times 100m is 1. */
const addAmounts = (a: Amounts, b: Amounts): Amounts => ({
  cpu: Math.round((a.cpu + b.cpu) * 1e9) / 1e9,
  memory: a.memory + b.memory,
});

const greater = (a: Amounts, b: Amounts): Amounts => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
});

/** From this share of its requests on, a node can hardly take a pod of a failing neighbour. */
export const FULL_SHARE = 0.95;

/** Whether the pods of a node ask for nearly all of a resource that it can give, or more. */
export const isResourceFull = ({ allocatable = 0, requested = 0 }: NodeResource): boolean =>
  allocatable > 0 && requested / allocatable >= FULL_SHARE;
