/** Editions of a stretch of time as the cells of a strip. Gaps have their own cells. */
import type { DaySummary } from '../../history/day/summary.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { fromUnix, SECONDS_A_DAY, toUnix } from '../../history/day/unix.ts';
import { DEFAULT_INTERVAL_SECONDS, findGaps, holdSeconds, type Gap } from '../../history/gaps.ts';
import { toSentence } from '../../model/english.ts';
import type { State } from '../../model/report.ts';
import { formatBegin, formatBetween, formatStamp, STATE_WORDS } from '../../words/format.ts';
import { editionFolder, instantOf, type EditionKey } from '../paths.ts';
import type { StripCell } from './strip.ts';
import { isLying } from '../../snapshots/schema.ts';

/** Number of editions in a strip: a day with one each quarter of an hour. */
export const MOST_IN_STRIP = 97;
/** Largest number of cells for a long gap. */
const GAP_CELLS = 24;

/** The cluster's name for people, from the newest readable snapshot. */
export function aliasOf(records: readonly EditionRecord[]): string | undefined {
  return records.findLast((record) => record.summary)?.summary?.alias;
}

/** What tells of snapshots that were deleted since. */
interface Deleted {
  /** Deleted editions that are not among the records. */
  thinned?: readonly EditionKey[];
  /** From the Days: the expected interval at each snapshot, by its time. */
  intervals?: ReadonlyMap<number, number>;
}

/** The expected interval at each snapshot that was read, by its time. */
export const intervalsOf = (days: readonly Pick<DaySummary, 'snapshots'>[]): ReadonlyMap<number, number> =>
  new Map(
    days.flatMap(({ snapshots }) =>
      snapshots.flatMap(({ at, interval }) => (interval === undefined ? [] : [[at, interval] as const])),
    ),
  );

/**
 * Gaps between snapshots, as far as their times can be trusted. Unreadable and deleted snapshots were taken, so they
 * are no gaps.
 */
export function findGapsBetween(
  records: readonly EditionRecord[],
  { thinned = [], intervals = new Map() }: Deleted = {},
): Gap[] {
  const looks = [
    ...records
      .filter(({ summary }) => !summary || !isLying(summary))
      // Nobody waits for the next dump.
      .map(({ instant, summary, imported }) => ({
        at: toUnix(instant)!,
        interval: imported ? Infinity : summary?.intervalSeconds,
      })),
    ...thinned.map((key) => ({ at: instantOf(key), interval: undefined })),
  ];
  return findGaps(
    looks
      .sort((a, b) => a.at - b.at)
      .map(({ at, interval = intervals.get(at) }) => ({ at, ...(interval !== undefined && { interval }) })),
  );
}

/** Expected seconds between two snapshots, from the newest readable snapshot. */
export function intervalOf(records: readonly EditionRecord[]): number {
  return records.findLast((record) => record.summary)?.summary?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
}

/**
 * One clause for an edition, readable or not.
 * @param state what the Days know of it
 */
export function leadOf(
  { summary, removed }: Pick<EditionRecord, 'summary' | 'removed'>,
  state?: State,
): string {
  if (summary) return summary.lead;
  if (!removed) return 'The snapshot cannot be read.';
  const became = removed === 'retention' ? 'the snapshot was thinned out' : 'the snapshot was withdrawn';
  return toSentence([...(state ? [STATE_WORDS[state]] : []), became]);
}

/** What a strip shows for an edition. */
interface Shown {
  instant: string;
  state: StripCell['state'];
  /** One clause. */
  lead: string;
  href?: string;
  /** Expected seconds to the next. */
  interval?: number;
}

interface StripOptions extends Deleted {
  /** The link to a file of the site from the strip's page. */
  toHref: (file: string) => string;
  /** By number: the states of deleted snapshots, from the Days. */
  states?: ReadonlyMap<number, State>;
  /** The same by time, for deleted editions that are not among the records. */
  statesAt?: ReadonlyMap<number, State>;
}

/** The cells of editions in order. A deleted edition has no link: only a stub remains. */
export function toStripCells(
  records: readonly EditionRecord[],
  { toHref, states, statesAt, ...deleted }: StripOptions,
): StripCell[] {
  const expected = intervalOf(records);
  const kept = records.map((record): Shown => {
    const state = record.summary?.state ?? states?.get(record.number);
    return {
      instant: record.instant,
      state: state ?? 'unknown',
      lead: leadOf(record, state),
      interval:
        record.summary?.intervalSeconds ?? deleted.intervals?.get(toUnix(record.instant)!) ?? expected,
      ...(!record.removed && { href: toHref(`${editionFolder(record)}/index.html`) }),
    };
  });
  const thinned = (deleted.thinned ?? []).flatMap((key): Shown[] => {
    const at = instantOf(key);
    const state = statesAt?.get(at);
    if (!state) return [];
    const interval = deleted.intervals?.get(at) ?? expected;
    const lead = toSentence([STATE_WORDS[state], 'the snapshot is not kept']);
    return [{ instant: fromUnix(at), state, lead, interval }];
  });
  const shown = [...kept, ...thinned].sort((a, b) => toUnix(a.instant)! - toUnix(b.instant)!);
  return withGaps(thinned.length > 0 ? shown : kept, findGapsBetween(records, deleted));
}

/** A cell for each edition, and some for each gap. */
export function withGaps(shown: readonly Shown[], gaps: readonly Gap[]): StripCell[] {
  const gapBefore = new Map(gaps.map((gap) => [gap.to, gap]));
  return shown.flatMap(({ instant, state, lead, href, interval }, index) => {
    const from = toUnix(instant)!;
    const next = toUnix(shown[index + 1]?.instant);
    // What is no gap has no hole, also where an edition between was deleted. A gap may begin at such an edition.
    const hole = next === undefined ? undefined : gapBefore.get(next);
    const held = interval ?? DEFAULT_INTERVAL_SECONDS;
    const cell: StripCell = {
      from,
      to: hole ? hole.from + holdSeconds(hole.interval) : (next ?? from + holdSeconds(held)),
      state,
      label: `${formatBegin(instant, instant)}: ${lead}`,
      ...(href !== undefined && { href }),
    };
    const gap = gapBefore.get(from);
    return gap ? [...missingCells(gap), cell] : [cell];
  });
}

function missingCells({ from, to, missing, interval }: Gap): StripCell[] {
  const label = `no snapshot between ${formatBetween(fromUnix(from), fromUnix(to))}`;
  const begin = from + holdSeconds(interval);
  const count = Math.min(missing, GAP_CELLS);
  const step = (to - begin) / count;
  return Array.from({ length: count }, (_, index) => ({
    state: 'unknown',
    label,
    from: begin + index * step,
    to: begin + (index + 1) * step,
  }));
}

/**
 * The axis that the strips of several clusters share: the 24 hours up to the newest edition. It begins later if a
 * cluster has more editions in that time than a strip has.
 * @param clusters the editions of each, oldest first, and whether there are earlier ones
 */
export function sharedSpan(
  clusters: readonly { records: readonly EditionRecord[]; more: boolean }[],
): { from: number; to: number } | undefined {
  const ends = clusters.flatMap(({ records }) => toUnix(records.at(-1)?.instant) ?? []);
  if (ends.length === 0) return undefined;
  const starts = clusters.flatMap(({ records }) => toUnix(records[0]?.instant) ?? []);
  const cut = clusters.flatMap(({ records, more }) => (more ? (toUnix(records[0]?.instant) ?? []) : []));
  const newest = Math.max(...ends);
  const interval = Math.min(...clusters.map(({ records }) => intervalOf(records)));
  return {
    from: Math.max(newest - SECONDS_A_DAY, Math.min(...starts), ...cut),
    to: newest + interval,
  };
}

/** The cells of a cluster up to the end of a shared axis. What follows its last edition was not seen. */
export function untilEnd(cells: readonly StripCell[], { to }: { to: number }): StripCell[] {
  const { to: end = to } = cells.at(-1) ?? {};
  if (cells.length === 0 || end >= to) return [...cells];
  return [
    ...cells,
    {
      state: 'unknown',
      label: `no snapshot since ${formatStamp(fromUnix(end), fromUnix(to))}`,
      from: end,
      to,
    },
  ];
}
