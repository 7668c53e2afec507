/** Records beside pages, such as `-/digests/2026-11-21.json`, for lists and feeds. */
import path from 'node:path';
import type { z } from 'zod';
import { listNames, readIfThere } from '../../snapshots/files.ts';
import { parseSealed } from '../../snapshots/seal.ts';

/** Undefined if the record is missing or damaged: publish prints its page again. */
export const readPageRecord = async <Schema extends z.ZodObject>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> =>
  parseSealed((await readIfThere(file))?.toString(), schema, placeOfRecord(file));

/** The place of a record, by its path: `digests/2026-11-21.json`. */
export const placeOfRecord = (file: string) => file.split(/[\\/]/).slice(-2).join('/');

/**
 * The wanted records of a folder, by their names without `.json`. In the order of their names, at most this many of the
 * last.
 */
export async function readPageRecords<Schema extends z.ZodObject>(
  folder: string,
  schema: Schema,
  { wants = () => true, most = Infinity }: { wants?: (name: string) => boolean; most?: number } = {},
): Promise<z.infer<Schema>[]> {
  const names = (await listNames(folder)).filter(
    (name) => name.endsWith('.json') && wants(path.basename(name, '.json')),
  );
  const records = [];
  for (const name of names.slice(most === Infinity ? 0 : -most)) {
    const record = await readPageRecord(path.join(folder, name), schema);
    if (record !== undefined) records.push(record);
  }
  return records;
}
