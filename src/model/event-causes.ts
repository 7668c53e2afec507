import type { EventCause, EventRow, PodRow } from './report.ts';

/** Events grouped by cause: warnings first, then newest first. */
export function groupByCause(_events: readonly EventRow[], _pods: readonly PodRow[]): EventCause[] {
  return [];
}
