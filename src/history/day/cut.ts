/** Joins tracks over several Days, and cuts them to a window. */
import type { Stretch } from './track.ts';
import { startOfDay } from './unix.ts';

/** The part of a stretch within a window. */
export type Cut<Entry> = Omit<Entry, 'to'> & {
  to: number;
  /** When the state began, perhaps before the window. */
  since: number;
  /** The state goes on after the window, or still held at the last snapshot. */
  goesOn?: true;
};

interface Dated {
  day: string;
  known?: number;
}

/**
 * Joins the tracks of one thing in Days, in order. If a Day continues a stretch of the Day before, the stretch is in
 * both; the later one is complete.
 */
export function joinTracks<Entry extends Stretch>(
  parts: readonly { day: Dated; track: readonly Entry[] }[],
): (Entry & { to: number; goesOn?: true })[] {
  const joined: (Entry & { goesOn?: true })[] = [];
  let known = -Infinity;
  for (const { day, track } of parts) {
    const open = joined.at(-1)?.to === undefined ? joined.at(-1) : undefined;
    if (open && track[0]?.from === open.from) joined.pop();
    else if (open) joined.splice(-1, 1, { ...open, to: Math.min(known, startOfDay(day.day)) });
    joined.push(...track);
    known = day.known ?? -Infinity;
  }
  return joined.map((entry) =>
    entry.to === undefined ? { ...entry, to: known, goesOn: true as const } : { ...entry, to: entry.to },
  );
}

/** The parts of the stretches within the window, which does not include its end. */
export function cutTrack<Entry extends Stretch & { to: number; goesOn?: true }>(
  track: readonly Entry[],
  from: number,
  to: number,
): Cut<Entry>[] {
  return track
    .filter((entry) => entry.from < to && entry.to > from)
    .map((entry) => ({
      ...entry,
      from: Math.max(entry.from, from),
      to: Math.min(entry.to, to),
      since: entry.from,
      ...((entry.goesOn ?? entry.to > to) && { goesOn: true as const }),
    }));
}

/** Entries of the same key over Days in order, with every Day, even without entries. */
export function byKey<Part extends Dated, Entry>(
  days: readonly Part[],
  entriesOf: (day: Part) => readonly Entry[],
  keyOf: (entry: Entry) => string,
): Map<string, { day: Part; entry?: Entry }[]> {
  const found = new Map<string, { day: Part; entry?: Entry }[]>();
  for (const [index, day] of days.entries()) {
    for (const entry of entriesOf(day)) {
      const key = keyOf(entry);
      let parts = found.get(key);
      if (!parts) found.set(key, (parts = days.map((one) => ({ day: one }))));
      parts[index] = { day, entry };
    }
  }
  return found;
}
