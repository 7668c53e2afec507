/**
 * What one snapshot means: the rows of every table, as pages, digest and exports render them. Pure data; ages are
 * counted from the moment of the snapshot. Times are the API's own RFC 3339 texts.
 */
import type { Coverage, SnapshotMeta } from '../snapshots/schema.ts';

/** Healthy, Degraded (works, but not as it should), Failing (does not work), Unknown (was not seen). */
export type State = 'healthy' | 'degraded' | 'failing' | 'unknown';

export interface Judged {
  state: State;
  /** One clause that says why the state is not healthy, e.g. `1 of 3 replicas ready`; absent when healthy. */
  why?: string;
}

export interface ObjectRef {
  kind: string;
  namespace?: string;
  name: string;
}

/** The last end of a container before the one that runs now. */
export interface LastRestart {
  container: string;
  /** `lastState.terminated.finishedAt`; absent when the kubelet did not say. */
  at?: string;
  reason?: string;
  exitCode?: number;
  signal?: number;
}

export interface ContainerRow {
  name: string;
  role: 'container' | 'init' | 'sidecar';
  image: string;
  ready: boolean;
  restarts: number;
  /** What it does now, in kubectl's words: Running, CrashLoopBackOff, Completed, … */
  status: string;
  lastRestart?: LastRestart;
  /** Has a readiness probe. */
  probed: boolean;
}

export interface PodRow extends Judged {
  uid: string;
  namespace: string;
  name: string;
  /** kubectl's READY column, `1/2`. */
  ready: string;
  /** kubectl's STATUS column. */
  status: string;
  /** kubectl's RESTARTS column, `14 (71d ago)`. */
  restarts: string;
  restartCount: number;
  lastRestart?: LastRestart;
  /** kubectl's AGE column. */
  age: string;
  created?: string;
  ip?: string;
  node?: string;
  dataCentre?: string;
  /** `none` where no container has a readiness probe and the pod no readiness gate: Ready then says nothing. */
  healthCheck: 'OK' | 'failing' | 'none';
  containers: ContainerRow[];
  /** The workload at the top of the owner chain; absent for a bare pod. */
  owner?: ObjectRef;
  version?: string;
  /** Deletes the pod, so that its owner replaces it; absent where nothing would. */
  restartCommand?: string;
}

export interface WorkloadRow extends Judged {
  uid: string;
  kind: string;
  namespace: string;
  name: string;
  version?: string;
  /** Where the version was read: a label, or the tag of the image. */
  versionFrom?: string;
  labels: Record<string, string>;
  images: string[];
  /** Absent numbers: the kind has no such notion, or the controller has not reported. */
  desired?: number;
  current?: number;
  ready?: number;
  updated?: number;
  available?: number;
  /** For Deployments, StatefulSets, DaemonSets: complete, progressing, stuck, paused. */
  rollout?: string;
  /** For Jobs and CronJobs: completions, last run and so on, as one text. */
  detail?: string;
  age: string;
  created?: string;
  /** Pods that belong to it, over the whole owner chain; absent when they were not all seen. */
  pods?: number;
  /** Restarts of those pods; absent likewise. */
  restartCount?: number;
  scaleCommand?: string;
  restartCommand?: string;
}

export interface Heartbeat {
  /** Last beat; absent when none was seen. */
  at?: string;
  /** Seconds before the snapshot. */
  ageSeconds?: number;
  source: 'Lease' | 'Ready condition' | 'none';
}

export interface NodeRow extends Judged {
  uid: string;
  name: string;
  /** kubectl's STATUS column, `Ready,SchedulingDisabled`. */
  status: string;
  /** kubectl's ROLES column. */
  roles: string;
  /** kubectl's AGE column. */
  age: string;
  created?: string;
  /** kubectl's VERSION column: the kubelet's. */
  version: string;
  internalIP?: string;
  dataCentre?: string;
  heartbeat: Heartbeat;
  /** Conditions that are not as they should be, e.g. `MemoryPressure since …`. */
  conditions: {
    type: string;
    status: string;
    reason?: string;
    message?: string;
    since?: string;
    good: boolean;
  }[];
  taints: string[];
  capacity: { cpu?: string; memory?: string; pods?: string };
  /** Pods bound to it; absent when Pods were not all seen. */
  pods?: number;
  osImage?: string;
  kernelVersion?: string;
  containerRuntime?: string;
}

export interface EventRow {
  uid: string;
  type: string;
  reason: string;
  object: ObjectRef;
  message: string;
  /** At least this many occurrences. */
  count: number;
  first?: string;
  last?: string;
  /** Component or controller that reports. */
  source: string;
  node?: string;
}

export interface LeaderRow {
  component: string;
  /** Node or identity that holds the lead; absent when no one does. */
  holder?: string;
  since?: string;
  renewedSecondsAgo?: number;
  /** Changes of leader so far. */
  transitions: number;
}

export type Counts = Record<State, number>;

/** Everything that one snapshot says. */
export interface Report extends Judged {
  meta: SnapshotMeta;
  /** One sentence, as an editor would write it. */
  lead: string;
  /** Kinds that were not, or not wholly, seen. Empty when the snapshot is complete. */
  unseen: Coverage[];
  /**
   * Whether a table holds all that there is: every kind behind it was completely read. Where false, its rows, its
   * counts and `restarts` are lower bounds: write "at least 3", and "not seen" in place of "none".
   */
  seen: { pods: boolean; workloads: boolean; nodes: boolean; events: boolean };
  /** Of what was seen; a zero means "none" only where `seen` says so. */
  counts: { workloads: Counts; pods: Counts; nodes: Counts };
  /** Sum of restart counts over the pods that were seen: a lower bound, as a pod that is gone takes its own along. */
  restarts: number;
  /** Each sorted trouble first, then by namespace and name; events newest first. */
  pods: PodRow[];
  workloads: WorkloadRow[];
  nodes: NodeRow[];
  events: EventRow[];
  /** The time that the events cover: from the snapshot's time less the event TTL, where the log was seen at all. */
  eventsCover?: { from: string; to: string };
  leaders: LeaderRow[];
}
