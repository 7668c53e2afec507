/** Decides which pages of workloads and nodes are printed: those with news, and all of them once a day. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { toUnix } from '../history/day/unix.ts';
import { findNews } from '../history/period/object-news.ts';
import { isSystemError } from '../errors.ts';
import { loadDayPart } from '../days/read-days.ts';
import { nodeFile, NODES } from '../site/history/node-files.ts';
import { workloadFile, WORKLOADS } from '../site/history/workload-files.ts';
import type { NodePlan, WorkloadPlan } from '../site/plan.ts';
import { listDays } from '../snapshots/days.ts';
import { exists } from '../snapshots/files.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import type { ClusterWork } from './plan.ts';
import { objectKey } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';

export interface ObjectPagesPlan {
  workloads: WorkloadPlan[];
  nodes: NodePlan[];
  /** Pages of objects that no Day knows any longer. */
  forgotten: string[];
}

/** An object with a page, and the last Day that knows it. */
interface KnownObject {
  ref: ObjectRef;
  file: string;
  lastDay: string;
}

/** By `objectKey`. */
type KnownObjects = Map<string, KnownObject>;

/**
 * Reads only the new Days, unless older Days were folded anew.
 * @param stale days whose Day is newer than its pages
 */
export async function planObjectPages(
  out: string,
  work: ClusterWork,
  stale: readonly string[],
): Promise<ObjectPagesPlan> {
  const plan: ObjectPagesPlan = { workloads: [], nodes: [], forgotten: [] };
  const { name: cluster, daysShelf, state } = work;
  if (!daysShelf || !state?.last) return plan;
  // Not "which editions are printed": a killed run may already have printed those.
  const fresh = [...work.days].filter((day) => day >= (work.lastPublished?.day ?? '')).sort();
  const anew = [...listReprinted(work), ...stale.filter((day) => !fresh.includes(day))].sort();
  const first = [...fresh, ...anew].sort()[0];
  if (first === undefined) return plan;
  const all = await listDays(daysShelf);
  const since = toUnix(work.lastPublished?.instant);
  const isAnew = since === undefined || anew.length > 0;
  const days = since === undefined ? all : all.filter((day) => day >= first);
  const known = await listKnown(cluster, daysShelf, days);
  const news = isAnew ? undefined : await readNews(daysShelf, fresh, since);
  const isNewDay = fresh.some((day) => day > (work.lastPublished?.day ?? ''));
  for (const [key, { ref, file, lastDay }] of known) {
    const isWanted =
      !news ||
      news.has(key) ||
      (isNewDay && lastDay === days.at(-1)) ||
      !(await exists(path.join(out, file)));
    if (!isWanted) continue;
    const { kind, namespace = '', name } = ref;
    const common = { cluster, name, lastDay, asOf: state.last, daysShelf };
    if (kind === 'Node') plan.nodes.push(common);
    else plan.workloads.push({ ...common, kind, namespace });
  }
  if (isAnew) {
    const earlier = all.filter((day) => !days.includes(day));
    plan.forgotten = await listForgotten(out, cluster, known, daysShelf, earlier);
  }
  return plan;
}

/**
 * Days of published editions that are printed anew (a purge or a request), or that came late. A deletion by retention
 * changes no Day.
 */
const listReprinted = ({ editions, lastPublished }: ClusterWork): string[] =>
  editions
    .filter(
      ({ instant, removed }) => instant <= (lastPublished?.instant ?? '') && removed?.why !== 'retention',
    )
    .map(({ day }) => day);

async function listKnown(cluster: string, days: Shelf, names: readonly string[]): Promise<KnownObjects> {
  const known: KnownObjects = new Map();
  for (const lastDay of names) {
    const summary = await loadDayPart(days, lastDay, 'summary');
    for (const { kind, namespace, name } of summary?.workloads ?? []) {
      const ref = { kind, namespace, name };
      known.set(objectKey(ref), { ref, file: workloadFile(cluster, ref), lastDay });
    }
    for (const { name } of summary?.nodes ?? []) {
      const ref = { kind: 'Node', name };
      known.set(objectKey(ref), { ref, file: nodeFile(cluster, name), lastDay });
    }
  }
  return known;
}

async function readNews(days: Shelf, names: readonly string[], since: number): Promise<Set<string>> {
  const news = new Set<string>();
  for (const day of names) {
    const summary = await loadDayPart(days, day, 'summary');
    const workloads = summary && (await loadDayPart(days, day, 'workloads'));
    const events = workloads && (await loadDayPart(days, day, 'events'));
    if (!events) continue;
    for (const key of findNews({ nodes: summary.nodes, ...workloads, ...events }, since)) news.add(key);
  }
  return news;
}

/** A purge takes an object out of the Days: then its page is removed, too. */
async function listForgotten(
  out: string,
  cluster: string,
  known: KnownObjects,
  days: Shelf,
  earlier: readonly string[],
): Promise<string[]> {
  const filesOf = (some: KnownObjects) => new Set([...some.values()].map(({ file }) => file));
  const own = filesOf(known);
  const pages = [...(await listPages(out, cluster, WORKLOADS)), ...(await listPages(out, cluster, NODES))];
  const strange = pages.filter((file) => !own.has(file));
  if (strange.length === 0) return [];
  const old = filesOf(await listKnown(cluster, days, earlier));
  return strange.filter((file) => !old.has(file));
}

async function listPages(out: string, cluster: string, pages: string): Promise<string[]> {
  const folder = `${cluster}/${pages}`;
  try {
    const files = await fs.readdir(path.join(out, folder), { recursive: true });
    return files.filter((file) => file.endsWith('.html')).map((file) => `${folder}/${file}`);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
