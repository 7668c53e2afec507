import type { Report, Summary } from './report.ts';

/** What a list of editions shows of one. */
export function toSummary({ meta, state, lead, unseen, counts, restarts }: Report): Summary {
  return {
    state,
    lead,
    complete: unseen.length === 0,
    unseen: unseen.map((coverage) => coverage.kind),
    counts,
    restarts,
    kubernetes: meta.server.version,
    intervalSeconds: meta.settings.intervalSeconds,
  };
}
