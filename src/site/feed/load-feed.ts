/** The sources of a cluster's feed: its Days, and the records of reviews and digests on the site. */
import path from 'node:path';
import { dayOfUnix, SECONDS_A_DAY, startOfDay } from '../../history/day/unix.ts';
import { listDays } from '../../snapshots/days.ts';
import type { Shelf } from '../../snapshots/shelf.ts';
import { DIGESTS, DigestRecordSchema, type DigestRecord } from '../records/digest-record.ts';
import { loadDayStates, type DayStates } from '../../days/read-days.ts';
import { findPlanned, isBeside } from '../load-edition.ts';
import type { EditionKey } from '../paths.ts';
import { readPageRecords } from '../records/page-records.ts';
import type { ClusterPlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';
import { REVIEWS, ReviewRecordSchema, type ReviewRecord } from '../records/review-record.ts';
import {
  newestFirst,
  toDigestEntry,
  toId,
  toReviewEntry,
  toStateEntries,
  type FeedEntry,
} from './entries.ts';
import { tellSituation } from '../../words/situation.ts';
import { loadRecord } from '../edition/records.ts';
import type { ClusterFeed } from './render-feed.ts';

export interface PrintedRecords {
  reviews?: readonly ReviewRecord[];
  digests?: readonly DigestRecord[];
}

/** Number of days in a feed, up to the newest. */
const DAYS = 30;
/** Number of the newest records of each kind that are read: a feed's cost does not grow over the years. */
const MOST_RECORDS = 50;

/** Clusters whose feed the current build prints: those with Days. */
export const feedPaths = (): { params: { cluster: string }; props: { plan: ClusterPlan } }[] =>
  currentPlan()
    .clusters.filter(({ daysShelf }) => daysShelf !== undefined)
    .map((plan) => ({ params: { cluster: plan.name }, props: { plan } }));

/** @param printed records that the current build prints: on the site they are older, or still missing */
export async function loadFeed(
  { name: cluster, daysShelf }: ClusterPlan,
  printed: PrintedRecords = {},
): Promise<ClusterFeed> {
  const { url, title, out } = currentPlan();
  const entries = [
    ...(daysShelf === undefined ? [] : await loadStateEntries(cluster, daysShelf)),
    ...(await loadRecordEntries(out, cluster, printed)),
  ];
  return {
    id: toId('feed', cluster),
    cluster,
    title,
    ...(url !== undefined && { url }),
    entries: newestFirst(entries),
  };
}

async function loadStateEntries(cluster: string, shelf: Shelf): Promise<FeedEntry[]> {
  const days = await listDays(shelf);
  const newest = days.at(-1);
  if (newest === undefined) return [];
  const first = dayOfUnix(startOfDay(newest) - (DAYS - 1) * SECONDS_A_DAY);
  const summaries: DayStates[] = [];
  for (const day of days.filter((one) => one >= first)) {
    const summary = await loadDayStates(shelf, day);
    if (summary) summaries.push(summary);
  }
  return Promise.all(newestFirst(toStateEntries(cluster, summaries, hasPage)).map(withStory));
}

/** The edition's story, where it has one, in place of the reason that the Days keep. */
async function withStory(entry: FeedEntry): Promise<FeedEntry> {
  if (!entry.edition) return entry;
  const { situation, instant } = await loadRecord(entry.edition);
  return situation ? { ...entry, summary: tellSituation(situation, instant) } : entry;
}

/** In one of several builds, the later editions are still to come. */
const hasPage = (key: EditionKey) => findPlanned(key) !== undefined || isBeside(key, 'index.html');

async function loadRecordEntries(
  out: string,
  cluster: string,
  { reviews = [], digests = [] }: PrintedRecords,
): Promise<FeedEntry[]> {
  const ofCluster = new RegExp(`^${cluster}-\\d{4}-\\d\\d-\\d\\dT`);
  // The last by name are the newest.
  const oldReviews = await readPageRecords(path.join(out, REVIEWS), ReviewRecordSchema, {
    wants: (id) => ofCluster.test(id),
    most: MOST_RECORDS,
  });
  const oldDigests = await readPageRecords(path.join(out, DIGESTS), DigestRecordSchema, {
    most: MOST_RECORDS,
  });
  const ownReviews = new Map([...oldReviews, ...reviews].map((review) => [review.id, review]));
  const ownDigests = new Map([...oldDigests, ...digests].map((digest) => [digest.day, digest]));
  return [
    ...[...ownReviews.values()].filter((review) => review.cluster === cluster).map(toReviewEntry),
    ...[...ownDigests.values()].flatMap((digest) => toDigestEntry(cluster, digest) ?? []),
  ];
}
