/** What there is in the simulated world. */
import type { Ending } from './ledger.ts';

/** How the containers of a template behave. */
export interface Behaviour {
  /** Seconds until it runs, and from then until it is ready. */
  start?: number;
  ready?: number;
  /** Its image is not there, or it is never ready. */
  trouble?: 'image' | 'unready';
  /** It ends by itself, again and again. */
  crash?: { after: number; reason: string; exitCode: number };
  /** Of a Job: seconds that it runs, and whether it then fails. */
  runs?: number;
  fails?: boolean;
}

export interface Template {
  image: string;
  /** Hash of its ConfigMap, in an annotation that Gazette does not keep. */
  config?: string;
  restartedAt?: string;
  labels?: Record<string, string>;
  containers?: readonly string[];
  behave?: Behaviour;
}

export interface Container {
  name: string;
  restarts: number;
  state: 'waiting' | 'running' | 'ended';
  /** Why it waits. */
  reason?: string;
  startedAt?: number;
  ready: boolean;
  last?: Ending;
  /** Seconds of back-off before the next start. */
  backoff: number;
}

export interface SimPod {
  uid: string;
  namespace: string;
  name: string;
  /** Key of its workload. */
  workload: string;
  owner?: { apiVersion: string; kind: string; name: string; uid: string };
  template: Template;
  hash: string;
  created: number;
  /** Of a DaemonSet, and once it is bound. */
  node?: string;
  boundAt?: number;
  deletion?: number;
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  reason?: string;
  containers: Container[];
  readySince?: number;
  /** The node controller says that it is not ready, since its node is lost. */
  lostSince?: number;
  ordinal?: number;
}

/** A ReplicaSet of a Deployment, or the Job of a CronJob. */
export interface ReplicaSetThing {
  uid: string;
  name: string;
  namespace: string;
  hash: string;
  template: Template;
  revision: number;
  replicas: number;
  created: number;
}

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicationController'
  | 'Job'
  | 'CronJob';

export interface WorkloadThing {
  key: string;
  uid: string;
  kind: WorkloadKind;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  created: number;
  generation: number;
  replicas: number;
  template: Template;
  hash: string;
  sets: ReplicaSetThing[];
  paused?: boolean;
  strategy?: 'Recreate';
  maxSurge: number;
  maxUnavailable: number;
  deadline: number;
  /** Since when nothing came nearer to what is wanted. */
  progressAt: number;
  progress: string;
  stuck?: number;
  complete: boolean;
  /** StatefulSet: what it came from. */
  currentHash: string;
  /** Of a Deployment: since when enough are available, or not. */
  available: { is: boolean; since: number };
  /** What the ledger says of it last. */
  noted?: { desired: number; ready: number };
  /** Of a CronJob. */
  every?: number;
  lastSchedule?: number;
  lastSuccess?: number;
  /** Of a Job. */
  cron?: string;
  startedAt?: number;
  ended?: { at: number; how: 'Complete' | 'Failed' };
  failed: number;
}

export interface NodeThing {
  name: string;
  uid: string;
  created: number;
  cordoned: boolean;
  /** Its last beat, where it does not beat any more. */
  silentSince?: number;
  ready: { status: 'True' | 'False' | 'Unknown'; reason: string; since: number };
}

export interface EventThing {
  uid: string;
  namespace: string;
  name: string;
  involved: { kind: string; namespace?: string; name: string; uid: string };
  workload?: string;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  host?: string;
  count: number;
  first: number;
  last: number;
  /** Written in the newer style: without a count. */
  modern?: true;
}

export const tagOfImage = (image: string): string => image.slice(image.lastIndexOf(':') + 1);
export const isReadyPod = ({ containers, lostSince, phase }: SimPod): boolean =>
  phase === 'Running' && lostSince === undefined && containers.every(({ ready }) => ready);
/** It counts for its controller. */
export const isActivePod = ({ deletion, phase }: SimPod): boolean =>
  deletion === undefined && phase !== 'Succeeded' && phase !== 'Failed';

/** As the API server hashes templates, more or less: ten letters. */
export function hashOfTemplate({ behave: _, ...template }: Template): string {
  let state = 5381;
  for (const letter of JSON.stringify(template)) state = (state * 33 + letter.charCodeAt(0)) % 0x7fffffff;
  return state.toString(36).padStart(10, 'b').slice(-10);
}

/** Objects without pods, of which only that they come and go is followed. */
export type OtherKind = 'Service' | 'PersistentVolumeClaim' | 'ResourceQuota';
export interface OtherThing {
  kind: OtherKind;
  namespace: string;
  name: string;
  uid: string;
  created: number;
}
