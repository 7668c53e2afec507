/**
 * The manifest: one line per snapshot stored, deleted, pinned or rewritten. Each line names the digest of the line
 * before. The manifest only grows. Its end can be read alone, so a new snapshot costs the same after ten as after ten
 * thousand. A line that names no line before it begins the manifest anew; everything before that line is void.
 */
import { GazetteError } from '../errors.ts';
import { digestOf } from './files.ts';
import {
  hasManyAdditions,
  joinPieces,
  linesAfter,
  linesBefore,
  listPieces,
  OLDER_MANIFEST,
  putPiece,
  removeBefore,
  takeOver,
  withPieces,
} from './manifest-text.ts';
import { ManifestLineSchema, type ManifestLine } from './schema.ts';
import type { Shelf } from './shelf.ts';

/** The place in the manifest up to which a reader has read. */
export interface ManifestCursor {
  /** Bytes read. */
  offset: number;
  /** Digest of the last line read. If that line is gone, the manifest was written anew. Empty at the start. */
  digest: string;
}
export const MANIFEST_START: ManifestCursor = { offset: 0, digest: '' };

export interface ManifestPart {
  lines: ManifestLine[];
  /** The place after the last whole line. */
  cursor: ManifestCursor;
  /** The text does not end with a whole, readable line: a writer died, or the disk was full. */
  torn: boolean;
  /** There is no text. */
  missing: boolean;
  problems: string[];
}

interface ManifestTail extends ManifestPart {
  /** What {@link tidyManifest} has to tidy up. */
  form?: 'older' | 'many pieces';
}

interface WholePart extends ManifestPart {
  begin: number;
  isAnew: boolean;
}

type Distributed<Line> = Line extends ManifestLine ? Omit<Line, 'previous'> : never;
/** A line without its link to the line before. */
export type NewManifestLine = Distributed<ManifestLine>;

/** Parses a line; undefined when the line is damaged. */
function parseLine(text: string): ManifestLine | undefined {
  try {
    return ManifestLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Most lines need not be parsed to see that they follow another. */
const beginsAnew = (text: string) => text.includes('"previous":""') && parseLine(text)?.previous === '';

/** True where a part of a manifest exists. */
export const hasManifest = async (shelf: Shelf): Promise<boolean> => (await listPieces(shelf)).length > 0;

/**
 * Reads the lines after `from`. Unreadable lines are left out and named in `problems`. If the manifest begins anew
 * after `from`, `isAnew` is true, and the lines are those since the byte `begin`.
 */
export const readManifestFrom = (shelf: Shelf, from: ManifestCursor): Promise<WholePart> =>
  withPieces(shelf, async (pieces) => {
    const part: Omit<WholePart, 'missing' | 'cursor'> = {
      ...{ lines: [], torn: false, problems: [], begin: from.offset, isAnew: false },
    };
    let { offset, digest } = from;
    for (const piece of pieces) {
      if (piece.end !== undefined && piece.end <= from.offset) continue;
      const skipped = Math.max(0, from.offset - piece.start);
      for await (const { text, start, end } of linesAfter(shelf, piece, skipped)) {
        if (text === undefined) {
          part.torn = true;
          part.problems.push(`${piece.key}: its last line is torn`);
          continue;
        }
        const line = parseLine(text);
        const at = `${piece.key} at byte ${start - piece.start}`;
        if (line?.previous === '' && start > 0) {
          Object.assign(part, { lines: [], problems: [], begin: start, isAnew: true });
          digest = '';
        }
        if (!line) part.problems.push(`${at}: this line cannot be read`);
        else if (line.previous !== digest)
          part.problems.push(`${at}: this line does not follow the line before`);
        if (line) part.lines.push(line);
        part.torn = !line;
        digest = digestOf(text);
        offset = end;
      }
    }
    return { ...part, missing: pieces.length === 0, cursor: { offset, digest } };
  });

/** Reads lines from the end, the newest first, until `enough` accepts a line. Returns them oldest first. */
export const readManifestTail = (
  shelf: Shelf,
  enough: (line: ManifestLine) => boolean,
): Promise<ManifestTail> =>
  withPieces(shelf, async (pieces) => {
    const part: ManifestTail = {
      ...{ lines: [], cursor: MANIFEST_START, torn: false, missing: pieces.length === 0, problems: [] },
      ...(pieces[0]?.key === OLDER_MANIFEST && { form: 'older' }),
      ...(hasManyAdditions(pieces) && { form: 'many pieces' }),
    };
    let atEnd = true;
    for await (const { text, piece, end } of linesBefore(shelf, pieces)) {
      const line = text === undefined ? undefined : parseLine(text);
      if (atEnd) {
        // A dying writer leaves a last line without a line feed, or an unreadable line.
        if (!line) part.torn = true;
        if (text === undefined) continue;
        part.cursor = { offset: end, digest: digestOf(text) };
        atEnd = false;
      }
      if (!line) {
        part.problems.push(`${piece.key}: the line that ends at byte ${end - piece.start} cannot be read`);
        continue;
      }
      part.lines.push(line);
      if (line.previous === '' || enough(line)) break;
    }
    // Not line by line to the front: that takes the square of their number.
    part.lines.reverse();
    return part;
  });

/** True when the cursor's line is still in its place. */
export async function isCurrent(shelf: Shelf, cursor: ManifestCursor): Promise<boolean> {
  if (cursor.offset === 0) return true;
  return withPieces(shelf, async (pieces) => {
    for await (const { text, end } of linesBefore(shelf, pieces, cursor.offset)) {
      return end === cursor.offset && text !== undefined && digestOf(text) === cursor.digest;
    }
    return false;
  });
}

/**
 * Adds lines after the cursor's line, durably. A torn line after the cursor is cut off. On failure, the manifest is
 * unchanged.
 * @throws {GazetteError} Another writer was faster.
 */
export async function appendToManifest<Line extends NewManifestLine>(
  shelf: Shelf,
  cursor: ManifestCursor,
  lines: readonly Line[],
): Promise<{ lines: (Line & { previous: string })[]; cursor: ManifestCursor }> {
  if (lines.length === 0) return { lines: [], cursor };
  const { chained, bytes, digest } = chain(lines, cursor.digest);
  await putNextPiece(shelf, cursor.offset, bytes);
  return { lines: chained, cursor: { offset: cursor.offset + bytes.length, digest } };
}

/**
 * Begins the manifest anew after the cursor's line, which is the last. Cursors of the old manifest are then not
 * current.
 */
export async function replaceManifest(
  shelf: Shelf,
  cursor: ManifestCursor,
  lines: readonly NewManifestLine[],
): Promise<void> {
  await putNextPiece(shelf, cursor.offset, chain(lines, '').bytes);
  await removeVoid(shelf, cursor.offset);
}

/** Removes what is void: text before the byte at which the manifest begins, and an older form. Needs the lock. */
export async function removeVoid(shelf: Shelf, begin: number): Promise<void> {
  await removeBefore(shelf, begin);
  await shelf.remove([OLDER_MANIFEST]);
}

/**
 * Brings the manifest into the current form. The file of an older Gazette is taken over, up to its last whole line.
 * Many additions are joined into one piece. Needs the lock.
 */
export async function tidyManifest(shelf: Shelf, { cursor, form }: ManifestTail): Promise<void> {
  if (form === 'older') await takeOver(shelf, cursor.offset);
  if (form === 'many pieces') await joinPieces(shelf, beginsAnew);
}

async function putNextPiece(shelf: Shelf, offset: number, bytes: Buffer): Promise<void> {
  const isDamaged = (there: Buffer) =>
    !there
      .toString()
      .split('\n')
      // After the last line feed, at most a part of a line remains.
      .slice(0, -1)
      .some((text) => parseLine(text));
  if (await putPiece(shelf, offset, bytes, isDamaged)) return;
  throw new GazetteError(`${shelf.name}: another process wrote to the manifest at the same time`, {
    hint: 'Nothing was stored. Run it again.',
  });
}

/** Links the lines: each names the digest of the line before. */
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
