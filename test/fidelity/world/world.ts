/**
 * A simulated cluster. It has a clock, an event log with a TTL, a scheduler, kubelets, and the controllers of nodes and
 * workloads. It writes into its ledger what happens, as it happens.
 */
import { Agenda, hours, minutes } from './clock.ts';
import { openLedger, type Departure, type Ending, type NodeDeed, type RolloutDeed } from './ledger.ts';
import { reconcile } from './controllers.ts';
import { photograph, type Photo } from './photo.ts';
import type { Backstage, WorkloadOptions } from './stage.ts';
import {
  hashOfTemplate,
  isActivePod,
  isReadyPod,
  tagOfImage,
  type Container,
  type EventThing,
  type NodeThing,
  type SimPod,
  type Template,
  type OtherKind,
  type OtherThing,
  type WorkloadKind,
  type WorkloadThing,
} from './things.ts';

export const EVENT_TTL_SECONDS = hours(1);
/** node-monitor-grace-period, and tolerationSeconds of the taint. */
const GRACE = 50;
const TOLERATED = 300;
const FIRST_BACKOFF = 10;
const MOST_BACKOFF = 300;
/** A container that ran for so long begins its back-off anew. */
const STEADY = 600;

type Said = Pick<EventThing, 'involved' | 'type' | 'reason' | 'message' | 'component'> &
  Partial<Pick<EventThing, 'workload' | 'host' | 'modern'>>;

export class World implements Backstage {
  now: number;
  readonly ledger = openLedger();
  readonly namespaces = new Map<string, { uid: string; created: number }>();
  readonly nodes = new Map<string, NodeThing>();
  readonly pods = new Map<string, SimPod>();
  readonly workloads = new Map<string, WorkloadThing>();
  readonly others = new Map<string, OtherThing>();
  readonly events = new Map<string, EventThing>();
  readonly #agenda = new Agenda();
  readonly #dirty = new Set<string>();
  /** What the clients that write events remember: their names and counts, longer than the API server does. */
  readonly #recorded = new Map<string, { uid: string; name: string; count: number; first: number }>();
  readonly #departed = new Map<string, Departure>();
  #uids = 0;

  constructor(now: number) {
    this.now = now;
  }

  /** Has something happen at a time. */
  at(time: number, act: () => void): void {
    this.#agenda.add(Math.max(time, this.now), act);
  }

  in(seconds: number, act: () => void): void {
    this.at(this.now + seconds, act);
  }

  /** Lets all happen that is due by then. */
  run(until: number): void {
    for (let next = this.#agenda.next(until); next; next = this.#agenda.next(until)) {
      this.now = next.at;
      next.act();
      this.#settle();
    }
    this.now = until;
  }

  look(): Photo {
    for (const [uid, { last }] of this.events)
      if (this.now >= last + EVENT_TTL_SECONDS) this.events.delete(uid);
    return photograph(this);
  }

  touch(workload: string): void {
    this.#dirty.add(workload);
  }

  #settle(): void {
    for (let rounds = 0; this.#dirty.size > 0; rounds += 1) {
      if (rounds > 200) throw new Error(`the controllers find no rest: ${[...this.#dirty].join()}`);
      const keys = [...this.#dirty];
      this.#dirty.clear();
      for (const key of keys) {
        const workload = this.workloads.get(key);
        if (workload) reconcile(this, workload);
      }
    }
  }

  uid(): string {
    this.#uids += 1;
    return `00000000-0000-4000-8000-${String(this.#uids).padStart(12, '0')}`;
  }

  // Events

  emit({ involved, component, reason, message, type, ...more }: Said): void {
    const key = JSON.stringify([component, involved.uid, type, reason, message, more.modern]);
    const known = more.modern ? undefined : this.#recorded.get(key);
    const last = known && this.events.get(known.uid);
    const there = last && this.now < last.last + EVENT_TTL_SECONDS ? last : undefined;
    // The API server has forgotten it: its client writes it again, under its name and with its count.
    const uid = there?.uid ?? this.uid();
    const record = {
      name: known?.name ?? `${involved.name}.${uid.slice(-12)}`,
      count: (known?.count ?? 0) + 1,
      first: known?.first ?? this.now,
    };
    if (!more.modern) this.#recorded.set(key, { uid, ...record });
    if (there) Object.assign(there, { count: record.count, last: this.now });
    else {
      const namespace = involved.namespace ?? 'default';
      this.events.set(uid, {
        ...{ uid, namespace, involved, component, reason, message, type },
        ...{ ...more, ...record, last: this.now },
      });
    }
    this.ledger.events.push({ at: this.now, uid, name: record.name });
  }

  emitOfPod(
    pod: SimPod,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component = 'kubelet',
  ): void {
    const { namespace, name, uid, node, workload } = pod;
    this.emit({
      involved: { kind: 'Pod', namespace, name, uid },
      ...{ type, reason, message, component, workload },
      ...(component === 'kubelet' && node !== undefined && { host: node }),
    });
  }

  emitOfWorkload({ kind, namespace, name, uid, key }: WorkloadThing, reason: string, message: string): void {
    const component = `${kind.toLowerCase()}-controller`;
    this.emit({
      involved: { kind, namespace, name, uid },
      ...{ type: 'Normal', reason, message, component, workload: key },
    });
  }

  // Workloads

  addNamespace(name: string): void {
    if (!this.namespaces.has(name)) this.namespaces.set(name, { uid: this.uid(), created: this.now });
  }

  /** A Service, a claim or the like, that nobody makes pods for. */
  addObject(kind: OtherKind, namespace: string, name: string): void {
    this.addNamespace(namespace);
    this.others.set(`${kind}/${namespace}/${name}`, {
      ...{ kind, namespace, name, uid: this.uid(), created: this.now },
    });
  }

  deleteObject(kind: OtherKind, namespace: string, name: string): void {
    this.others.delete(`${kind}/${namespace}/${name}`);
  }

  create(kind: WorkloadKind, namespace: string, name: string, options: WorkloadOptions): WorkloadThing {
    const { template, replicas = 1, labels = {}, strategy, every, cron } = options;
    this.addNamespace(namespace);
    const key = `${kind}/${namespace}/${name}`;
    const hash = hashOfTemplate(template);
    const workload: WorkloadThing = {
      ...{ key, uid: this.uid(), kind, namespace, name, labels, created: this.now, generation: 1 },
      ...{ replicas, template, hash, sets: [], maxSurge: options.maxSurge ?? 1, strategy, every, cron },
      ...{ maxUnavailable: options.maxUnavailable ?? 0, deadline: options.deadline ?? 600 },
      ...{ progressAt: this.now, progress: '', complete: false, currentHash: hash, failed: 0 },
      available: { is: false, since: this.now },
    };
    this.workloads.set(key, workload);
    this.ledger.workloads.push({ at: this.now, workload: key, uid: workload.uid, what: 'created' });
    this.touch(key);
    return workload;
  }

  get(key: string): WorkloadThing {
    const workload = this.workloads.get(key);
    if (!workload) throw new Error(`there is no ${key}`);
    return workload;
  }

  /** `kubectl delete`: what it owns goes with it. */
  delete(key: string): void {
    const workload = this.get(key);
    this.workloads.delete(key);
    this.ledger.workloads.push({ at: this.now, workload: key, uid: workload.uid, what: 'deleted' });
    this.ledger.replicas.push({ at: this.now, workload: key });
    this.#endRollout(key, true);
    for (const pod of this.podsOf(workload)) this.deletePod(pod, 'workload');
  }

  scale(key: string, replicas: number): void {
    const workload = this.get(key);
    Object.assign(workload, { replicas, generation: workload.generation + 1 });
    this.touch(key);
  }

  /** Labels of its metadata: no pod is replaced. */
  label(key: string, labels: Record<string, string>): void {
    const workload = this.get(key);
    workload.labels = { ...workload.labels, ...labels };
  }

  /** Another spec of the pods: a rollout begins. */
  setTemplate(key: string, change: Partial<Template>): void {
    const workload = this.get(key);
    const template = { ...workload.template, ...change };
    const hash = hashOfTemplate(template);
    if (hash === workload.hash) throw new Error(`${key}: the same template`);
    this.#endRollout(key, true);
    this.ledger.rollouts.push({
      ...{ workload: key, from: tagOfImage(workload.template.image), to: tagOfImage(template.image) },
      ...{ sameImage: workload.template.image === template.image, begun: this.now },
    });
    Object.assign(workload, { template, hash, generation: workload.generation + 1, complete: false });
    Object.assign(workload, { progressAt: this.now, progress: '', stuck: undefined });
    this.watchDeadline(workload);
    this.touch(key);
  }

  pause(key: string, isPaused: boolean): void {
    const workload = this.get(key);
    Object.assign(workload, { paused: isPaused, generation: workload.generation + 1, progressAt: this.now });
    this.touch(key);
  }

  setImage(key: string, image: string, behave: Template['behave'] = {}): void {
    this.setTemplate(key, { image, behave });
  }

  restartRollout(key: string): void {
    this.setTemplate(key, { restartedAt: new Date(this.now * 1000).toISOString() });
  }

  /** Source: pkg/controller/deployment/util `DeploymentTimedOut`. */
  watchDeadline(workload: WorkloadThing): void {
    if (workload.kind !== 'Deployment') return;
    this.at(Math.max(workload.progressAt, this.now) + workload.deadline, () => {
      if (workload.complete || workload.stuck !== undefined || this.workloads.get(workload.key) !== workload)
        return;
      if (this.now - workload.progressAt < workload.deadline) return;
      workload.stuck = this.now;
      const rollout = this.openRollout(workload.key);
      if (rollout) rollout.stuckAt = this.now;
    });
  }

  /** A rollout that no controller knows of: one object gives way to another. */
  noteRollout(rollout: RolloutDeed): RolloutDeed {
    this.ledger.rollouts.push(rollout);
    return rollout;
  }

  openRollout(key: string): RolloutDeed | undefined {
    return this.ledger.rollouts.findLast(({ workload, ended }) => workload === key && ended === undefined);
  }

  #endRollout(key: string, superseded = false): void {
    const open = this.openRollout(key);
    if (open) Object.assign(open, { ended: this.now, ...(superseded && { superseded: true }) });
  }

  /** Its controller says that all is as wanted. */
  complete(workload: WorkloadThing): void {
    if (workload.complete) return;
    workload.complete = true;
    workload.stuck = undefined;
    workload.currentHash = workload.hash;
    this.#endRollout(workload.key);
  }

  podsOf({ key, uid, sets }: WorkloadThing): SimPod[] {
    const owners = new Set([uid, ...sets.map((set) => set.uid)]);
    return [...this.pods.values()].filter(
      (pod) => pod.workload === key && pod.owner && owners.has(pod.owner.uid),
    );
  }

  forget({ key }: WorkloadThing): void {
    this.workloads.delete(key);
  }

  // Pods

  addPod(
    pod: Pick<SimPod, 'namespace' | 'name' | 'workload' | 'owner' | 'template' | 'node' | 'ordinal'>,
  ): SimPod {
    const { template, workload } = pod;
    const made: SimPod = {
      ...pod,
      ...{ uid: this.uid(), hash: hashOfTemplate(template), created: this.now, phase: 'Pending' },
      containers: (template.containers ?? ['app']).map((name) => ({
        ...{ name, restarts: 0, state: 'waiting', reason: 'ContainerCreating', ready: false, backoff: 0 },
      })),
    };
    this.pods.set(made.uid, made);
    this.touch(workload);
    this.in(1, () => this.#schedule(made));
    return made;
  }

  /** A pod that nobody owns. */
  addBarePod(namespace: string, name: string, template: Template): SimPod {
    this.addNamespace(namespace);
    return this.addPod({ namespace, name, workload: `Pod/${namespace}/${name}`, template });
  }

  #schedule(pod: SimPod): void {
    if (!this.pods.has(pod.uid) || pod.boundAt !== undefined || pod.deletion !== undefined) return;
    const load = (name: string) => [...this.pods.values()].filter(({ node }) => node === name).length;
    const fit = [...this.nodes.values()]
      .filter(({ cordoned, ready }) => !cordoned && ready.status === 'True')
      .toSorted((a, b) => load(a.name) - load(b.name) || (a.name < b.name ? -1 : 1));
    const node = pod.node ?? fit[0]?.name;
    if (node === undefined) {
      this.emitOfPod(
        pod,
        'Warning',
        'FailedScheduling',
        `0/${this.nodes.size} nodes are available`,
        'default-scheduler',
      );
      this.in(60, () => this.#schedule(pod));
      return;
    }
    Object.assign(pod, { node, boundAt: this.now });
    const { namespace, name, uid, workload } = pod;
    this.emit({
      involved: { kind: 'Pod', namespace, name, uid },
      ...{ type: 'Normal', reason: 'Scheduled', message: `Successfully assigned ${name} to ${node}` },
      ...{ component: 'default-scheduler', workload, modern: true },
    });
    this.touch(workload);
    this.in(1, () => this.#startPod(pod));
  }

  isUp(pod: SimPod): boolean {
    const node = pod.node === undefined ? undefined : this.nodes.get(pod.node);
    return node !== undefined && node.silentSince === undefined;
  }

  #startPod(pod: SimPod): void {
    if (!this.pods.has(pod.uid) || pod.deletion !== undefined) return;
    if (!this.isUp(pod)) return void this.in(10, () => this.#startPod(pod));
    const { behave = {}, image } = pod.template;
    if (behave.trouble === 'image') {
      for (const container of pod.containers) container.reason = 'ImagePullBackOff';
      this.emitOfPod(pod, 'Warning', 'Failed', `Failed to pull image "${image}": not found`);
      this.#nag(pod, 'Failed', `Failed to pull image "${image}": not found`, 300);
      this.touch(pod.workload);
      return;
    }
    this.in(behave.start ?? 3, () => {
      for (const container of pod.containers) this.#startContainer(pod, container);
    });
  }

  /** Says the same again while the pod waits. */
  #nag(pod: SimPod, reason: string, message: string, seconds: number): void {
    this.in(seconds, () => {
      if (
        !this.pods.has(pod.uid) ||
        !this.isUp(pod) ||
        pod.containers.every(({ state }) => state === 'running')
      )
        return;
      this.emitOfPod(pod, 'Warning', reason, message);
      this.#nag(pod, reason, message, seconds);
    });
  }

  #startContainer(pod: SimPod, container: Container): void {
    if (!this.pods.has(pod.uid) || pod.deletion !== undefined || container.state === 'running') return;
    if (!this.isUp(pod)) return void this.in(10, () => this.#startContainer(pod, container));
    const { behave = {} } = pod.template;
    if (container.last) {
      container.restarts += 1;
      const { workload, uid } = pod;
      const end = container.last;
      this.ledger.restarts.push({ at: this.now, workload, pod: uid, container: container.name, end });
    }
    const startedAt = this.now;
    Object.assign(container, { state: 'running', reason: undefined, startedAt, ready: false });
    pod.phase = 'Running';
    this.emitOfPod(pod, 'Normal', 'Started', `Started container ${container.name}`);
    const isSame = () =>
      this.pods.has(pod.uid) && container.state === 'running' && container.startedAt === startedAt;
    if (behave.runs !== undefined)
      this.in(behave.runs, () => {
        if (isSame()) this.#endPod(pod, behave.fails ? 'Failed' : 'Succeeded');
      });
    else if (behave.trouble !== 'unready')
      this.in(behave.ready ?? 5, () => {
        if (!isSame()) return;
        container.ready = true;
        if (isReadyPod(pod)) pod.readySince = this.now;
        this.touch(pod.workload);
      });
    if (behave.crash) {
      const { after, reason, exitCode } = behave.crash;
      this.in(after, () => {
        if (isSame() && this.isUp(pod)) this.crash(pod, { reason, exitCode, container: container.name });
      });
    }
    this.touch(pod.workload);
  }

  /** A container ends, and is started again: at once the first time, after its back-off later. */
  crash(
    pod: SimPod,
    { reason, exitCode, container: name = 'app' }: Omit<Ending, 'finishedAt'> & { container?: string },
  ): void {
    const container = pod.containers.find((one) => one.name === name);
    if (container?.state !== 'running') throw new Error(`${pod.name}: ${name} does not run`);
    const isSteady = this.now - (container.startedAt ?? this.now) >= STEADY;
    const delay = isSteady ? 0 : container.backoff;
    const last = { reason, exitCode, finishedAt: this.now };
    Object.assign(container, { last, ready: false, state: 'ended', readySince: undefined });
    container.backoff = delay === 0 ? FIRST_BACKOFF : Math.min(MOST_BACKOFF, delay * 2);
    pod.readySince = undefined;
    if (delay > 0) {
      Object.assign(container, { state: 'waiting', reason: 'CrashLoopBackOff' });
      this.emitOfPod(
        pod,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${name} in pod ${pod.name}`,
      );
    }
    this.in(Math.max(1, delay), () => this.#startContainer(pod, container));
    this.touch(pod.workload);
  }

  /** The kubelet has forgotten its containers: it counts anew. */
  forgetRestarts(pod: SimPod): void {
    for (const container of pod.containers) container.restarts = 0;
  }

  #endPod(pod: SimPod, phase: 'Succeeded' | 'Failed'): void {
    pod.phase = phase;
    for (const container of pod.containers)
      Object.assign(container, {
        ...{ state: 'ended', ready: false },
        last: {
          reason: phase === 'Failed' ? 'Error' : 'Completed',
          exitCode: Number(phase === 'Failed'),
          finishedAt: this.now,
        },
      });
    this.touch(pod.workload);
  }

  /** The kubelet evicts it: it stays, as failed, and its controller makes another. */
  evictByKubelet(pod: SimPod, message: string): void {
    this.#depart(pod, 'eviction');
    Object.assign(pod, { phase: 'Failed', reason: 'Evicted', readySince: undefined });
    for (const container of pod.containers) Object.assign(container, { state: 'ended', ready: false });
    this.emitOfPod(pod, 'Warning', 'Evicted', message);
    this.touch(pod.workload);
  }

  deletePod(pod: SimPod, why: Departure['why'], grace = 2): void {
    if (pod.deletion !== undefined || !this.pods.has(pod.uid)) return;
    pod.deletion = this.now;
    this.#depart(pod, why);
    this.touch(pod.workload);
    if (pod.node === undefined) return this.#removePod(pod);
    if (this.isUp(pod)) this.emitOfPod(pod, 'Normal', 'Killing', 'Stopping container app');
    this.#awaitKubelet(pod, grace);
  }

  #depart({ uid, workload }: SimPod, why: Departure['why']): void {
    if (this.#departed.has(uid)) return;
    const departure: Departure = { workload, pod: uid, at: this.now, why };
    this.#departed.set(uid, departure);
    this.ledger.departures.push(departure);
  }

  #awaitKubelet(pod: SimPod, grace: number): void {
    this.in(grace, () => {
      if (!this.pods.has(pod.uid)) return;
      if (this.isUp(pod) || !this.nodes.has(pod.node ?? '')) this.#removePod(pod);
      else this.#awaitKubelet(pod, 5);
    });
  }

  #removePod(pod: SimPod): void {
    this.pods.delete(pod.uid);
    const departure = this.#departed.get(pod.uid);
    if (departure) departure.gone = this.now;
    this.touch(pod.workload);
  }

  /** Those that run, by name. */
  running(workload: string): SimPod[] {
    return [...this.pods.values()]
      .filter((pod) => pod.workload === workload && isActivePod(pod))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  // Nodes

  addNode(name: string): void {
    const uid = this.uid();
    const ready = { status: 'True', reason: 'KubeletReady', since: this.now } as const;
    this.nodes.set(name, { name, uid, created: this.now, cordoned: false, ready });
    this.#note(name, 'joined');
    for (const workload of this.workloads.values())
      if (workload.kind === 'DaemonSet') this.touch(workload.key);
  }

  #node(name: string): NodeThing {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  }

  #note(name: string, what: NodeDeed['what']): void {
    this.ledger.nodes.push({ at: this.now, node: name, uid: this.#node(name).uid, what });
  }

  cordon(name: string, cordoned = true): void {
    this.#node(name).cordoned = cordoned;
    this.#note(name, cordoned ? 'cordoned' : 'uncordoned');
  }

  /** One pod after the other, as `kubectl drain` does. */
  drain(name: string): void {
    this.cordon(name);
    const pods = [...this.pods.values()].filter(
      ({ node, workload }) => node === name && !workload.startsWith('DaemonSet/'),
    );
    for (const [index, pod] of pods.entries()) this.in(5 + index * 20, () => this.deletePod(pod, 'eviction'));
  }

  /** Its kubelet is not heard any more. */
  silence(name: string): void {
    const node = this.#node(name);
    const since = this.now;
    node.silentSince = since;
    this.#note(name, 'silent');
    this.in(GRACE, () => {
      if (node.silentSince === since && this.nodes.get(name) === node) this.#lose(node);
    });
  }

  #lose(node: NodeThing): void {
    node.ready = { status: 'Unknown', reason: 'NodeStatusUnknown', since: this.now };
    this.#note(node.name, 'lost');
    this.#emitOfNode(node, 'NodeNotReady', 'node-controller');
    const since = node.silentSince;
    for (const pod of this.#podsOn(node.name)) {
      Object.assign(pod, { lostSince: this.now, readySince: undefined });
      this.touch(pod.workload);
    }
    this.in(TOLERATED, () => {
      if (node.silentSince !== since || this.nodes.get(node.name) !== node) return;
      for (const pod of this.#podsOn(node.name))
        if (!pod.workload.startsWith('DaemonSet/')) this.deletePod(pod, 'node');
    });
  }

  /** It is heard again; after a reboot its containers were started again. */
  wake(name: string, { reboot = false } = {}): void {
    const node = this.#node(name);
    const wasLost = node.ready.status !== 'True';
    if (reboot) this.#note(name, 'rebooted');
    node.silentSince = undefined;
    if (wasLost) {
      node.ready = { status: 'True', reason: 'KubeletReady', since: this.now };
      this.#note(name, 'back');
      this.#emitOfNode(node, 'NodeReady', 'kubelet');
    }
    for (const pod of this.#podsOn(name)) {
      if (pod.deletion !== undefined) continue;
      pod.lostSince = undefined;
      if (reboot)
        for (const container of pod.containers.filter(({ state }) => state === 'running')) {
          const last = { reason: 'Error', exitCode: 255, finishedAt: this.now };
          Object.assign(container, { last, state: 'ended', ready: false });
          this.in(2, () => this.#startContainer(pod, container));
        }
      else if (isReadyPod(pod)) pod.readySince = this.now;
      this.touch(pod.workload);
    }
  }

  /** By its own word, while it beats. */
  setReady(name: string, isReady: boolean): void {
    const node = this.#node(name);
    node.ready = isReady
      ? { status: 'True', reason: 'KubeletReady', since: this.now }
      : { status: 'False', reason: 'KubeletNotReady', since: this.now };
    this.#note(name, isReady ? 'back' : 'not-ready');
  }

  removeNode(name: string): void {
    this.#note(name, 'left');
    const pods = this.#podsOn(name);
    this.nodes.delete(name);
    // Source: pkg/controller/podgc `gcOrphaned`.
    for (const pod of pods) {
      this.#depart(pod, 'node');
      pod.deletion ??= this.now;
      this.in(minutes(1), () => this.#removePod(pod));
      this.touch(pod.workload);
    }
    for (const workload of this.workloads.values())
      if (workload.kind === 'DaemonSet') this.touch(workload.key);
  }

  #podsOn(name: string): SimPod[] {
    return [...this.pods.values()].filter(({ node }) => node === name);
  }

  #emitOfNode({ name, uid }: NodeThing, reason: string, component: string): void {
    this.emit({
      involved: { kind: 'Node', name, uid },
      ...{ type: 'Normal', reason, message: `Node ${name} status is now: ${reason}`, component },
    });
  }
}
