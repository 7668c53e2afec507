/** Decides which pages of workloads are printed: those of workloads with news, and all of them once a day. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { toUnix } from '../history/day/unix.ts';
import type { WorkloadRef } from '../history/day/workload-day.ts';
import { findNews } from '../history/period/workload-news.ts';
import { isSystemError } from '../errors.ts';
import { loadDayPart } from '../days/read-days.ts';
import { workloadFile, WORKLOADS } from '../site/history/workload-files.ts';
import type { WorkloadPlan } from '../site/plan.ts';
import { listDays } from '../snapshots/days.ts';
import { exists } from '../snapshots/files.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import type { ClusterWork } from './plan.ts';
import { objectKey } from '../model/object-ref.ts';

export interface WorkloadsPlan {
  workloads: WorkloadPlan[];
  /** Pages of workloads that no Day knows any longer. */
  forgotten: string[];
}

/** A workload, and the last Day that knows it. */
type Known = Map<string, { ref: WorkloadRef; lastDay: string }>;

/**
 * Reads only the new Days, unless older Days were folded anew.
 * @param stale days whose Day is newer than its pages
 */
export async function planWorkloads(
  out: string,
  work: ClusterWork,
  stale: readonly string[],
): Promise<WorkloadsPlan> {
  const { name: cluster, daysShelf, state } = work;
  if (!daysShelf || !state?.last) return { workloads: [], forgotten: [] };
  // Not "which editions are printed": a killed run may already have printed those.
  const fresh = [...work.days].filter((day) => day >= (work.lastPublished?.day ?? '')).sort();
  const anew = [...listReprinted(work), ...stale.filter((day) => !fresh.includes(day))].sort();
  const first = [...fresh, ...anew].sort()[0];
  if (first === undefined) return { workloads: [], forgotten: [] };
  const all = await listDays(daysShelf);
  const since = toUnix(work.lastPublished?.instant);
  const isAnew = since === undefined || anew.length > 0;
  const days = since === undefined ? all : all.filter((day) => day >= first);
  const known = await listKnown(daysShelf, days);
  const news = isAnew ? undefined : await readNews(daysShelf, fresh, since);
  const isNewDay = fresh.some((day) => day > (work.lastPublished?.day ?? ''));
  const workloads: WorkloadPlan[] = [];
  for (const [key, { ref, lastDay: day }] of known) {
    const isWanted =
      !news ||
      news.has(key) ||
      (isNewDay && day === days.at(-1)) ||
      !(await exists(path.join(out, workloadFile(cluster, ref))));
    if (isWanted) workloads.push({ cluster, ...ref, lastDay: day, asOf: state.last, daysShelf });
  }
  const earlier = all.filter((day) => !days.includes(day));
  return {
    workloads,
    forgotten: isAnew ? await listForgotten(out, cluster, known, daysShelf, earlier) : [],
  };
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

async function listKnown(days: Shelf, names: readonly string[]): Promise<Known> {
  const known: Known = new Map();
  for (const day of names) {
    const summary = await loadDayPart(days, day, 'summary');
    for (const { kind, namespace, name } of summary?.workloads ?? []) {
      const ref = { kind, namespace, name };
      known.set(objectKey(ref), { ref, lastDay: day });
    }
  }
  return known;
}

async function readNews(days: Shelf, names: readonly string[], since: number): Promise<Set<string>> {
  const news = new Set<string>();
  for (const day of names) {
    const workloads = await loadDayPart(days, day, 'workloads');
    const events = workloads && (await loadDayPart(days, day, 'events'));
    if (events) for (const key of findNews({ ...workloads, ...events }, since)) news.add(key);
  }
  return news;
}

/** A purge takes a workload out of the Days: then its page is removed, too. */
async function listForgotten(
  out: string,
  cluster: string,
  known: Known,
  days: Shelf,
  earlier: readonly string[],
): Promise<string[]> {
  const filesOf = (some: Known) => new Set([...some.values()].map(({ ref }) => workloadFile(cluster, ref)));
  const own = filesOf(known);
  const strange = (await listPages(out, cluster)).filter((file) => !own.has(file));
  if (strange.length === 0) return [];
  const old = filesOf(await listKnown(days, earlier));
  return strange.filter((file) => !old.has(file));
}

async function listPages(out: string, cluster: string): Promise<string[]> {
  const folder = `${cluster}/${WORKLOADS}`;
  try {
    const files = await fs.readdir(path.join(out, folder), { recursive: true });
    return files.filter((file) => file.endsWith('.html')).map((file) => `${folder}/${file}`);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
}
