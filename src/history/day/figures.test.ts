import { expect, test } from 'vitest';
import { dayOfPuts, dbPod, moment, put } from '../../../test/days-of.ts';
import { object } from '../../../test/snapshot-of.ts';
import { toUnix } from './unix.ts';

const node = (name: string, ready = 'True') =>
  object('Node', name, {
    status: {
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: ready }],
    },
  });
const usage = (name: string, cpu: string) => object('NodeMetrics', name, { usage: { cpu, memory: '1Gi' } });

test('each snapshot has its figures: what is in trouble, what happened since, CPU and memory of all nodes', () => {
  const day = dayOfPuts([
    put('07:00', {
      Pod: [dbPod('db-0', { restarts: 0 })],
      Node: [node('a')],
      NodeMetrics: [usage('a', '500m')],
    }),
    put('07:15', {
      Pod: [dbPod('db-0', { restarts: 2, ended: '07:12', reason: 'OOMKilled', exitCode: 137 })],
      Node: [node('a')],
      NodeMetrics: [usage('a', '1500m')],
    }),
  ]);
  const [first, second] = day.snapshots.map(({ figures }) => figures);
  expect(first?.pods?.[2]).toBe(1);
  expect(first).not.toHaveProperty('restarts');
  expect(second?.restarts).toBe(2);
  expect(second?.cpu).toMatchObject({ allocatable: 4, used: 1.5 });
  expect(day.nodeHours).toEqual([
    {
      name: 'a',
      hours: [
        expect.objectContaining({
          hour: toUnix(moment('07:00')),
          cpu: expect.objectContaining({ allocatable: 4, used: 1.5 }) as object,
        }),
      ],
    },
  ]);
});

test('what was not seen is absent, and never zero', () => {
  const day = dayOfPuts([
    put('07:00', { Pod: [dbPod('db-0', { restarts: 0 })], Node: [node('a')] }),
    put(
      '07:15',
      {},
      { coverage: { Pod: { state: 'forbidden' }, Node: { state: 'forbidden' }, Event: { state: 'failed' } } },
    ),
    put('07:30', { Pod: [dbPod('db-0', { restarts: 3 })], Node: [node('a')] }),
  ]);
  const [seen, unseen, after] = day.snapshots.map(({ figures }) => figures);
  expect(seen?.cpu).not.toHaveProperty('used');
  expect(unseen).not.toHaveProperty('pods');
  expect(unseen).not.toHaveProperty('cpu');
  expect(unseen).not.toHaveProperty('restarts');
  expect(unseen).not.toHaveProperty('warnings');
  // Some of the restarts may belong to the time before.
  expect(after).not.toHaveProperty('restarts');
});

test('a lost node reports no usage, and does not hide that of the others; a ready node does', () => {
  const of = (ready: string) =>
    dayOfPuts([
      put('07:00', { Node: [node('a'), node('b', ready)], NodeMetrics: [usage('a', '1')], Pod: [] }),
    ]).snapshots[0]?.figures?.cpu;
  expect(of('Unknown')).toMatchObject({ allocatable: 8, used: 1 });
  expect(of('True')).not.toHaveProperty('used');
});

test('dead letters, and what else tables draw over time, are summed; what was not asked or not seen is absent', () => {
  const queue = (name: string, messages: number | undefined, isDead: boolean) =>
    object('RabbitMQQueue', name, {
      spec: { probe: 'mq', queue: name, deadLetterQueue: isDead },
      status: { state: 'running', ...(messages !== undefined && { messages }) },
    });
  const figuresWith = (...queues: ReturnType<typeof queue>[]) =>
    dayOfPuts([put('07:00', { RabbitMQQueue: queues })]).snapshots[0]?.figures?.others;
  expect(figuresWith(queue('a.dlq', 3, true), queue('b.dlq', 4, true), queue('a', 9, false))).toMatchObject({
    'Dead letters': 7,
  });
  expect(figuresWith(queue('a.dlq', undefined, true))?.['Dead letters']).toBeUndefined();
  const unseen = put('07:00', {}, { coverage: { RabbitMQQueue: { state: 'failed' } } });
  expect(dayOfPuts([unseen]).snapshots[0]?.figures?.others?.['Dead letters']).toBeUndefined();
});
