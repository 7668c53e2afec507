/**
 * What one snapshot means: the rows of every table, for pages, digest and exports. Pure data; ages are counted from the
 * moment of the snapshot. Times are the API's own RFC 3339 texts.
 */
import type { HealthCheckRow } from '../probes/http/row.ts';
import type { ProbeRows } from '../probes/rows.ts';
import type { Coverage, SnapshotMeta } from '../snapshots/schema.ts';
import type { Judged, State } from './judged.ts';
import type { Written } from './written.ts';

export type { Judged, State };

export interface ObjectRef {
  kind: string;
  namespace?: string;
  name: string;
}

/** The last end of a container before the current run. */
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
  /** As kubectl counts: restarts of an init container count only while its pod initialises. A lower bound. */
  restarts: number;
  /**
   * Restarts that the kubelet counted and kubectl no longer counts. For comparing snapshots, never for display. Absent
   * for none.
   */
  pastRestarts?: number;
  /** Its current state in kubectl's words: Running, CrashLoopBackOff, Completed, … */
  status: string;
  /** It waits for its restart: no restart has followed its last end yet. */
  waitsAgain?: true;
  /** Among the counted restarts. */
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
  /** `none` if no container has a readiness probe and the pod has no readiness gate: Ready then means nothing. */
  healthCheck: 'OK' | 'failing' | 'none';
  /** What a probe of the config found: at the pod, or at a Service that leads to it. Absent without a probe. */
  ownHealth?: { result: HealthCheckRow['result']; probe: string };
  containers: ContainerRow[];
  /** The workload at the top of the owner chain; absent for a bare pod. */
  owner?: ObjectRef;
  version?: string;
  /** Its template, as the `revision` of its workload names it; absent for a bare pod. */
  revision?: string;
  /** Its workload no longer counts it: it has ended, or is being deleted. */
  leaving?: 'succeeded' | 'failed' | 'deleted';
  /** Its containers are meant to end: its failure is a failure of work, and not of a service. */
  runsToEnd?: true;
  /** Names of the volume claims that it uses; absent if it uses none. */
  claims?: readonly string[];
  /** Deletes the pod, so that its owner replaces it; absent if nothing would replace it. */
  restartCommand?: string;
}

export interface WorkloadRow extends Judged {
  uid: string;
  kind: string;
  namespace: string;
  name: string;
  /** It was not read, and may own its pods for another workload: it does not count. */
  isBetween?: true;
  version?: string;
  /** Source of the version: a label, or the tag of the image. */
  versionFrom?: string;
  labels: Record<string, string>;
  images: string[];
  /** What is rolled out, while no pod has started it: `version` and `images` are then what runs. */
  template?: { version?: string; images: string[] };
  /** How often its desired state was changed, as the API server counts. */
  generation?: number;
  /** Who wrote it; absent if the snapshot does not say. */
  written?: Written;
  /** Absent numbers: the kind does not have them, or the controller has not reported. */
  desired?: number;
  current?: number;
  ready?: number;
  updated?: number;
  available?: number;
  /** For Deployments, StatefulSets, DaemonSets: complete, progressing, stuck, paused. */
  rollout?: string;
  /** The current template of its pods; absent if nothing is rolled out, or the template is unknown. */
  revision?: PodTemplateRevision;
  /** For Jobs and CronJobs: completions, last run and so on, as one text. */
  detail?: string;
  age: string;
  created?: string;
  /** Number of its pods, over the whole owner chain; absent when not all were seen. */
  pods?: number;
  /** Restarts of those pods; absent in the same case. */
  restartCount?: number;
  scaleCommand?: string;
  restartCommand?: string;
  /** The HorizontalPodAutoscaler that scales it. */
  autoscaler?: Autoscaler;
  /** The PodDisruptionBudget that guards its pods. */
  disruptionBudget?: DisruptionBudget;
  /** Of CronJobs. */
  runs?: CronRuns;
  /** It does its work and ends: Jobs, CronJobs, and other workloads whose pods run to their end. */
  runsToEnd?: true;
  /** Services of its namespace that lead to it, and their entrances, the worst first; absent for none. */
  serves?: { services: string[]; entrances: string[] };
  /** The harm of its trouble; absent without trouble. */
  harm?: Harm;
  /** The cause of its trouble, if that is another object: a node, a Secret, a quota, a Service. */
  because?: ObjectRef;
}

/**
 * Who misses what is down.
 * - `public`: users outside.
 * - `others`: other workloads.
 * - `itself`: nobody known.
 * - `once`: one-time work that can be repeated.
 * - `leftover`: a Service or route with nothing behind it.
 * - `cluster`: everything, as for the API server.
 */
export type Reach = 'cluster' | 'public' | 'others' | 'itself' | 'once' | 'leftover';

/** What trouble does to others. */
export interface Harm {
  reach: Reach;
  /** Share that is down, 0 to 1. */
  down: number;
  /** The share (or the least share of such trouble) times its reach: only for sorting. */
  weight: number;
}

/** An entrance from outside: a host of Ingresses and routes, an address, a node port. */
export interface Entrance extends Judged {
  /** `payments.bank.example`, `203.0.113.7:443`, `node port 30080`. */
  name: string;
  /** The objects that make it: Ingresses, routes with their Gateways, Services. */
  by: ObjectRef[];
  /** Replicas that answer there, and wanted replicas; absent when not all were seen. */
  ready?: number;
  wanted?: number;
  /** The Services behind it, those that answer least first. */
  backends: {
    namespace: string;
    name: string;
    /** Empty if the whole entrance leads there. */
    paths: string[];
    ready?: number;
    wanted?: number;
    workloads: ObjectRef[];
  }[];
}

/** A pod template, identified by a label of its pods. */
export interface PodTemplateRevision {
  /** Absent if it is not yet known. */
  id?: string;
  /** Number of a Deployment's rollouts, as its controller counts: a template that is rolled out again counts again. */
  count?: number;
  /** Time of the last `kubectl rollout restart`. */
  restartedAt?: string;
  /** The template before this one, as its ReplicaSet is kept. */
  earlier?: { count: number; version?: string; images: string[] };
}

export interface Autoscaler {
  name: string;
  min: number;
  max: number;
  /** Existing and wanted replicas; absent when its controller has not reported. */
  current?: number;
  desired?: number;
  /** `cpu: 194 % of 80 %`, one per metric; `current` is absent without a reading. */
  metrics: { name: string; current?: string; target: string }[];
  /** It wants more replicas than its maximum. */
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
  /** Other budgets for the same pods: the API then refuses every eviction. */
  others?: string[];
}

export interface CronRuns {
  schedule: string;
  /** Absent: the unknown time zone of the controller-manager; times are then counted in UTC. */
  timeZone?: string;
  suspended: boolean;
  lastScheduled?: string;
  lastSuccess?: string;
  /** The next due run; absent when suspended or when the schedule cannot be read. */
  nextDue?: string;
  /** From its own status, or from its newest Job; `unknown` when Jobs were not seen. */
  lastResult?: 'succeeded' | 'failed' | 'running' | 'unknown';
  /** How many seconds a run is overdue. */
  lateSeconds?: number;
  /** Runs since the last one that did not start, and whose deadline has passed; 101 means 101 or more. */
  missed?: number;
  /** Runs that did not start because the last one still goes on (Forbid), if more than one. 101 means 101 or more. */
  skipped?: number;
  /** How many of its runs go on at once, if these are more than a handful. */
  atOnce?: number;
  /** Its last run did not succeed, and none of its Jobs is left. */
  leftNoSuccess?: true;
  /** Why it has no next run although it is not suspended: `its schedule cannot be read: …`. */
  problem?: string;
}

/** One workload's replicas over data centres and nodes, compared with its own rules. */
export interface SpreadRow extends Judged {
  uid: string;
  kind: string;
  namespace: string;
  name: string;
  desired?: number;
  /** Running pods by data centre, `?` for nodes that are unseen or without the label; only data centres with pods. */
  dataCentres: { name: string; pods: number }[];
  nodes: { name: string; dataCentre?: string; pods: number }[];
  /** `required: one per kubernetes.io/hostname`, from its pod template. */
  rules: string[];
  /** Its problems, worst first. */
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
  /** Endpoints with and without traffic; absent when they were not seen, or the Service has none by design. */
  ready?: number;
  notReady?: number;
  /**
   * Its first endpoints, those without traffic first. Terminating endpoints count neither as ready nor as not ready.
   */
  endpoints: { address: string; ready: boolean; terminating?: true; pod?: string; node?: string }[];
  /** Ports that no ready endpoint serves, while others are served. */
  unservedPorts?: { port?: number; name?: string }[];
  /** Pods get traffic even when not ready, because of its `publishNotReadyAddresses`. */
  publishesNotReady?: true;
  /** All its workloads are scaled to zero: it has no endpoints on purpose. */
  scaledToZero?: true;
  /** It selects nothing: it watches a control plane whose pods are not in this cluster. */
  ofControlPlane?: true;
  /** A load balancer without address, after the time that a cloud takes, or refused by the cloud. */
  lacksAddress?: true;
}

/** The target of a host and path; `exists` is absent when the Services were not seen. */
export interface Backend {
  kind: string;
  namespace: string;
  name: string;
  port?: string;
  exists?: boolean;
  /** Whether the Service has that port; absent if unknown. */
  portExists?: boolean;
  /** Share of the traffic, 0 to 1, if a rule has several backends. */
  share?: number;
}

/** An Ingress, or a route of the Gateway API. */
export interface RouteRow extends Judged {
  uid: string;
  /** Ingress, HTTPRoute, GRPCRoute. */
  kind: string;
  namespace: string;
  name: string;
  /** Ingress class, or what the route is attached to: `infra/edge:https`, `Service shop/web`. */
  via: string[];
  /** The Gateways among them, each with its text there. */
  gateways: { via: string; object: ObjectRef }[];
  paths: {
    /** `*` for all; several hosts of one route with commas. */
    host: string;
    /** `/api`, `/api (exact)`, `GET /api`, `shop.Cart/Add`, `default backend`. */
    path: string;
    backend?: Backend;
    /** What answers instead of a backend: `RequestRedirect`. */
    filter?: string;
  }[];
  /** Hosts with TLS termination; `*` for all. */
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
    /** Its problem: `InvalidCertificateRef`. */
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
  /** What it waits for by design. */
  note?: string;
  /** Names of the pods that use it; absent when not all pods were seen. */
  pods?: readonly string[];
  age: string;
  created?: string;
}

export interface VolumeRow extends Judged {
  uid: string;
  name: string;
  /** kubectl's STATUS: Available, Bound, Released, Failed, Pending, Terminating. */
  phase: string;
  /** The claim to which it is, or was, bound, `shop/data-web-0`. */
  claim?: string;
  capacity?: string;
  accessModes: string[];
  /** Retain, Delete or Recycle. */
  reclaimPolicy?: string;
  storageClass?: string;
  /** The API's reason of a failure. */
  reason?: string;
  driver?: string;
  /** The driver's name for the volume. */
  handle?: string;
  age: string;
  created?: string;
}

export interface ClassRow extends Judged {
  uid: string;
  name: string;
  /** A claim without a class gets this class. */
  isDefault: boolean;
  provisioner: string;
  /** For new volumes. */
  reclaimPolicy: string;
  /** Immediate or WaitForFirstConsumer. */
  bindingMode: string;
  /** Its claims can be enlarged. */
  expandable: boolean;
  /** Number of claims that name it; absent when not all were seen. */
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
  /** Of the last attempt to attach, or to detach. */
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
  /** Used share of hard, 0 to 1 or above; absent when it cannot be computed. */
  share?: number;
}

/** One custom resource of the config, with the columns that the server prints. */
export interface CustomTable {
  /** `rollouts.argoproj.io`. */
  resource: string;
  columns: string[];
  /** Judged by the object's conditions; also healthy without conditions. */
  rows: (Judged & { uid: string; namespace?: string; name: string; cells: string[] })[];
  /** How the resource was read. */
  coverage: Coverage;
}

/** A service under its usual name, wherever it runs: the versions page compares services across clusters. */
export interface ServiceVersion {
  service: string;
  /** Source of its name: a label's key, or `workload name`. */
  serviceFrom: string;
  /** Name of the installation, if a label tells it; without version and data centre. */
  instance?: string;
  /** Name of the workload without version and data centre: distinguishes the parts of a service. */
  part: string;
  version?: string;
  versionFrom?: string;
  /** Other versions of its pods: during a rollout, or when a rollout is stuck. */
  alsoRunning?: string[];
  /** It wants no pods, or is suspended: nothing of this version runs. */
  idle?: true;
  workload: ObjectRef & { uid: string };
  /** Its data centre, if the workload's name or its pods tell one. */
  dataCentre?: string;
  images: string[];
}

/** Trouble or a risk: a rule of `findings/rules.ts` fired for an object. */
export interface Finding {
  /** Id of the rule, `crash-loop`. */
  rule: string;
  severity: Severity;
  /** `Crash loop`. */
  title: string;
  object: ObjectRef & { uid?: string };
  /** One clause about the problem: `2 of 3 pods: exit 1, 14 restarts, the last 2 minutes before`. */
  what: string;
  /** Why it matters, and what to do: sentences of the rule. */
  why: string;
  advice: string;
  /** A kubectl command for the next look. */
  command?: string;
  /** The objects that show it, the most telling first. The list may be cut; `objects` counts all. */
  evidence: { object: ObjectRef & { uid?: string }; text: string }[];
  objects: number;
  /** Other findings that are told with it, since it explains them; absent for none. */
  explains?: { rule: string; object: ObjectRef }[];
  /** When it began, if the cluster itself says so. */
  since?: string;
  /** Names of the entrances to what is in trouble, the worst first; absent for none, and for advice. */
  entrances?: string[];
  /** The weight of the trouble, see {@link Harm.weight}; absent for advice. */
  weight?: number;
  /** Why the config silences it; only in `Report.silenced`. */
  silence?: string;
  /** If it stands for many objects with one cause: the finding of each object. */
  members?: readonly Finding[];
}

/** Advice does not make a cluster degraded. */
export type Severity = 'failing' | 'degraded' | 'advice';

export interface Heartbeat {
  /** Last heartbeat; absent when none was seen. */
  at?: string;
  /** Seconds before the snapshot. */
  ageSeconds?: number;
  /** No heartbeat for longer than a Lease lasts, or than the kubelet may be silent. */
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
  /** In its first minutes, and not ready yet. */
  joining?: true;
  /** All its conditions, e.g. `MemoryPressure`. */
  conditions: {
    type: string;
    status: string;
    reason?: string;
    message?: string;
    since?: string;
    /** Whether the value is good; absent for an unknown type. */
    good?: boolean;
  }[];
  taints: string[];
  capacity: { cpu?: string; memory?: string; pods?: string };
  /** Allocatable resources, requests of its pods, and usage: cores, bytes and pods. */
  resources: NodeResource[];
  /** Number of its pods; absent when not all Pods were seen. */
  pods?: number;
  osImage?: string;
  kernelVersion?: string;
  containerRuntime?: string;
}

export interface NodeResource {
  name: 'cpu' | 'memory' | 'pods';
  allocatable?: number;
  /** Absent when not all Pods were seen. */
  requested?: number;
  /** Absent without metrics. */
  used?: number;
}

/** Events with one cause: same reason and kind, and messages that differ only in names, numbers and hashes. */
export interface EventCause {
  type: string;
  reason: string;
  kind: string;
  namespace?: string;
  /** The workload of the objects, if there is only one. */
  owner?: ObjectRef;
  /** Message of the newest event. */
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
  /** What the controller did or tried, `Binding`; only new-style events have it. */
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
  /** Node or identity of the leader; absent when nobody leads. */
  holder?: string;
  since?: string;
  renewedSecondsAgo?: number;
  /** Not renewed for longer than the Lease lasts: its holder does not lead. */
  lapsed?: true;
  /** Changes of leader so far. */
  transitions: number;
}

/** An object whose coming and going is news. */
export interface NewsworthyObject extends ObjectRef {
  uid: string;
  created?: string;
  /** Of a volume: objectKey of the claim that it is for. */
  claim?: string;
}

export type Counts = Record<State, number>;

/** Everything that one snapshot says. */
export interface Report extends Judged, ProbeRows {
  meta: SnapshotMeta;
  /** One sentence, as an editor would write it. */
  lead: string;
  /** Kinds that were not, or not completely, seen. Empty when the snapshot is complete. */
  unseen: Coverage[];
  /**
   * Whether a table is complete: every kind behind it was completely read. If not, its rows, its counts and `restarts`
   * are lower bounds. Then write "at least 3", and "not seen" instead of "none".
   */
  seen: { pods: boolean; workloads: boolean; nodes: boolean; events: boolean };
  /** Counts of what was seen; a zero means "none" only if `seen` says so. */
  counts: { workloads: Counts; pods: Counts; nodes: Counts };
  /** Sum of restart counts over the seen pods. A lower bound: the counts of deleted pods are lost. */
  restarts: number;
  /** Each table: trouble first, by harm if it can be weighed, then by namespace and name; events newest first. */
  pods: PodRow[];
  workloads: WorkloadRow[];
  nodes: NodeRow[];
  events: EventRow[];
  /** The events grouped by cause; warnings first, then newest first. */
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
   * The most harm first, causes before consequences, advice last; silenced findings are separate. If more than a few
   * objects share a cause, they are one finding with members.
   */
  findings: Finding[];
  /** Keys of objects that are being deleted; absent for none. */
  deleted?: readonly string[];
  silenced: Finding[];
  /** Rules that could not be checked everywhere, because some of their kinds were not completely seen. */
  unchecked: {
    rule: string;
    title: string;
    /** It could not be checked anywhere. */
    blind?: true;
  }[];
  /** Services, claims, Namespaces and the like: Days follow that they come and go. */
  newsworthy: NewsworthyObject[];
  /** The time that the events cover: the event TTL before the snapshot, or more; if the log was seen. */
  eventsCover?: {
    from: string;
    to: string;
    /** Events live longer than the config says: one that is older is there. */
    longer?: true;
  };
  leaders: LeaderRow[];
}

/** The tables of a report; its findings, its state and its lead follow from them. */
export type Tables = Omit<
  Report,
  'state' | 'why' | 'lead' | 'findings' | 'deleted' | 'silenced' | 'unchecked' | 'newsworthy'
>;
