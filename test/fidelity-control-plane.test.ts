/** Deeds on a real control plane, and what Gazette says of them: precision and recall, as in `docs/fidelity.md`. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { toUnix } from '../src/history/day/unix.ts';
import { collectOptions } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import {
  isPodReady,
  startFakeKubelets,
  waitFor,
  type FakeKubelets,
  type KubeletPod,
} from './fake-kubelet.ts';
import type { Glance } from './fidelity/chronicle.ts';
import { areaLinesOf, unnamed } from './fidelity/document.ts';
import { compareWithTruth } from './fidelity/judge.ts';
import { RealCluster } from './fidelity/real-cluster.ts';
import { Score } from './fidelity/score.ts';
import { tell } from './fidelity/statements.ts';
import { needs } from './needs.ts';
import { createNamespace } from './populate.ts';
import { sharedScratch } from './site-fixtures.ts';

const APPS = '/apis/apps/v1/namespaces/shop';
/** Seconds that each snapshot expects to the next. */
const INTERVAL = 120;

const scratch = await sharedScratch();

describe.runIf(needs.controllers)('a real control plane', () => {
  let cluster: ControlPlane;
  let kubelets: FakeKubelets;
  let real: RealCluster;
  let witness: NodeJS.Timeout | undefined;
  let isWatched = true;
  const store = openStore(path.join(scratch, 'fidelity'));
  const looks: Glance[] = [];

  const patch = (url: string, body: object) => cluster.api('PATCH', url, body);
  const podsOf = async (app: string) => {
    const { items } = await cluster.api<{ items: KubeletPod[] }>(
      'GET',
      `/api/v1/namespaces/shop/pods?labelSelector=app%3D${app}`,
    );
    return items.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  };
  /** Nothing happens in the second of a look. */
  const nextSecond = async () => {
    const second = real.now();
    await waitFor('the next second', () => Promise.resolve(real.now() > second));
  };

  beforeAll(async () => {
    cluster = await startControlPlane({
      with: ['kube-controller-manager', 'kube-scheduler'],
      controllerFlags: ['--node-monitor-grace-period=12s', '--node-monitor-period=1s'],
    });
    kubelets = startFakeKubelets(cluster);
    real = new RealCluster(cluster);
    for (const name of ['node-a', 'node-b', 'node-c']) await kubelets.addNode(name);
    await createNamespace(cluster, 'shop');
    await create('deployments', 'web', 3);
    await create('statefulsets', 'db', 2);
    await settle();
    const watch = async () => {
      await real.witness().catch(() => undefined);
      if (isWatched) witness = setTimeout(() => void watch(), 500);
    };
    void watch();
    await real.witness();
    await look();
  });
  afterAll(async () => {
    isWatched = false;
    clearTimeout(witness);
    await kubelets?.stop();
    await cluster?.stop();
  });

  async function create(plural: string, name: string, replicas: number): Promise<void> {
    const labels = { app: name };
    const containers = [{ name: 'app', image: `registry.example/${name}:1.0` }];
    await cluster.api('POST', `${APPS}/${plural}`, {
      metadata: { name },
      spec: {
        ...{
          replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
        ...(plural === 'statefulsets' && { serviceName: name }),
      },
    });
  }

  /** Until every workload has what it wants. */
  async function settle(): Promise<void> {
    await waitFor('what is wanted', async () => {
      await kubelets.sync();
      for (const plural of ['deployments', 'statefulsets']) {
        const { items } = await cluster.api<{
          items: {
            metadata: { name: string; generation: number };
            spec: { replicas: number };
            status: {
              observedGeneration?: number;
              replicas?: number;
              readyReplicas?: number;
              updatedReplicas?: number;
            };
          }[];
        }>('GET', `${APPS}/${plural}`);
        for (const { metadata, spec, status } of items) {
          const counts = [status.replicas, status.readyReplicas, status.updatedReplicas];
          const isSettled =
            status.observedGeneration === metadata.generation &&
            counts.every((count) => (count ?? 0) === spec.replicas);
          const pods = await podsOf(metadata.name);
          if (!isSettled || pods.length !== spec.replicas || !pods.every(isPodReady)) return false;
        }
      }
      return true;
    });
  }

  async function look(): Promise<void> {
    await nextSecond();
    await kubelets.beat();
    await real.witness();
    const photo = await real.look();
    const options = collectOptions(cluster.kubeconfig(), { store });
    const settings = { ...options.settings, intervalSeconds: INTERVAL };
    const { observation, stored } = await collect({ ...options, settings });
    const at = toUnix(observation.time)!;
    looks.push({ ...photo, number: stored.number, at, says: at, every: INTERVAL });
    await nextSecond();
  }

  /** Another image: from the change to when all is as wanted. */
  async function rollOut(plural: string, name: string, from: string, to: string): Promise<void> {
    real.why = 'rollout';
    const workload = `${plural === 'deployments' ? 'Deployment' : 'StatefulSet'}/shop/${name}`;
    const deed: RealCluster['ledger']['rollouts'][number] = {
      workload,
      from,
      to,
      sameImage: from === to,
      begun: real.now(),
    };
    real.ledger.rollouts.push(deed);
    const containers = [{ name: 'app', image: `registry.example/${name}:${to}` }];
    const annotations = from === to ? { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() } : {};
    await patch(`${APPS}/${plural}/${name}`, {
      spec: { template: { metadata: { annotations }, spec: { containers } } },
    });
    await settle();
    // The witness writes when it saw that a pod went, which is before the deed's end.
    await real.witness();
    deed.ended = real.now();
  }

  async function crash(
    app: string,
    workload: string,
    times: number,
    reason: string,
    exitCode: number,
  ): Promise<void> {
    const [pod] = await podsOf(app);
    const ended = await kubelets.crash(pod!, { times, reason, exitCode });
    real.noteCrash(pod!, workload, times, { reason, exitCode }, ended);
  }

  test('what its looks could tell is told, and nothing else', async () => {
    await rollOut('deployments', 'web', '1.0', '1.1');
    await look();

    await crash('web', 'Deployment/shop/web', 2, 'Error', 1);
    await crash('db', 'StatefulSet/shop/db', 1, 'OOMKilled', 137);
    await look();

    await rollOut('deployments', 'web', '1.1', '1.1');
    await look();

    real.why = 'deleted';
    await cluster.api('DELETE', `/api/v1/namespaces/shop/pods/${(await podsOf('web'))[0]!.metadata.name}`);
    await cluster.api('DELETE', '/api/v1/namespaces/shop/pods/db-0');
    await settle();
    await look();

    // There and back between two looks.
    await rollOut('deployments', 'web', '1.1', '1.2');
    await nextSecond();
    await rollOut('deployments', 'web', '1.2', '1.1');
    await look();

    await rollOut('statefulsets', 'db', '1.0', '1.1');
    await look();

    real.why = 'scaling';
    await patch(`${APPS}/deployments/web`, { spec: { replicas: 4 } });
    await settle();
    await look();

    // Lost, and back, and each seen; then both between two looks.
    for (const isSeen of [true, false]) {
      const node = (await podsOf('web'))[0]!.spec.nodeName!;
      const { uid } = looks.at(-1)!.nodes.get(node)!;
      const silentAt = Math.floor((await kubelets.silence(node)).getTime() / 1000);
      real.silent.set(node, silentAt);
      real.ledger.nodes.push({ at: silentAt, node, uid, what: 'silent' });
      await waitFor(
        'the node to be given up',
        async () => (await real.look()).nodes.get(node)?.ready === 'Unknown',
      );
      real.ledger.nodes.push({ at: (await real.look()).nodes.get(node)!.since, node, uid, what: 'lost' });
      if (isSeen) await look();
      await nextSecond();
      const back = toUnix(await kubelets.wake(node))!;
      real.silent.delete(node);
      real.ledger.nodes.push({ at: back, node, uid, what: 'back' });
      await settle();
      await look();
    }

    const last = looks.at(-1)!.at;
    const watches = [{ from: looks[0]!.at, to: last + 1, every: INTERVAL }];
    const chronicle = { script: { name: 'test', zone: 'UTC', watches }, world: real, looks, store };
    const score = new Score();
    const judged = [
      'restarts',
      'rollouts',
      'replacements',
      'nodes',
      'events',
      'review',
      'comparisons',
    ] as const;
    compareWithTruth(chronicle, await tell(chronicle), score, [...judged]);
    expect(unnamed(score.misses)).toEqual([]);
    const lines = areaLinesOf(score).filter(({ observable }) => observable > 0);
    expect(lines.filter(({ precision, recall }) => precision !== '100 %' || recall !== '100 %')).toEqual([]);
    expect(lines.map(({ area }) => area)).toEqual([
      'restarts',
      'reasons',
      'rollouts',
      'frequency',
      'replacements',
      'nodes',
      'events',
      'review',
      'comparisons',
    ]);
  });
});
