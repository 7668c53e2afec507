/** The table of the coverage page: the snapshots, and what is missing between them. */
import { column } from '../../model/tables/column.ts';
import type { SnapshotRecord } from '../day/snapshot-record.ts';
import type { DaySummary } from '../day/summary.ts';
import type { CoverageHistory } from '../period/coverage.ts';
import type { Period } from '../period/period.ts';
import { timeOf, type HistoryTable } from './table.ts';

/** A snapshot, or a period with missing data. */
interface CoverageRow {
  what: 'snapshot' | 'missing' | 'eventsLost' | 'eventsPerhapsLost';
  from: number;
  to?: number;
  missing?: number;
  why?: string;
  snapshot?: SnapshotRecord;
}

export const coverageTable: HistoryTable<CoverageRow> = {
  holds:
    'one row per snapshot, and per stretch with missing data; for longer windows, only incomplete snapshots',
  columns: {
    what: column.text('snapshot, missing, eventsLost or eventsPerhapsLost', ({ what }) => what),
    from: column.time('Time of the snapshot, or begin of the stretch', ({ from }) => timeOf(from)),
    to: column.time('End of the stretch', ({ to }) => timeOf(to)),
    number: column.number('Number of the snapshot', ({ snapshot }) => snapshot?.number),
    says: column.time('Its own time, if that is not trusted', ({ snapshot }) => timeOf(snapshot?.says)),
    marks: column.list('Why its time is not trusted', ({ snapshot }) => snapshot?.marks),
    intervalSeconds: column.number(
      'Expected seconds until the next snapshot',
      ({ snapshot }) => snapshot?.interval,
      'seconds',
    ),
    unseen: column.list('Kinds that the snapshot did not see completely, and why', ({ snapshot }) =>
      snapshot?.unseen?.map(({ kind, state }) => `${kind} ${state}`),
    ),
    damaged: column.text('Why the snapshot cannot be read', ({ snapshot }) => snapshot?.damaged),
    deletedBy: column.text(
      'retention or purge: the snapshot was deleted before it was folded',
      ({ snapshot }) => snapshot?.gone,
    ),
    missing: column.number('Snapshots that are missing in the stretch', ({ missing }) => missing),
    why: column.text(
      'interval: longer than events live; partial: the log was seen in part; early: events ended before their time',
      ({ why }) => why,
    ),
  },
};

/** @param whole also the complete snapshots, which are by far the most */
export function coverageRows(
  { days, coverage, period }: { days: readonly DaySummary[]; coverage: CoverageHistory; period: Period },
  whole: boolean,
): CoverageRow[] {
  const { missed, eventsLost, eventsPerhapsLost } = coverage;
  const rows: CoverageRow[] = [
    ...days
      .flatMap(({ snapshots }) => snapshots)
      .filter(({ at }) => at >= period.from && at < period.to)
      .filter((snapshot) => whole || isOdd(snapshot))
      .map((snapshot): CoverageRow => ({ what: 'snapshot', from: snapshot.at, snapshot })),
    ...missed.map(({ from, to, missing }): CoverageRow => ({ what: 'missing', from, to, missing })),
    ...eventsLost.map(({ from, to }): CoverageRow => ({ what: 'eventsLost', from, to, why: 'interval' })),
    ...eventsPerhapsLost.map(({ from, to, why }): CoverageRow => ({
      what: 'eventsPerhapsLost',
      from,
      to,
      why,
    })),
  ];
  return rows.sort((a, b) => a.from - b.from);
}

const isOdd = ({ unseen, marks, says, damaged, gone, leftOut }: SnapshotRecord) =>
  [unseen, marks, says, damaged, gone, leftOut].some((field) => field !== undefined);
