import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { clearStaging, mergePages, prepareSite, stagingFolder } from '../src/publish/merge.ts';
import { foldDays } from '../src/publish/fold-days.ts';
import { planPages } from '../src/publish/plan-pages.ts';
import { planWork } from '../src/publish/plan.ts';
import { printPages } from '../src/publish/print-pages.ts';
import { copyFiles } from '../src/publish/share-snapshots.ts';
import { readState } from '../src/publish/site-state.ts';
import { editionFolder } from '../src/site/paths.ts';
import { readLines } from '../src/snapshots/frames.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import type { Coverage } from '../src/snapshots/schema.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { atEachStop } from './each-stop.ts';
import { object, snapshotOf } from './snapshot-of.ts';
import { ballast } from './store-fixtures.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  linkTree,
  listSite,
  lookOnce,
  publishTo,
  sharedScratch,
  someObjects,
  take,
} from './site-fixtures.ts';

// What the site carries besides its pages: the store's own files, and tables as CSV. Each test continues where the one
// before stopped.

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const SECRET = 'hunter2-rosebud';
const DAY = '2026-11-22';

const leak = object('Event', 'leak', {
  type: 'Warning',
  reason: 'Failed',
  message: `cannot log in with ${SECRET}`,
  lastTimestamp: '2026-11-22T07:14:00Z',
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1-a' },
});
/** Enough unchanged objects, so that the next snapshot is a delta. */
const objects = (more: KeptObject[] = []) => [...someObjects(), ...ballast(60), ...more];

/** The store's files on the site. */
const shared = async () => listSite(out).filter((file) => file.endsWith('.zst'));
const csvsOf = async (folder: string) =>
  listSite(out).filter((file) => file.startsWith(`${folder}/`) && file.endsWith('.csv'));

const linesOf = lookOnce((bytes, file) =>
  file.endsWith('.zst') ? Array.fromAsync(readLines(bytes)) : [bytes.toString()],
);

/** Files below a folder that contain a text, also in compressed form. */
async function holding(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const lines = await linesOf(file);
    if (lines.some((line) => line.includes(text))) found.push(path.relative(folder, file));
  }
  return found.sort();
}

/** Each copy on the site that differs from every file of the store. */
async function strayCopies(): Promise<string[]> {
  const strays: string[] = [];
  for (const file of await shared()) {
    const original = await fs.readFile(path.join(data, file)).catch(() => undefined);
    if (!original?.equals(await fs.readFile(path.join(out, file)))) strays.push(file);
  }
  return strays;
}

beforeAll(async () => {
  for (const time of ['07:00', '07:15', '07:30']) {
    await take(data, 'prod', `${DAY}T${time}:00Z`, { objects: objects(time === '07:15' ? [leak] : []) });
  }
  const coverage: Coverage[] = snapshotOf({}, { coverage: { Event: { state: 'forbidden' } } }).meta.coverage;
  await take(data, 'part', `${DAY}T07:00:00Z`, { coverage });
  await publishTo(data, out);
});

test('the site carries the files of each snapshot as they are, a delta with its keyframe', async () => {
  expect(await shared()).toEqual([
    'part/2026-11-22/070000Z.full.jsonl.zst',
    'prod/2026-11-22/070000Z.full.jsonl.zst',
    'prod/2026-11-22/071500Z.delta.jsonl.zst',
    'prod/2026-11-22/073000Z.delta.jsonl.zst',
  ]);
  expect(await strayCopies()).toEqual([]);
  const [store, site] = await Promise.all(
    [data, out].map((folder) => fs.stat(path.join(folder, 'prod/2026-11-22/070000Z.full.jsonl.zst'))),
  );
  expect(site!.ino).not.toBe(store!.ino);
});

test('every table stands beside its page as the command line exports it', async () => {
  const files = await csvsOf('prod/2026-11-22/071500Z');
  expect(files.map((file) => path.basename(file, '.csv'))).toEqual(
    expect.arrayContaining(['causes', 'containers', 'events', 'findings', 'nodes', 'pods', 'workloads']),
  );
  for (const table of ['pods', 'events', 'nodes']) {
    const { stdout } = await gazette('export', table, `prod/${DAY}T071500Z`, '--data', data);
    expect(await fs.readFile(path.join(out, 'prod', DAY, '071500Z', `${table}.csv`), 'utf8')).toBe(stdout);
    expect(stdout).toContain(table === 'events' ? SECRET : 'lxa150h');
  }
});

test('there is no file of a table of which nothing was seen', async () => {
  const files = (await csvsOf('part/2026-11-22/070000Z')).map((file) => path.basename(file));
  expect(files).toContain('pods.csv');
  expect(files).not.toContain('events.csv');
  expect(files).not.toContain('causes.csv');
  expect(await faultsOf(out)).toEqual([]);
});

test('a new snapshot brings its own file, and rewrites none', async () => {
  const before = digestSite(out);
  await take(data, 'prod', `${DAY}T07:45:00Z`, { objects: objects() });
  await publishTo(data, out);
  const changed = changesBetween(before, digestSite(out)).filter((file) =>
    /^prod\/[^/]+\/\d{6}Z.*\.(zst|csv)$/.test(file),
  );
  const own = 'prod/2026-11-22/074500Z';
  expect(changed.filter((file) => !file.startsWith(`${own}/`))).toEqual([`${own}.delta.jsonl.zst`]);
});

test('a copy that went missing or was damaged comes back with the next edition that needs it', async () => {
  const keyframe = path.join(out, 'prod/2026-11-22/070000Z.full.jsonl.zst');
  await fs.truncate(keyframe, 100);
  await take(data, 'prod', `${DAY}T08:00:00Z`, { objects: objects() });
  await publishTo(data, out);
  expect(await strayCopies()).toEqual([]);
});

test('what is purged is in no file of the site, and the copies are the new ones', async () => {
  expect(await holding(out, SECRET)).toEqual(
    expect.arrayContaining([
      'prod/2026-11-22/071500Z.delta.jsonl.zst',
      'prod/2026-11-22/071500Z/events.csv',
      'prod/2026-11-22/071500Z/events.html',
    ]),
  );
  const { status } = await gazette('purge', '--text', SECRET, '--data', data, '--out', out);
  expect(status).toBe(0);
  expect(await holding(out, SECRET)).toEqual([]);
  expect(await strayCopies()).toEqual([]);
  expect(await shared()).toHaveLength(6);
});

test('a purge of what stands in the keyframe renews the copies of all its deltas', async () => {
  const before = digestSite(out);
  const flags = ['--object', 'Pod/shop/ballast-7', '--cluster', 'prod', '--data', data, '--out', out];
  expect((await gazette('purge', ...flags)).status).toBe(0);
  const changed = changesBetween(before, digestSite(out)).filter((file) => file.endsWith('.zst'));
  expect(changed).toEqual((await shared()).filter((file) => file.startsWith('prod/')));
  expect(await strayCopies()).toEqual([]);
  expect(await holding(out, 'ballast-7"')).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
});

test('a purge withdraws the copy of a snapshot that the store lost, which nobody could clean', async () => {
  await take(data, 'lost', `${DAY}T07:00:00Z`, { objects: objects([leak]) });
  await take(data, 'lost', `${DAY}T07:15:00Z`, { objects: objects([leak]) });
  await publishTo(data, out);
  for (const snapshot of (await readManifest(openStore(data), 'lost')).snapshots) {
    await fs.truncate(path.join(data, 'lost', snapshot.file), snapshot.bytes - 30);
  }
  await publishTo(data, out);
  expect(await holding(out, SECRET)).toContain('lost/2026-11-22/070000Z.full.jsonl.zst');
  const flags = ['--text', SECRET, '--cluster', 'lost', '--data', data, '--out', out];
  expect((await gazette('purge', ...flags)).status).toBe(3);
  expect(await holding(out, SECRET)).toEqual([]);
  expect((await shared()).filter((file) => file.startsWith('lost/'))).toEqual([]);
  expect((await csvsOf('lost')).filter((file) => /\d{6}Z/.test(file))).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
});

test('of a snapshot that was thinned out nothing is left but its stub; a keyframe that is needed stays', async () => {
  await prune(openStore(data), 'prod', { all: 40 * 60, daily: 1 }, new Date('2026-11-22T08:00:00Z'));
  await publishTo(data, out);
  expect((await shared()).filter((file) => file.startsWith('prod/'))).toEqual([
    'prod/2026-11-22/070000Z.full.jsonl.zst',
    'prod/2026-11-22/073000Z.delta.jsonl.zst',
    'prod/2026-11-22/074500Z.delta.jsonl.zst',
    'prod/2026-11-22/080000Z.delta.jsonl.zst',
  ]);
  const left = listSite(out).filter((file) => file.startsWith('prod/2026-11-22/071500Z'));
  expect(left.filter((file) => /\.(csv|zst)$/.test(file))).toEqual([]);
  // Facts from earlier editions stay: since when something is known.
  const telling = await holding(path.join(out, 'prod/2026-11-22/071500Z'), 'ballast-9');
  expect(telling.filter((file) => file !== 'trail.json')).toEqual([]);
  expect(await strayCopies()).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
});

test('stopped at any step, removing leaves a site that works and does not forget what is left to remove', async () => {
  const [store, site] = [path.join(scratch, 'crash-data'), path.join(scratch, 'crash-site')];
  for (const time of ['20T07:00', '20T07:15', '22T07:00']) {
    await take(store, 'prod', `2026-11-${time}:00Z`, { objects: objects([leak]) });
  }
  await publishTo(store, site);
  await prune(openStore(store), 'prod', { all: 86_400, daily: 1 }, new Date('2026-11-22T08:00:00Z'));
  await purge(openStore(store), 'prod', { text: SECRET }, new Date('2026-11-22T08:00:00Z'));
  const options = { store: openStore(store), gazette: '0', title: 'T', order: [], now: () => new Date() };
  const planOf = async (folder: string) => {
    const state = await readState(folder);
    const work = await planWork({
      store: openStore(store),
      out: folder,
      stored: ['prod'],
      gazette: '0',
      state,
      order: [],
    });
    await foldDays({ ...options, out: folder }, work, ['prod']);
    return work;
  };
  /** Histories that the next run prints anew. */
  const isStale = async (folder: string, planned: Awaited<ReturnType<typeof planOf>>) => {
    const { days, digests } = await planPages(folder, planned, [], true);
    const stale = new Set(days.map(({ cluster, day }) => `${cluster}/${day}`));
    return (file: string) =>
      stale.has(path.dirname(file)) ||
      digests.includes(path.basename(file, '.html')) ||
      (stale.size > 0 && /^prod\/(last-|workloads\/)/.test(file));
  };

  const work = await planOf(site);
  const editions = work.flatMap((cluster) => cluster.editions);
  expect(editions.filter(({ removed }) => removed)).toHaveLength(2);
  expect(editions).toHaveLength(3);
  const pages = path.join(scratch, 'crash-printed');
  await copyFiles(editions, { store: openStore(store), out: site, into: pages, known: new Set() });
  await printPages(
    {
      gazette: '0',
      title: 'T',
      store: openStore(store),
      out: site,
      order: [],
      fullTablesUpTo: 2000,
      reviews: [],
      editions,
      ...(await planPages(site, work, editions, true)),
    },
    pages,
  );

  const [merged, crashed] = [path.join(scratch, 'merged'), path.join(scratch, 'crashed')];
  linkTree(site, merged);
  const steps = await atEachStop(
    async () => {
      await prepareSite(merged);
      linkTree(pages, stagingFolder(merged));
      await mergePages(merged, { retired: editions.filter((edition) => edition.removed) });
    },
    async (step) => {
      rmSync(crashed, { recursive: true, force: true });
      linkTree(merged, crashed);
      expect({ step, faults: await faultsOf(crashed) }).toEqual({ step, faults: [] });
      await clearStaging(crashed);
      const next = await planOf(crashed);
      const undone = next.flatMap((cluster) => cluster.editions.map(editionFolder));
      const isPending = await isStale(crashed, next);
      const left = (await holding(crashed, SECRET)).filter(
        (file) =>
          !isPending(file) &&
          !undone.some((folder) => file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`)),
      );
      expect({ step, left }).toEqual({ step, left: [] });
    },
  );
  expect(steps).toBeGreaterThan(50);
  expect(await holding(crashed, SECRET)).toEqual([]);
  expect((await planOf(crashed)).flatMap((cluster) => cluster.editions)).toEqual([]);
});
