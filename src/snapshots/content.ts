/** Compresses the objects of a new snapshot: all of them, or only what differs from a keyframe. */
import { GazetteError } from '../errors.ts';
import { endFrames, LARGEST, openFrame, type Frame } from './frames.ts';
import { identityOf, keyOf, kindOf, toIdentity } from './identity.ts';
import { lineDigest, type Keyframe } from './keyframe.ts';
import { isBeat, isKindName, kindNames, type KeptObject, type KindName } from './kinds/kinds.ts';
import type { Gone } from './schema.ts';

interface KindContent {
  frame: Frame;
  /** Keys of the objects that were added. */
  seen: Set<string>;
  /** Keys of objects that are the same in the keyframe. The frame leaves these objects out. */
  same: Set<string>;
}

export interface Content {
  add: (kind: KindName, object: KeptObject) => Promise<void> | undefined;
  drop: (kind: KindName) => void;
  /** Frames of the objects that were added and differ from the keyframe, then of `gone`. Ends the content. */
  end(gone?: readonly Gone[]): Promise<Buffer[]>;
  /** Bytes that a keyframe never saves: heartbeats and events. Ends the content. */
  passing(): Promise<number>;
  /** Objects of the keyframe that were not added. */
  gone(): Gone[];
  isSame: (kind: KindName, key: string) => boolean;
  /** How many objects were added. */
  count(): number;
  discard(): void;
}

const toGone = (object: Gone['object']): Gone => ({ kind: 'Gone', apiVersion: 'gazette/v1', object });

export function openContent(keyframe: Keyframe | undefined): Content {
  const content = new Map<string, KindContent>();
  let size = 0;
  const framesOf = (kinds: readonly KindName[]) => kinds.flatMap((kind) => content.get(kind)?.frame ?? []);

  return {
    add(kind, object) {
      if (object.kind !== kind) throw new Error(`a ${object.kind} was added as a ${kind}`);
      let own = content.get(kind);
      if (!own) content.set(kind, (own = { frame: openFrame(), seen: new Set(), same: new Set() }));
      const key = keyOf(toIdentity(object));
      if (own.seen.has(key)) return undefined;
      own.seen.add(key);
      const line = JSON.stringify(object);
      size += line.length;
      if (line.length > LARGEST.line || size > LARGEST.file / 4)
        throw new GazetteError(`the snapshot is too large: ${key} is beyond what a reader takes`);
      const before = isBeat(kind) ? undefined : keyframe?.entries.get(key);
      if (before?.digest !== undefined && before.digest === lineDigest(line)) {
        own.same.add(key);
        return undefined;
      }
      return own.frame.write(line);
    },
    drop(kind) {
      content.get(kind)?.frame.discard();
      content.delete(kind);
    },
    async end(gone = []) {
      const last = openFrame();
      for (const object of gone) await last.write(JSON.stringify(object));
      return endFrames([...framesOf(kindNames), last]);
    },
    async passing() {
      const frames = await endFrames(framesOf(kindNames.filter(isPassing)));
      return frames.reduce((sum, frame) => sum + frame.length, 0);
    },
    gone() {
      const byKind = Map.groupBy(keyframe?.entries ?? [], ([, entry]) => entry.kind);
      return [...byKind].flatMap(([kind, entries]) => {
        const own = content.get(kind);
        const left = entries.filter(([key]) => !own?.seen.has(key));
        // If no object of a kind is left, one line says so. Events are often gone after an hour.
        const isAll = left.length > 1 && !own?.same.size;
        return isAll ? [toGone({ kind })] : left.map(([, { digest: _, ...identity }]) => toGone(identity));
      });
    },
    isSame: (kind, key) => content.get(kind)?.same.has(key) ?? false,
    count: () => [...content.values()].reduce((sum, { seen }) => sum + seen.size, 0),
    discard() {
      for (const { frame } of content.values()) frame.discard();
    },
  };
}

/** Kinds for which a keyframe saves little: beats are never compared, and events are gone within about an hour. */
const isPassing = (kind: KindName) => isBeat(kind) || kind === 'Event';

/**
 * Frames of the whole snapshot, from the lines that differ and the keyframe's lines. Large kinds stay compressed, so
 * the whole text is never in memory.
 */
export async function expandFrames(
  own: AsyncIterable<string>,
  keyframe: AsyncIterable<string>,
  isSame: Content['isSame'],
): Promise<Buffer[]> {
  const frames = new Map(kindNames.map((kind) => [kind, openFrame()]));
  for await (const line of keyframe) {
    const identity = identityOf(line);
    if (isKindName(identity.kind) && isSame(identity.kind, keyOf(identity))) {
      await frames.get(identity.kind)!.write(line);
    }
  }
  for await (const line of own) {
    const kind = kindOf(line);
    if (isKindName(kind)) await frames.get(kind)!.write(line);
  }
  return endFrames(frames.values());
}
