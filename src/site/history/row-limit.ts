/** Rows in a table of a history page at the most: the CSV beside it has all. */
export const MOST_ROWS = 500;

/** Rows whose picture has links: each weighs as much as a row. */
export const MOST_LINKED = 30;
