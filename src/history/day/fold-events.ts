import { namespacedName, objectKey } from '../../model/object-ref.ts';
import type { EventRow, Report } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { Balance, EventBalance } from './balance.ts';
import type { Day } from './day.ts';
import type { EventDay, Occurrences } from './event-day.ts';
import { findEventGap } from './event-gap.ts';
import { toUnix } from './unix.ts';

/** Number of events of each type in a Day; warnings have a limit of their own. */
const MOST_EVENTS = 10_000;
/** How long, and how many, expired events are remembered by their names. */
const REMEMBERED = { seconds: 86_400, most: 2000 };
/** The API server's limit for messages; no client of Kubernetes writes longer ones. */
const LONGEST_MESSAGE = 1024;

type Ledger = Pick<Day, 'events' | 'moreEvents' | 'eventGaps'>;

interface Sights {
  at: number;
  seen: Seen;
  sawBefore: Seen;
}

/** Adds what is new or recurred, by UID: an event's count is cumulative. */
export function foldEvents(
  { events, moreEvents, eventGaps }: Ledger,
  before: Balance | undefined,
  report: Report,
  sights: Sights,
): { ledger: Ledger; known: Pick<Balance, 'events' | 'eventsAt'> } {
  if (!sawLog(report)) {
    const { eventsAt } = before ?? {};
    return {
      ledger: { events, moreEvents, eventGaps },
      known: { events: before?.events ?? [], ...(eventsAt !== undefined && { eventsAt }) },
    };
  }
  const { next, ...ledger } = addOccurrences({ events, moreEvents }, before, report, sights);
  const { gone, remembered } = partFromGone(before?.events ?? [], next, sights);
  const gap = findEventGap(before?.eventsAt, gone, report, sights.at);
  return {
    ledger: { ...ledger, eventGaps: gap ? [...eventGaps, gap] : eventGaps },
    known: { events: [...next.values(), ...remembered], eventsAt: sights.at },
  };
}

/** Adds what the report's events say that was not known before, as long as the Day has room. */
function addOccurrences(
  { events, moreEvents }: Pick<Ledger, 'events' | 'moreEvents'>,
  before: Balance | undefined,
  report: Report,
  sights: Sights,
): Pick<Ledger, 'events' | 'moreEvents'> & { next: Map<string, EventBalance> } {
  const entries = new Map(events.map((entry) => [entry.uid, entry]));
  const knownBefore = new Map(
    before?.events.flatMap((event) => (event.gone === undefined ? [[event.uid, event]] : [])),
  );
  const byName = indexNames(before?.events ?? []);
  const warnings = events.filter(({ type }) => type !== 'Normal').length;
  const room = { warning: MOST_EVENTS - warnings, normal: MOST_EVENTS - (events.length - warnings) };
  const more = { ...moreEvents };
  const ownerOf = indexOwners(report);
  const next = new Map<string, EventBalance>();
  for (const row of report.events) {
    if (next.has(row.uid)) continue;
    next.set(row.uid, toBalance(row));
    const known = knownBefore.get(row.uid) ?? writtenAgain(row, byName);
    const passed = occurrencesOf(row, known, before, sights);
    if (!passed) continue;
    const entry = entries.get(row.uid);
    const type = row.type === 'Normal' ? 'normal' : 'warning';
    if (entry) entries.set(row.uid, { ...entry, ...toTold(row), seen: [...entry.seen, passed] });
    else if (room[type] > 0) {
      room[type] -= 1;
      entries.set(row.uid, beginEvent(row, ownerOf.get(row.uid), passed));
    } else {
      more.entries += 1;
      more.occurrences += passed.n;
    }
  }
  return { events: [...entries.values()], moreEvents: more, next };
}

/**
 * The events of the snapshot before that are no longer there, and those that are remembered by their names.
 * @param next the events that are there; events that nobody could see are added
 */
function partFromGone(earlier: readonly EventBalance[], next: Map<string, EventBalance>, sights: Sights) {
  const gone: EventBalance[] = [];
  const remembered: EventBalance[] = [];
  for (const event of earlier) {
    if (next.has(event.uid)) continue;
    if (event.gone !== undefined) remembered.push(event);
    else if (!sights.seen('Event', event.namespace)) next.set(event.uid, event);
    else {
      gone.push(event);
      if (event.name !== undefined) remembered.push({ ...event, gone: sights.at });
    }
  }
  const there = new Set([...next.values()].flatMap((event) => nameKey(event) ?? []));
  const kept = remembered
    .filter((event) => event.gone! > sights.at - REMEMBERED.seconds && !there.has(nameKey(event)!))
    .slice(-REMEMBERED.most);
  return { gone, remembered: kept };
}

function sawLog({ meta }: Report): boolean {
  const state = meta.coverage.find(({ kind }) => kind === 'Event')?.state;
  return state === 'complete' || state === 'partial';
}

/** The workloads of the events, from the report. */
const indexOwners = ({ causes }: Report) =>
  new Map(
    causes.flatMap(({ owner, events }) =>
      owner ? events.map(({ uid }) => [uid, objectKey(owner)] as const) : [],
    ),
  );

function toBalance({ uid, name, object, count, last }: EventRow): EventBalance {
  const seconds = toUnix(last);
  return {
    ...{ uid, namespace: object.namespace ?? '', count },
    ...(seconds !== undefined && { last: seconds }),
    name,
  };
}

const nameKey = ({ namespace, name }: Pick<EventBalance, 'namespace' | 'name'>) =>
  name === undefined ? undefined : namespacedName({ namespace, name });

const indexNames = (events: readonly EventBalance[]) =>
  new Map(
    events.flatMap((event) => {
      const key = nameKey(event);
      return key === undefined ? [] : [[key, event]];
    }),
  );

/**
 * What was known of an expired event that a client has written again under its name. The client continues its count.
 * Source: k8s.io/client-go/tools/record/event.go `recordEvent`.
 */
function writtenAgain({ name, object, count }: EventRow, byName: ReadonlyMap<string, EventBalance>) {
  const found = byName.get(namespacedName({ namespace: object.namespace ?? '', name }));
  return found && count > found.count ? found : undefined;
}

/** What happened to an event since the snapshot before; undefined for nothing. */
function occurrencesOf(
  row: EventRow,
  known: EventBalance | undefined,
  before: Balance | undefined,
  { at, sawBefore }: Sights,
): Occurrences | undefined {
  const last = toUnix(row.last);
  const first = toUnix(row.first);
  const saw = before?.eventsAt !== undefined && sawBefore('Event', row.object.namespace ?? '');
  const after = known || saw ? before?.eventsAt : undefined;
  const stamp = last !== undefined && last <= at && last > (after ?? -Infinity) ? last : at;
  if (known) {
    // Counts only grow; a later time without a higher count means one more.
    const n = row.count - known.count || Number((last ?? 0) > (known.last ?? Infinity));
    return n > 0 ? { at: stamp, after: after ?? known.last ?? at, n } : undefined;
  }
  // An event of the same second as the snapshot without it came later: times are whole seconds.
  if (after === undefined || (first !== undefined && first >= after)) {
    return { at: stamp, after: Math.min(stamp, (first ?? stamp) - 1), n: row.count };
  }
  // The event began before the snapshot that does not have it. A client wrote an expired event again, and continued its
  // count (k8s.io/client-go/tools/record/event.go `recordEvent`). The number since then is unknown.
  return { at: stamp, after, n: 1 };
}

function beginEvent(row: EventRow, owner: string | undefined, seen: Occurrences): EventDay {
  const { uid, type, reason, object, source, node } = row;
  return {
    uid,
    type,
    reason,
    kind: object.kind,
    ...(object.namespace !== undefined && { namespace: object.namespace }),
    name: object.name,
    ...(owner !== undefined && { owner }),
    source,
    ...(node !== undefined && { node }),
    ...toTold(row),
    seen: [seen],
  };
}

/** The parts that grow from one snapshot to the next. */
function toTold({ message, first, last, count }: EventRow) {
  const [from, to] = [toUnix(first), toUnix(last)];
  return {
    message: message.slice(0, LONGEST_MESSAGE),
    ...(from !== undefined && { first: from }),
    ...(to !== undefined && { last: to }),
    count,
  };
}
