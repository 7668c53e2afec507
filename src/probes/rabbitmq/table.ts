/** RabbitMQ: its clusters and queues. */
import { formatCount } from '../../model/english.ts';
import type { Judged } from '../../model/judged.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import { worst } from '../../model/state.ts';
import { column, JUDGED } from '../../model/tables/column.ts';
import { defineObjects } from '../../model/tables/table.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { BrokerRow, QueueRow } from './row.ts';

function buildBrokers({ objects }: Snapshot): BrokerRow[] {
  return objects.RabbitMQBroker.map((broker): BrokerRow => {
    const { metadata, spec, status } = broker;
    const nodes = status?.nodes;
    const alarms = (nodes ?? []).flatMap(({ name = '', memoryAlarm, diskAlarm }) => [
      ...(memoryAlarm ? [`${name}: memory`] : []),
      ...(diskAlarm ? [`${name}: disk`] : []),
    ]);
    const partitions = (nodes ?? []).flatMap(({ name = '', partitions: lost = [] }) =>
      lost.map((other) => `${name} lost ${other}`),
    );
    const down = (nodes ?? []).filter(({ running }) => running === false);
    return {
      uid: metadata.uid,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      name: metadata.name,
      ...worst([
        ...(alarms.length > 0
          ? [{ state: 'failing' as const, why: `publishers are blocked: alarm of ${alarms.join(', ')}` }]
          : []),
        ...(partitions.length > 0
          ? [{ state: 'failing' as const, why: `its nodes do not see each other: ${partitions.join(', ')}` }]
          : []),
        ...(down.length > 0
          ? [
              {
                state: 'degraded' as const,
                why: `${down.length} of ${formatCount(nodes?.length ?? 0, 'node')} ${down.length === 1 ? 'does' : 'do'} not run`,
              },
            ]
          : []),
      ]),
      probe: spec?.probe ?? '',
      clusterName: status?.clusterName,
      version: status?.version,
      queues: status?.queues,
      messages: status?.messages,
      running: nodes && nodes.length - down.length,
      nodes: nodes?.length,
      alarms,
      partitions,
    };
  });
}

function buildQueues({ meta, objects }: Snapshot): QueueRow[] {
  return objects.RabbitMQQueue.map((queue): QueueRow => {
    const { metadata, spec, status } = queue;
    const before = status?.before?.messages;
    const growth =
      status?.messages === undefined || before === undefined ? undefined : status.messages - before;
    return {
      uid: metadata.uid,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      name: metadata.name,
      ...judgeQueue(queue, growth),
      probe: spec?.probe ?? '',
      virtualHost: spec?.virtualHost ?? '',
      queue: spec?.queue ?? '',
      group: spec?.group,
      type: spec?.type,
      status: status?.state,
      messages: status?.messages,
      ready: status?.ready,
      unacknowledged: status?.unacknowledged,
      growth,
      consumers: status?.consumers,
      publishRate: status?.publishRate,
      deliverRate: status?.deliverRate,
      oldestSeconds: secondsBetween(status?.oldest, meta.time),
      isDeadLetter: spec?.deadLetterQueue ?? false,
      deadLettersOf: spec?.deadLettersOf ?? [],
      deaths: (status?.deaths ?? []).map(
        ({ queue: where = '', reason = '', count: times = 0 }) => `${where}: ${reason}, ${formatCount(times, 'time')}`,
      ),
    };
  });
}

/** Source: rabbitmq-server, deps/rabbit/src/rabbit_quorum_queue.erl and rabbit_classic_queue.erl, `state`. */
const DOWN = new Set(['down', 'crashed', 'stopped', 'minority']);

function judgeQueue({ spec, status }: ObjectOf<'RabbitMQQueue'>, growth: number | undefined): Judged {
  const { members, online, messages = 0, consumers, state = '' } = status ?? {};
  if (members !== undefined && online !== undefined && online <= members / 2)
    return { state: 'failing', why: `no majority: ${online} of ${formatCount(members, 'member')} online` };
  if (DOWN.has(state)) return { state: 'failing', why: `it is ${state}` };
  if (spec?.deadLetterQueue && messages > 0) {
    const more = growth !== undefined && growth > 0 ? `, ${formatCount(growth, 'more', 'more')} since the snapshot before` : '';
    return { state: 'degraded', why: `${formatCount(messages, 'dead letter')}${more}` };
  }
  if (consumers === 0 && growth !== undefined && growth > 0)
    return {
      state: 'degraded',
      why: `nobody consumes it, and it grows: ${formatCount(messages, 'message')}, ${formatCount(growth, 'more', 'more')} since the snapshot before`,
    };
  return { state: 'healthy' };
}

export const brokers = defineObjects<BrokerRow>()({
  kind: 'RabbitMQBroker',
  page: 'middleware',
  noun: 'RabbitMQ cluster',
  hint: () => 'An alarm of memory or disk blocks every publisher of the cluster.',
  figure: false,
  words: (row) => [row.probe, row.clusterName, row.version],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['RabbitMQBroker'],
  newsOf: [],
  shows: {
    version: 'Version',
    running: 'Running',
    nodes: 'Nodes',
    queues: 'Queues',
    messages: 'Messages',
    alarms: 'Alarms',
  },
  build: buildBrokers,
  rowsFrom: ['RabbitMQBroker'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per RabbitMQ cluster that a probe asked',
  rows: (tables) => tables.brokers,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name of the probe', (row) => row.name),
    ...JUDGED,
    clusterName: column.text("The cluster's own name", (row) => row.clusterName),
    version: column.text('Version of RabbitMQ', (row) => row.version),
    running: column.number('Nodes that run', (row) => row.running),
    nodes: column.number('Nodes', (row) => row.nodes),
    queues: column.number('Queues in all virtual hosts', (row) => row.queues),
    messages: column.number('Messages in all queues', (row) => row.messages),
    alarms: column.list('Alarms that block publishers, by node', (row) => row.alarms),
    partitions: column.list('Nodes that lost sight of each other', (row) => row.partitions),
  },
});

export const queues = defineObjects<QueueRow>()({
  kind: 'RabbitMQQueue',
  page: 'middleware',
  noun: 'queue',
  hint: () =>
    'Growth is since the snapshot before. A queue of dead letters is marked while it holds any: each is a message that nobody could use.',
  figure: 'Queues',
  words: (row) => [row.probe, row.group, row.virtualHost, ...row.deadLettersOf],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'degraded',
  deletionRule: 'own',
  rowForEach: ['RabbitMQQueue'],
  newsOf: [],
  namedBy: 'queue',
  shows: {
    group: 'Group',
    messages: 'Messages',
    growth: 'Growth',
    publishRate: 'In, each second',
    deliverRate: 'Out, each second',
    consumers: 'Consumers',
    oldestSeconds: 'Oldest',
    deadLettersOf: 'Dead letters of',
    deaths: 'Why they died',
  },
  groupOf: ({ probe, group }) => group ?? probe,
  build: buildQueues,
  rowsFrom: ['RabbitMQQueue'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per queue that a probe asked for',
  rows: (tables) => tables.queues,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Probe, virtual host and queue', (row) => row.name),
    ...JUDGED,
    queue: column.text('Queue', (row) => row.queue),
    virtualHost: column.text('Virtual host', (row) => row.virtualHost),
    group: column.text('Group of the config', (row) => row.group),
    type: column.text('classic, quorum or stream', (row) => row.type),
    status: column.text("RabbitMQ's word for its state", (row) => row.status),
    messages: column.number('Messages: ready and unacknowledged', (row) => row.messages),
    ready: column.number('Messages that wait for a consumer', (row) => row.ready),
    unacknowledged: column.number('Messages that a consumer has', (row) => row.unacknowledged),
    growth: column.change('Messages more, or fewer, than at the snapshot before', (row) => row.growth),
    consumers: column.number('Consumers', (row) => row.consumers),
    publishRate: column.number('Messages that came in, each second', (row) => row.publishRate),
    deliverRate: column.number('Messages that were delivered, each second', (row) => row.deliverRate),
    oldestSeconds: column.number(
      'How long the oldest message has waited, where the server tells',
      (row) => row.oldestSeconds,
      'seconds',
    ),
    isDeadLetter: column.boolean('Whether it holds dead letters', (row) => row.isDeadLetter),
    deadLettersOf: column.list('Queues whose dead letters it receives', (row) => row.deadLettersOf),
    deaths: column.list('Where and why its messages died, of those that were looked at', (row) => row.deaths),
    probe: column.text('Name of the probe in the config', (row) => row.probe),
  },
});
