/** The definition of a table of a window's history. Its CSV and the documentation read it. Times are ISO 8601, UTC. */
import { column, type Columns } from '../../model/tables/column.ts';
import type { Cut } from '../day/cut.ts';
import type { Beat } from '../day/node-day.ts';
import { fromUnix } from '../day/unix.ts';
import type { WorkloadRef } from '../day/workload-day.ts';
import type { Period } from '../period/period.ts';

export interface HistoryTable<Row = unknown> {
  /** `one row per restart` */
  holds: string;
  columns: Columns<Row>;
}

/** The window of a table. */
export interface HistoryOrigin {
  cluster: string;
  period: Pick<Period, 'from' | 'to'>;
}

/** Every row names its cluster and window. */
export const HISTORY_ORIGIN: Columns<HistoryOrigin> = {
  cluster: column.text('Cluster', ({ cluster }) => cluster),
  windowFrom: column.time('Begin of the window', ({ period }) => fromUnix(period.from)),
  windowTo: column.time('End of the window', ({ period }) => fromUnix(period.to)),
};

export const timeOf = (at: number | undefined) => (at === undefined ? undefined : fromUnix(at));

type AnyStretch = Pick<Cut<Beat>, 'from' | 'to' | 'since' | 'atLeast' | 'goesOn'>;

/** The columns of a stretch of time. */
export const STRETCH = {
  from: column.time<AnyStretch>('Begin of its part in the window', ({ from }) => timeOf(from)),
  to: column.time<AnyStretch>('End of its part in the window', ({ to }) => timeOf(to)),
  since: column.time<AnyStretch>('When the state began, perhaps before the window', ({ since }) =>
    timeOf(since),
  ),
  seconds: column.number<AnyStretch>(
    'Length of its part in the window',
    ({ from, to }) => to - from,
    'seconds',
  ),
  sinceAtLeast: column.boolean<AnyStretch>(
    'The state began before the first snapshot: since at least then',
    ({ atLeast }) => atLeast === true,
  ),
  goesOn: column.boolean<AnyStretch>(
    'The state goes on after the window, or still held at the last snapshot',
    ({ goesOn }) => goesOn === true,
  ),
};

/** The columns that name a workload. */
export const WORKLOAD = {
  kind: column.text<WorkloadRef>('Kind of the workload', ({ kind }) => kind),
  namespace: column.text<WorkloadRef>('Namespace of the workload', ({ namespace }) => namespace),
  name: column.text<WorkloadRef>('Name of the workload', ({ name }) => name),
};
