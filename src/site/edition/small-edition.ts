/** The content of the single page of an old edition, from the Days. Its snapshot need not be read, or exist. */
import { newsAt, type NewsAt } from '../../history/day/news-at.ts';
import type { Situation } from '../../history/trail/situation.ts';
import { loadDayPart } from '../../days/read-days.ts';
import { findDaysShelf, loadSummary } from '../load-summary.ts';
import type { EditionPlan } from '../plan.ts';
import { loadOwnRecord } from './records.ts';

export interface SmallEdition {
  /** The story of its pages; absent if its snapshot was deleted. */
  situation?: Situation;
  /** What its Day knows; absent if the Day knows nothing of the snapshot. */
  news?: NewsAt;
  /** Why its snapshot cannot be read. */
  damaged?: string;
}

/** For an edition that this build prints as a single page. */
export async function loadSmallEdition(edition: EditionPlan): Promise<SmallEdition> {
  const { situation, damaged } = await loadOwnRecord(edition);
  const news = await loadNews(edition);
  return {
    ...(situation && { situation }),
    ...(news && { news }),
    ...(damaged !== undefined && { damaged }),
  };
}

async function loadNews({ cluster, day, number }: EditionPlan): Promise<NewsAt | undefined> {
  const shelf = findDaysShelf(cluster);
  const summary = shelf && (await loadSummary(shelf, day));
  const parts = shelf && summary && (await loadDayPart(shelf, day, 'workloads'));
  return parts && newsAt({ ...summary, findings: parts.findings }, number);
}
