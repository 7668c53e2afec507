import type { ObjectRow } from '../../model/judged.ts';

/** A RabbitMQ cluster. */
export interface BrokerRow extends ObjectRow {
  probe: string;
  clusterName?: string;
  version?: string;
  queues?: number;
  messages?: number;
  /** Nodes that run, and all that it knows. */
  running?: number;
  nodes?: number;
  /** Nodes that do not run. */
  down: string[];
  /** `memory of rabbit@mq-0`. */
  alarms: string[];
  /** `rabbit@mq-0 lost rabbit@mq-1`. */
  partitions: string[];
}

export interface Unconsumed {
  what: string;
  severity: 'degraded' | 'advice';
}

export interface QueueRow extends ObjectRow {
  probe: string;
  virtualHost: string;
  queue: string;
  /** Group of the config: `Middleware`. */
  group?: string;
  type?: string;
  status?: string;
  messages?: number;
  ready?: number;
  unacknowledged?: number;
  /** Messages more, or fewer, than at the last snapshot that saw it; absent if none is near. */
  growth?: number;
  consumers?: number;
  publishRate?: number;
  deliverRate?: number;
  /** Seconds since the oldest message came, where the server tells. */
  oldestSeconds?: number;
  isDeadLetter: boolean;
  /** Queues whose dead letters it receives. */
  deadLettersOf: string[];
  /** `rejected in orders, 12 times`: of the messages that were looked at. */
  deaths: string[];
  /** Of a queue that holds any: how many, and why. `12 dead letters; all 10 that were looked at expired in orders`. */
  deadLetters?: string;
  /** Exchange to which it sends its own dead letters; empty for the default exchange. */
  deadLetterExchange?: string;
  losesDeadLetters: boolean;
  /** Why nobody can use it. */
  down?: string;
  /** Why messages wait in vain: nobody consumes it. */
  unconsumed?: Unconsumed;
  /** It has consumers that take nothing, and it grows. */
  stalled?: string;
}
