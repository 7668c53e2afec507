/** Writes a snapshot: objects stream in, and one whole file comes out. */
import { attempt, digestOf } from './files.ts';
import { DamagedSnapshotError } from './damage.ts';
import { expandFrames, openContent, type Content } from './content.ts';
import { frameOf, readLines } from './frames.ts';
import { readKeyframe, type Keyframe } from './keyframe.ts';
import type { KeptObject, KindName } from './kinds/kinds.ts';
import { readManifestTail } from './manifest.ts';
import { lockStore } from './recover.ts';
import { lineOf } from './orphans.ts';
import type { Store } from './open-store.ts';
import { dayOf, snapshotFile } from './paths.ts';
import { placeSnapshot } from './place-snapshot.ts';
import {
  FORMAT,
  ObservationSchema,
  type ManifestSnapshot,
  type Mark,
  type Observation,
  type SnapshotMeta,
} from './schema.ts';
import { openLines } from './snapshot-file.ts';
import { foldManifest, keyframeOf, type StoredSnapshot } from './fold-manifest.ts';

export interface WriterOptions {
  /** The collector's clock. */
  now: () => Date;
  /** The time of the snapshot, if it is known already. It decides which day's keyframe is looked up. */
  time?: string;
  /** The snapshot is imported: its time is not compared with its neighbours' times. */
  late?: boolean;
}

export interface SnapshotWriter {
  /**
   * Takes one object; the first of two equal keys stays. Kinds may be interleaved. If it returns a promise, wait:
   * otherwise objects pile up in memory.
   */
  add(kind: KindName, object: KeptObject): Promise<void> | undefined;
  /** Forgets all objects of a kind, because its reading starts over. */
  drop(kind: KindName): void;
  /**
   * Stores the snapshot. When it returns, file and manifest are on the disk. Releases the lock, also on failure.
   * @throws {GazetteError} For example, the disk is full; then nothing was stored.
   */
  commit(observation: Observation): Promise<ManifestSnapshot>;
  /** Gives up and releases the lock. Harmless after a commit. */
  abort(): Promise<void>;
}

/** A delta that repeats more than this part of its keyframe is replaced by a new keyframe. */
const LARGEST_PART = 1 / 4;
/** A snapshot this far ahead of the collector's clock is marked `future`. */
const FUTURE_MS = 60_000;
/** How many snapshots back the keyframe of the day is searched. */
const LOOK_BACK = 200;

/**
 * Opens a snapshot for writing. Holds the cluster's lock until commit or abort.
 * @throws {GazetteError} Another process is writing, or the folder cannot be written.
 */
export async function openWriter(
  store: Store,
  cluster: string,
  { now, time, late = false }: WriterOptions,
): Promise<SnapshotWriter> {
  const lock = await lockStore(store, cluster, 'collect', now);
  const guarded = <Result>(work: () => Promise<Result>) =>
    attempt(`${cluster}: cannot store the snapshot in ${store.name}`, work);
  try {
    const day = dayOf(time ?? now().toISOString());
    const { cursor, lastNumber, recent } = await guarded(() => readRecent(store, cluster, day));
    const keyframe = await guarded(() => findKeyframe(store, cluster, recent, day));
    const content = openContent(keyframe);
    let open = true;
    const close = async () => {
      if (!open) return;
      open = false;
      content.discard();
      await lock.release();
    };
    return {
      add: content.add,
      drop: content.drop,
      async commit(observation) {
        if (!open) throw new Error('commit() after commit() or abort()');
        try {
          if (observation.cluster !== cluster)
            throw new Error(`${observation.cluster} committed as ${cluster}`);
          const marks = late ? ['late' as const] : marksOf(observation.time, recent, now());
          const meta: SnapshotMeta = {
            kind: 'Snapshot',
            apiVersion: 'gazette/v1',
            format: FORMAT,
            number: lastNumber + 1,
            marks: marks.length > 0 ? marks : undefined,
            ...ObservationSchema.parse(observation),
          };
          return await guarded(async () => {
            const { chunks, line } = await encode(store, meta, content, keyframe);
            await lock.verify();
            return placeSnapshot(store.cluster(cluster), cluster, chunks, line, cursor);
          });
        } finally {
          await close();
        }
      },
      abort: close,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The newest snapshots: back to the one that names the day's keyframe, and to the predecessor. */
async function readRecent(store: Store, cluster: string, day: string) {
  let count = 0;
  let ofDay = false;
  let predecessor = false;
  const tail = await readManifestTail(store.cluster(cluster), (line) => {
    if (line.type !== 'snapshot') return false;
    count += 1;
    ofDay ||= line.file.startsWith(day);
    predecessor ||= isPredecessor(line);
    return (ofDay && predecessor) || count === LOOK_BACK;
  });
  return {
    cursor: tail.cursor,
    // A number is never used twice, even if its snapshot was deleted.
    lastNumber: tail.lines.reduce((highest, { number }) => Math.max(highest, number), 0),
    recent: foldManifest(cluster, tail.lines).snapshots,
  };
}

/** The day's keyframe; undefined if none exists or it cannot be read: then a new keyframe is due. */
async function findKeyframe(store: Store, cluster: string, recent: readonly StoredSnapshot[], day: string) {
  const ofDay = recent.findLast(({ file }) => file.startsWith(day));
  const wanted = ofDay && keyframeOf(ofDay);
  if (!wanted?.file.startsWith(day)) return undefined;
  try {
    return await readKeyframe(store, cluster, wanted);
  } catch (error) {
    if (error instanceof DamagedSnapshotError) return undefined;
    throw error;
  }
}

/** The wrong clock of one snapshot must not put marks on its neighbours. */
const isPredecessor = ({ marks }: Pick<ManifestSnapshot, 'marks'>) =>
  !marks?.includes('future') && !marks?.includes('late');

function marksOf(time: string, recent: readonly StoredSnapshot[], now: Date): Mark[] {
  const marks: Mark[] = [];
  if (Date.parse(time) > now.getTime() + FUTURE_MS) marks.push('future');
  const predecessor = recent.findLast(isPredecessor);
  if (predecessor && Date.parse(time) < Date.parse(predecessor.time)) marks.push('backwards');
  return marks;
}

/** The bytes of the file. A delta if the day has a keyframe and no new keyframe is due, else a keyframe. */
async function encode(store: Store, meta: SnapshotMeta, content: Content, keyframe: Keyframe | undefined) {
  const finish = async (whole: SnapshotMeta, frames: readonly Buffer[]) => {
    const chunks = [await frameOf(JSON.stringify(whole)), ...frames];
    const file = snapshotFile(whole.time, whole.base ? 'delta' : 'full');
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const digest = digestOf(Buffer.concat(chunks));
    return { chunks, line: { ...lineOf(whole), file, digest, bytes, objects: content.count() } };
  };
  if (!keyframe) return finish(meta, await content.end());
  const differing = await content.end(content.gone());
  if (keyframe.file.startsWith(dayOf(meta.time))) {
    const base = { file: keyframe.file, digest: keyframe.digest };
    const delta = await finish({ ...meta, base }, differing);
    const anew = delta.chunks[0]!.length + (await content.passing());
    if (!isKeyframeDue(delta.line.bytes, keyframe.bytes, anew)) return delta;
  }
  const { lines } = await openLines(store, meta.cluster, keyframe);
  const whole = await expandFrames(readLines(Buffer.concat(differing)), lines, content.isSame);
  return finish(meta, whole);
}

/**
 * Compares bytes, without the bytes that every file holds anew. On a small cluster these are most of a delta, and no
 * keyframe saves them.
 */
const isKeyframeDue = (delta: number, keyframe: number, anew: number) =>
  delta - anew > (keyframe - anew) * LARGEST_PART;
