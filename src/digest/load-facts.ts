/** Reads what the digest of a cluster is made of: its Days around the day, and what is usual from the week before. */
import { dayOfUnix, fromUnix, SECONDS_A_DAY } from '../history/day/unix.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { loadDayPart, loadDaysAround, loadSummaries } from '../days/read-days.ts';
import { GazetteError } from '../errors.ts';
import { parseAddress, resolveAddress } from '../snapshots/address.ts';
import { listDays } from '../snapshots/days.ts';
import type { Store } from '../snapshots/open-store.ts';
import { exactName, FORMS, snapshotFile } from '../snapshots/paths.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readMeta, readSnapshot } from '../snapshots/read-snapshot.ts';
import { has, type Shelf } from '../snapshots/shelf.ts';
import type { DayWindow } from './day-window.ts';
import { eventKey } from './event-news.ts';
import { toFacts, type ClusterFacts } from './facts.ts';
import type { KnownLabels } from './scope.ts';
import { objectKey } from '../model/object-ref.ts';

const WEEK = 7;

export interface FactsOptions {
  store: Store;
  cluster: string;
  window: DayWindow;
  /** Where the cluster's Days are kept; absent when there are none. */
  daysShelf?: Shelf;
  /** Of Days that were read for another digest; what is read now is added. */
  eventKeys?: EventKeys;
}

/** Keys of the events of a Day, by where it is kept and its name. The week before one digest is, but for a day, that of the next. */
export type EventKeys = Map<string, Promise<ReadonlySet<string>>>;

export async function loadFacts({
  store,
  cluster,
  window,
  daysShelf,
  eventKeys = new Map(),
}: FactsOptions): Promise<ClusterFacts> {
  const { from, to } = window;
  const all = daysShelf === undefined ? [] : await listDays(daysShelf);
  const days = daysShelf === undefined ? [] : await loadDaysAround(store, cluster, from, to, daysShelf);
  const before = all.filter((day) => day < dayOfUnix(from)).at(-1);
  const [yesterday] =
    before === undefined ? [] : await loadSummaries(store, cluster, before, before, daysShelf);
  const week = await loadWeek(store, cluster, from, daysShelf, eventKeys);
  const alias = await findAlias(
    store,
    cluster,
    days.flatMap((day) => day.snapshots).filter(({ at }) => at < to),
  );
  return toFacts({ cluster, ...(alias !== undefined && { alias }), window, days, yesterday, ...week });
}

/** The UTC days that ended before the day began. */
async function loadWeek(
  store: Store,
  cluster: string,
  from: number,
  daysShelf: Shelf | undefined,
  eventKeys: EventKeys,
) {
  const weekEvents = new Set<string>();
  if (daysShelf === undefined) return { week: [], weekEvents };
  const [first, last] = [from - WEEK * SECONDS_A_DAY, from - SECONDS_A_DAY].map(dayOfUnix);
  const week = await loadSummaries(store, cluster, first!, last!, daysShelf);
  for (const { day } of week) {
    for (const key of await loadEventKeys(daysShelf, day, eventKeys)) weekEvents.add(key);
  }
  return { week, weekEvents };
}

function loadEventKeys(daysShelf: Shelf, day: string, eventKeys: EventKeys): Promise<ReadonlySet<string>> {
  const key = `${daysShelf.name}/${day}`;
  let keys = eventKeys.get(key);
  if (!keys) {
    keys = loadDayPart(daysShelf, day, 'events').then((part) => new Set((part?.events ?? []).map(eventKey)));
    eventKeys.set(key, keys);
  }
  return keys;
}

/** The first of some snapshots that can be read. */
async function readFirst<Content>(
  snapshots: readonly SnapshotRecord[],
  read: (time: string) => Promise<Content>,
): Promise<Content | undefined> {
  for (const { at, says = at, gone, damaged } of snapshots) {
    if (gone || damaged) continue;
    try {
      return await read(fromUnix(says));
    } catch (error) {
      // It was deleted or damaged since.
      if (!(error instanceof GazetteError)) throw error;
    }
  }
  return undefined;
}

/** What people call the cluster, as the last snapshot of the day says. The manifest is not asked: it may be long. */
async function findAlias(store: Store, cluster: string, snapshots: readonly SnapshotRecord[]) {
  const meta = await readFirst(snapshots.toReversed(), async (time) => {
    for (const file of FORMS.map((form) => snapshotFile(time, form))) {
      if (await has(store.cluster(cluster), file)) return readMeta(store, cluster, { file });
    }
    return undefined;
  });
  return meta?.settings.alias;
}

/** Labels as the first and the last snapshot of the day have them. */
export async function loadLabels(
  store: Store,
  { cluster, slice: { snapshots } }: Pick<ClusterFacts, 'cluster' | 'slice'>,
): Promise<KnownLabels> {
  const known = {
    workloads: new Map<string, Record<string, string>>(),
    namespaces: new Map<string, Record<string, string>>(),
  };
  for (const end of [snapshots, snapshots.toReversed()]) {
    const snapshot = await readFirst(end, async (time) => {
      const address = parseAddress(`${cluster}/${exactName(time)}`);
      return readSnapshot(store, cluster, await resolveAddress(store, address, new Date(time)));
    });
    if (snapshot) noteLabels(snapshot, known);
  }
  return known;
}

function noteLabels(
  { objects }: Snapshot,
  { workloads, namespaces }: { [Key in keyof KnownLabels]: Map<string, Record<string, string>> },
): void {
  for (const [kind, own] of Object.entries(objects)) {
    for (const { metadata } of own) {
      const { namespace, name, labels = {} } = metadata;
      if (kind === 'Namespace') namespaces.set(name, labels);
      else if (namespace !== undefined) workloads.set(objectKey({ kind, namespace, name }), labels);
    }
  }
}
