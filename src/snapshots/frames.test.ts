import fc from 'fast-check';
import { expect, test } from 'vitest';
import zlib from 'node:zlib';
import { frameLength, frameOf, openFrame, readFirstFrame, readLines } from './frames.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  // Long runs make RLE blocks, long noise makes raw ones, and both make several blocks.
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
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ä€😀\u2028 ${'x'.repeat(index % 50)}`);
  for (const line of lines) await frame.write(line);
  const file = Buffer.concat([await frameOf('first'), ...(await frame.end()), await frameOf('last')]);
  expect(await Array.fromAsync(readLines(file))).toEqual(['first', ...lines, 'last']);
  expect(readFirstFrame(file)).toBe('first\n');
});

test('a frame without lines takes no bytes', async () => {
  expect(await openFrame().end()).toEqual([]);
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
