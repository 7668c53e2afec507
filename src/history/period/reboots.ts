/** Restarts that came with a node: one thing that happened to the node, and not one for each workload. */
import type { Slice } from '../day/slice.ts';
import type { Restart, WorkloadRef } from '../day/workload-day.ts';
import { namespacedName } from '../../model/object-ref.ts';

export interface NodeRestart {
  node: string;
  /** The first and the last end of a container. */
  at: number;
  until: number;
  after: number;
  /** The snapshot that showed it, or one before. */
  by: number;
  pods: number;
  workloads: { workload: WorkloadRef; restarts: Restart[] }[];
}

/** A node that restarts its pods again within this time has done so once, in seconds. */
const ONE_REBOOT = 120;

/** In order of time. */
export function listReboots({ workloads }: Pick<Slice, 'workloads'>): NodeRestart[] {
  const all = workloads.flatMap((workload) =>
    workload.restarts.flatMap((restart) =>
      restart.node === undefined ? [] : [{ node: restart.node, restart, workload }],
    ),
  );
  const reboots: NodeRestart[] = [];
  for (const { node, restart, workload } of all.sort((a, b) => a.restart.at - b.restart.at)) {
    let last = reboots.findLast((one) => one.node === node);
    if (!last || restart.at - last.at > ONE_REBOOT) {
      const { at, after, by } = restart;
      last = { node, at, until: at, after, by, pods: 0, workloads: [] };
      reboots.push(last);
    }
    const own = last.workloads.find((one) => one.workload === workload);
    if (own) own.restarts.push(restart);
    else last.workloads.push({ workload, restarts: [restart] });
    Object.assign(last, {
      until: Math.max(last.until, restart.at),
      after: Math.min(last.after, restart.after),
      by: Math.max(last.by, restart.by),
    });
  }
  for (const reboot of reboots)
    reboot.pods = new Set(
      reboot.workloads.flatMap(({ workload, restarts }) =>
        restarts.map(({ pod }) => namespacedName({ namespace: workload.namespace, name: pod })),
      ),
    ).size;
  return reboots;
}
