/** Editions that tell, in their trails, of what only earlier snapshots hold: a purge has to reach them too. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { TrailSchema, type Trail } from '../history/trail.ts';
import { editionFolder, type EditionKey } from '../site/paths.ts';
import type { Unwanted } from '../snapshots/scrub.ts';
import { isSystemError } from '../errors.ts';
import { listPublishedDays, listPublishedTimes } from './published.ts';

/** Of one cluster, oldest first: those whose trail holds the text, or names the object. */
export async function listRemembering(
  out: string,
  cluster: string,
  unwanted: Unwanted,
): Promise<EditionKey[]> {
  const found: EditionKey[] = [];
  for (const day of await listPublishedDays(out, cluster)) {
    for (const time of await listPublishedTimes(out, cluster, day)) {
      const key = { cluster, day, time };
      const trail = await readText(path.join(out, editionFolder(key), 'trail.json'));
      if (holds(trail, unwanted)) found.push(key);
    }
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

function holds(trail: string, { text, object }: Unwanted): boolean {
  const isIn = (wanted: string) => trail.includes(JSON.stringify(wanted).slice(1, -1));
  if (text !== undefined && isIn(text)) return true;
  if (!object || !isIn(object.name)) return false;
  const parsed = TrailSchema.safeParse(JSON.parse(trail)).data;
  return parsed === undefined || names(parsed, object);
}

function names({ findings, versions }: Trail, { kind, namespace, name }: NonNullable<Unwanted['object']>) {
  const ending = ` ${kind}/${namespace ?? ''}/${name}`;
  return (
    findings.some(({ key }) => key.endsWith(ending)) ||
    versions.some(
      ({ workload }) => workload.kind === kind && workload.namespace === namespace && workload.name === name,
    )
  );
}
