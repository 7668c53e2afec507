/** The table of the analytics page: figures of each workload, beside those of the period before. */
import { column } from '../../model/tables/column.ts';
import type { WorkloadAnalytics } from '../period/analytics.ts';
import type { HistoryTable } from './table.ts';

interface Compared {
  now: WorkloadAnalytics;
  then?: WorkloadAnalytics;
}

/** Figures of one period. @param of reads the figures; undefined if the period has none */
const figures = (of: (row: Compared) => WorkloadAnalytics | undefined, when = '') => ({
  availability: column.number<Compared>(
    `Ready replica time over desired${when}`,
    (row) => of(row)?.availability,
    'share',
  ),
  restarts: column.number<Compared>(`Restarts of its pods, at least${when}`, (row) => of(row)?.restarts),
  podsReplaced: column.number<Compared>(`Replaced pods${when}`, (row) => of(row)?.replaced),
  deployments: column.number<Compared>(`Deployments${when}`, (row) => of(row)?.deployments),
  timesOfTrouble: column.number<Compared>(
    `Number of times in trouble${when}`,
    (row) => of(row)?.spells.length,
  ),
  recoverySecondsAtLeast: column.number<Compared>(
    `Median duration of times with missing replicas that ended in recovery, at least${when}`,
    (row) => of(row)?.recovery?.least,
    'seconds',
  ),
  recoverySecondsAtMost: column.number<Compared>(
    `The same, at most${when}`,
    (row) => of(row)?.recovery?.most,
    'seconds',
  ),
});

const BEFORE = figures(({ then }) => then, ', in the period before');
const { availability, ...now } = figures((row) => row.now);

export const analyticsTable: HistoryTable<Compared> = {
  holds: 'one row per workload: its figures, and those of the period before',
  columns: {
    kind: column.text('Kind', (row) => row.now.kind),
    namespace: column.text('Namespace', (row) => row.now.namespace),
    name: column.text('Name', (row) => row.now.name),
    availability,
    replicaHours: column.number('Replica-hours behind these figures', (row) => row.now.replicaHours),
    ...now,
    ...Object.fromEntries(Object.entries(BEFORE).map(([name, column]) => [`${name}Before`, column])),
  },
};
