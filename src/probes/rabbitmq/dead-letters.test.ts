import { describe, expect, test } from 'vitest';
import { followDeadLetters, type Routing } from './dead-letters.ts';

const queue = (name: string, own: object = {}, policy: object = {}, consumers = 0) => ({
  ...{ vhost: 'shop', name, consumers },
  ...{ arguments: { ...own }, effective_policy_definition: { ...policy } },
});
const to = (exchange: string, key?: string) => ({
  'x-dead-letter-exchange': exchange,
  ...(key !== undefined && { 'x-dead-letter-routing-key': key }),
});
const exchange = (name: string, type: string, own: object = {}) => ({ name, type, arguments: { ...own } });
const bind = (source: string, key: string, destination: string, destination_type = 'queue') => ({
  ...{ source, destination, destination_type, routing_key: key },
});
const noName = (_: string) => false;

type Queues = Parameters<typeof followDeadLetters>[0];
/** Who receives whose dead letters. */
const follow = (
  queues: Queues,
  exchanges: Routing['exchanges'],
  bindings: Routing['bindings'],
  isNamed = noName,
) => followDeadLetters(queues, { exchanges, bindings }, isNamed);
const sourcesOf = (...given: Parameters<typeof follow>) => Object.fromEntries(follow(...given).sources);

describe('dead letters reach a queue', () => {
  const queues = [queue('orders', to('dlx', 'orders.dead')), queue('parked'), queue('other')];

  test.each([
    ['a direct exchange', 'direct', [bind('dlx', 'orders.dead', 'parked'), bind('dlx', 'x', 'other')]],
    ['a fanout exchange', 'fanout', [bind('dlx', '', 'parked')]],
    ['a topic exchange', 'topic', [bind('dlx', '*.dead', 'parked'), bind('dlx', 'orders.*.dead', 'other')]],
    ['a topic exchange for all', 'topic', [bind('dlx', '#', 'parked'), bind('dlx', '#.gone', 'other')]],
    ['an exchange of a plugin', 'x-random', [bind('dlx', '1', 'parked')]],
  ])('through %s', (_, type, bindings) => {
    expect(sourcesOf(queues, [exchange('dlx', type)], bindings)).toEqual({ parked: ['orders'] });
  });

  test('through the default exchange', () => {
    expect(sourcesOf([queue('orders', to('', 'parked')), queue('parked')], [], [])).toEqual({
      parked: ['orders'],
    });
  });

  test('through an exchange behind an exchange, also in a circle', () => {
    const exchanges = [exchange('dlx', 'topic'), exchange('dead', 'fanout')];
    const bindings = [
      bind('dlx', 'orders.#', 'dead', 'exchange'),
      bind('dead', '', 'parked'),
      bind('dead', '', 'dlx', 'exchange'),
    ];
    expect(sourcesOf(queues, exchanges, bindings)).toEqual({ parked: ['orders'] });
  });

  test('through an alternate exchange', () => {
    const exchanges = [
      exchange('dlx', 'direct', { 'alternate-exchange': 'rest' }),
      exchange('rest', 'fanout'),
    ];
    expect(sourcesOf(queues, exchanges, [bind('rest', '', 'parked')])).toEqual({ parked: ['orders'] });
  });

  test('by a policy, unless an argument of the queue says otherwise', () => {
    const policy = { 'dead-letter-exchange': '', 'dead-letter-routing-key': 'parked' };
    const some = [
      queue('a', {}, policy),
      queue('b', to('', 'other'), policy),
      queue('parked'),
      queue('other'),
    ];
    expect(sourcesOf(some, [], [])).toEqual({ parked: ['a'], other: ['b'] });
  });

  test('with the keys by which the messages came, if the queue sets none', () => {
    const exchanges = [exchange('events', 'topic'), exchange('dlx', 'direct'), exchange('all', 'fanout')];
    const bindings = [
      bind('events', 'order.*', 'orders'),
      bind('all', '', 'audit'),
      bind('dlx', 'order.paid', 'parked'),
      bind('dlx', 'mail', 'mail.parked'),
    ];
    const some = [queue('orders', to('dlx')), queue('audit', to('dlx')), queue('mail', to('dlx'))];
    expect(sourcesOf([...some, queue('parked'), queue('mail.parked')], exchanges, bindings)).toEqual({
      parked: ['orders', 'audit'],
      'mail.parked': ['audit', 'mail'],
    });
  });
});

describe('a queue holds dead letters', () => {
  const holders = (...given: Parameters<typeof follow>) => [...follow(...given).holders].sort();
  const ttl = { 'x-message-ttl': 1000 };

  test('if it is the end of their way', () => {
    const queues = [queue('orders', { ...to('', 'parked'), ...ttl }, {}, 2), queue('parked')];
    expect(holders(queues, [], [])).toEqual(['parked']);
  });

  test.each([
    ['fanout', [bind('dlx', '', 'graveyard')]],
    ['topic', [bind('dlx', '#', 'graveyard')]],
    ['direct', [bind('dlx', 'orders', 'graveyard'), bind('dlx', 'mails', 'graveyard')]],
  ])('if a policy for all queues leads to it, through a %s exchange', (type, bindings) => {
    const policy = { 'dead-letter-exchange': 'dlx' };
    const queues = ['orders', 'mails', 'graveyard'].map((name) => queue(name, {}, policy));
    const letters = follow(queues, [exchange('dlx', type)], bindings);
    expect([...letters.holders]).toEqual(['graveyard']);
    expect(letters.sources.get('graveyard')).toEqual(['orders', 'mails']);
    expect([...letters.delaying]).toEqual([]);
  });

  test('not if it sends messages on, and its consumer is only away', () => {
    const policy = { 'dead-letter-exchange': 'dlx' };
    const queues = [
      queue('wait', { ...to('', 'mail'), ...ttl }, policy),
      queue('mail', {}, policy),
      queue('graveyard', {}, policy),
    ];
    expect(holders(queues, [exchange('dlx', 'fanout')], [bind('dlx', '', 'graveyard')])).toEqual([
      'graveyard',
    ]);
  });

  test('if its name says so, also without routing', () => {
    const isNamed = (name: string) => name.endsWith('.dlq');
    expect([...followDeadLetters([queue('orders.dlq'), queue('orders')], {}, isNamed).holders]).toEqual([
      'orders.dlq',
    ]);
  });

  test('if a consumer takes them out', () => {
    expect(holders([queue('orders', to('', 'parked')), queue('parked', {}, {}, 1)], [], [])).toEqual([
      'parked',
    ]);
  });

  test('not if it gets other messages, too', () => {
    const exchanges = [exchange('events', 'topic'), exchange('dlx', 'fanout')];
    const bindings = [bind('dlx', '', 'all'), bind('events', '#', 'all')];
    expect(holders([queue('orders', to('dlx')), queue('all')], exchanges, bindings)).toEqual([]);
  });

  test('not if messages only wait in it for a retry, whatever its name', () => {
    const queues = [
      queue('orders', to('', 'orders.dlq'), {}, 2),
      queue('orders.dlq', { ...to('', 'orders'), ...ttl }),
    ];
    const letters = follow(queues, [], [], (name) => name.endsWith('.dlq'));
    expect([...letters.holders]).toEqual([]);
    expect([...letters.delaying]).toEqual(['orders.dlq']);
  });

  test('not if messages only wait elsewhere for a delayed delivery', () => {
    const queues = [queue('wait', { ...to('', 'mail'), ...ttl }), queue('mail', {}, {}, 3)];
    const letters = follow(queues, [], []);
    expect([...letters.holders]).toEqual([]);
    expect([...letters.delaying]).toEqual(['wait']);
  });

  test('also after a retry queue, and after its own expiry', () => {
    const queues = [
      queue('orders', to('', 'orders.dlq'), {}, 2),
      queue('orders.dlq', { ...to('', 'archive'), ...ttl }),
      queue('archive'),
    ];
    const letters = follow(queues, [], [], (name) => name.endsWith('.dlq'));
    expect([...letters.holders].sort()).toEqual(['archive', 'orders.dlq']);
    expect([...letters.delaying]).toEqual([]);
  });
});

describe('dead letters are lost', () => {
  const losing = (...given: Parameters<typeof follow>) => [...follow(...given).losing];

  test.each([
    ['the exchange does not exist', []],
    ['nothing is bound to the exchange', [exchange('dlx', 'fanout')]],
  ])('if %s', (_, exchanges) => {
    expect(losing([queue('orders', to('dlx'))], exchanges, [])).toEqual(['orders']);
  });

  test('if no queue has the name that the default exchange needs', () => {
    expect(losing([queue('orders', to('', 'gone'))], [], [])).toEqual(['orders']);
  });

  test('but nobody says so where exchanges and bindings were not seen', () => {
    expect(followDeadLetters([queue('orders', to('dlx'))], {}, noName).losing.size).toBe(0);
  });
});

test('many queues with keys of their own are followed without comparing each with each', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `queue-${index}`);
  const queues = names.flatMap((name) => [queue(name, to('dlx', name)), queue(`dead-${name}`)]);
  const bindings = names.map((name) => bind('dlx', name, `dead-${name}`));
  const letters = follow(queues, [exchange('dlx', 'direct')], bindings);
  expect(letters.isCut).toBe(false);
  expect(letters.holders.size).toBe(5000);
});

test('too many bindings are not followed, and that is told', () => {
  const names = Array.from({ length: 1100 }, (_, index) => `queue-${index}`);
  const queues = names.map((name) => queue(name, to('dlx', name)));
  const bindings = names.map((name) => bind('dlx', `${name}.#`, name));
  expect(follow(queues, [exchange('dlx', 'topic')], bindings).isCut).toBe(true);
});
