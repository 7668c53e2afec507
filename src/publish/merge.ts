/**
 * Merges printed pages into the published folder. The site works at every moment, and after a crash at any moment. No
 * page is ever incomplete, and the target of a link always comes before the link. When an edition is printed anew,
 * files that were not printed again are removed. When a snapshot is gone, its file is removed. Nothing else is ever
 * removed.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { DIGESTS } from '../site/records/digest-record.ts';
import { COMPARE_FILE, editionFolder, relativeHref, type EditionKey } from '../site/paths.ts';
import { REVIEWS } from '../site/records/review-record.ts';
import { exists, listFilesBelow } from '../snapshots/files.ts';
import { isShared, namesOf } from '../snapshots/share.ts';

/** Where pages are printed: on the volume of the published folder, because they are renamed into place from here. */
export const stagingFolder = (out: string) => path.join(out, '-', 'staging');

/** Every page links to the front page, so it exists from the beginning. */
const FIRST_FRONT_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex, nofollow">' +
  '<title>Gazette</title><p>The first edition is being printed.</p></html>\n';

/** Prepares the published folder for merging, and removes leftovers of a publish that died. Needs the lock. */
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

/** Frees the space that a failed merge used. */
export async function clearStaging(out: string): Promise<void> {
  await fs.rm(stagingFolder(out), { recursive: true, force: true });
}

/** What a merge did, as paths from the site's root. A copy that follows its order works at every moment. */
export interface Merged {
  written: string[];
  removed: string[];
}

/**
 * Merges the printed pages in the staging folder, and the store's files beside them, into the site. `retired` are
 * editions whose snapshot must leave the site. `forgotten` are pages to which no other page links.
 */
export async function mergePages(
  out: string,
  { retired = [], forgotten = [] }: { retired?: readonly EditionKey[]; forgotten?: readonly string[] } = {},
): Promise<Merged> {
  const staging = stagingFolder(out);
  const merged: Merged = { written: [], removed: [] };
  const move = async (file: string) => {
    await moveFile(staging, file, out);
    merged.written.push(file);
  };
  const printed = await listFilesBelow(staging);
  const standing = await findStanding(out, printed);
  const { linked, loose } = Object.groupBy(retired, (key) =>
    standing.has(editionFolder(key)) ? 'linked' : 'loose',
  );
  merged.removed.push(...(await removeFiles(out, loose)));
  for (const file of printed) {
    if (file.startsWith('_astro/') || (!file.includes('/') && !file.endsWith('.html'))) {
      await move(file);
    }
    // Every edition links to it.
    if (file === COMPARE_FILE && !(await exists(path.join(out, file)))) await move(file);
    // These come before the editions that link to them. Files of a new day move together with the day.
    if (isShared(file) && (await exists(path.dirname(path.join(out, file))))) await move(file);
  }
  // A new folder moves as a whole, because pages of a new edition, day or cluster link to each other.
  const folders = await moveNewFolders(staging, out, '');
  for (const folder of folders)
    merged.written.push(...printed.filter((file) => file.startsWith(`${folder}/`)));
  const rest = (await listFilesBelow(staging)).sort(inOrderOfMerging);
  const { first = [], last = [] } = Object.groupBy(rest, (file) => (isOfEdition(file) ? 'first' : 'last'));
  for (const file of first) await move(file);
  const moved = await moveFirstWithLists(staging, out);
  for (const folder of moved) merged.written.push(...last.filter((file) => file.startsWith(`${folder}/`)));
  for (const folder of standing) merged.removed.push(...(await removeOthers(out, folder, printed)));
  merged.removed.push(...(await removeFiles(out, linked)));
  // This comes before the records of editions: a run that dies here is repeated, and purged texts do not survive.
  for (const file of forgotten) await fs.rm(path.join(out, file), { force: true });
  merged.removed.push(...forgotten);
  for (const file of last) {
    if (!moved.some((folder) => file.startsWith(`${folder}/`))) await move(file);
  }
  await clearStaging(out);
  return merged;
}

/** Folders of pages that link to editions, days and workloads, and have a list of their own. */
const WITH_LISTS: readonly string[] = [REVIEWS, DIGESTS];

/** The first reviews, or digests, move together with their list, because each links to the other. */
async function moveFirstWithLists(staging: string, out: string): Promise<string[]> {
  const moved: string[] = [];
  for (const folder of WITH_LISTS) {
    if (!(await exists(path.join(staging, folder))) || (await exists(path.join(out, folder)))) continue;
    await fs.rename(path.join(staging, folder), path.join(out, folder));
    moved.push(folder);
  }
  return moved;
}

const RECORD = 'edition.json';

/** Folders of editions that are on the site, and are printed anew. */
async function findStanding(out: string, printed: readonly string[]): Promise<Set<string>> {
  const standing = new Set<string>();
  for (const file of printed.filter((name) => name.endsWith(`/${RECORD}`))) {
    const folder = path.dirname(file);
    if (await exists(path.join(out, folder))) standing.add(folder);
  }
  return standing;
}

/**
 * Files of editions except `edition.json`, which comes last. As long as the old `edition.json` remains, publish knows
 * that the edition is unfinished.
 */
const isOfEdition = (file: string) => file.split('/').length > 3 && !file.endsWith(`/${RECORD}`);

/**
 * The deepest first: an edition comes before the day's page that links to it, and the front page comes last. Pages come
 * after the tables, indexes and scripts beside them. Then come digests, which lead to reviews, and the records of
 * reviews, which tell publish that a review is complete. Lists come after what they list.
 */
function inOrderOfMerging(a: string, b: string): number {
  const depth = (file: string) => file.split('/').length;
  const rank = (file: string) => {
    if (path.basename(file) === 'index.html') return 3;
    if (file.startsWith(`${REVIEWS}/`) && file.endsWith('.json')) return 2;
    if (file.startsWith(`${DIGESTS}/`) && file.endsWith('.html')) return 2;
    return file.endsWith('.html') ? 1 : 0;
  };
  return depth(b) - depth(a) || rank(a) - rank(b) || (a < b ? -1 : 1);
}

/**
 * Removes files from an edition's folder that were not printed again. A purged text must not survive, and old editions
 * shrink. The pages link to each other: so a page without such links first takes the place of each.
 */
async function removeOthers(out: string, folder: string, printed: readonly string[]): Promise<string[]> {
  const own = new Set(printed);
  const others = (await listFilesBelow(path.join(out, folder))).filter(
    (file) => !own.has(path.join(folder, file)),
  );
  await fs.mkdir(stagingFolder(out), { recursive: true });
  const temporary = path.join(stagingFolder(out), 'leaving.html');
  for (const file of others.filter((name) => name.endsWith('.html'))) {
    await fs.writeFile(temporary, renderLeavingPage(relativeHref(file, 'index.html')));
    await fs.rename(temporary, path.join(out, folder, file));
  }
  for (const file of others) await fs.rm(path.join(out, folder, file));
  for (const inner of new Set(others.map((file) => path.dirname(file)))) {
    if (inner === '.') continue;
    await fs.rmdir(path.join(out, folder, inner)).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    });
  }
  return others.map((file) => path.join(folder, file));
}

/** Stands in the place of a page until all pages that link to it are gone. */
const renderLeavingPage = (overview: string) =>
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex, nofollow">' +
  `<title>Gazette</title><p>This page goes. <a href="${overview}">The edition stays.</a></p></html>\n`;

/** Removes the store's files of editions, if they exist. */
async function removeFiles(out: string, editions: readonly EditionKey[] = []): Promise<string[]> {
  const removed: string[] = [];
  for (const { cluster, day, time } of editions) {
    for (const file of namesOf(day, time).map((name) => path.join(cluster, name))) {
      if (!(await exists(path.join(out, file)))) continue;
      await fs.rm(path.join(out, file), { force: true });
      removed.push(file);
    }
  }
  return removed;
}

/**
 * Clusters, days and editions, the older first, because the newer name the older as predecessors. Returns the folders
 * that it moved.
 */
async function moveNewFolders(staging: string, out: string, folder: string): Promise<string[]> {
  const moved: string[] = [];
  const entries = await fs.readdir(path.join(staging, folder), { withFileTypes: true });
  for (const name of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const inner = path.join(folder, name);
    // These may link to anything new, so they come last.
    if (WITH_LISTS.includes(inner)) continue;
    if (await exists(path.join(out, inner))) moved.push(...(await moveNewFolders(staging, out, inner)));
    else {
      await fs.rename(path.join(staging, inner), path.join(out, inner));
      moved.push(inner);
    }
  }
  return moved;
}

async function moveFile(staging: string, file: string, out: string): Promise<void> {
  const target = path.join(out, file);
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.rename(path.join(staging, file), target);
}
