/**
 * Finds editions and reviews that show texts of earlier snapshots, in trails and on pages of changes. A purge must
 * reach them too.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { TrailSchema, type Trail } from '../history/trail/trail-record.ts';
import { parseSealed } from '../snapshots/seal.ts';
import { editionFolder, type EditionKey } from '../site/paths.ts';
import { ReviewRecordSchema, REVIEWS, reviewFile } from '../site/records/review-record.ts';
import { listNames } from '../snapshots/files.ts';
import type { Unwanted } from '../snapshots/scrub.ts';
import { isSystemError } from '../errors.ts';
import { listPublishedDays, listPublishedTimes } from './published.ts';
import { namespacedName, objectKey } from '../model/object-ref.ts';

/** Editions of one cluster, oldest first, whose trail or page of changes holds the text, or names the object. */
export async function listRemembering(
  out: string,
  cluster: string,
  unwanted: Unwanted,
): Promise<EditionKey[]> {
  const found: EditionKey[] = [];
  for (const day of await listPublishedDays(out, cluster)) {
    for (const time of await listPublishedTimes(out, cluster, day)) {
      const key = { cluster, day, time };
      const [trail = '', changes = ''] = await Promise.all(
        ['trail.json', 'changes.html'].map((file) => readText(path.join(out, editionFolder(key), file))),
      );
      if (holds(trail, unwanted) || tells(changes, unwanted)) found.push(key);
    }
  }
  return found;
}

/** Ids of one cluster's reviews that hold the text, or the name of the object. */
export async function listTellingReviews(
  out: string,
  cluster: string,
  unwanted: Unwanted,
): Promise<string[]> {
  const folder = path.join(out, REVIEWS);
  const found: string[] = [];
  for (const name of (await listNames(folder)).filter((one) => one.endsWith('.json'))) {
    const id = path.basename(name, '.json');
    const record = parseSealed(await readText(path.join(folder, name)), ReviewRecordSchema);
    // If the record is unreadable, fall back to the cluster prefix of its file name.
    if (record ? record.cluster !== cluster : !id.startsWith(`${cluster}-`)) continue;
    const texts = await Promise.all(
      (['html', 'md', 'csv', 'json'] as const).map((kind) => readText(path.join(out, reviewFile(id, kind)))),
    );
    if (texts.some((text) => tells(text, unwanted) || tells(unescaped(text), unwanted))) found.push(id);
  }
  return found;
}

/** Undoes the escapes of Markdown and CSV, and removes whatever looks like a tag. */
const unescaped = (text: string) =>
  text
    .replaceAll(/\\([\\`*_{}[\]<>#|~&!/])/g, '$1')
    .replaceAll('""', '"')
    .replaceAll('<', '&lt;');

async function readText(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}

function holds(trail: string, { text, object }: Unwanted): boolean {
  const isIn = (wanted: string) => trail.includes(JSON.stringify(wanted).slice(1, -1));
  if (text !== undefined && isIn(text)) return true;
  if (!object || !isIn(object.name)) return false;
  const parsed = parseSealed(trail, TrailSchema);
  return parsed === undefined || names(parsed, object);
}

/**
 * Whether a page has the text, or the name of the object. Parts of longer words count too: better one page too many.
 */
function tells(html: string, { text, object }: Unwanted): boolean {
  const plain = html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#39|quot|lt|gt|amp);/g, (entity) => ENTITIES[entity]!);
  const wanted = text ?? (object && namespacedName(object));
  return wanted !== undefined && plain.includes(wanted);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

function names({ findings, versions, recent = [] }: Trail, object: NonNullable<Unwanted['object']>) {
  const wanted = objectKey(object);
  const keys = [
    ...findings.map(({ key }) => key),
    ...recent.flatMap(({ met = [], over = [] }) => [...met, ...over]),
  ];
  const workloads = [...versions, ...recent.flatMap(({ rolledOut = [] }) => rolledOut)];
  return (
    keys.some((key) => key.endsWith(` ${wanted}`)) ||
    workloads.some(({ workload }) => objectKey(workload) === wanted)
  );
}
