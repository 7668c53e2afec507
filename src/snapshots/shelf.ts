/**
 * Keeps bytes by name. A folder is a shelf; a bucket can be another. Both can do these verbs: none appends, renames, or
 * asks when something was written.
 */
import type { Lock } from './lock.ts';

/** The content of a key. */
export interface Held {
  bytes: Buffer;
  /** Differs whenever the bytes differ: a digest, or an entity tag. */
  version: string;
}

/**
 * Keys are relative, with slashes: `2026-11-22/071500Z.full.jsonl.zst`. A refusal is an error of Node with its `code`,
 * or a GazetteError.
 */
export interface Shelf {
  /** The name in messages: a folder's path. */
  readonly name: string;
  /** The part of the shelf below a prefix, as a shelf with its own keys and lock. */
  at(prefix: string): Shelf;
  /** Undefined if the key is empty. */
  get(key: string): Promise<Held | undefined>;
  /** Bytes `from` to `to` (not included), fewer at the end; and the size of the whole content. */
  getRange(key: string, from: number, to: number): Promise<{ bytes: Buffer; size: number } | undefined>;
  /** Puts the whole content durably, if the key is empty. False if the key is taken; then nothing changes. */
  putIfAbsent(key: string, chunks: readonly Uint8Array[]): Promise<boolean>;
  /**
   * Puts the whole content durably, in place of what was read as `version`; undefined if nothing was read. False if the
   * content has changed since. A folder compares and replaces in two steps: hold its lock.
   */
  putIfUnchanged(key: string, bytes: Uint8Array, version: string | undefined): Promise<boolean>;
  /** The device of this machine that holds the content; undefined if nobody knows, as of another machine's. */
  device(): Promise<number | undefined>;
  /** Names directly below a prefix, of content and of folders, sorted. Use `''` for the shelf itself. */
  list(prefix: string): Promise<string[]>;
  /** Removes the content of the keys durably, in their order. Missing keys are skipped. */
  remove(keys: readonly string[]): Promise<void>;
  /**
   * One process at a time. The two puts make writing correct; the lock only keeps others from trying.
   * @param task what the process does: collect, prune, …
   * @param label the shelf's name in messages
   * @throws {GazetteError} The message names the holder.
   */
  lock(task: string, now: () => Date, label?: string): Promise<Lock>;
}

/** True if the key has content. */
export const has = async (shelf: Shelf, key: string): Promise<boolean> =>
  (await shelf.getRange(key, 0, 0)) !== undefined;

/** The bytes of a key; undefined if the key is empty. */
export const read = async (shelf: Shelf, key: string): Promise<Buffer | undefined> =>
  (await shelf.get(key))?.bytes;

/** Puts bytes in place of any content. Needs the lock. */
export async function replace(shelf: Shelf, key: string, bytes: Uint8Array): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    if (await shelf.putIfUnchanged(key, bytes, (await shelf.get(key))?.version)) return;
  }
  throw new Error(`${shelf.name}: ${key} is written by others at the same time`);
}
