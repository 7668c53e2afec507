/** What the published folder contains. */
import type { Dirent } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { EditionRecordSchema, type EditionRecord } from '../site/records/edition-record.ts';
import { editionFolder, recordPlace, type EditionKey } from '../site/paths.ts';
import { readIfThere } from '../snapshots/files.ts';
import { parseSealed } from '../snapshots/seal.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{6}Z$/;

async function listFolders(folder: string, name: RegExp): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await fs.readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isDirectory() && name.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Clusters that have pages. */
export async function listPublishedClusters(out: string): Promise<string[]> {
  const names = await listFolders(out, /^[a-z0-9]/);
  const days = await Promise.all(names.map((name) => listPublishedDays(out, name)));
  return names.filter((_, index) => days[index]?.length);
}

/** Days of a cluster that have pages, oldest first. */
export const listPublishedDays = (out: string, cluster: string) => listFolders(path.join(out, cluster), DAY);

/** Times of the editions of a day, oldest first. */
export const listPublishedTimes = (out: string, cluster: string, day: string) =>
  listFolders(path.join(out, cluster, day), TIME);

/** The record in an edition's folder; undefined when the edition does not exist, or its record is damaged. */
export async function readEditionRecord(out: string, key: EditionKey): Promise<EditionRecord | undefined> {
  const text = await readIfThere(path.join(out, editionFolder(key), 'edition.json'));
  const record = parseSealed(text?.toString(), EditionRecordSchema, recordPlace(key));
  return record && editionFolder(record) === editionFolder(key) ? record : undefined;
}
