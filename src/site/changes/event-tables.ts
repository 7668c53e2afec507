/** The causes of events on a page of changes. */
import { eventsLine, lostLine } from '../../export/diff/diff-sections.ts';
import type { Change, ChangedCause } from '../../history/diff/change.ts';
import { clip, formatCount, formatNumber, pluralOf } from '../../model/english.ts';
import { toNamed, type ChangesPage, type EventRows, type Surroundings } from './page-shapes.ts';

/** Causes that came, went or occurred again. */
export const listChanged = (events: Change['events']): ChangedCause[] =>
  (events?.causes ?? []).filter(({ counts: of }) => of.new + of.recurred + of.gone + of.unknown > 0);

export function eventsOf({ events }: Change, around: Surroundings): Pick<ChangesPage, 'events'> {
  if (!events) return {};
  return {
    events: {
      line: eventsLine(events),
      lost: {
        text: `${lostLine(events)} “Gone” is an end of evidence, not a recovery.`,
        certain: events.lost?.certain ?? false,
      },
      ...eventTables(listChanged(events), around),
    },
  };
}

/** Number of shown characters of an event's message. */
const MESSAGE = 240;
const CLASSES = ['new', 'recurred', 'unchanged', 'gone', 'unknown'] as const;

function eventTables(
  all: readonly ChangedCause[],
  around: Surroundings,
): Pick<NonNullable<ChangesPage['events']>, 'warnings' | 'normal'> {
  const shown = all.slice(0, around.limits.events);
  const more = all.length - shown.length;
  const rows = (some: readonly ChangedCause[]) => some.map((cause) => toEventRows(cause, around));
  const warnings = shown.filter(({ type }) => type !== 'Normal');
  const normal = shown.filter(({ type }) => type === 'Normal');
  return {
    ...(warnings.length > 0 && { warnings: { id: 'changed-warnings', rows: rows(warnings) } }),
    ...(normal.length + more > 0 && {
      normal: {
        summary: `${formatCount(normal.length + more, 'more cause', 'more causes')}, mostly normal`,
        table: {
          id: 'changed-normal',
          rows: rows(normal),
          ...(more > 0 && { more: `and ${formatCount(more, 'more cause', 'more causes')}` }),
        },
      },
    }),
  };
}

function toEventRows(cause: ChangedCause, around: Surroundings): EventRows {
  const { type, reason, kind, owner, events, counts, occurrences, message } = cause;
  const subject = owner ?? (events.length === 1 ? events[0]?.object : undefined);
  return {
    mark: { state: type === 'Normal' ? 'normal' : 'degraded', word: type },
    reason,
    of: subject
      ? toNamed(subject, around)
      : formatCount(events.length, kind || 'object', pluralOf(kind || 'object')),
    counts: CLASSES.filter((word) => counts[word] > 0)
      .map((word) => `${formatNumber(counts[word])} ${word === 'unknown' ? 'not comparable' : word}`)
      .join(', '),
    since: occurrences > 0 ? `+${formatNumber(occurrences)}` : '',
    message: clip(message, MESSAGE),
  };
}
