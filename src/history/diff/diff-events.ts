/** What the event logs of two snapshots of one cluster say about the time between. */
import { causeKey } from '../../model/events/event-causes.ts';
import type { EventCause, EventRow, Report } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { ChangedCause, EventChange, EventClass } from './change.ts';

interface Classified {
  class: EventClass;
  occurrences: number;
}

/**
 * `count` is cumulative per event: its growth is the number of new occurrences. Except for evictions, events are never
 * taken back.
 */
export function diffEvents(before: Report, after: Report, seen: { before: Seen; after: Seen }): EventChange {
  const found = new Map<string, Classified>();
  const old = new Map(before.events.map((event) => [event.uid, event]));
  for (const event of after.events) {
    const known = old.get(event.uid);
    found.set(
      event.uid,
      known ? classifyKnown(known, event) : classifyNew(event, before.meta.time, seen.before),
    );
  }
  const gone = before.events.filter(({ uid }) => !found.has(uid));
  for (const event of gone) {
    const isSeen = seen.after('Event', event.object.namespace);
    found.set(event.uid, { class: isSeen ? 'gone' : 'unknown', occurrences: 0 });
  }
  const causes = mergeCauses(before.causes, after.causes, new Set(gone.map(({ uid }) => uid))).map((cause) =>
    toChangedCause(cause, found),
  );
  const lost = findLost(before, after);
  return {
    occurrences: causes.reduce((sum, cause) => sum + cause.occurrences, 0),
    ...(before.eventsCover && after.eventsCover && { counts: countClasses(found.values()) }),
    causes,
    ...(before.eventsCover && { before: before.eventsCover }),
    ...(after.eventsCover && { after: after.eventsCover }),
    ...(lost && { lost }),
    partial: !before.seen.events || !after.seen.events,
  };
}

/**
 * One that began before the earlier snapshot had expired, and its client wrote it again and counted on. One occurrence
 * is certain. Source: k8s.io/client-go/tools/record/event.go `recordEvent`.
 */
function classifyNew({ object, first, count }: EventRow, since: string, couldSee: Seen): Classified {
  if (!couldSee('Event', object.namespace)) return { class: 'unknown', occurrences: 0 };
  const isOlder = Date.parse(first ?? '') < Date.parse(since);
  return { class: 'new', occurrences: isOlder ? 1 : count };
}

function classifyKnown(old: EventRow, now: EventRow): Classified {
  if (now.count > old.count) return { class: 'recurred', occurrences: now.count - old.count };
  // Its count began again, or was suppressed: at least the occurrence that changed its time.
  if (now.count < old.count || now.last !== old.last) return { class: 'recurred', occurrences: 1 };
  return { class: 'unchanged', occurrences: 0 };
}

function toChangedCause(
  { events, ...cause }: EventCause,
  found: ReadonlyMap<string, Classified>,
): ChangedCause {
  // Written out: there may be tens of thousands of events, and a spread costs several times as much.
  const own = events.map(({ uid, object }) => {
    const { class: how, occurrences } = found.get(uid)!;
    return { uid, object, class: how, occurrences };
  });
  return {
    ...cause,
    counts: countClasses(own),
    occurrences: own.reduce((sum, event) => sum + event.occurrences, 0),
    events: own,
  };
}

function countClasses(classified: Iterable<Classified>): Record<EventClass, number> {
  const counts = { new: 0, recurred: 0, unchanged: 0, gone: 0, unknown: 0 };
  for (const one of classified) counts[one.class] += 1;
  return counts;
}

/**
 * The causes of the later side, with the earlier side's events that are gone. Each side is already grouped; causes with
 * equal text are one cause.
 */
function mergeCauses(
  before: readonly EventCause[],
  after: readonly EventCause[],
  gone: ReadonlySet<string>,
): EventCause[] {
  const merged = new Map<string, EventCause>();
  for (const cause of after) merged.set(keyOf(cause), cause);
  for (const cause of before) {
    const events = cause.events.filter(({ uid }) => gone.has(uid));
    if (events.length === 0) continue;
    const key = keyOf(cause);
    const now = merged.get(key);
    const all = [...(now?.events ?? []), ...events];
    merged.set(key, {
      ...cause,
      ...now,
      count: all.reduce((sum, { count }) => sum + count, 0),
      first: earlier(now?.first, cause.first),
      events: all,
    });
  }
  return [...merged.values()]
    .map((cause) => ({ cause, last: Date.parse(cause.last ?? '') || 0 }))
    .sort((a, b) => isNormal(a.cause) - isNormal(b.cause) || b.last - a.last)
    .map(({ cause }) => cause);
}

/** A cause has the message of its first event. */
const keyOf = ({ events: [event], owner }: EventCause): string => (event ? causeKey(event, owner) : '');

const isNormal = ({ type }: EventCause) => Number(type === 'Normal');

/** RFC 3339 in UTC; a missing time is not earlier. */
const earlier = (a: string | undefined, b: string | undefined) =>
  a === undefined || (b !== undefined && Date.parse(b) < Date.parse(a)) ? b : a;

/** The API server keeps an event for the TTL after its last occurrence. The later log has no older events. */
function findLost(before: Report, after: Report): EventChange['lost'] {
  const from = before.meta.time;
  const to = after.meta.time;
  if (Date.parse(to) <= Date.parse(from)) return undefined;
  const begins = after.eventsCover?.from ?? to;
  const isCertain = Date.parse(begins) > Date.parse(from);
  return isCertain ? { certain: true, from, to: begins } : { certain: false, from, to };
}
