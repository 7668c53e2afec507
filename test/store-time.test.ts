import { expect, test } from 'vitest';
import { openStore } from '../src/snapshots/open-store.ts';
import { readLatest, readManifest } from '../src/snapshots/store.ts';
import { inOrder } from '../src/snapshots/fold-manifest.ts';
import { scratch } from './scratch.ts';
import { ballast, store } from './store-fixtures.ts';

const clock = (time: string) => ({ now: () => new Date(time) });

test('a clock that lies marks its own snapshot, and none of the neighbours', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', ballast());
  await store(data, '2031-01-01T00:00:00Z', ballast(), clock('2026-11-22T07:15:00Z'));
  await store(data, '2026-11-22T07:30:00Z', ballast());
  await store(data, '1970-01-01T00:00:00Z', ballast(), clock('2026-11-22T07:45:00Z'));
  await store(data, '2026-11-22T08:00:00Z', ballast());
  const { snapshots, problems } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ number, marks, base }) => [number, marks, base?.file])).toEqual([
    [1, undefined, undefined],
    [2, ['future'], undefined],
    [3, undefined, '2026-11-22/070000Z.full.jsonl.zst'],
    [4, ['backwards'], undefined],
    [5, undefined, '2026-11-22/070000Z.full.jsonl.zst'],
  ]);
  expect(problems).toEqual([]);
});

test('a minute of skew between the two clocks is no future', async () => {
  const data = await scratch();
  const near = await store(data, '2026-11-22T07:01:00Z', [], clock('2026-11-22T07:00:00Z'));
  const far = await store(data, '2026-11-22T07:01:02Z', [], clock('2026-11-22T07:00:01Z'));
  expect([near.marks, far.marks]).toEqual([undefined, ['future']]);
});

test('imported snapshots get the next number, stand where their time belongs, and are not the latest', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', ballast());
  await store(data, '2026-11-22T08:00:00Z', ballast());
  const late = await store(data, '2026-11-22T07:30:00Z', ballast(), { late: true });
  const older = await store(data, '2026-11-20T07:30:00Z', ballast(), { late: true });
  expect([late.number, late.marks, older.number]).toEqual([3, ['late'], 4]);
  expect((await readLatest(openStore(data), 'prod'))?.number).toBe(2);
  const next = await store(data, '2026-11-22T08:15:00Z', ballast());
  expect([next.number, next.marks, next.base?.file]).toEqual([
    5,
    undefined,
    '2026-11-22/070000Z.full.jsonl.zst',
  ]);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(inOrder(snapshots).map(({ number }) => number)).toEqual([4, 1, 3, 2, 5]);
});

test('a second snapshot of one second is refused, whatever its form, and nothing is overwritten', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', ballast());
  await store(data, '2026-11-22T07:15:00.250Z', ballast());
  for (const time of ['2026-11-22T07:00:00Z', '2026-11-22T07:15:00.750Z']) {
    await expect(store(data, time, ballast())).rejects.toThrow(
      'prod already has a snapshot of that second: prod/2026',
    );
  }
  const { snapshots, problems } = await readManifest(openStore(data), 'prod');
  expect([snapshots.length, problems]).toEqual([2, []]);
  expect((await store(data, '2026-11-22T07:30:00Z', ballast())).number).toBe(3);
});
