/** Reads the sources of a cluster's digest: its Days around the day, and the usual values of the week before. */
import type { EventDay } from '../history/day/event-day.ts';
import { dayOfUnix, fromUnix } from '../history/day/unix.ts';
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { loadDayPart, loadDaysAround, loadSummaries } from '../days/read-days.ts';
import { GazetteError } from '../errors.ts';
import { parseAddress, resolveAddress } from '../snapshots/address.ts';
import { listDays } from '../snapshots/days.ts';
import { listReviews } from '../snapshots/reviews.ts';
import type { Store } from '../snapshots/open-store.ts';
import { exactName, FORMS, snapshotFile } from '../snapshots/paths.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readMeta, readSnapshot } from '../snapshots/read-snapshot.ts';
import { has, type Shelf } from '../snapshots/shelf.ts';
import { daysBefore, type DayWindow } from './day-window.ts';
import { eventKey } from './event-news.ts';
import { toFacts, toWeek, WEEK, type ClusterFacts } from './facts.ts';
import type { KnownLabels } from './scope.ts';
import { objectKey } from '../model/object-ref.ts';

export interface FactsOptions {
  store: Store;
  cluster: string;
  window: DayWindow;
  /** The shelf of the cluster's Days; absent when there is none. */
  daysShelf?: Shelf;
  /** Event keys of Days that were read for another digest; newly read ones are added. */
  eventKeys?: EventKeys;
}

/** Keys of the events of a Day, by its shelf and its name. Consecutive digests share most of their week. */
export type EventKeys = Map<string, Promise<readonly KnownEvent[]>>;

/** A kind of event, by {@link eventKey}, with its first and last occurrence on a day. */
export interface KnownEvent {
  key: string;
  from: number;
  to: number;
}

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
  const week = await loadWeek(store, cluster, window, daysShelf, eventKeys);
  const alias = await findAlias(
    store,
    cluster,
    days.flatMap((day) => day.snapshots).filter(({ at }) => at < to),
  );
  const { reviews } = await listReviews(store, cluster);
  return toFacts({
    ...{ cluster, window, days, yesterday, reviews, ...week },
    goesOn: all.some((day) => day > dayOfUnix(to)),
    ...(alias !== undefined && { alias }),
  });
}

/** The days before, in the team's time zone. Of the UTC day in which the day itself begins, only the part before it. */
async function loadWeek(
  store: Store,
  cluster: string,
  window: DayWindow,
  daysShelf: Shelf | undefined,
  eventKeys: EventKeys,
) {
  const weekEvents = new Set<string>();
  if (daysShelf === undefined) return { week: [], weekEvents };
  const begin = daysBefore(window, WEEK).at(-1)!.from;
  const [first, last] = [begin, window.from - 1].map(dayOfUnix);
  const summaries = await loadSummaries(store, cluster, first!, last!, daysShelf);
  for (const { day } of summaries) {
    for (const { key, from, to } of await loadEventKeys(daysShelf, day, eventKeys))
      if (from < window.from && to >= begin) weekEvents.add(key);
  }
  return { week: toWeek(summaries, window), weekEvents };
}

function loadEventKeys(daysShelf: Shelf, day: string, eventKeys: EventKeys): Promise<readonly KnownEvent[]> {
  const key = `${daysShelf.name}/${day}`;
  let keys = eventKeys.get(key);
  if (!keys) {
    keys = loadDayPart(daysShelf, day, 'events').then((part) => listEventKeys(part?.events ?? []));
    eventKeys.set(key, keys);
  }
  return keys;
}

/** Each kind of event with the times of its first and last occurrence. */
export function listEventKeys(events: readonly EventDay[]): KnownEvent[] {
  const known = new Map<string, KnownEvent>();
  for (const event of events) {
    const key = eventKey(event);
    const times = event.seen.map(({ at }) => at);
    const { from = Infinity, to = -Infinity } = known.get(key) ?? {};
    known.set(key, { key, from: Math.min(from, ...times), to: Math.max(to, ...times) });
  }
  return [...known.values()];
}

/** The first readable one of some snapshots. */
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

/** The cluster's name for people, from the last snapshot of the day. The manifest is not read: it may be long. */
async function findAlias(store: Store, cluster: string, snapshots: readonly SnapshotRecord[]) {
  const meta = await readFirst(snapshots.toReversed(), async (time) => {
    for (const file of FORMS.map((form) => snapshotFile(time, form))) {
      if (await has(store.cluster(cluster), file)) return readMeta(store, cluster, { file });
    }
    return undefined;
  });
  return meta?.settings.alias;
}

/** Labels from the first and the last snapshot of the day. */
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
