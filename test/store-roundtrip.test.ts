import fc from 'fast-check';
import fs from 'node:fs/promises';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { kindNames, type KindName } from '../src/snapshots/kinds/kinds.ts';
import { readLines } from '../src/snapshots/frames.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readMeta, readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { scratch } from './scratch.ts';
import { ballast, storedEvent, storedLease, observation, storedPod, store } from './store-fixtures.ts';

const kind = fc.constantFrom<KindName>('Pod', 'Event', 'Node', 'Lease', 'NodeMetrics', 'Service', 'TableRow');
/** Names that a hostile or a broken server may send. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'a-b', 'a/b', '"', '\n', '\u2028', '\\', '__proto__', ']"', 'Gone'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
/**
 * Names of labels need no escape in JSON, since the V8 of Node 24 takes one escaped name for another:
 * `JSON.parse('[{"b":1,"\\\\":2},{"b":1,"\\"":2}]')` has `\\` twice. The API allows no such name.
 */
const labelName = name.filter((text) => JSON.stringify(text) === `"${text}"`);
const object = fc
  .record({
    kind,
    uid: fc.oneof(fc.constantFrom('', 'u1', 'u2', 'u3'), fc.uuid()),
    namespace: fc.option(name, { nil: undefined }),
    name,
    labels: fc.dictionary(labelName, name, { maxKeys: 2 }),
  })
  .map(({ kind, uid, ...rest }) => ({ kind, apiVersion: 'v1', metadata: { uid, ...rest } }));
const objects = fc.array(object, { maxLength: 12 });

test('a delta and its keyframe read back as the whole snapshot does', async () => {
  const forms = { full: 0, delta: 0 };
  await fc.assert(
    fc.asyncProperty(objects, objects, fc.boolean(), async (before, after, heavy) => {
      const [one, other] = [await scratch(), await scratch()];
      // Without the ballast, the delta exceeds a quarter of its keyframe, and a new keyframe is made from both.
      const rest = heavy ? ballast() : [];
      await store(one, '2026-11-22T07:00:00Z', [...before, ...rest]);
      const second = await store(one, '2026-11-22T07:15:00Z', [...rest, ...after]);
      const whole = await store(other, '2026-11-22T07:15:00Z', [...after, ...rest]);
      forms[second.base ? 'delta' : 'full'] += 1;
      const read = await readSnapshot(openStore(one), 'prod', second);
      expect(read.objects).toEqual((await readSnapshot(openStore(other), 'prod', whole)).objects);
      expect(second.objects).toBe(whole.objects);
      expect(second.objects).toBe(Object.values(read.objects).flat().length);
    }),
    { numRuns: 60 },
  );
  expect(forms.full).toBeGreaterThan(5);
  expect(forms.delta).toBeGreaterThan(5);
});

test('objects come back as they were stored, ordered by namespace/name as the API lists them', async () => {
  const data = await scratch();
  const at = (namespace: string, name: string) => ({
    ...storedPod(name),
    metadata: { uid: `${namespace} ${name}`, namespace, name },
  });
  const pods = [at('b', 'x'), at('a', 'x'), at('a-b', 'x'), at('a', 'w')];
  const { objects } = await readSnapshot(
    openStore(data),
    'prod',
    await store(data, '2026-11-22T07:00:00Z', pods),
  );
  expect(objects.Pod).toEqual([pods[2], pods[3], pods[1], pods[0]]);
  expect(Object.keys(objects)).toEqual(kindNames);
});

test('any file reads as JSON lines with a plain zstd decoder, the meta first', async () => {
  const data = await scratch();
  const hostile = storedPod('a\nb\u2028"c');
  await store(data, '2026-11-22T07:00:00Z', [hostile, ...ballast()]);
  const { file } = await store(data, '2026-11-22T07:15:00Z', ballast());
  const bytes = await fs.readFile(path.join(data, 'prod', file));
  const lines = (await Array.fromAsync(readLines(bytes))).map((line) => JSON.parse(line));
  expect(lines.map(({ kind }) => kind)).toEqual(['Snapshot', 'Gone']);
  expect(lines[1].object).toEqual({
    kind: 'Pod',
    uid: hostile.metadata.uid,
    namespace: 'shop',
    name: 'a\nb\u2028"c',
  });
  expect(JSON.parse(zlib.zstdDecompressSync(bytes).toString()).number).toBe(2);
});

test('of an unchanged cluster a delta holds only the meta and what changes at every beat', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', [
    ...ballast(),
    storedLease('n1', 'then'),
    storedLease('n2', 'then'),
  ]);
  const second = await store(data, '2026-11-22T07:15:00Z', [...ballast(), storedLease('n1', 'then')]);
  const bytes = await fs.readFile(path.join(data, 'prod', second.file));
  const kinds = (await Array.fromAsync(readLines(bytes))).map((line) => JSON.parse(line).kind);
  expect(kinds).toEqual(['Snapshot', 'Lease']);
  expect((await readSnapshot(openStore(data), 'prod', second)).objects.Lease).toEqual([
    storedLease('n1', 'then'),
  ]);
});

test('a delta has an object of another writer, but none of which only the times of writers differ', async () => {
  const data = await scratch();
  const service = (time: string, ...parts: string[]) => ({
    ...({ kind: 'Service', apiVersion: 'v1' } as const),
    metadata: {
      ...{ uid: 's', namespace: 'shop', name: 's' },
      managedFields: [{ manager: 'helm', operation: 'Update', time, parts }],
    },
  });
  const [first, same, other] = [
    service('2026-11-22T06:00:00Z', 'ports'),
    service('2026-11-22T07:14:00Z', 'ports'),
    service('2026-11-22T07:29:00Z', 'ports', 'selector'),
  ];
  await store(data, '2026-11-22T07:00:00Z', [...ballast(), first]);
  const second = await store(data, '2026-11-22T07:15:00Z', [...ballast(), same]);
  const third = await store(data, '2026-11-22T07:30:00Z', [...ballast(), other]);
  const read = async (line: typeof second) =>
    (await readSnapshot(openStore(data), 'prod', line)).objects.Service;
  expect(await read(second)).toEqual([first]);
  expect(await read(third)).toEqual([other]);
});

test('a kind that was forbidden reads back as none, not as it was before', async () => {
  const data = await scratch();
  const service = {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { uid: 's', namespace: 'shop', name: 's' },
  } as const;
  await store(data, '2026-11-22T07:00:00Z', [...ballast(), service]);
  const forbidden = {
    kind: 'Service',
    state: 'forbidden',
    durationMs: 1,
    objects: 0,
    requests: 1,
    bytes: 0,
  } as const;
  const second = await store(data, '2026-11-22T07:15:00Z', ballast(), { coverage: [forbidden] });
  expect(second).toMatchObject({ complete: false, base: { file: '2026-11-22/070000Z.full.jsonl.zst' } });
  const read = await readSnapshot(openStore(data), 'prod', second);
  expect(read.objects.Service).toEqual([]);
  expect(read.meta.coverage).toEqual([forbidden]);
});

test('dropping a kind forgets what was added of it, also against a keyframe', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', ballast());
  const writer = await openWriter(openStore(data), 'prod', { now: () => new Date('2026-11-22T07:15:00Z') });
  for (const object of ballast()) await writer.add('Pod', object);
  await writer.add('Pod', storedPod('torn'));
  writer.drop('Pod');
  for (const object of ballast().slice(1)) await writer.add('Pod', object);
  const stored = await writer.commit(observation('2026-11-22T07:15:00Z'));
  const { objects } = await readSnapshot(openStore(data), 'prod', stored);
  expect(objects.Pod.length).toBe(199);
  expect(objects.Pod.map(({ metadata }) => metadata.name)).not.toContain('torn');
});

test('thousands of objects of interleaved kinds stream through the compressors', async () => {
  const data = await scratch();
  const many = Array.from({ length: 6000 }, (_, index) => [
    storedPod(`p-${index}`, 'x'.repeat(200) + index),
    storedLease(`n-${index}`, `t-${index}`),
  ]).flat();
  const stored = await store(data, '2026-11-22T07:00:00Z', many);
  expect(stored.objects).toBe(12_000);
  const { objects } = await readSnapshot(openStore(data), 'prod', stored);
  expect(objects.Pod.length).toBe(6000);
  expect(objects.Lease.find(({ metadata }) => metadata.name === 'n-4711')).toEqual(
    storedLease('n-4711', 't-4711'),
  );
});

test('the meta is read without the rest, however long it is', async () => {
  const data = await scratch();
  const coverage = Array.from({ length: 3000 }, (_, index) => ({
    kind: `Kind${index * 7919}`,
    state: 'failed' as const,
    error: Math.sin(index).toString(36),
    ...{ durationMs: index, objects: 0, requests: 1, bytes: 0 },
  }));
  const stored = await store(data, '2026-11-22T07:00:00Z', [], { coverage });
  expect(stored.bytes).toBeGreaterThan(32 * 1024);
  expect((await readMeta(openStore(data), 'prod', stored)).coverage).toEqual(coverage);
});

test('a keyframe opens each day, and follows when a delta repeats more than a quarter of it', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T23:00:00Z', ballast(200));
  await store(data, '2026-11-22T23:15:00Z', ballast(200, 2));
  await store(data, '2026-11-22T23:30:00Z', ballast(200, 150));
  await store(data, '2026-11-22T23:45:00Z', ballast(200, 151));
  await store(data, '2026-11-23T00:00:00Z', ballast(200, 151));
  await store(data, '2026-11-23T00:15:00Z', ballast(200, 151));
  const { snapshots, problems } = await readManifest(openStore(data), 'prod');
  expect(snapshots.map(({ file }) => file.replace('.jsonl.zst', ''))).toEqual([
    '2026-11-22/230000Z.full',
    '2026-11-22/231500Z.delta',
    '2026-11-22/233000Z.full',
    '2026-11-22/234500Z.delta',
    '2026-11-23/000000Z.full',
    '2026-11-23/001500Z.delta',
  ]);
  expect(problems).toEqual([]);
});

test('what beats, and events, bring no new keyframe about, however many there are', async () => {
  const count = fc.integer({ min: 0, max: 300 });
  await fc.assert(
    fc.asyncProperty(count, count, async (leases, events) => {
      const data = await scratch();
      const at = (time: string) => [
        ...ballast(40),
        ...Array.from({ length: leases }, (_, index) =>
          storedLease(`n-${index}`, `${time} and ${index * 7919}`),
        ),
        ...Array.from({ length: events }, (_, index) => storedEvent(`${time}-${index * 7919}`)),
      ];
      const times = ['00', '15', '30'].map((minutes) => `2026-11-22T07:${minutes}:00Z`);
      const stored = [];
      for (const time of times) stored.push(await store(data, time, at(time)));
      const keyframe = stored[0]!.file;
      expect(stored.map(({ base }) => base?.file)).toEqual([undefined, keyframe, keyframe]);
    }),
    { numRuns: 10 },
  );
});

test('a keyframe follows as soon among many beats as among none', async () => {
  const beats = (time: string) =>
    Array.from({ length: 300 }, (_, index) => storedLease(`n-${index}`, `${time} and ${index * 7919}`));
  for (const among of [() => [], beats]) {
    const forms = [];
    for (const changed of [20, 40, 80]) {
      const data = await scratch();
      await store(data, '2026-11-22T07:00:00Z', [...ballast(200), ...among('then')]);
      const { base } = await store(data, '2026-11-22T07:15:00Z', [...ballast(200, changed), ...among('now')]);
      forms.push(base ? 'delta' : 'full');
    }
    expect(forms).toEqual(['delta', 'delta', 'full']);
  }
});

test('of events that are all others by now, one line says that those of the keyframe are gone', async () => {
  const data = await scratch();
  const events = (hour: number, count = 30) =>
    Array.from({ length: count }, (_, i) => storedEvent(`${hour}-${i}`));
  const gone = async (file: string) =>
    (await Array.fromAsync(readLines(await fs.readFile(path.join(data, 'prod', file)))))
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'Gone')
      .map(({ object }) => object);
  await store(data, '2026-11-22T07:00:00Z', [...ballast(), ...events(7)]);
  const early = await store(data, '2026-11-22T07:15:00Z', [
    ...ballast(),
    ...events(7, 28),
    storedEvent('8-0'),
  ]);
  const late = await store(data, '2026-11-22T08:15:00Z', [...ballast(), ...events(8)]);
  const last = await store(data, '2026-11-22T08:30:00Z', ballast());
  const namesOf = async (stored: typeof late) =>
    (await readSnapshot(openStore(data), 'prod', stored)).objects.Event.map(
      ({ metadata }) => metadata.name,
    ).sort();
  const check = async () => {
    expect((await gone(early.file)).map(({ name }) => name)).toEqual(['7-28', '7-29']);
    expect(await gone(late.file)).toEqual([{ kind: 'Event' }]);
    expect(await gone(last.file)).toEqual([{ kind: 'Event' }]);
    const { snapshots } = await readManifest(openStore(data), 'prod');
    const names = await Promise.all(snapshots.slice(1).map(namesOf));
    expect(names.map(({ length }) => length)).toEqual([29, 30, 0]);
    expect(names[1]).toEqual(
      events(8)
        .map(({ metadata }) => metadata.name)
        .sort(),
    );
    expect(await Array.fromAsync(verify(openStore(data)))).toMatchObject([{ problems: [] }]);
  };
  await check();
  // The manifest that is rebuilt from the files counts the same objects.
  await fs.rm(path.join(data, 'prod', 'manifest'), { recursive: true });
  await purge(openStore(data), 'prod', { text: 'BackOff' }, new Date('2026-11-22T09:00:00Z'));
  await check();
});

test('a snapshot whose day turns out to be another than expected stands alone', async () => {
  const data = await scratch();
  await store(data, '2026-11-22T23:59:00Z', ballast());
  // The collector's clock is slow: for the API server, it is already the next day.
  const writer = await openWriter(openStore(data), 'prod', { now: () => new Date('2026-11-22T23:59:59Z') });
  for (const object of ballast()) await writer.add('Pod', object);
  const stored = await writer.commit(observation('2026-11-23T00:00:01Z'));
  expect(stored.file).toBe('2026-11-23/000001Z.full.jsonl.zst');
  expect((await readSnapshot(openStore(data), 'prod', stored)).objects.Pod.length).toBe(200);
});
