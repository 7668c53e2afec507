import type { EditionRef } from './edition-record.ts';

/** A stretch without snapshots where there should have been some. */
export interface Gap {
  from: string;
  to: string;
  /** Snapshots that are missing, at least. */
  missing: number;
}

/** Gaps between editions in order of time: more than one and a half times the expected interval apart. */
export function findGaps(editions: readonly Pick<EditionRef, 'instant'>[], intervalSeconds: number): Gap[] {
  const gaps: Gap[] = [];
  for (const [index, edition] of editions.entries()) {
    const before = editions[index - 1];
    if (!before) continue;
    const seconds = (Date.parse(edition.instant) - Date.parse(before.instant)) / 1000;
    if (seconds > intervalSeconds * 1.5) {
      gaps.push({
        from: before.instant,
        to: edition.instant,
        missing: Math.max(1, Math.round(seconds / intervalSeconds) - 1),
      });
    }
  }
  return gaps;
}
