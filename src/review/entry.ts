/** One event of a window, with the snapshots before and after it. */
import type { DiffMark } from '../export/diff/diff-sections.ts';
import type { FieldLine } from '../export/diff/format-value.ts';
import { formatObject, namespacedName } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';
import { numbersOf, type Interval, type Moments, type When } from './moments.ts';

export const ENTRY_KINDS = {
  start: 'already so',
  gap: 'not seen',
  rollout: 'rollout',
  scaling: 'scaling',
  change: 'change',
  run: 'run',
  pods: 'pods',
  restart: 'restart',
  heartbeat: 'heartbeat',
  state: 'state',
  finding: 'finding',
  event: 'event',
} as const;
export type EntryKind = keyof typeof ENTRY_KINDS;

export interface Entry extends When {
  /** Anchor on the page; set when all entries are in order. */
  id: string;
  kind: EntryKind;
  /** The time of the last of several. */
  until?: number;
  mark: DiffMark;
  /** `Rollout begins`, `Failing`. */
  word: string;
  /** Absent: the cluster as a whole. */
  object?: ObjectRef;
  text: string;
  details: string[];
  fields: FieldLine[];
  /** Numbers of its two snapshots: the last without it (if any), and the first with it. */
  evidence: number[];
  /** What entries about many objects have in common, and one text for all; see `foldAlike`. */
  alike?: { key: string; gist: string };
  /** Unimportant in most incidents: normal events, successful runs, advice, changed status of single objects. */
  quiet?: true;
}

type GivenEntry = Omit<Entry, 'id' | 'at' | 'after' | 'evidence' | 'details' | 'fields' | 'text'> &
  Partial<Pick<Entry, 'details' | 'fields' | 'text'>>;

/** An entry that the second snapshot of an interval shows and the first does not. */
export function entryBetween({ before, after }: Interval, told: GivenEntry): Entry {
  return {
    ...filled(told),
    at: after.at,
    ...(before && { after: before.at }),
    evidence: numbersOf({ after, ...(before && { before }) }),
  };
}

/** An entry at a moment: exact unless the moment is a snapshot's own time. */
export function at(moments: Moments, moment: number, told: GivenEntry, exact = false): Entry {
  const interval = moments.intervalAt(moment);
  const after = exact ? undefined : moments.afterOf(moment);
  return {
    ...filled(told),
    at: moment,
    ...(after !== undefined && { after }),
    evidence: interval ? numbersOf(interval) : [],
  };
}

const filled = (told: GivenEntry) => ({ id: '', text: '', details: [], fields: [], ...told });

/** Causes come before their consequences. */
const RANK: Record<EntryKind, number> = {
  start: 0,
  gap: 1,
  rollout: 2,
  scaling: 3,
  change: 4,
  run: 5,
  pods: 6,
  heartbeat: 7,
  restart: 8,
  event: 9,
  state: 10,
  finding: 11,
};
const isCause = ({ kind }: Entry) => RANK[kind] < RANK.pods;

/**
 * In order of time, one interval between two snapshots after the other. Within an interval, causes come first and
 * consequences last: the true order is unknown. No entry has a more exact time than what is known.
 */
export function orderEntries(entries: readonly Entry[], { seen }: Moments): Entry[] {
  const placed = entries.map((entry, index) => {
    const { at, after, kind } = entry;
    const shown = seen.findIndex((one) => one.at >= at);
    const place = kind === 'start' ? -Infinity : after !== undefined && isCause(entry) ? after + 1 : at;
    return { entry, index, interval: shown === -1 ? seen.length : shown, place, rank: RANK[kind] };
  });
  return placed
    .sort((a, b) => a.interval - b.interval || a.place - b.place || a.rank - b.rank || a.index - b.index)
    .map(({ entry }, index) => ({ ...entry, id: `t-${index + 1}` }));
}

/** More similar entries than this become one entry. */
const FEW = 3;
/** Number of objects that a line names. */
const NAMED = 4;

/** Joins equal entries about many objects between the same two snapshots into one entry that lists the objects. */
export function foldAlike(entries: readonly Entry[]): Entry[] {
  const keyOf = ({ alike, kind, evidence, quiet }: Entry) =>
    alike === undefined ? undefined : JSON.stringify([alike.key, kind, evidence, quiet]);
  const groups = Map.groupBy(entries, keyOf);
  const folded: Entry[] = [];
  const done = new Set<string>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = key === undefined ? [entry] : groups.get(key)!;
    if (key === undefined || group.length <= FEW) folded.push(entry);
    else if (!done.has(key)) {
      done.add(key);
      folded.push(foldGroup(group));
    }
  }
  return folded.map(({ alike: _, ...entry }) => entry);
}

function foldGroup(group: readonly Entry[]): Entry {
  const ordered = group.toSorted((a, b) => a.at - b.at);
  const first = ordered[0]!;
  const isExact = ordered.every(({ after }) => after === undefined);
  const { object: _, after: __, until: ___, fields: ____, ...rest } = first;
  const ends = ordered.map(({ at, until = at }) => until);
  const last = Math.max(...ends);
  const names = ordered.map(({ object }) => (object ? namespacedName(object) : 'the cluster'));
  const named = `${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`;
  return {
    ...rest,
    // The latest of them bounds the entry: none has a more exact time than what is known.
    at: isExact ? first.at : Math.max(...ordered.map(({ at }) => at)),
    ...(isExact
      ? last > first.at && { until: last }
      : { after: Math.min(...ordered.map(({ at, after = at }) => after)) }),
    text: [first.alike?.gist, `${ordered.length} objects: ${named}`].filter(Boolean).join('; '),
    details: ordered.map(
      ({ object, text, details }) =>
        `${object ? formatObject(object) : 'the cluster'}: ${[text, ...details].filter(Boolean).join('; ')}`,
    ),
    fields: [],
  };
}

/** The total number. */
export const sumOf = (entries: readonly { n: number }[]) => entries.reduce((sum, { n }) => sum + n, 0);
