import type { State } from '../../model/report.ts';
import type { Cut } from '../day/cut.ts';
import type { ReplicaStretch } from '../day/workload-day.ts';
import { measure, measureRun, runsOf, touches, type Lasted } from '../lasted.ts';

/** A time of trouble, as long as it was seen without a break. What nobody saw is no trouble. */
export interface Spell {
  from: number;
  to: number;
  worst: 'failing' | 'degraded';
  /** How it ended: healthy again, gone, or out of sight; `open` while it goes on. */
  end: 'recovered' | 'gone' | 'unseen' | 'open';
  /** It was not seen to begin. */
  atLeast: boolean;
  why?: string;
  /** What it weighed at its worst, by the share that was down and who missed it; absent where nobody weighed it. */
  harm?: number;
  lasted: Lasted;
  /** How much of that it was at its worst; absent where it was so all the time. */
  worstLasted?: Lasted;
}

type Entry = Cut<{
  from: number;
  to?: number;
  atLeast?: true;
  state: State | 'gone';
  why?: string;
  harm?: number;
}>;

const isTrouble = ({ state }: Entry) => state === 'failing' || state === 'degraded';

/**
 * Times of trouble in a track.
 * @param looks times of the snapshots that were read, in order
 */
export function findSpells(track: readonly Entry[], looks: readonly number[]): Spell[] {
  return runsOf(track, isTrouble).map((run): Spell => {
    const those = track.slice(run.first, run.last + 1);
    const [begin, end] = [those[0]!, those.at(-1)!];
    const worst = those.some(({ state }) => state === 'failing') ? 'failing' : 'degraded';
    const isWorst = ({ state }: Entry) => state === worst;
    const why = those.find((entry) => isWorst(entry) && entry.why)?.why;
    const harms = those.flatMap(({ harm }) => harm ?? []);
    const next = touches(track, run.last + 1) ? track[run.last + 1]!.state : undefined;
    const worstLasted = those.every(isWorst)
      ? undefined
      : measure(track, (entry) => isWorst(entry) && those.includes(entry), looks);
    return {
      from: begin.since,
      to: end.to,
      worst,
      end: end.goesOn ? 'open' : next === 'healthy' ? 'recovered' : next === 'gone' ? 'gone' : 'unseen',
      // Before it stood what could not be judged: it may have been trouble.
      atLeast: begin.atLeast ?? (touches(track, run.first) && track[run.first - 1]?.state === 'unknown'),
      ...(why && { why }),
      ...(harms.length > 0 && { harm: Math.max(...harms) }),
      lasted: measureRun(track, run, looks),
      ...(worstLasted && { worstLasted }),
    };
  });
}

/** Times in which fewer replicas were ready than wanted. A restart that no snapshot saw a replica miss for is none. */
export function findShortages(replicas: readonly Cut<ReplicaStretch>[], looks: readonly number[]): Spell[] {
  const track = replicas.map(({ desired, ready, ...stretch }): Entry => {
    if (desired === undefined || ready === undefined) return { ...stretch, state: 'unknown' };
    if (ready >= desired) return { ...stretch, state: 'healthy' };
    return { ...stretch, state: ready === 0 ? 'failing' : 'degraded' };
  });
  return findSpells(track, looks);
}

/**
 * Median of the seconds from the first snapshot that showed trouble to the first that showed it over: no more than an
 * interval from the truth. What was not seen to begin does not count. Undefined where nothing recovered.
 */
export function medianRecovery(spells: readonly Spell[]): number | undefined {
  const whole = spells.filter(({ end, atLeast }) => end === 'recovered' && !atLeast);
  return medianOf(whole.map(({ from, to }) => to - from));
}

export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
