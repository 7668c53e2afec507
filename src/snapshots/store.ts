/** Reads a store: which clusters and which snapshots it holds. Readers never write; they repair only in memory. */
import { formatThere, GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import {
  hasManifest,
  isCurrent,
  MANIFEST_START,
  readManifestFrom,
  readManifestTail,
  type ManifestCursor,
} from './manifest.ts';
import { describeOrphans, listSnapshotFiles } from './orphans.ts';
import type { Store } from './open-store.ts';
import { ClusterNameSchema, type ManifestLine } from './schema.ts';
import { has } from './shelf.ts';
import { foldManifest, markMissing, type Manifest, type StoredSnapshot } from './fold-manifest.ts';

export type { Manifest, StoredSnapshot };

/** Names of the clusters that have a folder with snapshots, sorted. */
export async function listClusters(store: Store): Promise<string[]> {
  return attempt(`cannot read ${store.name}`, async () => {
    const names = (await store.shelf.list('')).filter((name) => ClusterNameSchema.safeParse(name).success);
    const isStore = await Promise.all(
      names.map(
        async (name) =>
          (await hasManifest(store.cluster(name))) ||
          (await listSnapshotFiles(store.cluster(name))).length > 0,
      ),
    );
    return names.filter((_, index) => isStore[index]);
  });
}

/**
 * Refuses a cluster that the store does not have.
 * @throws {GazetteError} The message names the clusters of the store.
 */
export function checkCluster(store: Store, clusters: readonly string[], wanted: string): void {
  if (clusters.includes(wanted)) return;
  throw new GazetteError(`${store.name} has no snapshots of a cluster "${wanted}"`, {
    hint: clusters.length > 0 ? formatThere(clusters) : 'Take a snapshot with gazette collect.',
  });
}

/** Everything that the manifest says, completed from the files. Reads the whole manifest. */
export async function readManifest(store: Store, cluster: string): Promise<Manifest> {
  const shelf = store.cluster(cluster);
  return attempt(`${cluster}: cannot read ${shelf.name}`, async () => {
    const part = await readManifestFrom(shelf, MANIFEST_START);
    const files = await listSnapshotFiles(shelf);
    const orphans = await describeOrphans(store, cluster, files, part.lines);
    const adopted = orphans.lines.map((line) => ({ ...line, previous: '' }));
    const { snapshots, tombstones } = foldManifest(cluster, [...part.lines, ...adopted]);
    const missing = part.missing && files.length > 0 ? ['manifest: is missing'] : [];
    const there = new Set(files);
    return {
      snapshots: markMissing(snapshots, (file) => there.has(file)),
      tombstones,
      problems: [...missing, ...part.problems, ...orphans.problems],
    };
  });
}

/**
 * The newest `count` snapshots by number, from the end of the manifest. The cost does not depend on their total number.
 */
export async function readRecent(store: Store, cluster: string, count: number): Promise<StoredSnapshot[]> {
  const shelf = store.cluster(cluster);
  return attempt(`${cluster}: cannot read ${shelf.name}`, async () => {
    const alive = new Set<number>();
    const dead = new Set<number>();
    const part = await readManifestTail(shelf, (line) => {
      if (line.type === 'tombstone') dead.add(line.number);
      if (line.type === 'snapshot' && !dead.has(line.number)) alive.add(line.number);
      return alive.size >= count;
    });
    if (part.missing || part.torn) return (await readManifest(store, cluster)).snapshots.slice(-count);
    const { snapshots } = foldManifest(cluster, part.lines);
    const needed = new Set(snapshots.flatMap(({ file, base }) => (base ? [file, base.file] : [file])));
    const there = new Set<string>();
    for (const file of needed) {
      if (await has(shelf, file)) there.add(file);
    }
    return markMissing(snapshots, (file) => there.has(file));
  });
}

/** The snapshot that was taken last. An imported snapshot counts only if there is no other. */
export async function readLatest(store: Store, cluster: string): Promise<StoredSnapshot | undefined> {
  for (let count = 1; ; count *= 8) {
    const recent = await readRecent(store, cluster, count);
    const taken = recent.findLast(({ marks }) => !marks?.includes('late'));
    if (taken || recent.length < count) return taken ?? recent.at(-1);
  }
}

/**
 * The lines added to the manifest since `cursor`; the cost depends only on the new lines. If a purge or repair wrote
 * the manifest anew, `startOver` is true and all lines are returned. If the manifest is lost, the lines are made from
 * the files.
 */
export async function readManifestSince(
  store: Store,
  cluster: string,
  cursor: ManifestCursor = MANIFEST_START,
): Promise<{ lines: ManifestLine[]; cursor: ManifestCursor; startOver: boolean; problems: string[] }> {
  const shelf = store.cluster(cluster);
  return attempt(`${cluster}: cannot read the manifest in ${shelf.name}`, async () => {
    const startOver = !(await isCurrent(shelf, cursor));
    const part = await readManifestFrom(shelf, startOver ? MANIFEST_START : cursor);
    const { lines: added, isAnew, problems } = part;
    if (!part.missing) return { lines: added, cursor: part.cursor, startOver: startOver || isAnew, problems };
    const orphans = await describeOrphans(store, cluster, await listSnapshotFiles(shelf), []);
    const lines = orphans.lines.map((line) => ({ ...line, previous: '' }));
    const lost = lines.length > 0 ? ['manifest: is missing'] : [];
    return { lines, cursor: part.cursor, startOver, problems: [...lost, ...orphans.problems] };
  });
}
