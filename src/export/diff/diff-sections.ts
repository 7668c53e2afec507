/** A change as a document: a head, and sections of items, causes before consequences. */
import type {
  Change,
  ChangedCause,
  EventChange,
  ObjectChange,
  StateChange,
} from '../../history/diff/change.ts';
import { capitalize, clip, formatCount } from '../../model/english.ts';
import { formatSpan } from '../../words/history.ts';
import { namespacedName } from '../../model/object-ref.ts';
import type { Finding, ObjectRef, State } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { countCauses, describeCause } from './describe-cause.ts';
import { formatRange } from './format-moment.ts';
import { formatNotComparable, toLines, type FieldLine } from './format-value.ts';

export type DiffMark = State | 'added' | 'removed' | 'changed' | 'none';

export interface DiffItem {
  mark: DiffMark;
  /** `Rollout`, `new`. */
  word: string;
  object?: ObjectRef;
  text: string;
  details: string[];
  fields: FieldLine[];
}

interface Section {
  title: string;
  /** A sentence under the title. */
  note?: string;
  items: DiffItem[];
}

export interface DiffDocument {
  title: string;
  /** Counts first, as sentences. */
  head: string[];
  sections: Section[];
}

/** Number of characters that are shown of an event's message. */
const MESSAGE = 200;

export function toDocument(change: Change): DiffDocument {
  return { title: titleOf(change), head: headOf(change), sections: sectionsOf(change) };
}

/** The names of the two sides in a sentence. */
const sideNames = ({ before, after, across }: Change): [string, string] =>
  across ? [before.cluster, after.cluster] : ['the earlier snapshot', 'the later one'];

function titleOf({ before, after, across, seconds }: Change): string {
  if (across) return `${before.cluster} No. ${before.number} → ${after.cluster} No. ${after.number}`;
  const time = formatSpan(Math.abs(seconds));
  return `${after.cluster} No. ${before.number} → No. ${after.number}, ${time} ${seconds < 0 ? 'earlier' : 'later'}`;
}

function headOf(change: Change): string[] {
  const { before, after, state, counts, causes, states, findings, events } = change;
  const was = state.before.state;
  const is = state.after.state;
  const cluster =
    was === is ? `${capitalize(is)} before and after` : `${capitalize(was)} → ${capitalize(is)}`;
  const parts = [
    ...countCauses(causes),
    ...(states.length > 0 ? [formatCount(states.length, 'other state')] : []),
    ...(findings.new.length > 0 ? [formatCount(findings.new.length, 'new finding')] : []),
    ...(findings.resolved.length > 0 ? [`${findings.resolved.length} resolved`] : []),
    ...(findings.gone.length > 0 ? [`${findings.gone.length} gone with their objects`] : []),
  ];
  return [
    formatRange(before.time, after.time),
    `${cluster}${state.after.why ? `: ${state.after.why}` : ''}.`,
    parts.length > 0 ? `${parts.join(', ')}.` : 'Nothing happened that a rule tells of.',
    objectsLine(counts),
    ...(events ? [eventsLine(events)] : []),
    ...(counts.noise > 0
      ? [
          `${formatCount(counts.noise, 'object')} ${counts.noise === 1 ? 'differs' : 'differ'} in what says nothing (noise).`,
        ]
      : []),
  ];
}

function objectsLine({
  objects,
  added,
  removed,
  changed,
  replaced,
  notComparable,
}: Change['counts']): string {
  const parts = [
    added > 0 && `${added} added`,
    removed > 0 && `${removed} removed`,
    replaced > 0 && `${replaced} replaced`,
    changed > 0 && `${changed} changed`,
    notComparable > 0 && `${notComparable} not comparable`,
  ].filter(Boolean);
  return `Objects, ${objects.before} → ${objects.after}: ${parts.join(', ') || 'none changed'}.`;
}

/** The counts of the event diff in words. */
export function eventsLine({ counts, occurrences, partial }: EventChange): string {
  if (!counts) return 'Events: not seen on both sides.';
  const parts = [
    `${counts.new} new`,
    `${counts.recurred} recurred`,
    `${counts.unchanged} unchanged`,
    `${counts.gone} gone`,
    ...(counts.unknown > 0 ? [`${counts.unknown} not comparable`] : []),
  ];
  const some = occurrences > 0 ? `; at least ${formatCount(occurrences, 'occurrence')} since` : '';
  return `Events: ${parts.join(', ')}${some}${partial ? '; not all were seen' : ''}.`;
}

/** Tells where evidence may be missing. */
export function lostLine({ lost, before, after }: EventChange): string {
  const covers = [before, after].map((one) => (one ? formatRange(one.from, one.to, 'to') : 'nothing'));
  const cover = `The logs cover ${covers[0]}, and ${covers[1]}.`;
  if (!lost) return cover;
  if (lost.certain)
    return `${cover} What happened from ${formatRange(lost.from, lost.to, 'to')}, and not again, is lost. The log of the one had ended, and that of the other not begun.`;
  return `${cover} They overlap, so little can be lost: only what was deleted, or held back when there were many. Counts are "at least".`;
}

function sectionsOf(change: Change): Section[] {
  const { causes, states, findings, objects, events, notComparable, notCompared, across } = change;
  const names = sideNames(change);
  return [
    {
      title: 'Not comparable',
      note: 'What one side could not see was not deleted, and is not new.',
      items: notComparable.map((one) => ({
        ...item('unknown', '', formatNotComparable(one, names)),
        object: { kind: one.kind, name: '' },
      })),
    },
    {
      title: across ? 'Versions' : 'What happened',
      items: causes.map((cause) => {
        const { word, object, text, state, details } = describeCause(cause);
        // `Node lxa150h`, not `Node Node lxa150h`.
        const head = word === object?.kind ? '' : word;
        return { ...item(state ?? 'none', head, text, details), ...(object && { object }) };
      }),
    },
    { title: 'States', items: states.map(stateItem) },
    {
      title: 'Findings',
      items: [
        ...findings.new.map((finding) => findingItem(finding, across ? `only in ${names[1]}` : 'new')),
        ...findings.resolved.map((finding) =>
          findingItem(finding, across ? `only in ${names[0]}` : 'resolved'),
        ),
        ...findings.gone.map((finding) => findingItem(finding, 'gone with its object')),
        ...findings.unknown.map((finding) => findingItem(finding, 'cannot be told')),
      ],
    },
    {
      title: 'Objects',
      note:
        across && notCompared.length > 0
          ? `Of one cluster by nature, and left out: ${notCompared.join(', ')}.`
          : undefined,
      items: objects
        .filter(({ cause }) => cause === undefined)
        .map((one) => objectItem(one, across ? names : undefined)),
    },
    ...(events
      ? [
          {
            title: 'Events',
            note: lostLine(events),
            items: eventItems(events.causes),
          },
        ]
      : []),
  ].filter(({ title, items, note }) => items.length > 0 || (title === 'Events' && note));
}

const item = (
  mark: DiffMark,
  word: string,
  text: string,
  details: string[] = [],
  fields: FieldLine[] = [],
): DiffItem => ({
  mark,
  word,
  text,
  details,
  fields,
});

const stateItem = ({ object, before, after }: StateChange): DiffItem => ({
  ...item(
    after.state,
    '',
    `${capitalize(before.state)} → ${capitalize(after.state)}${after.why ? `: ${after.why}` : ''}`,
  ),
  object,
});

const findingItem = (finding: Finding, word: string): DiffItem => ({
  ...item(
    word === 'resolved'
      ? 'healthy'
      : word === 'new' && finding.severity !== 'advice'
        ? finding.severity
        : 'none',
    word,
    `${finding.title}: ${finding.what}`,
  ),
  object: finding.object,
});

/** The mark of an object that came, went or changed. */
export const MARK_OF_CLASS = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  replaced: 'changed',
} as const;

/** Leaves out fields that a cause tells, and noise unless the object is here because of noise. */
function objectItem(change: ObjectChange, places: [string, string] | undefined): DiffItem {
  const { class: how, object, previous, status, fields, noise } = change;
  const text = [
    status && `${status.before} → ${status.after}`,
    previous && `${namespacedName(previous)} in the first cluster`,
    noise && `noise: ${noise}`,
  ].filter(Boolean);
  const shown = fields.filter(({ cause }) => cause === undefined);
  return {
    ...item(
      MARK_OF_CLASS[how],
      places && how !== 'changed' ? `only in ${places[how === 'added' ? 1 : 0]}` : how,
      text.join('; '),
      [],
      shown.flatMap((field) =>
        toLines(field).map((line) => (field.noise ? { ...line, noise: field.noise } : line)),
      ),
    ),
    object,
  };
}

/** Warnings one by one; normal events by their reasons. */
function eventItems(causes: readonly ChangedCause[]): DiffItem[] {
  const warnings = causes.filter(({ type }) => type !== 'Normal').flatMap((cause) => eventItem(cause) ?? []);
  const reasons = new Map<string, number>();
  for (const { type, reason, occurrences } of causes) {
    if (type === 'Normal' && occurrences > 0) reasons.set(reason, (reasons.get(reason) ?? 0) + occurrences);
  }
  const often = [...reasons].sort(([a, one], [b, other]) => other - one || compareText(a, b));
  const text = often.map(([reason, times]) => `${reason} +${times}`).join(', ');
  return [...warnings, ...(text ? [item('none', 'Normal', text)] : [])];
}

/** Undefined for an unchanged event. */
function eventItem(cause: ChangedCause): DiffItem | undefined {
  const { counts, occurrences, type, reason, kind, owner, namespace, message } = cause;
  const words = (['new', 'recurred', 'gone', 'unknown'] as const).filter((word) => counts[word] > 0);
  const [word] = words;
  if (!word) return undefined;
  const [one] = cause.events;
  const about = owner ??
    (cause.events.length === 1 ? one?.object : undefined) ?? { kind, namespace, name: '' };
  const times = occurrences > 0 ? ` (+${occurrences})` : '';
  return {
    ...item(
      word === 'gone' ? 'none' : type === 'Normal' ? 'none' : 'degraded',
      words.map((each) => `${counts[each]} ${each}`).join(', '),
      `${type} ${reason}${times}: ${clip(message, MESSAGE)}`,
    ),
    object: about,
  };
}
