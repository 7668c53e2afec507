/** What the pages of an edition show, and the links between them. */
import type { Trail } from '../../history/trail/trail-record.ts';
import type { ObjectRef, Report } from '../../model/report.ts';
import { csvFileOf } from '../tables/csv-files.ts';
import type { EditionRef } from '../records/edition-record.ts';
import { loadEdition } from '../load-edition.ts';
import { editionFolder, relativeHref, throughOverview, type EditionPage } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import { findFullBefore, formOf, hasProbes } from './records.ts';
import { pagesOf } from '../pages-of.ts';
import { hasDayHistories, historyFile } from '../windows.ts';
import { currentPlan } from '../printing.ts';
import { rowLink } from '../tables/row-links.ts';
import { loadSmallEdition, type SmallEdition } from './small-edition.ts';
import { loadTrail } from './trail.ts';

/** One page of an edition, with a readable snapshot or not. */
export interface EditionView {
  edition: EditionPlan;
  /** Its place in the navigation. */
  page: EditionPage;
  /** The page's own file, from the site's root. */
  file: string;
  /** Relative link from this page to a file of its edition: `pods.html`, `pods/shop.html`. */
  href: (file: string) => string;
  /** The pages that the edition has. */
  pages: readonly EditionPage[];
  /** It has all tables of the cluster. */
  full: boolean;
  /** It is a single page, with this content. */
  small?: SmallEdition;
  /** If the edition lacks tables: the nearest earlier edition that has all. */
  fullBefore?: EditionRef;
  /** The link to this page of the edition before, from the site's root. */
  previousFile?: string;
  /** Why the snapshot cannot be read. */
  damaged?: string;
  /** The report to show; absent when the snapshot was deleted or cannot be read. */
  shown?: ReportView;
}

/** A page with a report: the props of its components. */
export interface ReportView extends Omit<EditionView, 'shown' | 'damaged'> {
  report: Report;
  /** Relative link from this page to the row of an object; undefined if no page of the edition has it. */
  row: (ref: ObjectRef) => string | undefined;
  /**
   * Relative link to a workload or a node in the histories of the edition's day. Its own page is one click away from
   * there. That page may be printed later, or go; the histories of a day stay.
   */
  history: (ref: ObjectRef) => string | undefined;
  /** Relative link to a table as CSV; undefined if the edition has none, or nothing of the table was seen. */
  csv: (table: string) => string | undefined;
  trail: Trail;
}

/** @param sheet file of a sheet of the page, from the edition's folder; absent means the page itself */
export async function loadView(
  edition: EditionPlan,
  page: EditionPage,
  sheet?: string,
): Promise<EditionView> {
  const form = await formOf(edition);
  const full = form === 'full';
  const small = form === 'small' ? await loadSmallEdition(edition) : undefined;
  const { report, damaged } = small ? {} : await loadEdition(edition);
  const file = `${editionFolder(edition)}/${sheet ?? `${page}.html`}`;
  const { previous } = edition;
  const href = (target: string) => relativeHref(file, `${editionFolder(edition)}/${target}`);
  const view = {
    edition,
    page,
    file,
    href,
    full,
    ...(small && { small }),
    pages: pagesOf({
      full,
      ...(small && { small: true }),
      ...(full && report && hasProbes(report) && { probed: true }),
    }),
    fullBefore: full ? undefined : (edition.nearestFull ?? (await findFullBefore(edition))),
    previousFile: previous && throughOverview(previous, `${page}.html`),
  };
  if (!report) return { ...view, damaged };
  const row = (ref: ObjectRef) => {
    const link = full ? rowLink(report, ref) : undefined;
    return link === undefined ? undefined : href(link);
  };
  const csv = (table: string) => {
    const file = full ? csvFileOf(report, table) : undefined;
    return file === undefined ? undefined : href(file);
  };
  const hasHistories = !currentPlan().copy && hasDayHistories(edition.cluster, edition.day);
  const history = ({ kind, name }: ObjectRef) => {
    if (!hasHistories) return undefined;
    const page = kind === 'Node' ? 'heartbeats' : 'status';
    const target = historyFile({ cluster: edition.cluster, name: edition.day }, page);
    return `${relativeHref(file, target)}#filter=${encodeURIComponent(name)}`;
  };
  return { ...view, shown: { ...view, report, row, history, csv, trail: await loadTrail(edition) } };
}
