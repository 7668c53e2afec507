import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { daysOf, listDays, writeDay } from '../src/snapshots/days.ts';
import { readLines } from '../src/snapshots/frames.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin, pinForReview, unpin } from '../src/snapshots/pin.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest, readManifestSince } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { ballast, storedLease, storedPod, store } from './store-fixtures.ts';

const now = new Date('2026-11-25T00:00:00Z');
const DAY = 24 * 3600;

const problemsIn = async (data: string) =>
  (await Array.fromAsync(verify(openStore(data)))).flatMap(({ problems }) => problems);
const numbersIn = async (data: string) =>
  (await readManifest(openStore(data), 'prod')).snapshots.map(({ number }) => number);

/** Two snapshots on each of three days. */
async function threeDays(): Promise<string> {
  const data = await scratch();
  for (const [index, time] of ['21T07', '21T08', '22T07', '22T08', '23T07', '23T08'].entries()) {
    await store(data, `2026-11-${time}:00:00Z`, ballast(200, index % 2));
  }
  return data;
}

async function textOf(data: string): Promise<string> {
  const texts = (await listNamesBelow(data)).map(async (name) => {
    const bytes = await fs.readFile(path.join(data, name));
    return name.endsWith('.zst') ? (await Array.fromAsync(readLines(bytes))).join('\n') : bytes.toString();
  });
  return (await Promise.all(texts)).join('\n');
}

test('prune deletes what the policy lets go, keeps its number for ever, and a dry run only says what it would do', async () => {
  const data = await threeDays();
  const dry = await prune(openStore(data), 'prod', { all: 2 * DAY }, now, { dryRun: true });
  expect(dry.remove.map(({ number }) => number)).toEqual([2, 4]);
  expect(await numbersIn(data)).toEqual([1, 2, 3, 4, 5, 6]);
  await prune(openStore(data), 'prod', { all: 2 * DAY }, now);
  const { snapshots, tombstones } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ number }) => number)).toEqual([1, 3, 5, 6]);
  expect(tombstones).toMatchObject([
    { number: 2, why: 'retention', at: '2026-11-25T00:00:00.000Z' },
    { number: 4, file: '2026-11-22/080000Z.delta.jsonl.zst' },
  ]);
  expect(await problemsIn(data)).toEqual([]);
  expect((await prune(openStore(data), 'prod', { all: 2 * DAY }, now)).remove).toEqual([]);
  expect((await store(data, '2026-11-25T00:00:00Z', ballast())).number).toBe(7);
});

test('pins are a set: that of a person and those of reviews do not replace each other', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', ballast());
  const opened = openStore(data);
  const look = async () => (await readManifest(opened, 'prod')).snapshots[0]!;
  expect(await pinForReview(opened, [await look()], 'one', now)).toBe(1);
  await pin(opened, await look(), 'mine', now);
  expect(await pinForReview(opened, [await look()], 'two', now)).toBe(0);
  expect(await look()).toMatchObject({ pinned: true, ownPin: true, note: 'mine', reviews: ['one', 'two'] });
  await unpin(opened, await look(), now);
  expect(await look()).toMatchObject({ pinned: true, reviews: ['one', 'two'] });
  await expect(unpin(opened, await look(), now)).rejects.toThrow(
    /is pinned by the review one, which rests on it/,
  );
  await expect(unpin(opened, await look(), now, 'three')).rejects.toThrow(
    'is not pinned by the review three',
  );
  await unpin(opened, await look(), now, 'one');
  expect(await look()).toMatchObject({ pinned: true, reviews: ['two'] });
  await unpin(opened, await look(), now, 'two');
  expect(await look()).toMatchObject({ pinned: false, unpinned: true, reviews: [] });
});

test('a pin keeps a delta and the keyframe that it needs, until it is taken away', async () => {
  const data = await threeDays();
  const [, second] = (await readManifest(openStore(data), 'prod')).snapshots;
  await expect(unpin(openStore(data), second!, now)).rejects.toThrow('prod/2026-11-21T080000Z is not pinned');
  await pin(openStore(data), second!, 'the outage', now);
  expect((await readManifest(openStore(data), 'prod')).snapshots[1]).toMatchObject({
    pinned: true,
    note: 'the outage',
  });
  const policy = { all: DAY, daily: 1 };
  await prune(openStore(data), 'prod', policy, now);
  expect(await numbersIn(data)).toEqual([1, 2, 6].toSpliced(2, 0, 5));
  await pin(openStore(data), second!, undefined, now);
  expect((await readManifest(openStore(data), 'prod')).snapshots[1]).toMatchObject({
    pinned: true,
    note: 'the outage',
  });
  await unpin(openStore(data), second!, now);
  expect((await readManifest(openStore(data), 'prod')).snapshots[1]?.note).toBe(undefined);
  await prune(openStore(data), 'prod', policy, now);
  expect(await numbersIn(data)).toEqual([5, 6]);
  await expect(pin(openStore(data), second!, undefined, now)).rejects.toThrow('was deleted in the meantime');
  expect((await listNamesBelow(data)).filter((name) => name.includes('2026-11-21'))).toEqual([]);
  expect(await problemsIn(data)).toEqual([]);
});

const SECRET = 'hunter2"hunter2';

async function withSecret(): Promise<string> {
  const data = await scratch();
  const settings = { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone' };
  const silences = [{ reason: `mentions ${SECRET}` }];
  const labelled = { ...storedPod('labelled'), spec: { nodeSelector: { [SECRET]: 'x' } } };
  const named = storedPod('gone');
  named.metadata.name = `gone-${SECRET}`;
  await store(data, '2026-11-21T07:00:00Z', [...ballast(), storedPod('clean'), labelled, named]);
  await store(data, '2026-11-21T07:15:00Z', [...ballast(), storedPod('clean'), labelled]);
  await store(data, '2026-11-21T07:30:00Z', [...ballast(), storedPod('clean', `now ${SECRET}`), labelled], {
    settings: { ...settings, silences },
  });
  await store(data, '2026-11-22T07:00:00Z', ballast());
  return data;
}

test('purging a text takes it out of every string, name and note, and leaves a store that verifies', async () => {
  const data = await withSecret();
  const before = await readManifest(openStore(data), 'prod');
  await pin(openStore(data), before.snapshots[0]!, `because of ${SECRET}`, now);
  const { cursor } = await readManifestSince(openStore(data), 'prod');
  expect(await textOf(data)).toContain(JSON.stringify(SECRET).slice(1, -1));

  const dry = await purge(openStore(data), 'prod', { text: SECRET }, now, { dryRun: true });
  expect(await problemsIn(data)).toEqual([]);
  expect((await readManifestSince(openStore(data), 'prod', cursor)).lines).toEqual([]);

  const done = await purge(openStore(data), 'prod', { text: SECRET }, now);
  expect(done).toEqual(dry);
  // Two pods of the keyframe; one deleted pod; one changed pod, and a meta.
  expect({ ...done, snapshots: done.snapshots.map(({ number }) => number) }).toEqual({
    snapshots: [1, 2, 3],
    lines: 6,
    notes: 1,
    reviews: 0,
    unreadable: [],
    damaged: [],
    thinned: [],
  });
  const text = await textOf(data);
  expect(text).not.toContain('hunter2');
  expect(await problemsIn(data)).toEqual([]);
  expect((await readManifestSince(openStore(data), 'prod', cursor)).startOver).toBe(true);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots[0]).toMatchObject({ pinned: true, note: 'because of [purged]' });
  const third = await readSnapshot(openStore(data), 'prod', snapshots[2]!);
  expect(third.meta.settings.silences).toEqual([{ reason: 'mentions [purged]' }]);
  const byName = new Map(third.objects.Pod.map((object) => [object.metadata.name, object]));
  expect(byName.get('clean')?.status?.message).toBe('now [purged]');
  expect(byName.get('labelled')?.spec?.nodeSelector).toEqual({ '[purged]': 'x' });
  expect(third.objects.Pod.length).toBe(202);
  // The other day is unchanged, and a second purge finds nothing.
  expect(snapshots[3]?.digest).toBe(before.snapshots[3]?.digest);
  expect(await purge(openStore(data), 'prod', { text: SECRET }, now)).toMatchObject({
    snapshots: [],
    lines: 0,
    notes: 0,
    reviews: 0,
  });
});

test('purging an object takes it out of every snapshot, and of nothing else', async () => {
  const data = await withSecret();
  const object = { kind: 'Pod', namespace: 'shop', name: `gone-${SECRET}` };
  const done = await purge(openStore(data), 'prod', { object }, now);
  // The deltas now refer to a smaller keyframe.
  expect(done.snapshots.map(({ number }) => number)).toEqual([1, 2, 3]);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ objects }) => objects)).toEqual([202, 202, 202, 200]);
  expect(await textOf(data)).not.toContain(`gone-${JSON.stringify(SECRET).slice(1, -1)}`);
  expect(await textOf(data)).toContain('labelled');
  expect(await problemsIn(data)).toEqual([]);
  const others = [
    { ...object, kind: 'Event' },
    { ...object, namespace: 'other' },
    { kind: 'Pod', name: 'clean' },
  ];
  for (const other of others)
    expect((await purge(openStore(data), 'prod', { object: other }, now)).lines).toBe(0);
});

test('a purge says which files it could not read, and purges the others', async () => {
  const data = await withSecret();
  await fs.truncate(path.join(data, 'prod', '2026-11-21/071500Z.delta.jsonl.zst'), 50);
  const done = await purge(openStore(data), 'prod', { text: SECRET }, now);
  expect(done.unreadable).toEqual([
    'prod/2026-11-21/071500Z.delta.jsonl.zst: is damaged: its bytes differ from what was stored',
  ]);
  expect(done.snapshots.map(({ number }) => number)).toEqual([1, 3]);
  expect((await problemsIn(data)).map(({ costs }) => costs.map(({ number }) => number))).toEqual([[2]]);
});

test.each([
  [{}, 'needs a text or an object'],
  [{ text: 'x' }, 'too short'],
  [{ text: '' }, 'too short'],
  [{ text: 'purged' }, 'cannot be purged'],
])('purging %j is refused', async (unwanted, message) => {
  await expect(purge(openStore(await scratch()), 'prod', unwanted, now)).rejects.toThrow(message);
});

test('a text that is also a word of the format is purged without breaking the format', async () => {
  const data = await withSecret();
  for (const text of [
    'Pod',
    'kind',
    'Snapshot',
    '2026-11-21',
    'gazette/v1',
    'sha256',
    'exact',
    'Gone',
    'metadata',
  ]) {
    await purge(openStore(data), 'prod', { text }, now);
    expect(await problemsIn(data), text).toEqual([]);
  }
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect((await readSnapshot(openStore(data), 'prod', snapshots[0]!)).objects.Pod.length).toBe(203);
});

test('timestamps and UIDs are the words of nobody: purging what occurs in them leaves them as they are', async () => {
  const data = await scratch();
  const [uid, seen] = ['6f3c1d2e-0000-4000-8000-2026112200ff', '2026-11-22T06:59:00Z'];
  const dated = storedPod('dated', `since 2026-11-22, as ${uid}`);
  Object.assign(dated.metadata, {
    uid,
    creationTimestamp: seen,
    ownerReferences: [{ kind: 'Job', name: 'j', uid }],
  });
  await store(data, '2026-11-22T07:00:00Z', [...ballast(), dated, storedLease('node', seen)]);
  // The delta says that it is gone, and must go on naming it.
  await store(data, '2026-11-22T07:15:00Z', [...ballast(), storedLease('node', seen)]);
  for (const text of ['2026-11-22', uid]) await purge(openStore(data), 'prod', { text }, now);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  const [first, second] = await Promise.all(
    snapshots.map((one) => readSnapshot(openStore(data), 'prod', one)),
  );
  const kept = first!.objects.Pod.find(({ metadata }) => metadata.name === 'dated');
  expect(kept?.status?.message).toBe('since [purged], as [purged]');
  expect(kept?.metadata).toMatchObject({ uid, creationTimestamp: seen, ownerReferences: [{ uid }] });
  expect(first!.objects.Lease[0]?.spec?.renewTime).toBe(seen);
  expect(second!.objects.Pod.length).toBe(200);
  expect(await problemsIn(data)).toEqual([]);
});

test('while a collector writes, prune, pin and purge wait for another time', async () => {
  const data = await threeDays();
  const writer = await openWriter(openStore(data), 'prod', { now: () => now });
  const [first] = (await readManifest(openStore(data), 'prod')).snapshots;
  await expect(prune(openStore(data), 'prod', { all: DAY }, now)).rejects.toThrow('"collect"');
  await expect(pin(openStore(data), first!, undefined, now)).rejects.toThrow('"collect"');
  await expect(purge(openStore(data), 'prod', { text: 'fine' }, now)).rejects.toThrow('"collect"');
  await writer.abort();
  await pin(openStore(data), first!, undefined, now);
});

test('a purge says which histories cannot be made again as they were', async () => {
  const data = await threeDays();
  const opened = openStore(data);
  const days = daysOf(opened, 'prod');
  for (const day of ['2026-11-21', '2026-11-22', '2026-11-23'])
    await writeDay(days, day, { summary: JSON.stringify({ day, text: 'hunter2' }) });
  await prune(opened, 'prod', { all: 3 * DAY, daily: 365 * DAY }, now);
  const found = await purge(opened, 'prod', { text: 'hunter2' }, now, { dryRun: true });
  // Of the last two days, all snapshots are there.
  expect(found.thinned).toEqual(['2026-11-21']);
  expect(await listDays(days)).toHaveLength(3);
  expect((await purge(opened, 'prod', { text: 'hunter2' }, now)).thinned).toEqual(['2026-11-21']);
  expect(await listDays(days)).toEqual([]);
});
