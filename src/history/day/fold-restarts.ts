import type { ContainerRow, PodRow } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { PodBalance } from './balance.ts';
import { toUnix } from './unix.ts';
import { workloadKey, type Restart } from './workload-day.ts';

/** What passed between two snapshots of the pods of one workload. */
export interface PodChanges {
  restarts: Restart[];
  /** Pods that came and that went. */
  added: number;
  removed: number;
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
    change.restarts.push(...restartsOf(row, pod, moments));
    if (!pod && moments.before !== undefined && moments.sawBefore('Pod', row.namespace)) change.added += 1;
    pods.set(row.uid, toBalance(row, pod, owner, moments.at));
  }
  for (const pod of before) {
    if (pods.has(pod.uid)) continue;
    // What was not seen may still be there, and is compared when it is seen again.
    if (moments.seen('Pod', pod.namespace)) changesOf(changes, pod.owner).removed += 1;
    else pods.set(pod.uid, pod);
  }
  return { pods: [...pods.values()], changes };
}

function changesOf(changes: Map<string, PodChanges>, owner: string): PodChanges {
  const found = changes.get(owner) ?? { restarts: [], added: 0, removed: 0 };
  changes.set(owner, found);
  return found;
}

/** While what stands between a pod and its workload is not seen, the pod is whose it was. */
function ownerOf(row: PodRow, before: PodBalance | undefined, seen: Seen): string {
  const { owner } = row;
  if (!owner || owner.kind === 'Node') return workloadKey({ ...row, kind: 'Pod' });
  const isBetween = owner.kind === 'ReplicaSet' || owner.kind === 'Job';
  if (before && isBetween && !seen(owner.kind, row.namespace)) return before.owner;
  return workloadKey(owner);
}

function toBalance(row: PodRow, before: PodBalance | undefined, owner: string, at: number): PodBalance {
  const old = new Map(before?.containers.map((container) => [container.name, container]));
  const containers = row.containers.map(({ name, restarts, lastRestart }) => {
    const ended = toUnix(lastRestart?.at) ?? old.get(name)?.ended;
    return { name, restarts, ...(ended !== undefined && { ended }) };
  });
  return { uid: row.uid, namespace: row.namespace, owner, at, containers };
}

function restartsOf(row: PodRow, pod: PodBalance | undefined, moments: Moments): Restart[] {
  const old = new Map(pod?.containers.map((container) => [container.name, container]));
  const after = pod ? pod.at : moments.before;
  // A pod that the snapshot before would have shown, or that was made after it, brought its restarts with it.
  const isYoung =
    !pod &&
    after !== undefined &&
    (moments.sawBefore('Pod', row.namespace) || (toUnix(row.created) ?? 0) >= after);
  return row.containers.flatMap((container) => {
    const ended = toUnix(container.lastRestart?.at);
    const { restarts } = container;
    if (after !== undefined && (pod || isYoung)) {
      const last = old.get(container.name);
      // The counter falls when the kubelet forgets dead containers: an end that is newer than the last is one more.
      const fell = last !== undefined && restarts < last.restarts;
      const isNew = ended !== undefined && ended > (last?.ended ?? after);
      const n = fell ? Number(isNew) : restarts - (last?.restarts ?? 0);
      return n > 0 ? [toRestart(row, container, { n, after, by: moments.at, arrived: isYoung })] : [];
    }
    // Seen for the first time, and how often it restarted before is not of this Day; the last time may be.
    const isToday = restarts > 0 && ended !== undefined && ended >= moments.start && ended <= moments.at;
    return isToday ? [toRestart(row, container, { n: 1, after: ended - 1, by: moments.at })] : [];
  });
}

function toRestart(
  pod: PodRow,
  { name, lastRestart }: ContainerRow,
  { n, after, by, arrived = false }: { n: number; after: number; by: number; arrived?: boolean },
): Restart {
  const finishedAt = toUnix(lastRestart?.at);
  const isBetween = finishedAt !== undefined && finishedAt > after && finishedAt <= by;
  // A container that waited (CrashLoopBackOff, up to five minutes) ended before it was started again, perhaps before the
  // snapshot before: why it ended is why it restarted all the same.
  const { reason, exitCode, signal } = lastRestart ?? {};
  return {
    at: isBetween ? finishedAt : by,
    after,
    by,
    n,
    container: name,
    pod: pod.name,
    ...(arrived && { arrived: true as const }),
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
    ...(isBetween && { finishedAt }),
  };
}
