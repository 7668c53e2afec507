import fs from 'node:fs/promises';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { observe } from '../src/days/observe.ts';
import { digestOf } from '../src/snapshots/files.ts';
import { readDayPart } from '../src/snapshots/days.ts';
import { openFolder } from '../src/snapshots/folder.ts';
import { MANIFEST_START, readManifestFrom, readManifestTail } from '../src/snapshots/manifest.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readMeta } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { scratch } from './scratch.ts';
import { ballast, manifestText, store, writeManifest } from './store-fixtures.ts';

// Small files that stand for gigabytes, and long ones: bounds, and no work that grows with the square.

const TIME = '2026-11-22T07:00:00Z';
const FILE = '2026-11-22/070000Z.full.jsonl.zst';
const GIGABYTE = 1024 ** 3;

/** A zstd frame of blocks that repeat one byte: 4 bytes stand for 128 KB. Source: RFC 8878, section 3.1.1.2. */
function bomb(size: number, byte = 0x20): Buffer {
  const block = 128 * 1024;
  const blocks = Math.ceil(size / block);
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const body = Buffer.alloc(blocks * 4);
  for (let index = 0; index < blocks; index += 1) {
    const isLast = index === blocks - 1 ? 1 : 0;
    body.writeUIntLE((block << 3) | (1 << 1) | isLast, index * 4, 3);
    body[index * 4 + 3] = byte;
  }
  return Buffer.concat([header, body]);
}

/** Seconds, and megabytes that the process grew by at its largest. */
async function cost<Result>(work: () => Promise<Result>) {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const begun = performance.now();
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().rss);
  return { result, seconds, megabytes: (most - before) / 1024 ** 2 };
}

/** A store with two snapshots; the first one's file is replaced, and its line says so. */
async function storeWith(bytes: Buffer): Promise<string> {
  const data = await scratch();
  await store(data, TIME, ballast(20));
  await store(data, '2026-11-23T07:00:00Z', ballast(20));
  const old = digestOf(await fs.readFile(path.join(data, 'prod', FILE)));
  await fs.writeFile(path.join(data, 'prod', FILE), bytes);
  await writeManifest(data, (await manifestText(data)).replace(old, digestOf(bytes)));
  return data;
}

const meta = async () => {
  const data = await scratch();
  await store(data, TIME, ballast(1));
  const line = JSON.stringify(await readMeta(openStore(data), 'prod', { file: FILE }));
  return zlib.zstdCompressSync(`${line}\n`);
};

test.each([
  ['a first frame of 2 GB', async () => bomb(2 * GIGABYTE)],
  ['a line of 64 MB', async () => Buffer.concat([await meta(), bomb(64 * 1024 ** 2)])],
  ['2 GB of empty lines', async () => Buffer.concat([await meta(), bomb(2 * GIGABYTE, 0x0a)])],
])('a snapshot with %s costs that snapshot, little time and little memory', async (_, make) => {
  const data = await storeWith(await make());
  const { result, seconds, megabytes } = await cost(async () => {
    const { snapshots } = await readManifest(openStore(data), 'prod');
    const seen = await Promise.all(snapshots.map((one) => observe(openStore(data), 'prod', one)));
    const [checked] = await Array.fromAsync(verify(openStore(data)));
    return { seen, checked };
  });
  expect(result.seen.map(({ damaged }) => damaged !== undefined)).toEqual([true, false]);
  expect(result.seen[0]!.damaged).toContain(`prod/${FILE}: `);
  expect(result.checked!.problems.map(({ file }) => file)).toContain(FILE);
  expect(seconds).toBeLessThan(20);
  expect(megabytes).toBeLessThan(600);
});

test('an orphan with a first frame of 2 GB is named, and stops no writer', async () => {
  const data = await storeWith(bomb(2 * GIGABYTE));
  await fs.rm(path.join(data, 'prod', 'manifest'), { recursive: true });
  const next = await store(data, '2026-11-24T07:00:00Z', ballast(20));
  expect(next.number).toBe(3);
  expect((await readManifest(openStore(data), 'prod')).snapshots.map(({ number }) => number)).toEqual([2, 3]);
});

test('a part of a Day that stands for 1 GB is damaged, and is folded anew', async () => {
  const folder = await scratch();
  await fs.writeFile(path.join(folder, '2026-11-22.summary.json.zst'), bomb(GIGABYTE));
  const { result, megabytes } = await cost(() => readDayPart(openFolder(folder), '2026-11-22', 'summary'));
  expect(result).toBeUndefined();
  expect(megabytes).toBeLessThan(700);
});

const at = (number: number) => ({ type: 'pin', number, at: '2026-11-22T08:00:00Z' });

/** Lines of a manifest that follow one another. */
function chain(count: number): string {
  let previous = '';
  let text = '';
  for (let number = 1; number <= count; number += 1) {
    const line = JSON.stringify({ ...at(number), previous });
    previous = digestOf(line);
    text += `${line}\n`;
  }
  return text;
}

test('50,000 lines of a manifest are read from both ends in linear time', async () => {
  const data = await scratch();
  await fs.mkdir(path.join(data, 'prod'), { recursive: true });
  await writeManifest(data, chain(50_000));
  const shelf = openStore(data).cluster('prod');
  const { result, seconds } = await cost(() => readManifestTail(shelf, () => false));
  expect(result.lines.length).toBe(50_000);
  expect(result.lines[0]!.number).toBe(1);
  const forward = await cost(() => readManifestFrom(shelf, MANIFEST_START));
  expect(forward.result.lines).toEqual(result.lines);
  expect(forward.result.problems).toEqual([]);
  expect(seconds + forward.seconds).toBeLessThan(30);
});

test.each(['first', 'middle', 'last', 'torn'])(
  'a %s line of 64 MB costs that line, from both ends, with little memory',
  async (place) => {
    const data = await scratch();
    await fs.mkdir(path.join(data, 'prod'), { recursive: true });
    const [before, after] = [chain(3), chain(3)];
    const file = await writeManifest(data, place === 'first' ? '' : before);
    const handle = await fs.open(file, 'r+');
    const { size } = await handle.stat();
    const end = size + 64 * 1024 ** 2;
    await handle.truncate(end);
    if (place !== 'torn') await handle.write(place === 'last' ? '\n' : `\n${after}`, end);
    await handle.close();
    const shelf = openStore(data).cluster('prod');
    const read = await cost(async () => ({
      tail: await readManifestTail(shelf, () => false),
      from: await readManifestFrom(shelf, MANIFEST_START),
    }));
    const { tail, from } = read.result;
    // A line that names no line before it begins anew: only what follows is read.
    expect(tail.lines.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(from.lines).toEqual(tail.lines);
    expect(tail.cursor).toEqual(from.cursor);
    expect(tail.torn).toBe(from.torn);
    expect(from.problems.length).toBe(place === 'first' || place === 'middle' ? 0 : 1);
    expect(read.seconds).toBeLessThan(20);
    expect(read.megabytes).toBeLessThan(200);
  },
);
