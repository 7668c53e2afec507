/** What happens in the simulated clusters: each scenario in a namespace of its own, which is its id. */
import type { ClusterScript } from './chronicle.ts';
import { hours, minutes, secondsOf } from './world/clock.ts';
import type { World } from './world/world.ts';

export interface Scenario {
  /** Its namespace; nodes of its own begin with it. */
  id: string;
  /** What happens, in a sentence. */
  title: string;
  play: (world: World, id: string) => void;
}

const app = (tag: string, more = {}) => ({ image: `registry.example/app:${tag}`, ...more });

/** A time of Saturday 24 October 2026, the day before the clocks go back in Amsterdam. */
const saturday = (clock: string) => secondsOf(`2026-10-24T${clock}Z`);
const sunday = (clock: string) => secondsOf(`2026-10-25T${clock}Z`);

const AUTUMN: Scenario[] = [
  {
    id: 'calm',
    title: 'Nothing ever happens to it',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 3, template: app('1.0') });
      world.create('StatefulSet', id, 'db', { replicas: 2, template: app('1.0') });
      world.create('DaemonSet', id, 'agent', { template: app('1.0') });
    },
  },
  {
    id: 'rollout',
    title: 'A rollout between two looks',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 3, template: app('1.4') });
      world.at(saturday('09:04:00'), () =>
        world.setImage(`Deployment/${id}/web`, 'registry.example/app:1.5'),
      );
    },
  },
  {
    id: 'slow-rollout',
    title: 'A rollout over several looks, whose last old pod goes at the end',
    play(world, id) {
      world.create('Deployment', id, 'web', {
        replicas: 4,
        template: app('2.0', { behave: { ready: 500 } }),
      });
      world.at(saturday('10:04:00'), () =>
        world.setImage(`Deployment/${id}/web`, 'registry.example/app:2.1', { ready: 500 }),
      );
    },
  },
  {
    id: 'surge',
    title: 'A look half-way, when only the surge was there',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 3, template: app('1.0') });
      world.at(saturday('11:13:00'), () =>
        world.setImage(`Deployment/${id}/web`, 'registry.example/app:1.1', { ready: 200 }),
      );
    },
  },
  {
    id: 'restarted-rollout',
    title: 'kubectl rollout restart',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('09:34:00'), () => world.restartRollout(`Deployment/${id}/web`));
    },
  },
  {
    id: 'config-hash',
    title: 'Another hash of its ConfigMap, with one replica',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 1, template: app('1.0', { config: 'a1' }) });
      world.at(saturday('12:04:00'), () => world.setTemplate(`Deployment/${id}/web`, { config: 'b2' }));
    },
  },
  {
    id: 'first-seen-stuck',
    title: 'A release that is first seen when it is stuck, and is rolled back later',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, deadline: 300, template: app('3.0') });
      world.at(saturday('13:01:00'), () =>
        world.setImage(key, 'registry.example/app:3.1', { trouble: 'unready' }),
      );
      world.at(saturday('14:20:00'), () => world.setImage(key, 'registry.example/app:3.0'));
    },
  },
  {
    id: 'rolled-back',
    title: 'Rolled out and back between two looks',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('15:02:00'), () => world.setImage(key, 'registry.example/app:1.1'));
      world.at(saturday('15:08:00'), () => world.setImage(key, 'registry.example/app:1.0'));
    },
  },
  {
    id: 'stateful-rollout',
    title: 'A StatefulSet gets another image',
    play(world, id) {
      world.create('StatefulSet', id, 'db', {
        replicas: 3,
        template: app('14.1', { behave: { ready: 60 } }),
      });
      world.at(saturday('16:10:00'), () =>
        world.setImage(`StatefulSet/${id}/db`, 'registry.example/app:14.2', { ready: 60 }),
      );
    },
  },
  {
    id: 'label-only',
    title: 'Another label of the metadata',
    play(world, id) {
      world.create('Deployment', id, 'web', {
        replicas: 2,
        template: app('1.0'),
        labels: { version: 'one' },
      });
      world.at(saturday('09:49:00'), () => world.label(`Deployment/${id}/web`, { version: 'two' }));
    },
  },
  {
    id: 'made-anew',
    title: 'A Deployment that is deleted and made anew, with another image',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('17:03:00'), () => world.delete(`Deployment/${id}/web`));
      world.at(saturday('17:06:00'), () =>
        world.create('Deployment', id, 'web', { replicas: 2, template: app('2.0') }),
      );
    },
  },
  {
    id: 'controllers',
    title: 'gateway-v12 gives way to gateway-v13, as ReplicationControllers',
    play(world, id) {
      world.create('ReplicationController', id, 'gateway-v12', { replicas: 2, template: app('v12') });
      world.at(saturday('18:03:00'), () => {
        world.create('ReplicationController', id, 'gateway-v13', { replicas: 2, template: app('v13') });
        const rollout = world.noteRollout({
          ...{ workload: `ReplicationController/${id}/gateway-v13`, from: 'v12', to: 'v13' },
          ...{ sameImage: false, begun: world.now },
        });
        world.in(60, () => {
          world.delete(`ReplicationController/${id}/gateway-v12`);
          world.in(2, () => void (rollout.ended = world.now));
        });
      });
    },
  },
  {
    id: 'controllers-in-steps',
    title: 'gateway-v12 gives way to gateway-v13 over several looks, replica by replica',
    play(world, id) {
      const [old, young] = ['v12', 'v13'].map((version) => `ReplicationController/${id}/gateway-${version}`);
      world.create('ReplicationController', id, 'gateway-v12', { replicas: 3, template: app('v12') });
      world.at(saturday('18:03:00'), () => {
        world.create('ReplicationController', id, 'gateway-v13', { replicas: 1, template: app('v13') });
        world.scale(old!, 2);
        const rollout = world.noteRollout({
          ...{ workload: young!, from: 'v12', to: 'v13', sameImage: false, begun: world.now },
        });
        world.in(900, () => {
          world.scale(young!, 2);
          world.scale(old!, 1);
        });
        world.in(1800, () => {
          world.scale(young!, 3);
          world.in(60, () => world.delete(old!));
          world.in(62, () => void (rollout.ended = world.now));
        });
      });
    },
  },
  {
    id: 'other-kinds',
    title: 'A Service, a claim and twelve quotas that come and go',
    play(world, id) {
      const quotas = Array.from({ length: 12 }, (_, index) => `most-${index}`);
      world.addObject('Service', id, 'elsewhere');
      for (const name of quotas) world.addObject('ResourceQuota', id, name);
      world.at(saturday('12:20:00'), () => world.addObject('PersistentVolumeClaim', id, 'data'));
      world.at(saturday('13:20:00'), () => world.deleteObject('Service', id, 'elsewhere'));
      world.at(sunday('12:20:00'), () => world.deleteObject('PersistentVolumeClaim', id, 'data'));
      world.at(sunday('13:20:00'), () => {
        for (const name of quotas) world.deleteObject('ResourceQuota', id, name);
      });
    },
  },
  {
    id: 'failed-once',
    title: 'A list of Deployments of which each lost a pod once',
    play(world, id) {
      for (const name of ['a', 'b', 'c', 'd'])
        world.create('Deployment', id, name, { replicas: 2, template: app('1.0') });
      world.at(saturday('08:03:00'), () => {
        for (const name of ['a', 'b', 'c', 'd'])
          world.deletePod(world.running(`Deployment/${id}/${name}`)[0]!, 'deleted');
      });
    },
  },
  {
    id: 'one-restart',
    title: 'A restart of a second',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      const key = `Deployment/${id}/web`;
      world.at(saturday('07:20:00'), () =>
        world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }),
      );
    },
  },
  {
    id: 'reasons',
    title: 'Error, Error, OOMKilled, each seen by a look',
    play(world, id) {
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      const crash = (clock: string, reason: string, exitCode: number) =>
        world.at(saturday(clock), () =>
          world.crash(world.running(`StatefulSet/${id}/db`)[0]!, { reason, exitCode }),
        );
      crash('07:20:00', 'Error', 1);
      crash('07:35:00', 'Error', 1);
      crash('07:50:00', 'OOMKilled', 137);
    },
  },
  {
    id: 'reasons-unseen',
    title: 'Error, Error, OOMKilled between two looks',
    play(world, id) {
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      const crash = (clock: string, reason: string, exitCode: number) =>
        world.at(saturday(clock), () =>
          world.crash(world.running(`StatefulSet/${id}/db`)[0]!, { reason, exitCode }),
        );
      crash('07:31:00', 'Error', 1);
      crash('07:34:00', 'Error', 1);
      crash('07:37:00', 'OOMKilled', 137);
    },
  },
  {
    id: 'forgotten',
    title: 'A kubelet that forgot its containers and counts anew',
    play(world, id) {
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      const pod = () => world.running(`StatefulSet/${id}/db`)[0]!;
      for (const clock of ['07:20:00', '07:25:30', '08:20:00'])
        world.at(saturday(clock), () => world.crash(pod(), { reason: 'Error', exitCode: 1 }));
      world.at(saturday('08:50:00'), () => {
        world.forgetRestarts(pod());
        world.crash(pod(), { reason: 'Error', exitCode: 2 });
      });
    },
  },
  {
    id: 'crash-loop',
    title: 'A release that crashes, for two hours over midnight',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, strategy: 'Recreate', template: app('5.0') });
      world.at(saturday('21:05:00'), () =>
        world.setImage(key, 'registry.example/app:5.1', {
          crash: { after: 3, reason: 'Error', exitCode: 1 },
          ready: 30,
        }),
      );
      world.at(saturday('23:10:00'), () => world.setImage(key, 'registry.example/app:5.0'));
    },
  },
  {
    id: 'no-image',
    title: 'An image that is not there, for an hour',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 1, strategy: 'Recreate', template: app('1.0') });
      world.at(sunday('08:05:00'), () =>
        world.setImage(key, 'registry.example/app:1.O', { trouble: 'image' }),
      );
      world.at(sunday('09:10:00'), () => world.setImage(key, 'registry.example/app:1.1'));
    },
  },
  {
    id: 'eviction',
    title: 'A kubelet evicts a pod',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(sunday('10:05:00'), () =>
        world.evictByKubelet(
          world.running(`Deployment/${id}/web`)[0]!,
          'The node was low on resource: memory.',
        ),
      );
    },
  },
  {
    id: 'scaling',
    title: 'Scaled up, and down again',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(sunday('11:05:00'), () => world.scale(`Deployment/${id}/web`, 5));
      world.at(sunday('12:05:00'), () => world.scale(`Deployment/${id}/web`, 2));
    },
  },
  {
    id: 'came-and-went',
    title: 'A Deployment that is made one day, and deleted the next',
    play(world, id) {
      world.at(saturday('12:20:00'), () =>
        world.create('Deployment', id, 'web', { replicas: 1, template: app('1.0') }),
      );
      world.at(sunday('12:20:00'), () => world.delete(`Deployment/${id}/web`));
    },
  },
  {
    id: 'failing-deleted',
    title: 'A Deployment that fails until it is deleted',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 1, strategy: 'Recreate', template: app('1.0') });
      world.at(sunday('13:05:00'), () =>
        world.setImage(key, 'registry.example/app:1.1', { trouble: 'unready' }),
      );
      world.at(sunday('15:20:00'), () => world.delete(key));
    },
  },
  {
    id: 'nightly',
    title: 'A CronJob whose runs succeed, and fail once',
    play(world, id) {
      world.create('CronJob', id, 'report', {
        every: hours(1),
        template: app('1.0', { behave: { runs: 90 } }),
      });
      world.at(
        sunday('05:30:00'),
        () => (world.get(`CronJob/${id}/report`).template.behave = { runs: 40, fails: true }),
      );
      world.at(sunday('06:30:00'), () => (world.get(`CronJob/${id}/report`).template.behave = { runs: 90 }));
    },
  },
  {
    id: 'repeated',
    title: 'A pod with no node for it: an event that is written again after it expired',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const clock of ['08:05:00', '08:35:00', '10:50:00', '10:53:00', '11:05:00'])
        world.at(saturday(clock), () => {
          const pod = world.running(key)[0]!;
          world.emitOfPod(
            pod,
            'Warning',
            'Unhealthy',
            'Readiness probe failed: HTTP probe failed with statuscode: 500',
          );
        });
    },
  },
  {
    id: 'worst-reason',
    title: 'A pod of two crashes, and then a release whose image is not there takes all down',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, strategy: 'Recreate', template: app('1.0') });
      world.at(sunday('13:05:00'), () => {
        const pod = world.running(key)[0]!;
        pod.template = {
          ...pod.template,
          behave: { crash: { after: 2, reason: 'Error', exitCode: 1 }, ready: 30 },
        };
        world.crash(pod, { reason: 'Error', exitCode: 1 });
      });
      world.at(sunday('13:50:00'), () =>
        world.setImage(key, 'registry.example/app:1.l', { trouble: 'image' }),
      );
      world.at(sunday('14:50:00'), () => world.setImage(key, 'registry.example/app:1.2'));
    },
  },
  {
    id: 'hour-twice',
    title: 'Restarts at 02:30, and at 02:30 again, as the clocks go back',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const clock of ['00:31:00', '01:31:00'])
        world.at(sunday(clock), () => world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }));
    },
  },
  {
    id: 'overtaken',
    title: 'A rollout that another overtakes',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', {
        replicas: 3,
        template: app('1.0', { behave: { ready: 400 } }),
      });
      world.at(sunday('14:04:00'), () => world.setImage(key, 'registry.example/app:1.1', { ready: 400 }));
      world.at(sunday('14:18:00'), () => world.setImage(key, 'registry.example/app:1.2', { ready: 30 }));
    },
  },
  {
    id: 'paired',
    title: 'Two containers in a pod, of which one restarts',
    play(world, id) {
      world.create('Deployment', id, 'web', {
        replicas: 2,
        template: app('1.0', { containers: ['app', 'proxy'] }),
      });
      world.at(sunday('09:20:00'), () =>
        world.crash(world.running(`Deployment/${id}/web`)[1]!, {
          reason: 'OOMKilled',
          exitCode: 137,
          container: 'proxy',
        }),
      );
    },
  },
  {
    id: 'agents',
    title: 'A DaemonSet gets another image',
    play(world, id) {
      world.create('DaemonSet', id, 'agent', { template: app('1.0', { behave: { ready: 20 } }) });
      world.at(sunday('10:40:00'), () =>
        world.setImage(`DaemonSet/${id}/agent`, 'registry.example/app:1.1', { ready: 20 }),
      );
    },
  },
  {
    id: 'bare',
    title: 'A pod that nobody owns restarts',
    play(world, id) {
      const pod = world.addBarePod(id, 'tool', app('1.0'));
      world.at(sunday('11:20:00'), () => world.crash(pod, { reason: 'Error', exitCode: 3 }));
    },
  },
];

/** What the reason of a failure has to name: that of its worst part. */
export const WORST_REASONS: Readonly<Record<string, RegExp>> = {
  'Deployment/worst-reason/web': /image|pull/i,
};

/** Nodes have all pods in common: what happens to them is apart. */
const NODES: Scenario[] = [
  {
    id: 'lost',
    title: 'A node is lost for an hour, with a pod of a StatefulSet on it',
    play(world) {
      world.at(saturday('08:04:00'), () => world.silence('lost-1'));
      world.at(saturday('09:03:00'), () => world.wake('lost-1'));
    },
  },
  {
    id: 'flapped',
    title: 'A node that was lost and came back between two looks',
    play(world) {
      world.at(saturday('11:02:00'), () => world.silence('flapped-1'));
      world.at(saturday('11:06:00'), () => world.wake('flapped-1'));
    },
  },
  {
    id: 'hiccup',
    title: 'A node that was silent for twenty seconds',
    play(world) {
      world.at(saturday('12:02:00'), () => world.silence('flapped-1'));
      world.at(saturday('12:02:20'), () => world.wake('flapped-1'));
    },
  },
  {
    id: 'not-ready',
    title: 'A node that says itself that it is not ready',
    play(world) {
      world.at(saturday('13:02:00'), () => world.setReady('flapped-1', false));
      world.at(saturday('13:40:00'), () => world.setReady('flapped-1', true));
    },
  },
  {
    id: 'cordoned',
    title: 'A node is cordoned, drained, and opened again',
    play(world) {
      world.at(saturday('15:02:00'), () => world.drain('cordoned-1'));
      world.at(saturday('16:40:00'), () => world.cordon('cordoned-1', false));
    },
  },
  {
    id: 'closed',
    title: 'A node is cordoned on one day, and opened on the next',
    play(world) {
      world.at(saturday('19:02:00'), () => world.cordon('closed-1'));
      world.at(sunday('09:02:00'), () => world.cordon('closed-1', false));
    },
  },
  {
    id: 'flapped-often',
    title: 'A node that was lost twice between two looks',
    play(world) {
      for (const clock of ['20:02:00', '20:08:00']) {
        world.at(saturday(clock), () => world.silence('closed-1'));
        world.at(saturday(clock) + minutes(2), () => world.wake('closed-1'));
      }
    },
  },
  {
    id: 'lost-at-last',
    title: 'A node that is lost until nobody looks any more',
    play(world) {
      world.at(sunday('23:20:00'), () => world.silence('closed-1'));
    },
  },
  {
    id: 'joined',
    title: 'A node joins: DaemonSets run on one more',
    play(world) {
      world.at(saturday('18:04:00'), () => world.addNode('joined-1'));
    },
  },
  {
    id: 'left',
    title: 'A node that is lost and then deleted',
    play(world) {
      world.at(sunday('08:04:00'), () => world.silence('left-1'));
      world.at(sunday('08:50:00'), () => world.removeNode('left-1'));
    },
  },
  {
    id: 'replaced',
    title: 'A node gives way to another of its name',
    play(world) {
      world.at(sunday('12:04:00'), () => world.drain('replaced-1'));
      world.at(sunday('12:09:00'), () => world.removeNode('replaced-1'));
      world.at(sunday('12:11:00'), () => world.addNode('replaced-1'));
    },
  },
  {
    id: 'swapped',
    title: 'A node is deleted with its pods, and another of its name is there before the next look',
    play(world) {
      world.at(sunday('13:01:00'), () => world.removeNode('swapped-1'));
      world.at(sunday('13:03:00'), () => world.addNode('swapped-1'));
    },
  },
  {
    id: 'rebooted',
    title: 'A node is rebooted: its pods restart',
    play(world) {
      world.at(sunday('16:04:00'), () => world.silence('flapped-1'));
      world.at(sunday('16:06:00'), () => world.wake('flapped-1', { reboot: true }));
    },
  },
];

const openNodes = (world: World, names: readonly string[]) =>
  world.at(world.now, () => names.forEach((name) => world.addNode(name)));

/** Plays each, after the nodes are there. */
const playAll = (scenarios: readonly Scenario[], nodes: readonly string[]) => (world: World) => {
  openNodes(world, nodes);
  for (const { id, play } of scenarios) world.at(world.now, () => play(world, id));
};

const QUARTER = minutes(15);
const AMSTERDAM = 'Europe/Amsterdam';

export interface Cast extends ClusterScript {
  scenarios: readonly Scenario[];
}

/** A quiet week, and the weekend on which the clocks go back. */
const autumn: Cast = {
  ...{ name: 'autumn', zone: AMSTERDAM, scenarios: AUTUMN },
  watches: [
    { from: secondsOf('2026-10-16T22:00:07Z'), to: saturday('00:00:00'), every: hours(2) },
    { from: saturday('00:00:07'), to: secondsOf('2026-10-26T01:00:00Z'), every: QUARTER },
  ],
  play: playAll(AUTUMN, ['autumn-1', 'autumn-2', 'autumn-3']),
};

const nodes: Cast = {
  ...{ name: 'nodes', zone: AMSTERDAM, scenarios: NODES },
  watches: [{ from: saturday('00:00:07'), to: secondsOf('2026-10-26T01:00:00Z'), every: QUARTER }],
  play(world) {
    openNodes(world, ['lost-1', 'flapped-1', 'cordoned-1', 'left-1', 'replaced-1', 'closed-1', 'swapped-1']);
    world.at(world.now, () => {
      world.create('StatefulSet', 'shop', 'db', { replicas: 5, template: app('1.0') });
      world.create('Deployment', 'shop', 'web', { replicas: 5, template: app('1.0') });
      world.create('DaemonSet', 'shop', 'agent', { template: app('1.0') });
    });
    for (const { id, play } of NODES) play(world, id);
  },
};

/** A day with a crash loop of hours between two looks; events live shorter than from look to look. */
const SPARSE: Scenario[] = [
  {
    id: 'loop-unseen',
    title: 'A crash loop that began and ended between two looks',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      world.at(saturday('09:20:00'), () => {
        const pod = world.running(key)[0]!;
        pod.template = { ...pod.template, behave: { crash: { after: 20, reason: 'Error', exitCode: 1 } } };
        world.crash(pod, { reason: 'Error', exitCode: 1 });
        world.in(hours(1), () => (pod.template = { ...pod.template, behave: {} }));
      });
    },
  },
  {
    id: 'lost-between',
    title: 'A node that was lost for two hours between two looks, by which its pods were replaced',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 4, template: app('1.0') });
      world.at(saturday('12:20:00'), () => world.silence('sparse-1'));
      world.at(saturday('14:20:00'), () => world.wake('sparse-1'));
    },
  },
];

const sparse: Cast = {
  ...{ name: 'sparse', zone: AMSTERDAM, scenarios: SPARSE },
  watches: [{ from: saturday('00:00:07'), to: sunday('06:00:00'), every: hours(3) }],
  play: playAll(SPARSE, ['sparse-1', 'sparse-2', 'sparse-3']),
};

/** A time of the weekend on which the clocks go forward in Amsterdam. */
const march = (day: number, clock: string) => secondsOf(`2026-03-${day}T${clock}Z`);

/** What is usual, in the team's zone. Midnight there is 23:00 UTC, and 22:00 from the 29th on. */
const USUAL: Scenario[] = [
  {
    id: 'usual',
    title: 'Two restarts just after midnight of one day, and one on the next: no more than usual',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const at of [march(26, '23:10:00'), march(26, '23:40:00'), march(28, '12:10:00')])
        world.at(at, () => world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }));
    },
  },
  {
    id: 'more-than-usual',
    title: 'One restart on one day, and three on the day of 23 hours',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const at of [
        march(25, '12:10:00'),
        march(29, '08:10:00'),
        march(29, '11:10:00'),
        march(29, '14:10:00'),
      ])
        world.at(at, () => world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }));
    },
  },
  {
    id: 'yesterday',
    title: 'Restarts yesterday evening, after midnight in UTC, and as many today',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const at of [
        march(28, '20:10:00'),
        march(28, '22:10:00'),
        march(29, '20:10:00'),
        march(29, '21:10:00'),
      ])
        world.at(at, () => world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }));
    },
  },
];

const usual: Cast = {
  ...{ name: 'usual', zone: AMSTERDAM, scenarios: USUAL },
  watches: [{ from: march(19, '23:00:07'), to: march(30, '03:00:00'), every: hours(1) }],
  play: playAll(USUAL, ['usual-1', 'usual-2']),
};

/** The first days that anybody looks. */
const FIRST: Scenario[] = [
  {
    id: 'first-restart',
    title: 'A restart on the first day',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(march(28, '14:05:00'), () =>
        world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }),
      );
    },
  },
  {
    id: 'first-scaling',
    title: 'Scaled on the second day, when the clocks go forward',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(march(29, '00:55:00'), () => world.scale(`Deployment/${id}/web`, 3));
    },
  },
  {
    id: 'first-rollout',
    title: 'A rollout in the night in which the clocks go forward',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(march(29, '00:50:00'), () =>
        world.setImage(`Deployment/${id}/web`, 'registry.example/app:1.1', { ready: 300 }),
      );
    },
  },
];

const spring: Cast = {
  ...{ name: 'spring', zone: AMSTERDAM, scenarios: FIRST },
  watches: [{ from: march(28, '10:00:07'), to: march(30, '00:00:00'), every: minutes(30) }],
  play: playAll(FIRST, ['spring-1', 'spring-2']),
};

/** Down from the first time to the second. */
function breakFor(world: World, key: string, from: number, to: number): void {
  const { image } = world.get(key).template;
  world.at(from, () => {
    for (const pod of world.running(key)) {
      pod.template = {
        ...pod.template,
        behave: { crash: { after: 2, reason: 'Error', exitCode: 1 }, ready: 20 },
      };
      world.crash(pod, { reason: 'Error', exitCode: 1 });
    }
  });
  world.at(to, () => {
    for (const pod of world.running(key)) pod.template = { ...pod.template, image, behave: {} };
  });
}

const UNWATCHED: Scenario[] = [
  {
    id: 'failing-twice',
    title: 'Failing at 10:00 and at 20:00, with nobody looking between',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      breakFor(world, key, saturday('09:32:00'), saturday('12:00:00'));
      breakFor(world, key, saturday('19:32:00'), saturday('20:40:00'));
    },
  },
  {
    id: 'lost-twice',
    title: 'A node that was lost at 10:00 and at 20:00, with nobody looking between',
    play(world) {
      for (const hour of ['09', '19']) {
        world.at(saturday(`${hour}:40:00`), () => world.silence('lost-twice-1'));
        world.at(saturday(`${hour}:40:00`) + minutes(80), () => world.wake('lost-twice-1'));
      }
    },
  },
];

const unwatched: Cast = {
  ...{ name: 'unwatched', zone: 'UTC', scenarios: UNWATCHED },
  watches: [{ from: saturday('06:00:07'), to: sunday('02:00:00'), every: QUARTER }],
  isMissed: (at) => at > saturday('10:20:00') && at < saturday('19:58:00'),
  play: playAll(UNWATCHED, ['unwatched-1', 'unwatched-2', 'lost-twice-1']),
};

const STOPPED: Scenario[] = [
  {
    id: 'outage',
    title: 'An outage in the afternoon, and a collector that stops at 22:30',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      breakFor(world, key, saturday('13:02:00'), saturday('15:47:00'));
    },
  },
];

const stopped: Cast = {
  ...{ name: 'stopped', zone: AMSTERDAM, scenarios: STOPPED },
  watches: [{ from: secondsOf('2026-10-23T22:00:07Z'), to: sunday('23:30:00'), every: QUARTER }],
  // 22:30 in Amsterdam.
  isMissed: (at) => at > saturday('20:32:00') && at < sunday('22:10:00'),
  play: playAll(STOPPED, ['stopped-1', 'stopped-2']),
};

/** Nobody ever looks again. */
const dead: Cast = {
  ...{ name: 'dead', zone: AMSTERDAM, scenarios: [] },
  watches: [{ from: secondsOf('2026-10-23T22:00:07Z'), to: saturday('20:32:00'), every: QUARTER }],
  toldUntil: sunday('22:10:00'),
  play: playAll(STOPPED, ['dead-1', 'dead-2']),
};

const LYING: Scenario[] = [
  {
    id: 'lying-clock',
    title: 'An API server whose clock is 67 minutes ahead once, and once as much behind',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.create('CronJob', id, 'report', {
        every: hours(1),
        template: app('1.0', { behave: { runs: 60 } }),
      });
      world.at(saturday('13:05:00'), () =>
        world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }),
      );
    },
  },
];

const lying: Cast = {
  ...{ name: 'lying', zone: AMSTERDAM, scenarios: LYING },
  watches: [{ from: saturday('06:00:07'), to: sunday('00:00:00'), every: QUARTER }],
  clock: (at) =>
    at === saturday('12:00:07') ? at + minutes(67) : at === saturday('14:00:07') ? at - minutes(67) : at,
  play: playAll(LYING, ['lying-1', 'lying-2']),
};

const WEEKEND: Scenario[] = [
  {
    id: 'grace',
    title: 'A pod of a StatefulSet that takes twenty minutes to end',
    play(world, id) {
      world.create('StatefulSet', id, 'db', { replicas: 2, template: app('1.0') });
      world.at(saturday('07:04:00'), () =>
        world.deletePod(world.running(`StatefulSet/${id}/db`)[1]!, 'deleted', minutes(20)),
      );
    },
  },
  {
    id: 'paused',
    title: 'A rollout that is paused half-way, and goes on an hour later',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 3, template: app('1.0', { behave: { ready: 60 } }) });
      world.at(saturday('08:04:00'), () => world.setImage(key, 'registry.example/app:1.1', { ready: 60 }));
      world.at(saturday('08:05:30'), () => world.pause(key, true));
      world.at(saturday('09:20:00'), () => world.pause(key, false));
    },
  },
  {
    id: 'scaled-meanwhile',
    title: 'Scaled up while a rollout goes on',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', {
        replicas: 3,
        template: app('1.0', { behave: { ready: 400 } }),
      });
      world.at(saturday('10:04:00'), () => world.setImage(key, 'registry.example/app:1.1', { ready: 400 }));
      world.at(saturday('10:12:00'), () => world.scale(key, 5));
    },
  },
  {
    id: 'unavailable',
    title: 'A rollout that takes one replica away at a time',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      const behave = { ready: 600 };
      world.create('Deployment', id, 'web', {
        replicas: 3,
        maxSurge: 0,
        maxUnavailable: 1,
        template: app('1.0', { behave }),
      });
      world.at(saturday('11:04:00'), () => world.setImage(key, 'registry.example/app:1.1', behave));
    },
  },
  {
    id: 'gone-for-hours',
    title: 'A Deployment that is deleted, and made anew two hours later with another image',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('12:04:00'), () => world.delete(key));
      world.at(saturday('14:04:00'), () =>
        world.create('Deployment', id, 'web', { replicas: 2, template: app('2.0') }),
      );
    },
  },
  {
    id: 'twice-at-once',
    title: 'Two rollouts between two looks',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('13:02:00'), () => world.setImage(key, 'registry.example/app:1.1'));
      world.at(saturday('13:08:00'), () => world.setImage(key, 'registry.example/app:1.2'));
    },
  },
  {
    id: 'there-and-back',
    title: 'A rollout, and an hour later the image before',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('14:02:00'), () => world.setImage(key, 'registry.example/app:1.1'));
      world.at(saturday('15:08:00'), () => world.setImage(key, 'registry.example/app:1.0'));
    },
  },
  {
    id: 'stateful-restart',
    title: 'kubectl rollout restart of a StatefulSet and of a DaemonSet',
    play(world, id) {
      world.create('StatefulSet', id, 'db', {
        replicas: 3,
        template: app('1.0', { behave: { ready: 120 } }),
      });
      world.create('DaemonSet', id, 'agent', { template: app('1.0', { behave: { ready: 30 } }) });
      world.at(saturday('15:32:00'), () => world.restartRollout(`StatefulSet/${id}/db`));
      world.at(saturday('16:02:00'), () => world.restartRollout(`DaemonSet/${id}/agent`));
    },
  },
  {
    id: 'to-nothing',
    title: 'Scaled to nothing for the night',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('18:05:00'), () => world.scale(key, 0));
      world.at(sunday('06:05:00'), () => world.scale(key, 2));
    },
  },
  {
    id: 'all-at-once',
    title: 'More replicas and another image in one change',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(saturday('17:05:00'), () => {
        world.scale(key, 4);
        world.setImage(key, 'registry.example/app:1.1');
      });
    },
  },
  {
    id: 'over-midnight',
    title: 'Rollouts over midnight, in the zone and in UTC',
    play(world, id) {
      for (const [name, clock] of [
        ['local', '21:52:00'],
        ['utc', '23:52:00'],
      ] as const) {
        world.create('Deployment', id, name, {
          replicas: 2,
          template: app('1.0', { behave: { ready: 500 } }),
        });
        world.at(saturday(clock), () =>
          world.setImage(`Deployment/${id}/${name}`, 'registry.example/app:1.1', { ready: 500 }),
        );
      }
    },
  },
  {
    id: 'withdrawn',
    title: 'A namespace whose workloads are all deleted at once',
    play(world, id) {
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
        world.create('Deployment', id, name, { template: app('1.0') });
      world.at(saturday('19:05:00'), () => {
        for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) world.delete(`Deployment/${id}/${name}`);
      });
    },
  },
  {
    id: 'restarts-anew',
    title: 'A pod with many restarts gives way to another of its name, which restarts too',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (const clock of ['07:02:00', '07:17:00', '07:32:00', '07:47:00'])
        world.at(saturday(clock), () =>
          world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }),
        );
      world.at(saturday('08:02:00'), () => world.deletePod(world.running(key)[0]!, 'deleted'));
      world.at(saturday('08:08:00'), () =>
        world.crash(world.running(key)[0]!, { reason: 'OOMKilled', exitCode: 137 }),
      );
    },
  },
  {
    id: 'failing-before',
    title: 'Failing since before anybody looked, until noon',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 1, strategy: 'Recreate', template: app('1.0') });
      world.at(saturday('00:00:07') - hours(5), () =>
        world.setImage(key, 'registry.example/app:1.1', { trouble: 'image' }),
      );
      world.at(saturday('10:05:00'), () => world.setImage(key, 'registry.example/app:1.2'));
    },
  },
  {
    id: 'rolling-already',
    title: 'A rollout that goes on as somebody looks for the first time',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', {
        replicas: 3,
        template: app('1.0', { behave: { ready: 400 } }),
      });
      world.at(saturday('00:00:07') - minutes(9), () =>
        world.setImage(key, 'registry.example/app:1.1', { ready: 400 }),
      );
    },
  },
  {
    id: 'sidecar',
    title: 'A Deployment of two containers is restarted by its ConfigMap, with three replicas',
    play(world, id) {
      const template = app('1.0', { containers: ['app', 'proxy'], config: 'a1' });
      world.create('Deployment', id, 'web', { replicas: 3, template });
      world.at(sunday('07:35:00'), () => world.setTemplate(`Deployment/${id}/web`, { config: 'b2' }));
    },
  },
  {
    id: 'no-room',
    title: 'A replica more than there is room for',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.at(sunday('09:02:00'), () => {
        for (const node of ['weekend-1', 'weekend-2']) world.cordon(node);
        world.scale(key, 3);
      });
      world.at(sunday('10:20:00'), () => {
        for (const node of ['weekend-1', 'weekend-2']) world.cordon(node, false);
      });
    },
  },
  {
    id: 'flaps',
    title: 'A pod that crashes every twenty minutes, and is ready in between',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      for (let index = 0; index < 9; index += 1)
        world.at(sunday('11:03:00') + minutes(20 * index), () =>
          world.crash(world.running(key)[0]!, {
            reason: index % 2 === 0 ? 'Error' : 'OOMKilled',
            exitCode: 1,
          }),
        );
    },
  },
  {
    id: 'missed',
    title: 'A restart, a replaced pod and a rollout while one look was missed',
    play(world, id) {
      for (const name of ['a', 'b', 'c'])
        world.create('Deployment', id, name, { replicas: 2, template: app('1.0') });
      world.at(sunday('16:20:00'), () => {
        world.crash(world.running(`Deployment/${id}/a`)[0]!, { reason: 'Error', exitCode: 1 });
        world.deletePod(world.running(`Deployment/${id}/b`)[0]!, 'deleted');
        world.setImage(`Deployment/${id}/c`, 'registry.example/app:1.1');
      });
    },
  },
];

const weekend: Cast = {
  ...{ name: 'weekend', zone: AMSTERDAM, scenarios: WEEKEND },
  watches: [{ from: saturday('00:00:07'), to: secondsOf('2026-10-26T01:00:00Z'), every: QUARTER }],
  isMissed: (at) => at === sunday('16:15:07') || at === sunday('16:30:07'),
  play: playAll(WEEKEND, ['weekend-1', 'weekend-2']),
};

/** Kinds that the collector may not list for some time: what they hold is neither gone nor new. */
const HIDDEN: Scenario[] = [
  {
    id: 'hidden',
    title: 'Deployments, pods, nodes and events that may not be listed for an hour each',
    play(world, id) {
      world.create('Deployment', id, 'web', { replicas: 3, template: app('1.0') });
      world.create('Deployment', id, 'api', { replicas: 2, template: app('1.0') });
      world.create('StatefulSet', id, 'db', { replicas: 2, template: app('1.0') });
      world.create('DaemonSet', id, 'agent', { template: app('1.0') });
    },
  },
  {
    id: 'hidden-deeds',
    title: 'A rollout while Deployments are hidden, and restarts while pods are',
    play(world, id) {
      const key = `Deployment/${id}/web`;
      world.create('Deployment', id, 'web', { replicas: 2, template: app('1.0') });
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      world.at(saturday('08:20:00'), () => world.setImage(key, 'registry.example/app:1.1'));
      for (const clock of ['10:20:00', '10:35:00'])
        world.at(saturday(clock), () =>
          world.crash(world.running(`StatefulSet/${id}/db`)[0]!, { reason: 'Error', exitCode: 1 }),
        );
    },
  },
  {
    id: 'hidden-birth',
    title: 'A pod that was made while pods were hidden, and restarted twice meanwhile',
    play(world, id) {
      const key = `StatefulSet/${id}/db`;
      world.create('StatefulSet', id, 'db', { replicas: 1, template: app('1.0') });
      world.at(saturday('10:10:00'), () => world.deletePod(world.running(key)[0]!, 'deleted'));
      for (const clock of ['10:25:00', '10:40:00'])
        world.at(saturday(clock), () =>
          world.crash(world.running(key)[0]!, { reason: 'Error', exitCode: 1 }),
        );
    },
  },
];

const HIDDEN_KINDS = { 8: 'Deployment', 10: 'Pod', 12: 'Node', 14: 'Event', 16: 'StatefulSet' } as const;

const hidden: Cast = {
  ...{ name: 'hidden', zone: AMSTERDAM, scenarios: HIDDEN },
  watches: [{ from: saturday('06:00:07'), to: sunday('00:00:00'), every: QUARTER }],
  forbidden: (at) => {
    const hour = Math.floor((at - saturday('00:00:00')) / hours(1));
    const kind = HIDDEN_KINDS[hour as keyof typeof HIDDEN_KINDS];
    return kind === undefined ? [] : [kind];
  },
  play: playAll(HIDDEN, ['hidden-1', 'hidden-2', 'hidden-3']),
};

/** Two clusters that differ in a version, in a registry, and in one workload that fails. */
const elsewhere = (name: string, isSecond: boolean): Cast => ({
  ...{ name, zone: 'UTC', scenarios: [], isServerReady: false },
  watches: [{ from: saturday('06:00:07'), to: saturday('06:45:00'), every: QUARTER }],
  play(world) {
    openNodes(world, [`${name}-1`, `${name}-2`]);
    world.at(world.now, () => {
      const create = (workload: string, image: string, behave = {}) =>
        world.create('Deployment', 'elsewhere', workload, { replicas: 2, template: { image, behave } });
      create('web', `registry.example/web:${isSecond ? '3.5.0' : '3.4.0'}`);
      create('api', `${isSecond ? 'mirror' : 'registry'}.example/api:3.4.0`);
      create('db', 'registry.example/db:14.1');
      create('broken', 'registry.example/broken:1.0', { trouble: 'unready' });
      create('half', 'registry.example/half:1.0', isSecond ? { trouble: 'unready' } : {});
    });
  },
});

export const ELSEWHERE = {
  name: 'elsewhere',
  one: elsewhere('here', false),
  other: elsewhere('there', true),
  differences: {
    versions: ['Deployment/elsewhere/api', 'Deployment/elsewhere/web'],
    findings: ['Deployment/elsewhere/half'],
  },
};

export const CASTS: readonly Cast[] = [
  autumn,
  nodes,
  weekend,
  sparse,
  usual,
  spring,
  unwatched,
  stopped,
  dead,
  lying,
  hidden,
];
