/** Marks on a time axis with numbers: what was rolled out, which node was lost. Pure. */
import type { Bucket } from '../../history/period/period.ts';
import { positionOf } from './time-axis.ts';

/** Something with a time. */
export interface Happening {
  /** Unix seconds. */
  at: number;
  text: string;
  /** The edition that shows it. */
  href?: string;
}

/** Happenings close together share a mark. */
export interface NumberedMark {
  number: number;
  /** Per cent of the width. */
  x: number;
  entries: Happening[];
}

/** Marks that are closer cannot be told apart on a phone: per cent of the width. */
const APART = 4;
/** Number of entries of a mark that the list names. */
const MOST_MARKS = 4;

/** Marks in order of time. @returns `more`: the entries that are left out of each mark */
export function toNumberedMarks(
  happenings: readonly Happening[],
  period: Bucket,
): (NumberedMark & { more: number })[] {
  const marks: NumberedMark[] = [];
  for (const happening of happenings.toSorted((a, b) => a.at - b.at)) {
    if (happening.at < period.from || happening.at >= period.to) continue;
    const x = positionOf(period, happening.at);
    const last = marks.at(-1);
    if (last && x - last.x < APART) last.entries.push(happening);
    else marks.push({ number: marks.length + 1, x, entries: [happening] });
  }
  return marks.map((mark) => ({
    ...mark,
    entries: mark.entries.slice(0, MOST_MARKS),
    more: Math.max(0, mark.entries.length - MOST_MARKS),
  }));
}
