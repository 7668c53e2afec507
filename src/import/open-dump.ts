/**
 * Opens somebody's dump: a folder, a file, or an archive of these, also within each other. Files are read one after
 * another, and nothing is unpacked to the disk. A dump is hostile: its names and sizes are checked before its content.
 */
import { formatBytes } from '../model/quantity.ts';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import tar from 'tar-stream';
import xz from 'xz-decompress';
import yauzl from 'yauzl';
import { GazetteError, isSystemError } from '../errors.ts';

/** One file of a dump. */
export interface DumpFile {
  /** Path within the dump, with slashes; of an archive within an archive, after the name of that archive. */
  name: string;
  /** When it was written, Unix milliseconds, if an archive tells: files of a folder have the time of the copy. */
  writtenAt?: number;
  bytes: Buffer;
  /** It is what the user named, not a file in a folder or an archive: its name says nothing. */
  isWhole?: true;
}

export interface DumpLimits {
  /** Files and folders, of all archives together. */
  entries: number;
  /** Unpacked bytes of all files together. */
  bytes: number;
  /** Unpacked bytes of one file. */
  fileBytes: number;
  /** Archives within archives. */
  depth: number;
}

const DUMP_LIMITS: DumpLimits = {
  entries: 500_000,
  bytes: 8 * 1024 ** 3,
  fileBytes: 512 * 1024 ** 2,
  depth: 3,
};

/** Whether the content of a file is wanted: the others are passed over unread. */
type WantedFile = (name: string) => boolean;

/**
 * Every wanted file of a dump.
 * @param source a path, or a stream of standard input
 * @throws {GazetteError} The message names the entry that is truncated, too large, or leads out of the dump.
 */
export async function* openDump(
  source: string | Readable,
  wanted: WantedFile,
  limits: DumpLimits = DUMP_LIMITS,
): AsyncGenerator<DumpFile> {
  const reading: Reading = { wanted, budget: openBudget(limits) };
  if (typeof source !== 'string') {
    yield* readStream(reading, 'standard input', source, { depth: 0, inner: '', isWhole: true });
    return;
  }
  const stat = await fs.stat(source).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) throw new GazetteError(`${source} does not exist`);
    throw error;
  });
  if (stat.isDirectory()) yield* readFolder(reading, source);
  else if (stat.isFile())
    yield* readStream(reading, path.basename(source), createReadStream(source), {
      depth: 0,
      inner: '',
      file: source,
      isWhole: true,
    });
  else throw new GazetteError(`${source} is neither a file nor a folder`);
}

/** Where a stream stands in the dump. */
interface Place {
  depth: number;
  /** Name of the archive that holds it, with a slash at its end; empty at the top. */
  inner: string;
  writtenAt?: number;
  /** The file on the disk: a zip is read from its end. */
  file?: string;
  /** It is what the user named. */
  isWhole?: true;
}

/** Counts what is unpacked, and refuses what is more than the limits. */
function openBudget(limits: DumpLimits) {
  let entries = 0;
  let total = 0;
  return {
    countEntry(name: string): void {
      entries += 1;
      if (entries > limits.entries) throw tooMuch(name, `more than ${limits.entries} entries`);
    },

    checkDepth(name: string, depth: number): void {
      if (depth > limits.depth) throw tooMuch(name, `more than ${limits.depth} archives within each other`);
    },

    /** The content of one file. */
    async readWhole(name: string, stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of stream) {
        size += chunk.length;
        total += chunk.length;
        if (size > limits.fileBytes)
          throw tooMuch(name, `more than ${formatBytes(limits.fileBytes)} in one file`);
        if (total > limits.bytes) throw tooMuch(name, `more than ${formatBytes(limits.bytes)}`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

/** What reading one dump needs everywhere. */
interface Reading {
  wanted: WantedFile;
  budget: ReturnType<typeof openBudget>;
}

async function* readFolder(reading: Reading, root: string, below = ''): AsyncGenerator<DumpFile> {
  const names = (await fs.readdir(path.join(root, below), { withFileTypes: true })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of names) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    reading.budget.countEntry(name);
    if (entry.isDirectory()) yield* readFolder(reading, root, name);
    // A link may lead out of the dump; what it leads to within stands there itself.
    if (!entry.isFile()) continue;
    const file = path.join(root, name);
    if (!reading.wanted(name) && !isArchive(name)) continue;
    yield* readStream(reading, name, createReadStream(file), { depth: 0, inner: '', file });
  }
}

/** A file, or all files of the archive that it turns out to be. */
async function* readStream(
  reading: Reading,
  name: string,
  source: AsyncIterable<Uint8Array>,
  place: Place,
): AsyncGenerator<DumpFile> {
  reading.budget.checkDepth(name, place.depth);
  const { head, rest } = await peek(source);
  const { writtenAt } = place;
  const format = formatOf(head);
  if (format === 'zip') {
    yield* readZip(reading, name, place.file ?? (await reading.budget.readWhole(name, rest)), place);
    return;
  }
  if (format === 'tar') {
    yield* readTar(reading, name, rest, place);
    return;
  }
  if (format !== undefined) {
    const inner = name.replace(/\.(?:gz|xz|zst)$/, '').replace(/\.tgz$/, '.tar');
    yield* readStream(reading, inner, named(name, unpack(format, rest)), {
      ...place,
      depth: place.depth + 1,
      file: undefined,
    });
    return;
  }
  yield {
    name: `${place.inner}${name}`,
    ...(writtenAt !== undefined && { writtenAt }),
    ...(place.isWhole && { isWhole: place.isWhole }),
    bytes: await reading.budget.readWhole(name, rest),
  };
}

async function* readTar(
  reading: Reading,
  name: string,
  source: AsyncIterable<Uint8Array>,
  place: Place,
): AsyncGenerator<DumpFile> {
  const extract = tar.extract();
  const feeding = Readable.from(source).on('error', (error) => extract.destroy(error));
  feeding.pipe(extract);
  try {
    for await (const entry of extract) {
      const { name: own, type, mtime } = entry.header;
      const inside = safeName(own, name);
      reading.budget.countEntry(inside);
      const isWanted = type === 'file' && (reading.wanted(`${place.inner}${inside}`) || isArchive(inside));
      if (!isWanted) {
        // Links lead to what stands in the archive itself, or out of it; devices have no content.
        entry.resume();
        continue;
      }
      const inner = { depth: place.depth + 1, inner: place.inner, writtenAt: mtime?.getTime() };
      const content = entry as AsyncIterable<Uint8Array>;
      if (isArchive(inside))
        yield* readStream(reading, inside, content, { ...inner, inner: `${place.inner}${inside}/` });
      else
        yield {
          name: `${place.inner}${inside}`,
          ...(mtime && { writtenAt: mtime.getTime() }),
          bytes: await reading.budget.readWhole(inside, content),
        };
      // What an inner archive has behind its end.
      entry.resume();
    }
  } catch (error) {
    throw explain(name, error);
  } finally {
    extract.destroy();
    feeding.destroy();
  }
}

async function* readZip(
  reading: Reading,
  name: string,
  from: string | Buffer,
  place: Place,
): AsyncGenerator<DumpFile> {
  const archive = await openZip(name, from);
  try {
    for await (const entry of archive.eachEntry()) {
      const inside = safeName(entry.fileName, name);
      reading.budget.countEntry(inside);
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
      if (inside.endsWith('/') || entry.fileName.endsWith('/') || isLink) continue;
      if (!reading.wanted(`${place.inner}${inside}`) && !isArchive(inside)) continue;
      const writtenAt = entry.getLastModDate().getTime();
      const content = named(inside, await archive.openReadStreamPromise(entry));
      yield* readStream(reading, inside, content, {
        ...{ depth: place.depth + 1, writtenAt },
        inner: isArchive(inside) ? `${place.inner}${inside}/` : place.inner,
      });
    }
  } catch (error) {
    throw explain(name, error);
  } finally {
    archive.close();
  }
}

const isArchive = (name: string) => /\.(?:zip|tar|tgz|tar\.(?:gz|xz|zst))$/i.test(name);

type Packed = 'gzip' | 'xz' | 'zstd';

/** By the first bytes: names lie. Sources: RFC 1952, RFC 8878, tukaani.org/xz/xz-file-format.txt, POSIX pax. */
function formatOf(head: Buffer): Packed | 'tar' | 'zip' | undefined {
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'gzip';
  if (head.subarray(0, 4).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) return 'zstd';
  if (head.subarray(0, 6).equals(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]))) return 'xz';
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return 'zip';
  return head.subarray(257, 262).toString('latin1') === 'ustar' ? 'tar' : undefined;
}

function unpack(format: Packed, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  if (format === 'xz')
    return Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(Readable.from(source)) as never) as never);
  const inflate = format === 'gzip' ? zlib.createGunzip() : zlib.createZstdDecompress();
  return Readable.from(source)
    .on('error', (error) => inflate.destroy(error))
    .pipe(inflate);
}

/** The first bytes of a stream, and the whole stream. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Buffer; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < 512) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  async function* rest() {
    yield* chunks;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(chunks).subarray(0, 512), rest: rest() };
}

/** Failures of a stream name the entry. */
async function* named(name: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw explain(name, error);
  }
}

function openZip(name: string, from: string | Buffer): Promise<yauzl.ZipFile> {
  const options = { decodeStrings: true, strictFileNames: false, validateEntrySizes: true } as const;
  const opened =
    typeof from === 'string' ? yauzl.openPromise(from, options) : yauzl.fromBufferPromise(from, options);
  return opened.catch((error: unknown) => {
    throw explain(name, error);
  });
}

/** @throws {GazetteError} The name would lead out of the dump. */
function safeName(name: string, archive: string): string {
  const parts = name.replaceAll('\\', '/').split('/');
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || parts.includes('..') || name.includes('\0'))
    throw leadsOut(archive, name);
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

const leadsOut = (archive: string, entry: string) =>
  new GazetteError(`${archive}: the entry "${entry}" leads out of the archive, so nothing was imported`);

const tooMuch = (name: string, what: string) =>
  new GazetteError(`${name}: the dump holds ${what}, so nothing was imported`, {
    hint: 'If it is no bomb, unpack the part that matters, and import the folder.',
  });

/** What a decoder says of damaged bytes. */
function explain(name: string, error: unknown): unknown {
  if (error instanceof GazetteError || !(error instanceof Error)) return error;
  if (isSystemError(error) && error.syscall !== undefined) return error;
  // The reader of zips checks names, too.
  const [, entry] =
    /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(error.message) ??
    [];
  if (entry !== undefined) return leadsOut(name, entry);
  return new GazetteError(`${name}: the archive is damaged or was cut off: ${error.message}`, {
    cause: error,
  });
}
