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
  /** As kubectl counts: those of an init container while its pod initialises, and no longer. A lower bound. */
  restarts: number;
  /** What the kubelet counted and kubectl counts no more; to compare two snapshots, and never to be shown. Absent for none. */
  pastRestarts?: number;
  /** What it does now, in kubectl's words: Running, CrashLoopBackOff, Completed, … */
  status: string;
  /** It waits to be started again: no restart has followed its last end yet. */
  waitsAgain?: true;
  /** Of the restarts that count. */
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
  /** What it was made of, as the `revision` of its workload says it; absent for a bare pod. */
  revision?: string;
  /** It is none of the pods that its workload counts any more: it has ended, or was told to go. */
  leaving?: 'succeeded' | 'failed' | 'deleted';
  /** Its containers are meant to end: its failure is that of work, and of nothing that serves. */
  runsToEnd?: true;
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
  /** How often what is wanted of it was changed, as the API server counts. */
  generation?: number;
  /** Absent numbers: the kind has no such notion, or the controller has not reported. */
  desired?: number;
  current?: number;
  ready?: number;
  updated?: number;
  available?: number;
  /** For Deployments, StatefulSets, DaemonSets: complete, progressing, stuck, paused. */
  rollout?: string;
  /** The template that pods are made of now; absent where nothing is rolled out, or nothing tells. */
  revision?: PodTemplateRevision;
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
  /** The HorizontalPodAutoscaler that scales it. */
  autoscaler?: Autoscaler;
  /** The PodDisruptionBudget that guards its pods. */
  disruptionBudget?: DisruptionBudget;
  /** Of CronJobs. */
  runs?: CronRuns;
  /** It does its work and ends: Jobs, CronJobs, and others whose pods run to their end. */
  runsToEnd?: true;
  /** Services of its namespace that lead to it, and the entrances that do, the worst first; absent for none. */
  serves?: { services: string[]; entrances: string[] };
  /** What its trouble does; absent where it is in none. */
  harm?: Harm;
  /** What its trouble follows from, where that is another object: a node, a Secret, a quota, a Service. */
  because?: ObjectRef;
}

/**
 * Who misses what is down: those outside (`public`), other workloads (`others`), nobody that is known (`itself`);
 * `once`: work that is done once, and again if need be; `leftover`: a Service or route with nothing behind it;
 * `cluster`: all of it, as with the API server.
 */
export type Reach = 'cluster' | 'public' | 'others' | 'itself' | 'once' | 'leftover';

/** What trouble does to others. */
export interface Harm {
  reach: Reach;
  /** Share that is down, 0 to 1. */
  down: number;
  /** The share, or what trouble counts at least, times how far it reaches: only to order by. */
  weight: number;
}

/** A way in from outside: a host of Ingresses and routes, an address, a node port. */
export interface Entrance extends Judged {
  /** `payments.bank.example`, `203.0.113.7:443`, `node port 30080`. */
  name: string;
  /** What makes it: Ingresses, routes, Services. */
  by: ObjectRef[];
  /** Replicas that answer there, and those that are wanted; absent when not all were seen. */
  ready?: number;
  wanted?: number;
  /** The Services that it leads to, those of which least answers first. */
  backends: {
    namespace: string;
    name: string;
    /** Empty where all of the entrance leads there. */
    paths: string[];
    ready?: number;
    wanted?: number;
    workloads: ObjectRef[];
  }[];
}

/** A pod template, by what its pods bear. */
export interface PodTemplateRevision {
  /** Absent where nobody knows yet. */
  id?: string;
  /** How many a Deployment has had, as its controller counts: what was rolled out again counts again. */
  count?: number;
  /** When `kubectl rollout restart` last asked for new pods. */
  restartedAt?: string;
  /** The template before this one, as its ReplicaSet is kept. */
  earlier?: { count: number; version?: string; images: string[] };
}

export interface Autoscaler {
  name: string;
  min: number;
  max: number;
  /** Replicas that exist and that it wants; absent when its controller has not reported. */
  current?: number;
  desired?: number;
  /** `cpu: 194 % of 80 %`, one per metric; `current` is absent when there is no reading. */
  metrics: { name: string; current?: string; target: string }[];
  /** It wants more than it may have. */
  atMaximum: boolean;
  /** Why it does not scale: `FailedGetResourceMetric: …`; absent when it does. */
  problem?: string;
}

export interface DisruptionBudget {
  name: string;
  /** `minAvailable 2`, `maxUnavailable 25%`. */
  rule: string;
  /** Why its controller cannot count its pods: `SyncFailed: …`; absent when it can. */
  problem?: string;
  /** Evictions allowed now; absent when its controller has not reported. */
  allowed?: number;
  healthy?: number;
  wanted?: number;
  expected?: number;
  /** Further budgets that guard the same pods: the API then refuses to evict any of them. */
  others?: string[];
}

export interface CronRuns {
  schedule: string;
  /** Absent: the controller-manager's own zone, which nobody can see; times are then counted in UTC. */
  timeZone?: string;
  suspended: boolean;
  lastScheduled?: string;
  lastSuccess?: string;
  /** The run that should come after the last one; absent when suspended or when the schedule cannot be read. */
  nextDue?: string;
  /** By its own word, or that of the newest Job that it owns; `unknown` when Jobs were not seen. */
  lastResult?: 'succeeded' | 'failed' | 'running' | 'unknown';
  /** Seconds that a run is overdue. */
  lateSeconds?: number;
  /** Runs since the last one that did not start, and can start no more, as their deadline has passed; 101 and more count as 101. */
  missed?: number;
  /** Runs that did not start since the last one still goes on (Forbid), more than one; 101 and more count as 101. */
  skipped?: number;
  /** Its last run did not succeed, and no Job of it is left. */
  leftNoSuccess?: true;
  /** Why there is no next run although it is not suspended: `its schedule cannot be read: …`. */
  problem?: string;
}

/** One workload's replicas over data centres and nodes, against its own rules. */
export interface SpreadRow extends Judged {
  uid: string;
  kind: string;
  namespace: string;
  name: string;
  desired?: number;
  /** Running pods by data centre, `?` for pods on nodes without the label or not seen; only those with pods. */
  dataCentres: { name: string; pods: number }[];
  nodes: { name: string; dataCentre?: string; pods: number }[];
  /** `required: one per kubernetes.io/hostname`, as its pod template says. */
  rules: string[];
  /** What stands out, worst first. */
  problems: SpreadProblem[];
}

export interface SpreadProblem {
  type: 'one-data-centre' | 'same-node' | 'single-replica' | 'anti-affinity-violated' | 'skew-exceeded';
  text: string;
}

export interface ServiceRow extends Judged {
  uid: string;
  namespace: string;
  name: string;
  /** ClusterIP, Headless, NodePort, LoadBalancer, ExternalName. */
  type: string;
  clusterIP?: string;
  /** External addresses and names. */
  external: string[];
  /** `443→8443/TCP`, with the node port where there is one. */
  ports: string[];
  selector: Record<string, string>;
  /** Endpoints that get traffic and that do not; absent when they were not seen, or it has none by design. */
  ready?: number;
  notReady?: number;
  /** The first of them, those without traffic first; terminating ones are counted neither as ready nor as not ready. */
  endpoints: { address: string; ready: boolean; terminating?: true; pod?: string; node?: string }[];
  /** Ports that no ready endpoint serves, where others are served. */
  unservedPorts?: { port?: number; name?: string }[];
  /** Pods get traffic whether they are ready or not, as its `publishNotReadyAddresses` wants. */
  publishesNotReady?: true;
  /** Every workload that it selects is scaled to zero: it has no endpoints on purpose. */
  scaledToZero?: true;
}

/** Where a host and path lead; `exists` is absent when the Services were not seen. */
export interface Backend {
  kind: string;
  namespace: string;
  name: string;
  port?: string;
  exists?: boolean;
  /** Whether the Service has that port; absent where that cannot be told. */
  portExists?: boolean;
  /** Share of the traffic, 0 to 1, where a rule names several backends. */
  share?: number;
}

/** An Ingress, or a route of the Gateway API. */
export interface RouteRow extends Judged {
  uid: string;
  /** Ingress, HTTPRoute, GRPCRoute. */
  kind: string;
  namespace: string;
  name: string;
  /** Ingress class, or the Gateways that it is attached to. */
  via: string[];
  paths: {
    /** `*` for all; several of one route with commas. */
    host: string;
    /** `/api`, `/api (exact)`, `GET /api`, `shop.Cart/Add`, `default backend`. */
    path: string;
    backend?: Backend;
    /** What answers where no backend does: `RequestRedirect`. */
    filter?: string;
  }[];
  /** Hosts that TLS is terminated for; `*` for all. */
  tls: string[];
  addresses: string[];
}

export interface GatewayRow extends Judged {
  uid: string;
  namespace: string;
  name: string;
  class: string;
  addresses: string[];
  listeners: {
    name: string;
    protocol: string;
    port?: number;
    hostname?: string;
    /** Routes that its controller has attached. */
    routes?: number;
    /** What is wrong with it: `InvalidCertificateRef`. */
    problem?: string;
  }[];
}

export interface ClaimRow extends Judged {
  uid: string;
  namespace: string;
  name: string;
  /** Pending, Bound, Lost. */
  phase: string;
  storageClass?: string;
  accessModes: string[];
  requested?: string;
  capacity?: string;
  volume?: string;
  /** What it waits for on purpose. */
  note?: string;
  age: string;
  created?: string;
}

export interface VolumeRow extends Judged {
  uid: string;
  name: string;
  /** kubectl's STATUS: Available, Bound, Released, Failed, Pending, Terminating. */
  phase: string;
  /** The claim that it is, or was, bound to, `shop/data-web-0`. */
  claim?: string;
  capacity?: string;
  accessModes: string[];
  /** Retain, Delete or Recycle. */
  reclaimPolicy?: string;
  storageClass?: string;
  /** Of a failure, as the API has it. */
  reason?: string;
  driver?: string;
  /** What the driver calls it. */
  handle?: string;
  age: string;
  created?: string;
}

export interface ClassRow extends Judged {
  uid: string;
  name: string;
  /** A claim that names no class gets it. */
  isDefault: boolean;
  provisioner: string;
  /** Of the volumes that are made from now on. */
  reclaimPolicy: string;
  /** Immediate or WaitForFirstConsumer. */
  bindingMode: string;
  /** Its claims can be enlarged. */
  expandable: boolean;
  /** Claims that name it; absent when they were not all seen. */
  claims?: number;
  age: string;
  created?: string;
}

/** A volume and a node. */
export interface AttachmentRow extends Judged {
  uid: string;
  name: string;
  volume?: string;
  node: string;
  driver: string;
  attached: boolean;
  /** Of the last try to attach, or to detach. */
  error?: string;
  age: string;
  created?: string;
}

/** One resource of one ResourceQuota. */
export interface QuotaRow extends Judged {
  uid: string;
  namespace: string;
  name: string;
  resource: string;
  used: string;
  hard: string;
  /** Used of hard, 0 to 1 or above; absent when it cannot be computed. */
  share?: number;
}

/** One custom resource of the config, with the columns that the server prints. */
export interface CustomTable {
  /** `rollouts.argoproj.io`. */
  resource: string;
  columns: string[];
  /** Judged by the conditions that the object has; healthy also where it has none. */
  rows: (Judged & { uid: string; namespace?: string; name: string; cells: string[] })[];
  /** How it was read. */
  coverage: Coverage;
}

/** A service as people know it, wherever it runs: what the versions page compares across clusters. */
export interface ServiceVersion {
  service: string;
  /** Where its name was read: a label's key, or `workload name`. */
  serviceFrom: string;
  /** Which of several installations of it, where a label says so; without version and data centre. */
  instance?: string;
  /** Name of the workload without version and data centre: tells the parts of a service from each other. */
  part: string;
  version?: string;
  versionFrom?: string;
  /** Other versions that its pods still, or already, run: during a rollout, or when one is stuck. */
  alsoRunning?: string[];
  /** It wants no pods at all, or is suspended: nothing of this version runs. */
  idle?: true;
  workload: ObjectRef & { uid: string };
  /** Where the workload's own name or its pods say that it belongs to one data centre. */
  dataCentre?: string;
  images: string[];
}

/** Trouble or a risk: a rule of `findings/rules.ts`, met by one object. */
export interface Finding {
  /** Id of the rule, `crash-loop`. */
  rule: string;
  severity: Severity;
  /** `Crash loop`. */
  title: string;
  object: ObjectRef & { uid?: string };
  /** One clause that says what is the matter: `2 of 3 pods: exit 1, 14 restarts, the last 2m before`. */
  what: string;
  /** Why it matters, and what to do: sentences of the rule. */
  why: string;
  advice: string;
  /** A kubectl command to look further. */
  command?: string;
  /** The objects that show it, the most telling first; they may be cut, `objects` counts them all. */
  evidence: { object: ObjectRef & { uid?: string }; text: string }[];
  objects: number;
  /** Begun at that time, where the cluster itself says so. */
  since?: string;
  /** Names of the entrances that lead to what is in trouble, the worst first; absent for none, and in advice. */
  entrances?: string[];
  /** What the trouble weighs, see {@link Harm.weight}; absent in advice. */
  weight?: number;
  /** Why the config keeps quiet about it; only in `Report.silenced`. */
  silence?: string;
  /** Where it tells of many objects by one cause: the finding of each, by itself. */
  members?: readonly Finding[];
}

/** Advice does not make a cluster degraded. */
export type Severity = 'failing' | 'degraded' | 'advice';

export interface Heartbeat {
  /** Last beat; absent when none was seen. */
  at?: string;
  /** Seconds before the snapshot. */
  ageSeconds?: number;
  /** Nothing for longer than a Lease lasts, or than the kubelet may be silent. */
  silent?: true;
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
  /** All its conditions, e.g. `MemoryPressure`. */
  conditions: {
    type: string;
    status: string;
    reason?: string;
    message?: string;
    since?: string;
    /** As it should be; absent for a type of which nobody knows what is good. */
    good?: boolean;
  }[];
  taints: string[];
  capacity: { cpu?: string; memory?: string; pods?: string };
  /** What pods may use of it, what those bound to it ask for, and what it used; cores, bytes and pods. */
  resources: NodeResource[];
  /** Pods bound to it; absent when Pods were not all seen. */
  pods?: number;
  osImage?: string;
  kernelVersion?: string;
  containerRuntime?: string;
}

export interface NodeResource {
  name: 'cpu' | 'memory' | 'pods';
  allocatable?: number;
  /** Absent when Pods were not all seen. */
  requested?: number;
  /** Absent without metrics. */
  used?: number;
}

/** Events with one cause: same reason, kind and message but for names, numbers and hashes. */
export interface EventCause {
  type: string;
  reason: string;
  kind: string;
  namespace?: string;
  /** The workload that the objects belong to, where it is one. */
  owner?: ObjectRef;
  /** Message of the newest. */
  message: string;
  /** At least this many occurrences. */
  count: number;
  first?: string;
  last?: string;
  /** Newest first. */
  events: EventRow[];
}

export interface EventRow {
  uid: string;
  /** Of the event itself: a client writes an expired one again under it. */
  name: string;
  type: string;
  reason: string;
  /** What the controller did or tried, `Binding`; only new-style events say it. */
  action?: string;
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
  /** Not renewed for longer than the Lease lasts: whoever holds it does not lead. */
  lapsed?: true;
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
  /**
   * Each sorted trouble first, those rows that can be weighed by the harm that they do, then by namespace and name;
   * events newest first.
   */
  pods: PodRow[];
  workloads: WorkloadRow[];
  nodes: NodeRow[];
  events: EventRow[];
  /** The same grouped; warnings first, then newest first. */
  causes: EventCause[];
  spread: SpreadRow[];
  /** The worst first. */
  entrances: Entrance[];
  services: ServiceRow[];
  routes: RouteRow[];
  gateways: GatewayRow[];
  claims: ClaimRow[];
  volumes: VolumeRow[];
  classes: ClassRow[];
  attachments: AttachmentRow[];
  quotas: QuotaRow[];
  custom: CustomTable[];
  versions: ServiceVersion[];
  /**
   * What does most harm first, causes before consequences, advice last; silenced ones apart. What more than a handful of objects have by one
   * cause is one finding with members.
   */
  findings: Finding[];
  silenced: Finding[];
  /** Rules that could not, or not everywhere, be checked, since what they read was not all seen. */
  unchecked: {
    rule: string;
    title: string;
    /** It could be checked nowhere, whatever was seen of what it reads. */
    blind?: true;
  }[];
  /** The time that the events cover: from the snapshot's time less the event TTL, where the log was seen at all. */
  eventsCover?: { from: string; to: string };
  leaders: LeaderRow[];
}

/** The tables of a report, from which its findings, its state and its lead follow. */
export type Tables = Omit<Report, 'state' | 'why' | 'lead' | 'findings' | 'silenced' | 'unchecked'>;
