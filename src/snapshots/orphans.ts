/** Snapshot files that no line of the manifest names: a writer died in between, or the manifest was lost. */
import { GazetteError } from '../errors.ts';
import { DamagedSnapshotError } from './damage.ts';
import { digestOf } from './files.ts';
import type { NewManifestLine } from './manifest.ts';
import type { Store } from './open-store.ts';
import { isDay, isKeyframe, isSnapshotFile, snapshotFile } from './paths.ts';
import { read, type Shelf } from './shelf.ts';
import { openLines, splitMeta } from './snapshot-file.ts';
import type { Coverage, ManifestLine, ManifestSnapshot } from './schema.ts';

export type NewSnapshotLine = Extract<NewManifestLine, { type: 'snapshot' }>;

/** Every snapshot file on a cluster's shelf, in the order of their names. */
export async function listSnapshotFiles(shelf: Shelf): Promise<string[]> {
  const days = (await shelf.list('')).filter(isDay);
  const files = await Promise.all(
    days.map(async (day) => (await shelf.list(day)).map((name) => `${day}/${name}`)),
  );
  return files.flat().filter(isSnapshotFile);
}

/**
 * The lines that are missing from the manifest, by number. `problems` names files that cannot be read, or whose number
 * is taken.
 */
export async function describeOrphans(
  store: Store,
  cluster: string,
  files: readonly string[],
  lines: readonly ManifestLine[],
): Promise<{ lines: NewSnapshotLine[]; problems: string[] }> {
  const known = lines.filter((line) => line.type === 'snapshot' || line.type === 'tombstone');
  const named = new Set(known.map((line) => line.file));
  const taken = new Set(known.map((line) => line.number));
  const found: NewSnapshotLine[] = [];
  const problems: string[] = [];
  for (const file of files.filter((name) => !named.has(name))) {
    try {
      const line = await describeFile(store, cluster, file);
      if (taken.has(line.number)) {
        problems.push(`${file}: is not in the manifest, and No. ${line.number} names another snapshot`);
        continue;
      }
      taken.add(line.number);
      found.push(line);
    } catch (error) {
      if (!(error instanceof GazetteError) && !(error instanceof SyntaxError)) throw error;
      const isOwn = error instanceof DamagedSnapshotError && error.file === `${cluster}/${file}`;
      problems.push(
        `${file}: is not in the manifest, and cannot be read: ${isOwn ? `it ${error.fault}` : error.message}`,
      );
    }
  }
  return { lines: found.sort((a, b) => a.number - b.number), problems };
}

/**
 * Makes the manifest line of a file, from the file.
 * @throws {DamagedSnapshotError}
 */
export async function describeFile(store: Store, cluster: string, file: string): Promise<NewSnapshotLine> {
  const name = `${cluster}/${file}`;
  const bytes = await read(store.cluster(cluster), file);
  if (!bytes) throw new DamagedSnapshotError(name, 'is missing');
  const { meta, lines } = await splitMeta(name, bytes);
  const form = isKeyframe(file) ? 'full' : 'delta';
  if (
    meta.cluster !== cluster ||
    snapshotFile(meta.time, form) !== file ||
    (form === 'delta') !== !!meta.base
  ) {
    throw new DamagedSnapshotError(
      name,
      `contains the snapshot ${snapshotFile(meta.time, form)} of ${meta.cluster}`,
    );
  }
  const keyframe = meta.base && (await openLines(store, cluster, meta.base));
  // Few stores have such files, and the shapes of all kinds take long to load.
  const { countObjects, tallyLines } = await import('./count-objects.ts');
  const objects = countObjects(await tallyLines(lines), keyframe && (await tallyLines(keyframe.lines)));
  return { ...lineOf(meta), file, digest: digestOf(bytes), bytes: bytes.length, objects };
}

type LineOfFile = Pick<ManifestSnapshot, 'number' | 'time' | 'base' | 'marks'> & {
  coverage: readonly Coverage[];
};

/** The part of a manifest line that the meta holds. */
export function lineOf({ number, time, base, marks, coverage }: LineOfFile) {
  return { type: 'snapshot' as const, number, time, base, marks, complete: isComplete(coverage) };
}

/** True when every kind was read or is not served: the snapshot lacks nothing. */
const isComplete = (coverage: readonly Coverage[]) =>
  coverage.every(({ state }) => state === 'complete' || state === 'absent');
