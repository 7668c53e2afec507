import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DamagedSnapshotError } from '../src/snapshots/damage.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin, unpin } from '../src/snapshots/pin.ts';
import { prune } from '../src/snapshots/prune.ts';
import { readMeta, readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { repairManifest } from '../src/snapshots/repair.ts';
import { writeReview } from '../src/snapshots/reviews.ts';
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

const NOW = new Date('2026-11-25T00:00:00Z');
const SPARSE = { all: 1, daily: 30 * 86_400 };

test('a pin whose line lost a bit stops prune, until the record is repaired; a review pins its snapshots itself', async () => {
  const data = await smallStore();
  const opened = openStore(data);
  const { snapshots } = await readManifest(opened, 'prod');
  await pin(opened, snapshots[1]!, 'the incident', NOW);
  await pin(opened, snapshots[2]!, 'another', NOW);
  const review = {
    ...{ format: 1 as const, id: 'prod-2026-11-22T0710Z-0720Z', cluster: 'prod', zone: 'UTC' },
    ...{ from: Date.parse('2026-11-22T07:10:00Z') / 1000, to: Date.parse('2026-11-22T07:20:00Z') / 1000 },
    ...{ written: NOW.toISOString(), snapshots: [2] },
  };
  await writeReview(opened, review, NOW);
  const text = await manifestText(data);
  await writeManifest(data, text.replace('"type":"pin","number":2', '"type":"qin","number":2'));
  await expect(prune(opened, 'prod', SPARSE, NOW)).rejects.toThrow(/nothing was deleted.*record.*damaged/);
  await expect(prune(opened, 'prod', SPARSE, NOW, { dryRun: true })).rejects.toThrow(/nothing was deleted/);
  expect(await read(data)).toEqual([200, 200, 200, 200]);

  expect(await repairManifest(opened, 'prod', NOW)).toMatchObject({ restored: 0, corrected: 0, pinned: 1 });
  expect(await problemsOf(data)).toEqual([]);
  expect(await repairManifest(opened, 'prod', NOW)).toBeUndefined();
  await prune(opened, 'prod', SPARSE, NOW);
  // The keyframe, the snapshot of the review, the pinned one, and the latest.
  const left = (await readManifest(opened, 'prod')).snapshots;
  expect(left.map(({ number, pinned }) => [number, pinned])).toEqual([
    [1, false],
    [2, true],
    [3, true],
    [4, false],
  ]);
});

test('a pin of a review that somebody took away stays away', async () => {
  const data = await smallStore();
  const opened = openStore(data);
  const second = async () => (await readManifest(opened, 'prod')).snapshots[1]!;
  const review = {
    ...{ format: 1 as const, id: 'prod-2026-11-22T0710Z-0720Z', cluster: 'prod', zone: 'UTC' },
    ...{ from: Date.parse('2026-11-22T07:10:00Z') / 1000, to: Date.parse('2026-11-22T07:20:00Z') / 1000 },
    ...{ written: NOW.toISOString(), snapshots: [2] },
  };
  await writeReview(opened, review, NOW);
  const numbers = async () =>
    (await prune(opened, 'prod', SPARSE, NOW, { dryRun: true })).remove.map(({ number }) => number);
  expect(await numbers()).not.toContain(2);
  await pin(opened, await second(), 'review', NOW);
  await unpin(opened, await second(), NOW);
  expect(await numbers()).toContain(2);
});

test('a repair restores lost lines from files, and corrects changed ones', async () => {
  const data = await smallStore();
  const before = (await readManifest(openStore(data), 'prod')).snapshots;
  const lines = (await manifestText(data)).split('\n');
  lines[0] = lines[0]!.replace('"objects":200', '"objects":201');
  await writeManifest(data, [lines[0], ...lines.slice(2)].join('\n'));
  expect(await repairManifest(openStore(data), 'prod', NOW)).toMatchObject({ restored: 1, corrected: 1 });
  expect(await problemsOf(data)).toEqual([]);
  const after = (await readManifest(openStore(data), 'prod')).snapshots;
  const essence = (all: typeof before) => all.map(({ previous: _, ...one }) => one);
  expect(essence(after)).toEqual(essence(before));
});

test('a repair does not bless a file that is damaged', async () => {
  const data = await smallStore();
  await damage['one flipped bit']!(at(data, SECOND));
  const text = await manifestText(data);
  await writeManifest(data, text.replace('"complete":true', '"complete":false'));
  await repairManifest(openStore(data), 'prod', NOW);
  expect(told(await problemsOf(data))).toEqual([{ file: SECOND, problem: expect.any(String), costs: [2] }]);
});

test.each([
  ['a snapshot', '"type":"snapshot","number":2', `"file":"${SECOND}"`, '"file":"../../outside.txt"'],
  [
    'a keyframe of a delta',
    '"type":"snapshot","number":2',
    `"base":{"file":"${KEYFRAME}"`,
    '"base":{"file":"../../outside.txt"',
  ],
])('a path that leads out of the store is not believed: of %s', async (_, line, honest, evil) => {
  const data = await smallStore();
  const outside = path.join(data, '..', `outside-${path.basename(data)}.txt`);
  await fs.writeFile(outside, 'not of the store');
  const lines = (await manifestText(data)).split('\n');
  const index = lines.findIndex((text) => text.includes(line));
  expect(lines[index]).toContain(honest);
  lines[index] = lines[index]!.replace(honest, evil.replace('outside.txt', path.basename(outside)));
  // As one who forges a manifest would: a tombstone of the same path, too.
  lines.splice(
    -1,
    0,
    JSON.stringify({
      type: 'tombstone',
      number: 9,
      file: `../../${path.basename(outside)}`,
      at: NOW.toISOString(),
      why: 'retention',
      previous: '',
    }),
  );
  await writeManifest(data, lines.join('\n'));
  await expect(prune(openStore(data), 'prod', SPARSE, NOW)).rejects.toThrow(/damaged/);
  await repairManifest(openStore(data), 'prod', NOW);
  await prune(openStore(data), 'prod', SPARSE, NOW);
  expect(await fs.readFile(outside, 'utf8')).toBe('not of the store');
  await fs.rm(outside);
});

test('a purge journal with a path that leads out of the store changes nothing', async () => {
  const data = await smallStore();
  const entry = {
    ...{ type: 'rewrite', number: 1, digest: 'sha256:0', bytes: 1, objects: 1, at: NOW.toISOString() },
    ...{ why: 'purge', file: '../../outside.txt' },
  };
  await fs.writeFile(at(data, '.purge.json'), JSON.stringify([entry]));
  await expect(store(data, '2026-11-22T08:00:00Z', ballast())).rejects.toThrow(
    /journal of an interrupted purge is damaged/,
  );
});

test.each([
  ['three years ahead', '2029-11-22T00:00:00Z'],
  ['before the newest snapshot', '2026-11-20T00:00:00Z'],
])('a clock that is %s deletes nothing', async (_, time) => {
  const data = await smallStore();
  await expect(prune(openStore(data), 'prod', SPARSE, new Date(time))).rejects.toThrow(
    /days (after|before) the newest/,
  );
  expect(await read(data)).toEqual([200, 200, 200, 200]);
});
