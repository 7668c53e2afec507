/** Where dead letters come from and why, in words. */
import { clip, formatCount, formatNumber, join } from '../../model/english.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

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

/** `12 dead letters, 3 more than at the snapshot before; of 10 that were looked at, 9 were rejected in orders`. */
export function tellDeadLetters(queue: Queue, messages: number, growth = 0): string {
  const more = growth > 0 ? `, ${formatNumber(growth)} more than at the snapshot before` : '';
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
  return `they come from ${join([...named, ...(rest > 0 ? [`${formatNumber(rest)} more queues`] : [])])}`;
}

function tellDeath({ queue = '', reason = '' }: Death, messages: number): string {
  const [one, many] =
    (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ??
    ([...[`died (${clip(reason, LONGEST_NAME)}) in`, `died (${clip(reason, LONGEST_NAME)}) in`]] as const);
  return `${messages === 1 ? one : many} ${clip(queue, LONGEST_NAME)}`;
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
