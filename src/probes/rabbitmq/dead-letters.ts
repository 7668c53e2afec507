/**
 * Where dead letters go: from a queue to its dead-letter exchange, and through that exchange's bindings to queues.
 * Source: https://www.rabbitmq.com/docs/dlx and rabbitmq-server, deps/rabbit/src/rabbit_dead_letter.erl.
 */
import type { AnsweredBinding, AnsweredExchange, AnsweredQueue } from './answers.ts';

type Queue = Pick<AnsweredQueue, 'vhost' | 'name' | 'arguments' | 'effective_policy_definition'>;
type Binding = Pick<AnsweredBinding, 'source' | 'destination' | 'destination_type' | 'routing_key'>;
type Exchange = Pick<AnsweredExchange, 'name' | 'type' | 'arguments'>;

/** What was read of a virtual host. Absent: it was not seen, or not needed. */
export interface Routing {
  exchanges?: readonly Exchange[];
  bindings?: readonly Binding[];
}

/** What one virtual host's queues do with dead letters. Keys are names of queues. */
export interface DeadLetters {
  /** Queues whose dead letters a queue receives, by the queue that receives them. */
  sources: ReadonlyMap<string, readonly string[]>;
  /** Queues that hold dead letters of others, as far as routing tells. */
  holders: ReadonlySet<string>;
  /** Queues whose dead letters nobody takes. */
  losing: ReadonlySet<string>;
  /** There were too many bindings to follow. */
  isCut: boolean;
}

/** Of a queue that receives dead letters of many, so many are told. */
const MOST_SOURCES = 50;
/** Bindings that are compared; a broker with a thousand queues needs some ten thousand. */
const MOST_STEPS = 5_000_000;

/** An argument of the queue, or else of its policies: RabbitMQ lets the argument win. */
export const settingOf = (
  { arguments: own, effective_policy_definition: policy }: Queue,
  name: string,
): unknown => own[`x-${name}`] ?? policy[name];

export const deadLetterExchangeOf = (queue: Queue): string | undefined => {
  const name = settingOf(queue, 'dead-letter-exchange');
  return typeof name === 'string' ? name : undefined;
};

/** Its messages expire into another queue: it holds them for a while, before a retry or a delayed delivery. */
export const isDelay = (queue: Queue): boolean =>
  deadLetterExchangeOf(queue) !== undefined && typeof settingOf(queue, 'message-ttl') === 'number';

/** @param queues all queues of one virtual host */
export function followDeadLetters(queues: readonly Queue[], routing: Routing): DeadLetters {
  const router = openRouter(queues, routing);
  const sources = new Map<string, string[]>();
  const losing = new Set<string>();
  const passed = new Set<string>();
  for (const queue of queues) {
    const exchange = deadLetterExchangeOf(queue);
    if (exchange === undefined) continue;
    const key = settingOf(queue, 'dead-letter-routing-key');
    const keys = typeof key === 'string' ? [key] : router.keysOf(queue.name);
    const reached = router.route(exchange, keys);
    if (!reached) continue;
    if (reached.queues.size === 0) losing.add(queue.name);
    if (!isDelay(queue)) for (const one of reached.exchanges) passed.add(one);
    for (const target of reached.queues) {
      const known = sources.get(target) ?? [];
      if (known.length < MOST_SOURCES) sources.set(target, [...known, queue.name]);
    }
  }
  const byName = new Map(queues.map((queue) => [queue.name, queue]));
  const holders = new Set<string>();
  for (const [target, from] of sources) {
    const own = byName.get(target);
    // It sends messages on by itself, or gets others than dead letters: that is a queue which somebody works on.
    if (!own || deadLetterExchangeOf(own) !== undefined) continue;
    if (router.sourcesOf(target).some((exchange) => !passed.has(exchange))) continue;
    if (from.some((name) => countsFor(target, byName.get(name), sources.get(name)))) holders.add(target);
  }
  return { sources, holders, losing, isCut: router.isCut() };
}

/** What expires in a queue for delayed delivery is no dead letter; what expires in a queue of dead letters is. */
function countsFor(target: string, source: Queue | undefined, before: readonly string[] = []): boolean {
  if (!source) return false;
  return !isDelay(source) || (before.length > 0 && !before.includes(target));
}

interface Reached {
  queues: ReadonlySet<string>;
  exchanges: ReadonlySet<string>;
}

/** Any routing key, as a pattern of a topic exchange. */
const ANY = '#';

function openRouter(queues: readonly Queue[], { exchanges, bindings }: Routing) {
  const names = new Set(queues.map(({ name }) => name));
  const types = new Map((exchanges ?? []).map((exchange) => [exchange.name, exchange]));
  const bySource = Map.groupBy(bindings ?? [], ({ source }) => source);
  const byKey = Map.groupBy(bindings ?? [], ({ source, routing_key }) =>
    JSON.stringify([source, routing_key]),
  );
  const byQueue = Map.groupBy(
    (bindings ?? []).filter(
      ({ destination_type, source }) => destination_type !== 'exchange' && source !== '',
    ),
    ({ destination }) => destination,
  );
  const known = new Map<string, Reached>();
  let steps = 0;

  /** Undefined: it cannot be told. */
  function route(exchange: string, keys: readonly string[]): Reached | undefined {
    // The default exchange has a binding for each queue, by its name.
    if (exchange === '') {
      if (keys.includes(ANY)) return undefined;
      return { queues: new Set(keys.filter((key) => names.has(key))), exchanges: new Set() };
    }
    if (!exchanges || !bindings || steps > MOST_STEPS) return undefined;
    const id = JSON.stringify([exchange, ...keys]);
    const before = known.get(id);
    if (before) return before;
    const found = { queues: new Set<string>(), exchanges: new Set<string>() };
    const waiting = [exchange];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const own = types.get(name);
      if (!own || found.exchanges.has(name)) continue;
      found.exchanges.add(name);
      const isExact = own.type === 'direct' && !keys.some(isPattern);
      const all = isExact
        ? keys.flatMap((key) => byKey.get(JSON.stringify([name, key])) ?? [])
        : (bySource.get(name) ?? []);
      steps += all.length;
      const matching = all.filter(({ routing_key }) => mayMatch(own.type, routing_key, keys));
      for (const { destination, destination_type } of matching)
        if (destination_type === 'exchange') waiting.push(destination);
        else if (names.has(destination)) found.queues.add(destination);
      const alternate = own.arguments['alternate-exchange'];
      if (matching.length === 0 && typeof alternate === 'string') waiting.push(alternate);
    }
    known.set(id, found);
    return found;
  }

  return {
    route,
    isCut: () => steps > MOST_STEPS,
    /** Exchanges from which a queue gets messages, without the default exchange. */
    sourcesOf: (queue: string) => (byQueue.get(queue) ?? []).map(({ source }) => source),
    /** The routing keys that messages of a queue may have: without a key of its own, a dead letter keeps them. */
    keysOf(queue: string): string[] {
      if (!bindings) return [ANY];
      const own = byQueue.get(queue) ?? [];
      const isKnown = own.every(({ source }) => ['direct', 'topic'].includes(types.get(source)?.type ?? ''));
      return isKnown ? [...new Set([queue, ...own.map(({ routing_key }) => routing_key)])] : [ANY];
    },
  };
}

/** Of other types than these two, each binding may match. */
function mayMatch(type: string | undefined, bound: string, keys: readonly string[]): boolean {
  if (type !== 'direct' && type !== 'topic') return true;
  return keys.some((key) => key === bound || overlap(toWords(key), toWords(bound)));
}

const isPattern = (key: string) => /[*#]/.test(key);
const toWords = (key: string) => key.split('.');

/** Whether a routing key exists that both patterns match: `*` is one word, `#` any number of them. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  let row = new Set([0]);
  const close = (from: Set<number>, rest: readonly string[]) => {
    const all = new Set(from);
    for (const index of all) if (rest[index] === '#') all.add(index + 1);
    return all;
  };
  row = close(row, b);
  for (const word of a) {
    const next = new Set<number>();
    if (word === '#') {
      for (let index = Math.min(...row); index <= b.length; index += 1) next.add(index);
    } else {
      for (const index of row) {
        const other = b[index];
        if (other === '#') next.add(index);
        else if (other !== undefined && (other === '*' || word === '*' || other === word))
          next.add(index + 1);
      }
    }
    if (next.size === 0) return false;
    row = close(next, b);
  }
  return row.has(b.length);
}
