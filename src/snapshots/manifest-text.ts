/**
 * The text of a manifest, in pieces. A shelf cannot append, so each addition is a new piece. Its name is the byte at
 * which the piece begins: `manifest/000000034567.jsonl`. Only one writer can put a piece at the end of the text. When
 * there are many pieces, they are joined. The name of a joined piece also says where it ends. The pieces in the order
 * of their names are the text.
 */
import { isSystemError } from '../errors.ts';
import { read, type Shelf } from './shelf.ts';

/** The folder of the pieces. */
const PIECES = 'manifest';
/** The file to which an older Gazette appended: the whole text, or its beginning. */
export const OLDER_MANIFEST = 'manifest.jsonl';

interface Piece {
  key: string;
  /** Its first byte in the text. */
  start: number;
  /** Where the piece ends and the next begins. Undefined for the last piece, unless its name says so. */
  end?: number;
  /** Joined from other pieces. */
  isJoined: boolean;
}

/** A line of the text, without its line feed. */
interface TextLine {
  /** Undefined for a line that was cut short. */
  text?: string;
  piece: Piece;
  /** Its first byte in the text, and the byte after its last. */
  start: number;
  end: number;
}

const CHUNK = 64 * 1024;
const LINE_FEED = 10;
/** Additions are joined when there are this many. So a young store has at most this many pieces. */
const MANY = 10;
/** A joined piece of this size is not joined again. */
const LARGE = 1024 * 1024;

const NAME = /^(\d{12})(?:-(\d{12}))?\.jsonl$/;
const numeral = (offset: number) => String(offset).padStart(12, '0');
const keyAt = (start: number, end?: number) =>
  `${PIECES}/${numeral(start)}${end === undefined ? '' : `-${numeral(end)}`}.jsonl`;

/** The pieces of the text, in order, without those that a joined piece already holds. */
export async function listPieces(shelf: Shelf): Promise<Piece[]> {
  for (let tries = 0; ; tries += 1) {
    const pieces = toPieces(await shelf.list(PIECES));
    const isBegun = pieces[0]?.start === 0;
    if (!isBegun && ((await shelf.getRange(OLDER_MANIFEST, 0, 0))?.size ?? 0) > 0)
      pieces.unshift({ key: OLDER_MANIFEST, start: 0, isJoined: false });
    // A writer may just have moved the text from one place to the other.
    if (pieces.length === 0 && tries === 0) continue;
    return pieces.map((piece, index) => ({ ...piece, end: pieces[index + 1]?.start ?? piece.end }));
  }
}

function toPieces(names: readonly string[]): Piece[] {
  const found = names.flatMap((name): Piece[] => {
    const [, start, end] = NAME.exec(name) ?? [];
    if (start === undefined) return [];
    return [
      {
        key: `${PIECES}/${name}`,
        start: Number(start),
        ...(end !== undefined && { end: Number(end) }),
        isJoined: end !== undefined,
      },
    ];
  });
  found.sort((a, b) => a.start - b.start || (b.end ?? 0) - (a.end ?? 0));
  let joined = 0;
  return found.filter(({ start, end }) => {
    if (start < joined) return false;
    joined = end ?? joined;
    return true;
  });
}

/** A piece was joined to others just before it was read. */
class MovedError extends Error {}

/** Reads the text, and starts again if its pieces are joined meanwhile. */
export async function withPieces<Result>(
  shelf: Shelf,
  work: (pieces: readonly Piece[]) => Promise<Result>,
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work(await listPieces(shelf));
    } catch (error) {
      if (!(error instanceof MovedError) || tries >= 4) throw error;
    }
  }
}

async function readPart(shelf: Shelf, piece: Piece, from: number, to: number) {
  const limit = piece.end === undefined ? Infinity : piece.end - piece.start;
  const part = await shelf.getRange(piece.key, from, Math.min(to, limit));
  if (!part) throw new MovedError(`${piece.key} no longer exists`);
  return { bytes: part.bytes, size: Math.min(part.size, limit) };
}

/** The bytes of a piece, starting at one of them. */
const readPiece = async (shelf: Shelf, piece: Piece, from = 0): Promise<Buffer> =>
  (await readPart(shelf, piece, from, Infinity)).bytes;

/** A longer line is no line of a manifest. It is read as an empty one, which nobody can parse. */
const LONGEST_PIECE = 1024 * 1024;

const toText = (bytes: Buffer, start: number, end: number) =>
  end - start > LONGEST_PIECE ? '' : bytes.toString('utf8', start, end);

/** The lines of a text in memory, in order, and the rest after the last line feed. */
function* linesOf(piece: Piece, bytes: Buffer, from = 0): Generator<TextLine> {
  const base = piece.start + from;
  let start = 0;
  for (let end; (end = bytes.indexOf(LINE_FEED, start)) !== -1; start = end + 1) {
    yield { text: toText(bytes, start, end), piece, start: base + start, end: base + end + 1 };
  }
  // An empty piece is a piece whose content was lost.
  if (start < bytes.length || bytes.length + from === 0)
    yield { piece, start: base + start, end: base + bytes.length };
}

/** The lines of a piece from a byte on, in order. Holds little more than the longest line, whatever the piece's size. */
export async function* linesAfter(shelf: Shelf, piece: Piece, from: number): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  /** The first byte of a line that is too long: only its end is looked for. */
  let long: number | undefined;
  for (let start = from; ;) {
    const { bytes, size } = await readPart(
      shelf,
      piece,
      start + rest.length,
      start + rest.length + LONGEST_PIECE,
    );
    const isEnd = start + rest.length + bytes.length >= size;
    let text = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
    if (long !== undefined) {
      const feed = text.indexOf(LINE_FEED);
      const end = feed === -1 ? text.length : feed + 1;
      if (feed !== -1 || isEnd) {
        const line = { piece, start: piece.start + long, end: piece.start + start + end };
        yield feed === -1 ? line : { text: '', ...line };
        long = undefined;
      }
      text = text.subarray(end);
      start += end;
      if (isEnd && text.length === 0) return;
    }
    if (isEnd) {
      yield* linesOf(piece, text, start);
      return;
    }
    const whole = text.lastIndexOf(LINE_FEED) + 1;
    if (whole > 0) yield* linesOf(piece, text.subarray(0, whole), start);
    start += whole;
    rest = text.subarray(whole);
    if (rest.length <= LONGEST_PIECE) continue;
    long ??= start;
    start += rest.length;
    rest = Buffer.alloc(0);
  }
}

/** The lines before `offset`, the last line first. */
export async function* linesBefore(
  shelf: Shelf,
  pieces: readonly Piece[],
  offset = Infinity,
): AsyncGenerator<TextLine> {
  for (const piece of pieces.toReversed()) {
    if (piece.start >= offset) continue;
    const limit = Math.min(piece.end ?? Infinity, offset) - piece.start;
    const head = await readPart(shelf, piece, 0, Math.min(CHUNK, limit));
    const size = Math.min(head.size, limit);
    if (size <= head.bytes.length) yield* [...linesOf(piece, head.bytes)].reverse();
    else yield* linesOfLarge(shelf, piece, size);
  }
}

/** The lines of a piece that is too large to be read whole for a few lines. */
async function* linesOfLarge(shelf: Shelf, piece: Piece, size: number): AsyncGenerator<TextLine> {
  let rest: Buffer = Buffer.alloc(0);
  /** The byte after a line that is too long: only its beginning is looked for. */
  let long: { end: number; isCut: boolean } | undefined;
  for (let start = size; start > 0;) {
    const from = Math.max(0, start - CHUNK);
    rest = Buffer.concat([(await readPart(shelf, piece, from, start)).bytes, rest]);
    start = from;
    if (long) {
      const feed = rest.lastIndexOf(LINE_FEED);
      if (feed !== -1 || start === 0) {
        const line = { piece, start: piece.start + start + feed + 1, end: piece.start + long.end };
        yield long.isCut ? line : { text: '', ...line };
        long = undefined;
      }
      rest = rest.subarray(0, feed + 1);
      if (long || rest.length === 0) continue;
    }
    // Whole lines begin after the first line feed, unless the piece begins here.
    const begin = start === 0 ? 0 : rest.indexOf(LINE_FEED) + 1;
    if (start > 0 && (begin === 0 || begin === rest.length)) {
      if (rest.length <= LONGEST_PIECE) continue;
      long = { end: start + rest.length, isCut: rest.at(-1) !== LINE_FEED };
      rest = Buffer.alloc(0);
      continue;
    }
    yield* [...linesOf(piece, rest.subarray(begin), start + begin)].reverse();
    rest = rest.subarray(0, begin);
  }
}

/**
 * Puts a piece at the end of the text. False if another writer put a piece there.
 * @param isDamaged true if the existing piece holds no line: it is then replaced
 */
export async function putPiece(
  shelf: Shelf,
  offset: number,
  bytes: Buffer,
  isDamaged: (there: Buffer) => boolean,
): Promise<boolean> {
  const key = keyAt(offset);
  if (await shelf.putIfAbsent(key, [bytes])) return true;
  const there = await read(shelf, key);
  // The same piece was put before, but the answer was lost.
  if (there?.equals(bytes)) return true;
  if (!there || !isDamaged(there)) return false;
  await shelf.remove([key]);
  return shelf.putIfAbsent(key, [bytes]);
}

/** Removes the pieces before a byte, because the text now begins there. Needs the lock. */
export async function removeBefore(shelf: Shelf, offset: number): Promise<void> {
  const names = (await shelf.list(PIECES)).filter(
    (name) => Number(NAME.exec(name)?.[1] ?? Infinity) < offset,
  );
  await shelf.remove(names.map((name) => `${PIECES}/${name}`));
}

/**
 * Makes a piece from the file to which an older Gazette appended. The last whole line ends at `end`; the rest is left
 * out. Needs the lock.
 */
export async function takeOver(shelf: Shelf, end: number): Promise<void> {
  const [older, next] = await listPieces(shelf);
  if (older?.key === OLDER_MANIFEST) {
    const text = (await readPiece(shelf, older)).subarray(0, next?.start ?? end);
    if (text.length > 0) await shelf.putIfAbsent(keyAt(0, text.length), [text]);
  }
  await shelf.remove([OLDER_MANIFEST]);
}

/** The additions since the last joined piece. */
const additionsIn = (pieces: readonly Piece[]) =>
  pieces.slice(pieces.findLastIndex(({ isJoined }) => isJoined) + 1);

/** Whether there are so many additions that they should be joined. */
export const hasManyAdditions = (pieces: readonly Piece[]): boolean => additionsIn(pieces).length >= MANY;

/**
 * Joins many additions to the joined piece before them, until that is large. Text before the last line that begins the
 * manifest anew is left out. Needs the lock.
 */
export async function joinPieces(shelf: Shelf, beginsAnew: (text: string) => boolean): Promise<void> {
  const pieces = await listPieces(shelf);
  const additions = additionsIn(pieces);
  const joined = pieces.slice(0, pieces.length - additions.length);
  const isSmall = ({ isJoined, start, end = 0 }: Piece) => isJoined && end - start < LARGE;
  const small = joined.slice(joined.findLastIndex((piece) => !isSmall(piece)) + 1);
  try {
    let run = additions.length >= MANY ? [...small, ...additions] : [];
    // A damaged piece stays, so that readers name it. The pieces after it are joined.
    for (let damaged = 0; run.length >= MANY && damaged !== -1; run = run.slice(damaged + 1))
      damaged = await joinRun(shelf, run, beginsAnew);
  } catch (error) {
    // Joining saves work later, and must not cost a snapshot now.
    if (!isSystemError(error, 'ENOSPC', 'EDQUOT')) throw error;
  }
}

/** @returns the index of a piece that does not end where the next begins; -1 when all are joined */
async function joinRun(
  shelf: Shelf,
  run: readonly Piece[],
  beginsAnew: (text: string) => boolean,
): Promise<number> {
  const texts: Buffer[] = [];
  const { start } = run[0]!;
  let end = start;
  for (const [index, piece] of run.entries()) {
    const bytes = await readPiece(shelf, piece);
    end += bytes.length;
    const isWhole = bytes.at(-1) === LINE_FEED && (piece.end === undefined || piece.end === end);
    if (!isWhole) return index;
    texts.push(bytes);
  }
  const text = Buffer.concat(texts);
  let begin = start;
  for (const line of linesOf({ key: '', start, isJoined: true }, text)) {
    if (line.text !== undefined && beginsAnew(line.text)) begin = line.start;
  }
  await shelf.putIfAbsent(keyAt(begin, end), [text.subarray(begin - start)]);
  await shelf.remove(run.map(({ key }) => key));
  return -1;
}
