/** Entries from a Day's events: events with one cause in one snapshot become one entry. */
import { subjectKey, subjectOf } from '../history/day/event-day.ts';
import type { Slice } from '../history/day/slice.ts';
import { clip, formatNumber, join } from '../model/english.ts';
import { fingerprint } from '../model/events/fingerprint.ts';
import { objectKey } from '../model/object-ref.ts';
import { at, sumOf, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';

/** Longest message that stands for many events. */
const LONGEST_GIST = 120;

/** Number of objects that a group of events names. */
const MOST_NAMED = 6;

/** Occurrences of events, grouped by cause and snapshot, as on the events page. Normal events are quiet. */
export function eventEntries({ events }: Slice, moments: Moments): Entry[] {
  const occurrences = events.flatMap(({ seen, ...event }) => seen.map((one) => ({ event, ...one })));
  const groups = Map.groupBy(occurrences, ({ event, at: moment }) =>
    JSON.stringify([
      event.type,
      event.reason,
      event.kind,
      event.namespace,
      event.owner ?? event.name,
      fingerprint(event.message, event.name),
      moments.intervalAt(moment)?.after.number,
    ]),
  );
  return [...groups.values()].map((group) => {
    const ordered = group.toSorted((a, b) => a.at - b.at);
    const { event } = ordered.at(-1)!;
    const n = sumOf(ordered);
    const names = [...new Set(ordered.map((one) => one.event.name))].sort();
    const object = subjectOf(event);
    const [first, last] = [ordered[0]!, ordered.at(-1)!];
    // If the event began after the snapshot before, the event itself tells the first occurrence.
    const begin = Math.min(
      ...ordered.map((one) =>
        one.n > 1 && one.event.first !== undefined && one.event.first > one.after
          ? Math.min(one.event.first, one.at)
          : one.at,
      ),
    );
    const isTold = ordered.every((one) => one.n === 1 || (one.event.first ?? 0) > one.after);
    const source = event.source && `reported by ${event.source}`;
    const entry = at(moments, isTold ? begin : first.at, {
      kind: 'event',
      mark: event.type === 'Normal' ? 'none' : 'degraded',
      word: `${event.type === 'Normal' ? 'Event' : 'Warning'} ${event.reason}`,
      object,
      text: `${n > 1 ? `at least ${formatNumber(n)} times: ` : ''}${event.message}`,
      details: [
        ...(subjectKey(event) !== objectKey(event)
          ? [
              `${event.kind} ${join(names.slice(0, MOST_NAMED))}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`,
            ]
          : []),
        ...(source ? [source] : []),
      ],
      alike: {
        key: `${event.type} ${event.reason} ${fingerprint(event.message, event.name)}`,
        gist: clip(event.message, LONGEST_GIST),
      },
      ...(event.type === 'Normal' && { quiet: true as const }),
    });
    const until = last.at > entry.at ? { until: last.at } : {};
    if (isTold) return { ...entry, ...until };
    // If it happened several times, only the last is known.
    const after = Math.min(...ordered.map((one) => one.after));
    return { ...entry, ...(after < entry.at && { after }), ...until };
  });
}
