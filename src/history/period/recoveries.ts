import type { State } from '../../model/report.ts';
import type { Cut } from '../day/cut.ts';

/** A time of trouble: from the first stretch that is not healthy to the next that is. */
export interface Spell {
  from: number;
  to: number;
  worst: 'failing' | 'degraded';
  /** How it ended: healthy again, gone, or out of sight; `open` while it goes on. */
  end: 'recovered' | 'gone' | 'unseen' | 'open';
  /** It was not seen to begin. */
  atLeast: boolean;
  why?: string;
}

type Entry = Cut<{ from: number; to?: number; atLeast?: true; state: State | 'gone'; why?: string }>;

/** Times of trouble in a track. What was unknown or unseen in between ends none that goes on after it. */
export function findSpells(states: readonly Entry[]): Spell[] {
  const spells: Spell[] = [];
  let open: Spell | undefined;
  let end = 0;
  const close = (how: Spell['end'], to: number) => {
    if (open) spells.push({ ...open, end: how, to });
    open = undefined;
  };
  for (const { state, from, to, since, atLeast, why, goesOn } of states) {
    if (state === 'failing' || state === 'degraded') {
      open ??= { from: since, to, worst: state, end: 'open', atLeast: atLeast ?? false, ...(why && { why }) };
      if (state === 'failing' && open.worst !== 'failing') open = { ...open, worst: state };
      end = to;
      if (goesOn) close('open', to);
    } else if (state === 'healthy') close('recovered', from);
    else if (state === 'gone') close('gone', from);
  }
  close('unseen', end);
  return spells;
}

/** Median of the seconds from the beginning to the recovery; undefined where nothing recovered. */
export function medianRecovery(spells: readonly Spell[]): number | undefined {
  return medianOf(spells.filter(({ end }) => end === 'recovered').map(({ from, to }) => to - from));
}

export function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
