/** Plans the pages that change when a batch of editions is printed. */
import path from 'node:path';
import { daysOver, windowOfDay } from '../digest/day-window.ts';
import type { EditionRef } from '../site/records/edition-record.ts';
import { MOST_IN_STRIP } from '../site/charts/timeline.ts';
import { editionFolder, instantOf, type EditionKey } from '../site/paths.ts';
import type { ClusterPlan, DayPlan, EditionPlan, NodePlan, WorkloadPlan } from '../site/plan.ts';
import { exists } from '../snapshots/files.ts';
import type { ClusterWork } from './plan.ts';
import { planDigests, type DigestOptions } from './plan-digests.ts';
import { findStaleDays, isUnsettled, opensAnHour, planWindows } from './plan-histories.ts';
import { planObjectPages } from './plan-object-pages.ts';
import { listPublishedDays, listPublishedTimes, readEditionRecord } from './published.ts';

/** What the changing pages of one build need. */
export interface PagesPlan {
  days: DayPlan[];
  clusters: ClusterPlan[];
  workloads: WorkloadPlan[];
  nodes: NodePlan[];
  /** Days whose digests have to be printed. */
  digests: string[];
  timeZone: string;
  /** Pages of workloads and nodes that no Day knows any longer: they are removed. */
  forgotten: string[];
}

/**
 * Plans the pages that change with `editions`; with `all`, also those that change without editions. They name only what
 * is on the site or is printed now.
 */
export async function planPages(
  out: string,
  work: readonly ClusterWork[],
  editions: readonly EditionPlan[],
  all: boolean,
  digests: DigestOptions = { timeZone: 'UTC', asked: [] },
): Promise<PagesPlan> {
  const { timeZone } = digests;
  const plan: PagesPlan = {
    days: [],
    clusters: [],
    workloads: [],
    nodes: [],
    digests: [],
    timeZone,
    forgotten: [],
  };
  const refolded: string[] = [];
  const open = new Set<string>();
  const sites: { cluster: ClusterWork; there: Editions }[] = [];
  for (const cluster of work) {
    const own = editions.filter((edition) => edition.cluster === cluster.name);
    const there = await listEditions(out, cluster.name, own);
    sites.push({ cluster, there });
    const fresh = new Set(own.map((edition) => edition.day));
    const stale = all ? await findStaleDays(out, cluster, there.days) : [];
    refolded.push(...stale.filter((day) => day !== cluster.state?.last?.day));
    const changed = all ? new Set([...cluster.days, ...stale]) : fresh;
    const unsettled = await isUnsettled(cluster, own);
    if (unsettled) open.add(cluster.name);
    plan.days.push(...(await planDays(cluster, there, changed, unsettled)));
    if (all) {
      const { workloads, nodes, forgotten } = await planObjectPages(out, cluster, stale);
      plan.workloads.push(...workloads);
      plan.nodes.push(...nodes);
      plan.forgotten.push(...forgotten);
    }
    if (all || own.length > 0 || (await exists(path.join(out, cluster.name, 'index.html')))) {
      const windows = await planWindows(out, cluster, there.days, {
        // Printed once, with the last batch. The other batches only make sure that link targets exist.
        isChanged: all && changed.size > 0,
        isHourly:
          stale.some((day) => day !== cluster.state?.last?.day) || (await opensAnHour(out, cluster.editions)),
      });
      plan.clusters.push({ ...(await planCluster(out, cluster, there, own)), ...windows });
    }
  }
  if (!all) return plan;
  plan.digests = await planDigests(out, work, refolded, open, digests);
  // Days lead to their digests. Not only to new digests: a killed run may already have written these.
  const told = new Set(plan.digests.flatMap((day) => daysOver(windowOfDay(day, timeZone), 'UTC')));
  const planned = new Set(plan.days.map(({ cluster, day }) => `${cluster}/${day}`));
  for (const { cluster, there } of sites) {
    for (const [index, day] of there.days.entries()) {
      if (told.has(day) && !planned.has(`${cluster.name}/${day}`))
        plan.days.push(await planDay(cluster, there, index));
    }
  }
  return plan;
}

/** Editions of a cluster that are on the site or are being printed. */
interface Editions {
  /** Oldest first. */
  days: string[];
  /** Times of a day's editions, oldest first. */
  timesOf: (day: string) => Promise<string[]>;
}

async function listEditions(
  out: string,
  cluster: string,
  editions: readonly EditionPlan[],
): Promise<Editions> {
  const fresh = Map.groupBy(editions, (edition) => edition.day);
  const merge = (a: string[], b: string[]) => [...new Set([...a, ...b])].sort();
  const found = new Map<string, Promise<string[]>>();
  const findTimes = async (day: string) => {
    const published: string[] = [];
    for (const time of await listPublishedTimes(out, cluster, day)) {
      // An edition with a damaged record is left out until it is printed again. It must not stop all others.
      if (await readEditionRecord(out, { cluster, day, time })) published.push(time);
    }
    return merge(
      published,
      (fresh.get(day) ?? []).map((edition) => edition.time),
    );
  };
  return {
    days: merge(await listPublishedDays(out, cluster), [...fresh.keys()]),
    timesOf: (day) => {
      const times = found.get(day) ?? findTimes(day);
      found.set(day, times);
      return times;
    },
  };
}

/** Pages of changed days, and of the neighbours of a new day, because they name it. */
async function planDays(
  cluster: ClusterWork,
  there: Editions,
  changed: ReadonlySet<string>,
  unsettled: boolean,
): Promise<DayPlan[]> {
  const { days } = there;
  const touched = new Set<number>();
  for (const [index, day] of days.entries()) {
    if (!changed.has(day)) continue;
    // Not "has no page yet": a killed run may already have written the page.
    const isGoingOn = day === cluster.lastPublished?.day && !unsettled;
    for (const near of isGoingOn ? [index] : [index - 1, index, index + 1]) touched.add(near);
  }
  const known = [...touched].filter((index) => days[index] !== undefined).sort((a, b) => a - b);
  return Promise.all(known.map((index) => planDay(cluster, there, index)));
}

async function planDay(
  { name, daysShelf }: ClusterWork,
  { days, timesOf }: Editions,
  index: number,
): Promise<DayPlan> {
  const day = days[index]!;
  const nextDay = days[index + 1];
  const following = nextDay && (await timesOf(nextDay))[0];
  return {
    cluster: name,
    day,
    times: await timesOf(day),
    previousDay: days[index - 1],
    nextDay,
    nextEdition: following && `${nextDay}/${following}`,
    ...(daysShelf && { daysShelf }),
  };
}

async function planCluster(
  out: string,
  { name, state, problems, daysShelf, dayOutcomes = {} }: ClusterWork,
  { days, timesOf }: Editions,
  editions: readonly EditionPlan[],
): Promise<Omit<ClusterPlan, 'hasWindows'>> {
  const removed = new Map(editions.map((edition) => [editionFolder(edition), edition.removed !== undefined]));
  const isStub = async (key: EditionKey) =>
    removed.get(editionFolder(key)) ?? (await readEditionRecord(out, key))?.removed !== undefined;
  const isAfter = (key: EditionKey, last: EditionRef) =>
    `${key.day}/${key.time}` > `${last.day}/${last.time}`;
  const recent: EditionKey[] = [];
  const thinned: EditionKey[] = [];
  const newestFirst = days.toReversed();
  for (const day of newestFirst) {
    if (recent.length >= MOST_IN_STRIP) break;
    for (const time of (await timesOf(day)).toReversed()) {
      const key = { cluster: name, day, time };
      // A day dated after the latest snapshot by a wrong clock must not take its place.
      if (state?.last && isAfter(key, state.last)) continue;
      if (recent.length >= MOST_IN_STRIP) break;
      ((await isStub(key)) ? thinned : recent).unshift(key);
    }
  }
  return {
    name,
    recent,
    thinned: between(thinned, recent),
    days: newestFirst,
    outcomes: dayOutcomes,
    problems,
    ...(daysShelf && { daysShelf }),
  };
}

/** The editions that come after the first of some others, in order. */
function between(keys: readonly EditionKey[], others: readonly EditionKey[]): EditionKey[] {
  const [oldest] = others;
  return oldest ? keys.filter((key) => instantOf(key) > instantOf(oldest)) : [];
}
