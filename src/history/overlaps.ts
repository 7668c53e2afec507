/** A stretch of time in Unix seconds; the end is not included. */
export interface Stretch {
  from: number;
  to: number;
}

/** Whether two stretches of time have a moment in common. Pure. */
export const overlaps = (one: Stretch, other: Stretch) => one.from < other.to && one.to > other.from;
