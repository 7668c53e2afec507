/**
 * Replacing many files as one step. The new files are written beside the old; then the journal says what is to
 * become of them. From then on the step is carried out to its end, by the next writer when this one dies.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { exists, readIfThere, syncFolder, writeDurably } from './files.ts';
import { appendToManifest, MANIFEST_START, readManifestFrom } from './manifest.ts';
import { clusterFolder, manifestFile, temporaryFolder } from './paths.ts';
import { ManifestRewriteSchema } from './schema.ts';

const EntrySchema = ManifestRewriteSchema.omit({ previous: true }).extend({
  file: z.string().describe('The file to replace; the new one is in the temporary folder'),
});
export type JournalEntry = z.infer<typeof EntrySchema>;
const JournalSchema = z.array(EntrySchema);

const journalFile = (data: string, cluster: string) => path.join(clusterFolder(data, cluster), '.purge.json');

/** Where the new version of a file waits. */
export const replacementFile = (data: string, cluster: string, file: string) =>
  path.join(temporaryFolder(data, cluster), `purge.${file.replace('/', 'T')}`);

/** True while files are being replaced: their digests are then not yet those of the manifest. */
export const hasJournal = (data: string, cluster: string) => exists(journalFile(data, cluster));

/** Decides that the files are to be replaced. Their new versions must be on the disk. */
export async function writeJournal(data: string, cluster: string, entries: JournalEntry[]): Promise<void> {
  const file = journalFile(data, cluster);
  const temporary = path.join(temporaryFolder(data, cluster), 'purge.json');
  await writeDurably(temporary, [Buffer.from(JSON.stringify(entries))]);
  await syncFolder(path.dirname(temporary));
  await fs.rename(temporary, file);
  await syncFolder(clusterFolder(data, cluster));
}

/** Carries out what the journal says, if there is one; parts may be done already. Needs the lock. */
export async function applyJournal(data: string, cluster: string): Promise<void> {
  const journal = await readIfThere(journalFile(data, cluster));
  if (!journal) return;
  const folder = clusterFolder(data, cluster);
  const entries = JournalSchema.parse(JSON.parse(journal.toString()));
  for (const { file } of entries) {
    const replacement = replacementFile(data, cluster, file);
    if (await exists(replacement)) await fs.rename(replacement, path.join(folder, file));
  }
  for (const day of new Set(entries.map(({ file }) => path.dirname(file)))) {
    await syncFolder(path.join(folder, day));
  }
  const { lines, cursor } = await readManifestFrom(manifestFile(data, cluster), MANIFEST_START);
  const done = new Set(lines.map((line) => (line.type === 'rewrite' ? `${line.number} ${line.digest}` : '')));
  const missing = entries.filter(({ number, digest }) => !done.has(`${number} ${digest}`));
  const rewrites = missing.map(({ file: _, ...line }) => line);
  if (rewrites.length > 0) await appendToManifest(manifestFile(data, cluster), cursor, rewrites);
  await fs.rm(journalFile(data, cluster));
  await syncFolder(folder);
}
