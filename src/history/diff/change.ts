/** What lies between two snapshots. Plain data: the command line, pages, mail and the browser render it. */
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
  /** Of two clusters: objects are matched by what they are called or which service they are, not by UID. */
  across: boolean;
  /** Seconds from one to the other; negative where `after` is the older. */
  seconds: number;
  counts: ChangeCounts;
  /** How each cluster was. */
  state: { before: Judged; after: Judged };
  /** What happened, causes before consequences. */
  causes: Cause[];
  /** Whose state is another than before; the worst now first. */
  states: StateChange[];
  findings: FindingChanges;
  /** By kind as a snapshot holds them, then by namespace and name. Without what is noise, unless it was asked for. */
  objects: ObjectChange[];
  /** Absent between two clusters: each has a log of its own. */
  events?: EventChange;
  notComparable: NotComparable[];
  /** Between two clusters: kinds that are of one cluster by nature, and were not compared. */
  notCompared: string[];
}

export interface ChangeCounts {
  /** Objects of each side, without events, beats and measurements. */
  objects: { before: number; after: number };
  /** Objects that are not noise; those that a cause tells of are among them. */
  added: number;
  removed: number;
  changed: number;
  /** Of the same name, with another UID. */
  replaced: number;
  /** Objects of one side in places that the other could not see. */
  notComparable: number;
  /** Objects that differ in nothing but noise, or are noise themselves; beats and measurements only where asked for. */
  noise: number;
  /** Of containers, also of those that have the restarts in their first snapshot: a lower bound. */
  restarts: number;
}

/** A step of a path: a key, the place in a list, or the item of a list with that merge key. */
export type PathStep = string | number | ListItem;
export interface ListItem {
  /** Fields of the key, `['containerPort', 'protocol']`; empty for a list of plain values. */
  by: readonly string[];
  is: readonly string[];
}

export interface FieldChange {
  /** See `formatPath`. */
  steps: readonly PathStep[];
  /** Absent: it was not there. */
  before?: Json;
  /** Absent: it is not there any more. */
  after?: Json;
  /** Why it says nothing; absent when it says something. */
  noise?: string;
  /** Id of the cause that tells of it. */
  cause?: string;
}

export interface ObjectChange {
  class: 'added' | 'removed' | 'changed' | 'replaced';
  /** As it is called now, or was when removed. */
  object: ObjectRef & { uid: string };
  /** Between two clusters: what it is called in the first, where the names differ. */
  previous?: ObjectRef;
  /** kubectl's READY and STATUS of a pod, `0/1 CrashLoopBackOff`, where they changed. */
  status?: { before: string; after: string };
  /** Of what is changed or replaced. */
  fields: FieldChange[];
  /** Why the object as a whole says nothing. */
  noise?: string;
  /** Id of the cause that tells of it. */
  cause?: string;
}

/** A kind that one of the two could not, or not everywhere, see. What it lacks was not deleted. */
export interface NotComparable {
  /** Kind, or plural.group of a custom resource. */
  kind: string;
  /** How the side that did not see it whole read it; `not read`: it did not try. */
  before?: Coverage | 'not read';
  after?: Coverage | 'not read';
  /** Objects of each side of which the other can say nothing. */
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
  /** They were there, and whether they still are cannot be told. */
  unknown: Finding[];
}

interface CauseOf<Type extends string> {
  type: Type;
  /** Unique within the change, `rollout/Deployment/shop/web`. */
  id: string;
  /** Objects that this tells of. */
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

/** The API server runs another version. */
export interface ServerCause extends CauseOf<'server'> {
  before: string;
  after: string;
}

/** A component of the control plane has another leader, or had one in between. */
export interface LeaderCause extends CauseOf<'leader'> {
  component: string;
  /** Absent: nobody. */
  before?: string;
  after?: string;
  /** Changes of leader in between; absent where the count began anew. */
  transitions?: number;
}

export interface NodeCause extends CauseOf<'node'> {
  node: string;
  /** kubectl's STATUS; absent where there was no such node. */
  before?: string;
  after?: string;
  /** Of the same name, with another UID. */
  replaced?: true;
  why?: string;
  /** Version of the kubelet, where it changed. */
  kubelet?: { before: string; after: string };
  /**
   * Pods that went from it, as it was not ready, cordoned or gone; `going` are still terminating; `to` is one of the same
   * owner that came instead. `workload` is their owner.
   */
  moved: { pod: ObjectRef; workload?: ObjectRef; going?: true; to?: { pod: ObjectRef; node?: string } }[];
}

/** A workload came, went, or was deleted and created anew. */
export interface WorkloadCause extends CauseOf<'workload'> {
  what: 'added' | 'removed' | 'recreated';
  workload: ObjectRef;
  /** Versions, where known. */
  before?: string;
  after?: string;
  /** What was created is in this state. */
  state?: Judged;
  /** Pods that came or went with it; absent where pods were not seen. */
  pods?: number;
}

/** Pods are replaced by others of another template. */
export interface RolloutCause extends CauseOf<'rollout'> {
  workload: ObjectRef;
  /** The object that ran the version before, where each version is one of its own (`gateway-v12`, `gateway-v13`). */
  previous?: ObjectRef;
  before?: string;
  after?: string;
  images: { container: string; before?: string; after?: string }[];
  /** What of the template differs, without noise. */
  template: FieldChange[];
  /** Nothing but `kubectl rollout restart`. */
  restart?: true;
  /** It had begun before the earlier snapshot. */
  continued?: true;
  /** How far it is; absent where nothing is rolled out by itself. */
  rollout?: WorkloadRow['rollout'];
  state?: Judged;
  /** Pods that are gone, of the new template that came, and of the old that are still there; absent where pods were not seen. */
  pods?: { gone: number; created: number; left: number };
  /** ReplicaSets with pods, or hashes of other revisions. */
  revisions: { before: string[]; after: string[] };
  took?: Took;
}

/** As far as two snapshots can tell. */
export interface Took {
  seconds: number;
  /** It took longer: it is not complete, or its beginning or end was not seen. */
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
  /** Absent where pods were not seen, or a rollout tells of them. */
  pods?: { gone: number; created: number };
}

/** Runs of a CronJob, or a Job of its own. */
export interface RunCause extends CauseOf<'run'> {
  workload: ObjectRef;
  /** Jobs that were not there before. */
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

/** Pods came and went although neither a rollout nor a scaling nor a node says why. */
export interface PodsCause extends CauseOf<'pods'> {
  /** Absent for pods of their own. */
  workload?: ObjectRef;
  gone: { pod: ObjectRef; status: string; why?: string }[];
  created: ObjectRef[];
}

/** Containers of one name in the pods of one workload started again. */
export interface RestartCause extends CauseOf<'restarts'> {
  workload: ObjectRef;
  container: string;
  restarts: number;
  /** The one with the most restarts first; before and after is what its counter showed. */
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
  /** Occurrences since: of new events all, of others what their counts grew by. At least so many. */
  occurrences: number;
  /** Events, not occurrences. Absent where one of the two logs was not seen at all. */
  counts?: Record<EventClass, number>;
  /** Warnings first, then newest first. */
  causes: ChangedCause[];
  /** The time that each side's log covers; absent where it was not seen. */
  before?: { from: string; to: string };
  after?: { from: string; to: string };
  /**
   * What happened in this time and not again is lost: `certain` where the earlier log had ended and the later one not begun;
   * else `perhaps`, as events may be deleted, and are held back when there are many.
   */
  lost?: { certain: boolean; from: string; to: string };
  /** Not all of the logs was seen: in the rest nothing can be said. */
  partial: boolean;
}

/**
 * `new`: its UID was not there. `recurred`: its count grew. `gone`: expired or deleted, an end of evidence and not a
 * recovery. `unknown`: the other side could not see its namespace.
 */
export type EventClass = 'new' | 'recurred' | 'unchanged' | 'gone' | 'unknown';

export interface ChangedCause extends Omit<EventCause, 'events'> {
  /** Its events by class. */
  counts: Record<EventClass, number>;
  /** Occurrences since the earlier snapshot. */
  occurrences: number;
  events: { uid: string; object: ObjectRef; class: EventClass; occurrences: number }[];
}
