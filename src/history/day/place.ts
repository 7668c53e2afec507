/** What placing looks at. */
export interface Dated {
  /** Its own time. */
  time: number;
  marks?: readonly string[];
}

/**
 * When the snapshots of a day stand, in the order in which the cluster went through them. Where clocks disagree with
 * that order, the greatest number of times that agree with it is believed; any other snapshot stands where the believed
 * one before it does. So a clock that lies does not drag its neighbours along.
 */
export function placeInTime(ordered: readonly Dated[]): number[] {
  const believed = new Set(longestRise(ordered));
  const first = ordered.find((_, index) => believed.has(index));
  let at = first?.time ?? 0;
  return ordered.map((entry, index) => {
    if (believed.has(index)) at = entry.time;
    return first ? at : entry.time;
  });
}

/** Indexes of a longest series of times that never falls; of several, the one that rises least. What lies in the future is left out. */
function longestRise(ordered: readonly Dated[]): number[] {
  const tails: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const [index, { time, marks }] of ordered.entries()) {
    if (marks?.includes('future')) continue;
    const place = tails.findLastIndex((tail) => ordered[tail]!.time <= time) + 1;
    before.set(index, tails[place - 1]);
    tails[place] = index;
  }
  const rise: number[] = [];
  for (let index = tails.at(-1); index !== undefined; index = before.get(index)) rise.unshift(index);
  return rise;
}
