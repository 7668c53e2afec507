import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
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
