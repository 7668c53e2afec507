/** How a queue's messages wait, from one snapshot to the next: whether it grows, and whether anybody consumes it. */
import type { ProbeSource } from '../probe.ts';
import type { AnsweredQueue } from './answers.ts';
import { settingOf } from './dead-letters.ts';

type Before = ReturnType<ProbeSource['before']>;

/**
 * @param before what the last snapshot that saw the queue holds of it
 * @param oldest time of its oldest message, if the server tells
 * @param now time of this snapshot, RFC 3339
 */
export function followWaiting(
  queue: AnsweredQueue,
  { oldest, before, now }: { oldest: string | undefined; before: Before; now: string },
) {
  const { messages, message_stats: stats } = queue;
  const was = numbersOf(before?.status);
  const grows = messages !== undefined && was.messages !== undefined && messages > was.messages;
  const { delivered, taken } = stats === undefined ? {} : countersOf(stats);
  const isTaken =
    taken === undefined || was.taken === undefined
      ? (stats?.deliver_get_details?.rate ?? 0) > 0
      : taken > was.taken;
  const isAlone = queue.consumers === 0 && messages !== undefined && messages > 0 && !isTaken;
  const earlier = before?.status.unconsumed as { since?: string; grew?: boolean } | undefined;
  // RabbitMQ counts anew after a restart: fewer than before tells nothing.
  const isStill =
    delivered !== undefined && delivered === was.delivered && taken !== undefined && taken === was.taken;
  const wasOldest = before?.status.oldest;
  const isRenewed =
    oldest !== undefined && typeof wasOldest === 'string' && isLater(oldest, wasOldest, before?.time);
  return {
    ...{ delivered, taken },
    ...(isRenewed && { renewed: true }),
    ...(isFull(queue) && { full: true }),
    ...(grows && { growing: (was.growing ?? 0) + 1 }),
    ...(grows && (queue.consumers ?? 0) > 0 && isStill && { stalled: (was.stalled ?? 0) + 1 }),
    ...(isAlone && {
      unconsumed: { since: earlier?.since ?? now, ...((grows || earlier?.grew) && { grew: true }), messages },
    }),
    ...(was.messages !== undefined && {
      before: { messages: was.messages, ...(before?.isOlder && { time: before.time }) },
    }),
  };
}

const isLater = (time: string, ...others: (string | undefined)[]) =>
  others.every((other) => Date.parse(time) > Date.parse(other ?? ''));

const numbersOf = (status: Readonly<Record<string, unknown>> = {}) => {
  const of = (name: string) => (typeof status[name] === 'number' ? status[name] : undefined);
  return {
    ...{ messages: of('messages'), growing: of('growing'), stalled: of('stalled') },
    ...{ delivered: of('delivered'), taken: of('taken') },
  };
};

/**
 * A look that puts messages back counts as delivered, and takes nothing. Before the first delivery, counter and rate are
 * absent. A rate without its counter says that nobody counts.
 */
const countersOf = (stats: NonNullable<AnsweredQueue['message_stats']>) =>
  stats.deliver_get === undefined && stats.deliver_get_details !== undefined
    ? {}
    : {
        delivered: stats.deliver_get ?? 0,
        taken: (stats.ack ?? 0) + (stats.deliver_no_ack ?? 0) + (stats.get_no_ack ?? 0),
      };

/** Whether it refuses what is published to it when it is full; otherwise it drops the oldest. */
export const isRejecting = (queue: AnsweredQueue): boolean =>
  String(settingOf(queue, 'overflow')).startsWith('reject-publish');

/** The limit counts messages that are ready. Source: https://www.rabbitmq.com/docs/maxlength. */
function isFull(queue: AnsweredQueue): boolean {
  const most = settingOf(queue, 'max-length');
  return isRejecting(queue) && typeof most === 'number' && (queue.messages_ready ?? 0) >= most;
}
