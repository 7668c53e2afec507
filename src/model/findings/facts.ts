/** The input of the rules: the finished tables, with the stored objects behind them. */
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { BehindService } from '../harm/serves.ts';
import type { Pod } from '../pods/pod-status.ts';
import type { Reboot } from '../nodes/reboots.ts';
import type { ContainerRow, EventRow, NodeRow, ObjectRef, PodRow, Tables, WorkloadRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import type { End } from './container-end.ts';

/** A workload with its pods, or a pod without a workload. */
export interface Owned {
  /** The object under its usual name. */
  object: ObjectRef & { uid: string };
  /** Absent for a bare pod. */
  workload?: WorkloadRow;
  /** Trouble first. */
  pods: PodRow[];
  /** Number of pods that have not ended, as far as seen. */
  live: number;
}

/** A cause that many messages share of which each names another object: `images of reg.io cannot be pulled`. */
export interface SharedCause {
  text: string;
  /** What a message says of it; told if all say the same. */
  why?: string;
}

/** The trouble of one pod. */
export interface Symptom {
  /** The container, printed before the rest. */
  where?: string;
  /** One clause; if there is an `end`, the text after it. */
  text: string;
  /** How a container ended, and how often: added up over the pods of a finding. */
  end?: End;
  /** The container with the symptom; absent for the pod as a whole. */
  container?: ContainerRow;
  since?: string;
  /** What pods with the same trouble have in common; by default how they ended, and the text. */
  cause?: string;
  /** The object that caused it, if a message names one: a Secret, a ConfigMap. */
  causeObject?: ObjectRef;
  /** The wider cause in words, if messages only name a part of it. */
  shared?: SharedCause;
  /** If it is milder than the rule. */
  severity?: 'degraded' | 'advice';
  /** The pod has ended, and another has replaced it, or its owner counts it. */
  past?: true;
}

/** Pods of one owner that one rule found. */
export interface AffectedPods {
  owned: Owned;
  /** The most telling first. */
  pods: { row: PodRow; symptom: Symptom }[];
}

export interface Facts {
  snapshot: Snapshot;
  seen: Seen;
  tables: Tables;
  /** Time of the snapshot. */
  at: string;
  /** The readers' kubectl context. */
  context?: string;
  owned: ReadonlyMap<string, Owned>;
  nodes: ReadonlyMap<string, NodeRow>;
  /** What a Service leads to. */
  behind: BehindService;
  /** By name of the node. */
  reboots: ReadonlyMap<string, Reboot>;
  /** The stored Pod behind a row. */
  podOf: (row: PodRow) => Pod | undefined;
  /** The stored object of a kind, by namespace and name. */
  stored: <Name extends KindName>(kind: Name, ref: Omit<ObjectRef, 'kind'>) => ObjectOf<Name> | undefined;
  /** The newest warning about an object that says more than "backs off"; or the newest with a reason. */
  warningAbout: (ref: ObjectRef, reason?: string) => EventRow | undefined;
  /** Pods in trouble, by rule, together with those of the same owner. */
  affected: ReadonlyMap<string, readonly AffectedPods[]>;
  /** The same for one owner, by rule. */
  affectedOf: (owned: Owned) => ReadonlyMap<string, AffectedPods>;
}
