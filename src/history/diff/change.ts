/** The changes between two snapshots. Plain data: the command line, pages, mail and the browser render them. */
import type {
  CronRuns,
  EventCause,
  Finding,
  Judged,
  LastRestart,
  ObjectRef,
  WorkloadRow,
} from '../../model/report.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import type { Attribution } from '../attribution.ts';

/** A value of the API. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** One of the two snapshots. */
export interface Side {
  cluster: string;
  number: number;
  time: string;
  /** Every kind was read or is not served. */
  complete: boolean;
}

export interface Change {
  before: Side;
  after: Side;
  /** Two clusters: objects are matched by name or service, not by UID. */
  across: boolean;
  /** Seconds from one to the other; negative if `after` is older. */
  seconds: number;
  counts: ChangeCounts;
  /** The state of each cluster. */
  state: { before: Judged; after: Judged };
  /** What happened, causes before consequences. */
  causes: Cause[];
  /** Objects with another state than before; the worst now first. */
  states: StateChange[];
  findings: FindingChanges;
  /** In the order of kinds in a snapshot, then by namespace and name. Without noise, unless requested. */
  objects: ObjectChange[];
  /** Absent between two clusters: each has its own log. */
  events?: EventChange;
  notComparable: NotComparable[];
  /** Between two clusters: kinds that belong to one cluster, and were not compared. */
  notCompared: string[];
}

export interface ChangeCounts {
  /** Objects of each side, without events, heartbeats and measurements. */
  objects: { before: number; after: number };
  /** Objects that are not noise, including those that a cause explains. */
  added: number;
  removed: number;
  changed: number;
  /** Same name, another UID. */
  replaced: number;
  /** Objects of one side that the other side could not see. */
  notComparable: number;
  /** Objects that differ only in noise, or are noise themselves. Heartbeats and measurements only on request. */
  noise: number;
  /** Restarts of containers, including those that new pods already have: a lower bound. */
  restarts: number;
}

/** A step of a path: a key, an index of a list, or the item with that merge key. */
export type PathStep = string | number | ListItem;
export interface ListItem {
  /** Fields of the key, `['containerPort', 'protocol']`; empty for a list of plain values. */
  by: readonly string[];
  is: readonly string[];
}

export interface FieldChange {
  /** See `formatPath`. */
  steps: readonly PathStep[];
  /** Absent: it did not exist. */
  before?: Json;
  /** Absent: it no longer exists. */
  after?: Json;
  /** Why it means nothing; absent when it means something. */
  noise?: string;
  /** Id of the cause that explains it. */
  cause?: string;
  /** Who changed it, and when; absent if nobody knows. */
  by?: Attribution;
}

export interface ObjectChange {
  class: 'added' | 'removed' | 'changed' | 'replaced';
  /** Its current name, or its last if it was removed. */
  object: ObjectRef & { uid: string };
  /** Between two clusters: its name in the first, if the names differ. */
  previous?: ObjectRef;
  /** kubectl's READY and STATUS of a pod, `0/1 CrashLoopBackOff`, if they changed. */
  status?: { before: string; after: string };
  /** Only for changed or replaced objects. */
  fields: FieldChange[];
  /** Why the object as a whole means nothing. */
  noise?: string;
  /** Id of the cause that explains it. */
  cause?: string;
}

/** A kind that one of the two did not completely see. Its missing objects were not deleted. */
export interface NotComparable {
  /** Kind, or plural.group of a custom resource. */
  kind: string;
  /** How the side that did not see all of it read it; `not read`: it did not try. */
  before?: Coverage | 'not read';
  after?: Coverage | 'not read';
  /** Objects of each side about which the other says nothing. */
  objects: { before: number; after: number };
}

export interface StateChange {
  object: ObjectRef;
  before: Judged;
  after: Judged;
}

export interface FindingChanges {
  new: Finding[];
  resolved: Finding[];
  /** Findings whose object was deleted, which resolves nothing; between two clusters, they count as resolved. */
  gone: Finding[];
  /** Findings that existed, and may or may not exist now. */
  unknown: Finding[];
}

interface CauseOf<Type extends string> {
  type: Type;
  /** Unique within the change, `rollout/Deployment/shop/web`. */
  id: string;
  /** Number of objects that this explains. */
  objects: number;
}

export type Cause =
  | ServerCause
  | LeaderCause
  | NodeCause
  | WorkloadCause
  | RolloutCause
  | ScalingCause
  | RunCause
  | PodsCause
  | RestartCause
  | VersionCause;

/** The API server has another version. */
export interface ServerCause extends CauseOf<'server'> {
  before: string;
  after: string;
}

/** A component of the control plane has another leader, or had another in between. */
export interface LeaderCause extends CauseOf<'leader'> {
  component: string;
  /** Absent: nobody. */
  before?: string;
  after?: string;
  /** Changes of leader in between; absent if the count began again. */
  transitions?: number;
}

export interface NodeCause extends CauseOf<'node'> {
  node: string;
  /** kubectl's STATUS; absent if the node did not exist. */
  before?: string;
  after?: string;
  /** Same name, another UID. */
  replaced?: true;
  /** It was lost or not ready in between, and is ready again since then, as its Ready condition says. */
  backSince?: string;
  why?: string;
  /** Who cordoned it, and when; absent if nobody knows. */
  author?: Attribution;
  /** Version of the kubelet, if it changed. */
  kubelet?: { before: string; after: string };
  /**
   * Pods that left a node that was not ready, cordoned or gone. `going`: still terminating. `to`: a new pod of the same
   * owner. `workload`: that owner.
   */
  moved: { pod: ObjectRef; workload?: ObjectRef; going?: true; to?: { pod: ObjectRef; node?: string } }[];
}

/** A workload came, went, or was deleted and recreated. */
export interface WorkloadCause extends CauseOf<'workload'> {
  what: 'added' | 'removed' | 'recreated';
  workload: ObjectRef;
  /** Versions, if known. */
  before?: string;
  after?: string;
  /** State of what was created. */
  state?: Judged;
  /** Pods that came or went with it; absent if pods were not seen. */
  pods?: number;
}

/** Pods of another template replace pods. */
export interface RolloutCause extends CauseOf<'rollout'> {
  workload: ObjectRef;
  /** The object of the version before, if each version is a separate object (`gateway-v12`, `gateway-v13`). */
  previous?: ObjectRef;
  before?: string;
  after?: string;
  images: { container: string; before?: string; after?: string }[];
  /** Differences of the template, without noise. */
  template: FieldChange[];
  /** Only a `kubectl rollout restart`. */
  restart?: true;
  /** What was rolled out in between: two rollouts lie between the two snapshots. A kept ReplicaSet tells. */
  stopOver?: { version?: string };
  /** It had begun before the earlier snapshot. */
  continued?: true;
  /** Its progress; absent if the kind does not roll out by itself. */
  rollout?: WorkloadRow['rollout'];
  state?: Judged;
  /** Pods that are gone, new pods of the new template, and remaining old pods. Absent if pods were not seen. */
  pods?: { gone: number; created: number; left: number };
  /** ReplicaSets with pods, or hashes of other revisions. */
  revisions: { before: string[]; after: string[] };
  took?: RolloutDuration;
  /** Who began it, and when; absent if nobody knows. */
  author?: Attribution;
}

/** As far as two snapshots can tell. */
export interface RolloutDuration {
  seconds: number;
  /** It took longer: it is not complete, or its begin or end was not seen. */
  atLeast?: true;
  from: string;
  to: string;
}

export interface ScalingCause extends CauseOf<'scaling'> {
  workload: ObjectRef;
  before: number;
  after: number;
  /** The HorizontalPodAutoscaler that says so. */
  by?: { name: string; metrics: string[] };
  /** Who changed the number last, and when; absent if nobody knows. */
  author?: Attribution;
  /** Absent if pods were not seen, or a rollout explains them. */
  pods?: { gone: number; created: number };
}

/** Runs of a CronJob, or a Job without a CronJob. */
export interface RunCause extends CauseOf<'run'> {
  workload: ObjectRef;
  /** New Jobs. */
  started: number;
  /** Jobs that ended in between. */
  succeeded: number;
  failed: number;
  /** Jobs that run now. */
  running: number;
  /** Ended Jobs that were cleaned up. */
  removed: number;
  lastResult?: CronRuns['lastResult'];
}

/** Pods came and went without a rollout, a scaling or a node as the reason. */
export interface PodsCause extends CauseOf<'pods'> {
  /** Absent for pods without a workload. */
  workload?: ObjectRef;
  gone: { pod: ObjectRef; status: string; why?: string }[];
  created: ObjectRef[];
  /** What was rolled out in between, and taken back: a kept ReplicaSet tells. */
  takenBack?: { version?: string };
}

/** Containers of one name in the pods of one workload restarted. */
export interface RestartCause extends CauseOf<'restarts'> {
  workload: ObjectRef;
  container: string;
  restarts: number;
  /** The pod with the most restarts first; `before` and `after` are values of its counter. */
  pods: { pod: ObjectRef; before?: number; after: number; restarts: number; last?: LastRestart }[];
}

/** Between two clusters: a service runs in other versions. */
export interface VersionCause extends CauseOf<'version'> {
  service: string;
  workload: ObjectRef;
  previous: ObjectRef;
  before?: string;
  after?: string;
  images: RolloutCause['images'];
  template: FieldChange[];
}

export interface EventChange {
  /** Occurrences since: all of new events, and the growth of other counts. At least this many. */
  occurrences: number;
  /** Events, not occurrences. Absent if one of the two logs was not seen. */
  counts?: Record<EventClass, number>;
  /** Warnings first, then newest first. */
  causes: ChangedCause[];
  /** The time that each side's log covers; absent if it was not seen. */
  before?: { from: string; to: string };
  after?: { from: string; to: string };
  /**
   * Events of this time that did not recur are lost. `certain`: the earlier log ended before the later one began.
   * Otherwise perhaps: events can be deleted, or suppressed when there are many.
   */
  lost?: { certain: boolean; from: string; to: string };
  /** The logs were not completely seen: nothing is known about the rest. */
  partial: boolean;
}

/**
 * What happened to an event.
 * - `new`: its UID is new.
 * - `recurred`: its count grew.
 * - `gone`: expired or deleted, which does not mean a recovery.
 * - `unknown`: the other side could not see its namespace.
 */
export type EventClass = 'new' | 'recurred' | 'unchanged' | 'gone' | 'unknown';

export interface ChangedCause extends Omit<EventCause, 'events'> {
  /** Its events by class. */
  counts: Record<EventClass, number>;
  /** Occurrences since the earlier snapshot. */
  occurrences: number;
  events: { uid: string; object: ObjectRef; class: EventClass; occurrences: number }[];
}
