import type { Report } from '../../model/report.ts';
import type { EventBalance } from './balance.ts';
import { toUnix } from './unix.ts';
import type { EventGap } from './snapshot-record.ts';

/** An event that ends earlier than its time by over this was deleted, or the TTL is shorter than configured. */
const EARLY_SECONDS = 180;

/**
 * The time in which events may have come and gone unseen, since the last snapshot that saw the log. The API server
 * deletes an event its TTL after the last write.
 * @param gone events that existed then, and no longer exist
 */
export function findEventGap(
  before: number | undefined,
  gone: readonly EventBalance[],
  { meta, eventsCover }: Pick<Report, 'meta' | 'eventsCover'>,
  at: number,
): EventGap | undefined {
  if (before === undefined || at <= before) return undefined;
  // By the cluster's own clock: how long events live, as far as is known.
  const { from, to } = eventsCover ?? {};
  const told = (toUnix(to) ?? 0) - (toUnix(from) ?? 0);
  const ttl = Math.max(meta.settings.eventTtlSeconds, told);
  if (at - before > ttl) return { from: before, to: at - ttl, why: 'interval' };
  const coverage = meta.coverage.find(({ kind }) => kind === 'Event');
  if (coverage?.state === 'partial') return { from: before, to: at, why: 'partial' };
  const isEarly = gone.some(({ last }) => last !== undefined && at < last + ttl - EARLY_SECONDS);
  return isEarly ? { from: before, to: at, why: 'early' } : undefined;
}
