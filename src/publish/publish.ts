/** Snapshots → site: prints new pages and merges them into the published folder. */
import path from 'node:path';
import { GazetteError } from '../errors.ts';
import { digestFile, DigestRecordSchema, DIGESTS } from '../site/records/digest-record.ts';
import { reviewFile, ReviewRecordSchema, REVIEWS } from '../site/records/review-record.ts';
import { toEditionKey, type EditionKey } from '../site/paths.ts';
import { OBJECTS_AT_A_TIME, openObserver, type Observer } from '../days/observe.ts';
import type { EditionPlan, Plan, ReviewPlan } from '../site/plan.ts';
import type { PageFault } from '../site/printing.ts';
import { attempt, ensureFolders } from '../snapshots/files.ts';
import { takeLock, type Lock } from '../snapshots/lock.ts';
import type { Store } from '../snapshots/open-store.ts';
import { findBrokenRecords } from './find-broken.ts';
import { foldDays } from './fold-days.ts';
import { clearStaging, mergePages, prepareSite, stagingFolder, type Merged } from './merge.ts';
import { planPages } from './plan-pages.ts';
import { dayOfUnix } from '../history/day/unix.ts';
import type { KeepPolicy } from './plan-forms.ts';
import { planReviews } from './plan-reviews.ts';
import { planShrinking } from './plan-shrinking.ts';
import { listStored, planWork, type ClusterWork } from './plan.ts';
import type { Again } from './plan-options.ts';
import { readEditionRecord } from './published.ts';
import { printPages } from './print-pages.ts';
import { copyFiles } from './share-snapshots.ts';
import { readState, writeState, type DamagedSnapshot, type SiteState } from './site-state.ts';
import { writeHealth } from './write-health.ts';

export interface PublishOptions {
  /** The store of the snapshots. */
  store: Store;
  /** Folder of the published pages; on any volume. */
  out: string;
  title: string;
  /** The site's public address, for previews and feeds. */
  url?: string;
  /** Version of Gazette. */
  gazette: string;
  /**
   * Names of clusters in the order of a release, production last. The front page shows the last first; other clusters
   * follow by name.
   */
  order: readonly string[];
  /** The team's time zone, which defines the days of digests; UTC by default. */
  timeZone?: string;
  /** Days of that time zone whose digests are printed, whatever is known of them. */
  digests?: readonly string[];
  /** Editions to print although they are on the site. */
  again?: Again;
  /** Ids of reviews to print although their pages are up to date. */
  reviews?: ReadonlySet<string>;
  /** Clusters with more pods than this get all their tables once an hour, and when their state changes. */
  fullTablesUpTo?: number;
  /** How much of older editions stays printed; absent means everything. */
  keep?: KeepPolicy;
  /** Editions with more objects in total are printed in several batches: a batch is in memory as a whole. */
  objectsPerBatch?: number;
  now: () => Date;
  /** Stops the publish: merged pages stay, and the site works. */
  signal?: AbortSignal;
  /** Called after each batch with the number of printed editions, and the number of all. */
  onProgress?: (printed: number, all: number) => void;
}

interface Published {
  editions: EditionKey[];
  /** Older editions that now have fewer pages. */
  shrunk: EditionKey[];
  /** What a copy of the site has to follow. */
  merged: Merged;
  /** Editions whose snapshot cannot be shown, printed now or earlier, with the reason. */
  damaged: { edition: EditionKey; snapshot: DamagedSnapshot; why: string }[];
  days: number;
  clusters: string[];
  /** Ids of the printed incident reviews. */
  reviews: string[];
  /** Files that this publish could not make, and snapshots that it could not fold, because of a fault of Gazette. */
  faults: PageFault[];
  /** Editions, digests and reviews with damaged records that cannot be printed again: the store does not have them. */
  broken: string[];
}

/**
 * Prints every edition that the site lacks, and the pages that change. Idempotent: after a crash at any point, running
 * it again repairs the site.
 * @throws {GazetteError} There is nothing to publish, another publish is writing to the site, or the disk refuses. The
 * site then works as before.
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const { store, out, again, now } = options;
  const stored = await listStored(store, out, again);
  return attempt(`cannot publish to ${out}`, async () => {
    const workplace = path.join(out, '-');
    await ensureFolders(workplace);
    const lock = await takeLock(workplace, 'publish', now, out);
    try {
      const state = await readState(out);
      const work = await planWork({ ...options, stored, state });
      if (again && !work.some((cluster) => holdsWanted(cluster, again))) throw nothingWanted(again, work);
      await prepareSite(out);
      const observer = openObserver();
      const faults = await foldDays({ ...options, observer }, work, stored);
      for (const cluster of work) await planShrinking({ store, out, keep: options.keep, now }, cluster);
      const reviews = await planReviews(options, work, stored);
      const printed = await printBatches(options, {
        ...{ reviews, observer, lock, faults },
        work: withReviewed(work, reviews),
      });
      await writeState(out, toState(work, printed.damaged));
      const health = await writeHealth(out, { store, clusters: options.order, now: now() });
      return { ...printed, merged: joinMerges([printed.merged, { written: health, removed: [] }]) };
    } finally {
      // On a full disk, this makes room for the next run. If it fails too, the first failure says enough.
      await clearStaging(out).catch(() => undefined);
      await lock.release();
    }
  });
}

/** The pages of a reviewed day lead to its review. */
const withReviewed = (work: readonly ClusterWork[], reviews: readonly ReviewPlan[]): ClusterWork[] =>
  work.map((cluster) => {
    const own = reviews.filter(({ definition }) => definition.cluster === cluster.name);
    const days = own.flatMap(({ definition: { from, to } }) => [from, to - 1].map(dayOfUnix));
    return { ...cluster, days: new Set([...cluster.days, ...days]) };
  });

const holdsWanted = ({ name, editions }: ClusterWork, { cluster = name, wants }: Again) =>
  cluster === name && editions.some(wants);

function nothingWanted({ cluster }: Again, work: readonly ClusterWork[]): GazetteError {
  const days = work.filter(({ name }) => name === (cluster ?? name)).flatMap(({ storedDays }) => storedDays);
  const [first, last] = [days[0], days.at(-1)];
  return new GazetteError('there is no such edition, so nothing was printed', {
    hint:
      first &&
      `${cluster ?? 'The store'} has snapshots of ${first === last ? first : `${first} to ${last}`}.`,
  });
}

/** The work of one publish. */
interface Job {
  work: readonly ClusterWork[];
  reviews: readonly ReviewPlan[];
  /** Reads the snapshots: those that were just folded are printed next. */
  observer: Observer;
  /** The lock of the site. */
  lock: Lock;
  /** What failed before. */
  faults: readonly PageFault[];
}

/** Each batch comes with the pages that lead to it, so that the site is complete after each batch. */
async function printBatches(
  options: PublishOptions,
  { work, reviews, observer, lock, faults: earlier }: Job,
): Promise<Published> {
  const { gazette, title, url, store, out, order, again, now, onProgress, signal } = options;
  const {
    objectsPerBatch = OBJECTS_AT_A_TIME,
    fullTablesUpTo = 2000,
    timeZone = 'UTC',
    digests = [],
  } = options;
  const editions = work.flatMap((cluster) => cluster.editions);
  const shrunk = work.flatMap((cluster) => cluster.shrinking);
  const batches = toBatches(editions, objectsPerBatch);
  // A cluster's page and its reviews link to each other: the cluster's new pages come first.
  if (reviews.length > 0 && editions.length > 0) batches.push([]);
  const days = new Set<string>();
  const known = new Set<string>();
  const faults = [...earlier];
  const merges: Merged[] = [];
  let printed = 0;
  for (const [index, batch] of batches.entries()) {
    const isLast = index === batches.length - 1;
    const { forgotten, ...pages } = await planPages(out, work, batch, isLast, {
      timeZone,
      asked: digests,
      reviewed: reviews.map(({ definition }) => definition),
    });
    signal?.throwIfAborted();
    const staging = stagingFolder(out);
    // Nothing links to the pages that these lose, so that they change no other page.
    const printedNow = isLast ? [...batch, ...shrunk] : batch;
    await copyFiles(printedNow, { store, out, into: staging, known });
    const plan: Plan = {
      ...{ gazette, title, store, out, order, editions: printedNow, ...pages, fullTablesUpTo },
      now: Math.floor(now().getTime() / 1000),
      reviews: isLast ? [...reviews] : [],
      ...(url !== undefined && { url }),
    };
    await printPages(plan, staging, { observer, signal, onFault: (fault) => faults.push(fault) });
    signal?.throwIfAborted();
    await lock.verify();
    const retired = await listRetired(staging, printedNow, again);
    merges.push(await mergePages(out, { retired, forgotten }));
    observer.forget();
    for (const { cluster, day } of pages.days) days.add(`${cluster}/${day}`);
    printed += batch.length;
    onProgress?.(printed, editions.length);
  }
  const clusters = work.map((cluster) => cluster.name);
  return {
    editions,
    shrunk,
    merged: joinMerges(merges),
    damaged: await listDamaged(out, work),
    days: days.size,
    clusters,
    reviews: reviews.map(({ definition }) => definition.id),
    faults,
    broken: [...work.flatMap(({ broken }) => broken), ...(await listBroken(out, faults))],
  };
}

/** The merges of several batches as one: a file that is written twice counts where it is written last. */
function joinMerges(merges: readonly Merged[]): Merged {
  const written = new Set<string>();
  const removed = new Set<string>();
  for (const merge of merges) {
    for (const file of merge.written) {
      written.delete(file);
      written.add(file);
      removed.delete(file);
    }
    for (const file of merge.removed) {
      written.delete(file);
      removed.add(file);
    }
  }
  return { written: [...written], removed: [...removed] };
}

/** Digests and reviews whose records are still damaged: the store does not have what they were printed from. */
async function listBroken(out: string, faults: readonly PageFault[]): Promise<string[]> {
  const broken = [
    ...(await findBrokenRecords(out, DIGESTS, DigestRecordSchema)).map((day) => digestFile(day)),
    ...(await findBrokenRecords(out, REVIEWS, ReviewRecordSchema)).map((id) => reviewFile(id)),
  ];
  return broken.filter((file) => !faults.some((fault) => fault.file === file));
}

/** Editions whose snapshot must leave the site. */
async function listRetired(folder: string, batch: readonly EditionPlan[], again: Again | undefined) {
  const retired: EditionPlan[] = [];
  for (const edition of batch) {
    const isLost = again?.withdraw && (await readEditionRecord(folder, edition))?.damaged !== undefined;
    if (edition.removed || isLost) retired.push(edition);
  }
  return retired;
}

const toState = (work: readonly ClusterWork[], damaged: Published['damaged']): SiteState => ({
  format: 1,
  clusters: Object.fromEntries(
    work.flatMap(({ name, state, shrunk, dayVersions, printedDays }) => {
      const own = damaged.filter(({ edition }) => edition.cluster === name).map(({ snapshot }) => snapshot);
      const days = dayVersions ?? printedDays;
      const more = { ...(shrunk && { shrunk }), ...(days && { days }), damaged: own };
      return state ? [[name, { ...state, ...more }]] : [];
    }),
  ),
});

/**
 * At least one batch, so that the changing pages are printed even without new editions. Stubs come last, after the
 * pages that they name.
 */
function toBatches(editions: readonly EditionPlan[], objectsPerBatch: number): EditionPlan[][] {
  const batches: EditionPlan[][] = [[]];
  let objects = 0;
  for (const edition of editions.toSorted((a, b) => Number(!!a.removed) - Number(!!b.removed))) {
    const size = edition.stored?.objects ?? 0;
    if (objects > 0 && objects + size > objectsPerBatch) {
      batches.push([]);
      objects = 0;
    }
    objects += size;
    batches.at(-1)?.push(edition);
  }
  return batches;
}

async function listDamaged(out: string, work: readonly ClusterWork[]): Promise<Published['damaged']> {
  const damaged: Published['damaged'] = [];
  for (const { name, editions, state } of work) {
    const printed = editions.map(({ stored }) => stored).filter((stored) => stored !== undefined);
    for (const { file, digest, base } of [...(state?.damaged ?? []), ...printed]) {
      const edition = toEditionKey(name, file);
      const why = (await readEditionRecord(out, edition))?.damaged;
      if (why !== undefined) damaged.push({ edition, snapshot: { file, digest, base }, why });
    }
  }
  return damaged;
}
