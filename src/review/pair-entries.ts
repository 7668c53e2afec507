/** Entries from comparing two snapshots: what caused what, and which fields of which objects changed. */
import { describeCause, sayAuthor } from '../export/diff/describe-cause.ts';
import type { DiffMark } from '../export/diff/diff-sections.ts';
import { toLines } from '../export/diff/format-value.ts';
import type { Cause, ObjectChange, RolloutCause, StateChange } from '../history/diff/change.ts';
import { toUnix } from '../history/day/unix.ts';
import { objectKey, toObjectRef } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';
import { STATE_WORDS } from '../words/format.ts';
import { entryBetween, type Entry, type EntryKind } from './entry.ts';
import type { Interval } from './moments.ts';
import type { PairChange } from './fold-snapshots.ts';
import { isBetween } from '../model/workload-kinds.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { isKindName, kinds } from '../snapshots/kinds/kinds.ts';
import { MARK_OF_CLASS } from '../export/diff/diff-sections.ts';

/** A pair with its two snapshots. */
export interface PlacedPair {
  pair: PairChange;
  interval: Interval;
}

/** Number of an object's fields that a timeline shows; the Changes page has all. */
const MOST_FIELDS = 40;

/** Single objects of the kind come, go and change all the time. */
const isPassing = (kind: string) =>
  kind === 'Pod' || isBetween(kind) || (isKindName(kind) && (kinds[kind] as KindSpec).noise !== undefined);
/** Parts of an object that only reflect what happens. */
const FOLLOWING = ['status', 'cells'];

const KINDS: Record<Cause['type'], EntryKind> = {
  server: 'change',
  leader: 'change',
  node: 'heartbeat',
  workload: 'change',
  rollout: 'rollout',
  scaling: 'scaling',
  run: 'run',
  pods: 'pods',
  restarts: 'restart',
  version: 'change',
};

/** The workload of a cause. */
export const keyOfCause = (cause: Cause): string | undefined =>
  'workload' in cause && cause.workload ? objectKey(cause.workload) : undefined;

export const isAbout = ({ pair }: PlacedPair, key: string, ...types: Cause['type'][]) =>
  pair.causes.some(
    (cause) =>
      types.includes(cause.type) &&
      (keyOfCause(cause) === key ||
        (cause.type === 'rollout' && cause.previous !== undefined && objectKey(cause.previous) === key)),
  );

/** A node's cause tells that pods of the workload went from it. */
export const tellsMoved = ({ pair }: PlacedPair, key: string) =>
  pair.causes.some(
    (cause) =>
      cause.type === 'node' &&
      cause.moved.some(({ workload }) => workload !== undefined && objectKey(workload) === key),
  );

/** An entry for a single cause. */
export function causeEntry(cause: Cause, interval: Interval): Entry {
  const { word, object, text, state, details } = describeCause(cause);
  const isQuiet = cause.type === 'run' && cause.failed === 0;
  const entry = entryBetween(interval, {
    kind: KINDS[cause.type],
    mark: markOf(cause, state),
    word: word === object?.kind ? 'Status' : word,
    ...(object && { object: toObjectRef(object) }),
    text,
    details,
    fields: 'template' in cause ? templateLines(cause) : [],
    ...(isQuiet && { quiet: true as const }),
  });
  if (cause.type === 'rollout') return datedRollout(entry, cause);
  return (cause.type === 'scaling' ? datedByAuthor(entry, cause) : undefined) ?? entry;
}

function markOf(cause: Cause, state: DiffMark | undefined): DiffMark {
  if (cause.type === 'workload' && cause.what !== 'recreated') return cause.what;
  return state === undefined || state === 'healthy' ? 'none' : state;
}

/** Changes of a template, without the images, which the cause names, and without labels that name the version. */
const templateLines = ({ template, before, after }: Extract<Cause, { template: unknown }>) =>
  template
    .flatMap(toLines)
    .filter((line) => !line.path.endsWith('].image') && !(line.before === before && line.after === after))
    .slice(0, MOST_FIELDS);

/** At the second in which its author wrote, or not later. Undefined if nobody knows. */
function datedByAuthor(entry: Entry, { author }: Pick<RolloutCause, 'author'>): Entry | undefined {
  const at = toUnix(author?.time);
  if (at === undefined || at <= (entry.after ?? -Infinity) || at > entry.at) return undefined;
  const { after: _, ...exact } = entry;
  return { ...(author?.latest ? entry : exact), at };
}

/**
 * A rollout begins when its author wrote the template. Else it begins when its ReplicaSet was made, if that time is known and between the two snapshots. Otherwise, it
 * began no later than its first pod.
 */
export function datedRollout(entry: Entry, cause: Extract<Cause, { type: 'rollout' }>): Entry {
  const written = datedByAuthor(entry, cause);
  if (written) return written;
  const begun = cause.continued ? undefined : toUnix(cause.took?.from);
  const isWithin = begun !== undefined && begun > (entry.after ?? -Infinity) && begun <= entry.at;
  if (!isWithin) return entry;
  if (cause.took?.atLeast) return { ...entry, at: begun };
  const { after: _, ...rest } = entry;
  return { ...rest, at: begun };
}

/** Adds details of a cause to an entry that comes from Days. */
export function enrich(entry: Entry, cause: Cause): Entry {
  const { text, details } = describeCause(cause);
  const fields = 'template' in cause ? templateLines(cause) : [];
  // `2.14.0 → 2.15.0, progressing`: the entry already has the versions.
  const [head = '', ...rest] = text.split(', ');
  const author = 'author' in cause ? sayAuthor(cause.author) : undefined;
  const news = entry.text.startsWith(head) ? rest.filter((part) => part !== author).join(', ') : text;
  return {
    ...entry,
    details: [...entry.details, ...(news && !entry.text.includes(news) ? [news] : []), ...details],
    fields: [...entry.fields, ...fields],
  };
}

/** Objects that no cause explains, field by field. */
export const objectEntries = ({ pair, interval }: PlacedPair): Entry[] =>
  pair.objects.map((change) => {
    // Its labels name the version, too.
    const isRolledOut = pair.causes.some(
      (cause) => cause.type === 'rollout' && keyOfCause(cause) === objectKey(change.object),
    );
    return objectEntry(change, interval, isRolledOut ? [...FOLLOWING, 'metadata'] : FOLLOWING);
  });

const WORD_OF_CLASS = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  replaced: 'Replaced',
} as const;

function objectEntry(change: ObjectChange, interval: Interval, following: readonly string[]): Entry {
  const { class: how, object, status, fields, noise } = change;
  const own = fields.filter(({ cause }) => cause === undefined);
  const lines = own.flatMap(toLines);
  const follows =
    how === 'changed' && own.every(({ steps: [first] }) => following.some((part) => part === first));
  const isQuiet = isPassing(object.kind) || follows || noise !== undefined;
  const text = [
    ...(status ? [`${status.before} → ${status.after}`] : []),
    ...(how === 'replaced' ? ['another object of that name'] : []),
    ...(noise ? [noise] : []),
    ...(lines.length > MOST_FIELDS ? [`${lines.length} fields, the first ${MOST_FIELDS} here`] : []),
  ];
  return entryBetween(interval, {
    kind: 'change',
    mark: MARK_OF_CLASS[how],
    word: WORD_OF_CLASS[how],
    object: toObjectRef(object),
    text: text.join('; '),
    fields: lines.slice(0, MOST_FIELDS),
    ...(isQuiet && { quiet: true as const }),
  });
}

/**
 * States of objects that Days do not follow: Services, routes, Gateways, claims. @param isFollowed whether Days follow
 * the object
 */
export const stateEntries = (
  { pair, interval }: PlacedPair,
  isFollowed: (object: ObjectRef) => boolean,
): Entry[] =>
  pair.states
    .filter(({ object }) => object.kind !== 'Node' && !isFollowed(object))
    .map(({ object, before, after }: StateChange) =>
      entryBetween(interval, {
        kind: 'state',
        mark: after.state,
        word: STATE_WORDS[after.state],
        object: toObjectRef(object),
        text: [
          `it was ${STATE_WORDS[before.state].toLowerCase()}`,
          ...(after.why ? [after.why] : before.why ? [`no more: ${before.why}`] : []),
        ].join('; '),
        alike: {
          key: `${before.state} ${after.state} ${object.kind}`,
          gist: `${STATE_WORDS[before.state]} before`,
        },
        ...((after.state === 'unknown' || before.state === 'unknown') && { quiet: true as const }),
      }),
    );
