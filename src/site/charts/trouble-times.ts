/** Times of trouble as the histories know them, each with its worst edition. Pure. */
import type { DaySummary } from '../../history/day/summary.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import type { Bucket } from '../../history/period/period.ts';
import { clusterSpells, type Spell } from '../../history/period/recoveries.ts';
import { compareStates } from '../../model/state.ts';
import type { EditionRecord } from '../records/edition-record.ts';

export interface TroubleTime extends Spell {
  /** Absent if no edition that is left shows it. */
  edition?: EditionRecord;
}

/**
 * @param days those of the time, and their neighbours
 * @param records the editions of the time, in order
 */
export function listTroubleTimes(
  days: readonly DaySummary[],
  period: Bucket,
  records: readonly EditionRecord[],
): TroubleTime[] {
  // What a snapshot's own clock says need not be its place in time.
  const places = new Map(days.flatMap(({ snapshots }) => snapshots.map(({ number, at }) => [number, at])));
  const editions = records.flatMap((record) => {
    const at = record.summary && places.get(record.number);
    return at === undefined ? [] : [{ at, record }];
  });
  return clusterSpells(days, period, looksOf(days)).map((spell) => {
    const own = editions.filter(({ at }) => isWithin(at, spell)).map(({ record }) => record);
    const [edition] = own.toSorted(compareHurt);
    return { ...spell, ...(edition && { edition }) };
  });
}

/** Its end shows no trouble, if it was seen. */
const isWithin = (at: number, { from, to, end }: Spell): boolean =>
  at >= from && (at < to || (at === to && (end === 'unseen' || end === 'open')));

/** Negative if the first was worse: by its state, then by its workloads in trouble. */
function compareHurt(a: EditionRecord, b: EditionRecord): number {
  const hurt = ({ summary }: EditionRecord) =>
    (summary?.counts.workloads.failing ?? 0) + (summary?.counts.workloads.degraded ?? 0);
  return compareStates(a.summary?.state ?? 'unknown', b.summary?.state ?? 'unknown') || hurt(b) - hurt(a);
}
