/** Links of a workload's or node's page: to the permanent edition of a moment, and to other pages. */
import { findPlanned, isBeside } from '../load-edition.ts';
import { editionFolder, relativeHref, type EditionKey } from '../paths.ts';
import { placeOf } from '../paths.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import type { Bucket } from '../../history/period/period.ts';

export interface ObjectLinks {
  /** The page's own file, from the site's root. */
  file: string;
  href: (file: string) => string;
  edition: (key: EditionKey) => string;
  /** To the first edition at or after a moment; undefined before the axis, and without an edition. */
  at: (at: number) => string | undefined;
}

/** @param file the page's own, from the site's root */
export function linksOfObject(
  file: string,
  cluster: string,
  { period, snapshots }: { period: Bucket; snapshots: readonly SnapshotRecord[] },
): ObjectLinks {
  const href = (to: string) => relativeHref(file, to);
  const edition = (key: EditionKey) => href(`${editionFolder(key)}/index.html`);
  const keys = snapshots.map((snapshot) => ({
    at: snapshot.at,
    key: { cluster, ...placeOf(snapshot) },
  }));
  const hasPages = new Map<EditionKey, boolean>();
  const isThere = (key: EditionKey) => {
    let found = hasPages.get(key);
    if (found === undefined)
      hasPages.set(key, (found = findPlanned(key) !== undefined || isBeside(key, 'edition.json')));
    return found;
  };
  const find = (at: number) =>
    keys.find((one) => one.at >= at && isThere(one.key)) ?? keys.findLast((one) => isThere(one.key));
  return {
    file,
    href,
    edition,
    at: (at) => {
      const found = at < period.from ? undefined : find(at);
      return found && edition(found.key);
    },
  };
}
