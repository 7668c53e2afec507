/** Decides which editions are printed: compares the store's manifests with the site. */
import path from 'node:path';
import type { DayOutcome } from '../history/day/day-outcome.ts';
import { GazetteError } from '../errors.ts';
import type { EditionRef } from '../site/records/edition-record.ts';
import { toEditionKey, type EditionKey } from '../site/paths.ts';
import type { EditionPlan } from '../site/plan.ts';
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { ManifestSnapshot } from '../snapshots/schema.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import { foldManifest, inOrder, type StoredSnapshot } from '../snapshots/fold-manifest.ts';
import {
  checkCluster,
  listClusters,
  readManifest,
  readManifestSince,
  readRecent,
} from '../snapshots/store.ts';
import { observe } from '../days/observe.ts';
import { isOutdated, wantsAllTables } from './reprint.ts';
import { listPublishedClusters, readEditionRecord } from './published.ts';
import type { ClusterState, DamagedSnapshot, SiteState } from './site-state.ts';

/** Editions to print although they are on the site. */
export interface Again {
  /** Absent means every cluster. */
  cluster?: string;
  /** Prints all tables, however large the cluster. */
  full?: true;
  /** Also removes the site's copies of unreadable snapshots: nobody knows what they contain. */
  withdraw?: true;
  wants: (key: EditionKey) => boolean;
}

export interface PlanOptions {
  store: Store;
  out: string;
  /** Clusters of the store, see {@link listStored}. */
  stored: readonly string[];
  state: SiteState;
  /** Names of clusters in the order of a release; the front page shows the last of them first. */
  order: readonly string[];
  again?: Again;
}

/** What is printed of one cluster, and what the site remembers of the cluster afterwards. */
export interface ClusterWork {
  name: string;
  editions: EditionPlan[];
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
  if (path.resolve(store.name) === path.resolve(out)) {
    throw new GazetteError(`${out}: this is the folder of the snapshots, and the pages need another one`, {
      hint: 'Name another folder with --out.',
    });
  }
  const stored = await listClusters(store);
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

/**
 * Plans cluster by cluster. The cost depends on what was appended to the manifests since the last time. Only deletions,
 * rewrites and `again` read a manifest whole.
 */
export async function planWork({
  store,
  out,
  stored,
  state,
  order,
  again,
}: PlanOptions): Promise<ClusterWork[]> {
  const known = [...Object.keys(state.clusters), ...(await listPublishedClusters(out))];
  const names = [...new Set([...stored, ...known])].sort();
  const ordered = [...new Set([...order.filter((one) => names.includes(one)).toReversed(), ...names])];
  const work: ClusterWork[] = [];
  for (const name of ordered) {
    const before = state.clusters[name];
    const own = again && (again.cluster ?? name) === name ? again : undefined;
    work.push(
      stored.includes(name)
        ? await planCluster({ store, out, name, before, again: own })
        : {
            name,
            editions: [],
            days: new Set(),
            storedDays: [],
            lastPublished: before?.last,
            printedDays: before?.days,
            state: before,
            problems: [GONE],
          },
    );
  }
  return work;
}

const GONE = 'The store that was published last has no snapshots of this cluster; these are the last known.';

interface ClusterOptions {
  store: Store;
  out: string;
  name: string;
  before?: ClusterState;
  again?: Again;
}

async function planCluster(options: ClusterOptions): Promise<ClusterWork> {
  const { store, out, name, before, again } = options;
  const canBeShown = async (snapshot: DamagedSnapshot) =>
    (await observe(store, name, snapshot)).observed !== undefined;
  const { fresh, lines: allLines, isKnown, isWhole } = await readLines(options, canBeShown);
  const { snapshots, tombstones } = foldManifest(name, allLines);
  const kept = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
  const lines = allLines.filter((line) => line.type === 'snapshot');
  const findKept = openKept(store, name, kept, { isWhole, count: lines.length });
  const nearest = findNearest(name, lines, kept);
  const whyRemoved = new Map(tombstones.map((tombstone) => [tombstone.number, tombstone.why]));
  const days = new Set(
    fresh.lines.flatMap((line) => ('file' in line ? [toEditionKey(name, line.file).day] : [])),
  );

  const editions: EditionPlan[] = [];
  const damaged: DamagedSnapshot[] = isKnown ? (before?.damaged ?? []) : [];
  let last = isKnown ? before?.last : undefined;
  for (const line of lines) {
    const ref = toRef(name, line);
    // The sequence number decides the order, whatever the clock said: the snapshot taken last is the latest.
    const previous = line.marks?.includes('late') ? undefined : last;
    if (!line.marks?.includes('late')) last = ref;
    const stored = kept.get(line.number);
    const removed = stored
      ? undefined
      : { why: whyRemoved.get(line.number) ?? 'retention', ...nearest.get(line.number) };
    const record = await readEditionRecord(out, ref);
    // The predecessor that an edition named at its first printing never changes.
    const predecessor = record ? record.previous : previous;
    const wanted = again?.wants(ref) ?? false;
    const isDue = !record || wanted || isOutdated(record, { stored, removed, kept, whyRemoved });
    if (!isDue) {
      if (record.damaged === undefined || !stored) continue;
      if (!(await canBeShown(stored))) {
        damaged.push(stored);
        continue;
      }
    }
    days.add(ref.day);
    editions.push({
      ...ref,
      stored,
      previous: predecessor,
      before: predecessor && (await findKept(predecessor.number)),
      keptBefore: predecessor && nearest.get(predecessor.number)?.before,
      removed,
      full: wantsAllTables(record, stored, again?.full && wanted),
      sheets: record?.sheets,
    });
  }
  const hasOpenStubs = isKnown ? before?.openStubs : [...nearest.values()].some(({ after }) => !after);
  const state = { cursor: fresh.cursor, last, damaged, ...(hasOpenStubs && { openStubs: true as const }) };
  const storedDays = [...new Set(lines.map(({ file }) => toEditionKey(name, file).day))].sort();
  const rewritten = fresh.startOver || fresh.lines.some(({ type }) => type === 'rewrite');
  const lastPublished = before?.last;
  return {
    ...{ name, editions, days, storedDays, lastPublished, state, problems: fresh.problems, rewritten },
    printedDays: before?.days,
  };
}

type ManifestSince = Awaited<ReturnType<typeof readManifestSince>>;

interface Lines {
  /** Lines appended since the last time. */
  fresh: ManifestSince;
  /** The lines that decide: the same, or the whole manifest. */
  lines: ManifestSince['lines'];
  /** The site's memory of the cluster goes on; otherwise it is made anew from the whole manifest. */
  isKnown: boolean;
  /** The lines are the whole manifest. */
  isWhole: boolean;
}

/** Reads as much of the manifest as needed. Deletions, rewrites, `again` and a repaired snapshot need all of it. */
async function readLines(
  { store, name, before, again }: ClusterOptions,
  canBeShown: (snapshot: DamagedSnapshot) => Promise<boolean>,
): Promise<Lines> {
  const fresh = await readManifestSince(store, name, before?.cursor ?? MANIFEST_START);
  let mended = false;
  for (const snapshot of before?.damaged ?? []) mended ||= await canBeShown(snapshot);
  // A late snapshot may be nearer to a stub than the neighbours that the stub names. A new snapshot may be its first
  // neighbour.
  const isNearer = ({ marks }: ManifestSnapshot) => before?.openStubs ?? marks?.includes('late');
  const simple =
    fresh.lines.every((line) => line.type === 'snapshot' && !isNearer(line)) && !again && !mended;
  const all = simple || fresh.startOver ? fresh : await readManifestSince(store, name, MANIFEST_START);
  return {
    fresh,
    lines: all.lines,
    isKnown: simple && !fresh.startOver,
    isWhole: all.startOver || all !== fresh || !before?.cursor,
  };
}

/** Finds a kept snapshot. Among those published earlier, usually only the newest is asked for. */
function openKept(
  store: Store,
  name: string,
  kept: ReadonlyMap<number, StoredSnapshot>,
  { isWhole, count }: { isWhole: boolean; count: number },
): (number: number) => Promise<StoredSnapshot | undefined> {
  let recent: StoredSnapshot[] | undefined;
  return async (number) => {
    if (isWhole || kept.has(number)) return kept.get(number);
    recent ??= await readRecent(store, name, count + 1);
    const near = recent.find((snapshot) => snapshot.number === number);
    return near ?? (await readManifest(store, name)).snapshots.find((snapshot) => snapshot.number === number);
  };
}

const toRef = (cluster: string, { file, number, time }: ManifestSnapshot): EditionRef => ({
  ...toEditionKey(cluster, file),
  number,
  instant: time,
});

/** The kept neighbours of each deleted snapshot, by its number. */
function findNearest(
  cluster: string,
  lines: readonly ManifestSnapshot[],
  kept: ReadonlyMap<number, unknown>,
) {
  const nearest = new Map<number, { before?: EditionRef; after?: EditionRef }>();
  const look = (ordered: readonly ManifestSnapshot[], side: 'before' | 'after') => {
    let beside: EditionRef | undefined;
    for (const line of ordered) {
      if (kept.has(line.number)) beside = toRef(cluster, line);
      else nearest.set(line.number, { ...nearest.get(line.number), [side]: beside });
    }
  };
  const ordered = inOrder(lines);
  look(ordered, 'before');
  look(ordered.toReversed(), 'after');
  return nearest;
}
