/** What probes saw in bad hours: every table of theirs has rows, and every column a text. */
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { before, object } from './snapshot-of.ts';

/** The time of the snapshot before. */
const EARLIER = before(900);

export const probed = {
  HealthCheck: [
    object('HealthCheck', 'shop/web-1', {
      spec: {
        ...{ probe: 'shop', scheme: 'http', host: '10.1.2.3:8080', path: '/healthz' },
        ...{ pod: 'web-1', workload: { kind: 'Deployment', namespace: 'shop', name: 'web' } },
      },
      status: { result: 'failing', code: 503, latencyMs: 12, message: 'status 503: the database is away' },
    }),
    object('HealthCheck', 'pay', {
      spec: { probe: 'pay', scheme: 'http', path: '/healthz', service: 'pay:8080' },
      status: { result: 'not seen', latencyMs: 10_000, message: 'no data for 10 s' },
    }),
    object('HealthCheck', 'front', {
      spec: { probe: 'front', scheme: 'https', host: 'shop.bank.example', path: '/' },
      status: { result: 'OK', code: 200, latencyMs: 45, certificateEnds: before(-3 * 86_400) },
    }),
  ] satisfies ObjectOf<'HealthCheck'>[],
  RabbitMQBroker: [
    object('RabbitMQBroker', 'mq', {
      spec: { probe: 'mq' },
      status: {
        ...{ clusterName: 'rabbit@mq.bank.example', version: '3.13.7', queues: 2, messages: 352 },
        nodes: [
          { name: 'rabbit@mq-0', running: true, memoryAlarm: true, partitions: ['rabbit@mq-1'] },
          { name: 'rabbit@mq-1', running: false },
        ],
      },
    }),
  ] satisfies ObjectOf<'RabbitMQBroker'>[],
  RabbitMQQueue: [
    object('RabbitMQQueue', 'mq/orders.dlq', {
      spec: {
        ...{ probe: 'mq', virtualHost: '/', queue: 'orders.dlq', group: 'Middleware', type: 'classic' },
        ...{ deadLettersOf: ['orders'], deadLetterQueue: true },
      },
      status: {
        ...{ state: 'running', messages: 340, ready: 340, unacknowledged: 0, consumers: 0 },
        ...{ publishRate: 0.4, deliverRate: 0, oldest: before(7200) },
        before: { messages: 12 },
        ...{ deaths: [{ queue: 'orders', reason: 'rejected', messages: 10, count: 12 }], lookedAt: 10 },
      },
    }),
    object('RabbitMQQueue', 'mq/orders', {
      spec: {
        ...{ probe: 'mq', virtualHost: '/', queue: 'orders', group: 'Middleware', type: 'quorum' },
        ...{ deadLetterExchange: 'dlx', losesDeadLetters: true, limited: true },
      },
      status: { state: 'running', messages: 12, ready: 12, consumers: 2, members: 3, online: 1 },
    }),
  ] satisfies ObjectOf<'RabbitMQQueue'>[],
  ElasticsearchCluster: [
    object('ElasticsearchCluster', 'logs', {
      spec: { probe: 'logs' },
      status: {
        ...{ clusterName: 'bank-logs', distribution: 'elasticsearch', version: '8.15.0', health: 'yellow' },
        ...{ nodes: 3, dataNodes: 3, activeShards: 40, unassignedShards: 4, pendingTasks: 0 },
        firstUnassigned: {
          ...{ index: 'orders-2026', shard: 0, primary: false, reason: 'NODE_LEFT' },
          explanation: 'no node has room',
        },
        missing: [{ part: 'pending tasks', error: '403 Forbidden: no rights' }],
        repositories: [{ name: 'nightly', lastSuccess: before(86_400), lastState: 'SUCCESS' }],
      },
    }),
  ] satisfies ObjectOf<'ElasticsearchCluster'>[],
  ElasticsearchNode: [
    object('ElasticsearchNode', 'logs/es-1', {
      spec: { probe: 'logs', node: 'es-1', roles: 'dim', elected: true },
      status: {
        ...{ diskTotal: 1000 * 2 ** 30, diskFree: 90 * 2 ** 30, heapPercent: 61, shards: 40 },
        lowWatermark: 150 * 2 ** 30,
        highWatermark: 100 * 2 ** 30,
        floodWatermark: 50 * 2 ** 30,
        before: { diskFree: 92 * 2 ** 30, time: EARLIER },
      },
    }),
  ] satisfies ObjectOf<'ElasticsearchNode'>[],
  ElasticsearchIndex: [
    object('ElasticsearchIndex', 'logs/orders-2026', {
      spec: { probe: 'logs', index: 'orders-2026', primaries: 5, replicas: 1 },
      status: {
        ...{ health: 'yellow', state: 'open', documents: 1_200_000, bytes: 12 * 2 ** 30 },
        readOnly: 'read_only_allow_delete',
        before: { bytes: 11 * 2 ** 30 },
      },
    }),
  ] satisfies ObjectOf<'ElasticsearchIndex'>[],
};
