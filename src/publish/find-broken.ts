/**
 * Finds pages whose own records were damaged on the site: a flipped bit, a cut file. A record of something else in
 * their place counts as damaged, too. Later editions go on from the records of editions, and lists and feeds show all
 * of them. So such pages are printed again.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { isSystemError } from '../errors.ts';
import { EditionRecordSchema } from '../site/records/edition-record.ts';
import { placeOfRecord } from '../site/records/page-records.ts';
import { editionFolder, recordPlace, toEditionKey, trailPlace, type EditionKey } from '../site/paths.ts';
import { listNames } from '../snapshots/files.ts';
import type { StoredSnapshot } from '../snapshots/fold-manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import { parseSealed, soundnessOf } from '../snapshots/seal.ts';
import { readRecent } from '../snapshots/store.ts';
import { listPublishedDays, listPublishedTimes } from './published.ts';

/** Number of the newest editions that every publish looks at: all that pages of the cluster list. */
const NEWEST = 96;
/** Number of older editions that it also looks at, other ones each time, so that the cost does not grow. */
const OLDER_CHECKED = 24;

/**
 * The damaged ones among the newest editions of a cluster, and among some older ones. Also those that another version of
 * Gazette could not print whole.
 * @param store absent when it does not have the cluster
 */
export async function findBroken(
  out: string,
  cluster: string,
  gazette: string,
  store?: Store,
): Promise<EditionKey[]> {
  const recent = store ? await readRecent(store, cluster, NEWEST) : [];
  const stored = new Map(recent.map((one) => [editionFolder(toEditionKey(cluster, one.file)), one]));
  const days = (await listPublishedDays(out, cluster)).reverse();
  const looked: EditionKey[] = [];
  const listDay = async (day: string) =>
    (await listPublishedTimes(out, cluster, day)).reverse().map((time) => ({ cluster, day, time }));
  let index = 0;
  for (; index < days.length && looked.length < NEWEST; index += 1)
    looked.push(...(await listDay(days[index]!)));
  const older = days.slice(index);
  if (older.length > 0) {
    const turn = parseInt(hash('sha256', editionFolder(looked[0]!)).slice(0, 12), 16);
    const day = await listDay(older[turn % older.length]!);
    const first = Math.floor(turn / older.length) % Math.max(1, day.length);
    looked.push(...day.slice(first, first + OLDER_CHECKED));
  }
  return looked.filter((key) => isBroken(out, key, gazette, stored.get(editionFolder(key))));
}

function isBroken(
  out: string,
  key: EditionKey,
  gazette: string,
  stored: StoredSnapshot | undefined,
): boolean {
  const read = (name: string) => readText(path.join(out, editionFolder(key), name));
  const text = read('edition.json');
  const record = parseSealed(text, EditionRecordSchema, recordPlace(key));
  if (text === undefined || !record || editionFolder(record) !== editionFolder(key)) return true;
  if (stored && (stored.number !== record.number || stored.digest !== record.digest)) return true;
  if (record.faults) return record.faults.gazette !== gazette;
  // An older Gazette left no trail, or one without a seal.
  if (soundnessOf(text, recordPlace(key)) === 'unsealed') return false;
  const trail = read('trail.json');
  if (trail === undefined || soundnessOf(trail, trailPlace(record)) !== 'sealed') return true;
  // Not parsed: it may be large.
  return (/^\{[^{}]*?"of":"([^"]*)"/.exec(trail.slice(0, 200))?.[1] ?? undefined) !== record.digest;
}

/** Names of the damaged records in a folder of digests or reviews, without `.json`; also of pages without a record. */
export async function findBrokenRecords(out: string, folder: string, schema: z.ZodObject): Promise<string[]> {
  const names = await listNames(path.join(out, folder));
  const pages = names.filter((name) => /\.(html|json)$/.test(name) && name !== 'index.html');
  return [...new Set(pages.map((name) => path.parse(name).name))].filter((name) => {
    const file = path.join(out, folder, `${name}.json`);
    return parseSealed(readText(file), schema, placeOfRecord(file)) === undefined;
  });
}

/** Synchronous: a hundred trips to the thread pool cost more than the files. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}
