import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SECONDS_A_DAY } from '../src/history/day/unix.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import { readManifest } from '../src/snapshots/store.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  permanentOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
  toText,
} from './site-fixtures.ts';
import { runningPod } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const keep = { all: SECONDS_A_DAY, hourly: SECONDS_A_DAY, brief: SECONDS_A_DAY };

const print = (more: Parameters<typeof publishTo>[2] = {}, site = out) =>
  publishTo(data, site, { keep, ...more });
const failing = () => [
  ...someObjects(),
  runningPod('lone-3', undefined, { status: { phase: 'Failed', reason: 'Evicted' } }),
];
const takeAt = (time: string, objects = someObjects()) =>
  take(data, 'prod', `2026-11-${time.replace(' ', 'T')}:00Z`, { objects });

const folderOf = (time: string, site = out) =>
  path.join(site, 'prod', `2026-11-${time.slice(0, 2)}`, `${time.slice(3).replace(':', '')}00Z`);
const read = (time: string, file = 'index.html') => fs.readFile(path.join(folderOf(time), file), 'utf8');
const TIMES = ['02 07:00', '02 07:15', '02 07:30', '02 07:45', '02 08:00'];

async function formsOf(site = out): Promise<string> {
  const forms = await Promise.all(
    TIMES.map(async (time) => {
      const files = await fs.readdir(folderOf(time, site));
      return files.includes('pods.html') ? 'full' : files.includes('raw.html') ? 'brief' : 'small';
    }),
  );
  return forms.join(' ');
}

beforeAll(async () => {
  for (const time of TIMES) await takeAt(time, time === '02 07:30' ? failing() : someObjects());
  await print();
});

test('editions shrink day by day: all pages, then one an hour and changes of state, then one a day', async () => {
  expect(await formsOf()).toBe('full full full full full');
  await takeAt('04 06:00');
  expect(await print()).toMatchObject({ shrunk: [{ time: '071500Z' }] });
  expect(await formsOf()).toBe('full brief full full full');
  expect(await faultsOf(out)).toEqual([]);
  await takeAt('05 06:00');
  await print();
  expect(await formsOf()).toBe('full brief brief brief brief');
  expect(await faultsOf(out)).toEqual([]);
});

test('a copy that follows what each publish wrote and removed is the site', async () => {
  const [site, copy] = ['followed', 'copy'].map((name) => path.join(scratch, name));
  const follow = async (more: Parameters<typeof publishTo>[2] = {}) => {
    const { merged } = await print(more, site);
    for (const file of merged.written) {
      await fs.mkdir(path.dirname(path.join(copy!, file)), { recursive: true });
      await fs.copyFile(path.join(site!, file), path.join(copy!, file));
      expect(merged.removed).not.toContain(file);
    }
    for (const file of merged.removed) await fs.rm(path.join(copy!, file));
    expect(changesBetween(digestSite(site!), digestSite(copy!))).toEqual([]);
    return merged;
  };
  // Without shrinking, in several batches; then everything that is over at once.
  await follow({ keep: { all: 1e9, hourly: 1, brief: 1 }, objectsPerBatch: 12 });
  expect((await follow()).removed).toContain('prod/2026-11-02/071500Z/pods.html');
  expect((await follow()).removed).toEqual([]);
});

test('after a publish nothing is left to shrink, and printing again changes no byte of a permanent page', async () => {
  const before = permanentOf(digestSite(out));
  expect(await print()).toMatchObject({ editions: [], shrunk: [] });
  expect(changesBetween(before, permanentOf(digestSite(out)))).toEqual([]);
});

test('at last an edition is one page, which says what it said and how to print it again', async () => {
  await takeAt('06 06:00');
  await print();
  expect(await formsOf()).toBe('full small small small small');
  expect((await fs.readdir(folderOf('02 07:30'))).sort()).toEqual([
    'edition.json',
    'index.html',
    'trail.json',
  ]);
  const html = await read('02 07:30');
  expect(html).not.toContain('og:image');
  const text = toText(html);
  expect(text).toContain('Failing');
  expect(text).toContain('lone-3');
  expect(text).toContain('gazette publish prod/2026-11-02T073000Z');
  expect(html).toContain('href="../070000Z/index.html"');
  expect(html).toContain('href="../073000Z.');
  expect(await faultsOf(out)).toEqual([]);
});

test('a site that is printed from nothing has the same pages', async () => {
  const anew = path.join(scratch, 'anew');
  await print({}, anew);
  expect(await formsOf(anew)).toBe(await formsOf());
  const [a, b] = [out, anew].map((site) => permanentOf(digestSite(site)));
  expect(changesBetween(a!, b!)).toEqual([]);
});

test('an address prints an edition in full again, and it stays', async () => {
  const time = { day: '2026-11-02', time: '074500Z' };
  await print({
    again: { cluster: 'prod', full: true, wants: (key) => key.day === time.day && key.time === time.time },
  });
  expect(await formsOf()).toBe('full small small full small');
  await takeAt('09 06:00');
  await print();
  expect(await formsOf()).toBe('full small small full small');
  expect(await faultsOf(out)).toEqual([]);
});

test('a longer time for all pages brings none back by itself, but with printing anew', async () => {
  const long = { ...keep, all: 100 * SECONDS_A_DAY };
  await print({ keep: long });
  expect(await formsOf()).toBe('full small small full small');
  await print({ keep: long, again: { wants: ({ day }) => day === '2026-11-02' } });
  expect(await formsOf()).toBe('full full full full full');
  await print();
  expect(await formsOf()).toBe('full small small full small');
  expect(await faultsOf(out)).toEqual([]);
});

test('a deleted snapshot leaves one page, which still says what the histories know', async () => {
  const store = openStore(data);
  await prune(store, 'prod', { daily: 365 * SECONDS_A_DAY }, new Date('2026-11-09T07:00:00Z'));
  const { snapshots } = await readManifest(store, 'prod');
  expect(snapshots.filter(({ time }) => time.startsWith('2026-11-02'))).toHaveLength(1);
  await print();
  expect((await fs.readdir(folderOf('02 07:30'))).sort()).toEqual([
    'edition.json',
    'index.html',
    'trail.json',
  ]);
  const text = toText(await read('02 07:30'));
  expect(text).toContain('Failing');
  expect(text).toContain('lone-3');
  expect(text).toContain('This snapshot is not kept any more');
  expect(text).not.toContain('gazette publish');
  expect(await faultsOf(out)).toEqual([]);
});
