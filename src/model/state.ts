/** States and their order. The judging rules are in `pod-state.ts`, `workload-state.ts`, `nodes.ts`. */
import type { Counts, Judged, State } from './report.ts';

/** From bad to good. A seen trouble outranks what was not seen; what was not seen is never healthy. */
export const STATES = ['failing', 'degraded', 'unknown', 'healthy'] as const satisfies readonly State[];

/** A state as a character, for text without pictures: its shape is clear without colour. */
export const STATE_SIGNS: Record<State, string> = { failing: '■', degraded: '▲', unknown: '◌', healthy: '●' };

/** Whether something is in trouble: failing or degraded. What was not seen is not known to be. */
export const isTrouble = (state: string | undefined): state is 'failing' | 'degraded' =>
  state === 'failing' || state === 'degraded';

/** Negative when the first is in more trouble. */
export const compareStates = (a: State, b: State) => STATES.indexOf(a) - STATES.indexOf(b);

/** The worst of some judgements, the first of equals; healthy when there are none. */
export function worst(judgements: Iterable<Judged>): Judged {
  let result: Judged = { state: 'healthy' };
  for (const judged of judgements) {
    if (compareStates(judged.state, result.state) < 0) result = judged;
  }
  return result.why === undefined ? { state: result.state } : { state: result.state, why: result.why };
}

export function countStates(rows: readonly Judged[]): Counts {
  const counts: Counts = { healthy: 0, degraded: 0, failing: 0, unknown: 0 };
  for (const row of rows) counts[row.state] += 1;
  return counts;
}

/** Trouble first, then by namespace and name, by code units, so that no locale changes a page. */
export function compareRows<Row extends Judged & { namespace?: string; name: string }>(
  a: Row,
  b: Row,
): number {
  return (
    compareStates(a.state, b.state) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name)
  );
}

export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
