/** Writes a damaged manifest anew, from its readable lines, the snapshots' own files and the reviews. */
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { MANIFEST_START, readManifestFrom, replaceManifest, type NewManifestLine } from './manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { describeFile, describeOrphans, listSnapshotFiles } from './orphans.ts';
import { findLostPins, listReviews } from './reviews.ts';
import type { ManifestLine } from './schema.ts';
import { foldManifest } from './fold-manifest.ts';

export interface Repaired {
  /** Snapshots whose lines were lost, and whose own files describe them. */
  restored: number;
  /** Lines that differed from what the snapshot's own file says. */
  corrected: number;
  /** Snapshots that were pinned because a review rests on them. */
  pinned: number;
  /** Sentences of the manifest's reader about what the repair could not read. Pins in these places are lost. */
  lost: string[];
}

/**
 * Repairs the manifest of a cluster; undefined where nothing is damaged. Files are not changed.
 * @throws {GazetteError} Another process is writing.
 */
export async function repairManifest(
  store: Store,
  cluster: string,
  now: Date,
): Promise<Repaired | undefined> {
  const lock = await lockStore(store, cluster, 'verify --repair', () => now);
  try {
    return await attempt(`${cluster}: cannot repair ${store.name}`, async () => {
      const shelf = store.cluster(cluster);
      const { lines, cursor, problems } = await readManifestFrom(shelf, MANIFEST_START);
      if (problems.length === 0) return undefined;
      const files = await listSnapshotFiles(shelf);
      const orphans = await describeOrphans(store, cluster, files, lines);
      const there = new Set(files);
      const repaired: Repaired = { restored: orphans.lines.length, corrected: 0, pinned: 0, lost: problems };
      const kept: NewManifestLine[] = [];
      for (const line of lines) {
        const right =
          line.type === 'snapshot' && there.has(line.file) ? await asFileSays(store, cluster, line) : line;
        if (right !== line) repaired.corrected += 1;
        kept.push(withoutLink(right));
      }
      kept.push(...orphans.lines);
      const pins = await missingPins(store, cluster, kept, now);
      repaired.pinned = pins.length;
      await lock.verify();
      await replaceManifest(shelf, cursor, [...kept, ...pins]);
      return repaired;
    });
  } finally {
    await lock.release();
  }
}

type SnapshotLine = Extract<ManifestLine, { type: 'snapshot' }>;

/** A line that was changed says other things than its file. A file with another digest is damaged: its line stays. */
async function asFileSays(store: Store, cluster: string, line: SnapshotLine): Promise<SnapshotLine> {
  try {
    const { number, time, base, marks, complete, digest, bytes, objects } = await describeFile(
      store,
      cluster,
      line.file,
    );
    if (digest !== line.digest) return line;
    const right = { ...line, number, time, base, marks, complete, bytes, objects };
    return JSON.stringify(right) === JSON.stringify(line) ? line : right;
  } catch (error) {
    if (!(error instanceof GazetteError) && !(error instanceof SyntaxError)) throw error;
    return line;
  }
}

/** Pins of snapshots on which a review rests, where no line pins them any more. */
async function missingPins(
  store: Store,
  cluster: string,
  lines: readonly NewManifestLine[],
  now: Date,
): Promise<NewManifestLine[]> {
  const { snapshots } = foldManifest(
    cluster,
    lines.map((line) => ({ ...line, previous: '' })),
  );
  const { reviews } = await listReviews(store, cluster);
  const at = now.toISOString();
  return [...findLostPins(snapshots, reviews)].map(([number, id]) => ({
    ...{ type: 'pin' as const, number, at },
    review: id,
  }));
}

function withoutLink({ previous: _, ...line }: ManifestLine): NewManifestLine {
  return line;
}
