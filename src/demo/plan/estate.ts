/** The four clusters on a quiet day: nodes, workloads, and their Services and Ingresses. */

export const CLUSTER_NAMES = ['development', 'test', 'acceptance', 'production'] as const;
export type ClusterName = (typeof CLUSTER_NAMES)[number];
export type Zone = 'dc1' | 'dc2';

export interface DemoNode {
  name: string;
  zone: Zone;
  controlPlane: boolean;
  ip: string;
  /** Absent: eight cores, and 32 GiB. */
  cores?: number;
}

export interface DemoContainer {
  name: string;
  /** Repository without tag. */
  image: string;
  version: string;
  port?: number;
  /** Seconds from start to ready, or the duration of an init container. Without a port, there is no probe. */
  warmUp: number;
  cpu: string;
  memory: string;
  env?: Record<string, string>;
  args?: string[];
}

/**
 * What happens to a pod's containers.
 * - `leak`: OOMKilled, each time sooner.
 * - `crash`: exits at once.
 * - `init-crash`: its init container exits at once.
 * - `no-image`: the image cannot be pulled.
 * - `no-config`: a ConfigMap is missing.
 * - `gated`: a scheduling gate stops it.
 * - `no-room`: no node has room.
 */
export type Fate =
  | 'healthy'
  | 'leak'
  | 'crash'
  | 'init-crash'
  | 'no-image'
  | 'no-config'
  | 'gated'
  | 'no-room';

interface Schedule {
  cron: string;
  /** Whole minutes. Runs start at its multiples since 1970 plus `offset`, which matches `cron`. */
  every: number;
  offset: number;
  /** Duration of a run in seconds. */
  takes: number;
  suspended?: boolean;
  timeZone?: string;
}

export interface Workload {
  kind:
    | 'Deployment'
    | 'StatefulSet'
    | 'DaemonSet'
    | 'ReplicationController'
    | 'CronJob'
    | 'Rollout'
    | 'StaticPod';
  namespace: string;
  name: string;
  version: string;
  /** The version before all releases of the timeline, if it is another. */
  first?: string;
  /** Wanted pods; one per node for DaemonSets and (on control-plane nodes) static pods. */
  replicas: number;
  containers: DemoContainer[];
  init?: DemoContainer[];
  /** Restartable init containers. */
  sidecars?: DemoContainer[];
  fate?: Fate;
  zone?: Zone;
  /** Its pods should be on separate nodes: the scheduler requires the anti-affinity, or only prefers it. */
  apart?: 'required' | 'preferred';
  /** The scheduler must satisfy its topology spread constraint over zones, and not only try. */
  spread?: 'required';
  /** Where its pods are, although no rule says so, or a rule forbids it. */
  huddles?: 'in-one-zone' | 'on-one-node';
  autoscale?: { most: number };
  minAvailable?: number;
  minReadySeconds?: number;
  service?: { port: number; headless?: boolean };
  host?: string;
  storage?: string;
  schedule?: Schedule;
  /** Restarts before the first day, and days since the last of them. */
  past?: { restarts: number; days: number };
}

export interface Estate {
  name: ClusterName;
  version: string;
  nodes: DemoNode[];
  workloads: Workload[];
  /** Leftovers: Ingresses and Services without a target, and waiting claims. */
  strays: {
    ingress?: { namespace: string; name: string; service: string };
    claim?: { namespace: string; name: string; phase?: 'Pending' | 'Lost' };
  };
  metrics: boolean;
}
