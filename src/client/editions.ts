import type { TimeStretch } from '../history/overlaps.ts';

/** The editions of a day, from its `editions.js`: a script, because `file://` lets a page load nothing else. */
export interface Editions {
  /** Times of the day, in order. */
  times: string[];
  /** The first edition of the next day, `2026-11-23/000000Z`. */
  next?: string;
  /** Times of editions without tables. */
  brief?: string[];
  /** Times of editions whose snapshot was deleted. */
  removed?: string[];
  /** Times of editions whose snapshot cannot be read. */
  damaged?: string[];
  /** Digests and reviews of the day. */
  told?: Telling[];
}

/** A page that tells of a stretch of time, which may be printed long after the pages of that time. */
export interface Telling extends TimeStretch {
  /** From the site's root. */
  file: string;
  text: string;
}

/** The data that the last loaded script left. */
export const takeEditions = (): Editions | undefined =>
  (globalThis as { gazetteEditions?: Editions }).gazetteEditions;
