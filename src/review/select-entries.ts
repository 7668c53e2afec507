/**
 * Decides which entries of a timeline a page shows. Quiet entries are left out, and the least important of too many.
 */
import type { Entry } from './entry.ts';

/** This many entries keep the page below its budget; Markdown and CSV have all. */
const MOST_ENTRIES = 320;

/** Which kinds are dropped first if there are too many entries, in this order. */
const LEAST_FIRST: readonly Entry['kind'][] = [
  'event',
  'finding',
  'pods',
  'restart',
  'state',
  'change',
  'run',
];

export function showEntries(timeline: readonly Entry[], most = MOST_ENTRIES): Entry[] {
  let shown = timeline.filter(({ quiet }) => !quiet);
  for (const kind of LEAST_FIRST) {
    const excess = shown.length - most;
    if (excess <= 0) break;
    // Within a kind, the last entries are dropped: the first tell more.
    const own = shown.filter((entry) => entry.kind === kind);
    const gone = new Set(own.slice(Math.max(0, own.length - excess)));
    shown = shown.filter((entry) => !gone.has(entry));
  }
  return shown.slice(0, most);
}
