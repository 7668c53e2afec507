/** A folder as a shelf: keys are paths below it. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import {
  digestOf,
  ensureFolder,
  ensureFolders,
  listNames,
  readIfThere,
  syncFolder,
  writeDurably,
} from './files.ts';
import { takeLock } from './lock.ts';
import type { Shelf } from './shelf.ts';

/** Unfinished files. They all stand in one folder, so that the leftovers of a dead writer are easy to find. */
const UNFINISHED = '.tmp';
const NEW = '.new';

/** The folder need not exist: the shelf is then empty, and the first lock or put makes the folder. */
export function openFolder(folder: string): Shelf {
  const at = (key: string) => path.join(folder, key);
  return {
    name: folder,
    at: (prefix) => openFolder(at(prefix)),
    async get(key) {
      const bytes = await readIfThere(at(key));
      return bytes && { bytes, version: digestOf(bytes) };
    },
    getRange: (key, from, to) => readPart(at(key), from, to),
    putIfAbsent: (key, chunks) =>
      viaNewFile(folder, chunks, async (written) => {
        const link = () => linkNew(written, at(key));
        const isNew = await link().catch(async (error: unknown) => {
          if (!isSystemError(error, 'ENOENT')) throw error;
          await ensureBelow(folder, path.dirname(key));
          return link();
        });
        try {
          if (isNew) await syncFolder(path.dirname(at(key)));
        } catch (error) {
          await fs.rm(at(key), { force: true });
          throw error;
        } finally {
          // The next lock removes what is left here. It must not look as if nothing had been put.
          await fs.rm(written, { force: true }).catch(() => undefined);
        }
        return isNew;
      }),
    async putIfUnchanged(key, bytes, version) {
      if (version === undefined) return this.putIfAbsent(key, [bytes]);
      return viaNewFile(folder, [bytes], async (written) => {
        const there = await readIfThere(at(key));
        if (!there || digestOf(there) !== version) {
          await fs.rm(written);
          return false;
        }
        await fs.rename(written, at(key));
        await syncFolder(path.dirname(at(key)));
        return true;
      });
    },
    list: (prefix) => listNames(at(prefix)),
    remove: (keys) => removeFiles(folder, keys),
    async lock(task, now, label) {
      await ensureFolders(folder);
      const lock = await takeLock(folder, task, now, label);
      try {
        const names = await listNames(at(UNFINISHED));
        await removeFiles(
          folder,
          names.filter((name) => name.endsWith(NEW)).map((name) => `${UNFINISHED}/${name}`),
        );
      } catch (error) {
        await lock.release();
        throw error;
      }
      return lock;
    },
  };
}

/** Writes a new file under a temporary name; `place` then gives the file its final name. */
async function viaNewFile(
  folder: string,
  chunks: readonly Uint8Array[],
  place: (written: string) => Promise<boolean>,
): Promise<boolean> {
  const written = path.join(folder, UNFINISHED, `${randomUUID()}${NEW}`);
  try {
    await writeDurably(written, chunks).catch(async (error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
      await ensureFolders(folder);
      await ensureFolder(path.dirname(written));
      await writeDurably(written, chunks);
    });
    return await place(written);
  } catch (error) {
    await fs.rm(written, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Makes the folders between `folder`, which exists, and a path below it. */
async function ensureBelow(folder: string, below: string): Promise<void> {
  if (below === '.') return;
  await ensureBelow(folder, path.dirname(below));
  await ensureFolder(path.join(folder, below));
}

/** False if that name is taken. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await fs.link(from, to);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readPart(file: string, from: number, to: number) {
  try {
    const handle = await fs.open(file, 'r');
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(to, size) - from));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return { bytes: bytes.subarray(0, filled), size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Removes files, then the folders that became empty, except `folder` itself. */
async function removeFiles(folder: string, keys: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const key of keys) {
    try {
      await fs.rm(path.join(folder, key));
    } catch (error) {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) continue;
      throw error;
    }
    folders.add(path.dirname(key));
  }
  for (const below of folders) {
    await syncFolder(path.join(folder, below));
    if (below === '.' || (await listNames(path.join(folder, below))).length > 0) continue;
    await fs.rmdir(path.join(folder, below)).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) throw error;
    });
  }
}
