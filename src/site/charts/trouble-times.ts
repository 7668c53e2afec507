/** Times of trouble as the histories know them, each with its worst edition. Pure. */
import type { Bucket } from '../../history/period/period.ts';
import { clusterSpells, type Spell } from '../../history/period/recoveries.ts';
import { compareSummaries } from '../../model/summary.ts';
import type { SeenDays } from '../load-summary.ts';
import type { EditionRecord } from '../records/edition-record.ts';

export interface TroubleTime extends Spell {
  /** Absent if no edition that is left shows it. */
  edition?: EditionRecord;
}

/**
 * @param seen the Days of the time, and their neighbours
 * @param records the editions of the time, in order
 */
export function listTroubleTimes(
  { days, looks }: Pick<SeenDays, 'days' | 'looks'>,
  period: Bucket,
  records: readonly EditionRecord[],
): TroubleTime[] {
  // What a snapshot's own clock says need not be its place in time.
  const places = new Map(days.flatMap(({ snapshots }) => snapshots.map(({ number, at }) => [number, at])));
  const editions = records.flatMap((record) => {
    const at = record.summary && places.get(record.number);
    return at === undefined ? [] : [{ at, record }];
  });
  return clusterSpells(days, period, looks).map((spell) => {
    const own = editions.filter(({ at }) => isWithin(at, spell)).map(({ record }) => record);
    const edition = findWorstEdition(own);
    return { ...spell, ...(edition && { edition }) };
  });
}

/** Its end shows no trouble, if it was seen. */
const isWithin = (at: number, { from, to, end }: Spell): boolean =>
  at >= from && (at < to || (at === to && (end === 'unseen' || end === 'open')));

/** The worst of some editions, the first of equals; undefined if none was read. */
export const findWorstEdition = (records: readonly EditionRecord[]): EditionRecord | undefined =>
  records
    .flatMap(({ summary, ...record }) => (summary ? [{ ...record, summary }] : []))
    .sort((a, b) => compareSummaries(a.summary, b.summary))[0];
