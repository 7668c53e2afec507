/** Rules about RabbitMQ. */
import { clip, join } from '../../model/english.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from '../../model/findings/rule.ts';
import type { BrokerRow, QueueRow } from './row.ts';

const refOf =
  (kind: 'RabbitMQBroker' | 'RabbitMQQueue') =>
  ({ namespace, name, uid }: BrokerRow | QueueRow) => ({
    kind,
    ...(namespace !== undefined && { namespace }),
    ...{ name, uid },
  });
const broker = refOf('RabbitMQBroker');
const queue = refOf('RabbitMQQueue');

/** What is told of each row: nothing, or a clause. */
function* tell<Row extends BrokerRow | QueueRow>(
  rows: readonly Row[],
  refer: (row: Row) => Found['object'],
  clause: (row: Row) => (Pick<Found, 'what'> & Partial<Found>) | undefined,
): Generator<Found> {
  for (const row of rows) {
    const found = clause(row);
    if (found) yield { object: refer(row), rows: [row], ...found, what: clip(found.what, LONGEST_CLAUSE) };
  }
}

/** The fullest first: of many that are told as one, the first is named. */
const byMessages = (rows: readonly QueueRow[]) =>
  rows.toSorted((a, b) => (b.messages ?? 0) - (a.messages ?? 0));

export const rabbitmqRules: Rule[] = [
  {
    id: 'rabbitmq-alarm',
    severity: 'failing',
    title: 'RabbitMQ blocks publishers',
    judges: 'A node of RabbitMQ has an alarm of memory or disk.',
    // Source: https://www.rabbitmq.com/docs/alarms
    why: 'An alarm of one node blocks every connection of the cluster that publishes, until it ends.',
    advice: 'See which queues grow, and why nobody consumes them; else give the node more memory or disk.',
    says: ['blocks publishers', 'block publishers'],
    needs: ['RabbitMQBroker'],
    find: ({ tables }) =>
      tell(tables.brokers, broker, ({ alarms }) =>
        alarms.length > 0
          ? { what: `publishers are blocked by an alarm: ${join(alarms)}`, cause: 'an alarm' }
          : undefined,
      ),
  },
  {
    id: 'rabbitmq-partition',
    severity: 'failing',
    title: 'Nodes of RabbitMQ do not see each other',
    judges: 'A node of RabbitMQ reports a network partition.',
    // Source: https://www.rabbitmq.com/docs/partitions
    why: 'Each side goes on alone: queues differ between them, and one side loses what it received.',
    advice: 'Mend the network, choose the side to trust, and restart the nodes of the other.',
    says: ['is partitioned', 'are partitioned'],
    needs: ['RabbitMQBroker'],
    find: ({ tables }) =>
      tell(tables.brokers, broker, ({ partitions }) =>
        partitions.length > 0
          ? { what: `its nodes do not see each other: ${join(partitions)}`, cause: 'a partition' }
          : undefined,
      ),
  },
  {
    id: 'rabbitmq-node-down',
    severity: 'degraded',
    title: 'A node of RabbitMQ does not run',
    judges: 'A node that belongs to the cluster of RabbitMQ does not run.',
    why: 'Its classic queues are gone until it is back, and quorum queues have a member less.',
    advice:
      'See why the node does not run. If it is gone for good, remove it: rabbitmqctl forget_cluster_node.',
    says: ['lacks a node', 'lack a node'],
    needs: ['RabbitMQBroker'],
    find: ({ tables }) =>
      tell(tables.brokers, broker, ({ down, nodes }) =>
        down.length > 0
          ? {
              what: `${join(down)} of ${nodes} nodes ${down.length === 1 ? 'does' : 'do'} not run`,
              cause: 'a node is down',
            }
          : undefined,
      ),
  },
  {
    id: 'queue-down',
    severity: 'failing',
    title: 'A queue is down',
    judges: 'A queue is down, or a quorum queue or stream has no majority of its members.',
    // Source: https://www.rabbitmq.com/docs/quorum-queues
    why: 'Nobody can publish to it or consume from it; a quorum queue without majority may never come back by itself.',
    advice: 'Bring back the nodes of its members.',
    headline: ['a queue is down', 'queues are down'],
    needs: ['RabbitMQQueue'],
    foldsInto: ['rabbitmq-node-down', 'rabbitmq-partition'],
    find: ({ tables }) =>
      tell(tables.queues, queue, ({ down, probe, namespace }) =>
        down === undefined
          ? undefined
          : {
              what: down,
              cause: 'down',
              because: [
                { kind: 'RabbitMQBroker', ...(namespace !== undefined && { namespace }), name: probe },
              ],
            },
      ),
  },
  {
    id: 'dead-letters',
    severity: 'degraded',
    milder: 'advice while they do not grow, or where the queue has consumers',
    title: 'Dead letters',
    judges: 'A dead-letter queue holds messages, and they grow or nobody consumes them.',
    // Source: https://www.rabbitmq.com/docs/dlx
    why: 'Each is a message that nobody could use: it was rejected, it expired, or its queue was full. Every pod can be ready meanwhile.',
    advice: 'Read why they died, mend that, and send them again; or delete them.',
    limits: ['Why they died is known from the messages, and only if the config lets the probe look at some.'],
    headline: ['messages die', 'messages die'],
    needs: ['RabbitMQQueue'],
    find: ({ tables }) =>
      tell(byMessages(tables.queues), queue, ({ deadLetters, state, growth = 0, consumers = 0, down }) => {
        if (deadLetters === undefined || (consumers > 0 && growth <= 0)) return undefined;
        const grows = state === 'degraded';
        return {
          what: deadLetters,
          ...(!grows && { severity: 'advice' }),
          cause: grows ? 'dead letters, more than before' : 'dead letters',
          ...(down !== undefined && { rows: [] }),
        };
      }),
  },
  {
    id: 'dead-letters-lost',
    severity: 'advice',
    title: 'Dead letters are lost',
    judges: 'A queue has a dead-letter exchange, and no queue takes what the exchange gets from it.',
    // Source: https://www.rabbitmq.com/docs/dlx: "messages will be silently dropped"
    why: 'RabbitMQ drops these dead letters without a word.',
    advice: 'Declare the exchange, and bind a queue to it with the routing key of the dead letters.',
    headline: ['dead letters are lost', 'dead letters are lost'],
    needs: ['RabbitMQQueue'],
    find: ({ tables }) =>
      tell(tables.queues, queue, ({ losesDeadLetters, deadLetterExchange = '' }) =>
        losesDeadLetters
          ? {
              what: `no queue takes its dead letters from ${deadLetterExchange === '' ? 'the default exchange' : `exchange ${deadLetterExchange}`}`,
              cause: 'dead letters are lost',
              rows: [],
            }
          : undefined,
      ),
  },
  {
    id: 'queue-not-consumed',
    severity: 'degraded',
    milder: 'advice where it has not grown since, or where the queue drops messages by age or number',
    title: 'Messages wait, and nobody consumes them',
    judges: 'A queue has messages and no consumer. It has grown since it was first seen so, or it is full.',
    why: 'What the messages ask for is not done, and they fill memory and disk until RabbitMQ blocks publishers.',
    advice: 'See why its consumer is gone. A queue that nobody needs any more can be unbound and deleted.',
    limits: [
      'A stream needs no consumer.',
      'A queue whose messages expire into another queue may only delay them. It is told as advice when it grows at three snapshots in a row, or holds messages past their time.',
      'A limit in bytes is not compared with what the queue holds.',
    ],
    headline: ['a queue is not consumed', 'queues are not consumed'],
    needs: ['RabbitMQQueue'],
    find: ({ tables }) =>
      tell(tables.queues, queue, ({ unconsumed, down }) =>
        unconsumed === undefined || down !== undefined
          ? undefined
          : {
              what: unconsumed.what,
              cause: 'not consumed',
              ...(unconsumed.severity === 'advice' && { severity: 'advice', rows: [] }),
            },
      ),
  },
  {
    id: 'queue-stalled',
    severity: 'degraded',
    title: 'The consumers of a queue take nothing',
    judges:
      'A queue has consumers. At two snapshots in a row it grew, and nothing was delivered or acknowledged.',
    why: 'Its consumers are connected, so they look well, and nothing is done.',
    advice: 'See what the consumers wait for. A restart gives their messages back to the queue.',
    headline: ['the consumers of a queue take nothing', 'the consumers of queues take nothing'],
    needs: ['RabbitMQQueue'],
    find: ({ tables }) =>
      tell(tables.queues, queue, ({ stalled, down }) =>
        stalled === undefined || down !== undefined ? undefined : { what: stalled, cause: 'stalled' },
      ),
  },
];
