import { findReboots } from '../../model/nodes/reboots.ts';
import { objectKey } from '../../model/object-ref.ts';
import { isLoose } from '../../model/owners/owners.ts';
import type { ContainerRow, PodRow } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import { countRestarts, toCounter } from './count-restarts.ts';
import type { PodBalance } from './balance.ts';
import { toUnix } from './unix.ts';
import type { Restart } from './workload-day.ts';
import { isBetween } from '../../model/workload-kinds.ts';

/** What happened to the pods of one workload between two snapshots. */
export interface PodChanges {
  restarts: Restart[];
  /** New pods, and pods that are gone, have ended or are being deleted. */
  came: PodBalance[];
  went: PodBalance[];
  /** Pods that count now. */
  living: PodBalance[];
}

interface Moments {
  at: number;
  /** Time of the snapshot before; undefined if there is none. */
  before?: number;
  /** Start of the Day. */
  start: number;
  seen: Seen;
  sawBefore: Seen;
  /** When any pod was last seen. */
  lastSeen?: number;
}

/**
 * Compares pods by UID and container. A new pod of a StatefulSet keeps the name, has a new UID, and starts from zero.
 * Returns the pods for the next balance, and the changes by workload.
 */
export function foldPods(
  before: readonly PodBalance[],
  rows: readonly PodRow[],
  moments: Moments,
): { pods: PodBalance[]; changes: Map<string, PodChanges> } {
  const known = new Map(before.map((pod) => [pod.uid, pod]));
  const reboots = findReboots(rows);
  // What was created since pods were last seen is new, however many snapshots saw none.
  const lastSeen = before.length === 0 ? undefined : Math.max(...before.map(({ at }) => at));
  const changes = new Map<string, PodChanges>();
  const pods = new Map<string, PodBalance>();
  for (const row of rows) {
    if (pods.has(row.uid)) continue;
    const pod = known.get(row.uid);
    const owner = ownerOf(row, pod, moments.seen);
    const change = changesOf(changes, owner);
    const { restarts, containers } = foldContainers(row, pod, { ...moments, lastSeen }, reboots);
    change.restarts.push(...restarts);
    const own = toPodBalance(row, owner, moments.at, containers);
    pods.set(row.uid, own);
    const isNew = !pod && moments.before !== undefined && moments.sawBefore('Pod', row.namespace);
    if (isNew) change.came.push(own);
    if (!own.leaving) change.living.push(own);
    // A pod that runs to its end needs no replacement.
    else if ((isNew || (pod && !pod.leaving)) && row.leaving !== 'succeeded') change.went.push(own);
  }
  for (const pod of before) {
    if (pods.has(pod.uid)) continue;
    // An unseen pod may still exist, and is compared when it is seen again.
    if (!moments.seen('Pod', pod.namespace)) pods.set(pod.uid, pod);
    else if (!pod.leaving) changesOf(changes, pod.owner).went.push(pod);
  }
  return { pods: [...pods.values()], changes };
}

const toPodBalance = (
  { uid, namespace, node, revision, leaving }: PodRow,
  owner: string,
  at: number,
  containers: PodBalance['containers'],
): PodBalance => ({
  ...{ uid, namespace, owner, at },
  ...(node !== undefined && { node }),
  ...(revision !== undefined && { revision }),
  ...(leaving && { leaving: true as const }),
  containers,
});

function changesOf(changes: Map<string, PodChanges>, owner: string): PodChanges {
  const found = changes.get(owner) ?? { restarts: [], came: [], went: [], living: [] };
  changes.set(owner, found);
  return found;
}

/** While the objects between a pod and its workload are unseen, the pod keeps its owner. */
function ownerOf(row: PodRow, before: PodBalance | undefined, seen: Seen): string {
  const { owner } = row;
  if (!owner || isLoose(row)) return objectKey({ ...row, kind: 'Pod' });
  if (before && isBetween(owner.kind) && !seen(owner.kind, row.namespace)) return before.owner;
  return objectKey(owner);
}

type ContainerBalance = PodBalance['containers'][number];
type Reboots = ReturnType<typeof findReboots>;

/** Finds the node that ended a container together with others. */
function rebootOf(row: PodRow, reboots: Reboots): (end: End | undefined) => string | undefined {
  const reboot = reboots.get(row.node ?? '');
  const [from, to] = [toUnix(reboot?.from), toUnix(reboot?.to)];
  if (!reboot?.pods.has(row) || from === undefined || to === undefined) return () => undefined;
  return (end) =>
    end?.finishedAt !== undefined && end.finishedAt >= from && end.finishedAt <= to ? row.node : undefined;
}

/** The restarts in a pod, and the basis for comparing its containers next. */
function foldContainers(
  row: PodRow,
  pod: PodBalance | undefined,
  moments: Moments,
  reboots: Reboots,
): { restarts: Restart[]; containers: ContainerBalance[] } {
  const nodeThatEnded = rebootOf(row, reboots);
  const old = new Map(pod?.containers.map((container) => [container.name, container]));
  const sawBefore = moments.sawBefore('Pod', row.namespace);
  const after = pod ? pod.at : sawBefore ? moments.before : (moments.lastSeen ?? moments.before);
  // All restarts are new for a pod that the snapshot before would have shown, or that was created after it.
  const isYoung = !pod && after !== undefined && (sawBefore || (toUnix(row.created) ?? 0) >= after);
  const folded = row.containers.map((container) => {
    const last = old.get(container.name);
    if (after === undefined || !(pod || isYoung)) return meet(row, container, moments, nodeThatEnded);
    const n = countRestarts(last && { ...last, counter: last.restarts }, container);
    const { ends, isOpen } = endsOf(n, last, container);
    return {
      restarts: toRestarts(ends, {
        ...{ after, by: moments.at, container: container.name, pod: row.name, nodeThatEnded },
        ...(isYoung && { arrived: true as const }),
        latest: endOf(container)?.finishedAt,
      }),
      balance: toBalance(container, last, isOpen),
    };
  });
  return {
    restarts: folded.flatMap(({ restarts }) => restarts),
    containers: folded.map(({ balance }) => balance),
  };
}

/**
 * A container that is seen for the first time. Earlier restarts do not belong to this Day, except perhaps the last.
 * While the container waits for its restart, its end has not led to a restart yet.
 */
function meet(
  row: PodRow,
  container: ContainerRow,
  { start, at }: Moments,
  nodeThatEnded: (end: End | undefined) => string | undefined,
) {
  const end = endOf(container);
  const ended = end?.finishedAt;
  const isStartedAgain = container.restarts > 0 && !container.waitsAgain;
  const isToday = isStartedAgain && ended !== undefined && ended >= start && ended <= at;
  return {
    restarts: isToday
      ? toRestarts([{ end, n: 1 }], {
          ...{ after: ended - 1, by: at, container: container.name, pod: row.name, nodeThatEnded },
        })
      : [],
    balance: toBalance(container, undefined, end !== undefined && !isStartedAgain),
  };
}

function toBalance(
  container: ContainerRow,
  last: ContainerBalance | undefined,
  isOpen: boolean,
): ContainerBalance {
  const { counter, ended = last?.ended } = toCounter(container);
  const { finishedAt: _, ...how }: End = endOf(container) ?? last?.end ?? {};
  return {
    name: container.name,
    restarts: counter,
    ...(ended !== undefined && { ended }),
    ...(Object.keys(how).length > 0 && { end: how }),
    ...(isOpen && { open: true as const }),
  };
}

/** How a container ended, and when. */
type End = NonNullable<ContainerBalance['end']> & { finishedAt?: number };

/** The last end that the kubelet knows. */
function endOf({ lastRestart }: ContainerRow): End | undefined {
  if (!lastRestart) return undefined;
  const { reason, exitCode, signal } = lastRestart;
  const finishedAt = toUnix(lastRestart.at);
  return {
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

/** Restarts after the same kind of end. */
interface Ends {
  /** Undefined if nobody saw it. */
  end?: End | undefined;
  n: number;
}

/**
 * How a container ended before each of its restarts, in order. While a container waits for its
 * restart (CrashLoopBackOff, up to five minutes), its end explains the next restart. Until then, that end is `open`.
 * Ends that no snapshot shows are assumed equal to the ends before and after, if those are the same. Source:
 * pkg/kubelet/kubelet_pods.go `convertToAPIContainerStatuses`.
 */
function endsOf(
  n: number,
  last: ContainerBalance | undefined,
  container: ContainerRow,
): { ends: Ends[]; isOpen: boolean } {
  // Its pod is initialised: what follows its ends is not a counted restart.
  if (container.pastRestarts !== undefined) return { ends: [], isOpen: false };
  const end = endOf(container);
  const isNew = end !== undefined && (last?.ended === undefined || (end.finishedAt ?? Infinity) > last.ended);
  const first = last?.open ? last.end : undefined;
  const final = isNew && !container.waitsAgain ? end : undefined;
  const known = [first, final].filter((one) => one !== undefined).map((one) => ({ end: one, n: 1 }));
  const isOpen = container.waitsAgain === true || n < known.length;
  if (n <= known.length) return { ends: known.slice(0, n), isOpen };
  // Counted, not listed: a counter may say billions.
  const between = { end: end && alike(last?.end, end), n: n - known.length };
  return { ends: [...(first ? known.slice(0, 1) : []), between, ...(final ? known.slice(-1) : [])], isOpen };
}

/** What two equal ends have in common, without the time of one of them. */
function alike(before: End | undefined, { finishedAt: _, ...after }: End): End | undefined {
  return before && keyOfEnd(before) === keyOfEnd(after) ? after : undefined;
}

const keyOfEnd = ({ reason, exitCode, signal }: End = {}) => JSON.stringify([reason, exitCode, signal]);

interface Ended extends Pick<Restart, 'after' | 'by' | 'container' | 'pod' | 'arrived'> {
  nodeThatEnded: (end: End | undefined) => string | undefined;
  /** The container's last end: all counted restarts are before it. */
  latest?: number;
}

/** One entry for the restarts of one reason, with the time of the last if known; in order of time. */
function toRestarts(
  ends: readonly Ends[],
  { after, by, nodeThatEnded, latest = by, ...which }: Ended,
): Restart[] {
  const groups = Map.groupBy(ends, ({ end }) => JSON.stringify([keyOfEnd(end), nodeThatEnded(end)]));
  const entries = [...groups.values()].map((group): Restart => {
    const { finishedAt: _, ...how } = group[0]?.end ?? {};
    const node = nodeThatEnded(group[0]?.end);
    // An end may be before the last snapshot, although the restart is after it.
    const times = group.flatMap(({ end }) => end?.finishedAt ?? []).filter((at) => at > after && at <= by);
    // Those that only the counter shows are not after the last end.
    const last = latest > after && latest <= by ? latest : by;
    const finishedAt = times.at(-1);
    return {
      ...{ at: finishedAt ?? last, after, by, n: group.reduce((sum, { n }) => sum + n, 0) },
      ...which,
      ...how,
      ...(finishedAt !== undefined && { finishedAt }),
      ...(node !== undefined && { node }),
    };
  });
  return entries.sort((a, b) => a.at - b.at);
}
