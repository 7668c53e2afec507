import fc from 'fast-check';
import { expect, test } from 'vitest';
import zlib from 'node:zlib';
import { endFrames, frameLength, frameOf, openFrame, readFirstFrame, readLines } from './frames.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  // Long runs make RLE blocks, long noise makes raw blocks, and both together make several blocks.
  fc
    .record({ size: fc.integer({ min: 1, max: 400_000 }), fill: fc.nat(255) })
    .map(({ size, fill }) => Buffer.alloc(size, fill)),
  fc
    .integer({ min: 1, max: 300_000 })
    .map((size) => Buffer.from(Array.from({ length: size }, (_, i) => (i * i * 31) >> 3))),
);

test('the length of a frame is found without decoding it', () => {
  const options = fc.record({
    level: fc.integer({ min: 1, max: 9 }),
    checksum: fc.boolean(),
    sized: fc.boolean(),
  });
  fc.assert(
    fc.property(
      bytes,
      options,
      fc.uint8Array({ maxLength: 20 }),
      (content, { level, checksum, sized }, after) => {
        const frame = zlib.zstdCompressSync(content, {
          params: {
            [zlib.constants.ZSTD_c_compressionLevel]: level,
            [zlib.constants.ZSTD_c_checksumFlag]: Number(checksum),
            [zlib.constants.ZSTD_c_contentSizeFlag]: Number(sized),
          },
        });
        const file = Buffer.concat([Buffer.from('before'), frame, after]);
        expect(frameLength(file, 6)).toBe(frame.length);
        for (const cut of [1, 4, frame.length >> 1, frame.length - 1]) {
          expect(frameLength(file.subarray(0, 6 + Math.min(cut, frame.length - 1)), 6)).toBeUndefined();
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('lines come out as they went in, over frames and batches', async () => {
  const frame = openFrame();
  const lines = Array.from({ length: 40_000 }, (_, index) => `${index} ä€😀\u2028 ${'x'.repeat(index % 50)}`);
  for (const line of lines) await frame.write(line);
  const file = Buffer.concat([await frameOf('first'), ...(await frame.end()), await frameOf('last')]);
  expect(await Array.fromAsync(readLines(file))).toEqual(['first', ...lines, 'last']);
  expect(readFirstFrame(file)).toBe('first\n');
});

async function fill(lines: readonly string[]) {
  const frame = openFrame();
  for (const line of lines) await frame.write(line);
  return frame;
}

function countFrames(file: Buffer): number {
  let count = 0;
  for (let start = 0; start < file.length; count += 1) start += frameLength(file, start)!;
  return count;
}

test('small neighbours share a frame, what is large has its own, and the order stays', async () => {
  const large = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(400)}`);
  const half = large.slice(1200);
  const parts = [['a'], ['b', 'c'], [], large, ['d'], half, half, ['e']];
  const frames = await Promise.all(parts.map(fill));
  const file = Buffer.concat(await endFrames(frames));
  // The frames: a to c; the large text; d with the first half; the second half with e.
  expect(countFrames(file)).toBe(4);
  expect(await Array.fromAsync(readLines(file))).toEqual(parts.flat());
  // A finished frame can be asked for again, also alone.
  expect(Buffer.concat(await endFrames(frames))).toEqual(file);
  expect(await Array.fromAsync(readLines(Buffer.concat(await endFrames([frames[3]!]))))).toEqual(large);
});

test('a shared frame takes fewer bytes than one for each', async () => {
  const line = fc
    .string({ minLength: 1, maxLength: 60 })
    .map((text) => JSON.stringify({ kind: 'Pod', text }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 8 }),
      async (parts) => {
        const frames = await Promise.all(parts.map(fill));
        const shared = Buffer.concat(await endFrames(frames));
        const alone = Buffer.concat((await Promise.all(frames.map((frame) => frame.end()))).flat());
        expect(countFrames(shared)).toBe(1);
        expect(await Array.fromAsync(readLines(shared))).toEqual(parts.flat());
        expect(shared.length).toBeLessThan(alone.length);
      },
    ),
  );
});

test('a frame without lines takes no bytes', async () => {
  expect(await openFrame().end()).toEqual([]);
  expect(await endFrames([openFrame(), openFrame()])).toEqual([]);
  expect(await Array.fromAsync(readLines(Buffer.alloc(0)))).toEqual([]);
});

test('nobody waits for ever for a frame that was discarded', async () => {
  const frame = openFrame();
  let waiting: Promise<void> | undefined;
  while (!waiting) waiting = frame.write('x'.repeat(10_000));
  frame.discard();
  await waiting;
});

test('a cut file, foreign bytes and a line without an end are errors', async () => {
  const whole = await frameOf('one line');
  const read = (file: Buffer) => Array.fromAsync(readLines(file));
  await expect(read(whole.subarray(0, -1))).rejects.toThrow('the zstd frame at byte 0 is cut short');
  await expect(read(Buffer.concat([whole, Buffer.from('no frame')]))).rejects.toThrow(
    `no zstd frame begins at byte ${whole.length}`,
  );
  await expect(read(zlib.zstdCompressSync('no line feed'))).rejects.toThrow('the last line has no end');
  await expect(read(zlib.zstdCompressSync(Buffer.from([0xff, 0x0a])))).rejects.toThrow();
});
