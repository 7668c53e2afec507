/**
 * The cache of Days beside the snapshots: `<cluster>/days/2026-11-22.summary.json.zst` and so on. All of it is derived,
 * and may be deleted at any time. What is in it is the business of `history/`; here it is text.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { GazetteError } from '../errors.ts';
import {
  attempt,
  ensureFolders,
  listNames,
  modifiedAt,
  readIfThere,
  removeUnfinished,
  replaceFile,
  syncFolder,
} from './files.ts';
import { frameOf } from './frames.ts';
import { takeLock, type Lock } from './lock.ts';
import { clusterFolder } from './paths.ts';

const decompress = promisify(zlib.zstdDecompress);

/** Where the Days of a cluster are kept. */
export const daysFolder = (data: string, cluster: string) => path.join(clusterFolder(data, cluster), 'days');

const NAME = /^(\d{4}-\d\d-\d\d)\.([a-z]+)\.json\.zst$/;
const partFile = (day: string, part: string) => `${day}.${part}.json.zst`;
const STATE = 'state.json';

/** Parts that are there by day, in order. */
export async function listDayParts(folder: string): Promise<Map<string, string[]>> {
  const parts = new Map<string, string[]>();
  for (const name of await listNames(folder)) {
    const [, day, part] = NAME.exec(name) ?? [];
    if (day !== undefined && part !== undefined) parts.set(day, [...(parts.get(day) ?? []), part]);
  }
  return parts;
}

/** Days of which any part is there, in order. */
export const listDays = async (folder: string): Promise<string[]> => [...(await listDayParts(folder)).keys()];

/** The text of a part; undefined where it is missing or damaged, which only costs folding it anew. */
export async function readDayPart(folder: string, day: string, part: string): Promise<string | undefined> {
  const bytes = await attempt(`cannot read ${folder}`, () =>
    readIfThere(path.join(folder, partFile(day, part))),
  );
  try {
    return bytes && (await decompress(bytes)).toString().trimEnd();
  } catch {
    return undefined;
  }
}

/** When a Day was written, in milliseconds; undefined where it is not there. */
export const daySavedAt = (folder: string, day: string): Promise<number | undefined> =>
  modifiedAt(path.join(folder, partFile(day, 'summary')));

/** Writes the parts of a Day, each whole. */
export async function writeDay(folder: string, day: string, parts: Record<string, string>): Promise<void> {
  for (const [part, text] of Object.entries(parts)) {
    await replaceFile(path.join(folder, partFile(day, part)), await frameOf(text));
  }
  await syncFolder(folder);
}

export async function removeDay(folder: string, day: string): Promise<void> {
  for (const name of await listNames(folder)) {
    if (NAME.exec(name)?.[1] === day) await fs.rm(path.join(folder, name), { force: true });
  }
}

/** What the last update left for the next; undefined where there was none. */
export const readDaysState = async (folder: string): Promise<string | undefined> =>
  (await readIfThere(path.join(folder, STATE)))?.toString();

export async function writeDaysState(folder: string, text: string): Promise<void> {
  await replaceFile(path.join(folder, STATE), Buffer.from(text));
  await syncFolder(folder);
}

/** Makes the next update look at everything. */
export const forgetDaysState = (folder: string) => fs.rm(path.join(folder, STATE), { force: true });

const PATIENCE_MS = 120_000;

/**
 * One writer at a time; a second one waits until the first is done.
 * @throws {GazetteError} when that takes too long, or the folder cannot be written.
 */
export async function lockDays(folder: string, now: () => Date): Promise<Lock> {
  return attempt(`cannot write to ${folder}`, async () => {
    await ensureFolders(folder);
    for (let waited = 0; ; waited += 200) {
      try {
        const lock = await takeLock(folder, 'fold', now, folder);
        await removeUnfinished(folder);
        return lock;
      } catch (error) {
        if (!(error instanceof GazetteError) || waited >= PATIENCE_MS) throw error;
        await wait(200);
      }
    }
  });
}

/**
 * Deletes the Days from the first on that may hold what was purged: those from `first`, and those in which a text
 * stands. They are folded anew from what is left.
 */
export async function purgeDays(
  folder: string,
  { first, texts }: { first?: string; texts: readonly string[] },
  now: () => Date,
): Promise<void> {
  const days = await listDays(folder);
  if (days.length === 0) return;
  const lock = await lockDays(folder, now);
  try {
    let from = first;
    for (const day of days) {
      if (from !== undefined && day >= from) break;
      if (await holdsText(folder, day, texts)) from = day;
    }
    if (from === undefined) return;
    const gone = days.filter((day) => day >= from);
    // First, so that an update after a crash in between finds out what is missing.
    await forgetDaysState(folder);
    for (const day of gone) await removeDay(folder, day);
    await syncFolder(folder);
  } finally {
    await lock.release();
  }
}

async function holdsText(folder: string, day: string, texts: readonly string[]): Promise<boolean> {
  const wanted = texts.map((text) => JSON.stringify(text).slice(1, -1));
  for (const name of await listNames(folder)) {
    const [, of, part] = NAME.exec(name) ?? [];
    if (of !== day || part === undefined) continue;
    const content = await readDayPart(folder, day, part);
    // What cannot be read may hold anything.
    if (content === undefined || wanted.some((text) => content.includes(text))) return true;
  }
  return false;
}
