/** Decides which editions are printed: compares the store's manifests with the site. */
import type { DayOutcome } from '../history/period/day-outcome.ts';
import { productionFirst } from '../history/versions/release-order.ts';
import { GazetteError } from '../errors.ts';
import { observe } from '../days/observe.ts';
import type { EditionRef } from '../site/records/edition-record.ts';
import { editionFolder, toEditionKey } from '../site/paths.ts';
import type { EditionPlan } from '../site/plan.ts';
import { foldManifest } from '../snapshots/fold-manifest.ts';
import { openFolder } from '../snapshots/folder.ts';
import { hasManifest } from '../snapshots/manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import { checkCluster, listClusters } from '../snapshots/store.ts';
import { findBroken } from './find-broken.ts';
import { planEditions } from './plan-editions.ts';
import { listPublishedClusters } from './published.ts';
import type { Again, ClusterOptions } from './plan-options.ts';
import { readNews } from './read-news.ts';
import type { ClusterState, DamagedSnapshot, Shrunk, SiteState } from './site-state.ts';

export interface PlanOptions {
  store: Store;
  out: string;
  /** Clusters of the store, see {@link listStored}. */
  stored: readonly string[];
  /** Version of Gazette. */
  gazette: string;
  state: SiteState;
  /** Names of clusters in the order of a release; the front page shows the last of them first. */
  order: readonly string[];
  again?: Again;
}

/** What is printed of one cluster, and what the site remembers of the cluster afterwards. */
export interface ClusterWork {
  name: string;
  editions: EditionPlan[];
  /** Older editions that shrink. */
  shrinking: EditionPlan[];
  /** How far they have shrunk after this publish. */
  shrunk?: Shrunk;
  /** Days that changed, with or without new editions. */
  days: ReadonlySet<string>;
  /** Days of the store that were compared, in order. */
  storedDays: readonly string[];
  /** The newest snapshot on the site when the work was planned. */
  lastPublished?: EditionRef;
  /** Includes damaged editions that were printed before. Absent when only the published pages are known. */
  state?: ClusterState;
  /** Faults of the store's record of the cluster. */
  problems: string[];
  /** A purge may have rewritten files of its snapshots since the last time. */
  rewritten?: boolean;
  /** Folders of editions with damaged records that cannot be printed again: the store does not have them. */
  broken: string[];
  /** The shelf of its Days. Absent while they are not folded, and when the store has no such cluster. */
  daysShelf?: Shelf;
  /** The version of each Day, by day: differs whenever the Day does. Absent when the Days are. */
  dayVersions?: Readonly<Record<string, string>>;
  /** How each day went. Absent when the Days are. */
  dayOutcomes?: Readonly<Record<string, DayOutcome>>;
  /** The versions that the pages were printed from; absent when they are unknown. */
  printedDays?: Readonly<Record<string, string>>;
}

/**
 * Clusters with something to publish.
 * @throws {GazetteError} There is none, or the cluster to print again is not among them.
 */
export async function listStored(store: Store, out: string, again?: Again): Promise<string[]> {
  const stored = await listClusters(store);
  for (const name of stored) await refuseStore(out, name);
  if (stored.length === 0) {
    const published = await listPublishedClusters(out);
    throw new GazetteError(`${store.name} has no snapshots, so there is nothing to publish`, {
      hint:
        published.length > 0
          ? 'The site is unchanged. Give the folder of the snapshots with --data.'
          : 'Take a snapshot with `gazette collect`, or give the folder of the snapshots with --data.',
    });
  }
  if (again?.cluster !== undefined) checkCluster(store, stored, again.cluster);
  return stored;
}

/** A folder with a manifest is a store, whatever its name: pages and snapshots must not mix. */
async function refuseStore(out: string, cluster: string): Promise<void> {
  if (!(await hasManifest(openFolder(out).at(cluster)))) return;
  throw new GazetteError(`${out}: this is the folder of the snapshots, and the pages need another one`, {
    hint: 'Name another folder with --out.',
  });
}

/**
 * Plans cluster by cluster. The cost depends on what was appended to the manifests since the last time. Only deletions,
 * rewrites and `again` read a manifest whole.
 */
export async function planWork({
  store,
  out,
  stored,
  gazette,
  state,
  order,
  again,
}: PlanOptions): Promise<ClusterWork[]> {
  const names = new Set([...stored, ...(await listPublishedClusters(out))]);
  const work: ClusterWork[] = [];
  for (const name of productionFirst(names, order)) {
    const before = state.clusters[name];
    const own = again && (again.cluster ?? name) === name ? again : undefined;
    work.push(
      stored.includes(name)
        ? await planCluster({ store, out, gazette, name, before, again: own })
        : {
            name,
            editions: [],
            shrinking: [],
            days: new Set(),
            storedDays: [],
            lastPublished: before?.last,
            printedDays: before?.days,
            state: before,
            problems: [GONE],
            broken: (await findBroken(out, name, gazette)).map(editionFolder),
          },
    );
  }
  return work;
}

const GONE = 'The store that was published last has no snapshots of this cluster; these are the last known.';

async function planCluster(options: ClusterOptions): Promise<ClusterWork> {
  const { store, out, gazette, name, before } = options;
  const canBeShown = async (snapshot: DamagedSnapshot) =>
    (await observe(store, name, snapshot)).observed !== undefined;
  const broken = new Set<string>((await findBroken(out, name, gazette, store)).map(editionFolder));
  const news = await readNews(options, { canBeShown, isBroken: broken.size > 0 });
  const { fresh, lines, isKnown } = news;
  const { snapshots, tombstones } = foldManifest(name, lines);
  const planned = await planEditions(options, { ...news, snapshots, tombstones, broken, canBeShown });
  const { editions, last, hasOpenStubs } = planned;
  const damaged = [...(isKnown ? (before?.damaged ?? []) : []), ...planned.damaged];
  const state = { cursor: fresh.cursor, last, damaged, ...(hasOpenStubs && { openStubs: true as const }) };
  const taken = lines.filter((line) => line.type === 'snapshot');
  const toDay = (file: string) => toEditionKey(name, file).day;
  const rewritten = fresh.startOver || fresh.lines.some(({ type }) => type === 'rewrite');
  const mended = new Set(editions.map(editionFolder));
  return {
    ...{ name, editions, shrinking: [], shrunk: before?.shrunk, state, problems: fresh.problems, rewritten },
    days: new Set([
      ...fresh.lines.flatMap((line) => ('file' in line ? [toDay(line.file)] : [])),
      ...editions.map(({ day }) => day),
    ]),
    storedDays: [...new Set(taken.map(({ file }) => toDay(file)))].sort(),
    lastPublished: before?.last,
    printedDays: before?.days,
    broken: [...broken].filter((folder) => !mended.has(folder)),
  };
}
