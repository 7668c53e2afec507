/** The versions of a service with the clusters that run each: a table of many clusters has too many columns. Pure. */
import type { VersionCell, VersionRun } from '../../history/versions/compare-versions.ts';

/** A table with more columns of clusters is wider than a desk. */
export const MOST_COLUMNS = 5;

/** A version, and where it runs. */
interface VersionGroup {
  /** What all of its runs have in common. */
  run: VersionRun;
  /** The clusters, by their place among all, each with its own run. */
  places: { index: number; run: VersionRun }[];
}

/** In the order of the clusters, as a release travels: the first cluster's version comes first. */
export function groupByVersion(cells: readonly VersionCell[]): VersionGroup[] {
  const placed = cells.flatMap(({ runs }, index) => runs.map((run) => ({ index, run })));
  const keyOf = ({ run }: (typeof placed)[number]) =>
    JSON.stringify([run.version, run.relation ?? 'same', run.idle, run.unseen]);
  return [...Map.groupBy(placed, keyOf).values()].map((places) => ({ run: places[0]!.run, places }));
}
