import {
  apiWord,
  fields,
  flag,
  foreignWord,
  freeText,
  list,
  number,
  time,
  word,
} from '../../snapshots/kinds/fields.ts';
import { probeKind } from '../probe-kind.ts';

export const rabbitmqKinds = {
  RabbitMQBroker: probeKind('rabbitmq', 'rabbitmqbrokers', {
    spec: fields({ probe: word('Name of the probe in the config') }),
    status: fields({
      clusterName: foreignWord("The cluster's own name"),
      version: apiWord('Version of RabbitMQ'),
      queues: number('Queues in all virtual hosts'),
      messages: number('Messages in all queues'),
      nodes: list(
        fields({
          name: foreignWord('Name of the node'),
          running: flag('Whether it runs'),
          memoryAlarm: flag('Publishers are blocked, because it uses too much memory'),
          diskAlarm: flag('Publishers are blocked, because its disk is nearly full'),
          partitions: list(foreignWord('A node that it lost sight of')),
          memoryUsed: number('Bytes of memory in use'),
          memoryLimit: number('Bytes of memory at which the alarm begins'),
          diskFree: number('Free bytes of disk'),
          diskLimit: number('Free bytes of disk below which the alarm begins'),
        }),
      ),
    }),
  }),
  RabbitMQQueue: probeKind('rabbitmq', 'rabbitmqqueues', {
    spec: fields({
      probe: word('Name of the probe in the config'),
      virtualHost: word('Virtual host'),
      queue: word('Name of the queue'),
      group: word('Group of the config that the queue belongs to'),
      type: apiWord('classic, quorum or stream'),
      deadLetterQueue: flag('It holds dead letters, by its name or since other queues send them there'),
      deadLettersOf: list(word('A queue whose dead letters it receives; of many, the first')),
      deadLetterExchange: word(
        'Exchange to which it sends its own dead letters; empty for the default exchange',
      ),
      losesDeadLetters: flag('No queue takes its dead letters: RabbitMQ drops them'),
      delays: flag('Its messages expire into another queue, as they are meant to'),
      limited: flag('It drops messages by age or number'),
      ttlSeconds: number('Seconds after which its messages expire'),
    }),
    status: fields({
      state: apiWord('running, idle, down, minority and the like'),
      messages: number('Messages: ready and unacknowledged'),
      deadLetters: number('Messages, if it holds dead letters'),
      ready: number('Messages that wait for a consumer'),
      unacknowledged: number('Messages that a consumer has, and has not acknowledged'),
      consumers: number('Consumers'),
      publishRate: number('Messages that came in, each second'),
      deliverRate: number('Messages that were delivered, each second'),
      oldest: time('Time of the oldest message, where the server tells'),
      members: number('Members of a quorum queue or a stream'),
      online: number('Members that are online'),
      before: fields({
        messages: number('Messages at the last snapshot that saw the queue'),
        time: time('Time of that snapshot, unless it is the snapshot before'),
      }),
      growing: number('Snapshots in a row at which it held more than at the one before'),
      delivered: number('Messages that were delivered since RabbitMQ counts, again or for the first time'),
      taken: number('Messages that were acknowledged since RabbitMQ counts, or need no acknowledgement'),
      stalled: number('Snapshots in a row at which it grew, and its consumers took nothing'),
      renewed: flag('Its oldest message came after the last snapshot that saw the queue'),
      full: flag('It is full, and refuses what is published to it'),
      unconsumed: fields({
        since: time('First snapshot in a row that saw messages, and nobody who takes them'),
        grew: flag('It has grown since'),
        messages: number('Messages that wait'),
      }),
      deaths: list(
        fields({
          queue: word('Queue in which messages died'),
          reason: apiWord('rejected, expired, maxlen or delivery_limit'),
          messages: number('Messages, of those that were looked at, that died there last'),
          count: number('How often these and the other messages that were looked at died there'),
        }),
      ),
      lookedAt: number('Messages that were looked at for the causes of death'),
      notLookedAt: freeText('Why none was looked at, though the config asks for it'),
    }),
  }),
};
