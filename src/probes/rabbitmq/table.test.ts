import { describe, expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

type Queue = ObjectOf<'RabbitMQQueue'>;

function reportOf(spec: Queue['spec'], status: Queue['status']) {
  const queue = object('RabbitMQQueue', 'mq/shop/parked', {
    spec: { probe: 'mq', virtualHost: 'shop', queue: 'parked', ...spec },
    status: { state: 'running', ...status },
  });
  const { queues, findings } = buildReport(snapshotOf({ RabbitMQQueue: [queue] }));
  const finding = findings.find(({ rule }) => rule === 'dead-letters');
  return { row: queues[0]!, findings, severity: finding?.severity, what: finding?.what };
}

describe('dead letters', () => {
  const letters = (status: Queue['status'], deadLettersOf: string[] = []) =>
    reportOf({ deadLetterQueue: true, deadLettersOf }, { messages: 10, consumers: 0, ...status });
  const grownFrom = (messages: number) => ({ before: { messages } });

  test.each([
    ['grow', grownFrom(9), 'degraded', 'degraded'],
    ['are fewer', grownFrom(11), 'healthy', 'advice'],
    ['are as many', grownFrom(10), 'healthy', 'advice'],
    ['are seen for the first time', {}, 'healthy', 'advice'],
    ['are seen for the first time, and more come', { publishRate: 0.2 }, 'degraded', 'degraded'],
    ['are others than before', { ...grownFrom(12), renewed: true }, 'degraded', 'degraded'],
    ['grow while somebody takes them out', { ...grownFrom(9), consumers: 2 }, 'healthy', 'advice'],
    ['are taken out', { ...grownFrom(10), consumers: 2 }, 'healthy', undefined],
  ])('that %s', (_, status, state, severity) => {
    const report = letters(status);
    expect({ state: report.row.state, severity: report.severity }).toEqual({ state, severity });
  });

  test('in a queue that is down are told with that', () => {
    expect(letters({ state: 'down', ...grownFrom(9) }).row).toMatchObject({
      state: 'failing',
      why: 'it is down',
    });
  });

  const death = (queue: string, reason: string, messages = 1, count = messages) => ({
    ...{ queue, reason, messages, count },
  });

  test.each([
    [1, [death('orders', 'rejected')], 'the one that was looked at was rejected in orders'],
    [1, [death('orders', 'maxlen')], 'the one that was looked at did not fit into orders'],
    [9, [death('sms', 'expired', 9)], 'all 9 that were looked at expired in sms'],
    [9, [death('q', 'delivery_limit', 9, 99)], 'all 9 that were looked at were delivered too often in q'],
    [
      9,
      [death('a', 'rejected', 6), death('b', 'expired', 1), death('retry', 'expired', 0, 40)],
      'of 9 that were looked at, 6 were rejected in a and 1 expired in b',
    ],
    [1, [death('orders', '<b>')], 'the one that was looked at died (<b>) in orders'],
    [1, [death('orders', 'constructor')], 'the one that was looked at died (constructor) in orders'],
    [2, [], 'they come from orders'],
  ])('of %i that were looked at', (lookedAt, deaths, cause) => {
    expect(letters({ ...grownFrom(10), lookedAt, deaths }, ['orders']).what).toBe(
      `10 dead letters; ${cause}`,
    );
  });

  test('say from where they come, without a look at them', () => {
    const told = (sources: string[]) => letters(grownFrom(10), sources).what;
    expect(told(['a', 'b', 'c', 'd', 'e'])).toBe('10 dead letters; they come from a, b, c and 2 more queues');
    expect(told(['a', 'b', 'c', 'd'])).toBe('10 dead letters; they come from a, b, c and 1 more queue');
    expect(told([])).toBe('10 dead letters');
  });

  test.each([
    ['no count before', {}, '10 dead letters, with no earlier count'],
    [
      'one that a later snapshot did not see',
      { before: { messages: 4, time: before(3600) } },
      '10 dead letters, 6 more than at the last snapshot that saw it, 1 hour before',
    ],
    [
      'others in their place',
      { ...grownFrom(12), renewed: true },
      '10 dead letters, all of them since the snapshot before; there were 12 then',
    ],
  ])('say since when they grow: with %s', (_, status, what) => {
    expect(letters(status).what).toBe(what);
  });

  test('say in their row how often they died, or why nobody looked', () => {
    const deaths = [death('a', 'rejected', 6, 18), death('retry', 'expired', 0, 1)];
    expect(letters({ lookedAt: 6, deaths }).row.deaths).toEqual([
      'rejected in a, 18 times',
      'expired in retry, 1 time',
    ]);
    expect(letters({ notLookedAt: 'refused (401)' }).row.deaths).toEqual(['not looked at: refused (401)']);
  });
});

describe('a queue that nobody consumes', () => {
  const waits = (status: Queue['status'], spec: Queue['spec'] = {}) => {
    const { row, findings } = reportOf(spec, {
      ...{ messages: 12, consumers: 0, before: { messages: 12 }, unconsumed: { since: before(3600) } },
      ...status,
    });
    const finding = findings.find(({ rule }) => rule === 'queue-not-consumed');
    return [row.state, finding?.severity, finding?.what].join(' | ');
  };
  const grew = { since: before(3600), grew: true };
  const delays = { delays: true, ttlSeconds: 3600 };

  test.each([
    ['did not grow', {}, {}, 'healthy | advice | nobody consumes it: 12 messages wait'],
    [
      'grows',
      { unconsumed: grew, before: { messages: 9 } },
      {},
      'degraded | degraded | nobody consumes it, and it grows: 12 messages, 3 more than at the snapshot before',
    ],
    ['grew before', { unconsumed: grew }, {}, 'degraded | degraded | nobody consumes it: 12 messages wait'],
    [
      'drops what is too much',
      { unconsumed: grew },
      { limited: true },
      'healthy | advice | nobody consumes it: 12 messages wait',
    ],
    [
      'is full',
      { full: true },
      {},
      'degraded | degraded | nobody consumes it, and it is full: it holds 12 messages, and refuses more',
    ],
    ['delays messages', { growing: 2, oldest: before(3600) }, delays, 'healthy |  | '],
    [
      'delays messages, and grows long',
      { growing: 3 },
      delays,
      'healthy | advice | nobody consumes it, and it grew 3 snapshots in a row: 12 messages. They expire into another queue after 1 hour: it delays them, or its consumer is gone',
    ],
    [
      'keeps messages longer than it delays',
      { oldest: before(7200) },
      delays,
      'healthy | advice | nobody consumes it, and its oldest message has waited 2 hours, though messages expire after 1 hour: it holds 12 messages',
    ],
  ])('and that %s', (_, status, spec, told) => {
    expect(waits(status, spec)).toBe(told);
  });
});

test.each([
  ['is healthy', { messages: 0, consumers: 0 }, 'healthy'],
  ['whose messages nobody counts is not seen', {}, 'unknown'],
  ['that is down fails', { state: 'down' }, 'failing'],
  ['with half of its members has no majority', { messages: 1, members: 2, online: 1 }, 'failing'],
  ['whose only member is online has a majority', { messages: 1, members: 1, online: 1 }, 'healthy'],
])('a queue %s', (_, status, state) => {
  expect(reportOf({}, status).row.state).toBe(state);
});

test('the oldest message has waited since its time', () => {
  expect(reportOf({}, { messages: 1, oldest: before(120) }).row.oldestSeconds).toBe(120);
  expect(reportOf({}, { messages: 1, oldest: before(-3600) }).row.oldestSeconds).toBeUndefined();
  // Messages come while the queues are read.
  expect(reportOf({}, { messages: 1, oldest: before(-20) }).row.oldestSeconds).toBe(0);
});

test('a cluster whose nodes were not seen is not healthy', () => {
  const broker = object('RabbitMQBroker', 'mq', { spec: { probe: 'mq' }, status: { version: '4.0.5' } });
  const { brokers } = buildReport(snapshotOf({ RabbitMQBroker: [broker] }));
  expect(brokers[0]).toMatchObject({
    state: 'unknown',
    why: 'its nodes and their alarms were not seen',
  });
});
