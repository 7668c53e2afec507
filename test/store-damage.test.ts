import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DamagedSnapshotError } from '../src/snapshots/damage.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readMeta, readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readLatest, readManifest, readManifestSince, readRecent } from '../src/snapshots/store.ts';
import { verify, type Problem } from '../src/snapshots/verify.ts';
import { scratch } from './scratch.ts';
import { ballast, manifestText, piecesOf, store, writeManifest } from './store-fixtures.ts';

const TIMES = ['07:00', '07:15', '07:30', '07:45'].map((time) => `2026-11-22T${time}:00Z`);
const KEYFRAME = '2026-11-22/070000Z.full.jsonl.zst';
const SECOND = '2026-11-22/071500Z.delta.jsonl.zst';
const LAST = '2026-11-22/074500Z.delta.jsonl.zst';

/** A keyframe and three deltas. */
async function smallStore(): Promise<string> {
  const data = await scratch();
  for (const [index, time] of TIMES.entries()) await store(data, time, ballast(200, index));
  return data;
}

const at = (data: string, file: string) => path.join(data, 'prod', file);
const problemsOf = async (data: string): Promise<Problem[]> =>
  (await Array.fromAsync(verify(openStore(data))))[0]!.problems;
const told = (problems: Problem[]) =>
  problems.map(({ file, problem, costs }) => ({ file, problem, costs: costs.map(({ number }) => number) }));

async function read(data: string) {
  const { snapshots } = await readManifest(openStore(data), 'prod');
  const results = snapshots.map(async (stored) => {
    try {
      return (await readSnapshot(openStore(data), 'prod', stored)).objects.Pod.length;
    } catch (error) {
      if (error instanceof DamagedSnapshotError) return `${error.file} ${error.fault}`;
      throw error;
    }
  });
  return Promise.all(results);
}

const damage: Record<string, (file: string) => Promise<void>> = {
  'one flipped bit': async (file) => {
    const bytes = await fs.readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await fs.writeFile(file, bytes);
  },
  'a missing end': async (file) => fs.truncate(file, (await fs.stat(file)).size - 10),
  'no content': (file) => fs.truncate(file, 0),
  'other content': (file) => fs.writeFile(file, 'not zstd at all'),
};

test('an untouched store has no problems', async () => {
  const data = await smallStore();
  expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
    { cluster: 'prod', snapshots: 4, problems: [] },
  ]);
  expect(await read(data)).toEqual([200, 200, 200, 200]);
});

for (const [what, harm] of Object.entries(damage)) {
  test(`a delta with ${what} costs that snapshot alone`, async () => {
    const data = await smallStore();
    await harm(at(data, SECOND));
    const fault = 'is damaged: its bytes differ from what was stored';
    expect(await read(data)).toEqual([200, `prod/${SECOND} ${fault}`, 200, 200]);
    expect(told(await problemsOf(data))).toEqual([{ file: SECOND, problem: fault, costs: [2] }]);
  });

  test(`a keyframe with ${what} costs the snapshots that need it, and a new one follows`, async () => {
    const data = await smallStore();
    await harm(at(data, KEYFRAME));
    expect((await read(data)).every((result) => String(result).startsWith(`prod/${KEYFRAME} `))).toBe(true);
    expect(told(await problemsOf(data))).toMatchObject([{ file: KEYFRAME, costs: [1, 2, 3, 4] }]);
    const next = await store(data, '2026-11-22T08:00:00Z', ballast());
    expect(next.file).toBe('2026-11-22/080000Z.full.jsonl.zst');
    const later = await store(data, '2026-11-22T08:15:00Z', ballast());
    expect(later.base?.file).toBe(next.file);
    expect((await read(data)).slice(4)).toEqual([200, 200]);
  });
}

test('a missing file is named by readers, by the manifest and by verify', async () => {
  const data = await smallStore();
  await fs.rm(at(data, KEYFRAME));
  await fs.rm(at(data, LAST));
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ missing }) => missing)).toEqual([
    `prod/${KEYFRAME} is missing`,
    `prod/${KEYFRAME} is missing, the keyframe that this delta needs`,
    `prod/${KEYFRAME} is missing, the keyframe that this delta needs`,
    `prod/${LAST} is missing`,
  ]);
  expect((await readRecent(openStore(data), 'prod', 2)).map(({ missing }) => missing)).toEqual(
    snapshots.slice(2).map(({ missing }) => missing),
  );
  await expect(readMeta(openStore(data), 'prod', snapshots[0]!)).rejects.toThrow(
    `prod/${KEYFRAME}: is missing`,
  );
  expect(told(await problemsOf(data))).toEqual([
    { file: KEYFRAME, problem: 'is missing', costs: [1, 2, 3, 4] },
    { file: LAST, problem: 'is missing', costs: [4] },
  ]);
});

test('a file of a newer format is refused, and not called damaged', async () => {
  const data = await smallStore();
  const { frameOf } = await import('../src/snapshots/frames.ts');
  await fs.writeFile(at(data, SECOND), await frameOf(JSON.stringify({ kind: 'Snapshot', format: 2 })));
  await expect(readMeta(openStore(data), 'prod', { file: SECOND })).rejects.toThrow(
    `prod/${SECOND}: has format 2; this version of Gazette reads formats up to 1`,
  );
});

const tears: Record<string, (bytes: Buffer) => Buffer> = {
  'a torn last line': (bytes) => bytes.subarray(0, -20),
  'a last line without its line feed': (bytes) => bytes.subarray(0, -1),
  'a last line of zeros': (bytes) =>
    Buffer.concat([bytes.subarray(0, bytes.lastIndexOf('\n', -2) + 1), Buffer.alloc(300)]),
  'a last line that is no JSON': (bytes) =>
    Buffer.concat([bytes.subarray(0, bytes.lastIndexOf('\n', -2) + 1), Buffer.from('{"type":"snap\n')]),
  'nothing in it': () => Buffer.alloc(0),
};

/** What is torn: the last piece, the only piece, or the file of an older Gazette. */
const forms: Record<string, (data: string) => Promise<string>> = {
  'a manifest in pieces': async (data) => (await piecesOf(data)).at(-1)!,
  'a manifest of one piece': async (data) => writeManifest(data, await manifestText(data)),
  'the manifest of an older Gazette': async (data) => writeManifest(data, await manifestText(data), 'older'),
};
const torn = Object.keys(forms).flatMap((form) => Object.keys(tears).map((what) => [form, what] as const));

for (const [form, what] of torn) {
  test(`${form}, with ${what}, is read from the files, and mended by the next writer`, async () => {
    const data = await smallStore();
    const file = await forms[form]!(data);
    const tear = tears[what]!;
    const before = await readManifest(openStore(data), 'prod');
    await fs.writeFile(file, tear(await fs.readFile(file)));
    const torn = await readManifest(openStore(data), 'prod');
    const content = ({ previous: _, ...rest }: (typeof torn.snapshots)[number]) => rest;
    expect(torn.snapshots.map(content)).toEqual(before.snapshots.map(content));
    expect((await readLatest(openStore(data), 'prod'))?.number).toBe(4);
    const next = await store(data, '2026-11-22T08:00:00Z', ballast());
    expect(next.number).toBe(5);
    expect(await read(data)).toEqual([200, 200, 200, 200, 200]);
    // A whole line of garbage stays, and stays named: the manifest only grows.
    const left = what.includes('no JSON') ? 1 : 0;
    expect((await problemsOf(data)).length).toBe(left);
  });
}

test('without its manifest a store is read from its files, and the next writer writes it anew', async () => {
  const data = await smallStore();
  const before = await readManifest(openStore(data), 'prod');
  await fs.rm(at(data, 'manifest'), { recursive: true });
  const lost = await readManifest(openStore(data), 'prod');
  expect(lost.problems).toEqual(['manifest: is missing']);
  expect(lost.snapshots.map(({ digest, objects }) => [digest, objects])).toEqual(
    before.snapshots.map(({ digest, objects }) => [digest, objects]),
  );
  expect((await readManifestSince(openStore(data), 'prod')).lines.length).toBe(4);
  expect((await store(data, '2026-11-22T08:00:00Z', ballast())).number).toBe(5);
  expect(await problemsOf(data)).toEqual([]);
  expect((await readManifest(openStore(data), 'prod')).snapshots.length).toBe(5);
});

test('a manifest with a changed, a lost or a foreign line is named by verify', async () => {
  const data = await smallStore();
  const lines = (await manifestText(data)).split('\n');
  await writeManifest(
    data,
    [lines[0], lines[1]!.replace('"complete":true', '"complete":false'), ...lines.slice(2)].join('\n'),
  );
  expect((await problemsOf(data)).map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/this line does not follow the line before/),
  ]);
  // The file of the lost line still exists, and contains its number.
  await writeManifest(data, [lines[0], ...lines.slice(2)].join('\n'));
  expect((await readManifest(openStore(data), 'prod')).snapshots.map(({ number }) => number)).toEqual([
    1, 2, 3, 4,
  ]);
  await fs.rm(at(data, SECOND));
  expect((await problemsOf(data)).map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/this line does not follow the line before/),
    'No. 2: the manifest has neither the snapshot nor a note of its deletion',
  ]);
});

test('verify names foreign files, files of another cluster, and a wrong count', async () => {
  const data = await smallStore();
  await fs.writeFile(at(data, '2026-11-22/notes.txt'), 'x');
  await fs.copyFile(at(data, KEYFRAME), at(data, '2026-11-22/060000Z.full.jsonl.zst'));
  await writeManifest(data, (await manifestText(data)).replace('"objects":200', '"objects":201'));
  expect((await problemsOf(data)).map(({ file, problem }) => `${file}: ${problem}`)).toEqual([
    expect.stringMatching(/this line does not follow the line before/),
    '2026-11-22/060000Z.full.jsonl.zst: is not in the manifest, and cannot be read: it contains the snapshot 2026-11-22/070000Z.full.jsonl.zst of prod',
    `${KEYFRAME}: holds 200 objects, but 201 were stored`,
    '2026-11-22/notes.txt: is not a file of Gazette',
  ]);
});

test('a reader that follows the manifest learns what is new, and starts over when it was written anew', async () => {
  const data = await smallStore();
  const first = await readManifestSince(openStore(data), 'prod');
  expect(first.lines.length).toBe(4);
  expect(await readManifestSince(openStore(data), 'prod', first.cursor)).toMatchObject({
    lines: [],
    startOver: false,
  });
  await store(data, '2026-11-22T08:00:00Z', ballast());
  const second = await readManifestSince(openStore(data), 'prod', first.cursor);
  expect(second).toMatchObject({ startOver: false, lines: [{ type: 'snapshot', number: 5 }] });
  const file = await writeManifest(
    data,
    (await manifestText(data)).replaceAll('"complete":true', '"complete":null'),
  );
  expect((await readManifestSince(openStore(data), 'prod', first.cursor)).startOver).toBe(true);
  await fs.truncate(file, 10);
  expect((await readManifestSince(openStore(data), 'prod', first.cursor)).startOver).toBe(true);
});

test('the end of a manifest of any length is found without reading its beginning', async () => {
  const data = await smallStore();
  const whole = Buffer.from(await manifestText(data));
  // Reading this would fail: a beginning that is not a manifest, longer than any buffer.
  const longer = Buffer.concat([Buffer.alloc(5_000_000, 'x'), Buffer.from('\n'), whole]);
  await writeManifest(data, longer);
  expect((await readRecent(openStore(data), 'prod', 2)).map(({ number }) => number)).toEqual([3, 4]);
  expect((await readRecent(openStore(data), 'prod', 4)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect((await store(data, '2026-11-22T08:00:00Z', ballast())).base?.file).toBe(KEYFRAME);
});
