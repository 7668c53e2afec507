/** The content of digest pages: the digest of a day for all clusters, made once in a build. */
import path from 'node:path';
import { digestFile, DigestRecordSchema, DIGESTS, type DigestRecord } from '../site/records/digest-record.ts';
import { dayOfUnix } from '../history/day/unix.ts';
import { productionFirst } from '../history/versions/release-order.ts';
import { makeHasPage } from '../site/has-page.ts';
import { compareText } from '../model/state.ts';
import { readPageRecords } from '../site/records/page-records.ts';
import { currentPlan, ownedByPlan, unlessFaulty } from '../site/printing.ts';
import { buildDigest } from './build-digest.ts';
import { daysOver, isDigestable, windowOfDay, type DayWindow } from './day-window.ts';
import { hasWorkloadPage, isWorkloadPage } from '../site/history/workload-files.ts';
import { cutSections, type Digest, type Item } from './digest.ts';
import { loadFacts, type EventKeys } from './load-facts.ts';

/** Number of items of a section on the page. */
const MOST_ITEMS = 300;

const made = ownedByPlan(() => new Map<string, Promise<Digest>>());
const eventKeys = ownedByPlan((): EventKeys => new Map());

export function loadDigest(day: string): Promise<Digest> {
  let digest = made().get(day);
  if (!digest) made().set(day, (digest = makeDigest(day)));
  return digest;
}

async function makeDigest(day: string): Promise<Digest> {
  const { store, title, timeZone, order, clusters } = currentPlan();
  const window = windowOfDay(day, timeZone);
  const shelves = new Map(clusters.map(({ name, daysShelf }) => [name, daysShelf]));
  // Includes clusters of the config that were never collected: that is news.
  const names = productionFirst(new Set([...order, ...shelves.keys()]), order);
  const facts = [];
  for (const cluster of names)
    facts.push(
      await loadFacts({ store, cluster, window, daysShelf: shelves.get(cluster), eventKeys: eventKeys() }),
    );
  const digest = buildDigest({ window, title }, facts);
  return {
    ...digest,
    clusters: digest.clusters.map((cluster) => ({
      ...cluster,
      sections: cutSections(cluster.sections, MOST_ITEMS).map((section) => ({
        ...section,
        items: section.items.map(onlyPrinted),
      })),
    })),
  };
}

/** A link that leads nowhere is left out: pages of some workloads are not printed. */
const onlyPrinted = ({ links, ...item }: Item): Item => ({
  ...item,
  ...(links && { links: links.filter(({ link }) => !isWorkloadPage(link) || hasWorkloadPage(link)) }),
});

/** `getStaticPaths` of the files of digests: those that the current build prints. */
export const digestPaths = () => currentPlan().digests.map((day) => ({ params: { day } }));

const hasDigest = makeHasPage(({ digests }) => digests.map((day) => digestFile(day)));

/** The days with digests on the site that overlap a stretch of time, in order. */
export function digestsOver(stretch: Pick<DayWindow, 'from' | 'to'>): DayWindow[] {
  if (!isDigestable(dayOfUnix(stretch.from))) return [];
  const { timeZone } = currentPlan();
  return daysOver(stretch, timeZone)
    .filter((day) => hasDigest(digestFile(day)))
    .map((day) => windowOfDay(day, timeZone));
}

/** Used instead of a day for the page that lists all. */
export const INDEX = 'index';

/** A new digest also prints the list. */
export const digestPagePaths = () => {
  const days = digestPaths();
  return days.length > 0 ? [...days, { params: { day: INDEX } }] : [];
};

/** The digests that the current build prints. */
export async function listPrinted(): Promise<DigestRecord[]> {
  const digests = await Promise.all(currentPlan().digests.map((day) => unlessFaulty(loadDigest(day))));
  return digests.flatMap((digest) => digest?.record ?? []);
}

/** Every digest of the site, the newest first: those of the current build, and those already on the site. */
export async function listDigests(): Promise<DigestRecord[]> {
  const { out, digests } = currentPlan();
  const standing = await readPageRecords(path.join(out, DIGESTS), DigestRecordSchema, {
    wants: (day) => !digests.includes(day),
  });
  return [...standing, ...(await listPrinted())].sort((a, b) => compareText(b.day, a.day));
}
