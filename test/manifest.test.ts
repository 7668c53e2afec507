import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  appendToManifest,
  isCurrent,
  MANIFEST_START,
  readManifestFrom,
  readManifestTail,
  removeVoid,
  replaceManifest,
  tidyManifest,
  type ManifestCursor,
} from '../src/snapshots/manifest.ts';
import type { Shelf } from '../src/snapshots/shelf.ts';
import { DiedError, openMemory, type Memory } from './memory-shelf.ts';

const pin = (number: number, note?: string) => ({
  type: 'pin' as const,
  number,
  at: '2026-11-22T07:00:00Z',
  ...(note !== undefined && { note }),
});
const numbersIn = async (shelf: Shelf, from = MANIFEST_START) =>
  (await readManifestFrom(shelf, from)).lines.map(({ number }) => number);
const endOf = async (shelf: Shelf) => (await readManifestTail(shelf, () => true)).cursor;
const textOf = ({ kept }: Memory) => [...kept.keys()].sort().map((key) => kept.get(key)!.toString());

/** What each writer does: puts existing text in order, and adds a line. */
async function write(shelf: Shelf, number: number, note?: string): Promise<ManifestCursor> {
  const tail = await readManifestTail(shelf, () => true);
  await tidyManifest(shelf, tail);
  return (await appendToManifest(shelf, await endOf(shelf), [pin(number, note)])).cursor;
}

async function writeMany(shelf: Shelf, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) await write(shelf, number);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('lines come back in order, whole, from any place, and from the end', async () => {
  const { shelf } = openMemory();
  const cursors = [MANIFEST_START];
  for (const number of upTo(250)) cursors.push(await write(shelf, number));
  expect(await readManifestFrom(shelf, MANIFEST_START)).toMatchObject({
    ...{ problems: [], torn: false, missing: false, isAnew: false },
    cursor: cursors.at(-1),
  });
  for (const [index, cursor] of cursors.entries()) {
    expect(await isCurrent(shelf, cursor)).toBe(true);
    expect(await numbersIn(shelf, cursor)).toEqual(upTo(250).slice(index));
  }
  const tail = await readManifestTail(shelf, ({ number }) => number === 40);
  expect(tail.lines.map(({ number }) => number)).toEqual(upTo(250).slice(39));
  expect(tail.problems).toEqual([]);
});

test('a line costs the same after ten and after ten thousand, and the pieces stay few', async () => {
  const memory = openMemory();
  const { shelf, calls, kept } = memory;
  const costs: number[] = [];
  let most = 0;
  let mostWhenYoung = 0;
  for (const number of upTo(10_300)) {
    const before = Object.values(calls).reduce((sum, count) => sum + count, 0);
    await write(shelf, number);
    costs.push(Object.values(calls).reduce((sum, count) => sum + count, 0) - before);
    most = Math.max(most, kept.size);
    if (number <= 1000) mostWhenYoung = most;
  }
  const usual = costs.toSorted((a, b) => a - b)[Math.floor(costs.length / 2)];
  expect(usual).toBeLessThan(8);
  // Joining ten additions reads and removes each of them, and the joined piece before them.
  expect(costs.filter((cost) => cost > 12).length).toBeLessThan(10_300 / 9);
  expect(Math.max(...costs)).toBeLessThanOrEqual(30);
  expect(mostWhenYoung).toBeLessThanOrEqual(11);
  expect(most).toBeLessThan(20);
  expect(await numbersIn(shelf)).toEqual(upTo(10_300));
  expect((await readManifestFrom(shelf, MANIFEST_START)).problems).toEqual([]);
  // The pieces in the order of their names are the text.
  expect(textOf(memory).join('').split('\n')).toHaveLength(10_301);
}, 120_000);

test('of two writers at one place one is told, and no line is lost', async () => {
  const { shelf } = openMemory();
  await writeMany(shelf, 3);
  const end = await endOf(shelf);
  const results = await Promise.allSettled(
    [4, 5].map((number) => appendToManifest(shelf, end, [pin(number)])),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = results.find((result) => result.status === 'rejected');
  expect(String(lost?.reason)).toMatch(/another process wrote to the manifest at the same time/);
  expect(await numbersIn(shelf)).toHaveLength(4);
});

test('a line that was put, though the answer was lost, is not put twice', async () => {
  const { shelf } = openMemory();
  const first = await appendToManifest(shelf, MANIFEST_START, [pin(1)]);
  const again = await appendToManifest(shelf, MANIFEST_START, [pin(1)]);
  expect(again).toEqual(first);
  expect(await numbersIn(shelf)).toEqual([1]);
});

test('writers that die at any step of joining or adding leave every line, once', async () => {
  for (let step = 0; step < 115; step += 1) {
    const memory = openMemory();
    await writeMany(memory.shelf, 100);
    const dying = memory.reopen();
    dying.dieAfter(step);
    const isDead = await write(dying.shelf, 101).then(
      () => false,
      (error: unknown) => {
        expect(error).toBeInstanceOf(DiedError);
        return true;
      },
    );
    const seen = await readManifestFrom(memory.shelf, MANIFEST_START);
    expect({ step, problems: seen.problems }).toEqual({ step, problems: [] });
    expect(seen.lines.map(({ number }) => number)).toEqual(upTo(isDead ? 100 : 101));
    await writeMany(memory.shelf, 0);
    await write(memory.shelf, 102);
    expect((await readManifestFrom(memory.shelf, MANIFEST_START)).problems).toEqual([]);
    if (!isDead) return;
  }
  throw new Error('it never came to its end');
});

test('a reader is not disturbed by a writer that joins', async () => {
  const { shelf } = openMemory();
  await writeMany(shelf, 100);
  const readings = Promise.all(Array.from({ length: 20 }, () => numbersIn(shelf)));
  const tails = Promise.all(Array.from({ length: 20 }, () => endOf(shelf)));
  await write(shelf, 101);
  for (const numbers of await readings) expect(numbers.slice(0, 100)).toEqual(upTo(100));
  for (const cursor of await tails) expect(await isCurrent(shelf, cursor)).toBe(true);
});

test('begun anew, nothing of what stood before is left, wherever the writer dies', async () => {
  const scrubbed = upTo(120).map((number) => pin(number, 'clean'));
  for (let step = 0; ; step += 1) {
    const memory = openMemory();
    for (const number of upTo(120)) await write(memory.shelf, number, 'secret');
    const old = await endOf(memory.shelf);
    const dying = memory.reopen();
    dying.dieAfter(step);
    const isDead = await replaceManifest(dying.shelf, old, scrubbed).then(
      () => false,
      () => true,
    );
    if (step % 2 === 1) for (const number of upTo(130)) await write(memory.shelf, 120 + number, 'more');
    // As in a repeated purge.
    const seen = await readManifestFrom(memory.shelf, MANIFEST_START);
    if (seen.lines[0]?.type === 'pin' && seen.lines[0].note === 'secret')
      await replaceManifest(
        memory.shelf,
        seen.cursor,
        seen.lines.map(({ previous: _, ...line }) => ({ ...line, note: 'clean' })),
      );
    else await removeVoid(memory.shelf, seen.begin);
    expect({ step, left: textOf(memory).filter((text) => text.includes('secret')) }).toEqual({
      step,
      left: [],
    });
    const after = await readManifestFrom(memory.shelf, MANIFEST_START);
    expect(after.problems).toEqual([]);
    expect(after.lines.map(({ number }) => number)).toEqual(upTo(step % 2 === 1 ? 250 : 120));
    expect(await isCurrent(memory.shelf, old)).toBe(false);
    if (!isDead) break;
  }
});

test('who follows learns that the manifest was begun anew, also before the old one is removed', async () => {
  const memory = openMemory();
  await writeMany(memory.shelf, 3);
  const old = await endOf(memory.shelf);
  const dying = memory.reopen();
  dying.dieAfter(1);
  await expect(replaceManifest(dying.shelf, old, [pin(1), pin(2)])).rejects.toThrow(DiedError);
  const part = await readManifestFrom(memory.shelf, old);
  expect(part).toMatchObject({ isAnew: true, problems: [], lines: [{ number: 1 }, { number: 2 }] });
  expect(await numbersIn(memory.shelf)).toEqual([1, 2]);
  const tail = await readManifestTail(memory.shelf, () => false);
  expect(tail.lines.map(({ number }) => number)).toEqual([1, 2]);
});

test('a piece that is lost or changed is named, and costs no other its lines', async () => {
  const keys = ({ kept }: Memory) => [...kept.keys()].sort();
  const told = async (harm: (memory: Memory) => void) => {
    const memory = openMemory();
    await writeMany(memory.shelf, 5);
    harm(memory);
    const { lines, problems } = await readManifestFrom(memory.shelf, MANIFEST_START);
    return {
      numbers: lines.map(({ number }) => number),
      problems: problems.map((one) => one.replace(/\d{12}/, 'N')),
    };
  };
  const broken = 'manifest/N.jsonl at byte 0: this line does not follow the line before';
  expect(await told((memory) => memory.kept.delete(keys(memory)[2]!))).toEqual({
    ...{ numbers: [1, 2, 4, 5], problems: [broken] },
  });
  expect(await told((memory) => memory.kept.delete(keys(memory)[0]!))).toEqual({
    ...{ numbers: [2, 3, 4, 5], problems: [broken] },
  });
  expect(await told((memory) => memory.kept.set(keys(memory)[2]!, Buffer.alloc(0)))).toEqual({
    ...{ numbers: [1, 2, 4, 5], problems: ['manifest/N.jsonl: its last line is torn', broken] },
  });
});

test('a damaged piece stays where it is, and the pieces after it are joined all the same', async () => {
  const memory = openMemory();
  const { shelf, kept, calls } = memory;
  // Twenty lines are joined, and five are not.
  await writeMany(shelf, 25);
  const key = [...kept.keys()].sort()[3]!;
  kept.set(key, kept.get(key)!.subarray(0, 30));
  for (let number = 26; number <= 450; number += 1) await write(shelf, number);
  const before = Object.values(calls).reduce((sum, count) => sum + count, 0);
  await write(shelf, 451);
  expect(Object.values(calls).reduce((sum, count) => sum + count, 0) - before).toBeLessThan(10);
  // The pieces that were there before it was damaged, those that never come to ten, and the usual ones.
  expect(kept.size).toBeLessThan(25);
  expect(kept.has(key)).toBe(true);
  const { lines, problems } = await readManifestFrom(shelf, MANIFEST_START);
  expect(lines.map(({ number }) => number)).toEqual(upTo(451).toSpliced(22, 1));
  expect(problems).toHaveLength(2);
});

test('from what an older Gazette appended to one file, it goes on at the same place', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 60 }),
      async (count, torn) => {
        const plain = openMemory();
        const cursors: ManifestCursor[] = [MANIFEST_START];
        for (const number of upTo(count)) cursors.push(await write(plain.shelf, number));
        const text = textOf(plain).join('');
        const next = JSON.stringify({ ...pin(count + 1), previous: cursors.at(-1)!.digest });
        const older = openMemory(
          new Map([['manifest.jsonl', Buffer.from(text + next.slice(0, Math.min(torn, next.length)))]]),
        );
        expect(await numbersIn(older.shelf)).toEqual(upTo(count));
        for (const cursor of cursors) expect(await isCurrent(older.shelf, cursor)).toBe(true);
        await write(older.shelf, count + 1);
        await write(plain.shelf, count + 1);
        expect(older.kept.has('manifest.jsonl')).toBe(false);
        expect(textOf(older).join('')).toBe(textOf(plain).join(''));
        for (const [index, cursor] of cursors.entries()) {
          expect(await isCurrent(older.shelf, cursor)).toBe(true);
          expect(await numbersIn(older.shelf, cursor)).toEqual(upTo(count + 1).slice(index));
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a writer that dies while it takes an older manifest over loses nothing of it', async () => {
  const plain = openMemory();
  await writeMany(plain.shelf, 5);
  const text = Buffer.from(textOf(plain).join(''));
  for (let step = 0; step < 4; step += 1) {
    const older = openMemory(new Map([['manifest.jsonl', text]]));
    const dying = older.reopen();
    dying.dieAfter(step);
    await write(dying.shelf, 6).catch(() => undefined);
    expect((await numbersIn(older.shelf)).slice(0, 5)).toEqual(upTo(5));
    await write(older.shelf, 7);
    expect((await readManifestFrom(older.shelf, MANIFEST_START)).problems).toEqual([]);
    expect((await numbersIn(older.shelf)).slice(0, 5)).toEqual(upTo(5));
  }
});
