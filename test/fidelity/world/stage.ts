/** What controllers see of the simulated world, and what they may do in it. */
import type { Departure, Ledger } from './ledger.ts';
import type {
  EventThing,
  NodeThing,
  OtherThing,
  SimPod,
  Template,
  WorkloadKind,
  WorkloadThing,
} from './things.ts';

export interface Scenery {
  readonly now: number;
  readonly ledger: Ledger;
  readonly nodes: ReadonlyMap<string, NodeThing>;
  readonly pods: ReadonlyMap<string, SimPod>;
  readonly workloads: ReadonlyMap<string, WorkloadThing>;
  readonly others: ReadonlyMap<string, OtherThing>;
  readonly events: ReadonlyMap<string, EventThing>;
}

export interface WorkloadOptions {
  replicas?: number;
  template: Template;
  labels?: Record<string, string>;
  strategy?: 'Recreate';
  maxSurge?: number;
  maxUnavailable?: number;
  deadline?: number;
  /** Of a CronJob: seconds between two runs. */
  every?: number;
  cron?: string;
}

export interface Backstage extends Scenery {
  /** Has something happen at a time. */
  at: (time: number, act: () => void) => void;
  in: (seconds: number, act: () => void) => void;
  /** Its controller looks at it again. */
  touch: (workload: string) => void;
  uid: () => string;
  podsOf: (workload: WorkloadThing) => SimPod[];
  addPod: (
    pod: Pick<SimPod, 'namespace' | 'name' | 'workload' | 'owner' | 'template' | 'node' | 'ordinal'>,
  ) => SimPod;
  deletePod: (pod: SimPod, why: Departure['why']) => void;
  create: (kind: WorkloadKind, namespace: string, name: string, options: WorkloadOptions) => WorkloadThing;
  /** Its controller says that all is as wanted. */
  complete: (workload: WorkloadThing) => void;
  /** The Jobs of a CronJob are cleaned up. */
  forget: (workload: WorkloadThing) => void;
}
