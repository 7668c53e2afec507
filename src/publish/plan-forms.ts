/** Decides how much of an edition stays printed as it gets older. Pure. */
import { startOfDay, SECONDS_A_DAY } from '../history/day/unix.ts';
import type { State } from '../model/report.ts';
import type { EditionForm } from '../site/plan.ts';

/** How long each step of the pages lasts, in seconds, one after the other. */
export interface KeepPolicy {
  /** How long every edition has all its pages. */
  all: number;
  /** How long, after that, the first edition of each hour has them, and each one with another state than before. */
  hourly: number;
  /** How long, after that, all but the first of each day are brief. Then each of them is one small page. */
  brief: number;
}

/** A snapshot of a UTC day, as its Day and its manifest know it. */
export interface FormCandidate {
  number: number;
  /** Its place in time, Unix seconds. */
  at: number;
  /** The cluster's state; absent if nobody knows. */
  state?: State;
  /** It is in the store, and was readable. */
  isShown: boolean;
  /** It was pinned, or somebody asked for all its pages. */
  isHeld: boolean;
}

/** The steps, in their order. */
export const KEEP_STEPS = ['all', 'hourly', 'brief'] as const;
export type KeepStep = (typeof KEEP_STEPS)[number];

/**
 * The steps that are over for a UTC day. A day's editions change together, so that no day is a mixture for longer than
 * it takes to print it.
 * @param now the time of the cluster's newest snapshot: of a cluster that is no longer collected, nothing shrinks
 */
export function stepsOver(day: string, policy: KeepPolicy, now: number): KeepStep[] {
  const age = now - (startOfDay(day) + SECONDS_A_DAY);
  let end = 0;
  return KEEP_STEPS.filter((step) => age >= (end += policy[step]));
}

const HOUR = 3600;

/**
 * How the editions of a UTC day are printed, by number. `candidates` are all snapshots of the day, in order; those that
 * come later change nothing for the earlier ones.
 */
export function planForms(
  day: string,
  candidates: readonly FormCandidate[],
  policy: KeepPolicy,
  now: number,
): Map<number, EditionForm> {
  const over = new Set(stepsOver(day, policy, now));
  const hours = new Set<number>();
  let isFirst = true;
  let before: State | undefined;
  const forms = new Map<number, EditionForm>();
  for (const { number, at, state, isShown, isHeld } of candidates) {
    const hour = Math.floor(at / HOUR);
    const isOfHour = !hours.has(hour);
    const isNews = state !== undefined && before !== undefined && state !== before;
    const isMarked = isFirst || (!over.has('hourly') && (isOfHour || isNews));
    const isFull = isHeld || !over.has('all') || (isShown && isMarked);
    forms.set(number, isFull ? 'full' : over.has('brief') ? 'small' : 'brief');
    if (!isShown) continue;
    isFirst = false;
    hours.add(hour);
    before = state ?? before;
  }
  return forms;
}
