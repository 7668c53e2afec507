/** The permanent page that shows something. Pure. */
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { anchorOf, toFragment } from '../site/tables/anchors.ts';
import { placeOf, throughOverview } from '../site/paths.ts';
import type { ClusterFacts } from './facts.ts';

/** Pages that every edition has at first. Later, its overview remains: links go through it. */
type Page = 'index' | 'findings' | 'changes';

/** The link to the page of the first edition at or after a moment; undefined if there is none. */
export function showing(
  { cluster, snapshots }: Pick<ClusterFacts, 'cluster' | 'snapshots'>,
  at: number,
  page: Page,
  fragment = '',
): string | undefined {
  const found = findFrom(snapshots, at);
  return found && throughOverview({ cluster, ...placeOf(found) }, `${page}.html${fragment}`);
}

function findFrom(snapshots: readonly SnapshotRecord[], at: number): SnapshotRecord | undefined {
  const hasPages = ({ gone }: SnapshotRecord) => gone === undefined;
  return snapshots.find((one) => one.at >= at && hasPages(one)) ?? snapshots.findLast(hasPages);
}

/** The events that an edition showed new. The first edition has nothing before it to compare with: all its events. */
export function showingEvents(
  { cluster, snapshots }: Pick<ClusterFacts, 'cluster' | 'snapshots'>,
  at: number,
): string | undefined {
  const found = findFrom(snapshots, at);
  const page = found?.number === 1 ? 'events.html' : 'changes.html#events';
  return found && throughOverview({ cluster, ...placeOf(found) }, page);
}

/** The last edition before a moment. */
export function showingBefore(
  { cluster, snapshots }: Pick<ClusterFacts, 'cluster' | 'snapshots'>,
  at: number,
  page: Page,
): string | undefined {
  const found = snapshots.findLast((one) => one.at < at && one.gone === undefined);
  return found && throughOverview({ cluster, ...placeOf(found) }, `${page}.html`);
}

/** Fragment of a finding on the page of findings. */
export const findingFragment = (finding: {
  rule: string;
  kind: string;
  namespace?: string;
  name: string;
}): string => toFragment(`${finding.rule}/${anchorOf(finding)}`);
