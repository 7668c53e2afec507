/** How large a site gets, from what its pages take now. Pure. */
import { SECONDS_A_DAY } from '../history/day/unix.ts';
import type { EditionForm } from '../site/plan.ts';
import { planForms, type KeepPolicy } from './plan-forms.ts';

export interface Size {
  files: number;
  bytes: number;
}

/** What one cluster's pages and snapshots take now. */
export interface Pace {
  /** Expected seconds between two snapshots. */
  intervalSeconds: number;
  /** What an edition of each form takes, without the store's file. */
  editions: Readonly<Record<EditionForm, Size>>;
  /** What a day takes besides its editions: its page and its histories. */
  day: Size;
  /** What the file of a snapshot takes. */
  snapshot: Size;
}

/** `times` of one size more. */
export const addSize = (sum: Size, one: Size, times = 1): Size => ({
  files: sum.files + one.files * times,
  bytes: sum.bytes + one.bytes * times,
});

/** How many snapshots of a day the store still has, when the day is so many days old. */
export type KeptOfDay = (taken: number, age: number) => number;

/**
 * What the editions, the days and the snapshots of some days take. Pages of days, like the histories, stay for ever.
 * Takes a cluster whose state does not change: each change keeps one more full edition, while hourly ones are kept.
 */
export function projectSize(
  { intervalSeconds, editions, day, snapshot }: Pace,
  days: number,
  { keep, keptOfDay }: { keep: KeepPolicy; keptOfDay: KeptOfDay },
): { pages: Size; snapshots: Size } {
  const taken = Math.max(1, Math.round(SECONDS_A_DAY / intervalSeconds));
  const candidates = Array.from({ length: taken }, (_, index) => ({
    ...{ number: index, at: index * intervalSeconds, isShown: true, isHeld: false },
    state: 'healthy' as const,
  }));
  let pages: Size = { files: 0, bytes: 0 };
  let snapshots: Size = { files: 0, bytes: 0 };
  for (let age = 0; age < days; age += 1) {
    // The day 1970-01-01 has ended this long ago.
    const forms = planForms('1970-01-01', candidates, keep, (age + 1) * SECONDS_A_DAY);
    for (const form of forms.values()) pages = addSize(pages, editions[form]);
    pages = addSize(pages, day);
    snapshots = addSize(snapshots, snapshot, keptOfDay(taken, age));
  }
  return { pages, snapshots };
}
