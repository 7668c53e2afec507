import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../src/snapshots/folder.ts';
import { has, read, replace, type Shelf } from '../src/snapshots/shelf.ts';
import { openMemory } from './memory-shelf.ts';
import { listNamesBelow, scratch } from './scratch.ts';

const bytes = (text: string) => Buffer.from(text);
const shelves: Record<string, () => Promise<Shelf>> = {
  'a folder': async () => openFolder(path.join(await scratch(), 'deep', 'er')),
  memory: () => Promise.resolve(openMemory().shelf),
};

describe.each(Object.entries(shelves))('%s as a shelf', (_, open) => {
  test('has nothing to begin with', async () => {
    const shelf = await open();
    expect(await shelf.list('')).toEqual([]);
    expect(await shelf.get('a/b')).toBeUndefined();
    expect(await shelf.getRange('a/b', 0, 1)).toBeUndefined();
    await shelf.remove(['a/b']);
  });

  test('gives back what was put, whole and in part', async () => {
    const shelf = await open();
    expect(await shelf.putIfAbsent('a/b.txt', [bytes('hel'), bytes('lo')])).toBe(true);
    expect((await read(shelf, 'a/b.txt'))?.toString()).toBe('hello');
    expect(await read(shelf.at('a'), 'b.txt')).toEqual(bytes('hello'));
    expect(await shelf.getRange('a/b.txt', 1, 3)).toEqual({ bytes: bytes('el'), size: 5 });
    expect(await shelf.getRange('a/b.txt', 3, 99)).toEqual({ bytes: bytes('lo'), size: 5 });
    expect(await shelf.getRange('a/b.txt', 3, Infinity)).toEqual({ bytes: bytes('lo'), size: 5 });
    expect(await shelf.getRange('a/b.txt', 9, 12)).toEqual({ bytes: bytes(''), size: 5 });
    expect([await has(shelf, 'a/b.txt'), await has(shelf, 'a/c.txt')]).toEqual([true, false]);
  });

  test('never puts anything over what is there, unless that was read before', async () => {
    const shelf = await open();
    await shelf.putIfAbsent('key', [bytes('one')]);
    expect(await shelf.putIfAbsent('key', [bytes('two')])).toBe(false);
    const { version } = (await shelf.get('key'))!;
    expect(await shelf.putIfUnchanged('key', bytes('two'), version)).toBe(true);
    expect(await shelf.putIfUnchanged('key', bytes('three'), version)).toBe(false);
    expect(await shelf.putIfUnchanged('key', bytes('three'), undefined)).toBe(false);
    expect(await shelf.putIfUnchanged('other', bytes('three'), version)).toBe(false);
    expect((await read(shelf, 'key'))?.toString()).toBe('two');
    await replace(shelf, 'key', bytes('four'));
    await replace(shelf, 'new', bytes('five'));
    expect((await read(shelf, 'key'))?.toString()).toBe('four');
    expect((await read(shelf, 'new'))?.toString()).toBe('five');
  });

  test('of many who put at once, one succeeds', async () => {
    const shelf = await open();
    await shelf.putIfAbsent('first', [bytes('0')]);
    const tries = Array.from({ length: 20 }, (_, index) => shelf.putIfAbsent('key', [bytes(`${index}`)]));
    const won = (await Promise.all(tries)).flatMap((isFirst, index) => (isFirst ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await read(shelf, 'key'))?.toString()).toBe(String(won[0]));
  });

  test('lists what is directly below, sorted, until it is removed', async () => {
    const shelf = await open();
    for (const key of ['b', 'a/2', 'a/1/x', 'a-b']) await shelf.putIfAbsent(key, [bytes(key)]);
    const names = async (prefix: string) => (await shelf.list(prefix)).filter((name) => name !== '.tmp');
    expect(await names('')).toEqual(['a', 'a-b', 'b']);
    expect(await names('a')).toEqual(['1', '2']);
    expect(await names('a/1')).toEqual(['x']);
    await shelf.remove(['a/1/x', 'nothing', 'b']);
    expect(await names('')).toEqual(['a', 'a-b']);
    expect(await names('a')).toEqual(['2']);
    await shelf.remove(['a/2']);
    expect(await names('')).toEqual(['a-b']);
  });

  test('is the same as a map, whatever is done to it', async () => {
    const key = fc.constantFrom('a', 'b/c', 'b/d', 'e/f/g');
    const steps = fc.array(
      fc.record({ do: fc.constantFrom('put', 'replace', 'remove'), key, text: fc.string() }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const shelf = await open();
        const map = new Map<string, string>();
        for (const step of all) {
          if (step.do === 'put') {
            expect(await shelf.putIfAbsent(step.key, [bytes(step.text)])).toBe(!map.has(step.key));
            if (!map.has(step.key)) map.set(step.key, step.text);
          } else if (step.do === 'replace') {
            await replace(shelf, step.key, bytes(step.text));
            map.set(step.key, step.text);
          } else {
            await shelf.remove([step.key]);
            map.delete(step.key);
          }
        }
        for (const one of ['a', 'b/c', 'b/d', 'e/f/g'])
          expect((await read(shelf, one))?.toString()).toBe(map.get(one));
      }),
      { numRuns: 25 },
    );
  });
});

test('a folder keeps nothing of a put that died, once it is locked', async () => {
  const folder = await scratch();
  const shelf = openFolder(folder);
  await shelf.putIfAbsent('.tmp/left.new', [bytes('half')]);
  await shelf.putIfAbsent('.tmp/2026-11-22T071500Z.full.jsonl.zst', []);
  const lock = await shelf.lock('test', () => new Date());
  await lock.release();
  expect(await listNamesBelow(folder)).toEqual(['.tmp/2026-11-22T071500Z.full.jsonl.zst']);
});
