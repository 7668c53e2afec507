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
}

/** The data that the last loaded script left. */
export const takeEditions = (): Editions | undefined =>
  (globalThis as { gazetteEditions?: Editions }).gazetteEditions;
