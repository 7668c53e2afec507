/**
 * Finds editions and reviews that show a text, also a text of an earlier snapshot. It may be in trails, pages of changes,
 * and whatever else is in their folder. A purge must reach them too.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { TrailSchema, type Trail } from '../history/trail/trail-record.ts';
import { editionFolder, type EditionKey } from '../site/paths.ts';
import { readPageRecord } from '../site/records/page-records.ts';
import { ReviewRecordSchema, REVIEWS } from '../site/records/review-record.ts';
import { listFilesBelow, listNames } from '../snapshots/files.ts';
import { toVisible } from '../export/visible.ts';
import type { Unwanted } from '../snapshots/scrub.ts';
import { isSystemError } from '../errors.ts';
import { listPublishedDays, listPublishedTimes } from './published.ts';
import { namespacedName, objectKey } from '../model/object-ref.ts';

/** Pictures and the store's own files: they are made anew together with the pages beside them. */
const NO_TEXT = /\.(?:png|zst)$/;

/**
 * Editions of one cluster, oldest first, that hold the text in any file of their folder, or below it. Of an object,
 * only what tells of earlier snapshots counts: other objects may go on naming it.
 */
export async function listRemembering(
  out: string,
  cluster: string,
  unwanted: Unwanted,
): Promise<EditionKey[]> {
  const found: EditionKey[] = [];
  for (const day of await listPublishedDays(out, cluster)) {
    for (const time of await listPublishedTimes(out, cluster, day)) {
      const key = { cluster, day, time };
      if (await remembers(path.join(out, editionFolder(key)), unwanted)) found.push(key);
    }
  }
  return found;
}

async function remembers(folder: string, unwanted: Unwanted): Promise<boolean> {
  // The parts of long tables have folders of their own.
  for (const name of (await listFilesBelow(folder)).sort()) {
    if (NO_TEXT.test(name)) continue;
    if (unwanted.object && !/^(?:trail|changes)\./.test(name)) continue;
    const text = await readText(path.join(folder, name));
    if (name === 'trail.json' ? holds(text, unwanted) : tells(text, unwanted)) return true;
  }
  return false;
}

/** Ids of one cluster's reviews that hold the text, or the name of the object, in any file. */
export async function listTellingReviews(
  out: string,
  cluster: string,
  unwanted: Unwanted,
): Promise<string[]> {
  const folder = path.join(out, REVIEWS);
  const names = await listNames(folder);
  const found: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const id = path.basename(name, '.json');
    const record = await readPageRecord(path.join(folder, name), ReviewRecordSchema);
    // If the record is unreadable, fall back to the cluster prefix of its file name.
    if (record ? record.cluster !== cluster : !id.startsWith(`${cluster}-`)) continue;
    const own = names.filter((one) => one.startsWith(`${id}.`) && !NO_TEXT.test(one));
    const texts = await Promise.all(own.map((one) => readText(path.join(folder, one))));
    if (texts.some((text) => tells(text, unwanted))) found.push(id);
  }
  return found;
}

async function readText(file: string): Promise<string> {
  try {
    return await fs.readFile(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  }
}

function parseTrail(text: string): Trail | undefined {
  try {
    return TrailSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function holds(trail: string, { text, object }: Unwanted): boolean {
  const isIn = (wanted: string) => trail.includes(JSON.stringify(wanted).slice(1, -1));
  if (text !== undefined && isIn(text)) return true;
  if (!object || !isIn(object.name)) return false;
  const parsed = parseTrail(trail);
  return parsed === undefined || names(parsed, object);
}

/**
 * Whether a file has the text, or the name of the object, however its format writes it. Parts of longer words count too:
 * better one page too many.
 */
function tells(file: string, { text, object }: Unwanted): boolean {
  const wanted = text ?? (object && namespacedName(object));
  if (wanted === undefined) return false;
  const shown = toVisible(wanted);
  return FORMS.some((form) => {
    const plain = form(file);
    return plain.includes(wanted) || plain.includes(shown);
  });
}

/** Undoes what a format does to a text. */
const FORMS: readonly ((text: string) => string)[] = [
  (text) => text,
  // HTML, without its tags
  (text) =>
    text.replaceAll(/<[^>]*>/g, '').replaceAll(/&(#39|quot|lt|gt|amp);/g, (entity) => ENTITIES[entity]!),
  // Markdown, whose code spans leave the text as it is
  (text) => text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1'),
  // CSV
  (text) => text.replaceAll('""', '"'),
  // JSON
  (text) =>
    text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code?: string, sign?: string) =>
      code === undefined ? (JSON_SIGNS[sign!] ?? sign!) : String.fromCharCode(parseInt(code, 16)),
    ),
];

const JSON_SIGNS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

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
