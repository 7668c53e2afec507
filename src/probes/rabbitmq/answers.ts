/**
 * The answers of RabbitMQ's management API, versions 3.8 to 4: only what is read. Whatever is missing, or of another type
 * than documented, counts as missing. Source: rabbitmq-server, deps/rabbitmq_management/priv/www/api/index.html.
 */
import { z } from 'zod';
import { RequestError } from '../../collect/errors.ts';
import { parseJson } from '../../collect/request.ts';

const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const text = maybe(z.string());
const number = maybe(z.number());
const flag = maybe(z.boolean());
const rate = maybe(z.object({ rate: number }));
/** RabbitMQ writes an empty map as an empty list. */
const map = z.record(z.string(), z.unknown()).catch({});

export const OverviewSchema = z.object({
  rabbitmq_version: z.string(),
  cluster_name: text,
  object_totals: maybe(z.object({ queues: number })),
  queue_totals: maybe(z.object({ messages: number })),
});

export const BrokerNodesSchema = z.array(
  z.object({
    name: z.string(),
    running: flag,
    mem_alarm: flag,
    disk_free_alarm: flag,
    partitions: maybe(z.array(z.string())),
    mem_used: number,
    mem_limit: number,
    disk_free: number,
    disk_free_limit: number,
  }),
);

const QueueSchema = z.object({
  vhost: z.string(),
  name: z.string(),
  type: text,
  state: text,
  exclusive: flag,
  arguments: map,
  /** Policy and operator policy, merged by RabbitMQ. */
  effective_policy_definition: map,
  messages: number,
  messages_ready: number,
  messages_unacknowledged: number,
  consumers: number,
  members: maybe(z.array(z.string())),
  online: maybe(z.array(z.string())),
  head_message_timestamp: number,
  message_stats: maybe(
    z.object({
      ...{ publish_details: rate, deliver_get_details: rate },
      ...{ deliver_get: number, ack: number, deliver_no_ack: number, get_no_ack: number },
    }),
  ),
});
export type AnsweredQueue = z.infer<typeof QueueSchema>;

const ExchangeSchema = z.object({ vhost: z.string(), name: z.string(), type: text, arguments: map });
export type AnsweredExchange = z.infer<typeof ExchangeSchema>;

export const BindingsSchema = z.array(
  z.object({
    source: z.string(),
    vhost: z.string(),
    destination: z.string(),
    destination_type: text,
    routing_key: z.string().catch(''),
  }),
);
export type AnsweredBinding = z.infer<typeof BindingsSchema>[number];

const page = <Schema extends z.ZodType>(items: Schema) =>
  z.object({ items: z.array(items), page_count: z.number(), total_count: z.number() });
export const QueuesPageSchema = page(QueueSchema);
export const ExchangesPageSchema = page(ExchangeSchema);

/** A message, of which only the reasons of its deaths are read. */
export const MessagesSchema = z.array(
  z.object({
    properties: maybe(
      z.object({
        headers: maybe(
          z.object({
            'x-death': maybe(
              z.array(z.object({ queue: text, reason: text, count: number, time: number }).catch({})),
            ),
          }),
        ),
      }),
    ),
  }),
);
export type AnsweredMessages = z.infer<typeof MessagesSchema>;

/** @throws {RequestError} The answer is JSON, but not what the management API documents. */
export const parseAs =
  <Schema extends z.ZodType>(schema: Schema, what: string) =>
  (body: Buffer): z.infer<Schema> => {
    const { success, data } = schema.safeParse(parseJson(body));
    if (!success)
      throw new RequestError(`the answer is no ${what} of RabbitMQ's management API`, { code: 'NO_LIST' });
    return data;
  };
