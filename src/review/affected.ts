/** Lists what was affected in a window, in order: from when, until when, how badly, and why. */
import { isLoud } from '../history/day/finding-day.ts';
import { BEATS } from '../history/day/beats.ts';
import type { Cut } from '../history/day/cut.ts';
import type { Beat } from '../history/day/node-day.ts';
import type { Slice } from '../history/day/slice.ts';
import type { WorkloadState } from '../history/day/workload-day.ts';
import type { DurationRange } from '../history/period/duration-range.ts';
import { findSpells, type Spell } from '../history/period/recoveries.ts';
import { compareObjects, objectKey, toObjectRef } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';
import { compareStates } from '../model/state.ts';
import type { Moments, When } from './moments.ts';

export interface Affected {
  object: ObjectRef;
  worst: Spell['worst'];
  from: When;
  /** Its begin was not seen, or is before the first snapshot of the review. It began at that time or earlier. */
  atLeast?: true;
  /** Absent if it still went on at the end. */
  to?: When;
  /** `unseen`: nobody saw what happened after `to`. */
  end: Spell['end'];
  /** Since `to` it is mere advice: it did not become worse any more, and was not over. */
  eased?: true;
  why?: string;
  /** As of a spell. */
  harm?: number;
  because?: string;
  lasted: DurationRange;
  /** How long the worst state lasted; absent if the state never changed. */
  worstLasted?: DurationRange;
}

/** States of a node, from its heartbeats. */
export const toNodeStates = (beats: readonly Cut<Beat>[]): Cut<WorkloadState>[] =>
  beats.map(({ beat, ...stretch }) => ({
    ...stretch,
    state: BEATS[beat].state,
    ...(beat !== 'beating' && { why: BEATS[beat].text }),
  }));

/** By their begin, the worse first. A thing that was affected twice is listed twice. */
export function listAffected(slice: Slice, moments: Moments): Affected[] {
  const own = [
    ...slice.workloads.flatMap((workload) => toRows(toObjectRef(workload), workload.states, moments)),
    ...slice.nodes.flatMap(({ name, beats }) => toRows({ kind: 'Node', name }, toNodeStates(beats), moments)),
  ];
  // What its own state tells, no finding tells again. But pressure, a cordon or an autoscaler is no state.
  const rows = [...own];
  for (const row of fromFindings(slice, moments).toSorted(compareHarm)) {
    const isTold = rows.some(
      (one) =>
        startOf(one) <= endOf(row) &&
        startOf(row) <= endOf(one) &&
        objectKey(one.object) === objectKey(row.object),
    );
    if (!isTold) rows.push(row);
  }
  return rows.sort(
    (a, b) =>
      startOf(a) - startOf(b) ||
      compareHarm(a, b) ||
      compareStates(a.worst, b.worst) ||
      compareObjects(a.object, b.object),
  );
}

/** A row, with the rows that it explains. */
export interface AffectedThread {
  head: Affected;
  followers: Affected[];
}

/** Folds what one cause explains. What was in trouble before its cause stands by itself. */
export function foldByCause(affected: readonly Affected[]): AffectedThread[] {
  const byKey = Map.groupBy(affected, ({ object }) => objectKey(object));
  const causeOf = ({ because, from }: Affected): Affected | undefined =>
    because === undefined
      ? undefined
      : byKey.get(because)?.findLast((one) => startOf(one) <= from.at && one.because === undefined);
  const threads = new Map<Affected, AffectedThread>();
  for (const one of affected) if (!causeOf(one)) threads.set(one, { head: one, followers: [] });
  for (const one of affected) {
    const cause = causeOf(one);
    if (cause) threads.get(cause)?.followers.push(one);
  }
  return [...threads.values()];
}

/** Negative when the first did more harm. */
export const compareHarm = (a: Pick<Affected, 'harm'>, b: Pick<Affected, 'harm'>): number =>
  (b.harm ?? 0) - (a.harm ?? 0);

const startOf = ({ from }: Affected) => from.at;
const endOf = ({ to }: Affected) => to?.at ?? Infinity;

/** Services, claims, the API server: only findings speak for them. */
function fromFindings(slice: Slice, moments: Moments): Affected[] {
  const others = slice.findings.filter((finding) => finding.kind !== 'Pod');
  return others.flatMap((finding) => {
    const { severity, title, what, met, harm } = finding;
    if (severity === 'advice') return [];
    const track = met.filter(isLoud).flatMap(({ lost, ...stretch }): Cut<WorkloadState>[] => {
      const { to } = stretch;
      const trouble = {
        ...stretch,
        state: severity,
        why: `${title}: ${what}`,
        ...(harm !== undefined && { harm }),
      };
      const isOver = !lost && !stretch.goesOn;
      return isOver ? [trouble, { state: 'healthy', from: to, to, since: to }] : [trouble];
    });
    const easings = new Set(met.flatMap(({ from, advice }) => (advice ? [from] : [])));
    return toRows(toObjectRef(finding), track, moments).map((row) =>
      row.to && easings.has(row.to.at) ? { ...row, eased: true as const } : row,
    );
  });
}

const toRows = (object: ObjectRef, track: readonly Cut<WorkloadState>[], moments: Moments) =>
  findSpells(track, moments.looks).map((spell) => toAffected(object, spell, moments));

function toAffected(
  object: ObjectRef,
  { from, to, worst, end, atLeast, why, harm, because, lasted, worstLasted }: Spell,
  { seen, afterOf }: Moments,
): Affected {
  const whenOf = (at: number): When => {
    const after = afterOf(at);
    return { at, ...(after !== undefined && { after }) };
  };
  // No earlier bound is known for what the first snapshot already showed, or what the histories know from before.
  const isUnbound = atLeast || from <= (seen[0]?.at ?? Infinity);
  return {
    object,
    worst,
    from: isUnbound ? { at: from } : whenOf(from),
    ...(isUnbound && { atLeast: true as const }),
    ...(end !== 'open' && { to: end === 'unseen' ? { at: to } : whenOf(to) }),
    end,
    ...(why !== undefined && { why }),
    ...(harm !== undefined && { harm }),
    ...(because !== undefined && { because }),
    lasted,
    ...(worstLasted && { worstLasted }),
  };
}
