/** Reads what the digest of a cluster is made of: its Days around the day, and what is usual from the week before. */
import type { EventDay } from '../history/day/event-day.ts';
import { dayOfUnix, fromUnix } from '../history/day/unix.ts';
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
import { daysBefore, type DayWindow } from './day-window.ts';
import { eventKey } from './event-news.ts';
import { toFacts, toWeek, WEEK, type ClusterFacts } from './facts.ts';
import type { KnownLabels } from './scope.ts';
import { objectKey } from '../model/object-ref.ts';

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
export type EventKeys = Map<string, Promise<readonly KnownEvent[]>>;

/** A kind of event, by {@link eventKey}, and when it occurred first and last on a day. */
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
  return toFacts({ cluster, ...(alias !== undefined && { alias }), window, days, yesterday, ...week });
}

/** The days before, in the team's time zone: of the UTC day in which the day itself begins, what was before it. */
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
