/** A real RabbitMQ, whose messages are really rejected, expire and overflow, and what Gazette says of it. */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import type { ClusterConfig } from '../src/config.ts';
import { serveDemo, type DemoServer } from '../src/demo/api.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { ProbesSchema } from '../src/probes/config.ts';
import { openStore, type Store } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { needs } from './needs.ts';
import { startRabbitmq, type RabbitmqServer } from './rabbitmq-server.ts';

const host = { vhost: 'shop' };
const queue = (name: string, own: object = {}) => ({
  ...host,
  ...{ name, durable: true, auto_delete: false, arguments: own },
});
const deadTo = (exchange: string, key?: string) => ({
  'x-dead-letter-exchange': exchange,
  ...(key !== undefined && { 'x-dead-letter-routing-key': key }),
});
const exchange = (name: string, type: string) => ({
  ...host,
  ...{ name, type, durable: true, auto_delete: false, internal: false, arguments: {} },
});
const bind = (source: string, routing_key: string, destination: string, destination_type = 'queue') => ({
  ...host,
  ...{ source, routing_key, destination, destination_type, arguments: {} },
});
const user = (name: string, tags: string) => ({ name, password: `canary-word-of-${name}`, tags });
const allow = (name: string, read: string) => ({ ...host, user: name, configure: '', write: '', read });

const definitions = {
  vhosts: [{ name: 'shop' }],
  users: [user('monitor', 'monitoring'), user('manager', 'management'), user('nobody', '')],
  permissions: [allow('monitor', '.*'), allow('manager', '')],
  policies: [
    {
      ...host,
      ...{ name: 'dead', pattern: '^orders$', 'apply-to': 'queues', priority: 0 },
      definition: { 'dead-letter-exchange': 'dlx', 'dead-letter-routing-key': 'orders.gone' },
    },
  ],
  queues: [
    queue('orders'),
    queue('sms', { ...deadTo('sms.dlx'), 'x-message-ttl': 1 }),
    queue('audit', { ...deadTo('', 'parked'), 'x-max-length': 1 }),
    queue('parked'),
    queue('payments', { ...deadTo('', 'payments.dlq'), 'x-queue-type': 'quorum', 'x-delivery-limit': 0 }),
    queue('payments.dlq', { 'x-queue-type': 'quorum' }),
    queue('orders.retry', { ...deadTo('', 'orders'), 'x-message-ttl': 3_600_000 }),
    queue('mail', deadTo('gone')),
    queue('log', { 'x-queue-type': 'stream' }),
  ],
  exchanges: [exchange('dlx', 'direct'), exchange('sms.dlx', 'topic'), exchange('dead', 'fanout')],
  bindings: [
    bind('dlx', 'orders.gone', 'parked'),
    bind('sms.dlx', 'sms.#', 'dead', 'exchange'),
    bind('dead', '', 'parked'),
  ],
};

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-probe-rabbitmq-'));
let demo: DemoServer;
let kubeconfig: string;
let stores = 0;
const openNew = () => openStore(path.join(folder, `data-${(stores += 1)}`));

async function probe(config: object, store: Store = openNew()) {
  const cluster: ClusterConfig = {
    ...{ name: 'test', context: 'test', kubeconfig },
    probes: ProbesSchema.parse({ rabbitmq: [{ name: 'mq', namespace: 'messaging', ...config }] }),
  };
  const { stored } = await collect({
    ...{ cluster, store, version: '0.0.0-test', customResources: [] },
    settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
    now: () => new Date('2026-11-22T07:15:00Z'),
    requests: { backoffMs: 10, idleMs: 2_000 },
  });
  const snapshot = await readSnapshot(store, 'test', stored);
  const { findings, queues, brokers } = buildReport(snapshot);
  const rules = /^(?:rabbitmq|queue|dead-letters)/;
  return {
    coverage: snapshot.meta.coverage.filter(({ kind }) => kind.startsWith('RabbitMQ')),
    queues: Object.fromEntries(queues.map((row) => [row.queue, row])),
    broker: brokers[0],
    findings: findings
      .filter(({ rule }) => rules.test(rule))
      .map(({ severity, rule, object, what }) => `${severity} ${rule} ${object.name}: ${what}`)
      .sort(),
    objects: snapshot.objects.RabbitMQQueue,
    text: JSON.stringify(snapshot),
  };
}

beforeAll(async () => {
  demo = await serveDemo({ anchor: new Date('2026-11-22T07:15:00Z') });
  kubeconfig = path.join(folder, 'kubeconfig');
  fs.writeFileSync(kubeconfig, demo.kubeconfig);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await demo.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe.runIf(needs.rabbitmq)('a real RabbitMQ', () => {
  let mq: RabbitmqServer;
  const as = (name: string, password = `canary-word-of-${name}`) => {
    vi.stubEnv('MQ_USER', name);
    vi.stubEnv('MQ_PASSWORD', password);
    return { url: mq.url, username: { env: 'MQ_USER' }, password: { env: 'MQ_PASSWORD' } };
  };
  const publish = async (key: string, times: number) => {
    const message = { properties: {}, routing_key: key, payload: 'canary-body', payload_encoding: 'string' };
    for (let sent = 0; sent < times; sent += 1)
      await mq.api('POST', '/exchanges/shop/amq.default/publish', message);
  };
  const take = (name: string, count: number, ackmode: string) =>
    mq.api('POST', `/queues/shop/${name}/get`, { count, ackmode, encoding: 'auto' });
  /** Until RabbitMQ's own statistics know of it. */
  const holds = async (name: string, messages: number) => {
    const ends = performance.now() + 60_000;
    const read = () => mq.api<{ messages?: number }>('GET', `/queues/shop/${name}`);
    while ((await read()).messages !== messages) {
      if (performance.now() > ends) throw new Error(`${name}: ${JSON.stringify(await read())}`);
      await sleep(100);
    }
  };

  beforeAll(async () => {
    mq = await startRabbitmq(definitions);
    await publish('orders', 3);
    await take('orders', 2, 'reject_requeue_false');
    await publish('sms', 2);
    await publish('audit', 4);
    await publish('payments', 1);
    await take('payments', 1, 'ack_requeue_true');
    await publish('mail', 2);
    await publish('orders.retry', 1);
    for (const [name, messages] of [
      ['parked', 7],
      ['payments.dlq', 1],
      ['mail', 2],
      ['orders', 1],
    ] as const)
      await holds(name, messages);
  });
  afterAll(() => mq?.stop());

  test('where messages died, and why; and what grows from one snapshot to the next', async () => {
    const store = openNew();
    const first = await probe({ ...as('monitor'), peek: 20 }, store);
    expect(first.coverage).toMatchObject([
      { kind: 'RabbitMQBroker', state: 'complete', objects: 1 },
      { kind: 'RabbitMQQueue', state: 'complete', objects: 9 },
    ]);
    expect(first.broker).toMatchObject({
      state: 'healthy',
      namespace: 'messaging',
      running: 1,
      nodes: 1,
      queues: 9,
    });
    expect(first.broker?.version).toMatch(/^[34]\./);
    expect(first.queues.parked).toMatchObject({
      ...{ virtualHost: 'shop', type: 'classic', messages: 7, ready: 7, consumers: 0, isDeadLetter: true },
      deadLettersOf: ['audit', 'orders', 'sms'],
      deaths: ['maxlen in audit, 3 times', 'rejected in orders, 2 times', 'expired in sms, 2 times'],
    });
    // RabbitMQ dates deaths by its own clock, which is not that of the simulated cluster.
    const { oldest = '' } = first.objects.find(({ spec }) => spec?.queue === 'parked')?.status ?? {};
    expect(Math.abs(Date.now() - Date.parse(oldest))).toBeLessThan(120_000);
    expect(first.queues['payments.dlq']).toMatchObject({
      ...{ type: 'quorum', messages: 1, isDeadLetter: true, deadLettersOf: ['payments'] },
      deaths: [expect.stringContaining('not looked at: a quorum queue counts each look')],
    });
    expect(first.queues.orders).toMatchObject({
      messages: 1,
      isDeadLetter: false,
      deadLetterExchange: 'dlx',
    });
    expect(first.queues['orders.retry']).toMatchObject({ state: 'healthy', isDeadLetter: false });
    expect(first.queues.log).toMatchObject({ type: 'stream', state: 'healthy' });
    expect(first.findings).toEqual([
      'advice dead-letters mq/shop/parked: 7 dead letters, with no earlier count; of 7 that were looked at, 3 did not fit into audit, 2 were rejected in orders and 2 expired in sms',
      'advice dead-letters mq/shop/payments.dlq: 1 dead letter, with no earlier count; they come from payments',
      'advice dead-letters-lost mq/shop/mail: no queue takes its dead letters from exchange gone',
      'advice queue-not-consumed mq/shop/audit: nobody consumes it: 1 message waits',
      'advice queue-not-consumed mq/shop/mail: nobody consumes it: 2 messages wait',
      'advice queue-not-consumed mq/shop/orders: nobody consumes it: 1 message waits',
    ]);
    expect(first.text).not.toContain('canary');

    await take('orders', 1, 'reject_requeue_false');
    await publish('mail', 3);
    await holds('parked', 8);
    await holds('mail', 5);
    demo.setTime(new Date('2026-11-22T07:15:20Z'));
    const second = await probe(as('monitor'), store);
    expect(second.queues.parked).toMatchObject({ messages: 8, growth: 1, state: 'degraded' });
    expect(second.queues['orders.retry']).toMatchObject({ growth: 0 });
    expect(second.findings).toEqual([
      'advice dead-letters mq/shop/payments.dlq: 1 dead letter; they come from payments',
      'advice dead-letters-lost mq/shop/mail: no queue takes its dead letters from exchange gone',
      'advice queue-not-consumed mq/shop/audit: nobody consumes it: 1 message waits',
      'degraded dead-letters mq/shop/parked: 8 dead letters, 1 more than at the snapshot before; they come from audit, orders and sms',
      'degraded queue-not-consumed mq/shop/mail: nobody consumes it, and it grows: 5 messages, 3 more than at the snapshot before',
    ]);

    demo.setTime(new Date('2026-11-22T07:15:40Z'));
    const third = await probe(as('monitor'), store);
    expect(third.queues.mail).toMatchObject({ messages: 5, growth: 0, state: 'degraded' });
    await take('mail', 1, 'ack_requeue_false');
    await holds('mail', 4);
    demo.setTime(new Date('2026-11-22T07:16:00Z'));
    const fourth = await probe(as('monitor'), store);
    expect(fourth.queues.mail).toMatchObject({ messages: 4, growth: -1, state: 'healthy' });
  });

  test('without the right to see nodes or to read messages, it says so', async () => {
    const { coverage, broker, queues } = await probe({
      ...as('manager'),
      ...{ peek: 1, virtualHosts: ['shop', 'gone'], groups: [{ name: 'Orders', queues: ['^orders'] }] },
    });
    expect(coverage).toMatchObject([
      { state: 'partial', error: expect.stringMatching(/^mq: nodes: 401 .*Not monitor user/) as unknown },
      { state: 'partial', error: expect.stringMatching(/^mq: queues of gone: 40[14] /) as unknown },
    ]);
    expect(broker).toMatchObject({ state: 'unknown' });
    expect(Object.keys(queues).sort()).toEqual(['orders', 'orders.retry', 'parked', 'payments.dlq']);
    expect(queues.orders).toMatchObject({ group: 'Orders' });
    expect(queues.parked?.deaths).toEqual(['not looked at: refused (401): the user may not read it']);
  });

  test.each([
    [
      'a wrong password',
      'monitor',
      'canary-wrong',
      /^mq: 401 Unauthorized: (?:Login failed|Not_Authorized)/i,
    ],
    ['a user without a tag', 'nobody', undefined, /^mq: 401 Unauthorized: Not management user/],
  ])('%s is refused, and shown nowhere', async (_, name, password, error) => {
    const { coverage, text } = await probe(as(name, password));
    const state = { state: 'forbidden', objects: 0, error: expect.stringMatching(error) as unknown };
    expect(coverage).toMatchObject([state, state]);
    expect(text).not.toContain('canary');
  });

  test('an alarm of memory blocks publishers', async () => {
    mq.limitMemory(1);
    const ends = performance.now() + 60_000;
    while (
      !(await mq.api<{ mem_alarm: boolean }[]>('GET', '/nodes'))[0]?.mem_alarm &&
      performance.now() < ends
    )
      await sleep(100);
    const { broker, findings } = await probe(as('monitor'));
    expect(broker).toMatchObject({ state: 'failing' });
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^failing rabbitmq-alarm mq: publishers are blocked by an alarm: memory of \S+@localhost$/,
      ),
    );
  });
});

test("the demo's RabbitMQ is read by the same probe: transfers die while payments-api fails", async () => {
  const store = openNew();
  const config = {
    ...{ url: `${demo.url}/beside/production/rabbitmq`, peek: 10 },
    groups: [
      { name: 'Middleware', queues: ['^(payments|ledger)[.]'] },
      { name: 'Chat', queues: ['^chat[.]'] },
    ],
  };
  demo.setTime(new Date('2026-11-21T23:00:00Z'));
  await probe(config, store);
  demo.setTime(new Date('2026-11-21T23:15:00Z'));
  const { coverage, queues, findings } = await probe(config, store);
  expect(coverage).toMatchObject([{ state: 'complete' }, { state: 'complete', objects: 8 }]);
  const groups = Object.entries(queues).map(([name, { group }]) => `${group}: ${name.split('.')[0]}`);
  expect([...new Set(groups)].sort()).toEqual(['Chat: chat', 'Middleware: ledger', 'Middleware: payments']);
  expect(findings).toEqual([
    'advice dead-letters mq/chat.dlq: 2 dead letters; both that were looked at expired in chat.messages',
    'degraded dead-letters mq/payments.dlq: 336 dead letters, 105 more than at the snapshot before; all 10 that were looked at were rejected in payments.transfers',
  ]);
});

describe('a server that fails', () => {
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mq');
    const page = { items: [{ vhost: '/', name: 'seen', messages: 0 }], page_count: 2, total_count: 2 };
    const answers: Record<string, unknown> = {
      '/api/overview': { rabbitmq_version: '4.0.5' },
      '/api/nodes': [],
      '/api/queues': page,
    };
    if (pathname.startsWith('/moved'))
      return void response.writeHead(302, { location: '/api/overview' }).end();
    if (pathname.startsWith('/silent') || searchParams.get('page') === '2') return;
    response.end(JSON.stringify(answers[pathname]));
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('what it answers before its time is over is kept', async () => {
    const { coverage, queues } = await probe({ url, timeLimit: '1s' });
    expect(coverage).toMatchObject([
      { kind: 'RabbitMQBroker', state: 'complete' },
      { kind: 'RabbitMQQueue', state: 'partial', error: 'mq: queues: the time limit of 1 s was reached' },
    ]);
    expect(Object.keys(queues)).toEqual(['seen']);
  });

  test.each([
    ['silence', 'silent', 'mq: the time limit of 1 s was reached'],
    ['a redirect', 'moved', 'mq: 302 Found'],
  ])('%s is not seen', async (_, where, error) => {
    const { coverage } = await probe({ url: `${url}/${where}`, timeLimit: '1s' });
    expect(coverage).toMatchObject([
      { state: 'failed', objects: 0, error },
      { state: 'failed', objects: 0, error },
    ]);
  });
});
