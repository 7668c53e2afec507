/** A folder as a shelf: keys are paths below it. Within it, symbolic links are not followed. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { digestOf, ensureFolder, ensureFolders, listNames, syncFolder, writeDurably } from './files.ts';
import { takeLock } from './lock.ts';
import type { Shelf } from './shelf.ts';

/** Unfinished files. They all stand in one folder, so that the leftovers of a dead writer are easy to find. */
const UNFINISHED = '.tmp';
const NEW = '.new';

/** Windows has no such flag, and lets only administrators make symbolic links. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * The folder need not exist: the shelf is then empty, and the first lock or put makes the folder.
 * @param top a folder above, or this one. On the way from there to a key, symbolic links are not followed. So a hostile
 * store cannot lead its readers and writers elsewhere. A link counts as missing, and nothing is put below it. By
 * default, shelves directly below are such tops: whoever runs Gazette may keep a cluster elsewhere.
 * @param looked folders that were looked at, and are no links
 */
export function openFolder(folder: string, top?: string, looked = new Set<string>()): Shelf {
  const at = (key: string) => path.join(folder, key);
  const isOwn = (key: string) => isWithoutLinks(top ?? folder, path.dirname(at(key)), looked);
  const refuseLinks = async (key: string) => {
    if (await isOwn(key)) return;
    const error = new Error('ELOOP: a symbolic link within a store');
    throw Object.assign(error, { code: 'ELOOP', syscall: 'open', path: path.dirname(at(key)) });
  };
  return {
    name: folder,
    at: (prefix) => openFolder(at(prefix), top ?? at(prefix), looked),
    async get(key) {
      const bytes = (await isOwn(key)) ? await readFile(at(key)) : undefined;
      return bytes && { bytes, version: digestOf(bytes) };
    },
    getRange: async (key, from, to) => ((await isOwn(key)) ? readPart(at(key), from, to) : undefined),
    putIfAbsent: async (key, chunks) => {
      await refuseLinks(key);
      await refuseLinks(`${UNFINISHED}/any`);
      return viaNewFile(folder, chunks, async (written) => {
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
      });
    },
    async putIfUnchanged(key, bytes, version) {
      await refuseLinks(key);
      await refuseLinks(`${UNFINISHED}/any`);
      if (version === undefined) {
        if (await isLink(at(key))) await fs.rm(at(key));
        return this.putIfAbsent(key, [bytes]);
      }
      return viaNewFile(folder, [bytes], async (written) => {
        const there = await readFile(at(key));
        if (!there || digestOf(there) !== version) {
          await fs.rm(written);
          return false;
        }
        await fs.rename(written, at(key));
        await syncFolder(path.dirname(at(key)));
        return true;
      });
    },
    list: async (prefix) => ((await isOwn(`${prefix}/any`)) ? listNames(at(prefix)) : []),
    device: () =>
      fs.stat(folder).then(
        ({ dev }) => dev,
        () => undefined,
      ),
    async remove(keys) {
      for (const key of keys) await refuseLinks(key);
      await removeFiles(folder, keys);
    },
    async lock(task, now, label) {
      await refuseLinks('any');
      await ensureFolders(folder);
      const lock = await takeLock(folder, task, now, label);
      try {
        const names = await this.list(UNFINISHED);
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

/** Whether no folder below `top`, down to `folder`, is a symbolic link. What does not exist is none. */
async function isWithoutLinks(top: string, folder: string, looked: Set<string>): Promise<boolean> {
  const below = path.relative(top, folder);
  if (below === '' || looked.has(folder)) return true;
  if (below.startsWith('..') || path.isAbsolute(below)) return false;
  if (!(await isWithoutLinks(top, path.dirname(folder), looked))) return false;
  const entry = await fs.lstat(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (entry?.isDirectory()) looked.add(folder);
  return !entry?.isSymbolicLink();
}

async function isLink(file: string): Promise<boolean> {
  return (await fs.lstat(file).catch(() => undefined))?.isSymbolicLink() ?? false;
}

/** Undefined where a file is missing, or is a symbolic link. */
async function readFile(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file, { flag: READ });
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
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
    const handle = await fs.open(file, READ);
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
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
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
