/** Nodes that ended their pods at once: a reboot, or a restart of the container runtime. */
import { secondsBetween } from '../human-duration.ts';
import type { PodRow } from '../report.ts';
import { compareText } from '../state.ts';

/** When a node reboots, its pods end and start again within this time. */
const REBOOT_SECONDS = 120;
/** Fewer pods may restart at the same time by chance. */
const FEWEST_PODS = 3;

export interface Reboot {
  /** The first and the last end of a pod's container. */
  from: string;
  to: string;
  pods: ReadonlySet<PodRow>;
}

/**
 * The last time each node ended at least half of its pods, with pods of more than one owner. Kubernetes does not record
 * the reason. After a reboot, the kubelet finds containers that it did not end itself, and writes the runtime's report.
 * This is exit code 255 and reason Unknown from containerd, or 0 or 143 if the machine had time. Source:
 * pkg/kubelet/kuberuntime/kuberuntime_container.go `convertToKubeContainerStatus`.
 */
export function findReboots(pods: readonly PodRow[]): ReadonlyMap<string, Reboot> {
  const reboots = new Map<string, Reboot>();
  for (const [node, own] of Map.groupBy(pods, ({ node: name }) => name ?? '')) {
    const reboot = node === '' ? undefined : findReboot(own);
    if (reboot) reboots.set(node, reboot);
  }
  return reboots;
}

function findReboot(pods: readonly PodRow[]): Reboot | undefined {
  const ends = pods
    .flatMap((row) => (row.lastRestart?.at === undefined ? [] : [{ row, at: row.lastRestart.at }]))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || compareText(a.row.uid, b.row.uid));
  for (const [index, { at: to }] of ends.entries()) {
    const within = ends
      .slice(index)
      .filter(({ at }) => (secondsBetween(at, to) ?? Infinity) <= REBOOT_SECONDS);
    const owners = new Set(within.map(({ row: { owner, uid } }) => (owner ? JSON.stringify(owner) : uid)));
    const there = pods.filter(({ created }) => (secondsBetween(created, to) ?? 1) > 0).length;
    if (within.length < FEWEST_PODS || owners.size < 2 || within.length * 2 < there) continue;
    return { from: within.at(-1)?.at ?? to, to, pods: new Set(within.map(({ row }) => row)) };
  }
  return undefined;
}
