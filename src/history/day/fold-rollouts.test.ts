import { describe, expect, test } from 'vitest';
import { dayOfPuts, daysOfPuts, moment, put, type Put } from '../../../test/days-of.ts';
import { rolled, type Rolled } from '../../../test/rolled-out.ts';
import { object, runningPod } from '../../../test/snapshot-of.ts';
import { toUnix } from './unix.ts';

const unix = (time: string) => toUnix(moment(time))!;
const at = (time: string, options: Rolled) => put(time, rolled(options));
const workload = (puts: Put[], name = 'web') => dayOfPuts(puts).workloads.find((one) => one.name === name)!;
const replacedOf = (puts: Put[], name?: string) =>
  workload(puts, name).replacements.map(({ n, at: time }) => [
    n,
    new Date(time * 1000).toISOString().slice(11, 16),
  ]);

describe('a rollout is another template of the pods', () => {
  test('also where nothing but the hash of a ConfigMap differs, with one replica', () => {
    const { rollouts } = workload([
      at('07:00', { pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { generation: 2, pods: { aaa: [], bbb: ['web-bbb-1'] } }),
    ]);
    expect(rollouts).toEqual([
      {
        ...{ from: '1', to: '1', replaced: 1 },
        ...{ after: unix('07:00'), begun: unix('07:15'), endedAfter: unix('07:00'), ended: unix('07:15') },
      },
    ]);
  });

  test('and a restart where kubectl asked for it', () => {
    const restartedAt = '2026-11-22T07:10:00Z';
    const { rollouts } = workload([
      at('07:00', { pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { generation: 2, restartedAt, pods: { aaa: [], bbb: ['web-bbb-1'] } }),
    ]);
    expect(rollouts).toMatchObject([{ to: '1', restart: true, replaced: 1 }]);
  });

  test('also one that is first seen when it is stuck', () => {
    const stuck = {
      generation: 2,
      stuck: true,
      replicas: 2,
      pods: { aaa: ['web-aaa-1', 'web-aaa-2'], bbb: [] },
    };
    const { rollouts } = workload([
      at('07:00', { pods: { aaa: ['web-aaa-1', 'web-aaa-2'] } }),
      at('07:15', stuck),
    ]);
    expect(rollouts).toMatchObject([{ after: unix('07:00'), begun: unix('07:15'), stuck: true }]);
    const first = rolled({ ...stuck, version: '2' });
    first.ReplicaSet[0]!.spec!.template = {
      spec: { containers: [{ name: 'app', image: 'registry/web:1' }] },
    };
    expect(workload([put('07:15', first)]).rollouts).toEqual([
      {
        ...{ from: '1', to: '2', images: [{ from: 'registry/web:1', to: 'registry/web:2' }] },
        ...{ begun: unix('07:15'), stuck: true, replaced: 0 },
      },
    ]);
  });

  test('and not a pod of a StatefulSet in its grace period', () => {
    const db = (time: string, ready: number) =>
      put(time, {
        StatefulSet: [
          object('StatefulSet', 'db', {
            metadata: { generation: 1 },
            spec: { replicas: 2 },
            status: {
              ...{ observedGeneration: 1, replicas: 2, readyReplicas: ready, updatedReplicas: ready },
              ...{ currentRevision: 'db-1', updateRevision: 'db-1' },
            },
          }),
        ],
      });
    expect(workload([db('07:00', 2), db('07:15', 1), db('07:30', 2)], 'db').rollouts).toEqual([]);
  });

  test('and of OnDelete only where a pod was deleted, complete when no old pod is left', () => {
    const look = (time: string, version: string, pods: readonly string[]) => {
      const db = object('StatefulSet', 'db', {
        metadata: { generation: Number(version) },
        spec: {
          ...{ replicas: 2, updateStrategy: { type: 'OnDelete' } },
          template: { spec: { containers: [{ name: 'app', image: `registry/db:${version}` }] } },
        },
        status: { observedGeneration: Number(version), replicas: 2, updateRevision: `db-${version}` },
      });
      const made = pods.map((revision, index) =>
        runningPod(`db-${index}`, db, {
          metadata: {
            ...{ uid: `${revision}/${index}`, labels: { 'controller-revision-hash': revision } },
            creationTimestamp: moment(revision === 'db-1' ? '06:00' : time),
          },
          spec: { containers: [{ name: 'app', image: `registry/db:${revision.slice(3)}` }] },
        }),
      );
      return put(time, { StatefulSet: [db], Pod: made });
    };
    const puts = [look('07:00', '1', ['db-1', 'db-1']), look('07:15', '2', ['db-1', 'db-1'])];
    expect(workload(puts, 'db').rollouts).toEqual([]);
    puts.push(look('07:30', '2', ['db-1', 'db-2']));
    expect(workload(puts, 'db').rollouts).toMatchObject([
      { from: '1', to: '2', begun: unix('07:30'), replaced: 1 },
    ]);
    expect(workload(puts, 'db').rollouts[0]).not.toHaveProperty('ended');
    puts.push(look('07:45', '2', ['db-2', 'db-2']));
    expect(workload(puts, 'db').rollouts).toMatchObject([{ begun: unix('07:30'), ended: unix('07:45') }]);
  });

  test('and not a list of Deployments that failed once', () => {
    const options = { label: '2026.4', version: 'latest', pods: { aaa: ['web-aaa-1'] } };
    const puts = [
      at('07:00', options),
      put('07:15', { ...rolled(options), Deployment: [] }, { coverage: { Deployment: { state: 'failed' } } }),
      at('07:30', options),
    ];
    const { rollouts, versions, comings } = workload(puts);
    expect({ rollouts, comings }).toEqual({ rollouts: [], comings: undefined });
    expect(versions.map(({ version }) => version)).toEqual(['2026.4', '2026.4']);
  });

  test('and not another label of the Deployment itself', () => {
    const pods = { aaa: ['web-aaa-1'] };
    const puts = [at('07:00', { label: 'chart-1', pods }), at('07:15', { label: 'chart-2', pods })];
    expect(workload(puts).rollouts).toEqual([]);
  });

  test('and not a Deployment that was deleted and made anew', () => {
    const { rollouts, comings, replacements } = workload([
      at('07:00', { uid: 'one', pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { uid: 'other', version: '2', generation: 1, pods: { bbb: ['web-bbb-1'] } }),
    ]);
    expect({ rollouts, comings, replacements }).toEqual({
      rollouts: [],
      comings: [{ what: 'recreated', at: unix('07:15'), after: unix('07:00') }],
      replacements: [],
    });
  });

  test('also where each version is a ReplicationController of its own', () => {
    const version = (number: number, replicas: number) =>
      object('ReplicationController', `gateway-v${number}`, {
        metadata: { generation: 1 },
        spec: {
          replicas,
          template: { spec: { containers: [{ name: 'app', image: `registry/gateway:${number}` }] } },
        },
        status: { observedGeneration: 1, replicas, readyReplicas: replicas, availableReplicas: replicas },
      });
    const pods = (owner: ReturnType<typeof version>, replicas: number) =>
      Array.from({ length: replicas }, (_, index) => runningPod(`${owner.metadata.name}-${index}`, owner));
    const shot = (time: string, old: number, young: number) => {
      const [one, other] = [version(12, old), version(13, young)];
      const there = [...(old > 0 ? [one] : []), ...(young > 0 ? [other] : [])];
      return put(time, { ReplicationController: there, Pod: [...pods(one, old), ...pods(other, young)] });
    };
    const whole = {
      ...{ previous: 'gateway-v12', from: '12', to: '13' },
      ...{ begun: unix('07:15'), ended: unix('07:45') },
    };
    // With steps in between, with a surge at first, and where nobody saw the pods.
    const puts = [shot('07:00', 3, 0), shot('07:15', 2, 1), shot('07:30', 1, 2), shot('07:45', 0, 3)];
    expect(workload(puts, 'gateway-v13').rollouts).toMatchObject([{ ...whole, replaced: 3 }]);
    expect(workload(puts, 'gateway-v13').replacements.map(({ n }) => n)).toEqual([1, 1, 1]);
    expect(workload(puts, 'gateway-v12').replacements).toEqual([]);
    const atOnce = workload([shot('07:00', 3, 0), shot('07:15', 0, 2)], 'gateway-v13');
    expect(atOnce.replacements).toEqual([{ at: unix('07:15'), after: unix('07:00'), n: 2 }]);
    const surge = [shot('06:45', 3, 0), shot('07:00', 3, 1), ...puts.slice(1), shot('08:00', 0, 3)];
    const { after, ...rest } = workload(surge, 'gateway-v13').rollouts[0]!;
    expect([after, rest]).toMatchObject([undefined, { ...whole, begun: unix('07:30') }]);
    const blind = puts.map((one) => ({
      ...one,
      meta: { coverage: { Pod: { state: 'forbidden' as const } } },
    }));
    for (const one of blind) one.objects = { ...one.objects, Pod: [] };
    expect(workload(blind, 'gateway-v13').rollouts).toMatchObject([whole]);
    expect(
      workload([...puts, shot('08:00', 1, 2), shot('08:15', 3, 0)], 'gateway-v12').rollouts,
    ).toMatchObject([
      { previous: 'gateway-v13', from: '13', to: '12', begun: unix('08:00'), ended: unix('08:15') },
    ]);
  });

  test('also one that was taken back between two snapshots, as its ReplicaSet tells', () => {
    const old = rolled({ pods: { aaa: ['web-aaa-1'] } });
    const back = rolled({ generation: 3, pods: { bbb: [], aaa: ['web-aaa-2'] } });
    const count = (set: (typeof back.ReplicaSet)[number], number: number, version: string) => {
      set.metadata.annotations = { 'deployment.kubernetes.io/revision': `${number}` };
      set.spec!.template = { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } };
    };
    count(back.ReplicaSet[0]!, 2, '2');
    count(back.ReplicaSet[1]!, 3, '1');
    const times = { after: unix('07:00'), begun: unix('07:15'), ended: unix('07:15') };
    expect(workload([put('07:00', old), put('07:15', back)]).rollouts).toMatchObject([
      { from: '1', to: '2', superseded: true, ...times },
      { from: '2', to: '1', ...times },
    ]);
    // Or that another overtook: two rollouts are two.
    const on = rolled({ version: '3', generation: 3, pods: { aaa: [], bbb: [], ccc: ['web-ccc-1'] } });
    count(on.ReplicaSet[0]!, 1, '1');
    count(on.ReplicaSet[1]!, 2, '2');
    count(on.ReplicaSet[2]!, 3, '3');
    count(old.ReplicaSet[0]!, 1, '1');
    expect(workload([put('07:00', old), put('07:15', on)]).rollouts).toMatchObject([
      { from: '1', to: '2', superseded: true, replaced: 0, ...times },
      { from: '2', to: '3', replaced: 1, ...times },
    ]);
  });

  test('and is the same over midnight, and over a snapshot that could not look', () => {
    const days = daysOfPuts([
      at('2026-11-22T23:45:00Z', { pods: { aaa: ['web-aaa-1'] } }),
      put('2026-11-23T00:00:00Z', {}, { coverage: { Deployment: { state: 'failed' } } }),
      at('2026-11-23T00:15:00Z', { generation: 2, pods: { aaa: [], bbb: ['web-bbb-1'] } }),
    ]);
    expect(days.at(-1)!.workloads[0]!.rollouts).toMatchObject([{ after: unix('2026-11-22T23:45:00Z') }]);
  });
});

describe('pods that took the place of others', () => {
  test('are counted where the new one came in one interval and the old one went in the next', () => {
    const puts = [
      at('07:00', { replicas: 1, pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { generation: 2, replicas: 1, pods: { aaa: ['web-aaa-1'], bbb: ['web-bbb-1'] } }),
      at('07:30', { generation: 2, replicas: 1, pods: { aaa: [], bbb: ['web-bbb-1'] } }),
    ];
    expect(replacedOf(puts)).toEqual([[1, '07:30']]);
    expect(workload(puts).rollouts).toMatchObject([{ replaced: 1, ended: unix('07:30') }]);
  });

  test('are counted once where the old pod takes its time to go: it belongs to its rollout', () => {
    const pods = { aaa: ['web-aaa-1'], bbb: ['web-bbb-1'] };
    const puts = [
      at('07:00', { replicas: 1, pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { generation: 2, replicas: 1, pods, going: ['web-aaa-1'] }),
      at('07:30', { generation: 2, replicas: 1, pods: { aaa: [], bbb: ['web-bbb-1'] } }),
    ];
    expect(replacedOf(puts)).toEqual([[1, '07:15']]);
    expect(workload(puts).rollouts).toMatchObject([{ replaced: 1, ended: unix('07:15') }]);
  });

  test('are those that came after an eviction, though what was evicted still stands', () => {
    const evicted = ['web-aaa-1'];
    const puts = [
      at('07:00', { replicas: 1, pods: { aaa: ['web-aaa-1'] } }),
      at('07:15', { replicas: 1, pods: { aaa: ['web-aaa-1'] }, evicted }),
      at('07:30', { replicas: 1, pods: { aaa: ['web-aaa-1', 'web-aaa-2'] }, evicted }),
      at('07:45', { replicas: 1, pods: { aaa: ['web-aaa-2'] } }),
    ];
    expect(replacedOf(puts)).toEqual([[1, '07:30']]);
  });

  test('are not those that came or went as the number was changed', () => {
    const puts = [
      at('07:00', { pods: { aaa: ['web-aaa-1', 'web-aaa-2'] } }),
      at('07:15', { generation: 2, replicas: 1, pods: { aaa: ['web-aaa-1'] } }),
      at('07:30', { generation: 3, replicas: 3, pods: { aaa: ['web-aaa-1'] } }),
      at('07:45', { generation: 3, replicas: 3, pods: { aaa: ['web-aaa-1', 'web-aaa-3', 'web-aaa-4'] } }),
      at('08:00', { generation: 3, replicas: 3, pods: { aaa: ['web-aaa-3', 'web-aaa-4', 'web-aaa-5'] } }),
    ];
    expect(replacedOf(puts)).toEqual([[1, '08:00']]);
  });

  test('are not those of a rollout that was undone before they took a place', () => {
    const old = ['web-aaa-1', 'web-aaa-2', 'web-aaa-3'];
    const before = at('07:00', { replicas: 3, pods: { aaa: old } });
    const stuck = (bbb: string[], aaa = old) =>
      at('07:15', { replicas: 3, generation: 2, version: '2', stuck: true, pods: { aaa, bbb } });
    const undone = (aaa: string[]) => at('07:30', { replicas: 3, generation: 3, pods: { bbb: [], aaa } });
    expect(replacedOf([before, stuck(['web-bbb-1']), undone(old)])).toEqual([]);
    // One of two new pods had taken a place, which an old one has again.
    expect(
      replacedOf([
        before,
        stuck(['web-bbb-1', 'web-bbb-2'], old.slice(1)),
        undone([...old.slice(1), 'web-aaa-4']),
      ]),
    ).toEqual([
      [1, '07:15'],
      [1, '07:30'],
    ]);
    const next = at('07:30', {
      ...{ replicas: 3, generation: 3, version: '3', pods: { aaa: old, bbb: [], ccc: ['web-ccc-1'] } },
    });
    expect(replacedOf([before, stuck(['web-bbb-1']), next])).toEqual([]);
  });

  test('are not those that a DaemonSet gains and loses with its nodes', () => {
    const shot = (time: string, nodes: string[], pods: Record<string, string>) => {
      const numbers = { observedGeneration: 1, desiredNumberScheduled: nodes.length };
      const agent = object('DaemonSet', 'agent', { metadata: { generation: 1 }, status: numbers });
      return put(time, {
        Node: nodes.map((name) => object('Node', name)),
        DaemonSet: [agent],
        Pod: Object.entries(pods).map(([name, nodeName]) => runningPod(name, agent, { spec: { nodeName } })),
      });
    };
    const puts = [
      shot('07:00', ['a', 'b'], { 'agent-1': 'a', 'agent-2': 'b' }),
      shot('07:15', ['a', 'c'], { 'agent-1': 'a', 'agent-3': 'c' }),
      shot('07:30', ['a', 'c'], { 'agent-3': 'c' }),
      shot('07:45', ['a', 'c'], { 'agent-4': 'a', 'agent-3': 'c' }),
    ];
    expect(replacedOf(puts, 'agent')).toEqual([[1, '07:45']]);
  });
});
