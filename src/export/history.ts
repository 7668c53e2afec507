/** Histories as CSV: a row per stretch, restart, event or workload. Times are ISO 8601, UTC. */
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
import { toRecords } from './csv.ts';
import type { Cell } from './table.ts';

type HistoryColumns<Row> = readonly (readonly [name: string, cell: (row: Row) => Cell])[];

/** A table of a history, with the window that it is of in every row. */
export function* toHistoryCsv<Row>(
  columns: HistoryColumns<Row>,
  rows: readonly Row[],
  { cluster, period }: { cluster: string; period: Pick<Period, 'from' | 'to'> },
): Generator<string> {
  const origin = [cluster, fromUnix(period.from), fromUnix(period.to)];
  yield* toRecords(
    [...columns.map(([name]) => name), 'cluster', 'windowFrom', 'windowTo'],
    rows.map((row) => [...columns.map(([, cell]) => cell(row)), ...origin]),
  );
}

const timeOf = (at: number | undefined) => (at === undefined ? undefined : fromUnix(at));

type AnyStretch = Pick<Cut<Beat>, 'from' | 'to' | 'since' | 'atLeast' | 'goesOn'>;

const STRETCH: HistoryColumns<AnyStretch> = [
  ['from', ({ from }) => timeOf(from)],
  ['to', ({ to }) => timeOf(to)],
  ['since', ({ since }) => timeOf(since)],
  ['seconds', ({ from, to }) => to - from],
  ['sinceAtLeast', ({ atLeast }) => atLeast === true],
  ['goesOn', ({ goesOn }) => goesOn === true],
];

type StatusRow = Partial<WorkloadRef> & StatusBars['workloads'][number]['states'][number];

/** Without a workload it is the cluster as a whole. */
export const statusColumns: HistoryColumns<StatusRow> = [
  ['kind', ({ kind }) => kind],
  ['namespace', ({ namespace }) => namespace],
  ['name', ({ name }) => name],
  ['state', ({ state }) => state],
  ...STRETCH,
  ['why', ({ why }) => why],
];

/** @param whole also the stretches in which workloads were healthy, which are most of all by far */
export const statusRows = ({ cluster, workloads }: StatusBars, whole: boolean): StatusRow[] => [
  ...cluster.states,
  ...workloads.flatMap(({ kind, namespace, name, states }) =>
    states
      .filter(({ state }) => whole || state !== 'healthy')
      .map((stretch) => ({ kind, namespace, name, ...stretch })),
  ),
];

const WORKLOAD: HistoryColumns<WorkloadRef> = [
  ['kind', ({ kind }) => kind],
  ['namespace', ({ namespace }) => namespace],
  ['name', ({ name }) => name],
];

/** Each restart of a day. */
export const restartColumns: HistoryColumns<WorkloadRef & Restart> = [
  ['at', ({ at }) => timeOf(at)],
  ['after', ({ after }) => timeOf(after)],
  ['by', ({ by }) => timeOf(by)],
  ['restarts', ({ n }) => n],
  ...WORKLOAD,
  ['pod', ({ pod }) => pod],
  ['container', ({ container }) => container],
  ['reason', ({ reason }) => reason],
  ['exitCode', ({ exitCode }) => exitCode],
  ['signal', ({ signal }) => signal],
  ['finishedAt', ({ finishedAt }) => timeOf(finishedAt)],
];

/** Restarts by the hour, as long windows know them. */
export const restartHourColumns: HistoryColumns<WorkloadRef & WorkloadSummary['restarts'][number]> = [
  ['hour', ({ hour }) => timeOf(hour)],
  ['restarts', ({ n }) => n],
  ...WORKLOAD,
  ['container', ({ container }) => container],
  ['reason', ({ reason }) => reason],
];

export const heartbeatColumns: HistoryColumns<{ node: string } & Cut<Beat>> = [
  ['node', ({ node }) => node],
  ['beat', ({ beat }) => beat],
  ...STRETCH,
];

export const ledgerColumns: HistoryColumns<LedgerRow> = [
  ['type', ({ type }) => type],
  ['reason', ({ reason }) => reason],
  ['kind', ({ kind }) => kind],
  ['namespace', ({ namespace }) => namespace],
  ['name', ({ name }) => name],
  ['message', ({ message }) => message],
  ['occurrences', ({ n }) => n],
  ['from', ({ from }) => timeOf(from)],
  ['to', ({ to }) => timeOf(to)],
  ['source', ({ source }) => source],
  ['node', ({ node }) => node],
  ['owner', ({ owner }) => owner],
  ['uid', ({ uid }) => uid],
];

export const noisyColumns: HistoryColumns<NoisyEvent> = [
  ['type', ({ type }) => type],
  ['reason', ({ reason }) => reason],
  ['kind', ({ kind }) => kind],
  ['namespace', ({ namespace }) => namespace],
  ['name', ({ name }) => name],
  ['occurrences', ({ n }) => n],
];

/** A snapshot, or a stretch of which something is missing. */
export interface CoverageRow {
  what: 'snapshot' | 'missing' | 'eventsLost' | 'eventsPerhapsLost';
  from: number;
  to?: number;
  missing?: number;
  why?: string;
  snapshot?: SnapshotRecord;
}

export const coverageColumns: HistoryColumns<CoverageRow> = [
  ['what', ({ what }) => what],
  ['from', ({ from }) => timeOf(from)],
  ['to', ({ to }) => timeOf(to)],
  ['number', ({ snapshot }) => snapshot?.number],
  ['says', ({ snapshot }) => timeOf(snapshot?.says)],
  ['marks', ({ snapshot }) => snapshot?.marks],
  ['intervalSeconds', ({ snapshot }) => snapshot?.interval],
  ['unseen', ({ snapshot }) => snapshot?.unseen?.map(({ kind, state }) => `${kind} ${state}`)],
  ['damaged', ({ snapshot }) => snapshot?.damaged],
  ['deletedBy', ({ snapshot }) => snapshot?.gone],
  ['missing', ({ missing }) => missing],
  ['why', ({ why }) => why],
];

/** Figures of a workload, and those of the period before. */
export const analyticsColumns: HistoryColumns<{ now: WorkloadAnalytics; then?: WorkloadAnalytics }> = [
  ['kind', ({ now }) => now.kind],
  ['namespace', ({ now }) => now.namespace],
  ['name', ({ now }) => now.name],
  ['availability', ({ now }) => now.availability],
  ['replicaHours', ({ now }) => now.replicaHours],
  ['restarts', ({ now }) => now.restarts],
  ['podsReplaced', ({ now }) => now.replaced],
  ['deployments', ({ now }) => now.deployments],
  ['timesOfTrouble', ({ now }) => now.spells.length],
  ['recoverySeconds', ({ now }) => now.recovery],
  ['availabilityBefore', ({ then }) => then?.availability],
  ['restartsBefore', ({ then }) => then?.restarts],
  ['podsReplacedBefore', ({ then }) => then?.replaced],
  ['deploymentsBefore', ({ then }) => then?.deployments],
  ['timesOfTroubleBefore', ({ then }) => then?.spells.length],
  ['recoverySecondsBefore', ({ then }) => then?.recovery],
];
