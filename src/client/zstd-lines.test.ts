import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameOf, openFrame } from '../snapshots/frames.ts';
import { storedPod } from '../../test/store-fixtures.ts';
import { object, snapshotOf } from '../../test/snapshot-of.ts';
import { decodeSnapshot } from './decode-snapshot.ts';
import { isCompressed, decodeLines } from './zstd-lines.ts';

/** A file of frames, each with some lines. */
async function fileOf(...frames: string[][]): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for (const lines of frames) {
    const frame = openFrame();
    for (const line of lines) await frame.write(line);
    chunks.push(...(await frame.end()));
  }
  return new Uint8Array(Buffer.concat(chunks));
}

const linesOf = (file: Uint8Array) => Array.fromAsync(decodeLines(file));

/** Text that hardly compresses, so that a frame has many blocks. */
const noise = (seed: number, length: number) => {
  let state = seed + 1;
  let text = '';
  while (text.length < length) text += (state = (state * 48271) % 0x7fffffff).toString(36);
  return text;
};

describe('the lines of a file', () => {
  test('are those of all its frames', async () => {
    const frames = [['{"a":1}'], ['x', 'ä東💥', ''], [noise(1, 400_000), noise(2, 300_000)], ['end']];
    expect(await linesOf(await fileOf(...frames))).toEqual(frames.flat());
  });

  test('are those that were written, however long and however many', async () => {
    const frames = fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(90_000)), { maxLength: 4 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(frames, async (wanted) => {
        const texts = wanted.map((lines) => lines.map(([seed, length]) => noise(seed, length)));
        expect(await linesOf(await fileOf(...texts))).toEqual(texts.flat());
      }),
      { numRuns: 30 },
    );
  });

  test('are also read where the browser has undone the compression already', async () => {
    const text = new TextEncoder().encode('{"a":1}\n{"b":"東"}\n');
    expect(isCompressed(text)).toBe(false);
    expect(await linesOf(text)).toEqual(['{"a":1}', '{"b":"東"}']);
  });

  test('are refused when the file is cut short, wherever', async () => {
    const file = await fileOf(['{"a":1}'], [noise(3, 20_000)]);
    for (const length of [file.length - 5, file.length - 1000, 30, 10]) {
      await expect(linesOf(file.subarray(0, length)), `${length}`).rejects.toThrow();
    }
  });
});

describe('a snapshot', () => {
  const { meta, objects } = snapshotOf({
    Pod: [storedPod('a'), storedPod('b')],
    Node: [object('Node', 'n')],
  });
  const base = { file: '2026-11-22/070000Z.full.jsonl.zst', digest: 'sha256:0' as const };
  const gone = {
    kind: 'Gone',
    apiVersion: 'gazette/v1',
    object: { kind: 'Pod', uid: 'uid-of-b', name: 'b' },
  };
  const write = (...values: unknown[][]) =>
    fileOf(...values.map((lines) => lines.map((one) => JSON.stringify(one))));

  test('is put together from its own file', async () => {
    const file = await write([meta], objects.Pod, objects.Node);
    expect(await decodeSnapshot(file)).toEqual({ meta, objects });
  });

  test('is put together from a delta and its keyframe', async () => {
    const delta = { ...meta, number: 2, base };
    const keyframe = await write([meta], objects.Pod, objects.Node);
    const own = await write([delta], [storedPod('a', 'changed'), storedPod('c')], [gone]);
    const snapshot = await decodeSnapshot(own, keyframe);
    expect(snapshot.meta).toEqual(delta);
    expect(snapshot.objects.Pod).toEqual([storedPod('a', 'changed'), storedPod('c')]);
    expect(snapshot.objects.Node).toEqual(objects.Node);
  });

  test('is refused without its keyframe, and when it is none', async () => {
    await expect(decodeSnapshot(await write([{ ...meta, base }]))).rejects.toThrow('needs another keyframe');
    await expect(decodeSnapshot(new Uint8Array(await frameOf('{"kind":"Pod"}')))).rejects.toThrow(
      'no snapshot',
    );
    await expect(decodeSnapshot(new TextEncoder().encode('<!doctype html>\n'))).rejects.toThrow();
  });
});
