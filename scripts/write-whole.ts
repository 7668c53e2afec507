import fs from 'node:fs/promises';
import { Readable } from 'node:stream';
import { attempt } from '../src/snapshots/files.ts';

/** A part of a table looks like a table: the file gets its name only when it is complete. */
export async function writeWhole(
  file: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  mode = 0o666,
): Promise<void> {
  await attempt(`cannot write ${file}`, async () => {
    const stat = await fs.stat(file).catch(() => undefined);
    // A pipe or a terminal cannot be replaced.
    const isSpecial = stat !== undefined && !stat.isFile();
    const target = isSpecial ? file : `${file}.${process.pid}.new`;
    try {
      await fs.writeFile(target, Readable.from(pieces), { mode });
      if (!isSpecial) await fs.rename(target, file);
    } catch (error) {
      if (!isSpecial) await fs.rm(target, { force: true });
      throw error;
    }
  });
}
