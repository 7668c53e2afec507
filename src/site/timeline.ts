/** Editions of a stretch of time as the cells of a strip, gaps included: what was not seen has its own cells. */
import type { EditionRecord } from './edition-record.ts';
import { formatBegin, formatBetween } from './format.ts';
import { findGaps, type Gap } from './gaps.ts';
import { editionFolder } from './paths.ts';
import type { StripCell } from './strip.ts';

/** What to expect where no snapshot says it. */
const DEFAULT_INTERVAL_SECONDS = 900;
/** A long gap is shown as this many cells at the most. */
const GAP_CELLS = 24;

/** What people call the cluster, as the newest that can be read says. */
export function aliasOf(records: readonly EditionRecord[]): string | undefined {
  return records.findLast((record) => record.summary)?.summary?.alias;
}

/** Gaps between snapshots, as far as their times can be believed. */
export function findGapsBetween(records: readonly EditionRecord[], intervalSeconds: number): Gap[] {
  const lies = (record: EditionRecord) =>
    record.summary?.marks?.some((mark) => mark === 'future' || mark === 'backwards') ?? false;
  return findGaps(
    records.filter((record) => !lies(record)),
    intervalSeconds,
  );
}

/** Expected seconds between two snapshots, as the newest that can be read says. */
export function intervalOf(records: readonly EditionRecord[]): number {
  return records.findLast((record) => record.summary)?.summary?.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
}

/** One clause for an edition, whatever became of its snapshot. */
export function leadOf({ summary, removed }: Pick<EditionRecord, 'summary' | 'removed'>): string {
  if (summary) return summary.lead;
  return removed ? 'The snapshot was withdrawn.' : 'The snapshot cannot be read.';
}

/** What a strip shows of an edition. */
interface Shown {
  instant: string;
  state: StripCell['state'];
  /** One clause. */
  lead: string;
  href: string;
}

/** `toHref` gives the link to a file of the site from the page that shows the strip. */
export function toStripCells(
  records: readonly EditionRecord[],
  intervalSeconds: number,
  toHref: (file: string) => string,
): StripCell[] {
  const shown = records.map((record) => ({
    instant: record.instant,
    state: record.summary?.state ?? 'unknown',
    lead: leadOf(record),
    href: toHref(`${editionFolder(record)}/index.html`),
  }));
  return withGaps(shown, findGapsBetween(records, intervalSeconds));
}

/** A cell for each edition, and some for each gap. */
export function withGaps(shown: readonly Shown[], gaps: readonly Gap[]): StripCell[] {
  const gapBefore = new Map(gaps.map((gap) => [gap.to, gap]));
  return shown.flatMap(({ instant, state, lead, href }) => {
    const gap = gapBefore.get(instant);
    const cell: StripCell = { state, label: `${formatBegin(instant, instant)}: ${lead}`, href };
    if (!gap) return [cell];
    const label = `no snapshot between ${formatBetween(gap.from, gap.to)}`;
    const missing: StripCell = { state: 'unknown', label };
    return [...Array.from({ length: Math.min(gap.missing, GAP_CELLS) }, () => missing), cell];
  });
}
