/** Looks at the first messages of a dead-letter queue for what brought them there. Their bodies are never asked for. */
import { RequestError } from '../../collect/errors.ts';
import type { ProbeSource } from '../probe.ts';
import { MessagesSchema, parseAs, type AnsweredMessages, type AnsweredQueue } from './answers.ts';
import { settingOf } from './dead-letters.ts';
import { toInstant } from '../instant.ts';

export interface Peeked {
  deaths?: Death[];
  lookedAt?: number;
  /** When the oldest of the messages died. */
  oldest?: string | undefined;
  notLookedAt?: string;
}

export interface Death {
  queue: string;
  reason: string;
  messages: number;
  count: number;
}

const MOST_DEATHS = 10;
const LONGEST_NAME = 255;

/** Never throws a RequestError: the queue is told without its causes. */
export async function peek(queue: AnsweredQueue, count: number, source: ProbeSource): Promise<Peeked> {
  const reason = whyNot(queue);
  if (reason !== undefined) return { notLookedAt: reason };
  const path = `/api/queues/${encodeURIComponent(queue.vhost)}/${encodeURIComponent(queue.name)}/get`;
  try {
    source.tally.requests += 1;
    const { status, body } = await source.target.client.send(path, 'application/json', {
      ...{ count, ackmode: 'ack_requeue_true', encoding: 'base64', truncate: 0 },
    });
    source.tally.bytes += body.length;
    if (status === 401 || status === 403)
      return { notLookedAt: `refused (${status}): the user may not read it` };
    if (status !== 200) return { notLookedAt: `RabbitMQ answered ${status}` };
    return countDeaths(parseAs(MessagesSchema, 'list of messages')(body).slice(0, count));
  } catch (error) {
    if (error instanceof SyntaxError) return { notLookedAt: 'the answer is not valid JSON' };
    if (!(error instanceof RequestError)) throw error;
    return { notLookedAt: error.message };
  }
}

/**
 * Why a look would do harm. A quorum queue counts each look, and drops the message at its limit: 20 by default since
 * version 4.0. Source: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling. A look also makes a queue
 * live longer that is to be deleted when nobody uses it (`expires`).
 */
function whyNot(queue: AnsweredQueue): string | undefined {
  if (queue.type === 'stream') return 'it is a stream';
  if (settingOf(queue, 'expires') !== undefined) return 'each look would keep it from expiring';
  const limits = [
    queue.arguments['x-delivery-limit'],
    queue.effective_policy_definition['delivery-limit'],
  ].filter((limit) => limit !== undefined);
  const isUnlimited = limits.length > 0 && limits.every((limit) => typeof limit === 'number' && limit < 0);
  return queue.type === 'classic' || isUnlimited
    ? undefined
    : 'a quorum queue counts each look, and drops a message after too many';
}

/** RabbitMQ writes the last death first. Source: https://www.rabbitmq.com/docs/dlx#effects. */
function countDeaths(messages: AnsweredMessages): Peeked {
  const found = new Map<string, Death>();
  const deathsOf = ({ properties }: AnsweredMessages[number]) => properties?.headers?.['x-death'] ?? [];
  for (const message of messages)
    for (const [index, { queue = '', reason = '', count = 1 }] of deathsOf(message).entries()) {
      const where = queue.slice(0, LONGEST_NAME);
      const key = JSON.stringify([where, reason]);
      const death = found.get(key) ?? {
        queue: where,
        reason: reason.slice(0, LONGEST_NAME),
        messages: 0,
        count: 0,
      };
      death.messages += index === 0 ? 1 : 0;
      death.count += count;
      found.set(key, death);
    }
  const deaths = [...found.values()].sort(
    (a, b) => b.messages - a.messages || b.count - a.count || (a.queue < b.queue ? -1 : 1),
  );
  const first = messages[0];
  return {
    deaths: deaths.slice(0, MOST_DEATHS),
    lookedAt: messages.length,
    oldest: first && toInstant(deathsOf(first)[0]?.time),
  };
}
