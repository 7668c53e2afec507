import type { ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import { before, object, snapshotOf } from '../snapshot-of.ts';
import type { Cases } from './case.ts';

type Queue = ObjectOf<'RabbitMQQueue'>;
type Node = NonNullable<NonNullable<ObjectOf<'RabbitMQBroker'>['status']>['nodes']>[number];

const mq = (...nodes: Node[]) =>
  object('RabbitMQBroker', 'mq', {
    spec: { probe: 'mq' },
    status: {
      version: '3.13.7',
      nodes: nodes.map((node, index) => ({ name: `rabbit@mq-${index}`, ...node })),
    },
  });
const broker = (...nodes: Node[]) => snapshotOf({ RabbitMQBroker: [mq(...nodes)] });
const well: Node = { running: true, memoryAlarm: false, diskAlarm: false, partitions: [] };

const queueOf = (spec: Queue['spec'], status: Queue['status']) =>
  object('RabbitMQQueue', 'mq/shop/orders', {
    spec: { probe: 'mq', virtualHost: 'shop', queue: 'orders', type: 'classic', ...spec },
    status: { state: 'running', messages: 0, ready: 0, unacknowledged: 0, consumers: 1, ...status },
  });
const queue = (spec: Queue['spec'], status: Queue['status']) =>
  snapshotOf({ RabbitMQBroker: [mq(well)], RabbitMQQueue: [queueOf(spec, status)] });
const grownFrom = (messages: number) => ({ before: { messages } });

const dead = { deadLetterQueue: true, deadLettersOf: ['sms'] };
const growing = {
  ...{ messages: 12, consumers: 0, ...grownFrom(9) },
  unconsumed: { since: before(900), grew: true },
};
const { unconsumed: _, ...taken } = growing;

export const rabbitmqCases: Cases = {
  'rabbitmq-alarm': {
    fires: broker({ ...well, memoryAlarm: true }, { ...well, diskAlarm: true }),
    about: 'RabbitMQBroker/shop/mq',
    finding: {
      severity: 'failing',
      what: 'publishers are blocked by an alarm: memory of rabbit@mq-0 and disk of rabbit@mq-1',
    },
    quiet: {
      'no node has an alarm': broker(well, well),
      'the nodes were not seen': snapshotOf({
        RabbitMQBroker: [object('RabbitMQBroker', 'mq', { status: {} })],
      }),
    },
  },
  'rabbitmq-partition': {
    fires: broker({ ...well, partitions: ['rabbit@mq-1'] }, well),
    about: 'RabbitMQBroker/shop/mq',
    finding: { severity: 'failing', what: 'its nodes do not see each other: rabbit@mq-0 lost rabbit@mq-1' },
    quiet: { 'all nodes see each other': broker(well, well) },
  },
  'rabbitmq-node-down': {
    fires: broker(well, { running: false }),
    about: 'RabbitMQBroker/shop/mq',
    finding: { severity: 'degraded', what: 'rabbit@mq-1 of 2 nodes does not run' },
    quiet: { 'all nodes run': broker(well, well), 'a node does not say': broker(well, {}) },
  },
  'queue-down': {
    fires: queue({ type: 'quorum' }, { members: 3, online: 1 }),
    about: 'RabbitMQQueue/shop/mq/shop/orders',
    finding: { severity: 'failing', what: 'no majority: 1 of 3 members online' },
    quiet: {
      'most members are online': queue({ type: 'quorum' }, { members: 3, online: 2 }),
      'it is a classic queue': queue({}, {}),
      'its node is told': snapshotOf({
        RabbitMQBroker: [mq(well, { running: false })],
        RabbitMQQueue: [queueOf({}, { state: 'down' })],
      }),
    },
  },
  'dead-letters': {
    fires: queue(dead, growing),
    about: 'RabbitMQQueue/shop/mq/shop/orders',
    finding: {
      severity: 'degraded',
      what: '12 dead letters, 3 more than at the snapshot before; they come from sms',
    },
    quiet: {
      'it is empty': queue(dead, { consumers: 0, ...grownFrom(9) }),
      'somebody takes them out': queue(dead, { ...growing, consumers: 1, ...grownFrom(12) }),
      'it holds no dead letters': queue({}, growing),
    },
  },
  'dead-letters-lost': {
    fires: queue({ deadLetterExchange: 'dlx', losesDeadLetters: true }, {}),
    about: 'RabbitMQQueue/shop/mq/shop/orders',
    finding: { severity: 'advice', what: 'no queue takes its dead letters from exchange dlx' },
    quiet: { 'a queue takes them': queue({ deadLetterExchange: 'dlx' }, {}) },
  },
  'queue-not-consumed': {
    fires: queue({}, growing),
    about: 'RabbitMQQueue/shop/mq/shop/orders',
    finding: {
      severity: 'degraded',
      what: 'nobody consumes it, and it grows: 12 messages, 3 more than at the snapshot before',
    },
    quiet: {
      'somebody takes its messages': queue({}, taken),
      'it only delays messages': queue({ delays: true }, growing),
      'it is a stream': queue({ type: 'stream' }, growing),
    },
  },
  'queue-stalled': {
    fires: queue({}, { messages: 12, consumers: 2, stalled: 2 }),
    about: 'RabbitMQQueue/shop/mq/shop/orders',
    finding: {
      severity: 'degraded',
      what: 'its 2 consumers take nothing, and it grew 2 snapshots in a row: 12 messages',
    },
    quiet: {
      'it was so only once': queue({}, { messages: 12, consumers: 2, stalled: 1 }),
      'it is a stream': queue({ type: 'stream' }, { messages: 12, consumers: 2, stalled: 2 }),
    },
  },
};
