/** The figures of the 24 hours up to an edition, from the Days. Later snapshots of these Days do not count. */
import { SECONDS_A_DAY, toUnix } from '../../history/day/unix.ts';
import type { Bucket } from '../../history/period/period.ts';
import type { Trail } from '../../history/trail/trail-record.ts';
import { parseFindingKey } from '../../model/findings/finding-key.ts';
import { LOST_WITH_NODE, SILENT_WITH_NODE } from '../../model/findings/affected.ts';
import { nameRollout } from '../../words/history.ts';
import { toSamples, type Sample } from '../charts/figure-lanes.ts';
import type { Happening } from '../charts/happenings.ts';
import { findDaysShelf, loadSummariesOf } from '../load-summary.ts';
import { editionFolder } from '../paths.ts';
import type { EditionRef } from '../records/edition-record.ts';

/** @returns undefined if the Days do not know the edition, or nothing before it */
export async function loadFiguresBefore({
  cluster,
  number,
  instant,
}: EditionRef): Promise<{ samples: Sample[]; period: Bucket } | undefined> {
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
  return { samples, period: { from: first.from, to: self.at + (self.interval ?? 0) } };
}

/** Findings that tell of a whole node. */
const NODE_NEWS = new Map([
  [LOST_WITH_NODE, 'not ready'],
  [SILENT_WITH_NODE, 'silent'],
]);

/** What the trail of an edition knows of its day: rollouts, and findings about nodes. */
export function listHappeningsBefore(
  { recent = [] }: Trail,
  cluster: string,
  toHref: (file: string) => string,
): Happening[] {
  return recent.flatMap((edition) => {
    const at = toUnix(edition.instant);
    if (at === undefined) return [];
    const href = toHref(`${editionFolder({ cluster, day: edition.day, time: edition.time })}/index.html`);
    const nodes = (edition.met ?? [])
      .map(parseFindingKey)
      .filter(({ rule, object }) => object.kind === 'Node' && NODE_NEWS.has(rule));
    return [
      ...(edition.rolledOut ?? []).map(({ workload, ...rollout }) => ({
        at,
        href,
        text: `${workload.name} ${nameRollout(rollout)}`,
      })),
      ...nodes.map(({ rule, object }) => ({ at, href, text: `node ${object.name} ${NODE_NEWS.get(rule)}` })),
    ];
  });
}
