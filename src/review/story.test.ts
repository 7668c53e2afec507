import { expect, test } from 'vitest';
import { put } from '../../test/days-of.ts';
import { reviewOf } from '../../test/review-of.ts';
import { rolled } from '../../test/rolled-out.ts';
import { object } from '../../test/snapshot-of.ts';
import { formatWhen } from './times.ts';

const server = { version: 'v1.34.1', ready: true };
const app = (name: string, ready: number, version = '1.0') =>
  object('Deployment', name, {
    metadata: { generation: 1, labels: { version } },
    spec: { replicas: 2 },
    status: {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  });
const seen = (clock: string, web: number, db = 2) =>
  put(clock, { Deployment: [app('web', web), app('db', db)] }, { server });

test('the story is that of the worst moment, with since when it was so', () => {
  const puts = [seen('07:00', 2), seen('07:15', 1), seen('07:30', 0), seen('07:45', 2)];
  const { story } = reviewOf(puts, '07:00', '08:00').review;
  expect(story).toMatchObject({
    number: 3,
    instant: '2026-11-22T07:30:00Z',
    situation: {
      state: 'failing',
      since: { at: '2026-11-22T07:30:00Z' },
      trouble: { at: '2026-11-22T07:15:00Z' },
    },
  });
  expect(
    reviewOf([seen('07:00', 2), seen('07:15', 2)], '07:00', '08:00').review.story?.situation,
  ).not.toHaveProperty('calm');
});

test('how it came: each trouble from its begin to its end, in order of time, with the snapshots that show it', () => {
  const puts = [seen('07:00', 2), seen('07:15', 0), seen('07:30', 0, 1), seen('07:45', 2, 1)];
  const { thread } = reviewOf(puts, '07:00', '08:00').review;
  expect(thread.map((step) => [formatWhen(step), step.object?.name, step.text, step.evidence])).toEqual([
    ['between 07:00 and 07:15', 'web', 'failing: 0 of 2 replicas ready', [1, 2]],
    ['between 07:15 and 07:30', 'db', 'degraded: 1 of 2 replicas ready', [2, 3]],
    ['between 07:30 and 07:45', 'web', 'healthy again', [3, 4]],
  ]);
});

test('a rollout just before trouble stands in the story, without being called its cause', () => {
  const before = rolled({ pods: { aaa: ['web-aaa-1'] } });
  const after = rolled({ generation: 2, stuck: true, pods: { aaa: ['web-aaa-1'], bbb: ['web-bbb-1'] } });
  const { thread } = reviewOf([put('07:00', before), put('07:15', after)], '07:00', '08:00').review;
  expect(thread.map(({ text }) => text).join('\n')).toMatch(/^rolled out .*\n(degraded|failing)/);
});

test('impact: the most in trouble at once, with the snapshot that shows it; nothing for a quiet window', () => {
  const puts = [seen('07:00', 2), seen('07:15', 0), seen('07:30', 0, 1), seen('07:45', 2)];
  expect(reviewOf(puts, '07:00', '08:00').review.impact).toEqual([
    {
      state: 'failing',
      text: 'At most 2 of 2 workloads in trouble at once (07:30), 1 of them failing; 2 objects in all.',
      evidence: [3],
    },
  ]);
  expect(reviewOf([seen('07:00', 2), seen('07:15', 2)], '07:00', '08:00').review.impact).toEqual([]);
});

const deadLetters = (clock: string, messages: number, before: number) =>
  put(
    clock,
    {
      RabbitMQQueue: [
        object('RabbitMQQueue', 'mq/shop/orders.dlq', {
          spec: {
            ...{ probe: 'mq', virtualHost: 'shop', queue: 'orders.dlq', type: 'classic' },
            ...{ deadLetterQueue: true, deadLettersOf: ['orders'] },
          },
          status: { state: 'running', messages, ready: messages, consumers: 0, before: { messages: before } },
        }),
      ],
    },
    { server },
  );

test('trouble that is mere advice later was trouble: dead letters that grew, and stay', () => {
  const puts = [deadLetters('07:00', 0, 0), deadLetters('07:15', 9, 0), deadLetters('07:30', 9, 9)];
  const { review } = reviewOf(puts, '07:00', '08:00');
  expect(review.impact.map(({ text, evidence }) => [text, evidence])).toEqual([
    ['Dead letters: 0 at the beginning, at most 9 (07:15).', [1, 2]],
  ]);
  expect(review.thread.map((step) => [formatWhen(step), step.object?.name, step.text])).toEqual([
    [
      'between 07:00 and 07:15',
      'mq/shop/orders.dlq',
      'degraded: dead letters: 9 dead letters, 9 more than at the snapshot before; they come from orders',
    ],
    ['between 07:15 and 07:30', 'mq/shop/orders.dlq', 'no worse any more'],
  ]);
});

test('what was in trouble several times is told once, with the number of times', () => {
  const clock = ['07:00', '07:15', '07:30', '07:45'];
  const puts = [2, 1, 2, 1].map((ready, index) => seen(clock[index]!, ready));
  const { thread } = reviewOf([...puts, seen('08:00', 2)], '07:00', '08:15').review;
  expect(thread.map((step) => [formatWhen(step), step.text])).toEqual([
    ['between 07:00 and 07:15', 'degraded, for the first of 2 times: 1 of 2 replicas ready'],
    ['between 07:45 and 08:00', 'healthy again'],
  ]);
});

test('trouble of a node that still beats is told, the most harmful of its findings', () => {
  const pressed = (clock: string, status: 'True' | 'False') =>
    put(
      clock,
      {
        Node: [
          object('Node', 'n1', {
            spec: {},
            status: {
              conditions: [
                { type: 'Ready', status: 'True' },
                { type: 'DiskPressure', status },
                { type: 'PIDPressure', status },
              ],
            },
          }),
        ],
        Deployment: [app('web', 2)],
      },
      { server },
    );
  const puts = [pressed('07:00', 'False'), pressed('07:15', 'True'), pressed('07:30', 'False')];
  const { affected, lead } = reviewOf(puts, '07:00', '07:45').review;
  expect(affected.map(({ object: { kind, name }, worst }) => [kind, name, worst])).toEqual([
    ['Node', 'n1', 'degraded'],
  ]);
  expect(lead).not.toContain('Nothing that was seen had trouble');
});
