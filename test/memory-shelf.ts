/** A shelf without a folder: code that works on it needs only the verbs. */
import { hash } from 'node:crypto';
import type { Shelf } from '../src/snapshots/shelf.ts';

export interface Memory {
  shelf: Shelf;
  /** The content, by key. */
  kept: Map<string, Buffer>;
  /** How often each verb was called. */
  calls: Record<string, number>;
  /** After this many changes, every change fails: the process died. */
  dieAfter(changes: number): void;
  /** A new process with the same content. */
  reopen(): Memory;
}

export class DiedError extends Error {}

export function openMemory(kept = new Map<string, Buffer>()): Memory {
  const calls: Record<string, number> = {};
  let left = Infinity;
  const note = (verb: string) => void (calls[verb] = (calls[verb] ?? 0) + 1);
  const change = (verb: string) => {
    note(verb);
    left -= 1;
    if (left < 0) throw new DiedError(`died before ${verb}`);
  };
  const versionOf = (bytes: Buffer | undefined) => bytes && hash('sha256', bytes);
  // Each verb waits, so that others run in between.
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  const open = (prefix: string): Shelf => {
    const at = (key: string) => `${prefix}${key}`;
    return {
      name: `memory:${prefix}`,
      at: (below) => open(`${at(below)}/`),
      async get(key) {
        note('get');
        await turn();
        const bytes = kept.get(at(key));
        return bytes && { bytes, version: versionOf(bytes)! };
      },
      async getRange(key, from, to) {
        note('getRange');
        await turn();
        const bytes = kept.get(at(key));
        return bytes && { bytes: bytes.subarray(from, to), size: bytes.length };
      },
      async putIfAbsent(key, chunks) {
        await turn();
        change('putIfAbsent');
        if (kept.has(at(key))) return false;
        kept.set(at(key), Buffer.concat(chunks));
        return true;
      },
      async putIfUnchanged(key, bytes, version) {
        await turn();
        change('putIfUnchanged');
        if (versionOf(kept.get(at(key))) !== version) return false;
        kept.set(at(key), Buffer.from(bytes));
        return true;
      },
      async list(below) {
        note('list');
        await turn();
        const start = below === '' ? prefix : `${at(below)}/`;
        const keys = [...kept.keys()].filter((key) => key.startsWith(start));
        return [...new Set(keys.map((key) => key.slice(start.length).split('/')[0]!))].sort();
      },
      device: () => Promise.resolve(undefined),
      async remove(keys) {
        for (const key of keys) {
          await turn();
          change('remove');
          kept.delete(at(key));
        }
      },
      lock: () => Promise.resolve({ verify: () => Promise.resolve(), release: () => Promise.resolve() }),
    };
  };
  return {
    shelf: open(''),
    kept,
    calls,
    dieAfter: (changes) => void (left = changes),
    reopen: () => openMemory(kept),
  };
}
