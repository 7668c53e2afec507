/** A head of a column: plain, of numbers, of commands, of a time axis, or for those alone who cannot see what is below. */
export type Heading =
  string | { number: string } | { action: string } | { axis: readonly string[] } | { hidden: string };
