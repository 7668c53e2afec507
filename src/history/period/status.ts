import { compareObjects, objectKey } from '../../model/object-ref.ts';
import type { State } from '../../model/report.ts';
import { STATES } from '../../model/state.ts';
import { byKey, cutTrack, joinTracks, type Cut } from '../day/cut.ts';
import type { StateStretch } from '../day/day.ts';
import type { DaySummary } from '../day/summary.ts';
import type { WorkloadRef, WorkloadState } from '../day/workload-day.ts';
import { knownUntilOf, toCells, type PeriodCell } from './cells.ts';
import { compareDurations, measure, type DurationRange } from './duration-range.ts';
import type { Period } from './period.ts';

export interface StatusBar<Entry> {
  /** In order; between them, nothing was seen. */
  states: Cut<Entry>[];
  cells: PeriodCell<State>[];
  /** How long it had each state within the period; absent if it never had. */
  lasted: Partial<Record<State, DurationRange>>;
}

export interface StatusBars {
  cluster: StatusBar<StateStretch>;
  /** Those that failed longest first. */
  workloads: (WorkloadRef & StatusBar<WorkloadState>)[];
}

/**
 * The worst wins, and unseen time is never healthy.
 * @param days summaries of the period
 * @param looks times of the readable snapshots, in order
 */
export function buildStatusBars(
  days: readonly DaySummary[],
  period: Period,
  looks: readonly number[],
): StatusBars {
  const known = knownUntilOf(days);
  const workloads = [...byKey(days, (day) => day.workloads, objectKey).values()].map((parts) => {
    const { kind, namespace, name } = parts.find(({ entry }) => entry)!.entry!;
    const tracks = parts.map(({ day, entry }) => ({ day, track: entry?.states ?? [] }));
    const states = cutTrack(joinTracks(tracks), period.from, period.to);
    return { kind, namespace, name, ...toBar(states, period, { known, looks }) };
  });
  const own = joinTracks(days.map((day) => ({ day, track: day.states })));
  return {
    cluster: toBar(cutTrack(own, period.from, period.to), period, { known, looks }),
    workloads: workloads
      .filter(({ states }) => states.some(({ state }) => state !== 'gone'))
      .sort(
        (a, b) =>
          compareDurations(a.lasted.failing, b.lasted.failing) ||
          compareDurations(a.lasted.degraded, b.lasted.degraded) ||
          compareObjects(a, b),
      ),
  };
}

function toBar<Entry extends { from: number; to?: number; state: State | 'gone' }>(
  states: Cut<Entry>[],
  period: Period,
  { known, looks }: { known: number; looks: readonly number[] },
): StatusBar<Entry> {
  return {
    states,
    cells: toCells(states, period, { valueOf: ({ state }) => state, order: STATES, known }),
    lasted: Object.fromEntries(
      STATES.flatMap((state) => {
        const lasted = measure(states, (stretch) => stretch.state === state, looks, period);
        return lasted ? [[state, lasted]] : [];
      }),
    ),
  };
}
