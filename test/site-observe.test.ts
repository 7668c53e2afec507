import { expect, test } from 'vitest';
import { observe, openObserver, type Observer } from '../src/days/observe.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { ManifestSnapshot } from '../src/snapshots/schema.ts';
import { scratch } from './scratch.ts';
import { take } from './site-fixtures.ts';
import { runningPod } from './snapshot-of.ts';

test('a snapshot that no report can be made of costs its own edition, which says why', async () => {
  const data = await scratch();
  const odd = runningPod('odd', undefined, { status: { containerStatuses: 7 as never } });
  const stored = await take(data, 'prod', '2026-11-22T07:00:00Z', { objects: [odd] });
  const { observed, damaged } = await observe(openStore(data), 'prod', stored);
  expect(observed).toBe(undefined);
  expect(damaged).toMatch(/^prod\/2026-11-22\/070000Z\.full\.jsonl\.zst: cannot be shown: /);
  const fine = await take(data, 'prod', '2026-11-22T07:15:00Z');
  expect((await observe(openStore(data), 'prod', fine)).observed).toBeDefined();
});

test('the first small snapshots are read once, until they are forgotten; of others only the last two', async () => {
  const data = await scratch();
  const taken: ManifestSnapshot[] = [];
  for (const hour of ['07', '08', '09', '10'])
    taken.push(await take(data, 'prod', `2026-11-22T${hour}:00:00Z`));
  const store = openStore(data);
  const read = async (observer: Observer) => {
    const observed = [];
    for (const one of taken) observed.push((await observer.observe(store, 'prod', one)).observed!);
    return observed;
  };
  const isSame = (one: object[], other: object[]) => one.map((observed, index) => observed === other[index]);

  const objects = taken[0]!.objects;
  const observer = openObserver(3 * 10 * objects);
  const first = await read(observer);
  expect(isSame(first, await read(observer))).toEqual([true, true, true, true]);
  observer.forget();
  const again = await read(observer);
  expect(isSame(first, again)).toEqual([false, false, false, false]);
  expect(again).toEqual(first);

  const small = openObserver(objects);
  const last = (await read(small)).slice(-2);
  const reread = await Promise.all(taken.slice(-2).map((one) => small.observe(store, 'prod', one)));
  expect(
    isSame(
      last,
      reread.map(({ observed }) => observed!),
    ),
  ).toEqual([true, true]);
  expect(isSame(await read(small), await read(small))).toEqual([false, false, false, false]);
});
