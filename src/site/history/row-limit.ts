/** Largest number of rows in a table of a history page: the CSV beside it has all. */
export const MOST_ROWS = 500;

/** Number of rows whose picture has links: each is as large as a row. */
export const MOST_LINKED = 30;
