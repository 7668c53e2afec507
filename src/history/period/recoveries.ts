import { isTrouble } from '../../model/state.ts';
import type { State } from '../../model/report.ts';
import { cutTrack, joinTracks, type Cut } from '../day/cut.ts';
import type { DaySummary } from '../day/summary.ts';
import type { ReplicaStretch } from '../day/workload-day.ts';
import { measure, measureRun, runsOf, touches, type DurationRange } from './duration-range.ts';
import type { Bucket } from './period.ts';

/** A time of trouble, as long as it was seen without a break. Unseen time is no trouble. */
export interface Spell {
  from: number;
  /** If its end was not seen, or it goes on: its last sight. */
  to: number;
  worst: 'failing' | 'degraded';
  /** How it ended: healthy again, gone, or out of sight; `open` while it goes on. */
  end: 'recovered' | 'gone' | 'unseen' | 'open';
  /** Its begin was not seen. */
  atLeast: boolean;
  why?: string;
  /** Its worst harm, from the share that was down and its reach; absent if it was not weighed. */
  harm?: number;
  /** The key of its cause, if that is another object. */
  because?: string;
  lasted: DurationRange;
  /** How long the worst state lasted; absent if the state never changed. */
  worstLasted?: DurationRange;
}

type TroubleStretch = Cut<{
  from: number;
  to?: number;
  atLeast?: true;
  state: State | 'gone';
  why?: string;
  harm?: number;
  because?: string;
}>;

/**
 * Times of trouble in a track.
 * @param looks times of the snapshots that were read, in order
 */
export function findSpells(track: readonly TroubleStretch[], looks: readonly number[]): Spell[] {
  return runsOf(track, ({ state }) => isTrouble(state)).map((run): Spell => {
    const those = track.slice(run.first, run.last + 1);
    const [begin, end] = [those[0]!, those.at(-1)!];
    const worst = those.some(({ state }) => state === 'failing') ? 'failing' : 'degraded';
    const isWorst = ({ state }: TroubleStretch) => state === worst;
    const why = those.find((entry) => isWorst(entry) && entry.why)?.why;
    const because = those.find((entry) => entry.because)?.because;
    const harms = those.flatMap(({ harm }) => harm ?? []);
    const next = touches(track, run.last + 1) ? track[run.last + 1]!.state : undefined;
    const worstLasted = those.every(isWorst)
      ? undefined
      : measure(track, (entry) => isWorst(entry) && those.includes(entry), looks);
    const how = end.goesOn ? 'open' : next === 'healthy' ? 'recovered' : next === 'gone' ? 'gone' : 'unseen';
    // The state before could not be judged: it may have been trouble.
    const atLeast = begin.atLeast ?? (touches(track, run.first) && track[run.first - 1]?.state === 'unknown');
    const { least, most } = measureRun(track, run, looks);
    const isBounded = most !== undefined && !atLeast && how !== 'unseen';
    return {
      from: begin.since,
      to: how === 'unseen' || how === 'open' ? begin.since + least : end.to,
      worst,
      end: how,
      atLeast,
      ...(why && { why }),
      ...(harms.length > 0 && { harm: Math.max(...harms) }),
      ...(because !== undefined && { because }),
      lasted: { least, ...(isBounded && { most }) },
      ...(worstLasted && { worstLasted }),
    };
  });
}

/** Times of trouble of the cluster as a whole. @param days those of the time, and their neighbours */
export const clusterSpells = (
  days: readonly Pick<DaySummary, 'day' | 'known' | 'states'>[],
  { from, to }: Bucket,
  looks: readonly number[],
): Spell[] =>
  findSpells(cutTrack(joinTracks(days.map((day) => ({ day, track: day.states }))), from, to), looks);

/** Times with fewer ready replicas than wanted. A restart without a missing replica in any snapshot is none. */
export function findShortages(replicas: readonly Cut<ReplicaStretch>[], looks: readonly number[]): Spell[] {
  const track = replicas.map(({ desired, ready, ...stretch }): TroubleStretch => {
    if (desired === undefined || ready === undefined) return { ...stretch, state: 'unknown' };
    if (ready >= desired) return { ...stretch, state: 'healthy' };
    return { ...stretch, state: ready === 0 ? 'failing' : 'degraded' };
  });
  return findSpells(track, looks);
}

/** Median of the times of trouble that recovered. Without a seen begin, they do not count. Undefined without any. */
export const medianRecovery = (spells: readonly Spell[]): DurationRange | undefined =>
  medianDuration(spells.flatMap(({ end, lasted }) => (end === 'recovered' ? [lasted] : [])));

/** Median of durations that have both bounds: that of the least, to that of the most. Undefined without any. */
export function medianDuration(durations: readonly DurationRange[]): DurationRange | undefined {
  const whole = durations.flatMap(({ least, most }) => (most === undefined ? [] : [{ least, most }]));
  const [least, most] = [medianOf(whole.map((one) => one.least)), medianOf(whole.map((one) => one.most))];
  return least === undefined || most === undefined ? undefined : { least, most };
}

function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
