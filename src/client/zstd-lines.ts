/** Decodes the store's files in a browser. */
import { Decompress } from 'fzstd';

/** First bytes of a zstd frame. */
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Number of compressed bytes between two pauses. */
const STEP = 64 * 1024;

/** False if the server declared the compression: then the browser has already decompressed the file. */
export const isCompressed = (file: Uint8Array) => MAGIC.every((byte, index) => file[index] === byte);

/**
 * The lines of a file of several zstd frames, or of its text. Pauses regularly, so that the page stays responsive.
 * @throws {Error} The file is cut short, or has another format.
 */
export async function* decodeLines(file: Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of isCompressed(file) ? decompress(file) : [file]) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') throw new Error('the last line has no end');
}

async function* decompress(file: Uint8Array): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const stream = new Decompress((piece) => pieces.push(piece));
  for (let at = 0; at < file.length; at += STEP) {
    stream.push(file.subarray(at, at + STEP), at + STEP >= file.length);
    yield* pieces.splice(0);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
