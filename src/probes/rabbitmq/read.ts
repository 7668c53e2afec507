/**
 * Asks RabbitMQ's management API for the cluster, its nodes and queues. Source of the paths: rabbitmq-server,
 * deps/rabbitmq_management/priv/www/api/index.html.
 */
import type { z } from 'zod';
import { hasStatus, RequestError } from '../../collect/errors.ts';
import { inPool } from '../../collect/pool.ts';
import type { Probe, ProbeSource } from '../probe.ts';
import {
  BindingsSchema,
  ExchangesPageSchema,
  BrokerNodesSchema,
  OverviewSchema,
  parseAs,
  QueuesPageSchema,
  type AnsweredQueue,
} from './answers.ts';
import type { RabbitmqProbeConfig } from './config.ts';
import {
  deadLetterExchangeOf,
  followDeadLetters,
  settingOf,
  type DeadLetters,
  type Routing,
} from './dead-letters.ts';
import { toInstant } from '../instant.ts';
import { peek, type Peeked } from './peek.ts';
import { followWaiting, isRejecting } from './waiting.ts';

/** More queues are not read; the snapshot says so. */
const MOST_QUEUES = 20_000;
/** The largest page that RabbitMQ allows. Source: rabbit_mgmt_util.erl, `MAX_PAGE_SIZE`. */
const PAGE_SIZE = 500;
const PEEKS_AT_A_TIME = 4;
/** Queues whose messages are looked at; a broker has a handful of dead-letter queues with messages. */
const MOST_PEEKS = 200;

const QUEUE_COLUMNS = [
  ...['vhost', 'name', 'type', 'state', 'exclusive', 'arguments', 'effective_policy_definition'],
  ...['messages', 'messages_ready', 'messages_unacknowledged', 'consumers', 'members', 'online'],
  ...[
    'head_message_timestamp',
    'message_stats.publish_details.rate',
    'message_stats.deliver_get_details.rate',
  ],
  ...['deliver_get', 'ack', 'deliver_no_ack', 'get_no_ack'].map((name) => `message_stats.${name}`),
];
const EXCHANGE_COLUMNS = ['vhost', 'name', 'type', 'arguments'];

export const rabbitmqProbe: Probe<RabbitmqProbeConfig> = {
  kinds: ['RabbitMQBroker', 'RabbitMQQueue'],
  only({ virtualHosts, groups, deadLetters }) {
    if (!virtualHosts && !groups) return undefined;
    return {
      ...(virtualHosts && { hosts: virtualHosts }),
      ...(groups && { names: groups.flatMap(({ queues }) => queues), anyCase: deadLetters }),
    };
  },
  async read(config, source) {
    const { total, isRefused } = await readBroker(source);
    const queues: AnsweredQueue[] = [];
    let isWhole = true;
    if (isRefused && config.virtualHosts === undefined) {
      // Without the tag, RabbitMQ counts and lists only what the user has permissions for.
      isWhole = false;
      source.miss(
        'RabbitMQQueue',
        new RequestError('the user lacks the tag monitoring: RabbitMQ hides queues from it'),
      );
    }
    for (const host of config.virtualHosts ?? [undefined]) {
      const below = host === undefined ? '' : `/${encodeURIComponent(host)}`;
      await readPages(source, `/api/queues${below}`, QUEUE_COLUMNS, QueuesPageSchema, queues).catch(
        (error: unknown) => {
          isWhole = false;
          source.miss('RabbitMQQueue', toMiss(error, host === undefined ? 'queues' : `queues of ${host}`));
        },
      );
    }
    if (isWhole && config.virtualHosts === undefined && total !== undefined && total > queues.length) {
      // A queue may have gone since the first look.
      const { object_totals: now } = await get(source, '/api/overview', OverviewSchema, 'overview');
      if ((now?.queues ?? 0) > queues.length) {
        isWhole = false;
        source.miss(
          'RabbitMQQueue',
          new RequestError(
            `the user sees ${queues.length} of ${now?.queues} queues: it needs permissions on every virtual host`,
          ),
        );
      }
    }
    const silent = queues.filter(({ messages }) => messages === undefined).map(nameOf);
    if (silent.length > 0)
      source.miss(
        'RabbitMQQueue',
        new RequestError(`nobody knows how many messages are in ${silent.slice(0, 3).join(', ')}`),
      );
    await keepQueues(config, source, queues, isWhole);
  },
};

/**
 * The overview must answer; without the right to see nodes, the rest is kept.
 * @returns the number of queues of all virtual hosts, and whether the user may not see nodes
 */
async function readBroker(source: ProbeSource): Promise<{ total: number | undefined; isRefused: boolean }> {
  const overview = await get(source, '/api/overview', OverviewSchema, 'overview');
  let isRefused = false;
  const nodes = await get(source, '/api/nodes', BrokerNodesSchema, 'list of nodes').catch(
    (error: unknown) => {
      isRefused = hasStatus(error, 401, 403);
      source.miss('RabbitMQBroker', toMiss(error, 'nodes'));
      return undefined;
    },
  );
  source.keep({
    kind: 'RabbitMQBroker',
    name: '',
    spec: {},
    status: {
      clusterName: overview.cluster_name,
      version: overview.rabbitmq_version,
      queues: overview.object_totals?.queues,
      messages: overview.queue_totals?.messages,
      nodes: nodes?.map((node) => ({
        name: node.name,
        running: node.running,
        memoryAlarm: node.mem_alarm,
        diskAlarm: node.disk_free_alarm,
        partitions: node.partitions,
        memoryUsed: node.mem_used,
        memoryLimit: node.mem_limit,
        diskFree: node.disk_free,
        diskLimit: node.disk_free_limit,
      })),
    },
  });
  return { total: overview.object_totals?.queues, isRefused };
}

async function keepQueues(
  config: RabbitmqProbeConfig,
  source: ProbeSource,
  queues: readonly AnsweredQueue[],
  isWhole: boolean,
): Promise<void> {
  const groups = config.groups?.map(({ name, queues: patterns }) => ({
    name,
    patterns: patterns.map((pattern) => new RegExp(pattern)),
  }));
  const groupOf = (name: string) =>
    groups?.find(({ patterns }) => patterns.some((pattern) => pattern.test(name)))?.name;
  const byName = new RegExp(config.deadLetters, 'i');
  const kept: KeptQueue[] = [];
  for (const [host, own] of Map.groupBy(queues, ({ vhost }) => vhost)) {
    const routing = own.some((queue) => deadLetterExchangeOf(queue) !== undefined)
      ? await readRouting(host, source)
      : {};
    const letters = followDeadLetters(own, routing, (name) => byName.test(name));
    if (letters.isCut)
      source.miss('RabbitMQQueue', new RequestError(`dead letters of ${host}: too many bindings to follow`));
    for (const queue of own) {
      const group = groupOf(queue.name);
      const isDeadLetterQueue = letters.holders.has(queue.name);
      const isWanted = groups === undefined ? !queue.exclusive : group !== undefined;
      if (isWanted || isDeadLetterQueue) kept.push({ queue, group, isDeadLetterQueue, letters });
    }
  }
  const peeks = config.peek === undefined ? [] : kept.filter(({ isDeadLetterQueue }) => isDeadLetterQueue);
  const peeked = new Map<AnsweredQueue, Peeked>();
  await inPool(
    PEEKS_AT_A_TIME,
    peeks
      .filter(({ queue }) => (queue.messages_ready ?? 0) > 0)
      .slice(0, MOST_PEEKS)
      .map(({ queue }) => async () => {
        peeked.set(queue, await peek(queue, config.peek ?? 0, source));
      }),
  );
  for (const one of kept) keepQueue(one, peeked.get(one.queue), source, isWhole);
}

interface KeptQueue {
  queue: AnsweredQueue;
  group: string | undefined;
  isDeadLetterQueue: boolean;
  letters: DeadLetters;
}

/** Without the usual virtual host, unless a slash in the name could then be read as another host's. */
const nameOf = ({ vhost, name }: { vhost: string; name: string }) =>
  vhost === '/' && !name.includes('/') ? name : `${encodeURIComponent(vhost)}/${name}`;

function keepQueue(
  { queue, group, isDeadLetterQueue, letters }: KeptQueue,
  peeked: Peeked | undefined,
  source: ProbeSource,
  isWhole: boolean,
): void {
  const name = nameOf(queue);
  const { message_stats: stats, members, online } = queue;
  const oldest = queue.messages ? (peeked?.oldest ?? toInstant(queue.head_message_timestamp)) : undefined;
  const has = (setting: string) => settingOf(queue, setting) !== undefined;
  const ttl = settingOf(queue, 'message-ttl');
  const dropsByNumber = (has('max-length') || has('max-length-bytes')) && !isRejecting(queue);
  source.keep({
    kind: 'RabbitMQQueue',
    name,
    spec: {
      virtualHost: queue.vhost,
      queue: queue.name,
      group,
      type: queue.type,
      ...(isDeadLetterQueue && { deadLetterQueue: true, deadLettersOf: letters.sources.get(queue.name) }),
      deadLetterExchange: deadLetterExchangeOf(queue),
      ...(isWhole && letters.losing.has(queue.name) && { losesDeadLetters: true }),
      ...(letters.delaying.has(queue.name) && { delays: true }),
      ...((has('message-ttl') || dropsByNumber) && { limited: true }),
      ...(typeof ttl === 'number' && { ttlSeconds: ttl / 1000 }),
    },
    status: {
      state: queue.state,
      messages: queue.messages,
      ...(isDeadLetterQueue && { deadLetters: queue.messages }),
      ready: queue.messages_ready,
      unacknowledged: queue.messages_unacknowledged,
      consumers: queue.consumers,
      publishRate: stats?.publish_details?.rate,
      deliverRate: stats?.deliver_get_details?.rate,
      oldest,
      ...(members && { members: members.length }),
      ...(members && online && { online: members.filter((member) => online.includes(member)).length }),
      ...followWaiting(queue, { oldest, before: source.before('RabbitMQQueue', name), now: source.now() }),
      ...(peeked && { deaths: peeked.deaths, lookedAt: peeked.lookedAt, notLookedAt: peeked.notLookedAt }),
    },
  });
}

async function readRouting(host: string, source: ProbeSource): Promise<Routing> {
  const below = encodeURIComponent(host);
  const exchanges: z.infer<typeof ExchangesPageSchema>['items'] = [];
  try {
    await readPages(source, `/api/exchanges/${below}`, EXCHANGE_COLUMNS, ExchangesPageSchema, exchanges);
    return {
      exchanges,
      bindings: await get(source, `/api/bindings/${below}`, BindingsSchema, 'list of bindings'),
    };
  } catch (error) {
    source.miss('RabbitMQQueue', toMiss(error, `dead letters of ${host}`));
    return {};
  }
}

/**
 * Reads a list page by page, and adds what is there to `into`, also if a later page fails.
 * @throws {RequestError} A page failed, or there is more than {@link MOST_QUEUES}.
 */
async function readPages<Item extends { vhost: string; name: string }>(
  source: ProbeSource,
  path: string,
  columns: readonly string[],
  schema: z.ZodType<{ items: Item[]; page_count: number; total_count: number }>,
  into: Item[],
): Promise<void> {
  const seen = new Set<string>();
  for (let page = 1; ; page += 1) {
    const query = `page=${page}&page_size=${PAGE_SIZE}&columns=${columns.join(',')}`;
    const answer = await get(source, `${path}?${query}`, schema, 'page of a list').catch((error: unknown) => {
      // The list became shorter, meanwhile.
      if (page > 1 && hasStatus(error, 400)) return undefined;
      throw error;
    });
    for (const item of answer?.items ?? []) {
      const key = JSON.stringify([item.vhost, item.name]);
      if (!seen.has(key) && into.length < MOST_QUEUES) into.push(item);
      seen.add(key);
    }
    if (!answer || page >= answer.page_count) {
      const { total_count: total = 0 } = answer ?? {};
      // When an object of an earlier page is removed, the next page's first moves up, and is not seen.
      if (seen.size < total) throw new RequestError(`only ${seen.size} of ${total} were seen`);
      return;
    }
    if (into.length >= MOST_QUEUES)
      throw new RequestError(`there are ${answer.total_count}; no more than ${MOST_QUEUES} are read`);
  }
}

async function get<Schema extends z.ZodType>(
  { target, tally }: ProbeSource,
  path: string,
  schema: Schema,
  what: string,
): Promise<z.infer<Schema>> {
  const { result } = await target.client.get(path, tally, parseAs(schema, what));
  return result;
}

/** @throws The error, unless it is a RequestError. */
function toMiss(error: unknown, what: string): RequestError {
  if (!(error instanceof RequestError)) throw error;
  return new RequestError(`${what}: ${error.message}`, error);
}
