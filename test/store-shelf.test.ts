import { expect, test } from 'vitest';
import { openStoreOn, type Store } from '../src/snapshots/open-store.ts';
import { pin } from '../src/snapshots/pin.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readMeta, readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { listClusters, readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { openMemory, type Memory } from './memory-shelf.ts';
import { ballast, observation, storedPod } from './store-fixtures.ts';

// The store on a shelf without a folder: nothing appends or renames, and there are no file times.

const SECRET = 'hunter2-hunter2';
const now = new Date('2026-11-23T00:00:00Z');

async function take(store: Store, time: string, from = 0): Promise<number> {
  const writer = await openWriter(store, 'prod', { now: () => new Date(time), time });
  for (const object of [...ballast(60, from), storedPod('leaky', `it is ${SECRET}`)])
    await writer.add('Pod', object);
  return (await writer.commit(observation(time))).number;
}

async function filled(): Promise<Memory> {
  const memory = openMemory();
  const store = openStoreOn(memory.shelf);
  for (const [index, time] of ['21T07:00', '21T07:15', '22T07:00', '22T07:15'].entries())
    await take(store, `2026-11-${time}:00Z`, index);
  const { snapshots } = await readManifest(store, 'prod');
  await pin(store, snapshots[3]!, `shows ${SECRET}`, now);
  return memory;
}

const problemsIn = async (store: Store) =>
  (await Array.fromAsync(verify(store))).flatMap(({ problems }) => problems);
const costly = async (store: Store) => (await problemsIn(store)).filter(({ costs }) => costs.length > 0);

test('is written, read, listed, pinned, thinned and purged there as in a folder', async () => {
  const store = openStoreOn((await filled()).shelf);
  expect(await listClusters(store)).toEqual(['prod']);
  const { snapshots } = await readManifest(store, 'prod');
  expect(snapshots.map(({ number, base, pinned }) => [number, !!base, pinned])).toEqual([
    [1, false, false],
    [2, true, false],
    [3, false, false],
    [4, true, true],
  ]);
  expect((await readSnapshot(store, 'prod', snapshots[1]!)).objects.Pod).toHaveLength(61);
  expect((await readMeta(store, 'prod', snapshots[1]!)).number).toBe(2);
  await prune(store, 'prod', { all: 24 * 3600, daily: 30 * 24 * 3600 }, new Date('2026-11-23T08:00:00Z'));
  expect((await readManifest(store, 'prod')).snapshots.map(({ number }) => number)).toEqual([1, 3, 4]);
  await purge(store, 'prod', { text: SECRET }, now);
  expect(await problemsIn(store)).toEqual([]);
  expect((await readManifest(store, 'prod')).snapshots.at(-1)?.note).toBe('shows [purged]');
});

/** Runs a deed once for each of its steps, and dies at that step. */
async function diesAtEachStep(
  deed: (store: Store) => Promise<unknown>,
  check: (store: Store, memory: Memory, step: number) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step += 1) {
    const memory = await filled();
    const dying = memory.reopen();
    dying.dieAfter(step);
    const isDead = await deed(openStoreOn(dying.shelf)).then(
      () => false,
      () => true,
    );
    await check(openStoreOn(memory.shelf), memory, step);
    if (!isDead) return step;
  }
}

test('a collector that dies at any step loses at most its own snapshot, and the next completes', async () => {
  let adopted = 0;
  const steps = await diesAtEachStep(
    (store) => take(store, '2026-11-22T07:30:00Z', 4),
    async (store, _, step) => {
      expect(await costly(store), `dies at step ${step}`).toEqual([]);
      const before = (await readManifest(store, 'prod')).snapshots;
      const number = await take(store, '2026-11-22T07:45:00Z', 5);
      expect(number, `dies at step ${step}`).toBe(before.length + 1);
      const after = (await readManifest(store, 'prod')).snapshots;
      expect(after.slice(0, -1).map(({ digest }) => digest)).toEqual(before.map(({ digest }) => digest));
      expect(await problemsIn(store)).toEqual([]);
      if (before.length === 5) adopted += 1;
    },
  );
  expect(steps).toBeGreaterThanOrEqual(4);
  expect(adopted).toBeGreaterThanOrEqual(2);
});

test('a purge that dies at any step is completed by running it again, and nothing of the text is left', async () => {
  const steps = await diesAtEachStep(
    (store) => purge(store, 'prod', { text: SECRET }, now),
    async (store, memory, step) => {
      if (step % 2 === 0) await take(store, '2026-11-22T07:30:00Z', 4);
      await purge(store, 'prod', { text: SECRET }, now);
      expect(await problemsIn(store), `dies at step ${step}`).toEqual([]);
      const { snapshots } = await readManifest(store, 'prod');
      const shown = await Promise.all(snapshots.map((stored) => readSnapshot(store, 'prod', stored)));
      expect(JSON.stringify([shown, snapshots])).not.toContain(SECRET);
      const plain = [...memory.kept].filter(([key]) => !key.endsWith('.zst'));
      expect(plain.filter(([, bytes]) => bytes.includes(SECRET)).map(([key]) => key)).toEqual([]);
    },
  );
  expect(steps).toBeGreaterThan(10);
});

test('a prune that dies at any step leaves nothing that looks damaged, and is completed', async () => {
  const policy = { all: 24 * 3600, daily: 1 };
  const at = new Date('2026-11-23T12:00:00Z');
  await diesAtEachStep(
    (store) => prune(store, 'prod', policy, at),
    async (store, memory, step) => {
      expect(await costly(store), `dies at step ${step}`).toEqual([]);
      await prune(store, 'prod', policy, at);
      expect(await problemsIn(store)).toEqual([]);
      expect((await readManifest(store, 'prod')).snapshots.map(({ number }) => number)).toEqual([3, 4]);
      expect([...memory.kept.keys()].filter((key) => key.includes('2026-11-21'))).toEqual([]);
    },
  );
});

test('a snapshot costs as many calls after two hundred as after twenty', async () => {
  const memory = openMemory();
  const store = openStoreOn(memory.shelf);
  const costs: number[] = [];
  for (let minute = 0; minute < 220; minute += 1) {
    const before = Object.values(memory.calls).reduce((sum, count) => sum + count, 0);
    await take(store, new Date(Date.parse('2026-11-22T00:00:00Z') + minute * 60_000).toISOString());
    costs.push(Object.values(memory.calls).reduce((sum, count) => sum + count, 0) - before);
  }
  const usual = (some: number[]) => some.toSorted((a, b) => a - b)[some.length >> 1];
  expect(usual(costs.slice(-40))).toBe(usual(costs.slice(10, 50)));
  expect(usual(costs)).toBeLessThan(25);
});
