/** Swim lanes: what was involved, the most involved first, each over the time of the window. */
import { isTrouble } from '../model/state.ts';
import type { Cut } from '../history/day/cut.ts';
import { subjectKey } from '../history/day/event-day.ts';
import type { Slice } from '../history/day/slice.ts';
import type { Rollout, WorkloadState } from '../history/day/workload-day.ts';
import { measure, type DurationRange } from '../history/period/duration-range.ts';
import { formatCount } from '../model/english.ts';
import { compareObjects, objectKey, toObjectRef } from '../model/object-ref.ts';
import type { ObjectRef, State } from '../model/report.ts';
import { formatSpell } from '../words/history.ts';
import { toNodeStates } from './affected.ts';
import type { Moments } from './moments.ts';

export interface Lane {
  /** Absent: the cluster as a whole. */
  object?: ObjectRef;
  states: Cut<WorkloadState>[];
  rollouts: Rollout[];
  restarts: { at: number; n: number }[];
  /** Warning events about it. */
  warnings: { at: number; n: number }[];
  /** `failing 15 min to 45 min, 12 restarts`. */
  note: string;
}

export interface Lanes {
  cluster: Lane;
  /** Ranked by involvement: how badly, how long, how early, and how much happened. */
  lanes: Lane[];
  /** Number of further involved objects. */
  more: number;
}

/** Number of lanes besides the cluster's. */
const MOST_LANES = 14;

type Plain = Omit<Lane, 'note'>;

/** @param wide the slice up to the last snapshot, perhaps after the window: it tells how long states lasted */
export function buildLanes(slice: Slice, wide: Slice, { looks }: Pick<Moments, 'looks'>): Lanes {
  const cluster: Plain = { states: slice.states, rollouts: [], restarts: [], warnings: [] };
  const involved = listInvolved(slice);
  const wideOf = new Map([
    ...wide.workloads.map((workload) => [objectKey(workload), workload.states] as const),
    ...wide.nodes.map(({ name, beats }) => [objectKey(toNode(name)), toNodeStates(beats)] as const),
  ]);
  const withNote = (lane: Plain): Lane => {
    const states: Plain['states'] = lane.object ? (wideOf.get(objectKey(lane.object)) ?? []) : wide.states;
    const lastedAs = (state: State) =>
      measure(states, (one) => one.state === state && one.from < slice.to, looks);
    return { ...lane, note: writeNote(lane, lastedAs) };
  };
  return {
    cluster: withNote(cluster),
    lanes: involved.slice(0, MOST_LANES).map(withNote),
    more: Math.max(0, involved.length - MOST_LANES),
  };
}

function listInvolved(slice: Slice): Plain[] {
  const warnings = Map.groupBy(
    slice.events.filter(({ type }) => type !== 'Normal'),
    subjectKey,
  );
  const warningsOf = (key: string) => (warnings.get(key) ?? []).flatMap(({ seen }) => seen);
  const workloads = slice.workloads.map((workload): Plain => {
    const { states, rollouts, restarts } = workload;
    return {
      ...{ object: toObjectRef(workload), states, rollouts, restarts },
      warnings: warningsOf(objectKey(workload)),
    };
  });
  const nodes = slice.nodes.map(({ name, beats }): Plain => {
    const object = toNode(name);
    const states = toNodeStates(beats);
    return { object, states, rollouts: [], restarts: [], warnings: warningsOf(objectKey(object)) };
  });
  return [...workloads, ...nodes]
    .map((lane) => ({ lane, score: scoreOf(lane, slice.to) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compareObjects(a.lane.object!, b.lane.object!))
    .map(({ lane }) => lane);
}

const toNode = (name: string) => ({ kind: 'Node', name });

/** How much a moment of trouble counts: 1 and its harm. A failure without a known harm counts 2. */
function weightOf({ state, harm }: Pick<WorkloadState, 'state' | 'harm'>): number {
  if (state !== 'failing' && state !== 'degraded') return 0;
  return 1 + (harm ?? Number(state === 'failing'));
}

const sumOf = (entries: readonly { n: number }[]) => entries.reduce((sum, { n }) => sum + n, 0);

/** Upper limits, so that a storm of events does not outweigh a failure. */
const MOST_COUNTED = { restarts: 120, warnings: 60 };

/**
 * Minutes of trouble, with failure counted twice. Added: half of the minutes left when the trouble began, and its
 * events. A rollout while others fail also counts, because it may be the cause.
 */
function scoreOf(lane: Plain, to: number): number {
  const { states, restarts, rollouts, warnings } = lane;
  const minutes =
    states.reduce((sum, stretch) => sum + weightOf(stretch) * (stretch.to - stretch.from), 0) / 60;
  const first = states.find(({ state }) => isTrouble(state));
  const early = first ? (to - first.from) / 120 : 0;
  const happened =
    Math.min(MOST_COUNTED.restarts, sumOf(restarts)) +
    rollouts.length * 20 +
    Math.min(MOST_COUNTED.warnings, sumOf(warnings)) / 2;
  const isGone = states.some(({ state }) => state === 'gone');
  return minutes + early + happened + Number(isGone);
}

function writeNote(lane: Plain, lastedAs: (state: State) => DurationRange | undefined): string {
  const parts = [
    ...(['failing', 'degraded'] as const).flatMap((state) => {
      const lasted = lastedAs(state);
      return lasted ? [formatSpell(state, lasted)] : [];
    }),
    ...(lane.rollouts.length > 0 ? [formatCount(lane.rollouts.length, 'rollout')] : []),
    ...(lane.restarts.length > 0 ? [formatCount(sumOf(lane.restarts), 'restart')] : []),
    ...(lane.warnings.length > 0 ? [formatCount(sumOf(lane.warnings), 'warning')] : []),
    ...(lane.states.at(-1)?.state === 'gone' ? ['gone'] : []),
  ];
  return parts.join(', ') || (lane.states.length > 0 ? 'healthy' : 'not seen');
}
