/** The objects of a snapshot that is being written, as compressed lines: whole, or as they differ from a keyframe. */
import { openFrame, readLines, type Frame } from './frames.ts';
import { identityOf, keyOf, toIdentity } from './identity.ts';
import { lineDigest, type Keyframe } from './keyframe.ts';
import { isKindName, kindNames, type KeptObject, type KindName } from './kinds/kinds.ts';
import { isBeat } from './materialise.ts';
import type { Gone } from './schema.ts';

interface KindContent {
  frame: Frame;
  /** Keys of the objects that were added. */
  seen: Set<string>;
  /** Keys of those that stand unchanged in the keyframe, and are not in the frame. */
  same: Set<string>;
}

/** Finished frames by kind. */
export type Frames = Map<KindName, Buffer[]>;

export interface Content {
  add: (kind: KindName, object: KeptObject) => Promise<void> | undefined;
  drop: (kind: KindName) => void;
  /** Finishes the frames; nothing can be added then. */
  end(): Promise<Frames>;
  /** Objects of the keyframe that were not added. */
  gone(): Gone[];
  isSame: (kind: KindName, key: string) => boolean;
  /** How many objects were added. */
  count(): number;
  discard(): void;
}

export function openContent(keyframe: Keyframe | undefined): Content {
  const content = new Map<KindName, KindContent>();

  return {
    add(kind, object) {
      if (object.kind !== kind) throw new Error(`a ${object.kind} was added as a ${kind}`);
      let own = content.get(kind);
      if (!own) content.set(kind, (own = { frame: openFrame(), seen: new Set(), same: new Set() }));
      const key = keyOf(toIdentity(object));
      if (own.seen.has(key)) return undefined;
      own.seen.add(key);
      const line = JSON.stringify(object);
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
    async end() {
      const frames: Frames = new Map();
      for (const kind of kindNames) frames.set(kind, (await content.get(kind)?.frame.end()) ?? []);
      return frames;
    },
    gone() {
      const gone: Gone[] = [];
      for (const [key, { kind, uid, namespace, name }] of keyframe?.entries ?? []) {
        if (isKindName(kind) && content.get(kind)?.seen.has(key)) continue;
        gone.push({ kind: 'Gone', apiVersion: 'gazette/v1', object: { kind, uid, namespace, name } });
      }
      return gone;
    },
    isSame: (kind, key) => content.get(kind)?.same.has(key) ?? false,
    count: () => [...content.values()].reduce((sum, { seen }) => sum + seen.size, 0),
    discard() {
      for (const { frame } of content.values()) frame.discard();
    },
  };
}

/**
 * Frames of the whole snapshot, from what differs and the keyframe's lines. Kind by kind, in the compressors' memory:
 * the text is never there as a whole.
 */
export async function expandFrames(
  own: Frames,
  keyframe: AsyncIterable<string>,
  isSame: Content['isSame'],
): Promise<Frames> {
  const open = new Map<KindName, Frame>(kindNames.map((kind) => [kind, openFrame()]));
  for await (const line of keyframe) {
    const identity = identityOf(line);
    if (isKindName(identity.kind) && isSame(identity.kind, keyOf(identity))) {
      await open.get(identity.kind)!.write(line);
    }
  }
  const whole: Frames = new Map();
  for (const [kind, frame] of open) {
    for await (const line of readLines(Buffer.concat(own.get(kind) ?? []))) await frame.write(line);
    whole.set(kind, await frame.end());
  }
  return whole;
}
