import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { AskedProbe } from '../../snapshots/schema.ts';
import { diff } from './diff.ts';
import { formatPath } from './field-path.ts';

const queue = (name: string, messages: number, spec: ObjectOf<'RabbitMQQueue'>['spec'] = {}) =>
  object('RabbitMQQueue', name, {
    metadata: { uid: '' },
    spec: { probe: 'mq', queue: name, deadLetterExchange: 'dlx', ...spec },
    status: { state: 'running', messages },
  });
const waiting = (name: string, status: ObjectOf<'RabbitMQQueue'>['status']) =>
  object('RabbitMQQueue', name, { metadata: { uid: '' }, spec: { probe: 'mq' }, status });
const broker = (version: string) =>
  object('RabbitMQBroker', 'mq', { metadata: { uid: '' }, spec: { probe: 'mq' }, status: { version } });
const seen = (version: string, ...queues: ObjectOf<'RabbitMQQueue'>[]) => {
  const snapshot = snapshotOf({ RabbitMQBroker: [broker(version)], RabbitMQQueue: queues });
  return { snapshot, report: buildReport(snapshot) };
};

/** With the probes that were asked for queues. */
const asking = (probes: AskedProbe[], ...queues: ObjectOf<'RabbitMQQueue'>[]) => {
  const snapshot = snapshotOf({ RabbitMQQueue: queues }, { coverage: { RabbitMQQueue: { probes } } });
  return { snapshot, report: buildReport(snapshot) };
};
const asked = (name: string, more: Partial<AskedProbe> = {}) => ({
  ...{ name, namespace: 'shop', whole: true },
  ...more,
});
const dead = (name: string) =>
  object('RabbitMQQueue', name, {
    metadata: { uid: '' },
    spec: { probe: 'mq', deadLetterQueue: true },
    status: { state: 'running', messages: 4, consumers: 0, before: { messages: 3 } },
  });
const only = (...names: string[]) => ({ only: { names, anyCase: 'dlq' } });

test.each([
  ['is not asked any more', 'mq/orders', [asked('other')], 'unknown'],
  ['is called otherwise', 'mq/orders', [asked('mq2')], 'unknown'],
  ['has another namespace', 'mq/orders', [asked('mq', { namespace: 'mw' })], 'unknown'],
  ['did not see all', 'mq/orders', [asked('mq', { whole: false }), asked('other')], 'unknown'],
  ['asks for other groups', 'mq/orders', [asked('mq', only('^pay'))], 'unknown'],
  ['asks for other virtual hosts', 'mq/a%2Fb/orders', [asked('mq', { only: { hosts: ['/'] } })], 'unknown'],
  ['asked for it', 'mq/orders', [asked('mq', only('^ord'))], 'gone'],
  ['asked for its name', 'mq/shop/orders.DLQ', [asked('mq', only('^pay'))], 'gone'],
  ['asked for its virtual host', 'mq/a%2Fb/orders', [asked('mq', { only: { hosts: ['a/b'] } })], 'gone'],
  ['asked for all, and another failed', 'mq/orders', [asked('mq'), asked('other', { whole: false })], 'gone'],
])('a queue and its finding are gone only if its probe looked: it %s', (_, name, probes, told) => {
  const before = asking([asked('mq')], dead(name));
  const { objects, findings, notComparable } = diff(before, asking(probes));
  const isGone = told === 'gone';
  expect(objects.map((one) => one.class)).toEqual(isGone ? ['removed'] : []);
  expect({ gone: findings.gone.length, unknown: findings.unknown.length }).toEqual({
    gone: isGone ? 1 : 0,
    unknown: isGone ? 0 : 1,
  });
  if (!isGone)
    expect(notComparable).toMatchObject([{ kind: 'RabbitMQQueue', objects: { before: 1, after: 0 } }]);
});

test('what a probe sees at its first look was not created then', () => {
  const { objects, findings } = diff(
    asking([asked('other')]),
    asking([asked('other'), asked('mq')], dead('mq/orders')),
  );
  expect(objects).toEqual([]);
  expect(findings.new).toEqual([]);
});

test('how many dead letters, and how many messages that nobody consumes, are differences', () => {
  const at = (deadLetters: number, messages: number) =>
    seen(
      '3.12.1',
      waiting('dlq', { messages: deadLetters, deadLetters }),
      waiting('mail', { messages, unconsumed: { since: `2026-11-22T07:0${messages}:00Z`, messages } }),
    );
  const { objects } = diff(at(4, 1), at(404, 5));
  const told = objects.map(({ object: { name }, ...change }) => [
    name,
    'fields' in change &&
      change.fields.map(
        ({ steps, before, after }) => `${formatPath(steps)}: ${JSON.stringify([before, after])}`,
      ),
  ]);
  expect(told.sort()).toEqual([
    ['dlq', ['status.deadLetters: [4,404]']],
    ['mail', ['status.unconsumed.messages: [1,5]']],
  ]);
});

test('a queue that came or went, another exchange and another version are differences; figures are not', () => {
  const before = seen('3.12.1', queue('orders', 1), queue('mail', 2), queue('old', 3));
  const after = seen(
    '4.1.0',
    queue('orders', 900),
    queue('mail', 2, { deadLetterExchange: '' }),
    queue('new', 1),
  );
  const { objects } = diff(before, after);
  const told = objects.map(({ object: { kind, name }, class: how, fields }) =>
    [how, kind, name, ...(how === 'changed' ? fields.map(({ steps }) => formatPath(steps)) : [])].join(' '),
  );
  expect(told.sort()).toEqual([
    'added RabbitMQQueue new',
    'changed RabbitMQBroker mq status.version',
    'changed RabbitMQQueue mail spec.deadLetterExchange',
    'removed RabbitMQQueue old',
  ]);
});
