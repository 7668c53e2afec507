/** Writes files durably: when a function returns, the file is on the disk. Explains errors of the file system. */
import { hash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError, isSystemError } from '../errors.ts';

const EXPLANATIONS: Record<string, string> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error',
  ELOOP: 'a symbolic link within a store is not followed; only the folder of a cluster may be one',
  EMFILE: 'too many open files',
  ENOENT: 'the file does not exist',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  ENOTSUP: 'the file system cannot do that (hard links are needed)',
  EPERM: 'the operation is not permitted (hard links are needed)',
  EROFS: 'the file system is read-only',
};

/**
 * Runs `work`. An error of the file system becomes an expected error that begins with `what`.
 * @throws {GazetteError}
 */
export async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GazetteError || !isSystemError(error) || error.syscall === undefined) throw error;
    const why = EXPLANATIONS[error.code ?? ''] ?? 'the file system refused';
    const where = error.path === undefined ? '' : `: ${error.path}`;
    throw new GazetteError(`${what}: ${why} (${error.code})${where}`, { cause: error });
  }
}

/** `sha256:` and 64 hexadecimal digits. */
export const digestOf = (bytes: Uint8Array | string): `sha256:${string}` => `sha256:${hash('sha256', bytes)}`;

/** Writes a file and waits until it is on the disk. Overwrites an older file of that name. */
export async function writeDurably(file: string, chunks: readonly Uint8Array[]): Promise<void> {
  const handle = await fs.open(file, 'w');
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until the names in a folder are on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder durably if it is missing. Its parent must exist. */
export async function ensureFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return;
    throw error;
  }
  await syncFolder(path.dirname(folder));
}

/** Makes a folder and its parents. Node's own recursive mkdir says ENOENT where a read-only volume says EROFS. */
export async function ensureFolders(folder: string): Promise<void> {
  if (await exists(folder)) return;
  await ensureFolders(path.dirname(folder));
  await ensureFolder(folder);
}

/** Names in a folder, sorted; none if the folder is missing. */
export async function listNames(folder: string): Promise<string[]> {
  try {
    return (await fs.readdir(folder)).sort();
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** Files in a folder and below it, with slashes. */
export async function listFilesBelow(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

/** When a file was written, in milliseconds; undefined if the file is missing. */
export async function modifiedAt(file: string): Promise<number | undefined> {
  try {
    return (await fs.stat(file)).mtimeMs;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** True when a file or folder of that name exists. */
export async function exists(file: string): Promise<boolean> {
  try {
    await fs.access(file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Content of a file; undefined if the file is missing. */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
