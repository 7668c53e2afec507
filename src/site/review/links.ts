/** The links of a review's page: to the editions that bound each entry, and to their changes. */
import type { WorkloadRef } from '../../history/day/workload-day.ts';
import type { Evidence } from '../../review/moments.ts';
import type { Review } from '../../review/review.ts';
import { findWorkloadPage } from '../history/workload-files.ts';
import { findPlanned, isBeside } from '../load-edition.ts';
import { relativeHref, throughOverview, toEditionKey, type EditionKey } from '../paths.ts';
import { reviewFile } from '../records/review-record.ts';

export interface ReviewLinks {
  href: (file: string) => string;
  /** To the overview of a snapshot, by its number; undefined if it has no pages. */
  edition: (number: number) => string | undefined;
  /** To the page that compares it with the snapshot before. */
  changes: (number: number) => string | undefined;
  workload: (ref: WorkloadRef) => string | undefined;
  /** To the page that offers a file of the store; the page stays when the file is deleted. */
  raw: (file: string) => string | undefined;
}

/** `prod/2026-11-22T071500Z` → the edition. */
function toKey({ address }: Pick<Evidence, 'address'>): EditionKey {
  const [, cluster = '', day = '', time = ''] = /^([^/]*)\/([^T]*)T(.*)$/.exec(address) ?? [];
  return { cluster, day, time };
}

export function linksOfReview({ id, cluster, evidence }: Review): ReviewLinks {
  const file = reviewFile(id);
  const href = (to: string) => relativeHref(file, to);
  const keys = new Map(evidence.map((one) => [one.number, toKey(one)]));
  const pageOf = (key: EditionKey, name: string) => {
    const planned = findPlanned(key);
    const isThere = planned ? name === 'index' || !planned.removed : isBeside(key, `${name}.html`);
    return isThere ? href(throughOverview(key, `${name}.html`)) : undefined;
  };
  const page = (number: number, name: string) => {
    const key = keys.get(number);
    return key && pageOf(key, name);
  };
  return {
    href,
    edition: (number) => page(number, 'index'),
    changes: (number) => page(number, 'changes'),
    workload: (ref) => {
      const found = findWorkloadPage(cluster, ref);
      return found && href(found);
    },
    raw: (own) => pageOf(toEditionKey(cluster, own), 'raw'),
  };
}
