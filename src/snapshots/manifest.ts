/**
 * `manifest.jsonl`: one line per snapshot stored, deleted, pinned or rewritten, each naming the digest of the line
 * before. It only grows. Its end can be read without the rest, so that a new snapshot costs the same after ten
 * and after ten thousand.
 */
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { digestOf, exists, syncFolder, writeDurably } from './files.ts';
import { ManifestLineSchema, type ManifestLine } from './schema.ts';
import type { Shelf } from './shelf.ts';

/** A place in the manifest up to which somebody has read it. */
export interface ManifestCursor {
  /** Bytes read. */
  offset: number;
  /** Digest of the last line read: when it is no longer there, the manifest was written anew. Empty at the start. */
  digest: string;
}
export const MANIFEST_START: ManifestCursor = { offset: 0, digest: '' };

export interface ManifestPart {
  lines: ManifestLine[];
  /** After the last whole line. */
  cursor: ManifestCursor;
  /** The file does not end with a whole, readable line: a writer died, or the disk was full. */
  torn: boolean;
  /** The file is not there at all, or is empty. */
  missing: boolean;
  problems: string[];
}

type Distributed<Line> = Line extends ManifestLine ? Omit<Line, 'previous'> : never;
/** A line before it takes its place in the chain. */
export type NewManifestLine = Distributed<ManifestLine>;

/** For now the manifest stands in a folder, whatever the shelf. */
const fileOf = (shelf: Shelf) => path.join(shelf.name, 'manifest.jsonl');

export const hasManifest = (shelf: Shelf) => exists(fileOf(shelf));

const CHUNK = 64 * 1024;
const LINE_FEED = 10;

/** The line that a text stands for; undefined when it is damaged. */
function parseLine(text: string): ManifestLine | undefined {
  try {
    return ManifestLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads what was appended after `from`. Lines that cannot be read are left out and named in `problems`. */
export async function readManifestFrom(shelf: Shelf, from: ManifestCursor): Promise<ManifestPart> {
  const part: ManifestPart = { lines: [], cursor: from, torn: false, missing: false, problems: [] };
  const handle = await openIfThere(fileOf(shelf));
  if (!handle) return { ...part, missing: true };
  try {
    const size = (await handle.stat()).size;
    if (size === 0) return { ...part, missing: true };
    const bytes = await readRange(handle, from.offset, size);
    let { offset, digest } = from;
    for (let start = 0, end; (end = bytes.indexOf(LINE_FEED, start)) !== -1; start = end + 1) {
      const text = bytes.toString('utf8', start, end);
      const line = parseLine(text);
      const at = `manifest.jsonl at byte ${offset}`;
      if (!line) part.problems.push(`${at}: this line cannot be read`);
      else if (line.previous !== digest)
        part.problems.push(`${at}: the line before it is not the one it followed`);
      if (line) part.lines.push(line);
      part.torn = !line;
      digest = digestOf(text);
      offset = from.offset + end + 1;
    }
    if (offset < size) {
      part.torn = true;
      part.problems.push(`manifest.jsonl: the last line is torn at byte ${offset}`);
    }
    return { ...part, cursor: { offset, digest } };
  } finally {
    await handle.close();
  }
}

/** Reads lines from the end, newest first, until `enough` says so of one; they come back oldest first. */
export async function readManifestTail(
  shelf: Shelf,
  enough: (line: ManifestLine) => boolean,
): Promise<ManifestPart> {
  const part: ManifestPart = { lines: [], cursor: MANIFEST_START, torn: false, missing: false, problems: [] };
  const handle = await openIfThere(fileOf(shelf));
  if (!handle) return { ...part, missing: true };
  try {
    const size = (await handle.stat()).size;
    if (size === 0) return { ...part, missing: true };
    let atEnd = true;
    for await (const { text, end } of linesBackwards(handle, size)) {
      const line = text === undefined ? undefined : parseLine(text);
      if (atEnd) {
        // A last line without its line feed, or that is none, is what a dying writer leaves.
        if (!line) part.torn = true;
        if (text === undefined) continue;
        part.cursor = { offset: end, digest: digestOf(text) };
        atEnd = false;
      }
      if (!line) part.problems.push(`manifest.jsonl: the line that ends at byte ${end} cannot be read`);
      else {
        part.lines.unshift(line);
        if (enough(line)) break;
      }
    }
    return part;
  } finally {
    await handle.close();
  }
}

/** True when the line that ends at the cursor is still the one that was read. */
export async function isCurrent(shelf: Shelf, cursor: ManifestCursor): Promise<boolean> {
  if (cursor.offset === 0) return true;
  const handle = await openIfThere(fileOf(shelf));
  if (!handle) return false;
  try {
    if ((await handle.stat()).size < cursor.offset) return false;
    for await (const { text } of linesBackwards(handle, cursor.offset)) {
      return text !== undefined && digestOf(text) === cursor.digest;
    }
    return false;
  } finally {
    await handle.close();
  }
}

/**
 * Appends lines after the one at the cursor, and waits until they are on the disk. What stands after the cursor (a
 * torn line) is cut off. When it fails, the manifest is as long as before.
 */
export async function appendToManifest<Line extends NewManifestLine>(
  shelf: Shelf,
  cursor: ManifestCursor,
  lines: readonly Line[],
): Promise<{ lines: (Line & { previous: string })[]; cursor: ManifestCursor }> {
  const { chained, bytes, digest } = chain(lines, cursor.digest);
  const handle = await fs.open(fileOf(shelf), fs.constants.O_CREAT | fs.constants.O_RDWR);
  try {
    await handle.truncate(cursor.offset);
    try {
      for (let written = 0; written < bytes.length;) {
        const result = await handle.write(bytes, written, bytes.length - written, cursor.offset + written);
        written += result.bytesWritten;
      }
      await handle.sync();
    } catch (error) {
      await handle.truncate(cursor.offset);
      throw error;
    }
  } finally {
    await handle.close();
  }
  if (cursor.offset === 0) await syncFolder(shelf.name);
  return { lines: chained, cursor: { offset: cursor.offset + bytes.length, digest } };
}

/** Writes the manifest anew, in one step. Cursors of the old one are then no longer current. */
export async function replaceManifest(shelf: Shelf, lines: readonly NewManifestLine[]): Promise<void> {
  const file = fileOf(shelf);
  const temporary = `${file}.new`;
  await writeDurably(temporary, [chain(lines, '').bytes]);
  await fs.rename(temporary, file);
  await syncFolder(shelf.name);
}

/** Lines that each name the digest of the one before. */
function chain<Line extends NewManifestLine>(lines: readonly Line[], previous: string) {
  let digest = previous;
  let text = '';
  const chained = lines.map((line) => {
    const whole = { ...line, previous: digest };
    const json = JSON.stringify(whole);
    digest = digestOf(json);
    text += `${json}\n`;
    return whole;
  });
  return { chained, bytes: Buffer.from(text), digest };
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await fs.open(file, 'r');
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, end - start));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Lines before `size`, the last first; `end` is the byte after their line feed. A torn last line has no text. */
async function* linesBackwards(handle: FileHandle, size: number) {
  let rest: Buffer = Buffer.alloc(0);
  let restEnd = size;
  for (let start = size; start > 0;) {
    const from = Math.max(0, start - CHUNK);
    rest = Buffer.concat([await readRange(handle, from, start), rest]);
    start = from;
    if (restEnd === size && rest.length > 0 && rest.at(-1) !== LINE_FEED) {
      const cut = rest.lastIndexOf(LINE_FEED) + 1;
      if (cut === 0 && start > 0) continue;
      yield { text: undefined, end: size };
      rest = rest.subarray(0, cut);
      restEnd = start + cut;
    }
    for (let feed; rest.length > 0; rest = rest.subarray(0, feed), restEnd = start + feed) {
      feed = rest.length < 2 ? 0 : rest.lastIndexOf(LINE_FEED, rest.length - 2) + 1;
      if (feed === 0 && start > 0) break;
      yield { text: rest.toString('utf8', feed, rest.length - 1), end: restEnd };
    }
  }
}
