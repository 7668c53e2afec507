import { compareObjects, objectKey } from '../../model/object-ref.ts';
import { compareText } from '../../model/state.ts';
import type { DaySummary } from '../day/summary.ts';
import type { WorkloadRef } from '../day/workload-day.ts';
import { bucketIndex, bucketsOf, type Bucket, type Period } from './period.ts';

export interface RestartRow extends WorkloadRef {
  /** At least this many. */
  total: number;
  /** By container, most first. */
  containers: { name: string; n: number }[];
  /** By reason, most first; without a reason if none was seen. */
  reasons: { reason?: string; n: number }[];
  /** Pods that replaced others. */
  replaced: number;
  /** Hour of the last restart. */
  last?: number;
  /** Restarts by bucket. */
  cells: number[];
}

/** Workloads by time. */
export interface RestartMatrix {
  buckets: Bucket[];
  /** Workloads with restarts, most first. */
  rows: RestartRow[];
  total: number;
  /** The largest cell. */
  most: number;
}

/** @param days summaries of the period, and of the day after it if it exists */
export function buildRestartMatrix(days: readonly DaySummary[], period: Period): RestartMatrix {
  const buckets = bucketsOf(period);
  const rows = new Map<string, Sums>();
  for (const day of days) {
    for (const workload of day.workloads) {
      const isWithin = bucketIndex(period, Date.parse(day.day) / 1000) !== undefined;
      const restarts = workload.restarts.filter(({ hour }) => bucketIndex(period, hour) !== undefined);
      if (restarts.length === 0 && (workload.replaced === 0 || !isWithin)) continue;
      const key = objectKey(workload);
      const sums = rows.get(key) ?? emptySums(workload, buckets.length);
      rows.set(key, sums);
      if (isWithin) sums.row.replaced += workload.replaced;
      for (const { hour, container, reason, n } of restarts) {
        const { row } = sums;
        row.total += n;
        row.last = Math.max(row.last ?? 0, hour);
        row.cells[bucketIndex(period, hour)!]! += n;
        sums.containers.set(container, (sums.containers.get(container) ?? 0) + n);
        sums.reasons.set(reason ?? '', (sums.reasons.get(reason ?? '') ?? 0) + n);
      }
    }
  }
  const found = [...rows.values()]
    .filter(({ row }) => row.total > 0)
    .sort((a, b) => compareRestarts(a.row, b.row) || compareObjects(a.row, b.row))
    .map(toRestartRow);
  return {
    buckets,
    rows: found,
    total: found.reduce((sum, { total }) => sum + total, 0),
    most: Math.max(0, ...found.flatMap(({ cells }) => cells)),
  };
}

interface Sums {
  row: RestartRow;
  containers: Map<string, number>;
  reasons: Map<string, number>;
}

const emptySums = ({ kind, namespace, name }: WorkloadRef, buckets: number): Sums => ({
  row: {
    ...{ kind, namespace, name },
    total: 0,
    containers: [],
    reasons: [],
    replaced: 0,
    cells: Array.from({ length: buckets }, () => 0),
  },
  containers: new Map(),
  reasons: new Map(),
});

const compareRestarts = (a: RestartRow, b: RestartRow) => b.total - a.total || (b.last ?? 0) - (a.last ?? 0);

const toRestartRow = ({ row, containers, reasons }: Sums): RestartRow => ({
  ...row,
  containers: rank(containers).map(([name, n]) => ({ name, n })),
  reasons: rank(reasons).map(([reason, n]) => ({ ...(reason && { reason }), n })),
});

/** Most first. */
export const rank = (sums: ReadonlyMap<string, number>) =>
  [...sums].sort(([a, one], [b, other]) => other - one || compareText(a, b));
