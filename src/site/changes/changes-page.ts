/**
 * The texts of a page of changes. It is printed for an edition, and made by the browser for any two snapshots. Pure.
 * Lists are cut to what fits, and the rest is counted.
 */
import { countCauses, describeCause } from '../../export/diff/describe-cause.ts';
import { eventsLine, lostLine } from '../../export/diff/diff-sections.ts';
import { formatMoment } from '../../export/diff/format-moment.ts';
import { formatNotComparable, toLines, type FieldLine } from '../../export/diff/format-value.ts';
import type { Cause, Change, ChangedCause, ObjectChange, Side } from '../../history/diff/change.ts';
import { clip, join, pluralOf } from '../../model/english.ts';
import { humanDuration } from '../../model/human-duration.ts';
import { namespacedName } from '../../model/object-ref.ts';
import type { Finding, ObjectRef, State } from '../../model/report.ts';
import { formatCount, formatNumber, formatStamp, STATE_WORDS } from '../../words/format.ts';

/** Largest number of entries in each list of a page. */
export interface Limits {
  causes: number;
  /** Objects behind a cause. */
  behind: number;
  states: number;
  findings: number;
  objects: number;
  /** Fields of an object. */
  fields: number;
  events: number;
  noise: number;
}

/** These limits keep a printed page below its budget; the command line has no limits. */
export const PRINTED: Limits = {
  causes: 60,
  behind: 30,
  states: 80,
  findings: 60,
  objects: 120,
  fields: 24,
  events: 80,
  noise: 60,
};

/** What is beside the page. */
export interface Surroundings {
  limits: Limits;
  /** Addresses of the two snapshots on the command line. */
  addresses: [before: string, after: string];
  /** Links to the two editions; absent if there is none. */
  editions: [before?: string, after?: string];
  /** Link to the page of findings. */
  findings: string;
  /** Link to the row of an object in the later snapshot. */
  row: (object: ObjectRef) => string | undefined;
}

/** A text, or a link with its text. */
export type Phrase = string | { text: string; href?: string };

/** An object's name with its kind. */
export interface NamedObject {
  name: string;
  kind: string;
  /** Link to its row, if a page has the row. */
  href?: string;
}

/** A shape before a line; `normal` has no meaning. */
export interface WordedMark {
  state: State | 'normal';
  word: string;
}

export interface CauseArticle {
  id: string;
  mark: WordedMark;
  /** `Rollout: `, before the object; empty if its kind says the same. */
  word: string;
  object?: NamedObject;
  text: string;
  details: string[];
  /** The affected objects. */
  behind?: { summary: string; rows: BehindRow[]; more?: string };
}

interface BehindRow {
  /** `new: Pod `. */
  word: string;
  name: string;
  href?: string;
  /** ` (1/1 Running → 0/1 Error)`, or empty. */
  status: string;
}

export interface StateRow {
  mark: WordedMark;
  object: NamedObject;
  before: State;
  after: State;
  why: string;
}

interface FindingGroup {
  title: string;
  rows: { mark: WordedMark; title: string; object: NamedObject; what: string }[];
  more?: string;
}

export interface ObjectRows {
  object: NamedObject;
  /** `changed`. */
  how: string;
  /** Further remarks. */
  notes: string[];
  lines: readonly FieldLine[];
  more?: string;
}

/** Objects field by field. */
export interface FieldTable {
  id: string;
  /** The names of the two sides. */
  heads: [before: string, after: string];
  objects: ObjectRows[];
  more?: string;
}

export interface EventRows {
  mark: WordedMark;
  reason: string;
  /** One object, or a kind with the number of its objects. */
  of: NamedObject | string;
  counts: string;
  since: string;
  message: string;
}

export interface EventTable {
  id: string;
  rows: EventRows[];
  more?: string;
}

/** In reading order; empty parts are absent. */
export interface ChangesPage {
  /** The state before and after, and how much happened. */
  headline: { mark: WordedMark; text: string };
  /** What is compared, and the counts of objects. */
  basis: Phrase[];
  notComparable?: { note: string; lines: string[] };
  /** The sections and their content. */
  parts: { id: string; text: string }[];
  causes?: { title: string; articles: CauseArticle[]; more?: string };
  states?: { title: string; heads: [before: string, after: string]; rows: StateRow[]; more?: string };
  findings?: { href: string; groups: FindingGroup[] };
  objects?: { title: string; table: FieldTable };
  /** Between two clusters: what was left out. */
  notCompared?: string;
  events?: {
    line: string;
    lost: { text: string; certain: boolean };
    warnings?: EventTable;
    normal?: { summary: string; table: EventTable };
  };
  /** Hidden until the reader asks for it. */
  noise?: { summary: string; note: string; table?: FieldTable };
  /** The same on the command line. */
  command: string;
}

/** Describes what happened between two snapshots; the change must include noise. */
export function buildChangesPage(change: Change, around: Surroundings): ChangesPage {
  const { causes, events, notComparable, notCompared } = change;
  const { limits, addresses } = around;
  const names = namesOf(change);
  const byCause = Map.groupBy(change.objects, ({ cause }) => cause);
  const telling = (byCause.get(undefined) ?? []).filter((one) => !isNoise(one));
  const shownEvents = (events?.causes ?? []).filter(
    ({ counts: of }) => of.new + of.recurred + of.gone + of.unknown > 0,
  );
  const objectsTitle = formatCount(telling.length, change.across ? 'object' : 'other object');
  const statesTitle = formatCount(change.states.length, change.across ? 'other state' : 'changed state');
  const happened = change.across ? 'Versions' : 'What happened';
  const parts = [
    { count: causes.length, text: happened, id: 'happened' },
    { count: change.states.length, text: statesTitle, id: 'states' },
    {
      count: change.findings.new.length + change.findings.resolved.length,
      text: findingsLine(change, names),
      id: 'findings',
    },
    { count: telling.length, text: objectsTitle, id: 'objects' },
    {
      count: shownEvents.length,
      text: `${formatNumber(events?.occurrences ?? 0)} occurrences of events`,
      id: 'events',
    },
  ];
  return {
    headline: headlineOf(change),
    basis: [...basisOf(change, around), ` ${objectsLine(change, names)}`],
    ...(notComparable.length > 0 && {
      notComparable: {
        note: 'What one of the two snapshots could not see was not deleted, and is not new.',
        lines: notComparable.map((one) => `${one.kind}: ${formatNotComparable(one, names)}`),
      },
    }),
    parts: parts.filter(({ count }) => count > 0).map(({ id, text }) => ({ id, text })),
    ...(causes.length > 0 && {
      causes: {
        title: happened,
        ...cut(causes, limits.causes, (shown) => ({
          articles: shown.map((cause) => toArticle(cause, byCause.get(cause.id) ?? [], change, around)),
        })),
      },
    }),
    ...(change.states.length > 0 && {
      states: {
        title: statesTitle,
        heads: headsOf(change),
        ...cut(change.states, limits.states, (shown) => ({
          rows: shown.map(({ object, before, after }) => ({
            mark: stateMark(after.state),
            object: toNamed(object, around),
            before: before.state,
            after: after.state,
            why: after.why ?? (before.why ? `no more: ${before.why}` : ''),
          })),
        })),
      },
    }),
    ...findingsOf(change, names, around),
    ...(telling.length > 0 && {
      objects: {
        title: `${objectsTitle}, field by field`,
        table: toFieldTable(
          'changed',
          telling,
          limits.objects,
          change,
          around,
          (field) => !field.cause && !field.noise,
        ),
      },
    }),
    ...(notCompared.length > 0 && {
      notCompared: `Of one cluster by nature, and not compared: ${join(notCompared)}.`,
    }),
    ...(events && {
      events: {
        line: eventsLine(events),
        lost: {
          text: `${lostLine(events)} “Gone” is an end of evidence, not a recovery.`,
          certain: events.lost?.certain ?? false,
        },
        ...eventTables(shownEvents, around),
      },
    }),
    ...noiseOf(change, around),
    command: `gazette diff ${addresses.join(' ')}`,
  };
}

/** The names of the two snapshots in a sentence. */
const namesOf = ({ across, before, after }: Change): [string, string] =>
  across ? [before.cluster, after.cluster] : [`No. ${before.number}`, `No. ${after.number}`];

/** The names of the two snapshots above columns. */
const headsOf = (change: Change): [string, string] => (change.across ? namesOf(change) : ['Before', 'After']);

function headlineOf({ state, across, before, after, causes }: Change): ChangesPage['headline'] {
  const [was, is] = [STATE_WORDS[state.before.state], STATE_WORDS[state.after.state]];
  const same = was === is;
  const course = across
    ? same
      ? `${is} in both`
      : `${was} in ${before.cluster}, ${is.toLowerCase()} in ${after.cluster}`
    : same
      ? `${is} before and after`
      : `${was} before, ${is.toLowerCase()} now`;
  const happened = countCauses(causes);
  const nothing = across ? 'no service runs in another version' : 'nothing happened that a rule tells of';
  return {
    mark: stateMark(state.after.state),
    text: `${course}: ${happened.length > 0 ? join(happened) : nothing}.`,
  };
}

function basisOf({ across, before, after, seconds }: Change, { editions }: Surroundings): Phrase[] {
  const stamp = ({ time }: Side) =>
    before.time.slice(0, 'YYYY'.length) === after.time.slice(0, 'YYYY'.length)
      ? formatStamp(time)
      : formatMoment(time);
  const apart = humanDuration(Math.abs(seconds));
  if (!across) {
    const course = seconds >= 0 ? 'before' : before.number < after.number ? 'later by its clock' : 'later';
    return [
      'Since ',
      { text: `No. ${before.number}`, href: editions[0] },
      `, ${stamp(before)}, ${apart} ${course}.`,
    ];
  }
  const course = seconds === 0 ? '' : `, ${apart} ${seconds < 0 ? 'earlier' : 'later'}`;
  return [
    { text: `${before.cluster} No. ${before.number}`, href: editions[0] },
    `, ${stamp(before)}, and `,
    { text: `${after.cluster} No. ${after.number}`, href: editions[1] },
    `, ${stamp(after)}${course}.`,
  ];
}

function objectsLine({ counts, across }: Change, names: [string, string]): string {
  const words = {
    added: across ? `only in ${names[1]}` : 'added',
    removed: across ? `only in ${names[0]}` : 'removed',
    replaced: 'replaced',
    changed: across ? 'differ' : 'changed',
    notComparable: 'not comparable',
  };
  const parts = [
    `${formatNumber(counts.objects.before)} → ${formatCount(counts.objects.after, 'object')}`,
    ...(['added', 'removed', 'replaced', 'changed', 'notComparable'] as const)
      .filter((how) => counts[how] > 0)
      .map((how) => `${formatNumber(counts[how])} ${words[how]}`),
  ];
  return `${parts.join(', ')}.`;
}

function toArticle(
  cause: Cause,
  objects: readonly ObjectChange[],
  change: Change,
  around: Surroundings,
): CauseArticle {
  const { word, object, text, state, details } = describeCause(cause);
  const isGone = cause.type === 'workload' && cause.what === 'removed';
  const words = change.across
    ? { ...howWords(change), changed: 'differs' }
    : { added: 'new', removed: 'gone', changed: 'changed', replaced: 'replaced' };
  return {
    // An id must not contain white space.
    id: cause.id.replace(/\s/g, '_'),
    mark: state ? stateMark(state) : { state: 'normal', word: 'Change' },
    word: object?.kind === word ? '' : `${word}${object ? ': ' : ' '}`,
    ...(object && { object: toNamed(object, around, isGone) }),
    text,
    details,
    ...(objects.length > 0 && {
      behind: {
        summary: `${formatCount(objects.length, 'object')} behind it`,
        ...cut(objects, around.limits.behind, (shown) => ({
          rows: shown.map(({ class: how, object: one, status }) => ({
            word: `${words[how]}: ${one.kind} `,
            name: one.name,
            href: how === 'removed' ? undefined : around.row(one),
            status: status ? ` (${status.before} → ${status.after})` : '',
          })),
        })),
      },
    }),
  };
}

function findingsLine({ findings, across }: Change, names: [string, string]): string {
  const [some, others] = [formatNumber(findings.new.length), formatNumber(findings.resolved.length)];
  return across
    ? `${some} findings only in ${names[1]}, ${others} only in ${names[0]}`
    : `${some} new and ${others} resolved findings`;
}

function findingsOf(
  { findings, across }: Change,
  names: [string, string],
  around: Surroundings,
): Pick<ChangesPage, 'findings'> {
  const group = (title: string, all: readonly Finding[], mark?: State): FindingGroup[] =>
    all.length === 0
      ? []
      : [
          {
            title,
            ...cut(all, around.limits.findings, (shown) => ({
              rows: shown.map((finding) => ({
                mark: mark
                  ? stateMark(mark)
                  : finding.severity === 'advice'
                    ? { state: 'normal' as const, word: 'Advice' }
                    : stateMark(finding.severity),
                title: finding.title,
                // There is no row for another cluster's object.
                object: toNamed(finding.object, around, across && title !== added),
                what: finding.what,
              })),
            })),
          },
        ];
  const added = across ? `Only in ${names[1]}` : 'New';
  const groups = [
    ...group(added, findings.new),
    ...group(across ? `Only in ${names[0]}` : 'Resolved', findings.resolved, across ? undefined : 'healthy'),
    ...group('Cannot be told', findings.unknown, 'unknown'),
  ];
  return groups.length > 0 ? { findings: { href: around.findings, groups } } : {};
}

const howWords = (change: Change) => {
  const [first, second] = namesOf(change);
  return change.across
    ? { added: `only in ${second}`, removed: `only in ${first}`, changed: 'differs', replaced: 'differs' }
    : {
        added: 'added',
        removed: 'removed',
        changed: 'changed',
        replaced: 'replaced by another of that name',
      };
};

function toFieldTable(
  id: string,
  objects: readonly ObjectChange[],
  most: number,
  change: Change,
  around: Surroundings,
  wants: (field: ObjectChange['fields'][number], object: ObjectChange) => boolean,
): FieldTable {
  const words = howWords(change);
  return {
    id,
    heads: headsOf(change),
    ...cut(
      objects,
      most,
      (shown) => ({
        objects: shown.map((one): ObjectRows => {
          const { object, class: how, status, previous, noise } = one;
          const lines = one.fields
            .filter((field) => wants(field, one))
            .flatMap((field) =>
              toLines(field).map((line) => (field.noise && !noise ? { ...line, noise: field.noise } : line)),
            );
          return {
            object: toNamed(object, around, how === 'removed'),
            how: words[how],
            notes: [
              ...(status ? [`${status.before} → ${status.after}`] : []),
              ...(previous ? [`${namespacedName(previous)} in ${change.before.cluster}`] : []),
              ...(noise ? [noise] : []),
            ],
            ...cut(lines, around.limits.fields, (few) => ({ lines: few }), ['more field', 'more fields']),
          };
        }),
      }),
      ['more object', 'more objects'],
    ),
  };
}

const isNoise = ({ noise, class: how, fields }: ObjectChange) =>
  noise !== undefined || (how === 'changed' && fields.every((field) => field.noise !== undefined));

function noiseOf(change: Change, around: Surroundings): Pick<ChangesPage, 'noise'> {
  const objects = change.objects.filter(
    (one) => isNoise(one) || one.fields.some(({ noise }) => noise !== undefined),
  );
  const count = change.counts.noise;
  if (count + objects.length === 0) return {};
  const table = toFieldTable(
    'changed-noise',
    objects,
    around.limits.noise,
    change,
    around,
    (field, object) => object.noise !== undefined || field.noise !== undefined,
  );
  return {
    noise: {
      summary: `${count > 0 ? formatCount(count, 'object') : 'Fields'} that differ and say nothing`,
      note: 'Counters, hashes, and what follows from pods. Heartbeats and measurements, which are never the same, are left out.',
      ...(objects.length > 0 && { table }),
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

const stateMark = (state: State): WordedMark => ({ state, word: STATE_WORDS[state] });

/** @param gone the later snapshot does not have the object */
function toNamed(object: ObjectRef, { row }: Surroundings, gone = false): NamedObject {
  const href = gone ? undefined : row(object);
  return { name: namespacedName(object), kind: object.kind, ...(href !== undefined && { href }) };
}

/** The first entries of a list as shown, and the number of the others. */
function cut<One, Shown>(
  all: readonly One[],
  most: number,
  show: (shown: readonly One[]) => Shown,
  [one, many]: [one: string, many: string] = ['more', 'more'],
): Shown & { more?: string } {
  const more = Math.max(0, all.length - most);
  return { ...show(all.slice(0, most)), ...(more > 0 && { more: `and ${formatCount(more, one, many)}` }) };
}
