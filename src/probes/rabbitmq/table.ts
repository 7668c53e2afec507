/** RabbitMQ: its clusters and queues. */
import { formatCount, formatNumber, join } from '../../model/english.ts';
import type { Judged } from '../../model/judged.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import { worst } from '../../model/state.ts';
import { column, JUDGED } from '../../model/tables/column.ts';
import { defineObjects } from '../../model/tables/table.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { tellDeadLetters, tellDeaths, tellStalled, tellUnconsumed } from './words.ts';
import type { BrokerRow, QueueRow } from './row.ts';

function buildBrokers({ objects }: Snapshot): BrokerRow[] {
  return objects.RabbitMQBroker.map(({ metadata, spec, status }): BrokerRow => {
    const { nodes, clusterName, version, queues, messages } = status ?? {};
    const alarms = (nodes ?? []).flatMap(({ name = '', memoryAlarm, diskAlarm }) => [
      ...(memoryAlarm ? [`memory of ${name}`] : []),
      ...(diskAlarm ? [`disk of ${name}`] : []),
    ]);
    const partitions = (nodes ?? []).flatMap(({ name = '', partitions: lost = [] }) =>
      lost.map((other) => `${name} lost ${other}`),
    );
    const down = (nodes ?? []).flatMap(({ name = '', running }) => (running === false ? [name] : []));
    return {
      uid: metadata.uid,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      name: metadata.name,
      ...judgeBroker({ alarms, partitions, down }, nodes !== undefined),
      probe: spec?.probe ?? '',
      clusterName,
      version,
      queues,
      messages,
      running: nodes && nodes.length - down.length,
      nodes: nodes?.length,
      ...{ down, alarms, partitions },
    };
  });
}

type Troubles = Pick<BrokerRow, 'alarms' | 'partitions' | 'down'>;

/** An alarm of one node blocks publishers of the whole cluster. Source: https://www.rabbitmq.com/docs/alarms. */
function judgeBroker({ alarms, partitions, down }: Troubles, isSeen: boolean): Judged {
  return worst([
    ...(alarms.length > 0
      ? [{ state: 'failing' as const, why: `publishers are blocked by an alarm: ${join(alarms)}` }]
      : []),
    ...(partitions.length > 0
      ? [{ state: 'failing' as const, why: `its nodes do not see each other: ${join(partitions)}` }]
      : []),
    ...(down.length > 0
      ? [{ state: 'degraded' as const, why: `${join(down)} ${down.length === 1 ? 'does' : 'do'} not run` }]
      : []),
    ...(isSeen ? [] : [{ state: 'unknown' as const, why: 'its nodes and their alarms were not seen' }]),
  ]);
}

function buildQueues({ meta, objects }: Snapshot): QueueRow[] {
  return objects.RabbitMQQueue.map((queue): QueueRow => {
    const { metadata, spec, status } = queue;
    const { messages, ready, unacknowledged, consumers, publishRate, deliverRate } = status ?? {};
    const before = status?.before?.messages;
    const growth = messages === undefined || before === undefined ? undefined : messages - before;
    const deadLetters =
      spec?.deadLetterQueue && messages ? tellDeadLetters(queue, messages, meta.time, growth) : undefined;
    const down = tellDown(queue);
    const unconsumed = tellUnconsumed(queue, meta.time, growth);
    const stalled = tellStalled(queue);
    return {
      uid: metadata.uid,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      name: metadata.name,
      ...judgeQueue(queue, {
        down,
        unconsumed,
        stalled,
        deadLetters: isGrowing(queue, growth) ? deadLetters : undefined,
      }),
      probe: spec?.probe ?? '',
      virtualHost: spec?.virtualHost ?? '',
      queue: spec?.queue ?? '',
      group: spec?.group,
      type: spec?.type,
      status: status?.state,
      ...{ messages, ready, unacknowledged, growth, consumers, publishRate, deliverRate },
      oldestSeconds: ageOf(status?.oldest, meta.time),
      isDeadLetter: spec?.deadLetterQueue ?? false,
      deadLettersOf: spec?.deadLettersOf ?? [],
      deaths: tellDeaths(queue),
      deadLetters,
      deadLetterExchange: spec?.deadLetterExchange,
      losesDeadLetters: spec?.losesDeadLetters ?? false,
      ...{ down, unconsumed, stalled },
    };
  });
}

/** Whoever publishes a message sets its time: one that lies in the future says nothing. */
function ageOf(time: string | undefined, at: string): number | undefined {
  const seconds = secondsBetween(time, at);
  if (seconds === undefined || seconds < -LATE_SECONDS) return undefined;
  return Math.max(0, seconds);
}

/** The queues are read some time after the moment of the snapshot, and meanwhile messages come. */
const LATE_SECONDS = 120;

/**
 * States in which nobody can use a queue. Source: rabbitmq-server, deps/rabbitmq_management/priv/www/js/formatters.js,
 * `fmt_object_state`.
 */
const DOWN = new Set(['down', 'crashed', 'stopped', 'minority']);

/** A quorum queue and a stream need most of their members. Source: https://www.rabbitmq.com/docs/quorum-queues. */
function tellDown({ status }: ObjectOf<'RabbitMQQueue'>): string | undefined {
  const { members, online, state = '' } = status ?? {};
  if (members !== undefined && online !== undefined && online <= members / 2)
    return `no majority: ${formatNumber(online)} of ${formatCount(members, 'member')} online`;
  if (!DOWN.has(state)) return undefined;
  return state === 'minority' ? 'it has no majority of its members' : `it is ${state}`;
}

/** Messages die now, faster than anybody takes them out. Without a snapshot before, the rate tells. */
const isGrowing = ({ status }: ObjectOf<'RabbitMQQueue'>, growth: number | undefined): boolean =>
  !status?.consumers &&
  (growth === undefined ? (status?.publishRate ?? 0) > 0 : growth > 0 || status?.renewed === true);

function judgeQueue(
  { status }: ObjectOf<'RabbitMQQueue'>,
  {
    down,
    unconsumed,
    stalled,
    deadLetters,
  }: Pick<QueueRow, 'down' | 'unconsumed' | 'stalled' | 'deadLetters'>,
): Judged {
  if (down !== undefined) return { state: 'failing', why: down };
  if (status?.messages === undefined)
    return { state: 'unknown', why: 'RabbitMQ does not say how many messages it holds' };
  const waits = unconsumed?.severity === 'degraded' ? unconsumed.what : undefined;
  const why = deadLetters ?? stalled ?? waits;
  return why === undefined ? { state: 'healthy' } : { state: 'degraded', why };
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
  lastResort: false,
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
    down: column.list('Nodes that do not run', (row) => row.down),
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
    'Growth is since the last snapshot that saw the queue. A dead letter is a message that nobody could use: it was rejected, or it expired, or its queue was full.',
  figure: 'Queues',
  overTime: { name: 'Dead letters', of: ({ isDeadLetter, messages }) => (isDeadLetter ? messages : 0) },
  words: (row) => [row.probe, row.group, row.virtualHost, ...row.deadLettersOf],
  tellsChange: () => true,
  markedWith: false,
  normalAs: (row) =>
    row.deadLetters !== undefined ? 'holds dead letters' : row.unconsumed && 'nobody consumes it',
  needsAttention: (row) =>
    row.state !== 'healthy' || row.deadLetters !== undefined || row.unconsumed !== undefined,
  lastResort: false,
  deletionRule: 'own',
  rowForEach: ['RabbitMQQueue'],
  newsOf: [],
  namedBy: 'queue',
  shows: {
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
    growth: column.change(
      'Messages more, or fewer, than at the last snapshot that saw it',
      (row) => row.growth,
    ),
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
    deadLetterExchange: column.text(
      'Exchange to which it sends its own dead letters; empty for the default exchange',
      (row) => row.deadLetterExchange,
    ),
    losesDeadLetters: column.boolean(
      'Whether no queue takes its dead letters',
      (row) => row.losesDeadLetters,
    ),
    deaths: column.list('Where and why its messages died, of those that were looked at', (row) => row.deaths),
    probe: column.text('Name of the probe in the config', (row) => row.probe),
  },
});
