import type { EventGap, SnapshotRecord } from '../day/snapshot-record.ts';
import type { DaySummary } from '../day/summary.ts';
import { findGaps, type Gap } from '../gaps.ts';
import { bucketIndex, bucketsOf, type Bucket, type Period } from './period.ts';

export interface CoverageHistory {
  /** Snapshots that were taken, and that were due by their own settings. */
  taken: number;
  due: number;
  missed: Gap[];
  /** Snapshots that could not be folded, with the reason. */
  lost: { number: number; at: number; why: string }[];
  /** Snapshots with a wrong or suspicious clock. */
  odd: Pick<SnapshotRecord, 'number' | 'at' | 'says' | 'marks'>[];
  /** Kinds that were not completely seen, those missed most first. */
  unseen: { kind: string; state: string; snapshots: number; first: number; last: number; error?: string }[];
  /** Times in which events were certainly lost, and in which they may have been. */
  eventsLost: Bucket[];
  eventsPerhapsLost: (Bucket & { why: Exclude<EventGap['why'], 'interval'> })[];
  cells: (Bucket & { taken: number; missing: number; partial: number })[];
}

/** What was looked at, and what was not. @param days summaries of the period */
export function buildCoverage(days: readonly DaySummary[], period: Period): CoverageHistory {
  const isIn = ({ at }: { at: number }) => at >= period.from && at < period.to;
  const all = days.flatMap((day) => day.snapshots);
  const snapshots = all.filter(isIn);
  const missed = findGaps(all).filter(({ from, to }) => from < period.to && to > period.from);
  const gaps = days
    .flatMap((day) => day.eventGaps)
    .filter(({ from, to }) => from < period.to && to > period.from);
  const cells = bucketsOf(period).map((bucket) => ({ ...bucket, taken: 0, missing: 0, partial: 0 }));
  for (const { at, unseen } of snapshots) {
    const cell = cells[bucketIndex(period, at)!]!;
    cell.taken += 1;
    if (unseen) cell.partial += 1;
  }
  for (const { from, to, missing } of missed) {
    // A wrong clock makes gaps of centuries: only what lies in the period is walked through.
    const indexAt = (at: number) => ((at - from) * (missing + 1)) / (to - from);
    const [first, last] = [Math.floor(indexAt(period.from)) - 1, Math.ceil(indexAt(period.to)) + 1];
    for (let index = Math.max(1, first); index <= Math.min(missing, last); index += 1) {
      const cell = cells[bucketIndex(period, Math.floor(from + ((to - from) * index) / (missing + 1))) ?? -1];
      if (cell) cell.missing += 1;
    }
  }
  return {
    taken: snapshots.length,
    due: snapshots.length + cells.reduce((sum, { missing }) => sum + missing, 0),
    missed,
    lost: snapshots.flatMap(({ number, at, damaged, gone, leftOut }) => {
      const why = damaged ?? (gone && `deleted by ${gone}`) ?? (leftOut && 'came too late');
      return why ? [{ number, at, why }] : [];
    }),
    odd: snapshots
      .filter(({ says, marks }) => says !== undefined || marks)
      .map(({ number, at, says, marks }) => ({ number, at, ...(says && { says }), ...(marks && { marks }) })),
    unseen: sumUnseen(snapshots),
    eventsLost: gaps.filter(({ why }) => why === 'interval').map(({ from, to }) => ({ from, to })),
    eventsPerhapsLost: gaps.flatMap(({ from, to, why }) => (why === 'interval' ? [] : [{ from, to, why }])),
    cells,
  };
}

function sumUnseen(snapshots: readonly SnapshotRecord[]): CoverageHistory['unseen'] {
  const kinds = new Map<string, CoverageHistory['unseen'][number]>();
  for (const { at, unseen = [] } of snapshots) {
    for (const { kind, state, error } of unseen) {
      const before = kinds.get(kind);
      kinds.set(kind, {
        kind,
        state,
        snapshots: (before?.snapshots ?? 0) + 1,
        first: before?.first ?? at,
        last: at,
        ...(error !== undefined && { error }),
      });
    }
  }
  return [...kinds.values()].sort((a, b) => b.snapshots - a.snapshots);
}
