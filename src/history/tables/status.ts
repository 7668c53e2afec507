/** The table of the status page: what state the cluster and its workloads had, and when. */
import { column } from '../../model/tables/column.ts';
import type { WorkloadRef } from '../day/workload-day.ts';
import type { StatusBars } from '../period/status.ts';
import { STRETCH, type HistoryTable } from './table.ts';

type StatusRow = Partial<WorkloadRef> & StatusBars['workloads'][number]['states'][number];

export const statusTable: HistoryTable<StatusRow> = {
  holds:
    'one row per stretch of one state, of the cluster or a workload; for longer windows, only of unhealthy workloads',
  columns: {
    kind: column.text('Kind of the workload; empty: the cluster as a whole', ({ kind }) => kind),
    namespace: column.text('Namespace of the workload', ({ namespace }) => namespace),
    name: column.text('Name of the workload', ({ name }) => name),
    state: column.text('healthy, degraded, failing or unknown', ({ state }) => state),
    ...STRETCH,
    why: column.text('Why it was not healthy', ({ why }) => why),
  },
};

/** @param whole also the periods in which workloads were healthy, which are by far the most */
export const statusRows = ({ cluster, workloads }: StatusBars, whole: boolean): StatusRow[] => [
  ...cluster.states,
  ...workloads.flatMap(({ kind, namespace, name, states }) =>
    states
      .filter(({ state }) => whole || state !== 'healthy')
      .map((stretch) => ({ kind, namespace, name, ...stretch })),
  ),
];
