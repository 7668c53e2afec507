/** Which entries of a timeline a page shows: what is quiet is left out, and so is the least telling of too much. */
import type { Entry } from './entry.ts';

/** As many as keep the page below its budget; Markdown and CSV have them all. */
export const MOST_ENTRIES = 320;

/** What goes first where there are too many: the further down, the sooner. */
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
    // Of a kind the last ones go: how it began tells most.
    const own = shown.filter((entry) => entry.kind === kind);
    const gone = new Set(own.slice(Math.max(0, own.length - excess)));
    shown = shown.filter((entry) => !gone.has(entry));
  }
  return shown.slice(0, most);
}
