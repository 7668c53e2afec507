/** The input of placing. */
export interface Dated {
  /** Its own time. */
  time: number;
  marks?: readonly string[];
}

/**
 * The places of a day's snapshots in time, in the cluster's order. If clocks contradict that order, the largest set of
 * consistent times is trusted. Any other snapshot takes the place of the trusted snapshot before it. So a wrong clock
 * does not affect its neighbours.
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

/**
 * Indexes of a longest series of times that never falls; of several, the one that rises least. Future times are left
 * out.
 */
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
