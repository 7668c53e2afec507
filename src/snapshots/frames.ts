/**
 * zstd frames. A snapshot file is several frames, one after another (RFC 8878). Standard decoders read the frames as
 * one text. The first frame (the meta) can be read without the rest.
 */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { isSystemError } from '../errors.ts';

const { ZSTD_c_checksumFlag, ZSTD_c_compressionLevel } = zlib.constants;
/** Levels above 6 cost twice the time and memory for 5 % of the size on kept pods. */
const LEVEL = 6;
/** Small texts can afford this level: it saves 6 % of the size for a few milliseconds. */
const THOROUGH = 15;
/** Text up to this length waits for the end, and then shares a frame with its neighbours. */
const SMALL = 768 * 1024;
/** Lines go to the compressor in batches: each batch costs a trip to another thread. */
const BATCH = 256 * 1024;
/** In compressed bytes. Uncompressed, this is a few megabytes of lines at most. */
const SMALL_FRAME = 64 * 1024;
const MAGIC = 0xfd2fb528;
/** Longest line in UTF-16 code units, and longest text of a file. Both are far beyond the largest clusters. */
export const LARGEST = { line: 16 * 1024 * 1024, file: 1024 * 1024 * 1024 } as const;
/** A few kilobytes may stand for gigabytes: a small frame with more text than this is decoded as a stream. */
const AT_ONCE = 4 * 1024 * 1024;

const paramsOf = (level: number) => ({ [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: 1 });
const compress = promisify(zlib.zstdCompress);

/** A compressor that does not know the length prepares for the largest: at this level, that takes 100 ms. */
function compressText(text: string, level: number): Promise<Buffer> {
  const bytes = Buffer.from(text);
  return compress(bytes, { params: paramsOf(level), pledgedSrcSize: bytes.length });
}

/** Lines that are compressed into one frame. The compressed size, one small text and a few batches bound the memory. */
export interface Frame {
  /** Takes a line without its line feed. If it returns a promise, wait: the compressor is behind. */
  write(line: string): Promise<void> | undefined;
  /** The lines as they were written; undefined when the text is too long to be kept. */
  text(): string | undefined;
  /** The finished frame, also when asked again; no frame if no line was written. */
  end(): Promise<Buffer[]>;
  /** Gives up and frees the compressor. */
  discard(): void;
}

export function openFrame(): Frame {
  const chunks: Buffer[] = [];
  let pending = '';
  let stream: zlib.ZstdCompress | undefined;
  let closed: Promise<unknown> | undefined;
  let ended: Promise<Buffer[]> | undefined;

  /** Most kinds stay small. Only large kinds get a streaming compressor, which costs megabytes. */
  function flush(): Promise<void> | undefined {
    if (!stream) {
      stream = zlib.createZstdCompress({ params: paramsOf(LEVEL) });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      closed = once(stream, 'close');
    }
    const ready = stream.write(pending);
    pending = '';
    // Nobody may wait for ever for a compressor that was discarded.
    return ready ? undefined : Promise.race([once(stream, 'drain'), closed]).then(() => undefined);
  }

  async function finish(compressor: zlib.ZstdCompress): Promise<Buffer[]> {
    compressor.end(pending);
    pending = '';
    await finished(compressor);
    return chunks;
  }

  return {
    write(line) {
      pending += `${line}\n`;
      return pending.length < (stream ? BATCH : SMALL) ? undefined : flush();
    },
    text: () => (stream ? undefined : pending),
    end: () => (stream ? (ended ??= finish(stream)) : compressSmall(pending)),
    discard() {
      pending = '';
      stream?.destroy();
    },
  };
}

/**
 * The finished frames, in the given order. Small neighbours share one frame, because kinds repeat each other's names
 * and words. One frame for each would take up to a third more.
 */
export async function endFrames(frames: Iterable<Frame>): Promise<Buffer[]> {
  const parts: Promise<Buffer[]>[] = [];
  let shared = '';
  const close = () => {
    parts.push(compressSmall(shared));
    shared = '';
  };
  for (const frame of frames) {
    const text = frame.text();
    if (text === undefined || shared.length + text.length > SMALL) close();
    if (text === undefined) parts.push(frame.end());
    else shared += text;
  }
  close();
  return (await Promise.all(parts)).flat();
}

const compressSmall = async (text: string) => (text === '' ? [] : [await compressText(text, THOROUGH)]);

/** One frame of one line. */
export const frameOf = (line: string): Promise<Buffer> => compressText(`${line}\n`, LEVEL);

/**
 * Length in bytes of the frame that begins at `start`; undefined when the frame is cut short. Source: RFC 8878, section
 * 3.1.1.
 * @throws {Error} No zstd frame begins there.
 */
export function frameLength(file: Uint8Array, start: number): number | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (start + 5 > file.length) return undefined;
  if (view.getUint32(start, true) !== MAGIC) throw new Error(`no zstd frame begins at byte ${start}`);
  const descriptor = view.getUint8(start + 4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  let at = start + 5 + (singleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
  for (let last = false; !last;) {
    if (at + 3 > file.length) return undefined;
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const runLength = ((header >> 1) & 3) === 1;
    last = (header & 1) === 1;
    at += 3 + (runLength ? 1 : header >> 3);
  }
  if (descriptor & 4) at += 4;
  return at > file.length ? undefined : at - start;
}

/** The text of the first frame; undefined when `head` does not hold the whole frame. */
export function readFirstFrame(head: Buffer): string | undefined {
  const length = frameLength(head, 0);
  const options = { maxOutputLength: LARGEST.line };
  return length === undefined
    ? undefined
    : zlib.zstdDecompressSync(head.subarray(0, length), options).toString();
}

/** The bytes of a frame. Most kinds are small, and for them a stream costs more than it saves. */
function decode(frame: Buffer): Iterable<Buffer> | AsyncIterable<Buffer> {
  if (frame.length < SMALL_FRAME) {
    try {
      return [zlib.zstdDecompressSync(frame, { maxOutputLength: AT_ONCE })];
    } catch (error) {
      if (!isSystemError(error, 'ERR_BUFFER_TOO_LARGE')) throw error;
    }
  }
  return zlib.createZstdDecompress({ chunkSize: BATCH }).end(frame) as AsyncIterable<Buffer>;
}

/**
 * The lines of all frames, one at a time. V8 could not hold the whole text in one string.
 * @throws {Error} The bytes are not whole zstd frames, or stand for more text than any snapshot has.
 */
export async function* readLines(file: Buffer): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let size = 0;
  for (let start = 0; start < file.length;) {
    const length = frameLength(file, start);
    if (length === undefined) throw new Error(`the zstd frame at byte ${start} is cut short`);
    for await (const chunk of decode(file.subarray(start, start + length))) {
      size += chunk.length;
      if (size > LARGEST.file) throw new Error('it holds more text than any snapshot');
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      if (rest.length > LARGEST.line) throw new Error('a line is longer than any object');
      yield* lines;
    }
    start += length;
  }
  if (rest !== '') throw new Error('the last line has no end');
}
