/**
 * Where dead letters go: from a queue to its dead-letter exchange, and through that exchange's bindings to queues.
 * Source: https://www.rabbitmq.com/docs/dlx and rabbitmq-server, deps/rabbit/src/rabbit_dead_letter.erl.
 */
import type { AnsweredBinding, AnsweredExchange, AnsweredQueue } from './answers.ts';

type Queue = Pick<
  AnsweredQueue,
  'vhost' | 'name' | 'arguments' | 'effective_policy_definition' | 'consumers'
>;
type Binding = Pick<AnsweredBinding, 'source' | 'destination' | 'destination_type' | 'routing_key'>;
type Exchange = Pick<AnsweredExchange, 'name' | 'type' | 'arguments'>;

/** What was read of a virtual host. Absent: it was not seen, or not needed. */
export interface Routing {
  exchanges?: readonly Exchange[];
  bindings?: readonly Binding[];
}

/** What one virtual host's queues do with dead letters, by their names. */
export interface DeadLetters {
  /** Queues whose dead letters a queue receives. */
  sources: ReadonlyMap<string, readonly string[]>;
  /** Queues that hold dead letters, by their names or by routing. */
  holders: ReadonlySet<string>;
  /** Queues from which messages expire into another queue for a retry, or for delayed delivery. */
  delaying: ReadonlySet<string>;
  /** Queues whose dead letters nobody takes. */
  losing: ReadonlySet<string>;
  /** There were too many bindings to follow. */
  isCut: boolean;
}

/** Of a queue that receives dead letters of many, so many are told. */
const MOST_SOURCES = 50;
/** Bindings that are compared; a broker with a thousand queues needs some ten thousand. */
const MOST_STEPS = 1_000_000;

/** An argument of the queue, or else of its policies: RabbitMQ lets the argument win. */
export const settingOf = (
  { arguments: own, effective_policy_definition: policy }: Queue,
  name: string,
): unknown => own[`x-${name}`] ?? policy[name];

export const deadLetterExchangeOf = (queue: Queue): string | undefined => {
  const name = settingOf(queue, 'dead-letter-exchange');
  return typeof name === 'string' ? name : undefined;
};

/** Its messages may expire into another queue. */
const expires = (queue: Queue): boolean =>
  deadLetterExchangeOf(queue) !== undefined && typeof settingOf(queue, 'message-ttl') === 'number';

/**
 * @param queues all queues of one virtual host
 * @param isNamed whether a queue has the name of one that holds dead letters
 */
export function followDeadLetters(
  queues: readonly Queue[],
  routing: Routing,
  isNamed: (name: string) => boolean,
): DeadLetters {
  const router = openRouter(queues, routing);
  const sources = new Map<string, string[]>();
  const targets = new Map<string, ReadonlySet<string>>();
  const passed = new Set<string>();
  for (const queue of queues) {
    const exchange = deadLetterExchangeOf(queue);
    if (exchange === undefined) continue;
    const key = settingOf(queue, 'dead-letter-routing-key');
    const reached = router.route(exchange, typeof key === 'string' ? [key] : router.keysOf(queue.name));
    if (!reached) continue;
    targets.set(queue.name, reached.queues);
    for (const one of reached.exchanges) passed.add(one);
    for (const target of reached.queues) {
      const known = sources.get(target) ?? [];
      if (target !== queue.name && known.length < MOST_SOURCES) sources.set(target, [...known, queue.name]);
    }
  }
  const byName = new Map(queues.map((queue) => [queue.name, queue]));
  /** A policy for all queues also gives a dead-letter exchange to the one that it leads to. */
  const isEnd = (name: string) => {
    const onward = targets.get(name);
    return onward !== undefined && (onward.size === 0 || onward.has(name));
  };
  const isHolder = (queue: Queue) => {
    // It sends messages on, or gets others than dead letters: somebody works on it.
    if (deadLetterExchangeOf(queue) !== undefined && !isEnd(queue.name)) return false;
    if (router.sourcesOf(queue.name).some((exchange) => !passed.has(exchange))) return false;
    return (sources.get(queue.name) ?? []).some((name) => {
      const source = byName.get(name);
      const isRetried = sources.get(name)?.includes(queue.name) ?? false;
      return source && !isRetried && !isDelayedDelivery(source, queue);
    });
  };
  const holders = new Set<string>();
  for (const queue of queues)
    if (isNamed(queue.name) ? !expires(queue) : isHolder(queue)) holders.add(queue.name);
  const delaying = new Set<string>();
  for (const queue of queues.filter(expires)) {
    const own = targets.get(queue.name);
    if (isNamed(queue.name) && !own) holders.add(queue.name);
    else if (own?.size === 0 || [...(own ?? [])].some((name) => holders.has(name))) {
      if (isNamed(queue.name)) holders.add(queue.name);
    } else delaying.add(queue.name);
  }
  const losing = new Set([...targets].flatMap(([name, reached]) => (reached.size === 0 ? [name] : [])));
  return { sources, holders, delaying, losing, isCut: router.isCut() };
}

/** Nobody consumes the source: its messages wait there for their time, and then somebody consumes them. */
const isDelayedDelivery = (source: Queue, target: Queue): boolean =>
  expires(source) && source.consumers === 0 && (target.consumers ?? 0) > 0;

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
    /** Routing keys of a queue's messages. A dead letter keeps its key, unless its queue sets another. */
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
