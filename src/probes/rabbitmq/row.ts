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
  /** `rabbit@mq-0: memory`. */
  alarms: string[];
  /** `rabbit@mq-0 lost rabbit@mq-1`. */
  partitions: string[];
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
  /** Messages more, or fewer, than at the snapshot before; absent if that was not seen. */
  growth?: number;
  consumers?: number;
  publishRate?: number;
  deliverRate?: number;
  /** Seconds since the oldest message came, where the server tells. */
  oldestSeconds?: number;
  isDeadLetter: boolean;
  /** Queues whose dead letters it receives. */
  deadLettersOf: string[];
  /** `orders: rejected, 12 times`: of the messages that were looked at. */
  deaths: string[];
}
