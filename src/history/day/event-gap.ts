import type { Report } from '../../model/report.ts';
import type { EventBalance } from './balance.ts';
import { toUnix } from './unix.ts';
import type { EventGap } from './snapshot-record.ts';

/** An event that is gone sooner than its time by more than this was deleted, or events live shorter than was said. */
const EARLY_SECONDS = 180;

/**
 * Where events may have come and gone unseen since the snapshot that saw the log before. The API server forgets an
 * event its TTL after it was last written.
 * @param gone events that were there then, and are no more
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
