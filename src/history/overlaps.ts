/** A stretch of time in Unix seconds; the end is not included. */
export interface TimeStretch {
  from: number;
  to: number;
}

/** Whether two stretches of time have a moment in common. Pure. */
export const overlaps = (one: TimeStretch, other: TimeStretch) => one.from < other.to && one.to > other.from;
