import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { dbPod, put } from './days-of.ts';
import { play, scripts } from './histories.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { object } from './snapshot-of.ts';
import { storePut } from './store-puts.ts';
import type { Day } from '../src/history/day/day.ts';
import { sliceDays } from '../src/history/day/slice.ts';
import { fromUnix } from '../src/history/day/unix.ts';
import { objectKey } from '../src/model/object-ref.ts';
import { loadDay, loadDaysAround } from '../src/days/read-days.ts';
import { daysOf, listDays, readDayPart, writeDay } from '../src/snapshots/days.ts';
import { openFolder } from '../src/snapshots/folder.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { Shelf } from '../src/snapshots/shelf.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { verify } from '../src/snapshots/verify.ts';
import { listClusters } from '../src/snapshots/store.ts';
import { updateDays } from '../src/days/update-days.ts';

vi.setConfig({ testTimeout: 120_000 });

const now = () => new Date('2026-11-26T00:00:00Z');
const update = (data: string, more = {}) =>
  updateDays({ store: openStore(data), cluster: 'prod', now, ...more });

async function readDays(shelf: Shelf): Promise<Day[]> {
  const days = await Promise.all((await listDays(shelf)).map((day) => loadDay(shelf, day)));
  return days.map((day) => day!);
}

/** The result of folding everything at once. */
async function fromScratch(data: string): Promise<Day[]> {
  const folder = path.join(data, 'scratch');
  await fs.rm(folder, { recursive: true, force: true });
  await update(data, { shelf: openFolder(folder) });
  return readDays(openFolder(folder));
}

const deeds = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ what: 'take' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('clock' as const), hours: fc.integer({ min: -8, max: 30 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('late' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('damage' as const), file: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.constant({ what: 'repair' as const }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('forget' as const), file: fc.nat(30) }) },
);

test('Days that were brought up to date as snapshots came are those of folding all at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(scripts(), fc.array(fc.tuple(deeds, fc.boolean()), { minLength: 3, maxLength: 14 })),
      async ([script, doings]) => {
        const data = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-days-'));
        try {
          const puts = play(script).puts.map((one) => ({ ...one, objects: one.objects ?? {} }));
          const broken = new Map<string, Buffer>();
          for (const [deed, isUpdated] of doings) {
            await doDeed(data, deed, puts, broken);
            if (isUpdated) await update(data);
          }
          // A Day remembers what was damaged after its folding, and what retention deleted.
          await doDeed(data, { what: 'repair' }, puts, broken);
          await update(data);
          expect(await readDays(daysOf(openStore(data), 'prod'))).toEqual(await fromScratch(data));
          expect((await update(data)).days).toEqual([]);
        } finally {
          await fs.rm(data, { recursive: true });
        }
      },
    ),
    { numRuns: 12 },
  );
});

type Deed = typeof deeds extends fc.Arbitrary<infer Value> ? Value : never;
type Puts = ReturnType<typeof play>['puts'];

async function doDeed(data: string, deed: Deed, puts: Puts, broken: Map<string, Buffer>): Promise<void> {
  const prod = path.join(data, 'prod');
  const files = (await listNamesBelow(prod).catch(() => [])).map((name) => path.join(prod, name));
  const snapshots = files.filter((name) => name.endsWith('.jsonl.zst'));
  if (deed.what === 'take' || deed.what === 'clock' || deed.what === 'late') {
    const next = deed.what === 'late' ? puts[0] : puts.shift();
    if (!next) return;
    const at = Date.parse(next.time) / 1000;
    const shift =
      deed.what === 'clock' ? deed.hours * 3600 + 1 : deed.what === 'late' ? deed.minutes * 60 + 7 : 0;
    const time = fromUnix(at + shift);
    await storePut(
      data,
      { ...next, time },
      { now: () => new Date(next.time), late: deed.what === 'late' },
    ).catch((error: Error) => {
      if (!error.message.includes('already has a snapshot')) throw error;
    });
  } else if (deed.what === 'damage') {
    const file = snapshots[deed.file % Math.max(1, snapshots.length)];
    if (file === undefined || broken.has(file)) return;
    broken.set(file, await fs.readFile(file));
    await fs.truncate(file, 40);
  } else if (deed.what === 'repair') {
    for (const [file, bytes] of broken) await fs.writeFile(file, bytes);
    broken.clear();
  } else {
    const cache = files.filter((name) => name.includes('/days/'));
    const file = cache[deed.file % Math.max(1, cache.length)];
    if (file !== undefined) await fs.rm(file);
  }
}

const DAY = 24 * 3600;
const DB = 'StatefulSet/shop/db';

/** Two days of four snapshots each; the database restarts once before each snapshot. */
async function twoDays(data: string, extra: Record<string, unknown> = {}) {
  for (const [index, time] of [
    '21T07:00',
    '21T07:15',
    '21T07:30',
    '21T07:45',
    '22T07:00',
    '22T07:15',
    '22T07:30',
    '22T07:45',
  ].entries()) {
    const now = `2026-11-${time}:00Z`;
    await storePut(data, put(now, { Pod: [dbPod('db-0', { restarts: index })], ...extra }));
  }
}

const restartsIn = (days: readonly Day[]) =>
  days.map(({ workloads }) =>
    workloads
      .filter((workload) => objectKey(workload) === DB)
      .flatMap(({ restarts }) => restarts)
      .reduce((sum, { n }) => sum + n, 0),
  );

describe('retention', () => {
  test('takes nothing from a Day, which then knows more than the snapshots that are left', async () => {
    const data = await scratch();
    await twoDays(data);
    await update(data);
    const before = await readDays(daysOf(openStore(data), 'prod'));
    expect(restartsIn(before)).toEqual([3, 4]);
    await prune(openStore(data), 'prod', { all: DAY, daily: 30 * DAY }, now());
    await storePut(data, put('2026-11-23T07:00:00Z', { Pod: [dbPod('db-0', { restarts: 9 })] }));
    expect(await update(data)).toMatchObject({ folded: 1, days: ['2026-11-23'] });
    const after = await readDays(daysOf(openStore(data), 'prod'));
    expect(after.slice(0, 2)).toEqual(before);
    expect(restartsIn(after)).toEqual([3, 4, 2]);
    // Also when everything is checked, and when it is rebuilt.
    await fs.rm(path.join(data, 'prod', 'days', 'state.json'));
    expect(await update(data)).toMatchObject({ folded: 0, kept: ['2026-11-21', '2026-11-22'] });
    expect(await update(data, { rebuild: 'whole' })).toMatchObject({
      folded: 1,
      kept: ['2026-11-21', '2026-11-22'],
    });
    expect((await readDays(daysOf(openStore(data), 'prod'))).slice(0, 2)).toEqual(before);
    // On request, the state comes from the remaining snapshots.
    expect(await update(data, { rebuild: 'thinned' })).toMatchObject({ folded: 4, gone: 5, kept: [] });
    expect(await readDays(daysOf(openStore(data), 'prod'))).toEqual(await fromScratch(data));
  });

  test('a late arrival of a day that was thinned is named, and not folded', async () => {
    const data = await scratch();
    await twoDays(data);
    await update(data);
    const [before] = await readDays(daysOf(openStore(data), 'prod'));
    await prune(openStore(data), 'prod', { all: DAY, daily: 30 * DAY }, now());
    await storePut(data, put('2026-11-21T07:20:00Z', { Pod: [] }), { late: true });
    expect(await update(data)).toMatchObject({ folded: 0, kept: ['2026-11-21', '2026-11-22'] });
    const [after] = await readDays(daysOf(openStore(data), 'prod'));
    expect(after?.snapshots.at(-1)).toMatchObject({ number: 9, leftOut: true });
    expect({ ...after, snapshots: [] }).toEqual({ ...before, snapshots: [] });
    expect((await update(data)).days).toEqual([]);
  });
});

test('a purge takes the text out of the Days, also out of those that only remember it', async () => {
  const data = await scratch();
  const event = (uid: string, message: string, at: string) =>
    object('Event', uid, {
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
      type: 'Warning',
      reason: 'Failed',
      message,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
    });
  const secret = event('b', 'cannot log in as hunter2"x', '2026-11-21T07:10:00Z');
  await storePut(data, put('2026-11-21T07:00:00Z', { Event: [event('a', 'fine', '2026-11-21T06:59:00Z')] }));
  await storePut(data, put('2026-11-21T07:15:00Z', { Event: [secret] }));
  await storePut(data, put('2026-11-21T07:30:00Z', { Event: [] }));
  await storePut(data, put('2026-11-22T07:00:00Z', {}));
  await update(data);
  const folder = daysOf(openStore(data), 'prod');
  const textIn = async () =>
    (
      await Promise.all(
        (await listDays(folder)).flatMap((day) =>
          ['summary', 'workloads', 'events', 'balance'].map((part) => readDayPart(folder, day, part)),
        ),
      )
    ).join('\n');
  expect(await textIn()).toContain('hunter2');
  // The only snapshot with it is deleted; the Day still has it.
  await prune(openStore(data), 'prod', { all: 1, daily: 30 * DAY }, now());
  await update(data);
  expect(await textIn()).toContain('hunter2');
  await purge(openStore(data), 'prod', { text: 'hunter2"x' }, now());
  expect(await textIn()).not.toContain('hunter2');
  await update(data);
  expect(await listDays(folder)).toEqual(['2026-11-21', '2026-11-22']);
  expect(await textIn()).not.toContain('hunter2');
  expect(await readDays(folder)).toEqual(await fromScratch(data));
});

test('a purge of what snapshots hold has their Days folded anew', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  await purge(openStore(data), 'prod', { text: 'registry/app' }, now());
  expect(await listDays(daysOf(openStore(data), 'prod'))).toEqual([]);
  expect(await update(data)).toMatchObject({ days: ['2026-11-21', '2026-11-22'], kept: [] });
  expect(restartsIn(await readDays(daysOf(openStore(data), 'prod')))).toEqual([3, 4]);
});

test('a store with Days verifies, lists and prunes as one without', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  const problems = async () =>
    (await Array.fromAsync(verify(openStore(data)))).flatMap((one) => one.problems);
  expect(await problems()).toEqual([]);
  expect(await listClusters(openStore(data))).toEqual(['prod']);
  await prune(openStore(data), 'prod', { all: 1, daily: 1 }, now());
  expect(await problems()).toEqual([]);
});

test('what a newer Gazette finds of an older one is folded anew', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  const folder = daysOf(openStore(data), 'prod');
  const days = await readDays(folder);
  const summary = JSON.parse((await readDayPart(folder, '2026-11-21', 'summary'))!);
  await writeDay(folder, '2026-11-21', { summary: JSON.stringify({ ...summary, fold: 0, states: [] }) });
  await fs.rm(path.join(folder.name, 'state.json'));
  expect((await update(data)).days).toContain('2026-11-21');
  expect(await readDays(folder)).toEqual(days);
});

test('folding one snapshot more reads the manifest’s end, one Day and that snapshot', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  const folder = daysOf(openStore(data), 'prod');
  const before = await fs.stat(path.join(folder.name, '2026-11-21.summary.json.zst'));
  // Unneeded snapshots may be unreadable.
  await fs.truncate(path.join(data, 'prod', '2026-11-21/070000Z.full.jsonl.zst'), 40);
  await storePut(data, put('2026-11-22T08:00:00Z', { Pod: [dbPod('db-0', { restarts: 8 })] }));
  expect(await update(data)).toMatchObject({ folded: 1, days: ['2026-11-22'] });
  expect((await fs.stat(path.join(folder.name, '2026-11-21.summary.json.zst'))).mtimeMs).toBe(before.mtimeMs);
});

test('a damaged part of a recent Day is noticed by the next update, and folded anew', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  const folder = daysOf(openStore(data), 'prod');
  const days = await readDays(folder);
  await fs.writeFile(path.join(folder.name, '2026-11-21.events.json.zst'), 'damaged');
  expect((await update(data)).days).toContain('2026-11-21');
  expect(await readDays(folder)).toEqual(days);
});

test('a window of time is a slice of the Days from its own to the one after', async () => {
  const data = await scratch();
  await twoDays(data);
  await storePut(data, put('2026-11-24T07:00:00Z', {}));
  await update(data);
  const [from, to] = ['2026-11-21T07:10:00Z', '2026-11-21T07:40:00Z'].map((time) => Date.parse(time) / 1000);
  const days = await loadDaysAround(openStore(data), 'prod', from!, to!);
  expect(days.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11-22']);
  const { workloads, snapshots } = sliceDays(days, from!, to!);
  expect(snapshots.map(({ number }) => number)).toEqual([2, 3]);
  expect(workloads.find(({ name }) => name === 'db')?.restarts.map(({ n }) => n)).toEqual([1, 1]);
});

test('a Day whose writer died between its parts is folded anew', async () => {
  const data = await scratch();
  await twoDays(data);
  await update(data);
  const folder = daysOf(openStore(data), 'prod');
  const older = path.join(data, 'older');
  await fs.cp(folder.name, older, { recursive: true });
  await storePut(data, put('2026-11-22T08:00:00Z', { Pod: [dbPod('db-0', { restarts: 8 })] }));
  await update(data);
  const days = await readDays(folder);
  // Written: the summary. Not written: the other parts, and how far the Days are folded.
  for (const name of await fs.readdir(older))
    if (!name.includes('summary'))
      await fs.cp(path.join(older, name), path.join(folder.name, name), { recursive: true });
  await fs.rm(older, { recursive: true });
  await update(data);
  expect(await readDays(folder)).toEqual(days);
});
