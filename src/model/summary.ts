import type { Report, Summary } from './report.ts';

/** What a list of editions shows of one. */
export function toSummary(report: Report): Summary {
  const { meta, state, lead, unseen, counts, restarts } = report;
  return {
    number: meta.number,
    time: meta.time,
    state,
    lead,
    complete: unseen.length === 0,
    unseen: unseen.map((coverage) => coverage.kind),
    marks: meta.marks ?? [],
    counts,
    restarts,
    kubernetes: meta.server.version,
  };
}
