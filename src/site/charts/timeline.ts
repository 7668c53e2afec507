/** Editions of a stretch of time as the cells of a strip, gaps included: what was not seen has its own cells. */
import type { EditionRecord } from '../records/edition-record.ts';
import { fromUnix, toUnix } from '../../history/day/unix.ts';
import { findGaps, type Gap } from '../../history/gaps.ts';
import { toSentence } from '../../model/english.ts';
import type { State } from '../../model/report.ts';
import { formatBegin, formatBetween, STATE_WORDS } from '../../words/format.ts';
import { editionFolder, instantOf, type EditionKey } from '../paths.ts';
import type { StripCell } from './strip.ts';

/** What to expect where no snapshot says it. */
const DEFAULT_INTERVAL_SECONDS = 900;
/** A long gap is shown as this many cells at the most. */
const GAP_CELLS = 24;

/** What people call the cluster, as the newest that can be read says. */
export function aliasOf(records: readonly EditionRecord[]): string | undefined {
  return records.findLast((record) => record.summary)?.summary?.alias;
}

/**
 * Gaps between snapshots, as far as their times can be believed. Those that cannot be read, or were deleted since, were
 * taken.
 * @param thinned those that were deleted since, where they are not among the records
 */
export function findGapsBetween(
  records: readonly EditionRecord[],
  thinned: readonly EditionKey[] = [],
): Gap[] {
  const looks = [
    ...records
      .filter(({ summary }) => !summary?.marks?.some((mark) => mark === 'future' || mark === 'backwards'))
      .map(({ instant, summary }) => ({
        at: toUnix(instant)!,
        ...(summary && { interval: summary.intervalSeconds }),
      })),
    ...thinned.map((key) => ({ at: instantOf(key) })),
  ];
  return findGaps(looks.sort((a, b) => a.at - b.at));
}

/** Expected seconds between two snapshots, as the newest that can be read says. */
export function intervalOf(records: readonly EditionRecord[]): number {
  return records.findLast((record) => record.summary)?.summary?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
}

/**
 * One clause for an edition, whatever became of its snapshot.
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

/** What a strip shows of an edition. */
interface Shown {
  instant: string;
  state: StripCell['state'];
  /** One clause. */
  lead: string;
  href?: string;
}

interface StripOptions {
  /** The link to a file of the site from the page that shows the strip. */
  toHref: (file: string) => string;
  /** Editions between them whose snapshots were deleted since: no cell of their own, and no gap. */
  thinned?: readonly EditionKey[];
  /** By number: what the Days know of snapshots that were deleted since. */
  states?: ReadonlyMap<number, State>;
}

/** The cells of editions in order. One whose snapshot was deleted has no link: what stands there is a stub. */
export function toStripCells(
  records: readonly EditionRecord[],
  { toHref, thinned, states }: StripOptions,
): StripCell[] {
  const shown = records.map((record): Shown => {
    const state = record.summary?.state ?? states?.get(record.number);
    return {
      instant: record.instant,
      state: state ?? 'unknown',
      lead: leadOf(record, state),
      ...(!record.removed && { href: toHref(`${editionFolder(record)}/index.html`) }),
    };
  });
  return withGaps(shown, findGapsBetween(records, thinned));
}

/** A cell for each edition, and some for each gap. */
export function withGaps(shown: readonly Shown[], gaps: readonly Gap[]): StripCell[] {
  const gapBefore = new Map(gaps.map((gap) => [gap.to, gap]));
  return shown.flatMap(({ instant, state, lead, href }) => {
    const gap = gapBefore.get(toUnix(instant)!);
    const cell: StripCell = {
      state,
      label: `${formatBegin(instant, instant)}: ${lead}`,
      ...(href !== undefined && { href }),
    };
    if (!gap) return [cell];
    const label = `no snapshot between ${formatBetween(fromUnix(gap.from), fromUnix(gap.to))}`;
    const missing: StripCell = { state: 'unknown', label };
    return [...Array.from({ length: Math.min(gap.missing, GAP_CELLS) }, () => missing), cell];
  });
}
