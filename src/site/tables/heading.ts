/** A column's head. Plain, for numbers, for commands, for a time axis, or only for readers who cannot see the cells. */
export type Heading =
  string | { number: string } | { action: string } | { axis: readonly string[] } | { hidden: string };
