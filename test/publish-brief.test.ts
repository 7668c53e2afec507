import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin, unpin } from '../src/snapshots/pin.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { faultsOf, gazette, publishTo, sharedScratch, someObjects, take } from './site-fixtures.ts';
import { runningPod } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');

/** For this site, three pods are a large cluster. */
const print = () => publishTo(data, out, { fullTablesUpTo: 2 });
const large = () => [...someObjects(), runningPod('lone-1'), runningPod('lone-2')];
const takeAt = (time: string, objects = large()) => take(data, 'prod', `2026-11-22T${time}:00Z`, { objects });
const failing = () => [
  ...large(),
  runningPod('lone-3', undefined, { status: { phase: 'Failed', reason: 'Evicted' } }),
];

const folderOf = (time: string) => path.join(out, 'prod', '2026-11-22', `${time.replace(':', '')}00Z`);
const read = (time: string, file: string) => fs.readFile(path.join(folderOf(time), file), 'utf8');
const isFull = async (time: string) => (await fs.readdir(folderOf(time))).includes('pods.html');

beforeAll(async () => {
  for (const time of ['07:00', '07:15', '07:30']) await takeAt(time);
  await takeAt('07:45', failing());
  await takeAt('07:50', failing());
  await takeAt('08:00', failing());
  await print();
});

test('a large cluster has its tables once an hour, and when its state changes', async () => {
  const full = await Promise.all(['07:00', '07:15', '07:30', '07:45', '07:50', '08:00'].map(isFull));
  expect(full).toEqual([true, false, false, true, false, true]);
});

test('a brief edition has its overview, findings and raw data, and says where the tables are', async () => {
  const files = await fs.readdir(folderOf('07:30'));
  expect(files.filter((file) => file.endsWith('.html'))).toEqual([
    'changes.html',
    'findings.html',
    'index.html',
    'raw.html',
  ]);
  const html = await read('07:30', 'index.html');
  expect(html).toContain('A brief edition');
  expect(html).toContain('href="../070000Z/index.html"');
  expect(html).not.toContain('href="pods.html"');
});

test('every link of the site leads somewhere, to and from brief editions', async () => {
  expect(await faultsOf(out)).toEqual([]);
  expect(await read('07:45', 'pods.html')).toContain(
    'href="../073000Z/index.html#page=pods.html" rel="prev"',
  );
  const editions = await fs.readFile(path.join(out, 'prod/2026-11-22/editions.js'), 'utf8');
  expect(editions).toContain('"brief":["071500Z","073000Z","075000Z"]');
});

test('a pin brings the tables, and keeps them', async () => {
  const { snapshots } = await readManifest(openStore(data), 'prod');
  await pin(openStore(data), snapshots[1]!, undefined, new Date());
  await print();
  expect(await isFull('07:15')).toBe(true);
  await unpin(openStore(data), snapshots[1]!, new Date());
  await print();
  expect(await isFull('07:15')).toBe(true);
});

test('so does an address', async () => {
  const ended = await gazette('publish', 'prod/2026-11-22T073000Z', '--data', data, '--out', out);
  expect(ended).toMatchObject({ status: 0 });
  expect(await isFull('07:30')).toBe(true);
  expect(await faultsOf(out)).toEqual([]);
});
