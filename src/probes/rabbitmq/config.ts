import { z } from 'zod';
import { checkTarget, targetShape } from '../target-config.ts';

const EXPRESSION = 'must be a regular expression such as ^payments[.]';

/** How Spring, MassTransit and NServiceBus call them, and most people. */
const DEAD_LETTERS =
  'dlq|dead[._-]?letter|parking[._-]?lot|(?:^|[._:-])(?:dlx|dead|poison)(?:[._:-]|$)|(?:^|[._:-])(?:errors?|skipped)$';

/** A regular expression, as text. */
const pattern = () => z.string().min(1).refine(isExpression, EXPRESSION);

function isExpression(text: string): boolean {
  try {
    return new RegExp(text).source !== '';
  } catch {
    return false;
  }
}

export const RabbitmqProbeSchema = z
  .strictObject({
    ...targetShape,
    virtualHosts: z.array(z.string().min(1)).min(1).optional().describe('Absent means all that it may see'),
    groups: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(40).describe('Heading on the page: Middleware, Chat'),
          queues: z
            .array(pattern())
            .min(1)
            .describe('Regular expressions; the first group that fits has the queue'),
        }),
      )
      .min(1)
      .optional()
      .describe(
        'Only queues of these groups are kept, and dead-letter queues; absent means all but exclusive queues',
      ),
    deadLetters: pattern()
      .default(DEAD_LETTERS)
      .describe('Regular expression for names of dead-letter queues, without regard to case'),
    peek: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe(
        'Look at so many messages of each dead-letter queue for the causes of death. RabbitMQ requeues them, marked as redelivered. Quorum queues count that, up to their delivery limit: they are only looked at if they have none. Absent means no look',
      ),
  })
  .superRefine(checkTarget)
  .refine(({ peek, service }) => peek === undefined || service === undefined, {
    path: ['peek'],
    message: 'needs url: the proxy of the API server is used for reading only',
  });
export type RabbitmqProbeConfig = z.infer<typeof RabbitmqProbeSchema>;
