import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../plan/clock.ts';
import type { ClusterName } from '../plan/estate.ts';
import { answerRabbitmq } from './rabbitmq.ts';

const ANCHOR = Date.parse('2026-11-22T07:15:00Z');

const ask = (cluster: ClusterName, hours: number, path: string, method = 'GET') =>
  answerRabbitmq({
    ...{ cluster, method, path: path.split('/').map(decodeURIComponent), query: new URLSearchParams() },
    ...{ anchor: ANCHOR, now: ANCHOR + hours * HOUR },
  });
const messagesIn = (name: string, cluster: ClusterName, hours: number) =>
  (ask(cluster, hours, 'api/queues') as { items: { name: string; messages: number }[] }).items.find(
    (queue) => queue.name === name,
  )?.messages;

test('transfers die while payments-api 2.15.0 fails, and are sent again later', () => {
  const dead = [-9.5, -8.5, -7.5, -6.5, -4, -3].map((hours) =>
    messagesIn('payments.dlq', 'production', hours),
  );
  expect(dead).toEqual([0, 126, 546, 819, 819, 0]);
});

test.each(['acceptance', 'test', 'development'] as const)('no transfer dies in %s', (cluster) => {
  expect([-12, -8, 0, 100].map((hours) => messagesIn('payments.dlq', cluster, hours))).toEqual([0, 0, 0, 0]);
});

test('the dead letters of the chat are as many at any time', () => {
  expect([-2000, -8, 0].map((hours) => messagesIn('chat.dlq', 'production', hours))).toEqual([2, 2, 2]);
});

test('a look at dead letters tells of no more than are there, the oldest first', () => {
  const look = (hours: number) =>
    ask('production', hours, 'api/queues/%2F/payments.dlq/get', 'POST') as object[];
  expect(look(-9)).toEqual([]);
  expect(look(-8)).toHaveLength(100);
  expect(look(-8).slice(0, 10)).toEqual(look(-8 + MINUTE / HOUR).slice(0, 10));
});

test('the same instant has the same answers, and unknown paths have none', () => {
  expect(ask('production', -8, 'api/queues')).toEqual(ask('production', -8, 'api/queues'));
  for (const path of ['', 'api', 'api/users', 'api/queues/shop', 'api/queues/%2F/gone/get'])
    expect(ask('production', 0, path)).toBeUndefined();
});
