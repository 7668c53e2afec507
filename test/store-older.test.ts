import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin } from '../src/snapshots/pin.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readLatest, readManifest, readManifestSince } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { ballast, manifestText, storedPod, store } from './store-fixtures.ts';

/** The files of a Gazette that appended to `manifest.jsonl`: five snapshots, the second pinned, the third deleted. */
const OLDER = path.join(import.meta.dirname, 'older-store');
const OLDER_TEXT = path.join(OLDER, 'prod', 'manifest.jsonl');
const now = new Date('2026-11-22T10:00:00Z');

async function olderStore(): Promise<string> {
  const data = await scratch();
  await fs.cp(OLDER, data, { recursive: true });
  return data;
}

const problemsIn = async (data: string) =>
  (await Array.fromAsync(verify(openStore(data)))).flatMap(({ problems }) => problems);
const messageOf = async (data: string, number: number) => {
  const { snapshots } = await readManifest(openStore(data), 'prod');
  const { objects } = await readSnapshot(
    openStore(data),
    'prod',
    snapshots.find((one) => one.number === number)!,
  );
  return objects.Pod.find(({ metadata }) => metadata.name === 'web')?.status?.message;
};

test('the store of an older Gazette is read as it stands, and reading changes nothing', async () => {
  const data = await olderStore();
  const before = await listNamesBelow(data);
  const { snapshots, tombstones } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ number, pinned, note }) => [number, pinned, note])).toEqual([
    [1, false, undefined],
    [2, true, 'the outage'],
    [4, false, undefined],
    [5, false, undefined],
  ]);
  expect(tombstones.map(({ number }) => number)).toEqual([3]);
  expect(await Promise.all([1, 2, 4, 5].map((number) => messageOf(data, number)))).toEqual([
    'seen 0',
    'seen 1',
    'seen 3',
    'seen 4',
  ]);
  expect((await readLatest(openStore(data), 'prod'))?.number).toBe(5);
  expect(await problemsIn(data)).toEqual([]);
  expect(await listNamesBelow(data)).toEqual(before);
});

test('it goes on where it stopped: numbers, keyframes, the chain, and who follows it', async () => {
  const data = await olderStore();
  const { cursor, lines } = await readManifestSince(openStore(data), 'prod');
  expect(lines).toHaveLength(7);
  const next = await store(data, '2026-11-22T07:30:00Z', [...ballast(20), storedPod('web', 'seen 5')]);
  expect([next.number, next.base?.file]).toEqual([6, '2026-11-22/070000Z.full.jsonl.zst']);
  expect(await readManifestSince(openStore(data), 'prod', cursor)).toMatchObject({
    ...{ startOver: false, problems: [], lines: [{ type: 'snapshot', number: 6 }] },
  });
  expect(await messageOf(data, 6)).toBe('seen 5');
  expect(await messageOf(data, 2)).toBe('seen 1');
  expect(await problemsIn(data)).toEqual([]);
  const older = await fs.readFile(OLDER_TEXT, 'utf8');
  expect((await manifestText(data)).slice(0, older.length)).toBe(older);
  expect((await listNamesBelow(data)).filter((name) => name.includes('manifest'))).toEqual([
    `prod/manifest/${'0'.repeat(12)}-${String(older.length).padStart(12, '0')}.jsonl`,
    `prod/manifest/${String(older.length).padStart(12, '0')}.jsonl`,
  ]);
});

test('a pin and a purge, too, go on from it, and a purge reaches the notes of old', async () => {
  const data = await olderStore();
  const [first] = (await readManifest(openStore(data), 'prod')).snapshots;
  await pin(openStore(data), first!, 'also the outage', now);
  await purge(openStore(data), 'prod', { text: 'the outage' }, now);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ note }) => note)).toEqual(['also [purged]', '[purged]', undefined, undefined]);
  expect(await manifestText(data)).not.toContain('outage');
  expect(await problemsIn(data)).toEqual([]);
});

test('what an older Gazette leaves in its place afterwards is named', async () => {
  const data = await olderStore();
  await store(data, '2026-11-22T07:30:00Z', ballast(20));
  await fs.copyFile(OLDER_TEXT, path.join(data, 'prod', 'manifest.jsonl'));
  expect((await problemsIn(data)).map(({ file, problem }) => `${file}: ${problem}`)).toEqual([
    'manifest.jsonl: belongs to an older Gazette; the current manifest is in manifest/',
  ]);
  expect((await readManifest(openStore(data), 'prod')).snapshots.at(-1)?.number).toBe(6);
});
