/**
 * The Days beside the snapshots: `<cluster>/days/2026-11-22.summary.json.zst` and so on. They are derived from snapshots.
 * Of a day whose snapshots are thinned out, they are all that is known. `history/` knows the content; here it is text.
 */
import { hash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { GazetteError } from '../errors.ts';
import { attempt } from './files.ts';
import { openFolder } from './folder.ts';
import { frameOf } from './frames.ts';
import type { Lock } from './lock.ts';
import type { Store } from './open-store.ts';
import { read, replace, type Shelf } from './shelf.ts';

const decompress = promisify(zlib.zstdDecompress);

/** The largest part of a Day. One that stands for more bytes is damaged. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Where the Days of a cluster are kept, unless the store is read-only. */
export const daysOf = (store: Store, cluster: string): Shelf => store.cluster(cluster).at('days');

/** Where they are kept if the store is read-only: in the folder of the site. */
export const daysBesideSite = (site: string, cluster: string): Shelf =>
  openFolder(site).at('-').at('days').at(cluster);

const NAME = /^(\d{4}-\d\d-\d\d)\.([a-z]+)\.json\.zst$/;
const partFile = (day: string, part: string) => `${day}.${part}.json.zst`;
const STATE = 'state.json';

/** The stored parts by day, in order. */
export async function listDayParts(days: Shelf): Promise<Map<string, string[]>> {
  const parts = new Map<string, string[]>();
  for (const name of await days.list('')) {
    const [, day, part] = NAME.exec(name) ?? [];
    if (day !== undefined && part !== undefined) parts.set(day, [...(parts.get(day) ?? []), part]);
  }
  return parts;
}

/** Days of which at least one part is stored, in order. */
export const listDays = async (days: Shelf): Promise<string[]> => [...(await listDayParts(days)).keys()];

/** The last Day before a UTC day, at any distance; undefined if there is none. */
export const findDayBefore = async (days: Shelf, day: string): Promise<string | undefined> =>
  (await listDays(days)).findLast((name) => name < day);

/** Begins the text of each part: parts with the same mark were written together. */
const TOGETHER = /^\{"together":"([0-9a-f]{16})",?/;

/** The text of a part. Undefined if the part is missing or damaged: the Day is then folded anew. */
export const readDayPart = async (days: Shelf, day: string, part: string): Promise<string | undefined> =>
  (await readMarked(days, day, part))?.replace(TOGETHER, '{');

/**
 * The texts of several parts. Undefined if one of them is missing or damaged. So if they were not written together: a
 * writer died in between, or a part is of another Day.
 */
export async function readDayParts<Part extends string>(
  days: Shelf,
  day: string,
  parts: readonly Part[],
): Promise<Record<Part, string> | undefined> {
  const texts: [Part, string][] = [];
  let mark: string | undefined;
  for (const part of parts) {
    const text = await readMarked(days, day, part);
    if (text === undefined) return undefined;
    const own = TOGETHER.exec(text)?.[1] ?? '';
    if ((mark ??= own) !== own) return undefined;
    texts.push([part, text.replace(TOGETHER, '{')]);
  }
  return Object.fromEntries(texts) as Record<Part, string>;
}

async function readMarked(days: Shelf, day: string, part: string): Promise<string | undefined> {
  const bytes = await attempt(`cannot read ${days.name}`, () => read(days, partFile(day, part)));
  try {
    return bytes && (await decompress(bytes, { maxOutputLength: MOST_BYTES })).toString().trimEnd();
  } catch {
    return undefined;
  }
}

/**
 * Changes whenever a part of the Day changes. Undefined if no part is stored.
 * @param parts the stored parts of the Day
 */
export async function dayVersion(
  days: Shelf,
  day: string,
  parts?: readonly string[],
): Promise<string | undefined> {
  const versions: string[] = [];
  for (const part of parts ?? (await listDayParts(days)).get(day) ?? []) {
    versions.push(`${part} ${(await days.get(partFile(day, part)))?.version}`);
  }
  return versions.length > 0 ? hash('sha256', versions.join()).slice(0, 16) : undefined;
}

/** Writes all parts of a Day: JSON of objects. */
export async function writeDay(days: Shelf, day: string, parts: Record<string, string>): Promise<void> {
  const mark = `{"together":"${hash('sha256', [day, ...Object.values(parts)].join('\n')).slice(0, 16)}"`;
  for (const [part, text] of Object.entries(parts)) {
    const marked = text === '{}' ? `${mark}}` : `${mark},${text.slice(1)}`;
    await replace(days, partFile(day, part), await frameOf(marked));
  }
}

export async function removeDay(days: Shelf, day: string): Promise<void> {
  await days.remove((await days.list('')).filter((name) => NAME.exec(name)?.[1] === day));
}

/** What the last update left for the next update; undefined before the first. */
export const readDaysState = async (days: Shelf): Promise<string | undefined> =>
  (await read(days, STATE))?.toString();

export async function writeDaysState(days: Shelf, text: string): Promise<void> {
  await replace(days, STATE, Buffer.from(text));
}

/** Makes the next update look at everything. */
export const forgetDaysState = (days: Shelf) => days.remove([STATE]);

const PATIENCE_MS = 120_000;

/**
 * One writer at a time; a second writer waits until the first is done.
 * @throws {GazetteError} The wait is too long, or the folder cannot be written.
 */
export async function lockDays(days: Shelf, now: () => Date): Promise<Lock> {
  return attempt(`cannot write to ${days.name}`, async () => {
    for (let waited = 0; ; waited += 200) {
      try {
        return await days.lock('fold', now, days.name);
      } catch (error) {
        if (!(error instanceof GazetteError) || waited >= PATIENCE_MS) throw error;
        await wait(200);
      }
    }
  });
}

/**
 * Deletes the Days that may hold what was purged: all since `first`, and those that contain one of the texts. The next
 * update folds them anew from the remaining snapshots.
 * @returns the Days that were deleted
 */
export async function purgeDays(
  days: Shelf,
  { first, texts }: { first?: string; texts: readonly string[] },
  now: () => Date,
): Promise<string[]> {
  if ((await listDays(days)).length === 0) return [];
  const lock = await lockDays(days, now);
  try {
    // An older Gazette that died while writing may have left the text here, too.
    await days.remove((await days.list('')).filter((name) => name.endsWith('.new')));
    const gone = await listHolding(days, { ...(first !== undefined && { first }), texts });
    if (gone.length === 0) return gone;
    // This comes first: after a crash in between, the next update finds out what is missing.
    await forgetDaysState(days);
    for (const day of gone) await removeDay(days, day);
    return gone;
  } finally {
    await lock.release();
  }
}

/** Days that may hold it: all since `first`, or since the first that has one of the texts. */
export async function listHolding(
  days: Shelf,
  { first, texts }: { first?: string; texts: readonly string[] },
): Promise<string[]> {
  const names = await listDays(days);
  let from = first;
  for (const day of names) {
    if (from !== undefined && day >= from) break;
    if (await holdsText(days, day, texts)) from = day;
  }
  return from === undefined ? [] : names.filter((day) => day >= from);
}

async function holdsText(days: Shelf, day: string, texts: readonly string[]): Promise<boolean> {
  const wanted = texts.map((text) => JSON.stringify(text).slice(1, -1));
  for (const name of await days.list('')) {
    const [, of, part] = NAME.exec(name) ?? [];
    if (of !== day || part === undefined) continue;
    const content = await readDayPart(days, day, part);
    // A part that cannot be read may hold the text.
    if (content === undefined || wanted.some((text) => content.includes(text))) return true;
  }
  return false;
}
