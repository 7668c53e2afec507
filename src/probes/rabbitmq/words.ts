/** Where dead letters come from and why, in words. */
import { clip, formatCount, formatNumber, join, spellDuration } from '../../model/english.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Unconsumed } from './row.ts';

type Queue = ObjectOf<'RabbitMQQueue'>;
type Death = NonNullable<NonNullable<Queue['status']>['deaths']>[number];

const LONGEST_NAME = 80;
const MOST_TOLD = 3;

/** What RabbitMQ calls the reasons, for one message and for several. Source: https://www.rabbitmq.com/docs/dlx. */
const REASONS: Record<string, readonly [one: string, many: string]> = {
  rejected: ['was rejected in', 'were rejected in'],
  expired: ['expired in', 'expired in'],
  maxlen: ['did not fit into', 'did not fit into'],
  delivery_limit: ['was delivered too often in', 'were delivered too often in'],
};

/** `the snapshot before`, or when the queue was last seen. */
const tellBefore = ({ status }: Queue, at: string): string => {
  const seconds = secondsBetween(status?.before?.time, at);
  return seconds === undefined
    ? 'the snapshot before'
    : `the last snapshot that saw it, ${spellDuration(seconds)} before`;
};

/**
 * `12 dead letters, 3 more than at the snapshot before; of 10 that were looked at, 9 were rejected in orders`.
 * @param at time of the snapshot
 */
export function tellDeadLetters(queue: Queue, messages: number, at: string, growth?: number): string {
  const { renewed, before } = queue.status ?? {};
  const more =
    growth === undefined
      ? ', with no earlier count'
      : growth > 0
        ? `, ${formatNumber(growth)} more than at ${tellBefore(queue, at)}`
        : renewed
          ? `, all of them since ${tellBefore(queue, at)}; there were ${formatNumber(before?.messages ?? 0)} then`
          : '';
  const cause = tellCause(queue);
  return `${formatCount(messages, 'dead letter')}${more}${cause === '' ? '' : `; ${cause}`}`;
}

function tellCause({ spec, status }: Queue): string {
  const { deaths = [], lookedAt = 0 } = status ?? {};
  const last = deaths.filter(({ messages = 0 }) => messages > 0).slice(0, MOST_TOLD);
  const [first] = last;
  if (first === undefined || lookedAt === 0) return tellSources(spec?.deadLettersOf ?? []);
  if (first.messages === lookedAt)
    return lookedAt === 1
      ? `the one that was looked at ${tellDeath(first, 1)}`
      : `${lookedAt === 2 ? 'both' : `all ${formatNumber(lookedAt)}`} that were looked at ${tellDeath(first, lookedAt)}`;
  const each = last.map(
    (death) => `${formatNumber(death.messages ?? 0)} ${tellDeath(death, death.messages ?? 0)}`,
  );
  return `of ${formatNumber(lookedAt)} that were looked at, ${join(each)}`;
}

function tellSources(queues: readonly string[]): string {
  if (queues.length === 0) return '';
  const named = queues.slice(0, MOST_TOLD).map((name) => clip(name, LONGEST_NAME));
  const rest = queues.length - named.length;
  return `they come from ${join([...named, ...(rest > 0 ? [formatCount(rest, 'more queue')] : [])])}`;
}

function tellDeath({ queue = '', reason = '' }: Death, messages: number): string {
  const [one, many] =
    (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ??
    ([...[`died (${clip(reason, LONGEST_NAME)}) in`, `died (${clip(reason, LONGEST_NAME)}) in`]] as const);
  return `${messages === 1 ? one : many} ${clip(queue, LONGEST_NAME)}`;
}

/** Snapshots in a row at which a queue for delayed delivery must grow, before that is told. */
const MOST_GROWING = 3;
/** Seconds that a message may be older than its time to live. RabbitMQ drops it at the head of the queue. */
const TTL_SLACK = 60;

/**
 * Messages wait, and nobody takes them. A queue that has grown since its consumer left stays told until somebody takes
 * messages, or none is left. A stream keeps what is read.
 * @param at time of the snapshot
 */
export function tellUnconsumed(queue: Queue, at: string, growth = 0): Unconsumed | undefined {
  const { spec, status } = queue;
  if (spec?.deadLetterQueue || spec?.type === 'stream' || !status?.unconsumed) return undefined;
  const { messages = 0, unconsumed, full } = status;
  const count = formatCount(messages, 'message');
  if (spec?.delays) return tellDelay(queue, count, at);
  const severity = (unconsumed.grew || full) && !spec?.limited ? 'degraded' : 'advice';
  if (full)
    return { severity, what: `nobody consumes it, and it is full: it holds ${count}, and refuses more` };
  if (growth > 0)
    return {
      severity,
      what: `nobody consumes it, and it grows: ${count}, ${formatNumber(growth)} more than at ${tellBefore(queue, at)}`,
    };
  return { severity, what: `nobody consumes it: ${count} ${messages === 1 ? 'waits' : 'wait'}` };
}

/** Messages that expire into another queue are meant to wait, unless something says otherwise. */
function tellDelay({ spec, status }: Queue, count: string, at: string): Unconsumed | undefined {
  const age = secondsBetween(status?.oldest, at);
  const { ttlSeconds = 0 } = spec ?? {};
  const ttl = ttlSeconds < 1 ? 'less than a second' : spellDuration(ttlSeconds);
  if (age !== undefined && age > ttlSeconds + TTL_SLACK)
    return {
      severity: 'advice',
      what: `nobody consumes it, and its oldest message has waited ${spellDuration(age)}, though messages expire after ${ttl}: it holds ${count}`,
    };
  const { growing = 0 } = status ?? {};
  if (growing < MOST_GROWING) return undefined;
  return {
    severity: 'advice',
    what: `nobody consumes it, and it grew ${formatCount(growing, 'snapshot')} in a row: ${count}. They expire into another queue after ${ttl}: it delays them, or its consumer is gone`,
  };
}

/** Snapshots in a row after which consumers that take nothing are told. */
const MOST_STALLED = 2;

/** It has consumers, and messages only come in. */
export function tellStalled({ spec, status }: Queue): string | undefined {
  const { consumers = 0, messages = 0, stalled = 0 } = status ?? {};
  if (stalled < MOST_STALLED || consumers === 0 || spec?.type === 'stream') return undefined;
  const [who, take] =
    consumers === 1 ? ['its consumer', 'takes'] : [`its ${formatNumber(consumers)} consumers`, 'take'];
  return `${who} ${take} nothing, and it grew ${formatCount(stalled, 'snapshot')} in a row: ${formatCount(messages, 'message')}`;
}

/** Each death of the messages that were looked at: `rejected in orders, 12 times`; or why none was looked at. */
export function tellDeaths({ status }: Queue): string[] {
  const { deaths = [], notLookedAt } = status ?? {};
  if (notLookedAt !== undefined) return [`not looked at: ${clip(notLookedAt, LONGEST_NAME)}`];
  return deaths.map(
    ({ queue = '', reason = '', count = 0 }) =>
      `${clip(reason, LONGEST_NAME)} in ${clip(queue, LONGEST_NAME)}, ${formatCount(count, 'time')}`,
  );
}
