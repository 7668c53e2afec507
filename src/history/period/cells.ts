import type { Cut } from '../day/cut.ts';
import type { DaySummary } from '../day/summary.ts';
import type { Stretch } from '../day/track.ts';
import { bucketsOf, type Period } from './period.ts';

/** One bucket of a strip. */
export interface PeriodCell<Value extends string> {
  from: number;
  to: number;
  /**
   * The worst that was seen.
   * - `unseen`: nothing was seen, or at most half of the time and nothing bad.
   * - `absent`: it did not exist.
   * - `ahead`: the bucket is after the last snapshot.
   */
  value: Value | 'unseen' | 'absent' | 'ahead';
  /** Unseen part of the bucket, 0 to 1; future time does not count. */
  unseen: number;
}

/** The end of what the last of some Days knows. */
export const knownUntilOf = (days: readonly Pick<DaySummary, 'known'>[]): number =>
  Math.max(-Infinity, ...days.map(({ known = -Infinity }) => known));

/**
 * The cells of one track; the worst wins.
 * @param order values from bad to good; the last must be seen for most of a bucket
 * @param known end of what can be known
 */
export function toCells<Value extends string, Entry extends Stretch>(
  track: readonly Cut<Entry>[],
  period: Period,
  {
    valueOf,
    order,
    known,
  }: { valueOf: (entry: Cut<Entry>) => Value | 'gone'; order: readonly Value[]; known: number },
): PeriodCell<Value>[] {
  const first = track[0];
  // If its begin was seen, it did not exist before.
  const born = first && !first.atLeast && first.since === first.from ? first.from : -Infinity;
  let next = 0;
  return bucketsOf(period).map(({ from, to }) => {
    const end = Math.min(to, known);
    if (from >= known) return { from, to, value: 'ahead', unseen: 0 };
    while (track[next] && track[next]!.to <= from) next += 1;
    let worst: Value | undefined;
    let seen = 0;
    let absent = Math.max(0, Math.min(end, born) - from);
    for (let index = next; track[index] && track[index]!.from < end; index += 1) {
      const entry = track[index]!;
      const seconds = Math.min(entry.to, end) - Math.max(entry.from, from);
      const value = valueOf(entry);
      if (value === 'gone') absent += seconds;
      else {
        seen += seconds;
        if (worst === undefined || order.indexOf(value) < order.indexOf(worst)) worst = value;
      }
    }
    const unseen = Math.max(0, 1 - (seen + absent) / (end - from));
    const isGood = worst === order.at(-1);
    if (worst !== undefined && !(isGood && unseen >= 0.5)) return { from, to, value: worst, unseen };
    return { from, to, value: absent > 0 && unseen < 0.5 ? 'absent' : 'unseen', unseen };
  });
}
