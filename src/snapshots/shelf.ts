/**
 * Where bytes are kept by name. A folder is a shelf; a bucket can be another. The verbs are those that both can do: none
 * appends, renames, or asks when something was written.
 */
import type { Lock } from './lock.ts';

/** What stands under a key. */
export interface Held {
  bytes: Buffer;
  /** Differs whenever the bytes differ: a digest, or an entity tag. */
  version: string;
}

/**
 * Keys are relative, with slashes: `2026-11-22/071500Z.full.jsonl.zst`. What a shelf refuses is an error of Node's own
 * with its `code`, or a GazetteError.
 */
export interface Shelf {
  /** How messages name it: a folder's path. */
  readonly name: string;
  /** The part of it below a prefix, as a shelf with keys and a lock of its own. */
  at(prefix: string): Shelf;
  /** Undefined where nothing stands under the key. */
  get(key: string): Promise<Held | undefined>;
  /** Bytes `from` to `to` (not included), fewer at the end; and how many there are in all. */
  getRange(key: string, from: number, to: number): Promise<{ bytes: Buffer; size: number } | undefined>;
  /** Puts the whole of it, durably, where nothing stands yet. False where something does; then nothing is changed. */
  putIfAbsent(key: string, chunks: readonly Uint8Array[]): Promise<boolean>;
  /**
   * Puts the whole of it, durably, in place of what was read as `version`; undefined where nothing was read. False where
   * something else stands there by now. A folder compares and replaces in two steps: hold its lock.
   */
  putIfUnchanged(key: string, bytes: Uint8Array, version: string | undefined): Promise<boolean>;
  /** Names directly below a prefix, of what stands there and of what is below; sorted. Of the shelf itself: `''`. */
  list(prefix: string): Promise<string[]>;
  /** Removes what stands under the keys, durably, in their order. What is not there is passed over. */
  remove(keys: readonly string[]): Promise<void>;
  /**
   * One process at a time. Correctness of what it writes rests on the two puts; the lock keeps others from trying.
   * @param task what it does: collect, prune, …
   * @param label what messages call the shelf
   * @throws {GazetteError} naming the holder.
   */
  lock(task: string, now: () => Date, label?: string): Promise<Lock>;
}

/** True where something stands under the key. */
export const has = async (shelf: Shelf, key: string): Promise<boolean> =>
  (await shelf.getRange(key, 0, 0)) !== undefined;

/** The bytes under a key; undefined where there are none. */
export const read = async (shelf: Shelf, key: string): Promise<Buffer | undefined> =>
  (await shelf.get(key))?.bytes;

/** Puts bytes in place of whatever stands there. Needs the lock. */
export async function replace(shelf: Shelf, key: string, bytes: Uint8Array): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    if (await shelf.putIfUnchanged(key, bytes, (await shelf.get(key))?.version)) return;
  }
  throw new Error(`${shelf.name}: ${key} is written by others at the same time`);
}
