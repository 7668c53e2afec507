/** What stands in the four clusters on a quiet day: nodes, workloads, and what leads to them. */

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
  /** Seconds from start to ready, or what an init container takes. Without a port there is no probe. */
  warmUp: number;
  cpu: string;
  memory: string;
  env?: Record<string, string>;
  args?: string[];
}

/**
 * What becomes of a pod's containers. `leak`: OOMKilled ever sooner. `crash`: exits at once. `init-crash`: its init
 * container does. `no-image`: the image cannot be pulled. `no-config`: a ConfigMap is missing. `gated`: a scheduling
 * gate holds it back. `no-room`: fits on no node.
 */
export type Fate =
  'healthy' | 'leak' | 'crash' | 'init-crash' | 'no-image' | 'no-config' | 'gated' | 'no-room';

interface Schedule {
  cron: string;
  /** Whole minutes; runs fall on multiples of it since 1970 plus `offset`, which is what `cron` says. */
  every: number;
  offset: number;
  /** Seconds that a run takes. */
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
  /** Pods wanted; one per node for DaemonSets and (on control-plane nodes) static pods. */
  replicas: number;
  containers: DemoContainer[];
  init?: DemoContainer[];
  /** Restartable init containers. */
  sidecars?: DemoContainer[];
  fate?: Fate;
  zone?: Zone;
  /** Its pods are to be on nodes of their own: by an anti-affinity that the scheduler keeps, or tries to. */
  apart?: 'required' | 'preferred';
  /** Its topology spread constraint over zones is one that the scheduler keeps, not only tries to. */
  spread?: 'required';
  /** Where its pods came to be although nothing says so, or although something says otherwise. */
  huddles?: 'in-one-zone' | 'on-one-node';
  autoscale?: { most: number };
  minAvailable?: number;
  minReadySeconds?: number;
  service?: { port: number; headless?: boolean };
  host?: string;
  storage?: string;
  schedule?: Schedule;
  /** Restarts from before the day, and days since the last of them. */
  past?: { restarts: number; days: number };
}

export interface Estate {
  name: ClusterName;
  version: string;
  nodes: DemoNode[];
  workloads: Workload[];
  /** Ingresses and Services that lead nowhere, claims that wait: what gets forgotten. */
  strays: {
    ingress?: { namespace: string; name: string; service: string };
    claim?: { namespace: string; name: string; phase?: 'Pending' | 'Lost' };
  };
  metrics: boolean;
}
