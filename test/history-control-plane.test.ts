/**
 * Changes a cluster with running controllers, and checks exactly what `diff`, the pages and the Days say about each
 * change.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import type { Day } from '../src/history/day/day.ts';
import type { DaySummary } from '../src/history/day/summary.ts';
import { dayOfUnix, SECONDS_A_DAY, startOfDay, toUnix } from '../src/history/day/unix.ts';
import type { Cause, Change } from '../src/history/diff/change.ts';
import { buildCoverage } from '../src/history/period/coverage.ts';
import { buildEventHistogram, buildEventLedger } from '../src/history/period/event-ledger.ts';
import { buildHeartbeats } from '../src/history/period/heartbeats.ts';
import { looksOf } from '../src/history/period/duration-range.ts';
import type { Period } from '../src/history/period/period.ts';
import { buildRestartMatrix } from '../src/history/period/restarts.ts';
import { loadDaysAround, loadSummaries } from '../src/days/read-days.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { collectOptions } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import {
  apiTime,
  isPodReady,
  startFakeKubelets,
  waitFor,
  type FakeKubelets,
  type KubeletPod,
} from './fake-kubelet.ts';
import { needs } from './needs.ts';
import { createNamespace } from './populate.ts';
import { faultsOf, gazette, sharedScratch } from './site-fixtures.ts';

/** Seconds for which the API server keeps events, in its flags and in Gazette's config. */
const EVENT_TTL = 30;
const SHOP = '/api/v1/namespaces/shop';
const APPS = '/apis/apps/v1/namespaces/shop';
const EVENTS = `${SHOP}/events`;
const WEB = `${APPS}/deployments/web`;

interface Workload {
  metadata: { name: string; generation: number; creationTimestamp: string };
  spec: { replicas: number };
  status: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
  };
}
interface Node {
  metadata: { name: string };
  spec: { unschedulable?: boolean; taints?: { key: string }[] };
  status: { conditions: { type: string; status: string }[] };
}
interface EndpointSlice {
  endpoints?: { conditions: { ready?: boolean }; targetRef?: { uid: string } }[] | null;
}
interface Budget {
  metadata: { generation: number };
  status: { observedGeneration?: number; currentHealthy: number; disruptionsAllowed: number };
}
interface EventObject {
  metadata: { uid: string; namespace: string; name: string };
  count?: number;
  series?: { count: number };
}
/** A snapshot with its time and its address. */
interface Taken {
  at: number;
  address: string;
  /** Its folder in the site. */
  page: string;
}

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];

// Each test continues where the one before stopped.
describe.runIf(needs.controllers)('a cluster with controllers', () => {
  let cluster: ControlPlane;
  let kubelets: FakeKubelets;
  let collecting: ReturnType<typeof collectOptions>;
  const taken: Taken[] = [];
  /** The changes by workload; each deed adds to them. */
  const done = { restarts: { web: 0, db: 0 }, replaced: { web: 0, db: 0 } };
  /** Every event that the log ever held, in a snapshot or not: its count, its begin, its own name. */
  const witnessed = new Map<string, { count: number; at: number; name: string }>();
  let witness: NodeJS.Timeout | undefined;
  /** Snapshots of deeds, for checking the pages. */
  const pages = new Map<string, string>();

  const list = async <Item>(url: string) => (await cluster.api<{ items: Item[] }>('GET', url)).items;
  const patch = (url: string, body: object) => cluster.api('PATCH', url, body);
  const podsOf = async (app: string) =>
    (await list<KubeletPod>(`${SHOP}/pods?labelSelector=app%3D${app}`)).sort((a, b) =>
      a.metadata.name < b.metadata.name ? -1 : 1,
    );
  const namesOf = (pods: readonly KubeletPod[]) => pods.map(({ metadata }) => metadata.name);
  const minus = (pods: readonly KubeletPod[], others: readonly KubeletPod[]) =>
    pods.filter((pod) => !others.some(({ metadata }) => metadata.uid === pod.metadata.uid));
  const refsTo = (pods: readonly KubeletPod[]) =>
    namesOf(pods).map((name) => ({ kind: 'Pod', namespace: 'shop', name }));
  const isNodeReady = async (name: string) =>
    (await cluster.api<Node>('GET', `/api/v1/nodes/${name}`)).status.conditions.find(
      ({ type }) => type === 'Ready',
    )?.status;

  beforeAll(async () => {
    cluster = await startControlPlane({
      with: ['kube-controller-manager', 'kube-scheduler'],
      flags: [`--event-ttl=${EVENT_TTL}s`],
      controllerFlags: ['--node-monitor-grace-period=12s', '--node-monitor-period=1s'],
    });
    kubelets = startFakeKubelets(cluster);
    witness = setInterval(() => void lookAtEvents().catch(() => undefined), 2000);
    collecting = collectOptions(cluster.kubeconfig(), { store: openStore(data) });
    collecting = { ...collecting, settings: { ...collecting.settings, eventTtlSeconds: EVENT_TTL } };
    for (const name of ['node-a', 'node-b', 'node-c', 'node-d']) await kubelets.addNode(name);
    await createApps();
    await settle({ web: 3, db: 2 });
    await waitFor('both leaders', async () => {
      const held = await list<{ spec: { holderIdentity?: string } }>(
        '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases',
      );
      return held.filter(({ spec }) => spec.holderIdentity).length === 2;
    });
    await take();
  });
  afterAll(async () => {
    clearInterval(witness);
    await kubelets?.stop();
    await cluster?.stop();
  });

  async function lookAtEvents(): Promise<void> {
    for (const { metadata, count, series } of await list<EventObject>('/api/v1/events')) {
      const now = Math.max(1, series?.count ?? count ?? 1);
      if ((witnessed.get(metadata.uid)?.count ?? 0) < now)
        witnessed.set(metadata.uid, {
          count: now,
          at: Math.floor(Date.now() / 1000),
          name: `${metadata.namespace}/${metadata.name}`,
        });
    }
  }

  async function createApps(): Promise<void> {
    await createNamespace(cluster, 'shop');
    const app = (name: string) => {
      const labels = { app: name };
      const containers = [{ name: 'app', image: `registry.example/${name}:1.4` }];
      return { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
    };
    const service = (name: string) => ({
      metadata: { name },
      spec: { clusterIP: name === 'db' ? 'None' : undefined, selector: { app: name }, ports: [{ port: 80 }] },
    });
    for (const name of ['web', 'db']) await cluster.api('POST', `${SHOP}/services`, service(name));
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    await cluster.api('POST', `${APPS}/deployments`, {
      metadata: { name: 'web' },
      spec: { ...app('web'), replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate } },
    });
    await cluster.api('POST', `${APPS}/statefulsets`, {
      metadata: { name: 'db' },
      spec: { ...app('db'), replicas: 2, serviceName: 'db' },
    });
  }

  /** Lets controllers and kubelets work until everything wanted exists, and nothing else. */
  async function settle(wanted: { web: number; db: number }): Promise<void> {
    await waitFor('what is wanted', async () => {
      await kubelets.sync();
      return (
        (await areNodesSettled()) &&
        (await isSettled('deployments', 'web', wanted.web)) &&
        (await isSettled('statefulsets', 'db', wanted.db))
      );
    });
  }

  /** All nodes are ready, and only cordoned nodes have a taint. */
  async function areNodesSettled(): Promise<boolean> {
    return (await list<Node>('/api/v1/nodes')).every(({ spec, status }) => {
      const taints = (spec.taints ?? []).map(({ key }) => key).join();
      const isUp = status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
      return isUp && taints === (spec.unschedulable ? 'node.kubernetes.io/unschedulable' : '');
    });
  }

  async function isSettled(plural: string, name: string, replicas: number): Promise<boolean> {
    const { metadata, spec, status } = await cluster.api<Workload>('GET', `${APPS}/${plural}/${name}`);
    const pods = await podsOf(name);
    const version = cluster.minor >= 21 ? 'v1' : 'v1beta1';
    const slices = await list<EndpointSlice>(
      `/apis/discovery.k8s.io/${version}/namespaces/shop/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D${name}`,
    );
    const reached = new Set(
      slices.flatMap(({ endpoints }) =>
        (endpoints ?? []).filter(({ conditions }) => conditions.ready).map(({ targetRef }) => targetRef?.uid),
      ),
    );
    const counts = [status.replicas, status.readyReplicas, status.updatedReplicas];
    return (
      spec.replicas === replicas &&
      status.observedGeneration === metadata.generation &&
      counts.every((count) => (count ?? 0) === replicas) &&
      (plural !== 'deployments' || status.availableReplicas === replicas) &&
      pods.length === replicas &&
      pods.every(
        (pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp && reached.has(pod.metadata.uid),
      ) &&
      reached.size === replicas
    );
  }

  /** Times are whole seconds. Each snapshot gets its own second, and an event's second differs from a snapshot's. */
  const nextSecond = () =>
    waitFor('the next second', async () => Date.now() / 1000 >= (taken.at(-1)?.at ?? 0) + 1);

  async function take(): Promise<Taken> {
    await nextSecond();
    await kubelets.beat();
    const { observation } = await collect(collecting);
    expect(observation.coverage.filter(({ state }) => state === 'failed' || state === 'forbidden')).toEqual(
      [],
    );
    const time = observation.time.replaceAll(':', '');
    const one = {
      at: toUnix(observation.time)!,
      address: `test/${time}`,
      page: `test/${time.replace('T', '/')}`,
    };
    taken.push(one);
    return one;
  }

  /** What the command line says about the last two snapshots, or about two others. */
  async function diff(before = taken.at(-2)!, after = taken.at(-1)!) {
    const compare = (format: string) =>
      gazette('diff', before.address, after.address, '-o', format, '--data', data);
    const [json, text] = await Promise.all([compare('json'), compare('text')]);
    expect([json.status, json.stderr, text.status, text.stderr]).toEqual([0, '', 0, '']);
    return { change: JSON.parse(json.stdout) as Change, text: text.stdout };
  }

  /** Types of all causes, to check that there are no others. */
  const typesOf = ({ causes }: Change) => causes.map(({ type }) => type);
  const only = <Type extends Cause['type']>({ causes }: Change, type: Type) => {
    const found = causes.filter((cause) => cause.type === type);
    expect(found).toHaveLength(1);
    return found[0] as Extract<Cause, { type: Type }>;
  };
  /** Changed objects that no cause explains. */
  const unexplained = ({ objects }: Change) =>
    objects
      .filter(
        ({ cause, fields }) =>
          cause === undefined && (fields.length === 0 || fields.some((field) => !field.cause)),
      )
      .map(({ class: what, object, fields }) => [what, object.kind, object.name, JSON.stringify(fields)]);

  const evict = (pod: KubeletPod) => {
    const { name, namespace } = pod.metadata;
    return cluster.api('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: cluster.minor >= 22 ? 'policy/v1' : 'policy/v1beta1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
  };
  const budgets = () =>
    `/apis/policy/${cluster.minor >= 21 ? 'v1' : 'v1beta1'}/namespaces/shop/poddisruptionbudgets`;
  /** Waits until the controller has seen the budget and its pods. */
  const budgetFor = (healthy: number, allowed: number) =>
    waitFor('the budget', async () => {
      const { metadata, status } = await cluster.api<Budget>('GET', `${budgets()}/web`);
      const isCurrent = status?.observedGeneration === metadata.generation;
      return isCurrent && status.currentHealthy === healthy && status.disruptionsAllowed === allowed;
    });

  test('where nothing is done, nothing is said', async () => {
    await take();
    const { change, text } = await diff();
    expect(change.causes).toEqual([]);
    expect(change.counts).toMatchObject({ added: 0, removed: 0, changed: 0, replaced: 0, restarts: 0 });
    expect(unexplained(change)).toEqual([]);
    expect(text).toContain('Nothing happened that a rule tells of.');
  });

  test('a rollout is one change, half-way and as a whole', async () => {
    const before = taken.at(-1)!;
    const old = await podsOf('web');
    kubelets.hold(true);
    await patch(WEB, {
      spec: { template: { spec: { containers: [{ name: 'app', image: 'registry.example/web:1.5' }] } } },
    });
    // The surge: one new pod that does not become ready.
    await waitFor('the first new pod', async () => {
      const { metadata, status } = await cluster.api<Workload>('GET', WEB);
      const pods = await podsOf('web');
      const isSeen = status.observedGeneration === metadata.generation && status.updatedReplicas === 1;
      return isSeen && pods.length === 4 && pods.every(({ spec }) => spec.nodeName);
    });
    await take();
    const half = only((await diff()).change, 'rollout');
    expect(half).toMatchObject({
      ...{ before: '1.4', after: '1.5', rollout: 'progressing' },
      pods: { gone: 0, created: 1, left: 3 },
      took: { atLeast: true },
    });
    kubelets.hold(false);
    await settle({ web: 3, db: 2 });
    await take();
    // Of three pods, the snapshot half-way shows only the surge.
    done.replaced.web += 3;
    const now = await podsOf('web');
    expect(minus(now, old)).toHaveLength(3);

    const rest = only((await diff()).change, 'rollout');
    expect(rest).toMatchObject({ continued: true, pods: { gone: 3, created: 2, left: 0 } });
    const { change, text } = await diff(before);
    expect(typesOf(change)).toEqual(['rollout']);
    const sets = await list<Workload>(`${APPS}/replicasets`);
    const made = sets.find(({ spec }) => spec.replicas === 3)!.metadata.creationTimestamp;
    const readyAt = now
      .flatMap(({ status }) => status.conditions?.filter(({ type }) => type === 'Ready') ?? [])
      .map(({ lastTransitionTime = '' }) => lastTransitionTime)
      .sort()
      .at(-1)!;
    const rollout = only(change, 'rollout');
    expect(rollout).toMatchObject({
      workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      ...{ before: '1.4', after: '1.5', rollout: 'complete' },
      images: [{ container: 'app', before: 'registry.example/web:1.4', after: 'registry.example/web:1.5' }],
      pods: { gone: 3, created: 3, left: 0 },
    });
    // Its duration is exact: from the creation of the ReplicaSet until the last pod is ready.
    expect(rollout.took).toEqual({ from: made, to: readyAt, seconds: toUnix(readyAt)! - toUnix(made)! });
    expect(unexplained(change)).toEqual([]);
    expect(text).toMatch(/Rollout +(Deployment )?shop\/web.*1\.4 → 1\.5, complete in \d+\u00a0(?:s|min)/);
    expect(text).toContain('3 pods replaced');
    pages.set('rollout', taken.at(-1)!.page);
  });

  test.each([
    { from: 3, to: 5, pods: { gone: 0, created: 2 } },
    { from: 5, to: 3, pods: { gone: 2, created: 0 } },
  ])('scaling from $from to $to is told with its pods', async ({ from, to, pods }) => {
    await patch(`${WEB}/scale`, { spec: { replicas: to } });
    await settle({ web: to, db: 2 });
    await take();
    const { change, text } = await diff();
    expect(typesOf(change)).toEqual(['scaling']);
    expect(only(change, 'scaling')).toMatchObject({ before: from, after: to, pods });
    expect(unexplained(change)).toEqual([]);
    expect(text).toContain(`${from} → ${to} replicas`);
  });

  test('crashes are counted by container, with why it ended last', async () => {
    const web = await podsOf('web');
    const [db] = await podsOf('db');
    const last = await kubelets.crash(web[0]!, { times: 3, reason: 'OOMKilled', exitCode: 137 });
    await kubelets.crash(web[1]!, { times: 1, reason: 'OOMKilled', exitCode: 137 });
    await kubelets.crash(db!, { times: 7, reason: 'Error', exitCode: 1 });
    done.restarts.web += 4;
    done.restarts.db += 7;
    await take();
    const { change, text } = await diff();
    expect(typesOf(change)).toEqual(['restarts', 'restarts']);
    expect(change.counts).toMatchObject({ restarts: 11, replaced: 0, added: 0, removed: 0 });
    expect(change.causes).toMatchObject([
      {
        workload: { kind: 'Deployment', name: 'web' },
        ...{ container: 'app', restarts: 4 },
        pods: [
          { before: 0, after: 3, last: { reason: 'OOMKilled', exitCode: 137, at: last } },
          { before: 0, after: 1, last: { reason: 'OOMKilled', exitCode: 137 } },
        ],
      },
      {
        workload: { kind: 'StatefulSet', name: 'db' },
        restarts: 7,
        pods: [{ pod: { name: 'db-0' }, before: 0, after: 7, last: { reason: 'Error', exitCode: 1 } }],
      },
    ]);
    expect(unexplained(change)).toEqual([]);
    expect(text).toMatch(/\+4 of app, last OOMKilled/);
    pages.set('crash', taken.at(-1)!.page);
  });

  test('a StatefulSet’s pod that is made anew under its name is a replacement, and 7 then 0 no recovery', async () => {
    const [old] = await podsOf('db');
    await cluster.api('DELETE', `${SHOP}/pods/db-0`);
    await waitFor('another db-0', async () => {
      await kubelets.sync();
      const [now] = await podsOf('db');
      return now?.metadata.name === 'db-0' && now.metadata.uid !== old!.metadata.uid;
    });
    await settle({ web: 3, db: 2 });
    done.replaced.db += 1;
    await take();
    const { change } = await diff();
    expect(typesOf(change)).toEqual(['pods']);
    expect(change.counts).toMatchObject({ restarts: 0, replaced: 1 });
    expect(only(change, 'pods')).toMatchObject({
      workload: { kind: 'StatefulSet', name: 'db' },
      gone: [{ pod: { name: 'db-0' } }],
      created: [{ name: 'db-0' }],
    });
    expect(unexplained(change)).toEqual([]);
  });

  test('an eviction that the budget refuses changes nothing; one that it allows replaces one pod', async () => {
    await cluster.api('POST', budgets(), {
      metadata: { name: 'web' },
      spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } },
    });
    await budgetFor(3, 0);
    await take();
    const before = await podsOf('web');
    const [crashed] = before.filter(({ status }) => status.containerStatuses?.[0]?.restartCount === 3);
    await expect(evict(crashed!)).rejects.toThrow('429');
    await take();
    expect((await diff()).change.causes).toEqual([]);
    expect(await podsOf('web')).toEqual(before);

    await cluster.api('DELETE', `${budgets()}/web`);
    await cluster.api('POST', budgets(), {
      metadata: { name: 'web' },
      spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
    });
    await budgetFor(3, 1);
    await take();
    await evict(crashed!);
    await waitFor('the end of the pod', async () => {
      await kubelets.sync();
      return !namesOf(await podsOf('web')).includes(crashed!.metadata.name);
    });
    await settle({ web: 3, db: 2 });
    await budgetFor(3, 1);
    done.replaced.web += 1;
    await take();
    const { change, text } = await diff();
    expect(typesOf(change)).toEqual(['pods']);
    expect(only(change, 'pods')).toMatchObject({
      workload: { kind: 'Deployment', name: 'web' },
      gone: [{ pod: refsTo([crashed!])[0] }],
      created: refsTo(minus(await podsOf('web'), before)),
    });
    expect(only(change, 'pods').created).toHaveLength(1);
    // Its three restarts stay counted after it is gone.
    expect(change.counts.restarts).toBe(0);
    expect(unexplained(change)).toEqual([]);
    expect(text).toContain('1 pod replaced');
    pages.set('eviction', taken.at(-1)!.page);
  });

  let drained = '';
  test('a drain is of the node: all its pods moved', async () => {
    const all = [...(await podsOf('web')), ...(await podsOf('db'))];
    const onNodes = Map.groupBy(all, ({ spec }) => spec.nodeName ?? '');
    const [node, pods] = [...onNodes].sort(([, a], [, b]) => b.length - a.length)[0]!;
    drained = node;
    await patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } });
    for (const pod of pods) {
      await budgetFor(3, 1);
      await evict(pod);
      await waitFor('the pod to move', async () => {
        await kubelets.sync();
        const now = [...(await podsOf('web')), ...(await podsOf('db'))];
        return now.length === 5 && !now.some(({ metadata }) => metadata.uid === pod.metadata.uid);
      });
      await settle({ web: 3, db: 2 });
    }
    await budgetFor(3, 1);
    const [web, db] = ['web', 'db'].map((app) => pods.filter(({ metadata }) => metadata.labels?.app === app));
    done.replaced.web += web!.length;
    done.replaced.db += db!.length;
    await take();
    const { change, text } = await diff();
    expect(typesOf(change)).toEqual(['node']);
    const cause = only(change, 'node');
    expect(cause).toMatchObject({ node, before: 'Ready', after: 'Ready,SchedulingDisabled' });
    expect(namesOf(pods).sort()).toEqual(cause.moved.map(({ pod }) => pod.name).sort());
    for (const { going, to } of cause.moved) {
      expect([going, to?.node === undefined, to?.node === node]).toEqual([undefined, false, false]);
    }
    expect(change.counts.restarts).toBe(0);
    expect(unexplained(change)).toEqual([]);
    expect(text).toContain(`${pods.length} pod${pods.length === 1 ? '' : 's'} went from it`);
    pages.set('drain', taken.at(-1)!.page);
  });

  const silence = { node: '', lastBeat: 0, ready: 0 };
  test('a node whose Lease goes stale is lost, and then there again', async () => {
    const pods = await podsOf('web');
    const node = pods[0]!.spec.nodeName!;
    await nextSecond();
    silence.node = node;
    silence.lastBeat = Math.floor((await kubelets.silence(node)).getTime() / 1000);
    const own = pods.filter(({ spec }) => spec.nodeName === node);
    await waitFor('the controller to give it up', async () => {
      const now = await podsOf('web');
      return (
        (await isNodeReady(node)) === 'Unknown' &&
        own.every(({ metadata }) => !now.some((pod) => pod.metadata.uid === metadata.uid && isPodReady(pod)))
      );
    });
    await take();
    const lost = await diff();
    expect(only(lost.change, 'node')).toMatchObject({ node, before: 'Ready', after: 'NotReady', moved: [] });
    expect(lost.change.counts).toMatchObject({ restarts: 0, added: 0, removed: 0, replaced: 0 });
    expect(lost.text).toMatch(/Ready → NotReady; has not been heard for \d+ seconds/);
    expect(typesOf(lost.change)).toEqual(['node']);
    pages.set('lost', taken.at(-1)!.page);

    await nextSecond();
    silence.ready = toUnix(await kubelets.wake(node))!;
    await settle({ web: 3, db: 2 });
    await budgetFor(3, 1);
    await take();
    const healed = await diff();
    expect(only(healed.change, 'node')).toMatchObject({
      node,
      before: 'NotReady',
      after: 'Ready',
      moved: [],
    });
    expect(healed.change.counts).toMatchObject({ restarts: 0, added: 0, removed: 0, replaced: 0 });
    expect(typesOf(healed.change)).toEqual(['node']);
    expect(unexplained(healed.change)).toEqual([]);
  });

  test('a node that is deleted is gone', async () => {
    kubelets.forget(drained);
    await cluster.api('DELETE', `/api/v1/nodes/${drained}`);
    await take();
    const { change, text } = await diff();
    expect(typesOf(change)).toEqual(['node']);
    expect(only(change, 'node')).toMatchObject({
      node: drained,
      before: 'Ready,SchedulingDisabled',
      moved: [],
    });
    expect(only(change, 'node').after).toBeUndefined();
    expect(change.counts).toMatchObject({ removed: 1, added: 0, replaced: 0, restarts: 0 });
    expect(unexplained(change)).toEqual([]);
    expect(text).toContain('is gone; it was Ready,SchedulingDisabled');
    pages.set('deleted', taken.at(-1)!.page);
  });

  const uids: Record<string, string> = {};
  test('events that expired are gone from the log, and what came and went unseen is lost for certain', async () => {
    const [pod] = await podsOf('web');
    const { name, uid } = pod!.metadata;
    const about = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name, uid };
    const stamp = () => ({ lastTimestamp: apiTime() });
    const write = async (named: string, body: object) => {
      const made = await cluster.api<EventObject>('POST', EVENTS, { metadata: { name: named }, ...body });
      uids[named] = made.metadata.uid;
    };
    const old = (count: number) => ({
      involvedObject: about,
      ...{ type: 'Warning', reason: 'BackOff', source: { component: 'kubelet', host: pod!.spec.nodeName } },
      ...{ message: 'Back-off restarting failed container', count, firstTimestamp: apiTime(), ...stamp() },
    });
    // Right after the snapshot, perhaps in the same second.
    await write('once', {
      ...old(1),
      reason: 'Pulled',
      type: 'Normal',
      message: 'Container image is present',
    });
    await write('often', old(3));
    await take();
    await patch(`${EVENTS}/often`, { count: 5, ...stamp() });
    await take();
    const { change: recurred } = await diff();
    const mine = (change: Change) =>
      Object.fromEntries(
        Object.entries(uids).map(([named, own]) => [
          named,
          (change.events?.causes ?? []).flatMap(({ events }) =>
            events
              .filter((one) => one.uid === own)
              .map(({ class: what, occurrences }) => [what, occurrences]),
          ),
        ]),
      );
    expect(mine(recurred)).toEqual({ once: [['unchanged', 0]], often: [['recurred', 2]] });

    // Objects that come and go between two snapshots, which are further apart than events live.
    const last = taken.at(-1)!;
    await write('unseen', { ...old(9), message: 'nobody will know' });
    await waitFor('the events to expire', async () => {
      const left = await list<EventObject>(EVENTS);
      const isOver = Date.now() / 1000 > last.at + EVENT_TTL + 1;
      return isOver && !left.some(({ metadata }) => Object.values(uids).includes(metadata.uid));
    });
    clearInterval(witness);
    await take();
    const { change, text } = await diff();
    expect(mine(change)).toEqual({ once: [['gone', 0]], often: [['gone', 0]], unseen: [] });
    const lost = { from: last.at, to: taken.at(-1)!.at - EVENT_TTL };
    expect(change.events?.lost?.certain).toBe(true);
    expect([change.events?.lost?.from, change.events?.lost?.to].map(toUnix)).toEqual([lost.from, lost.to]);
    expect(change.events?.counts?.gone).toBeGreaterThanOrEqual(2);
    expect(text).toContain(`${change.events?.counts?.gone} gone`);
    expect(text).toContain('is lost. The log of the one had ended, and that of the other not begun');
    pages.set('expired', taken.at(-1)!.page);
  });

  describe('and its history', () => {
    let days: Day[];
    let summaries: DaySummary[];
    let period: Period;

    beforeAll(async () => {
      const { status, stderr } = await gazette('publish', '--data', data, '--out', out);
      expect([status, stderr]).toEqual([0, expect.not.stringContaining('no tables')]);
      const [from, to] = [taken[0]!.at, taken.at(-1)!.at];
      days = await loadDaysAround(openStore(data), 'test', from, to);
      summaries = await loadSummaries(openStore(data), 'test', dayOfUnix(from), dayOfUnix(to));
      const end = startOfDay(dayOfUnix(to)) + SECONDS_A_DAY;
      period = { from: startOfDay(dayOfUnix(from)), to: end, bucketSeconds: 900 };
    });

    /** When the snapshot of a deed was taken. */
    const atOf = (deed: string) => taken.find(({ page }) => page === pages.get(deed))!.at;

    /** A page's main part without markup. */
    async function changesOf(deed: string): Promise<string> {
      const html = await fs.readFile(path.join(out, pages.get(deed) ?? '', 'changes.html'), 'utf8');
      return html
        .slice(html.indexOf('<main'), html.indexOf('</main>'))
        .replace(/<[^>]*>/g, ' ')
        .replace(/&#x?\w+;|&\w+;/g, ' ')
        .replace(/\s+/g, ' ');
    }

    test('is told on pages of changes', async () => {
      const rest = await changesOf('rollout');
      expect(rest).toContain('3 pods gone, 2 new');
      expect(await changesOf('crash')).toMatch(/\+4 of app, last OOMKilled/);
      expect(await changesOf('crash')).toMatch(/\+7 of app, last exit 1/);
      expect(await changesOf('eviction')).toContain('1 pod replaced');
      expect(await changesOf('drain')).toMatch(/Ready → Ready,SchedulingDisabled.* went from it/);
      expect(await changesOf('lost')).toMatch(/Ready → NotReady; has not been heard for/);
      expect(await changesOf('deleted')).toContain('is gone; it was Ready,SchedulingDisabled');
      expect(await changesOf('expired')).toContain('is lost. The log of the one had ended');
      expect(await faultsOf(out)).toEqual([]);
    });

    test('has every restart with its reason, and none that was none', () => {
      const { rows, total } = buildRestartMatrix(summaries, period);
      const { restarts, replaced } = done;
      expect(total).toBe(restarts.web + restarts.db);
      expect(
        rows.map(({ name, total: own, reasons, replaced: others }) => ({ name, own, reasons, others })),
      ).toEqual([
        // Of several that one snapshot showed, the kubelet tells how the last one ended.
        {
          ...{ name: 'db', own: restarts.db, others: replaced.db },
          reasons: [{ n: restarts.db - 1 }, { reason: 'Error', n: 1 }],
        },
        {
          ...{ name: 'web', own: restarts.web, others: replaced.web },
          reasons: [{ n: restarts.web - 2 }, { reason: 'OOMKilled', n: 2 }],
        },
      ]);
      const each = days.flatMap(({ workloads }) => workloads.flatMap((workload) => workload.restarts));
      expect(
        new Set(each.map(({ pod, n, exitCode }) => JSON.stringify([pod === 'db-0', n, exitCode]))),
      ).toEqual(
        new Set(
          [
            [false, 1, 137],
            [false, 2, undefined],
            [true, 1, 1],
            [true, 6, undefined],
          ].map((one) => JSON.stringify(one)),
        ),
      );
    });

    test('has one rollout, and every number of replicas', () => {
      const own = days.flatMap(({ workloads }) => workloads.filter(({ name }) => name === 'web'));
      const rollouts = new Map(
        own.flatMap(({ rollouts: all }) => all.map((one) => [one.begun, one] as const)),
      );
      expect([...rollouts.values()]).toMatchObject([
        {
          ...{ from: '1.4', to: '1.5', replaced: 3, after: taken[1]!.at, begun: taken[2]!.at },
          ...{ endedAfter: taken[2]!.at, ended: taken[3]!.at },
        },
      ]);
      const desired = own.flatMap(({ replicas }) => replicas.map((one) => one.desired));
      expect(desired.filter((count, index) => count !== desired[index - 1])).toEqual([3, 5, 3]);
      const others = days.flatMap(({ workloads }) => workloads.filter(({ name }) => name !== 'web'));
      expect(others.flatMap(({ rollouts: all }) => all)).toEqual([]);
    });

    test('has each node’s beats: lost since after the last one, ended where it was deleted', () => {
      const strips = new Map(
        buildHeartbeats(summaries, period, looksOf(undefined, summaries)).map((strip) => [strip.name, strip]),
      );
      expect([...strips.keys()].sort()).toEqual(['node-a', 'node-b', 'node-c', 'node-d']);
      for (const [name, { beats, recreated }] of strips) {
        const told = beats.map(({ beat, from, to }) => [beat, from, to]);
        const [first, last] = [taken[0]!.at, expect.any(Number)];
        expect(recreated).toEqual([]);
        if (name === drained)
          expect(told).toEqual([
            ['beating', first, atOf('drain')],
            ['cordoned', atOf('drain'), atOf('deleted')],
            ['gone', atOf('deleted'), last],
          ]);
        else if (name === silence.node)
          expect(told).toEqual([
            ['beating', first, silence.lastBeat],
            ['lost', silence.lastBeat, silence.ready],
            ['beating', silence.ready, last],
          ]);
        else expect(told).toEqual([['beating', first, last]]);
      }
      const silent = silence.ready - silence.lastBeat;
      // How much of it is certain depends on when the looks fell.
      const { least = 0, most } = strips.get(silence.node)?.lasted.lost ?? {};
      expect(most).toBe(silent);
      expect(least).toBeGreaterThan(0);
      expect(least).toBeLessThanOrEqual(silent);
    });

    test('has each event once with its whole count, long after it expired', () => {
      const { rows, more } = buildEventLedger(days, period);
      expect(more).toEqual({ entries: 0, occurrences: 0 });
      const byUid = new Map(rows.map((row) => [row.uid, row]));
      expect(byUid.get(uids.once!)).toMatchObject({ reason: 'Pulled', type: 'Normal', n: 1, count: 1 });
      expect(byUid.get(uids.often!)).toMatchObject({ reason: 'BackOff', type: 'Warning', n: 5, count: 5 });
      expect(byUid.has(uids.unseen!)).toBe(false);
      for (const day of days) {
        expect(new Set(day.events.map(({ uid }) => uid)).size).toBe(day.events.length);
      }
      // The occurrences between snapshots add up to the event's own count. If a client writes an event again after it
      // has expired, the event has another UID under its old name. It continues its count.
      const told = Map.groupBy(rows, ({ uid }) => witnessed.get(uid)?.name ?? uid);
      const sums = [...told].map(([event, own]) => [event, own.reduce((all, { n }) => all + n, 0)]);
      expect(sums).toEqual(
        [...told].map(([event, own]) => [event, Math.max(...own.map((row) => row.count))]),
      );
      const histogram = buildEventHistogram(summaries, period);
      const sum = histogram.reduce((all, { warning, normal }) => all + warning + normal, 0);
      expect(sum).toBe(rows.reduce((all, { n }) => all + n, 0));

      // Events of the log may only be missing in times when events are said to be lost.
      const { eventsLost } = buildCoverage(summaries, period);
      expect(eventsLost.at(-1)).toEqual({ from: taken.at(-2)!.at, to: taken.at(-1)!.at - EVENT_TTL });
      const wrong = [...witnessed].filter(([uid, { count, at }]) => {
        const isLost = eventsLost.some(({ from, to }) => at >= from && at <= to + 5);
        return !isLost && (byUid.get(uid)?.count ?? 0) < count;
      });
      expect(witnessed.size).toBeGreaterThan(20);
      expect(wrong).toEqual([]);
    });
  });
});
