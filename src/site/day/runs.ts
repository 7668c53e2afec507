/** Editions of a day that say the same, one after another. Pure. */
import type { EditionRecord } from '../records/edition-record.ts';
import { leadOf } from '../charts/timeline.ts';

/** Editions in a row that say the same. The first stands for all of them. */
export interface Run {
  first: EditionRecord;
  /** In the order of the list; empty if they are too few to fold. */
  others: EditionRecord[];
}

/** Fewer are not worth a fold. */
const LEAST = 3;

/** Folds runs of editions with the same state, lead and coverage. What differs in figures is no run. */
export function foldRuns(editions: readonly EditionRecord[]): Run[] {
  const runs: EditionRecord[][] = [];
  for (const edition of editions) {
    const last = runs.at(-1);
    if (last && keyOfEdition(last[0]!) === keyOfEdition(edition)) last.push(edition);
    else runs.push([edition]);
  }
  return runs.flatMap((run) => {
    const [first, ...others] = run;
    return others.length + 1 >= LEAST
      ? [{ first: first!, others }]
      : run.map((edition) => ({ first: edition, others: [] }));
  });
}

function keyOfEdition(edition: EditionRecord): string {
  const { summary } = edition;
  const counts =
    summary && [summary.counts.workloads, summary.counts.nodes].map(({ healthy: _, ...rest }) => rest);
  return JSON.stringify([summary?.state, leadOf(edition), counts, summary?.complete, summary?.unseen]);
}
