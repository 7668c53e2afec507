/**
 * RabbitMQ beside each cluster, with the management API that the probe asks. While payments-api 2.15.0 fails,
 * production's transfers are rejected, and its dead-letter queue grows; hours later, somebody sends them again.
 */
import { HOUR, MINUTE, SECOND } from '../plan/clock.ts';
import type { ClusterName } from '../plan/estate.ts';
import { between } from '../plan/hash.ts';
import { covers, type Span } from '../plan/intervals.ts';
import { timeline } from '../plan/timeline.ts';
import type { BesideRequest, BesideServer } from './request.ts';

const HOST = '/';
const FAILING = 'payments/payments-api';
/** The worker rejects one transfer of three; that many die in each minute. */
const DEATHS_A_MINUTE = 7;
/** How long a pod of the new version works before its memory is full. */
const UNTIL_IT_FAILS = 12 * MINUTE;
const UNTIL_THEY_ARE_SENT_AGAIN = 3 * HOUR;
const SENDING_AGAIN = 20 * MINUTE;
/** Chat's dead letters, which nobody has looked at for a year. */
const OLD_DEATHS = 2;
const MOST_LOOKED_AT = 100;

interface Queue {
  name: string;
  arguments?: Record<string, string | number>;
  consumers: number;
  messages: number;
  /** Messages that come in, and go out, in a second. */
  rate: number;
  oldest?: number;
}

/** When transfers die: from the release that fails until another version takes its place. */
function failures({ cluster, anchor }: Pick<BesideRequest, 'cluster' | 'anchor'>): Span[] {
  const releases = timeline[cluster].filter(
    ({ effect }) => effect.type === 'rollout' && effect.workload === FAILING,
  );
  return releases.flatMap(({ from, effect }, index) => {
    if (effect.type !== 'rollout' || effect.fate === undefined) return [];
    const to = releases[index + 1]?.from;
    const begins = anchor + Math.round(from * HOUR) + UNTIL_IT_FAILS;
    return [{ from: begins, to: to === undefined ? Infinity : anchor + Math.round(to * HOUR) }];
  });
}

/** Dead transfers at an instant: more while they fail, as many until somebody sends them again, then fewer. */
function deadTransfers(spans: readonly Span[], now: number): number {
  return spans.reduce((total, { from, to }) => {
    const died = Math.floor((Math.max(0, Math.min(now, to) - from) / MINUTE) * DEATHS_A_MINUTE);
    const sent = Math.min(1, Math.max(0, now - to - UNTIL_THEY_ARE_SENT_AGAIN) / SENDING_AGAIN);
    return total + (from > now ? 0 : Math.round(died * (1 - sent)));
  }, 0);
}

function queuesAt(request: BesideRequest): Queue[] {
  const { cluster, now } = request;
  const spans = failures(request);
  const failing = spans.filter(
    ({ from, to }) => from <= now && now < to + UNTIL_THEY_ARE_SENT_AGAIN + SENDING_AGAIN,
  );
  const busy = cluster === 'production' ? 10 : 1;
  const work = (name: string, consumers: number, more: Partial<Queue> = {}): Queue => {
    // More by day than by night, and never twice the same.
    const hour = new Date(now).getUTCHours();
    const wave = 1 + Math.max(0, Math.sin(((hour - 5) / 16) * Math.PI)) * 3;
    const rate = Math.round(busy * wave * between(`${cluster}/${name}/${now}/rate`, 80, 120)) / 100;
    return { name, consumers, rate, messages: between(`${cluster}/${name}/${now}/depth`, 0, 6), ...more };
  };
  const dead = (exchange: string, key?: string) => ({
    'x-dead-letter-exchange': exchange,
    ...(key !== undefined && { 'x-dead-letter-routing-key': key }),
  });
  const letters = deadTransfers(spans, now);
  const oldDeath = request.anchor - 365 * 24 * HOUR;
  return [
    work('chat.messages', 2, { arguments: dead('chat.dlx') }),
    { name: 'chat.dlq', consumers: 0, rate: 0, messages: OLD_DEATHS, oldest: oldDeath },
    work('chat.presence', 2, { arguments: { 'x-message-ttl': 60_000 } }),
    work('payments.authorisations', 3, { arguments: { 'x-queue-type': 'quorum', ...dead('payments.dlx') } }),
    {
      ...{ name: 'payments.dlq', consumers: 0, messages: letters, oldest: failing[0]?.from },
      rate: covers(spans, now) ? Math.round((DEATHS_A_MINUTE / 60) * 100) / 100 : 0,
    },
    work('payments.retry', 0, { arguments: { 'x-message-ttl': 30_000, ...dead('', 'payments.transfers') } }),
    work('payments.transfers', 3, { arguments: { 'x-queue-type': 'quorum', ...dead('payments.dlx') } }),
    work('ledger.postings', 2, { arguments: { 'x-queue-type': 'quorum', ...dead('payments.dlx') } }),
  ];
}

const nodesOf = (cluster: ClusterName) =>
  Array.from({ length: cluster === 'production' ? 3 : 1 }, (_, index) => `rabbit@rabbitmq-${index}`);

function toAnswer(
  cluster: ClusterName,
  { name, arguments: own = {}, consumers, messages, rate, oldest }: Queue,
) {
  const isQuorum = own['x-queue-type'] === 'quorum';
  const nodes = nodesOf(cluster);
  return {
    ...{ vhost: HOST, name, durable: true, exclusive: false, auto_delete: false, arguments: own },
    ...{ type: isQuorum ? 'quorum' : 'classic', state: 'running', effective_policy_definition: {} },
    ...{ messages, messages_ready: messages, messages_unacknowledged: 0, consumers },
    ...(isQuorum && { leader: nodes[0], members: nodes, online: nodes }),
    ...(oldest !== undefined && messages > 0 && { head_message_timestamp: Math.floor(oldest / SECOND) }),
    message_stats: {
      publish_details: { rate },
      deliver_get_details: { rate: name.endsWith('.dlq') ? 0 : rate },
    },
  };
}

const EXCHANGES = ['chat.dlx', 'payments.dlx'].map((name) => ({
  ...{ vhost: HOST, name, type: 'fanout', durable: true, internal: false, arguments: {} },
}));
const BINDINGS = EXCHANGES.map(({ name }) => ({
  ...{ vhost: HOST, source: name, destination: name.replace('dlx', 'dlq'), destination_type: 'queue' },
  ...{ routing_key: '', arguments: {}, properties_key: '~' },
}));

/** What a look at a dead-letter queue shows: transfers that the worker rejected, and the old ones of the chat. */
function messagesOf({ name, messages, oldest = 0 }: Queue): object[] {
  const death =
    name === 'payments.dlq'
      ? { queue: 'payments.transfers', reason: 'rejected', count: 3 }
      : { queue: 'chat.messages', reason: 'expired', count: 1 };
  return Array.from({ length: Math.min(messages, MOST_LOOKED_AT) }, (_, index) => ({
    ...{ payload: '', payload_bytes: 400, payload_encoding: 'base64', redelivered: true },
    properties: {
      headers: {
        'x-death': [
          {
            ...{ ...death, exchange: '', 'routing-keys': [death.queue] },
            time: Math.floor((oldest + (index * MINUTE) / DEATHS_A_MINUTE) / SECOND),
          },
        ],
      },
    },
  }));
}

const pageOf = <Item>(items: readonly Item[]) => ({
  ...{ items, page: 1, page_count: 1, page_size: 500 },
  ...{ item_count: items.length, filtered_count: items.length, total_count: items.length },
});

export const answerRabbitmq: BesideServer = (request) => {
  const { cluster, method, path } = request;
  const [api, resource, host, name, action] = path;
  if (api !== 'api' || (host !== undefined && host !== HOST)) return undefined;
  const queues = queuesAt(request);
  if (resource === 'queues' && action === 'get') {
    const queue = method === 'POST' ? queues.find((one) => one.name === name) : undefined;
    return queue && messagesOf(queue);
  }
  if (method !== 'GET' || name !== undefined) return undefined;
  switch (resource) {
    case 'overview':
      return {
        ...{ rabbitmq_version: '3.13.7', cluster_name: `rabbitmq-${cluster}` },
        object_totals: { queues: queues.length },
        queue_totals: { messages: queues.reduce((total, { messages }) => total + messages, 0) },
      };
    case 'nodes':
      return nodesOf(cluster).map((node) => ({
        ...{ name: node, type: 'disc', running: true, partitions: [] },
        ...{
          mem_alarm: false,
          mem_limit: 1_717_986_918,
          disk_free_alarm: false,
          disk_free_limit: 2_147_483_648,
        },
        mem_used: between(`${cluster}/${node}/${request.now}/memory`, 210_000_000, 290_000_000),
        disk_free: 18_253_611_008,
      }));
    case 'queues':
      return pageOf(queues.map((queue) => toAnswer(cluster, queue)));
    case 'exchanges':
      return pageOf(EXCHANGES);
    case 'bindings':
      return BINDINGS;
    default:
      return undefined;
  }
};
