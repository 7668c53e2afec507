/** Decodes PNGs: colours or a palette, not interlaced. */
import zlib from 'node:zlib';

interface Picture {
  width: number;
  height: number;
  /** `#rrggbb` of a pixel. */
  at: (x: number, y: number) => string;
}

/** Samples of a pixel, by the colour type: RGB, palette, RGBA. */
const SAMPLES: Readonly<Record<number, number>> = { 2: 3, 3: 1, 6: 4 };

/** @throws {Error} The bytes are not a PNG, or an unsupported one. */
export function decodePng(bytes: Uint8Array): Picture {
  const buffer = Buffer.from(bytes);
  if (buffer.toString('latin1', 1, 4) !== 'PNG') throw new Error('no PNG');
  const [width, height] = [buffer.readUInt32BE(16), buffer.readUInt32BE(20)];
  const [depth, type, interlace] = [buffer[24]!, buffer[25]!, buffer[28]];
  const samples = SAMPLES[type];
  if (samples === undefined || interlace !== 0 || (type !== 3 && depth !== 8))
    throw new Error(`PNG of colour type ${type} and depth ${depth}`);
  const palette = Buffer.concat(chunksOf(buffer, 'PLTE'));
  const line = Math.ceil((width * samples * depth) / 8);
  const lines = zlib.inflateSync(Buffer.concat(chunksOf(buffer, 'IDAT')));
  const pixels = unfilter(lines, line, height, Math.max(1, (samples * depth) / 8));
  const colourAt = (x: number, y: number) => {
    if (type !== 3) return pixels.subarray(y * line + x * samples, y * line + x * samples + 3);
    const bit = x * depth;
    const index = (pixels[y * line + (bit >> 3)]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    return palette.subarray(index * 3, index * 3 + 3);
  };
  return { width, height, at: (x, y) => `#${colourAt(x, y).toString('hex')}` };
}

function chunksOf(buffer: Buffer, wanted: string): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 8; at < buffer.length;) {
    const length = buffer.readUInt32BE(at);
    if (buffer.toString('latin1', at + 4, at + 8) === wanted)
      chunks.push(buffer.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return chunks;
}

/** Source: PNG specification, 9.2 Filter types. */
function unfilter(lines: Buffer, width: number, height: number, step: number): Buffer {
  const pixels = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    const filter = lines[y * (width + 1)]!;
    for (let x = 0; x < width; x += 1) {
      const left = x >= step ? pixels[y * width + x - step]! : 0;
      const up = y > 0 ? pixels[(y - 1) * width + x]! : 0;
      const corner = x >= step && y > 0 ? pixels[(y - 1) * width + x - step]! : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      pixels[y * width + x] = lines[y * (width + 1) + 1 + x]! + guess;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  // Called for each byte of a picture: no list is made for the three.
  const a = Math.abs(up - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + up - corner - corner);
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
