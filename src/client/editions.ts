/** The editions of a day, as its `editions.js` has them: a script, since `file://` lets a page load nothing else. */
export interface Editions {
  /** Of the day, in order. */
  times: string[];
  /** The first of the next day, `2026-11-23/000000Z`. */
  next?: string;
  /** Those of them that have no tables. */
  brief?: string[];
  /** Those whose snapshot was deleted. */
  removed?: string[];
  /** Those whose snapshot cannot be read. */
  damaged?: string[];
}

/** What the script that was loaded last has left. */
export const takeEditions = (): Editions | undefined =>
  (globalThis as { gazetteEditions?: Editions }).gazetteEditions;
