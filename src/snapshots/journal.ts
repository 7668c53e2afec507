/**
 * Replaces many files as one step. The new versions are written beside the old files; then the journal names them. From
 * then on, the step is always completed: if this writer dies, the next one does it.
 */
import { z } from 'zod';
import { GazetteError } from '../errors.ts';
import { appendToManifest, MANIFEST_START, readManifestFrom } from './manifest.ts';
import { unfinishedKey } from './paths.ts';
import { ManifestRewriteSchema, ManifestSnapshotSchema } from './schema.ts';
import { has, read, replace, type Shelf } from './shelf.ts';

const EntrySchema = ManifestRewriteSchema.omit({ previous: true }).extend({
  file: ManifestSnapshotSchema.shape.file.describe(
    'The file to replace; the new one is in the temporary folder',
  ),
});
export type JournalEntry = z.infer<typeof EntrySchema>;
const JournalSchema = z.array(EntrySchema);

const JOURNAL = '.purge.json';

/** Where the new version of a file waits. */
export const replacementKey = (file: string) => unfinishedKey(file, 'purge.');

/** True while files are being replaced: their digests may then differ from the manifest. */
export const hasJournal = (shelf: Shelf) => has(shelf, JOURNAL);

/** Decides that the files are replaced. Their new versions must exist. Needs the lock. */
export const writeJournal = (shelf: Shelf, entries: readonly JournalEntry[]) =>
  replace(shelf, JOURNAL, Buffer.from(JSON.stringify(entries)));

function parseJournal(shelf: Shelf, text: string): JournalEntry[] {
  try {
    return JournalSchema.parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw new GazetteError(`${shelf.name}/${JOURNAL}: the journal of an interrupted purge is damaged`, {
      hint: 'Nothing was changed. Remove this file, and run the purge again.',
    });
  }
}

/** Carries out the journal, if there is one. Some entries may be done already. Needs the lock. */
export async function applyJournal(shelf: Shelf): Promise<void> {
  const journal = await read(shelf, JOURNAL);
  if (!journal) return;
  const entries = parseJournal(shelf, journal.toString());
  for (const { file } of entries) {
    const replacement = await read(shelf, replacementKey(file));
    if (replacement) await replace(shelf, file, replacement);
  }
  const { lines, cursor } = await readManifestFrom(shelf, MANIFEST_START);
  const done = new Set(lines.map((line) => (line.type === 'rewrite' ? `${line.number} ${line.digest}` : '')));
  const missing = entries.filter(({ number, digest }) => !done.has(`${number} ${digest}`));
  const rewrites = missing.map(({ file: _, ...line }) => line);
  await appendToManifest(shelf, cursor, rewrites);
  await shelf.remove([JOURNAL, ...entries.map(({ file }) => replacementKey(file))]);
}
