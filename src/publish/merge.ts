/**
 * Puts printed pages into the published folder, so that at every moment, and after a crash at any moment, the site
 * works: no page is ever half there, and what a page links to is there before it. Nothing else is ever removed.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { exists } from '../snapshots/files.ts';

const stagingFolder = (out: string) => path.join(out, '-', 'staging');

/** Every page links to the front page, so there is one from the beginning. */
const FIRST_FRONT_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex, nofollow">' +
  '<title>Gazette</title><p>The first edition is being printed.</p></html>\n';

/** Makes the published folder fit for merging, and removes what a publish that died has left. Needs the lock. */
export async function prepareSite(out: string): Promise<void> {
  await clearStaging(out);
  const front = path.join(out, 'index.html');
  if (await exists(front)) return;
  await fs.mkdir(stagingFolder(out), { recursive: true });
  const temporary = path.join(stagingFolder(out), 'index.html');
  await fs.writeFile(temporary, FIRST_FRONT_PAGE);
  await fs.rename(temporary, front);
  await clearStaging(out);
}

/** Frees what a merge that failed has used. */
export async function clearStaging(out: string): Promise<void> {
  await fs.rm(stagingFolder(out), { recursive: true, force: true });
}

/** Merges a folder of printed pages into the site. The folder is used up. */
export async function mergePages(pages: string, out: string): Promise<void> {
  const staging = stagingFolder(out);
  await moveTree(pages, staging);
  for (const file of await listFiles(staging)) {
    if (file.startsWith('_astro/') || (!file.includes('/') && file !== 'index.html')) {
      await moveFile(staging, file, out);
    }
  }
  // What is new goes as a whole, since the pages of a new edition, day or cluster link to each other.
  await moveNewFolders(staging, out, '');
  for (const file of (await listFiles(staging)).sort(inOrderOfMerging)) await moveFile(staging, file, out);
  await clearStaging(out);
}

/**
 * The deepest first: an edition is there before the day's page links to it, and the front page comes last. Of an
 * edition that is printed anew `edition.json` comes last: as long as it is the old one, publish knows what is undone.
 */
function inOrderOfMerging(a: string, b: string): number {
  const depth = (file: string) => file.split('/').length;
  const isRecord = (file: string) => Number(file.endsWith('/edition.json'));
  return depth(b) - depth(a) || isRecord(a) - isRecord(b) || (a < b ? -1 : 1);
}

/** Clusters, days and editions, the older first, which the newer name as their predecessors. */
async function moveNewFolders(staging: string, out: string, folder: string): Promise<void> {
  const entries = await fs.readdir(path.join(staging, folder), { withFileTypes: true });
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const inner = path.join(folder, name);
    if (await exists(path.join(out, inner))) await moveNewFolders(staging, out, inner);
    else await fs.rename(path.join(staging, inner), path.join(out, inner));
  }
}

async function moveFile(staging: string, file: string, out: string): Promise<void> {
  const target = path.join(out, file);
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.rename(path.join(staging, file), target);
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
