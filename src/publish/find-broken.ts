/**
 * Finds editions whose own records were damaged on the site: a flipped bit, a cut file. Later editions go on from these
 * records, and lists show them, so such an edition is printed again.
 */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { EditionRecordSchema } from '../site/records/edition-record.ts';
import { editionFolder, type EditionKey } from '../site/paths.ts';
import { parseSealed, soundnessOf } from '../snapshots/seal.ts';
import { listPublishedDays, listPublishedTimes } from './published.ts';

/** Number of the newest editions that every publish looks at: all that pages of the cluster list. */
const NEWEST = 96;
/** Number of older editions that it also looks at, other ones each time, so that the cost does not grow. */
const OLDER = 24;

/** The damaged ones among the newest editions of a cluster, and among some older ones. */
export async function findBroken(out: string, cluster: string): Promise<EditionKey[]> {
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
    looked.push(...day.slice(first, first + OLDER));
  }
  return looked.filter((key) => isBroken(out, key));
}

function isBroken(out: string, key: EditionKey): boolean {
  const text = readBeside(out, key, 'edition.json');
  const record = parseSealed(text, EditionRecordSchema);
  if (text === undefined || !record || editionFolder(record) !== editionFolder(key)) return true;
  // An older Gazette left no trail, or one without a seal.
  if (soundnessOf(text) === 'unsealed' || record.faults?.files.includes('trail.json')) return false;
  const trail = readBeside(out, key, 'trail.json');
  return trail === undefined || soundnessOf(trail) !== 'sealed';
}

/** Synchronous: a hundred trips to the thread pool cost more than the files. */
function readBeside(out: string, key: EditionKey, name: string): string | undefined {
  try {
    return readFileSync(path.join(out, editionFolder(key), name), 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw error;
  }
}
