/** What the rules look at: the finished tables, with what was stored behind them. */
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { BehindService } from '../harm/serves.ts';
import type { Pod } from '../pods/pod-status.ts';
import type { Reboot } from '../nodes/reboots.ts';
import type { ContainerRow, EventRow, NodeRow, ObjectRef, PodRow, Tables, WorkloadRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import type { End } from './end.ts';

/** A workload with its pods, or a pod that no workload speaks for. */
export interface Owned {
  /** What people call it. */
  object: ObjectRef & { uid: string };
  /** Absent for a bare pod. */
  workload?: WorkloadRow;
  /** Trouble first. */
  pods: PodRow[];
  /** Those of them that have not ended, as far as they were seen. */
  live: number;
}

/** What ails one pod. */
export interface Symptom {
  /** Which container, to stand before the rest. */
  where?: string;
  /** One clause; where there is an `end`, what follows it. */
  text: string;
  /** How a container ended, and how often: summed up over the pods of a finding. */
  end?: End;
  /** The container that shows it; absent when it is about the pod as a whole. */
  container?: ContainerRow;
  since?: string;
  /** What other pods in the same trouble have in common; absent means how it ended, and the text. */
  cause?: string;
  /** The object that it comes from, where a message names one: a Secret, a ConfigMap. */
  causeObject?: ObjectRef;
  /** Where it is milder than the rule. */
  severity?: 'degraded' | 'advice';
  /** The pod has ended, and something else has taken its place or its count. */
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
  /** kubectl context of those who read the page. */
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
  /** The newest warning about an object that says more than that something backs off; or the newest for a reason. */
  warningAbout: (ref: ObjectRef, reason?: string) => EventRow | undefined;
  /** Pods in trouble, by rule, together with those of the same owner. */
  affected: ReadonlyMap<string, readonly AffectedPods[]>;
  /** Those of one owner, by rule. */
  affectedOf: (owned: Owned) => ReadonlyMap<string, AffectedPods>;
}
