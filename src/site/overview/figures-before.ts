/** The figures of the 24 hours up to an edition, from the Days. Later snapshots of these Days do not count. */
import { SECONDS_A_DAY, toUnix } from '../../history/day/unix.ts';
import type { Bucket } from '../../history/period/period.ts';
import { toSamples, type Sample } from '../charts/figure-lanes.ts';
import type { Happening } from '../charts/happenings.ts';
import { findDaysShelf, loadSummariesOf } from '../load-summary.ts';
import { happeningsOf } from '../day/happenings.ts';
import { editionFolder, placeOf } from '../paths.ts';
import type { EditionRef } from '../records/edition-record.ts';

export interface FiguresBefore {
  samples: Sample[];
  period: Bucket;
  /** Rollouts and news of nodes, each with the file of the first edition that shows it. */
  happenings: (Omit<Happening, 'href'> & { file?: string })[];
}

/** @returns undefined if the Days do not know the edition, or nothing before it */
export async function loadFiguresBefore({
  cluster,
  number,
  instant,
}: EditionRef): Promise<FiguresBefore | undefined> {
  const shelf = findDaysShelf(cluster);
  const said = toUnix(instant);
  if (!shelf || said === undefined) return undefined;
  const days = await loadSummariesOf(shelf, { from: said - SECONDS_A_DAY, to: said + 1 });
  const snapshots = days.flatMap((day) => day.snapshots);
  const self = snapshots.find((snapshot) => snapshot.number === number);
  if (!self) return undefined;
  const before = snapshots.filter(
    ({ number: other, at }) => other <= number && at > self.at - SECONDS_A_DAY && at <= self.at,
  );
  const samples = toSamples(before);
  const [first] = samples;
  if (!first || samples.length < 2) return undefined;
  // The edition's own figures get the width of an interval. Nobody knows yet for how long they hold.
  const period = { from: first.from, to: self.at + (self.interval ?? 0) };
  const happenings = happeningsOf(days)
    .filter(({ at }) => at <= self.at)
    .map((happening) => ({ ...happening, shown: before.find(({ at }) => at >= happening.at) }));
  return {
    ...{ samples, period },
    happenings: happenings.map(({ shown, ...happening }) => ({
      ...happening,
      ...(shown && { file: `${editionFolder({ cluster, ...placeOf(shown) })}/index.html` }),
    })),
  };
}
