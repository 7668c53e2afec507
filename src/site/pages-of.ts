/** Which pages an edition has. Pure. */
import { EDITION_PAGES, type EditionPage } from './paths.ts';
import type { EditionRecord } from './records/edition-record.ts';

/** Pages of a brief edition. */
const BRIEF: readonly EditionPage[] = ['index', 'findings', 'changes', 'raw'];

export const pagesOf = ({
  full,
  small,
  probed,
}: Pick<EditionRecord, 'full' | 'small' | 'probed'>): EditionPage[] =>
  EDITION_PAGES.map(({ page }) => page).filter((page) => {
    if (small) return page === 'index';
    return page === 'middleware' ? probed === true : full !== false || BRIEF.includes(page);
  });
