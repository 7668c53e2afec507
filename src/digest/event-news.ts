/** Warnings of kinds that the week before did not have. Pure. */
import { subjectKey, subjectOf, type EventDay } from '../history/day/event-day.ts';
import { clip, formatCount } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { Item, Section } from './digest.ts';
import { showingEvents } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';
import type { Incident } from './incidents.ts';

/** Equal for warnings with one reason about one workload, or about one object without a workload. */
export const eventKey = (
  event: Pick<EventDay, 'type' | 'reason' | 'owner' | 'kind' | 'namespace' | 'name'>,
) => `${event.type} ${event.reason} ${subjectKey(event)}`;

/** Its first occurrence of the day, as the event says, or else the first that is known. */
function firstOf({ first, seen }: EventDay, from: number): number {
  const known = Math.min(...seen.map(({ at }) => at));
  const isOfToday =
    first !== undefined && first >= from && first > Math.min(...seen.map(({ after }) => after));
  return isOfToday ? Math.min(first, known) : known;
}

/** The most frequent first. */
export function describeEvents(
  facts: ClusterFacts,
  incidents: readonly Incident[],
  times: LocalTimes,
): Section {
  const told = new Set(incidents.map(({ workload }) => objectKey(workload)));
  const warnings = facts.slice.events.filter(
    (event) => event.type !== 'Normal' && !facts.weekEvents.has(eventKey(event)),
  );
  const [own, others] = [true, false].map((isOwn) =>
    warnings.filter((event) => told.has(subjectKey(event)) === isOwn),
  ) as [EventDay[], EventDay[]];
  const groups = [...Map.groupBy(others, eventKey).values()].map((events) => {
    const seen = events.flatMap((event) => event.seen);
    return {
      newest: events.reduce((a, b) => ((a.last ?? 0) > (b.last ?? 0) ? a : b)),
      n: seen.reduce((sum, { n }) => sum + n, 0),
      first: Math.min(...events.map((event) => firstOf(event, facts.window.from))),
      last: Math.max(...seen.map(({ at }) => at)),
    };
  });
  const items = groups
    .sort((a, b) => b.n - a.n)
    .map(({ newest, n, first, last }): Item => {
      const when = first === last ? `at ${times.at(first)}` : `from ${times.at(first)} to ${times.at(last)}`;
      return {
        mark: 'plain',
        name: formatObject(subjectOf(newest)),
        text: `${newest.reason}, at least ${formatCount(n, 'time')} ${when}.`,
        detail: clip(newest.message, 240),
        link: showingEvents(facts, last),
      };
    });
  const hidden = new Set(own.map(eventKey)).size;
  const notes = [
    ...(facts.week.length === 0 ? ['No day before is kept to compare with: these are all of this day.'] : []),
    ...(hidden > 0
      ? [`Those about the incidents above are not listed: ${formatCount(hidden, 'kind')}.`]
      : []),
  ];
  return {
    ...{
      id: 'events',
      title: facts.week.length === 0 ? 'Warnings' : 'Warnings that are new',
      items,
      more: 0,
    },
    ...(notes.length > 0 && { note: notes.join(' ') }),
  };
}
