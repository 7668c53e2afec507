/** Sorted, disjoint, half-open spans of time; `to` may be Infinity. */
export interface Span {
  from: number;
  to: number;
}

export const covers = (intervals: readonly Span[], instant: number): boolean =>
  intervals.some(({ from, to }) => from <= instant && instant < to);

export function intersect(left: readonly Span[], right: readonly Span[]): Span[] {
  return left.flatMap((a) =>
    right
      .map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }))
      .filter(({ from, to }) => from < to),
  );
}

export function subtract(left: readonly Span[], holes: readonly Span[]): Span[] {
  return holes.reduce<Span[]>(
    (rest, hole) =>
      rest.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, hole.from) },
          { from: Math.max(from, hole.to), to },
        ].filter((part) => part.from < part.to),
      ),
    [...left],
  );
}

/** The latest start or end of an interval at or before `instant`; `start` if there is none. */
export function lastChange(intervals: readonly Span[], instant: number, start: number): number {
  return intervals
    .flatMap(({ from, to }) => [from, to])
    .filter((edge) => edge <= instant)
    .reduce((latest, edge) => Math.max(latest, edge), start);
}
