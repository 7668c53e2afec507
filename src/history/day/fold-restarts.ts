import { objectKey } from '../../model/object-ref.ts';
import { isLoose } from '../../model/workloads/owners.ts';
import type { ContainerRow, PodRow } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import { countRestarts, toCounter } from '../count-restarts.ts';
import type { PodBalance } from './balance.ts';
import { toUnix } from './unix.ts';
import type { Restart } from './workload-day.ts';

/** What passed between two snapshots of the pods of one workload. */
export interface PodChanges {
  restarts: Restart[];
  /** Pods that came, and pods that are gone, have ended or were told to go. */
  came: PodBalance[];
  went: PodBalance[];
  /** Pods that count as its own now. */
  living: PodBalance[];
}

interface Moments {
  at: number;
  /** Time of the snapshot before; undefined when there is none. */
  before?: number;
  /** Start of the Day. */
  start: number;
  seen: Seen;
  sawBefore: Seen;
}

/**
 * Compares pods by UID and container: a pod of a StatefulSet keeps its name with a new UID, and starts from zero.
 * Returns the pods for the next balance, and the changes by workload.
 */
export function foldPods(
  before: readonly PodBalance[],
  rows: readonly PodRow[],
  moments: Moments,
): { pods: PodBalance[]; changes: Map<string, PodChanges> } {
  const known = new Map(before.map((pod) => [pod.uid, pod]));
  const changes = new Map<string, PodChanges>();
  const pods = new Map<string, PodBalance>();
  for (const row of rows) {
    if (pods.has(row.uid)) continue;
    const pod = known.get(row.uid);
    const owner = ownerOf(row, pod, moments.seen);
    const change = changesOf(changes, owner);
    const { restarts, containers } = foldContainers(row, pod, moments);
    change.restarts.push(...restarts);
    const own = toPodBalance(row, owner, moments.at, containers);
    pods.set(row.uid, own);
    const isNew = !pod && moments.before !== undefined && moments.sawBefore('Pod', row.namespace);
    if (isNew) change.came.push(own);
    if (!own.leaving) change.living.push(own);
    // What runs to its end leaves no place behind.
    else if ((isNew || (pod && !pod.leaving)) && row.leaving !== 'succeeded') change.went.push(own);
  }
  for (const pod of before) {
    if (pods.has(pod.uid)) continue;
    // What was not seen may still be there, and is compared when it is seen again.
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

/** While what stands between a pod and its workload is not seen, the pod is whose it was. */
function ownerOf(row: PodRow, before: PodBalance | undefined, seen: Seen): string {
  const { owner } = row;
  if (!owner || isLoose(row)) return objectKey({ ...row, kind: 'Pod' });
  const isBetween = owner.kind === 'ReplicaSet' || owner.kind === 'Job';
  if (before && isBetween && !seen(owner.kind, row.namespace)) return before.owner;
  return objectKey(owner);
}

type ContainerBalance = PodBalance['containers'][number];

/** What restarted in a pod, and what to compare its containers with next. */
function foldContainers(
  row: PodRow,
  pod: PodBalance | undefined,
  moments: Moments,
): { restarts: Restart[]; containers: ContainerBalance[] } {
  const old = new Map(pod?.containers.map((container) => [container.name, container]));
  const after = pod ? pod.at : moments.before;
  // A pod that the snapshot before would have shown, or that was made after it, brought its restarts with it.
  const isYoung =
    !pod &&
    after !== undefined &&
    (moments.sawBefore('Pod', row.namespace) || (toUnix(row.created) ?? 0) >= after);
  const folded = row.containers.map((container) => {
    const last = old.get(container.name);
    if (after === undefined || !(pod || isYoung)) return meet(row, container, moments);
    const n = countRestarts(last && { ...last, counter: last.restarts }, container);
    const { ends, isOpen } = endsOf(n, last, container);
    return {
      restarts: toRestarts(ends, {
        ...{ after, by: moments.at, container: container.name, pod: row.name },
        ...(isYoung && { arrived: true as const }),
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
 * A container that is seen for the first time, and how often it restarted before is not of this Day; the last time may be.
 * While it waits to be started again, its end has led to no restart yet.
 */
function meet(row: PodRow, container: ContainerRow, { start, at }: Moments) {
  const end = endOf(container);
  const ended = end?.finishedAt;
  const isStartedAgain = container.restarts > 0 && !container.waitsAgain;
  const isToday = isStartedAgain && ended !== undefined && ended >= start && ended <= at;
  return {
    restarts: isToday
      ? toRestarts([end], { after: ended - 1, by: at, container: container.name, pod: row.name })
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

/** The last end that the kubelet tells of. */
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

/**
 * How a container had ended before each of its restarts, in order; undefined where nobody knows. While a container waits to
 * be started again (CrashLoopBackOff, up to five minutes), its end is the reason of the restart that follows, and not of the
 * one before: until then that end is `open`.
 * Ends that no snapshot shows are taken to be like those that were seen before and after them, where these are the same.
 * Source: pkg/kubelet/kubelet_pods.go `convertToAPIContainerStatuses`.
 */
function endsOf(
  n: number,
  last: ContainerBalance | undefined,
  container: ContainerRow,
): { ends: (End | undefined)[]; isOpen: boolean } {
  // Its pod is initialised: what follows its ends is no restart that counts.
  if (container.pastRestarts !== undefined) return { ends: [], isOpen: false };
  const end = endOf(container);
  const isNew = end !== undefined && (last?.ended === undefined || (end.finishedAt ?? Infinity) > last.ended);
  const first = last?.open ? last.end : undefined;
  const final = isNew && !container.waitsAgain ? end : undefined;
  const known = [first, final].filter((one) => one !== undefined);
  const isOpen = container.waitsAgain === true || n < known.length;
  if (n <= known.length) return { ends: known.slice(0, n), isOpen };
  const between = Array.from({ length: n - known.length }, () => end && alike(last?.end, end));
  return { ends: [...(first ? [first] : []), ...between, ...(final ? [final] : [])], isOpen };
}

/** How two ends were, where they are the same: without its time, which is that of one of them. */
function alike(before: End | undefined, { finishedAt: _, ...after }: End): End | undefined {
  return before && keyOf(before) === keyOf(after) ? after : undefined;
}

const keyOf = ({ reason, exitCode, signal }: End = {}) => JSON.stringify([reason, exitCode, signal]);

/** One entry for the restarts of one reason, with the time of the last of them where that is known; in order of time. */
function toRestarts(
  ends: readonly (End | undefined)[],
  { after, by, ...which }: Pick<Restart, 'after' | 'by' | 'container' | 'pod' | 'arrived'>,
): Restart[] {
  const entries = [...Map.groupBy(ends, keyOf).values()].map((group): Restart => {
    const { finishedAt: _, ...how } = group[0] ?? {};
    // One may have ended before the snapshot before: it was started again after it all the same.
    const times = group.flatMap((end) => end?.finishedAt ?? []).filter((at) => at > after && at <= by);
    const finishedAt = times.at(-1);
    return {
      ...{ at: finishedAt ?? by, after, by, n: group.length },
      ...which,
      ...how,
      ...(finishedAt !== undefined && { finishedAt }),
    };
  });
  return entries.sort((a, b) => a.at - b.at);
}
