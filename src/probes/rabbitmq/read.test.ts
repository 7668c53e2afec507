import { describe, expect, test } from 'vitest';
import { RequestError } from '../../collect/errors.ts';
import type { ProbedObject, ProbeSource } from '../probe.ts';
import { RabbitmqProbeSchema } from './config.ts';
import { rabbitmqProbe } from './read.ts';

const NOW = '2026-12-01T09:00:00Z';

type Answers = Record<string, unknown>;

const overview = {
  rabbitmq_version: '3.13.7',
  cluster_name: 'rabbit@mq',
  queue_totals: { messages: 7 },
};
const node = { name: 'rabbit@mq-0', running: true, mem_alarm: false, disk_free_alarm: false, partitions: [] };
const queue = (name: string, more: object = {}) => ({
  ...{
    vhost: 'shop',
    name,
    type: 'classic',
    state: 'running',
    arguments: {},
    effective_policy_definition: {},
  },
  ...{ messages: 0, messages_ready: 0, messages_unacknowledged: 0, consumers: 1 },
  ...more,
});
const pageOf = (items: object[], more: object = {}) => ({
  ...{ items, page_count: 1, total_count: items.length },
  ...more,
});
const death = (queue: string, reason: string, count = 1, time = 1_796_113_962) => ({
  queue,
  reason,
  count,
  time,
});
const message = (...deaths: object[]) => ({
  payload: 'canary',
  properties: { headers: { 'x-death': deaths } },
});

const healthy: Answers = { '/api/overview': overview, '/api/nodes': [node] };

/** Reads from answers by path. A number is the status of a failure. Further pages are called `path#2`. */
async function read(answers: Answers, config: object = {}, before: ProbeSource['before'] = () => undefined) {
  const kept: ProbedObject[] = [];
  const missed: string[] = [];
  const asked: string[] = [];
  const sent: unknown[] = [];
  const answerTo = (path: string) => {
    asked.push(path);
    const [plain = '', query = ''] = path.split('?');
    const page = new URLSearchParams(query).get('page') ?? '1';
    return Promise.resolve(answers[page === '1' ? plain : `${plain}#${page}`] ?? 404);
  };
  const source = {
    target: {
      client: {
        get: async (path: string, _: unknown, parse: (body: Buffer) => unknown) => {
          const answer = await answerTo(path);
          if (typeof answer === 'number') throw new RequestError(`${answer} No`, { status: answer });
          return { result: parse(Buffer.from(JSON.stringify(answer))), headers: {} };
        },
        send: async (path: string, _: unknown, body: unknown) => {
          sent.push(body);
          const answer = await answerTo(path);
          if (answer instanceof RequestError) throw answer;
          const status = typeof answer === 'number' ? answer : 200;
          return { status, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
        },
      },
    },
    tally: { requests: 0, bytes: 0 },
    now: () => NOW,
    before,
    keep: (object: ProbedObject) => kept.push(JSON.parse(JSON.stringify(object)) as ProbedObject),
    miss: (kind: string, error: Error) => missed.push(`${kind}: ${error.message}`),
  } as unknown as ProbeSource;
  const parsed = RabbitmqProbeSchema.parse({ name: 'mq', url: 'http://mq.example.com:15672', ...config });
  const failure = await rabbitmqProbe.read(parsed, source).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const queues = kept.filter(({ kind }) => kind === 'RabbitMQQueue');
  return { kept, queues, names: queues.map(({ name }) => name), missed, asked, sent, failure };
}

test('queues that the user may not see are missed, unless they only went meanwhile', async () => {
  const counting = (...counts: number[]) => ({
    ...healthy,
    '/api/overview': { ...overview, object_totals: { queues: counts[0] } },
    '/api/queues': pageOf([queue('a')]),
  });
  expect((await read(counting(4))).missed).toEqual([
    'RabbitMQQueue: the user sees 1 of 4 queues: it needs permissions on every virtual host',
  ]);
  expect((await read(counting(1))).missed).toEqual([]);
  // Of some virtual hosts alone, the total says nothing.
  const some = { ...counting(4), '/api/queues/shop': pageOf([queue('a')]) };
  expect((await read(some, { virtualHosts: ['shop'] })).missed).toEqual([]);
});

describe('the cluster', () => {
  test('is kept with its nodes', async () => {
    const down = { name: 'rabbit@mq-1', type: 'disc', running: false };
    const { kept, missed } = await read({
      ...healthy,
      '/api/nodes': [
        { ...node, mem_alarm: true, partitions: ['rabbit@mq-1'], mem_used: 12, mem_limit: 10 },
        down,
      ],
      '/api/queues': pageOf([]),
    });
    expect(kept).toEqual([
      {
        kind: 'RabbitMQBroker',
        name: '',
        spec: {},
        status: {
          ...{ clusterName: 'rabbit@mq', version: '3.13.7', messages: 7 },
          nodes: [
            {
              ...{ name: 'rabbit@mq-0', running: true, memoryAlarm: true, diskAlarm: false },
              ...{ partitions: ['rabbit@mq-1'], memoryUsed: 12, memoryLimit: 10 },
            },
            { name: 'rabbit@mq-1', running: false },
          ],
        },
      },
    ]);
    expect(missed).toEqual([]);
  });

  test('is kept without its nodes, where the user may not see them', async () => {
    const { kept, missed } = await read({
      ...healthy,
      '/api/nodes': 401,
      '/api/queues': pageOf([queue('a')]),
    });
    expect(kept.map(({ kind }) => kind)).toEqual(['RabbitMQBroker', 'RabbitMQQueue']);
    expect(missed).toEqual([
      'RabbitMQBroker: nodes: 401 No',
      'RabbitMQQueue: the user lacks the tag monitoring: RabbitMQ hides queues from it',
    ]);
  });

  test('and its queues may then be hidden, unless the config names their virtual hosts', async () => {
    const answers = { ...healthy, '/api/nodes': 403, '/api/queues/shop': pageOf([queue('a')]) };
    expect((await read(answers, { virtualHosts: ['shop'] })).missed).toEqual([
      'RabbitMQBroker: nodes: 403 No',
    ]);
    const broken = { ...healthy, '/api/nodes': 500, '/api/queues': pageOf([queue('a')]) };
    expect((await read(broken)).missed).toEqual(['RabbitMQBroker: nodes: 500 No']);
  });

  test.each([
    ['refuses', 401, '401 No'],
    ['is another server', { status: 'ok' }, "the answer is no overview of RabbitMQ's management API"],
    ['is a list', [], "the answer is no overview of RabbitMQ's management API"],
  ])('is not read if what answers %s', async (_, answer, failure) => {
    expect(await read({ '/api/overview': answer })).toMatchObject({ kept: [], failure });
  });
});

describe('queues', () => {
  test('are kept with what the server tells, whichever version', async () => {
    const stats = { publish_details: { rate: 1.5 }, deliver_get_details: { rate: 0.5 } };
    const { queues } = await read(
      {
        ...healthy,
        '/api/queues': pageOf([
          queue('a', {
            ...{ messages: 3, messages_ready: 2, messages_unacknowledged: 1 },
            ...{ message_stats: stats, head_message_timestamp: 1_796_113_962 },
          }),
          // Version 3.8 writes an empty policy as a list, and a missing time as text.
          queue('b', { effective_policy_definition: [], head_message_timestamp: '', message_stats: [] }),
          queue('q', { type: 'quorum', members: ['r@1', 'r@2', 'r@3'], online: ['r@2', 'r@9'] }),
          { vhost: '/', name: 'down', state: 'down', arguments: {} },
        ]),
      },
      {},
      (_, name) =>
        name === 'shop/a' ? { status: { messages: 1 }, time: '2026-11-22T07:00:00Z' } : undefined,
    );
    expect(queues.map(({ name, status }) => ({ name, ...status }))).toEqual([
      {
        ...{ name: 'shop/a', state: 'running', messages: 3, ready: 2, unacknowledged: 1, consumers: 1 },
        ...{ publishRate: 1.5, deliverRate: 0.5, oldest: '2026-12-01T08:32:42Z' },
        ...{ before: { messages: 1 }, growing: 1 },
      },
      { name: 'shop/b', state: 'running', messages: 0, ready: 0, unacknowledged: 0, consumers: 1 },
      {
        ...{ name: 'shop/q', state: 'running', messages: 0, ready: 0, unacknowledged: 0, consumers: 1 },
        ...{ members: 3, online: 1 },
      },
      { name: 'down', state: 'down' },
    ]);
  });

  test('come page by page, each once', async () => {
    const { names, asked, missed } = await read({
      ...healthy,
      '/api/queues': pageOf([queue('a'), queue('b')], { page_count: 2, total_count: 3 }),
      '/api/queues#2': pageOf([queue('b'), queue('c')], { page_count: 2, total_count: 3 }),
    });
    expect(names).toEqual(['shop/a', 'shop/b', 'shop/c']);
    expect(asked.at(-1)).toMatch(/^\/api\/queues\?page=2&page_size=500&columns=vhost,name,/);
    expect(missed).toEqual([]);
  });

  test('that were read are kept where a later page fails, and others are missed', async () => {
    const { names, missed } = await read({
      ...healthy,
      '/api/queues': pageOf([queue('a')], { page_count: 2, total_count: 2 }),
      '/api/queues#2': 500,
    });
    expect(names).toEqual(['shop/a']);
    expect(missed).toEqual(['RabbitMQQueue: queues: 500 No']);
  });

  test('that move to an earlier page meanwhile are missed', async () => {
    const { missed } = await read({
      ...healthy,
      '/api/queues': pageOf([queue('a')], { page_count: 2, total_count: 3 }),
      '/api/queues#2': pageOf([queue('c')], { page_count: 2, total_count: 3 }),
    });
    expect(missed).toEqual(['RabbitMQQueue: queues: only 2 of 3 were seen']);
  });

  test('are not missed because others were deleted meanwhile', async () => {
    const { names, missed } = await read({
      ...healthy,
      '/api/queues': pageOf([queue('a')], { page_count: 2, total_count: 2 }),
      '/api/queues#2': 400,
    });
    expect({ names, missed }).toEqual({ names: ['shop/a'], missed: [] });
  });

  test('beyond the bound are missed', async () => {
    const many = Array.from({ length: 20_001 }, (_, index) => queue(`q${index}`));
    const { queues, missed } = await read({
      ...healthy,
      '/api/queues': pageOf(many, { page_count: 2, total_count: 30_000 }),
    });
    expect(queues).toHaveLength(20_000);
    expect(missed).toEqual(['RabbitMQQueue: queues: there are 30000; no more than 20000 are read']);
  });

  test('are those of the virtual hosts in the config; a virtual host that does not exist is missed', async () => {
    const { names, missed } = await read(
      { ...healthy, '/api/queues/%2F': pageOf([queue('a', { vhost: '/' })]) },
      { virtualHosts: ['/', 'gone'] },
    );
    expect(names).toEqual(['a']);
    expect(missed).toEqual(['RabbitMQQueue: queues of gone: 404 No']);
  });

  test('go into the first group that fits; others are only kept if they hold dead letters', async () => {
    const { queues } = await read(
      {
        ...healthy,
        '/api/queues': pageOf(['mw.a', 'chat.b', 'rest', 'rest.dlq'].map((name) => queue(name))),
      },
      {
        groups: [
          { name: 'Middleware', queues: ['^mw[.]', '^both'] },
          { name: 'Chat', queues: ['^(chat|mw)[.]'] },
        ],
      },
    );
    expect(queues.map(({ name, spec }) => [name, (spec as { group?: string }).group])).toEqual([
      ['shop/mw.a', 'Middleware'],
      ['shop/chat.b', 'Chat'],
      ['shop/rest.dlq', undefined],
    ]);
  });

  test('of one connection are left out, unless a group has them', async () => {
    const answers = { ...healthy, '/api/queues': pageOf([queue('amq.gen-x', { exclusive: true })]) };
    expect((await read(answers)).names).toEqual([]);
    expect((await read(answers, { groups: [{ name: 'All', queues: ['.'] }] })).names).toEqual([
      'shop/amq.gen-x',
    ]);
  });
});

describe('from one snapshot to the next', () => {
  const follow = async (own: object, before?: object, isOlder = false) => {
    const { queues } = await read(
      { ...healthy, '/api/queues': pageOf([queue('a', own)]) },
      {},
      () => before && { status: { ...before }, time: '2026-12-01T08:45:00Z', isOlder },
    );
    return { ...(queues[0]?.status as object), ...(queues[0]?.spec as object) } as Record<string, unknown>;
  };
  const stats = (deliver_get: number, ack: number) => ({ message_stats: { deliver_get, ack } });
  const since = '2026-12-01T07:00:00Z';

  test.each([
    ['is first seen', { messages: 3 }, undefined, { since: NOW }],
    ['has grown', { messages: 3 }, { messages: 2 }, { since: NOW, grew: true }],
    [
      'had grown, and grows no more',
      { messages: 3 },
      { messages: 3, unconsumed: { since, grew: true } },
      { since, grew: true },
    ],
    [
      'is only looked at',
      { messages: 3, ...stats(9, 4) },
      { messages: 2, delivered: 4, taken: 4, unconsumed: { since } },
      { since, grew: true },
    ],
    [
      'is asked for messages',
      { messages: 3, ...stats(9, 5) },
      { messages: 2, delivered: 8, taken: 4 },
      undefined,
    ],
    ['is consumed', { messages: 3, consumers: 1 }, { messages: 3, unconsumed: { since } }, undefined],
    ['is empty', { messages: 0 }, { messages: 3, unconsumed: { since, grew: true } }, undefined],
  ])('a queue without consumer that %s', async (_, own, before, unconsumed) => {
    const told = unconsumed && { ...unconsumed, messages: own.messages };
    expect((await follow({ consumers: 0, ...own }, before)).unconsumed).toEqual(told);
  });

  test('growth is since the last snapshot that saw the queue, with its time if that is an older one', async () => {
    expect((await follow({ messages: 3 }, { messages: 2, growing: 1 })).growing).toBe(2);
    expect((await follow({ messages: 3 }, { messages: 2 })).before).toEqual({ messages: 2 });
    expect((await follow({ messages: 3 }, { messages: 2 }, true)).before).toEqual({
      messages: 2,
      time: '2026-12-01T08:45:00Z',
    });
  });

  test.each([
    ['nothing is taken', stats(9, 4), 1],
    ['messages are delivered', stats(10, 4), undefined],
    ['messages are acknowledged', stats(9, 5), undefined],
    ['RabbitMQ counts anew', stats(0, 0), undefined],
    ['RabbitMQ does not count', {}, undefined],
  ])('a queue with consumers that grows while %s', async (_, counts, stalled) => {
    const before = { messages: 2, delivered: 9, taken: 4 };
    expect((await follow({ messages: 3, ...counts }, before)).stalled).toBe(stalled);
  });

  test('a rate without its counter says that messages are taken', async () => {
    const counts = { message_stats: { deliver_get_details: { rate: 23.7 } } };
    const before = { messages: 2, delivered: 0, taken: 0 };
    expect((await follow({ messages: 3, ...counts }, before)).stalled).toBeUndefined();
    expect((await follow({ messages: 3, consumers: 0, ...counts }, before)).unconsumed).toBeUndefined();
  });

  test.each([
    ['newer than all of the snapshot before', '2026-12-01T08:40:00Z', true],
    ['as old as at the snapshot before', '2026-12-01T08:50:00Z', undefined],
  ])('the oldest message is %s', async (_, oldest, renewed) => {
    const own = { messages: 3, head_message_timestamp: Date.parse('2026-12-01T08:50:00Z') / 1000 };
    expect((await follow(own, { messages: 3, oldest })).renewed).toBe(renewed);
  });

  test.each([
    ['refuses more', 'reject-publish', 5, { full: true }],
    ['has room', 'reject-publish', 4, {}],
    ['drops the oldest', 'drop-head', 5, { limited: true }],
  ])('a queue with a limit that %s', async (_, overflow, messages_ready, told) => {
    const { full, limited } = await follow({
      arguments: { 'x-max-length': 5, 'x-overflow': overflow },
      messages_ready,
    });
    expect({ full, limited }).toEqual({ full: undefined, limited: undefined, ...told });
  });
});

describe('dead letters', () => {
  const routed: Answers = {
    ...healthy,
    '/api/exchanges/shop': pageOf([{ vhost: 'shop', name: 'dlx', type: 'fanout', arguments: {} }]),
    '/api/bindings/shop': [
      { source: 'dlx', vhost: 'shop', destination: 'parked', destination_type: 'queue', routing_key: '' },
    ],
  };
  const orders = queue('orders', { effective_policy_definition: { 'dead-letter-exchange': 'dlx' } });
  const parked = queue('parked', { messages: 2, messages_ready: 2, consumers: 0 });

  test('are followed from their queue', async () => {
    const { queues, missed } = await read({ ...routed, '/api/queues': pageOf([orders, parked]) });
    expect(queues.map(({ spec }) => spec)).toMatchObject([
      { queue: 'orders', deadLetterExchange: 'dlx' },
      { queue: 'parked', deadLetterQueue: true, deadLettersOf: ['orders'] },
    ]);
    expect(queues.map(({ status }) => (status as { deadLetters?: number }).deadLetters)).toEqual([
      undefined,
      2,
    ]);
    expect(missed).toEqual([]);
  });

  test('are kept where a policy for all queues leads to a queue of no group', async () => {
    const policy = { effective_policy_definition: { 'dead-letter-exchange': 'dlx' } };
    const { queues } = await read(
      { ...routed, '/api/queues': pageOf([queue('orders', policy), { ...parked, ...policy }]) },
      { groups: [{ name: 'Orders', queues: ['^orders'] }] },
    );
    expect(queues.map(({ name }) => name)).toEqual(['shop/orders', 'shop/parked']);
    expect(queues[1]?.spec).toMatchObject({ deadLetterQueue: true, deadLettersOf: ['orders'] });
  });

  test('are not looked for where no queue has any', async () => {
    const { asked } = await read({ ...healthy, '/api/queues': pageOf([parked]) });
    expect(asked.map((path) => path.split('?')[0])).toEqual(['/api/overview', '/api/nodes', '/api/queues']);
  });

  test('are lost only if all queues were seen', async () => {
    const lost = { ...routed, '/api/bindings/shop': [] };
    const whole = await read({ ...lost, '/api/queues': pageOf([orders]) });
    expect(whole.queues[0]?.spec).toMatchObject({ losesDeadLetters: true });
    const part = await read({ ...lost, '/api/queues': pageOf([orders], { total_count: 2 }) });
    expect(part.queues[0]?.spec).not.toHaveProperty('losesDeadLetters');
  });

  test('are known by the name of their queue, where bindings are refused', async () => {
    const { queues, missed } = await read({
      ...{ ...routed, '/api/bindings/shop': 401 },
      '/api/queues': pageOf([orders, queue('orders.dlq')]),
    });
    expect(queues[1]?.spec).toMatchObject({ queue: 'orders.dlq', deadLetterQueue: true });
    expect(missed).toEqual(['RabbitMQQueue: dead letters of shop: 401 No']);
  });

  test.each([
    ...['DeadLetterQueue', 'orders.dlq', 'orders_dlq', 'DLQ.chat', 'orders-dead-letters', 'parkingLot'],
    ...['orders_error', 'error', 'orders_skipped', 'orders.dead', 'orders.poison'],
  ])('are expected in a queue that is called %s', async (name) => {
    const { queues } = await read({ ...healthy, '/api/queues': pageOf([queue(name)]) });
    expect(queues[0]?.spec).toMatchObject({ deadLetterQueue: true });
  });

  test.each(['orders', 'deadlines', 'error-reports', 'errors.by-service', 'undead'])(
    'are not expected in a queue that is called %s',
    async (name) => {
      const { queues } = await read({ ...healthy, '/api/queues': pageOf([queue(name)]) });
      expect(queues[0]?.spec).not.toHaveProperty('deadLetterQueue');
    },
  );

  describe('are looked at', () => {
    const look = async (own: object, answer: unknown, config: object = { peek: 5 }) => {
      const { queues, ...rest } = await read(
        {
          ...routed,
          '/api/queues': pageOf([orders, { ...parked, ...own }]),
          '/api/queues/shop/parked/get': answer,
        },
        config,
      );
      const { deaths, lookedAt, notLookedAt, oldest } = queues[1]!.status as Record<string, unknown>;
      return { deaths, lookedAt, notLookedAt, oldest, text: JSON.stringify(queues), ...rest };
    };

    test('for the last death of each, and how often they died; never for their bodies', async () => {
      const { deaths, lookedAt, oldest, sent, text } = await look({}, [
        message(death('orders', 'rejected', 3), death('retry', 'expired', 2)),
        message(death('orders', 'rejected')),
        message(death('sms', 'maxlen')),
        { payload: 'canary', properties: { headers: {} } },
      ]);
      expect(sent).toEqual([{ count: 5, ackmode: 'ack_requeue_true', encoding: 'base64', truncate: 0 }]);
      expect({ deaths, lookedAt, oldest }).toEqual({
        deaths: [
          { queue: 'orders', reason: 'rejected', messages: 2, count: 4 },
          { queue: 'sms', reason: 'maxlen', messages: 1, count: 1 },
          { queue: 'retry', reason: 'expired', messages: 0, count: 2 },
        ],
        lookedAt: 4,
        oldest: '2026-12-01T08:32:42Z',
      });
      expect(text).not.toContain('canary');
    });

    test('only if the config says so', async () => {
      expect(await look({}, [], {})).toMatchObject({ sent: [], lookedAt: undefined, notLookedAt: undefined });
    });

    test.each([
      ['it is empty', { messages: 0, messages_ready: 0 }, undefined],
      ['a quorum queue counts it', { type: 'quorum' }, /counts each look/],
      [
        'a policy limits the count',
        {
          type: 'quorum',
          arguments: { 'x-delivery-limit': -1 },
          effective_policy_definition: { 'delivery-limit': 9 },
        },
        /counts each look/,
      ],
      ['it is a stream', { type: 'stream' }, /stream/],
      ['the queue would expire without it', { arguments: { 'x-expires': 1000 } }, /expiring/],
    ])('not if %s', async (_, own, why) => {
      const { sent, notLookedAt } = await look(own, []);
      expect(sent).toEqual([]);
      expect(notLookedAt).toEqual(why && (expect.stringMatching(why) as unknown));
    });

    test('if a quorum queue has no limit', async () => {
      expect((await look({ type: 'quorum', arguments: { 'x-delivery-limit': -1 } }, [])).sent).toHaveLength(
        1,
      );
    });

    test.each([
      [401, 'refused (401): the user may not read it'],
      [500, 'RabbitMQ answered 500'],
      [{ error: 'no' }, "the answer is no list of messages of RabbitMQ's management API"],
      [new RequestError('the connection broke off (ECONNRESET)'), 'the connection broke off (ECONNRESET)'],
    ])('or it is told why not: %s', async (answer, notLookedAt) => {
      expect(await look({}, answer)).toMatchObject({ notLookedAt, lookedAt: undefined, missed: [] });
    });

    test('and hostile headers do no harm', async () => {
      const { deaths } = await look(
        {},
        [
          message({ queue: 'x'.repeat(5000), reason: 7, count: 'many', time: 1e300 }),
          message('text' as never),
          { properties: { headers: { 'x-death': 'text' } } },
          { properties: 7 },
          ...Array.from({ length: 50 }, (_, index) => message(death(`q${index}`, 'rejected'))),
        ],
        { peek: 50 },
      );
      expect(deaths).toHaveLength(10);
      expect(JSON.stringify(deaths).length).toBeLessThan(2000);
    });
  });
});
