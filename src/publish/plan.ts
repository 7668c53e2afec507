/** What has to be printed: a comparison of the store's manifests with what the site remembers of them. */
import { GazetteError } from '../errors.ts';
import type { EditionRecord, EditionRef } from '../site/edition-record.ts';
import { editionFolder, toEditionKey, type EditionKey } from '../site/paths.ts';
import type { ClusterPlan, DayPlan, EditionPlan } from '../site/plan.ts';
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { ManifestLine } from '../snapshots/schema.ts';
import { foldManifest, inOrder } from '../snapshots/stored.ts';
import { listClusters, readManifestSince } from '../snapshots/store.ts';
import { listPublishedDays, listPublishedTimes, readEditionRecord } from './published.ts';
import type { SiteState } from './state.ts';

/** Cells of a strip. */
const RECENT = 90;

export interface PlanOptions {
  data: string;
  out: string;
  state: SiteState;
  /** Names of clusters in the order of the front page; the others follow by name. */
  order: readonly string[];
  /** Editions to print although they stand on the site already, by cluster. */
  again?: { cluster?: string; wants: (key: EditionKey) => boolean };
}

/** What changed, cluster by cluster, and what the site will remember once it is printed. */
export interface Work {
  editions: EditionPlan[];
  days: DayPlan[];
  clusters: ClusterPlan[];
  state: SiteState;
}

/**
 * Plans the pages. The cost is that of what was appended to the manifests since the last time; only deletions,
 * rewrites and `again` read a manifest whole.
 * @throws {GazetteError} when there is no snapshot at all, and no page yet either.
 */
export async function planWork({ data, out, state, order, again }: PlanOptions): Promise<Work> {
  const stored = await listClusters(data);
  const known = Object.keys(state.clusters);
  if (stored.length === 0) {
    throw new GazetteError(`${data}: there are no snapshots, so there is nothing to publish`, {
      hint:
        known.length > 0
          ? 'The site is left as it is. Give the folder of the snapshots with --data.'
          : 'Take one with `gazette collect`, or give the folder of the snapshots with --data.',
    });
  }
  if (again?.cluster !== undefined && !stored.includes(again.cluster)) {
    throw new GazetteError(`${data}: there are no snapshots of a cluster "${again.cluster}"`, {
      hint: `There are: ${stored.join(', ')}.`,
    });
  }
  const work: Work = { editions: [], days: [], clusters: [], state: { format: 1, clusters: {} } };
  const names = [...new Set([...stored, ...known])].sort();
  for (const name of [...new Set([...order.filter((one) => names.includes(one)), ...names])]) {
    const before = state.clusters[name];
    if (!stored.includes(name)) {
      if (!before) continue;
      const problem =
        'The store that was published last has no snapshots of this cluster; these are the last known.';
      work.state.clusters[name] = before;
      work.clusters.push(await planCluster(out, name, before.last, [], [problem], false));
      continue;
    }
    const wants = again && (again.cluster ?? name) === name ? again.wants : undefined;
    const part = await planEditions(data, out, name, before, wants);
    const days = await planDays(out, name, part.editions, part.days);
    work.editions.push(...part.editions);
    work.days.push(...days);
    work.state.clusters[name] = { cursor: part.cursor, last: part.last };
    const print = days.length > 0 || before === undefined;
    work.clusters.push(await planCluster(out, name, part.last, part.editions, part.problems, print));
  }
  return work;
}

type ClusterState = SiteState['clusters'][string];

async function planEditions(
  data: string,
  out: string,
  cluster: string,
  before: ClusterState | undefined,
  wants: ((key: EditionKey) => boolean) | undefined,
) {
  const fresh = await readManifestSince(data, cluster, before?.cursor ?? MANIFEST_START);
  const simple = fresh.lines.every((line) => line.type === 'snapshot') && !wants;
  const all = simple || fresh.startOver ? fresh : await readManifestSince(data, cluster, MANIFEST_START);
  const { snapshots, tombstones } = foldManifest(cluster, all.lines);
  const kept = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
  const rewritten = new Set(fresh.lines.filter((line) => line.type === 'rewrite').map((line) => line.number));
  const days = new Set(
    fresh.lines.flatMap((line) => ('file' in line ? [toEditionKey(cluster, line.file).day] : [])),
  );

  const editions: EditionPlan[] = [];
  let last = simple && !fresh.startOver ? before?.last : undefined;
  for (const line of all.lines) {
    if (line.type !== 'snapshot') continue;
    const ref = toRef(cluster, line);
    const previous = last;
    const late = line.marks?.includes('late') ?? false;
    // A clock that ran ahead must not make its snapshot the newest for ever.
    if (!late && (!line.marks?.includes('future') || last === undefined)) last = ref;
    const stored = kept.get(line.number);
    const record = await readEditionRecord(out, ref);
    if (stored && record && !record.removed && !rewritten.has(line.number) && !wants?.(ref)) continue;
    if (!stored && record?.removed && !wants?.(ref)) continue;
    days.add(ref.day);
    editions.push({
      ...ref,
      stored,
      // What an edition called its predecessor when it was first printed stays so.
      previous: record?.previous ?? (late ? undefined : previous),
      removed: stored
        ? undefined
        : { why: whyRemoved(tombstones, line.number), ...nearest(cluster, snapshots, line) },
    });
  }
  return { editions, days, last, cursor: fresh.cursor, problems: fresh.problems };
}

type SnapshotLine = Extract<ManifestLine, { type: 'snapshot' }>;

const toRef = (
  cluster: string,
  { file, number, time }: Pick<SnapshotLine, 'file' | 'number' | 'time'>,
): EditionRef => ({
  ...toEditionKey(cluster, file),
  number,
  instant: time,
});

function whyRemoved(tombstones: readonly { number: number; why: 'retention' | 'purge' }[], number: number) {
  return tombstones.find((tombstone) => tombstone.number === number)?.why ?? 'retention';
}

/** The kept snapshots beside one that was deleted. */
function nearest(cluster: string, snapshots: readonly SnapshotLine[], removed: SnapshotLine) {
  const ordered = inOrder(snapshots);
  const after = ordered.find((snapshot) => Date.parse(snapshot.time) > Date.parse(removed.time));
  const before = ordered.findLast((snapshot) => Date.parse(snapshot.time) < Date.parse(removed.time));
  return { before: before && toRef(cluster, before), after: after && toRef(cluster, after) };
}

/** Pages of the days that changed, and of those beside a new day, which now have a neighbour to name. */
async function planDays(
  out: string,
  cluster: string,
  editions: readonly EditionPlan[],
  changed: ReadonlySet<string>,
): Promise<DayPlan[]> {
  const published = await listPublishedDays(out, cluster);
  const days = [...new Set([...published, ...editions.map((edition) => edition.day)])].sort();
  const touched = new Set(days.filter((day) => changed.has(day)));
  for (const [index, day] of days.entries()) {
    if (published.includes(day) || !changed.has(day)) continue;
    for (const neighbour of [days[index - 1], days[index + 1]]) if (neighbour) touched.add(neighbour);
  }
  const timesOf = async (day: string) => {
    const fresh = editions.filter((edition) => edition.day === day).map((edition) => edition.time);
    return [...new Set([...(await listPublishedTimes(out, cluster, day)), ...fresh])].sort();
  };
  return Promise.all(
    [...touched].map(async (day) => {
      const index = days.indexOf(day);
      const nextDay = days[index + 1];
      const following = nextDay && (await timesOf(nextDay))[0];
      return {
        cluster,
        day,
        times: await timesOf(day),
        previousDay: days[index - 1],
        nextDay,
        nextEdition: following && `${nextDay}/${following}`,
      };
    }),
  );
}

async function planCluster(
  out: string,
  name: string,
  last: EditionRef | undefined,
  editions: readonly EditionPlan[],
  problems: string[],
  print: boolean,
): Promise<ClusterPlan> {
  const published = await listPublishedDays(out, name);
  const days = [...new Set([...published, ...editions.map((edition) => edition.day)])].sort().reverse();
  const gone = new Set(editions.filter((edition) => edition.removed).map(editionFolder));
  const recent: EditionKey[] = [];
  for (const day of days) {
    if (recent.length >= RECENT) break;
    const fresh = editions.filter((edition) => edition.day === day).map((edition) => edition.time);
    const times = [...new Set([...(await listPublishedTimes(out, name, day)), ...fresh])].sort().reverse();
    for (const time of times) {
      const key = { cluster: name, day, time };
      if (last && `${day}/${time}` > `${last.day}/${last.time}`) continue;
      if (recent.length < RECENT && !gone.has(editionFolder(key)) && !(await isStub(out, key, editions))) {
        recent.unshift(key);
      }
    }
  }
  return { name, recent, days, problems, print };
}

async function isStub(out: string, key: EditionKey, editions: readonly EditionPlan[]): Promise<boolean> {
  if (editions.some((edition) => editionFolder(edition) === editionFolder(key))) return false;
  const record: EditionRecord | undefined = await readEditionRecord(out, key);
  return record?.removed !== undefined;
}
