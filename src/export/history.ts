/** Histories as CSV: a row per period, restart, event or workload. Times are ISO 8601, UTC. */
import type { Cut } from '../history/day/cut.ts';
import type { NoisyEvent, WorkloadSummary } from '../history/day/summary.ts';
import { fromUnix } from '../history/day/unix.ts';
import type { Beat } from '../history/day/node-day.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import type { Restart, WorkloadRef } from '../history/day/workload-day.ts';
import type { WorkloadAnalytics } from '../history/period/analytics.ts';
import type { LedgerRow } from '../history/period/event-ledger.ts';
import type { Period } from '../history/period/period.ts';
import type { StatusBars } from '../history/period/status.ts';
import { type Column, column } from '../model/tables/column.ts';
import { toRecords } from './csv.ts';

/** A table of a window's history: the CSV beside one of its pages. */
export interface HistoryTable<Row = unknown> {
  /** The page, which gives the file its name: `restarts.csv`. */
  page: string;
  /** `one row per restart` */
  holds: string;
  columns: Readonly<Record<string, Column<Row>>>;
}

interface Origin {
  cluster: string;
  period: Pick<Period, 'from' | 'to'>;
}

/** Every row names its cluster and window. */
export const HISTORY_ORIGIN: Readonly<Record<string, Column<Origin>>> = {
  cluster: column.text('Cluster', ({ cluster }) => cluster),
  windowFrom: column.time('Begin of the window', ({ period }) => fromUnix(period.from)),
  windowTo: column.time('End of the window', ({ period }) => fromUnix(period.to)),
};

/** Every row names its window. */
export function* toHistoryCsv<Row>(
  { columns }: HistoryTable<Row>,
  rows: readonly Row[],
  origin: Origin,
): Generator<string> {
  const own = Object.values(columns);
  const last = Object.values(HISTORY_ORIGIN).map((column) => column.cell(origin));
  yield* toRecords(
    [...Object.keys(columns), ...Object.keys(HISTORY_ORIGIN)],
    rows.map((row) => [...own.map((column) => column.cell(row)), ...last]),
  );
}

const timeOf = (at: number | undefined) => (at === undefined ? undefined : fromUnix(at));

type AnyStretch = Pick<Cut<Beat>, 'from' | 'to' | 'since' | 'atLeast' | 'goesOn'>;

const STRETCH = {
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

type StatusRow = Partial<WorkloadRef> & StatusBars['workloads'][number]['states'][number];

export const statusTable: HistoryTable<StatusRow> = {
  page: 'status',
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

const WORKLOAD = {
  kind: column.text<WorkloadRef>('Kind of the workload', ({ kind }) => kind),
  namespace: column.text<WorkloadRef>('Namespace of the workload', ({ namespace }) => namespace),
  name: column.text<WorkloadRef>('Name of the workload', ({ name }) => name),
};

export const restartTable: HistoryTable<WorkloadRef & Restart> = {
  page: 'restarts',
  holds: 'for a day: one row per restart',
  columns: {
    at: column.time(
      'When the container ended, if seen; else the time of the snapshot that showed the restart',
      ({ at }) => timeOf(at),
    ),
    after: column.time('The restart happened after this time', ({ after }) => timeOf(after)),
    by: column.time('… and not later than this time', ({ by }) => timeOf(by)),
    restarts: column.number('How many, at least', ({ n }) => n),
    ...WORKLOAD,
    pod: column.text('Pod', ({ pod }) => pod),
    container: column.text('Container', ({ container }) => container),
    reason: column.text('Why: OOMKilled, Error, …', ({ reason }) => reason),
    exitCode: column.number('Its exit code', ({ exitCode }) => exitCode),
    signal: column.number('The signal that ended it', ({ signal }) => signal),
    finishedAt: column.time('When the container ended, as the kubelet says', ({ finishedAt }) =>
      timeOf(finishedAt),
    ),
  },
};

export const restartHourTable: HistoryTable<WorkloadRef & WorkloadSummary['restarts'][number]> = {
  page: 'restarts',
  holds: 'for longer windows: one row per hour, container and reason',
  columns: {
    hour: column.time('Begin of the hour', ({ hour }) => timeOf(hour)),
    restarts: column.number('How many, at least', ({ n }) => n),
    ...WORKLOAD,
    container: column.text('Container', ({ container }) => container),
    reason: column.text('Why: OOMKilled, Error, …', ({ reason }) => reason),
  },
};

export const heartbeatTable: HistoryTable<{ node: string } & Cut<Beat>> = {
  page: 'heartbeats',
  holds: 'one row per stretch of a node with or without heartbeats; for longer windows, only without',
  columns: {
    node: column.text('Node', ({ node }) => node),
    beat: column.text(
      'beating, cordoned (beats, closed to new pods), late, not-ready, lost (silent for too long) or gone (deleted)',
      ({ beat }) => beat,
    ),
    ...STRETCH,
  },
};

/** What an event is called. */
const EVENT = {
  type: column.text<NoisyEvent>('Normal or Warning', ({ type }) => type),
  reason: column.text<NoisyEvent>('Reason', ({ reason }) => reason),
  kind: column.text<NoisyEvent>('Kind of the object', ({ kind }) => kind),
  namespace: column.text<NoisyEvent>('Namespace of the object', ({ namespace }) => namespace),
  name: column.text<NoisyEvent>('Name of the object', ({ name }) => name),
};

export const ledgerTable: HistoryTable<LedgerRow> = {
  page: 'events',
  holds: 'for a day: one row per event',
  columns: {
    ...EVENT,
    message: column.text('Message', ({ message }) => message),
    occurrences: column.number('Occurrences, at least', ({ n }) => n),
    from: column.time('First occurrence', ({ from }) => timeOf(from)),
    to: column.time('Last occurrence', ({ to }) => timeOf(to)),
    source: column.text('Component that reports the event', ({ source }) => source),
    node: column.text('Node that reports the event', ({ node }) => node),
    owner: column.text('Workload that the object belongs to', ({ owner }) => owner),
    uid: column.text('UID of the event', ({ uid }) => uid),
  },
};

export const noisyTable: HistoryTable<NoisyEvent> = {
  page: 'events',
  holds: 'for longer windows: one row per object and reason, the noisiest only',
  columns: {
    ...EVENT,
    occurrences: column.number('Occurrences, at least', ({ n }) => n),
  },
};

/** A snapshot, or a period with missing data. */
export interface CoverageRow {
  what: 'snapshot' | 'missing' | 'eventsLost' | 'eventsPerhapsLost';
  from: number;
  to?: number;
  missing?: number;
  why?: string;
  snapshot?: SnapshotRecord;
}

export const coverageTable: HistoryTable<CoverageRow> = {
  page: 'coverage',
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
  recoverySeconds: column.number<Compared>(
    `Median duration of troubles that ended in recovery${when}`,
    (row) => of(row)?.recovery,
    'seconds',
  ),
});

const BEFORE = figures(({ then }) => then, ', in the period before');
const { availability, ...now } = figures((row) => row.now);

export const analyticsTable: HistoryTable<Compared> = {
  page: 'analytics',
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

/** The tables whose columns the documentation describes, in the order of the pages. */
export const HISTORY_TABLES: readonly HistoryTable[] = [
  statusTable,
  restartTable,
  restartHourTable,
  heartbeatTable,
  ledgerTable,
  noisyTable,
  analyticsTable,
  coverageTable,
];
