/**
 * What truly happened in the simulated world, written by the world as it happens. It knows nothing of Gazette, of
 * snapshots, or of who looks when. Times are Unix seconds.
 */

/** How a container ended. */
export interface Ending {
  reason: string;
  exitCode: number;
  finishedAt: number;
}

export interface RestartDeed {
  at: number;
  /** `Deployment/shop/web`, or `Pod/shop/web` of a pod of its own. */
  workload: string;
  pod: string;
  container: string;
  /** How it had ended before. */
  end: Ending;
}

export interface RolloutDeed {
  workload: string;
  /** Image tags. */
  from: string;
  to: string;
  /** `kubectl rollout restart`, or another ConfigMap: the image stays. */
  sameImage: boolean;
  begun: number;
  ended?: number;
  /** It ended as another began, or with its workload. */
  superseded?: true;
  stuckAt?: number;
}

export type DepartureReason = 'rollout' | 'eviction' | 'deleted' | 'node' | 'scaling' | 'workload' | 'ended';

/** A pod that went. */
export interface Departure {
  workload: string;
  pod: string;
  /** When its deletion began, or it ended. */
  at: number;
  gone?: number;
  why: DepartureReason;
}

export interface NodeDeed {
  at: number;
  node: string;
  uid: string;
  what:
    | 'joined'
    | 'left'
    /** It ended all its pods at once, and starts them again. */
    | 'rebooted'
    /** Its last beat. */
    | 'silent'
    /** Given up by the node controller. */
    | 'lost'
    /** By its own word. */
    | 'not-ready'
    | 'back'
    | 'cordoned'
    | 'uncordoned';
}

/** One occurrence that was written into the event log. */
export interface EventDeed {
  at: number;
  /** Its own, within the cluster. */
  name: string;
  uid: string;
}

/** How many replicas are wanted and ready from then on; absent while the workload is not there. */
export interface ReplicaDeed {
  at: number;
  workload: string;
  desired?: number;
  ready?: number;
}

export interface WorkloadDeed {
  at: number;
  workload: string;
  uid: string;
  what: 'created' | 'deleted';
}

export interface Ledger {
  restarts: RestartDeed[];
  rollouts: RolloutDeed[];
  departures: Departure[];
  nodes: NodeDeed[];
  events: EventDeed[];
  replicas: ReplicaDeed[];
  workloads: WorkloadDeed[];
}

export const openLedger = (): Ledger => ({
  ...{ restarts: [], rollouts: [], departures: [], nodes: [], events: [], replicas: [], workloads: [] },
});
