/** Removes a text or an object from a store for good, when something got in that must not be there. */
import { DamagedSnapshotError } from './damage.ts';
import { daysOf, listHolding, purgeDays } from './days.ts';
import { attempt, digestOf } from './files.ts';
import { endFrames, frameOf, openFrame, type Frame } from './frames.ts';
import { kindOf } from './identity.ts';
import { applyJournal, replacementKey, writeJournal, type JournalEntry } from './journal.ts';
import type { Lock } from './lock.ts';
import { MANIFEST_START, readManifestFrom, removeVoid, replaceManifest } from './manifest.ts';
import { lockStore } from './recover.ts';
import type { Store } from './open-store.ts';
import { dayOf, SNAPSHOT_FILE } from './paths.ts';
import { checkUnwanted, scrub, scrubLines, scrubMeta, type Unwanted } from './scrub.ts';
import { purgeReviews } from './reviews.ts';
import type { Shelf } from './shelf.ts';
import { openLines } from './snapshot-file.ts';
import { readManifest, type StoredSnapshot } from './store.ts';
import { countObjects, tallyLines, type ObjectTally } from './count-objects.ts';

export interface Purged {
  /** Snapshots that lost something: their pages must be printed anew. */
  snapshots: StoredSnapshot[];
  /** Lines that lost something. */
  lines: number;
  /** Notes in the manifest that lost something. */
  notes: number;
  /** Reviews whose title or notes lost something. */
  reviews: number;
  /** Files that could not be read and may still hold the text or object; one sentence each. */
  unreadable: string[];
  /** Snapshots that need such a file. Pages printed before the damage may still hold the text or object. */
  damaged: StoredSnapshot[];
  /**
   * Days whose history is made anew from less than before: retention has deleted snapshots of them. UTC, 2026-11-22.
   */
  thinned: string[];
}

/**
 * Replaces a text in every string by `[purged]`, or removes an object from every snapshot. With `dryRun`, only finds
 * them. Other objects keep what they say about a removed object. If interrupted, the next writer or the next run
 * completes the purge.
 * @throws {GazetteError} Another process is writing, or the request makes no sense.
 */
export async function purge(
  store: Store,
  cluster: string,
  unwanted: Unwanted,
  now: Date,
  { dryRun = false } = {},
): Promise<Purged> {
  checkUnwanted(unwanted);
  if (dryRun) return rewrite(store, cluster, unwanted, now);
  const lock = await lockStore(store, cluster, 'purge', () => now);
  try {
    return await attempt(`${cluster}: cannot purge ${store.name}`, () =>
      rewrite(store, cluster, unwanted, now, lock),
    );
  } finally {
    await lock.release();
  }
}

/** Without a lock, nothing is written. */
async function rewrite(
  store: Store,
  cluster: string,
  unwanted: Unwanted,
  now: Date,
  lock?: Lock,
): Promise<Purged> {
  const shelf = store.cluster(cluster);
  const { snapshots, problems, tombstones } = await readManifest(store, cluster);
  const purged: Purged = {
    ...{ snapshots: [], lines: 0, notes: 0, reviews: 0 },
    ...{ unreadable: problems, damaged: [], thinned: [] },
  };
  const entries: JournalEntry[] = [];
  const keyframes = new Map<string, Scrubbed>();
  // Keyframes first: their deltas name their digests.
  for (const snapshot of snapshots.toSorted((a, b) => Number(!!a.base) - Number(!!b.base))) {
    try {
      const { number, file } = snapshot;
      const keyframe = snapshot.base && keyframes.get(snapshot.base.file);
      const base = snapshot.base && { ...snapshot.base, digest: keyframe?.digest ?? snapshot.base.digest };
      const scrubbed = await scrubFile(store, cluster, snapshot, unwanted, base);
      // An unchanged file keeps its bytes: writing it again could give others.
      if (!base && scrubbed.hits === 0) Object.assign(scrubbed, { digest: snapshot.digest, chunks: [] });
      if (!base) keyframes.set(file, scrubbed);
      else if (!keyframe) purged.damaged.push(snapshot);
      purged.lines += scrubbed.hits;
      if (scrubbed.hits > 0 || keyframe?.hits) purged.snapshots.push(snapshot);
      if (scrubbed.hits === 0 && base?.digest === snapshot.base?.digest) continue;
      if (lock) await shelf.putIfAbsent(replacementKey(file), scrubbed.chunks);
      const { digest, chunks, tally } = scrubbed;
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const objects = base && !keyframe ? snapshot.objects : countObjects(tally, keyframe?.tally);
      const at = now.toISOString();
      entries.push({ type: 'rewrite', number, digest, bytes, objects, base, at, why: 'purge', file });
      scrubbed.chunks = [];
    } catch (error) {
      if (!(error instanceof DamagedSnapshotError)) throw error;
      purged.unreadable.push(error.message);
      purged.damaged.push(snapshot);
    }
  }
  if (lock && entries.length > 0) {
    await lock.verify();
    await writeJournal(shelf, entries);
    await applyJournal(shelf);
  }
  purged.notes = await scrubNotes(shelf, unwanted, lock);
  if (unwanted.text !== undefined) {
    const { held, problems: faults } = await purgeReviews(store, cluster, unwanted.text, {
      write: lock !== undefined,
    });
    purged.reviews = held;
    purged.unreadable.push(...faults);
  }
  purged.snapshots.sort((a, b) => a.number - b.number);
  const days = daysOf(store, cluster);
  const sought = toSearch(purged, unwanted);
  const gone = new Set(
    tombstones.flatMap(({ why, file }) => (why === 'retention' ? [SNAPSHOT_FILE.exec(file)?.[1]] : [])),
  );
  const held = await (lock ? purgeDays(days, sought, () => now) : listHolding(days, sought));
  purged.thinned = held.filter((day) => gone.has(day));
  return purged;
}

/** Days that may hold it: all from the first affected snapshot on, and any Day that contains the text. */
function toSearch({ snapshots }: Purged, { text, object }: Unwanted) {
  const first = snapshots.map(({ time }) => dayOf(time)).sort()[0];
  const texts = [text, object?.name].filter((wanted) => wanted !== undefined);
  return { ...(first !== undefined && { first }), texts };
}

interface Scrubbed {
  chunks: Buffer[];
  digest: `sha256:${string}`;
  /** Lines that lost something. */
  hits: number;
  /** What remains. */
  tally: ObjectTally;
}

/** The file without the unwanted text or object, relative to `base`. */
async function scrubFile(
  store: Store,
  cluster: string,
  stored: StoredSnapshot,
  unwanted: Unwanted,
  base: StoredSnapshot['base'],
): Promise<Scrubbed> {
  const { meta, lines } = await openLines(store, cluster, stored);
  let hits = 0;
  const scrubLine = scrubLines(unwanted);
  const scrubbed = scrubMeta(meta, unwanted);
  if (JSON.stringify(scrubbed) !== JSON.stringify(meta)) hits += 1;
  const first = await frameOf(JSON.stringify(base ? { ...scrubbed, base } : scrubbed));
  const frames: Frame[] = [];
  let current = '';
  async function* kept() {
    for await (const line of lines) {
      const left = scrubLine(line);
      if (left !== line) hits += 1;
      if (left === undefined) continue;
      const kind = kindOf(left);
      if (kind !== current) {
        frames.push(openFrame());
        current = kind;
      }
      await frames.at(-1)!.write(left);
      yield left;
    }
  }
  const tally = await tallyLines(kept());
  const chunks = [first, ...(await endFrames(frames))];
  return { chunks, digest: digestOf(Buffer.concat(chunks)), hits, tally };
}

/** Scrubs texts that people wrote into the manifest. Returns how many held the unwanted text. */
async function scrubNotes(shelf: Shelf, { text }: Unwanted, lock?: Lock): Promise<number> {
  if (text === undefined) return 0;
  const { lines, cursor, begin } = await readManifestFrom(shelf, MANIFEST_START);
  const scrubbed = lines.map((line) => ('note' in line ? { ...line, note: scrub(line.note, text) } : line));
  const hits = scrubbed.filter((line, index) => JSON.stringify(line) !== JSON.stringify(lines[index])).length;
  if (!lock) return hits;
  await lock.verify();
  if (hits > 0) await replaceManifest(shelf, cursor, scrubbed);
  // An interrupted purge may have left the old notes.
  else await removeVoid(shelf, begin);
  return hits;
}
