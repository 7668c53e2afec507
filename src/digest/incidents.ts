/** Times of trouble that mattered: one for each cause, with what followed from it. Pure. */
import { isBeatTrouble } from '../history/day/beats.ts';
import type { Cut } from '../history/day/cut.ts';
import type { WorkloadSlice } from '../history/day/slice.ts';
import type { WorkloadState } from '../history/day/workload-day.ts';
import {
  addDurations,
  compareDurations,
  measureRun,
  touches,
  type DurationRange,
} from '../history/period/duration-range.ts';
import { objectKey } from '../model/object-ref.ts';
import type { ClusterFacts } from './facts.ts';

/** A time of trouble. A time with an unseen end ends with its last sight. */
export type IncidentStretch = Cut<WorkloadState> & { lasted: DurationRange; lostSight?: true };

export interface Incident {
  workload: WorkloadSlice;
  /** Failing if it failed at all; then only those times count. */
  worst: 'failing' | 'degraded';
  /** When it was so, in order. */
  stretches: IncidentStretch[];
  /** All of these times together. */
  lasted: DurationRange;
  /** Its worst harm, from the share that was down and its reach. */
  harm: number;
  /** How it ended: `goes on`; `over` if it was seen not to be so; `gone` with the workload; `unseen`. */
  end: 'goes on' | 'over' | 'gone' | 'unseen';
  /** The key of its cause, if that is another object. */
  because?: string;
  /** Workloads in trouble by it, the most harm first. */
  followers: Incident[];
}

/** Degraded workloads below this harm are no incident: half of what others call, or an eighth of an entrance. */
const LEAST_HARM = 1;

type Facts = Pick<ClusterFacts, 'slice' | 'window' | 'looks'>;

/**
 * Workloads that failed, or were degraded so that it mattered. The most harm first; with equal harm, running incidents
 * first, then the longest. What another incident caused stands with it.
 */
export function findIncidents(facts: Facts): Incident[] {
  const all = listTroubled(facts).sort(compareIncidents);
  const byKey = new Map(all.map((incident) => [objectKey(incident.workload), incident]));
  const first = new Map<string, Incident>();
  const heads = all.filter((incident) => {
    const { because } = incident;
    if (because === undefined) return true;
    // The node tells of its workloads.
    if (isTakenAlong(incident, facts)) return false;
    const cause = byKey.get(because) ?? first.get(because);
    if (!cause || cause === incident || !followsCause(incident, cause.stretches[0]!.since)) {
      first.set(because, incident);
      return true;
    }
    cause.followers.push(incident);
    return false;
  });
  return heads.filter(({ worst, harm }) => worst === 'failing' || harm >= LEAST_HARM);
}

/** Trouble that was there before is no consequence, even if something else made it worse. */
const followsCause = ({ stretches }: Incident, causeBegan: number) => stretches[0]!.since >= causeBegan;

function isTakenAlong(incident: Incident, { slice }: Facts): boolean {
  const node = slice.nodes.find(({ name }) => objectKey({ kind: 'Node', name }) === incident.because);
  const began = node?.beats.find(({ beat }) => isBeatTrouble(beat))?.since;
  return began !== undefined && followsCause(incident, began);
}

/** Workloads in trouble by a node, the most harm first. */
export const listTakenAlong = (node: string, facts: Facts): Incident[] =>
  listTroubled(facts)
    .filter((one) => one.because === objectKey({ kind: 'Node', name: node }) && isTakenAlong(one, facts))
    .sort(compareIncidents);

const compareIncidents = (a: Incident, b: Incident) =>
  b.harm - a.harm ||
  Number(b.end !== 'over') - Number(a.end !== 'over') ||
  compareDurations(a.lasted, b.lasted);

function listTroubled({ slice, window, looks }: Facts): Incident[] {
  const wentAt = indexWent(slice);
  return slice.workloads.flatMap((workload): Incident[] => {
    const { states } = workload;
    const worst = (['failing', 'degraded'] as const).find((state) =>
      states.some((one) => one.state === state),
    );
    if (!worst) return [];
    const stretches = listStretches(states, worst, window, looks);
    const last = stretches.at(-1)!;
    // A spell of one look ends where it begins, if nobody looked again: it is not what came after it.
    const after = states.find(({ from }) => from >= last.to && from > last.from);
    const isGone = after?.state === 'gone' || wentAt.get(objectKey(workload))?.includes(last.to) === true;
    const end = last.to >= window.to ? 'goes on' : !after ? 'unseen' : isGone ? 'gone' : 'over';
    const worstOne = stretches.reduce((a, b) => ((b.harm ?? 0) > (a.harm ?? 0) ? b : a));
    return [
      {
        ...{ workload, worst, stretches, end, followers: [] },
        lasted: addDurations(stretches.map((one) => one.lasted))!,
        harm: worstOne.harm ?? 0,
        // A time of trouble of its own is no consequence.
        ...(worstOne.because !== undefined &&
          stretches.every(({ because }) => because === worstOne.because) && { because: worstOne.because }),
      },
    ];
  });
}

/**
 * When findings ended since their object was deleted, by its key. An object that is being deleted is well, as nothing but
 * its deletion is told.
 */
function indexWent({ findings }: Facts['slice']): Map<string, number[]> {
  const went = new Map<string, number[]>();
  for (const finding of findings) {
    const ends = finding.met.flatMap(({ gone, to }) => (gone ? [to] : []));
    if (ends.length > 0) went.set(objectKey(finding), [...(went.get(objectKey(finding)) ?? []), ...ends]);
  }
  return went;
}

function listStretches(
  states: readonly Cut<WorkloadState>[],
  worst: Incident['worst'],
  { to: end }: ClusterFacts['window'],
  looks: readonly number[],
): IncidentStretch[] {
  return states.flatMap((stretch, index): IncidentStretch[] => {
    if (stretch.state !== worst) return [];
    const lasted = measureRun(states, { first: index, last: index }, looks);
    if (stretch.to >= end || touches(states, index + 1)) return [{ ...stretch, lasted }];
    const to = Math.max(stretch.from, stretch.since + lasted.least);
    return [{ ...stretch, to, lasted, lostSight: true }];
  });
}
