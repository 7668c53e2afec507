/**
 * Puts printed pages into the published folder, so that at every moment, and after a crash at any moment, the site
 * works: new assets first, then each edition as a whole, changing pages last. Nothing else is ever removed.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';

const EDITION = /^[a-z0-9-]+\/\d{4}-\d{2}-\d{2}\/\d{6}Z$/;

const stagingFolder = (out: string) => path.join(out, '-', 'staging');

/** Makes the published folder, and removes what a publish that died has left in its staging folder. */
export async function prepareSite(out: string): Promise<void> {
  await fs.mkdir(path.join(out, '-'), { recursive: true });
  await fs.rm(stagingFolder(out), { recursive: true, force: true });
}

/** Merges a folder of printed pages into the site. The folder is used up. */
export async function mergePages(pages: string, out: string): Promise<void> {
  const staging = stagingFolder(out);
  await moveTree(pages, staging);
  const files = await listFiles(staging);
  const editions = [...new Set(files.map((file) => file.split('/').slice(0, 3).join('/')))].filter((folder) =>
    EDITION.test(folder),
  );
  const inEdition = (file: string) => editions.includes(file.split('/').slice(0, 3).join('/'));
  const single = files.filter((file) => !inEdition(file));

  for (const file of single.filter((name) => name.startsWith('_astro/'))) await moveFile(staging, file, out);
  for (const folder of editions) await moveEdition(staging, folder, out);
  const changing = single.filter((name) => !name.startsWith('_astro/'));
  // The deepest first: a day's page is there before the cluster's page links to it, and the front page comes last.
  for (const file of changing.sort((a, b) => depth(b) - depth(a))) await moveFile(staging, file, out);
  await fs.rm(staging, { recursive: true, force: true });
}

const depth = (file: string) => file.split('/').length;

async function moveFile(staging: string, file: string, out: string): Promise<void> {
  const target = path.join(out, file);
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.rename(path.join(staging, file), target);
}

async function moveEdition(staging: string, folder: string, out: string): Promise<void> {
  const target = path.join(out, folder);
  await fs.mkdir(path.dirname(target), { recursive: true });
  try {
    await fs.rename(path.join(staging, folder), target);
  } catch (error) {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    // Printed anew: the old one steps aside first, since a folder cannot be renamed onto another.
    const old = path.join(staging, `${folder}.old`);
    await fs.rename(target, old);
    await fs.rename(path.join(staging, folder), target);
  }
}

/** Renames where both are on one volume; else copies, and the published folder's own volume sees whole renames. */
async function moveTree(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (error) {
    if (!isSystemError(error, 'EXDEV')) throw error;
    await fs.cp(from, to, { recursive: true });
    await fs.rm(from, { recursive: true });
  }
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
