/** The truth of one moment: what anybody could see who looked at the cluster then. */
import type { Ending } from './ledger.ts';
import { isActivePod, isReadyPod, tagOfImage, type EventThing } from './things.ts';
import type { Scenery } from './stage.ts';

export interface PodSeen {
  workload: string;
  ready: boolean;
  /** Being deleted, or ended. */
  leaving: boolean;
  hash: string;
  created: number;
  node?: string;
  containers: { name: string; restarts: number; waitsAgain: boolean; last?: Ending }[];
}

export interface WorkloadSeen {
  uid: string;
  kind: string;
  hash: string;
  version: string;
  generation: number;
  /** Absent where it has no replicas. */
  desired?: number;
  ready?: number;
  stuck: boolean;
  /** A Job that failed, or a CronJob of which the last run did. */
  failing?: boolean;
  complete: boolean;
  /** ReplicaSets that are kept: hash, revision, when made. */
  sets: { hash: string; revision: number; created: number }[];
}

export interface NodeSeen {
  uid: string;
  created: number;
  cordoned: boolean;
  silentSince?: number;
  /** Seconds without a beat from which it is silent, where its Lease is another than a kubelet's. */
  leaseSeconds?: number;
  ready: 'True' | 'False' | 'Unknown';
  /** Since when that is so. */
  since: number;
}

export interface Photo {
  at: number;
  pods: Map<string, PodSeen>;
  workloads: Map<string, WorkloadSeen>;
  nodes: Map<string, NodeSeen>;
  /** UIDs of Services, claims and the like. */
  others: Map<string, string>;
  events: Map<
    string,
    Pick<EventThing, 'name' | 'count' | 'first' | 'last' | 'reason' | 'type' | 'involved' | 'workload'>
  >;
}

export function photograph(world: Scenery): Photo {
  const pods = new Map<string, PodSeen>();
  for (const pod of world.pods.values())
    pods.set(pod.uid, {
      ...{ workload: pod.workload, ready: isReadyPod(pod), leaving: !isActivePod(pod) },
      ...{ hash: pod.hash, created: pod.created, node: pod.node },
      containers: pod.containers.map(({ name, restarts, state, last }) => ({
        ...{ name, restarts, waitsAgain: last !== undefined && state !== 'running' },
        ...(last && { last }),
      })),
    });
  const workloads = new Map<string, WorkloadSeen>();
  for (const [key, one] of world.workloads) {
    const { uid, kind, hash, template, generation, stuck, complete, sets, noted } = one;
    workloads.set(key, {
      ...{ uid, kind, hash, generation, complete, version: tagOfImage(template.image) },
      ...{ ...noted, stuck: stuck !== undefined },
      sets: sets.map((set) => ({ hash: set.hash, revision: set.revision, created: set.created })),
    });
  }
  for (const [key, { cron, ended }] of world.workloads) {
    if (ended?.how !== 'Failed') continue;
    for (const one of [key, cron])
      if (one !== undefined && workloads.has(one)) workloads.get(one)!.failing = true;
  }
  const nodes = new Map<string, NodeSeen>();
  for (const { name, uid, created, cordoned, silentSince, ready } of world.nodes.values())
    nodes.set(name, {
      ...{ uid, created, cordoned, ready: ready.status, since: ready.since },
      ...(silentSince !== undefined && { silentSince }),
    });
  const events: Photo['events'] = new Map();
  for (const [uid, event] of world.events) events.set(uid, { ...event });
  const others = new Map([...world.others].map(([key, { uid }]) => [key, uid]));
  return { at: world.now, pods, workloads, nodes, others, events };
}
