import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import type { ManifestSnapshot } from '../src/snapshots/schema.ts';
import { ballast } from './store-fixtures.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  isPermanent,
  listSite,
  permanentOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
} from './site-fixtures.ts';
import { object } from './snapshot-of.ts';

// One site shows what happens to the store; each test continues where the one before stopped.

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const PAGES = ['index', 'pods', 'workloads', 'nodes', 'events'];
const SECRET = 'hunter2-rosebud';

const read = (file: string) => fs.readFile(path.join(out, file), 'utf8');
/** Enough unchanged objects, so that the next snapshot is a delta. */
const objects = (more: KeptObject[] = []) => [...someObjects(), ...ballast(60), ...more];
const damaged: ManifestSnapshot[] = [];
const leaving: ManifestSnapshot[] = [];

beforeAll(async () => {
  for (const time of ['21T05:00', '21T07:00', '21T08:00', '21T13:00', '22T00:00', '22T06:00']) {
    await take(data, 'thin', `2026-11-${time}:00Z`, { objects: objects() });
  }
  for (const time of ['07:00', '07:15', '07:30', '07:45', '09:00']) {
    damaged.push(await take(data, 'broken', `2026-11-22T${time}:00Z`, { objects: objects() }));
  }
  const leak = object('Event', 'leak', {
    type: 'Warning',
    reason: 'Failed',
    message: `cannot log in with ${SECRET}`,
    lastTimestamp: '2026-11-22T07:14:00Z',
    involvedObject: { kind: 'Pod', namespace: 'shop', name: `pod-${SECRET}` },
  });
  await take(data, 'leaky', '2026-11-22T07:00:00Z', { objects: objects() });
  for (const time of ['07:15', '07:30']) {
    await take(data, 'leaky', `2026-11-22T${time}:00Z`, { objects: objects([leak]) });
  }
  const going = { ...leak, message: 'cannot log in with rosewater-3', involvedObject: {} } as KeptObject;
  for (const day of ['19', '21']) {
    leaving.push(await take(data, 'leaving', `2026-11-${day}T07:00:00Z`, { objects: objects([going]) }));
  }
  await take(data, 'leaving', '2026-11-22T07:00:00Z', { objects: objects() });
  await take(data, 'lost', '2026-11-22T07:00:00Z');
  const odd = (time: string, now: string, more = {}) =>
    take(data, 'odd', `2026-11-22T${time}:00Z`, { now: () => new Date(`2026-11-22T${now}:00Z`), ...more });
  await odd('07:00', '07:00');
  await odd('07:15', '07:15');
  await odd('12:00', '07:30', { clockSkewMs: -16_200_000 });
  await odd('07:45', '07:45');
  await odd('07:40', '08:00');
});

test('a damaged and a missing file cost their editions, which say so; the rest is printed', async () => {
  const [, cut, gone] = damaged;
  expect(damaged.slice(1).every(({ base }) => base?.file === damaged[0]?.file)).toBe(true);
  await fs.truncate(path.join(data, 'broken', cut!.file), cut!.bytes - 40);
  await fs.rm(path.join(data, 'broken', gone!.file));
  const { status, stdout, stderr } = await gazette('publish', '--data', data, '--out', out);
  expect(status).toBe(3);
  expect(stdout).toMatch(/^23 editions, 9 days and 6 clusters printed in /);
  expect(stderr).toContain(
    `broken/2026-11-22T071500Z has no tables: broken/${cut!.file}: is damaged: its bytes differ from what was stored`,
  );
  expect(stderr).toContain(`broken/2026-11-22T073000Z has no tables: broken/${gone!.file}: is missing`);
  for (const page of PAGES) {
    expect(await read(`broken/2026-11-22/073000Z/${page}.html`)).toContain('This snapshot cannot be read');
    expect(await read(`broken/2026-11-22/074500Z/${page}.html`)).not.toContain('cannot be read');
  }
  const day = await read('broken/2026-11-22/index.html');
  expect(day.match(/The snapshot cannot be read\./g)?.length).toBeGreaterThanOrEqual(2);
  expect(day).toContain('07:45 to 09:00: no snapshot');
  expect(await faultsOf(out)).toEqual([]);
});

test('what was taken last is the latest, whatever the clocks said', async () => {
  const [front, cluster] = [await read('index.html'), await read('odd/index.html')];
  expect(front).toContain('href="odd/2026-11-22/074000Z/index.html">No. 5<');
  expect(cluster).toContain('<span>No. 5</span>');
  expect(cluster).not.toContain('120000Z');
  expect(await read('odd/2026-11-22/index.html')).toContain('href="120000Z/index.html"');
  expect(await read('odd/2026-11-22/120000Z/index.html')).toContain('do not trust this time');
  expect(await read('odd/2026-11-22/074000Z/index.html')).toContain('before the one that precedes it');
  expect(await read('odd/2026-11-22/074500Z/pods.html')).toContain(
    'href="../120000Z/index.html#page=pods.html"',
  );
});

test('an imported snapshot takes its place in the day and changes no page of another edition', async () => {
  const before = digestSite(out);
  await take(data, 'odd', '2026-11-22T07:05:00Z', { late: true });
  await publishTo(data, out);
  const changes = changesBetween(before, digestSite(out));
  expect(changes.filter((file) => isPermanent(file) && !file.startsWith('odd/2026-11-22/070500Z/'))).toEqual(
    [],
  );
  expect(await read('odd/2026-11-22/070500Z/index.html')).not.toContain('Previous');
  expect(await read('odd/2026-11-22/editions.js')).toContain('"070000Z","070500Z","071500Z"');
  expect(await read('index.html')).toContain('href="odd/2026-11-22/074000Z/index.html">No. 5<');
});

test('a publish goes on naming what is damaged, and prints it when its file was put back', async () => {
  const {
    status: before,
    stdout: nothing,
    stderr: unread,
  } = await gazette('publish', '--data', data, '--out', out);
  expect(nothing).toMatch(/^0 editions/);
  expect(unread.match(/T07(15|30)00Z has no tables: /g)?.length).toBe(2);
  expect(before).toBe(3);
  const whole = await take(path.join(scratch, 'other'), 'broken', '2026-11-22T07:00:00Z', {
    objects: objects(),
  });
  expect(whole.digest).toBe(damaged[0]!.digest);
  const mended = await take(path.join(scratch, 'other'), 'broken', '2026-11-22T07:15:00Z', {
    objects: objects(),
  });
  const file = path.join('broken', mended.file);
  await fs.copyFile(path.join(scratch, 'other', file), path.join(data, file));
  const { status, stdout, stderr } = await gazette('publish', '--data', data, '--out', out);
  expect(stdout).toContain('1 edition (broken/2026-11-22/071500Z/index.html)');
  expect(stderr).toBe(unread.replace(/^.*071500Z.*\n/m, ''));
  expect(status).toBe(3);
  expect(await read('broken/2026-11-22/071500Z/pods.html')).toContain('web-1-a'.replaceAll('-', '-<wbr>'));
});

test('a thinned edition leaves one page, which names the nearest kept ones', async () => {
  await prune(
    openStore(data),
    'thin',
    { all: 3600, sixHourly: 7 * 86_400 },
    new Date('2026-11-22T12:00:00Z'),
  );
  const published = await publishTo(data, out);
  expect(published.editions.map(({ day, time }) => `${day}/${time}`)).toEqual(['2026-11-21/080000Z']);
  expect((await fs.readdir(path.join(out, 'thin/2026-11-21/080000Z'))).sort()).toEqual([
    'edition.json',
    'index.html',
    'trail.json',
  ]);
  const stub = await read('thin/2026-11-21/080000Z/index.html');
  expect(stub).toContain('thinned out by the retention policy');
  expect(stub).toContain('href="../070000Z/index.html"');
  expect(stub).toContain('href="../130000Z/index.html"');
  const day = await read('thin/2026-11-21/index.html');
  expect(day).toContain('1 snapshot of this day thinned out');
  // The snapshot was taken, and the histories know the cluster's state.
  expect(day).toContain('08:00 to 13:00: no snapshot');
  expect(day).not.toContain('07:00 to 13:00');
  expect(day).toMatch(/21 Nov 08:00: (Healthy|Degraded|Failing); the snapshot was thinned out\./);
  expect(await read('thin/2026-11-21/index.html')).not.toContain('href="080000Z/index.html"');
  expect(await read('thin/index.html')).not.toContain('080000Z');
  expect(await faultsOf(out)).toEqual([]);
});

test('a stub goes on naming kept ones when those it named are thinned out too', async () => {
  await prune(openStore(data), 'thin', { all: 3600, daily: 7 * 86_400 }, new Date('2026-11-22T12:00:00Z'));
  await publishTo(data, out);
  const stub = await read('thin/2026-11-21/080000Z/index.html');
  expect(stub).toContain('href="../050000Z/index.html"');
  expect(stub).toContain('href="../../2026-11-22/000000Z/index.html"');
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
  expect(await faultsOf(out)).toEqual([]);
});

/** Folders of the site with files that contain a text, each once. */
async function holding(text: string): Promise<string[]> {
  const files = (await fs.readdir(out, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const texts = await Promise.all(
    files.map((one) => fs.readFile(path.join(one.parentPath, one.name), 'utf8')),
  );
  const found = files.filter((_, index) => texts[index]!.includes(text));
  return [...new Set(found.map((one) => path.relative(out, one.parentPath)))].sort();
}

test('what is purged from the store is nowhere on the site after publishing', async () => {
  expect(await holding('rosebud')).toEqual([
    'leaky/2026-11-22',
    'leaky/2026-11-22/071500Z',
    'leaky/2026-11-22/073000Z',
    'leaky/last-30-days',
    'leaky/last-7-days',
    'leaky/last-90-days',
  ]);
  const before = digestSite(out);
  // As in the command line, the pages are printed anew in the same step.
  const { status, stderr } = await gazette(
    'purge',
    '--cluster',
    'leaky',
    '--text',
    SECRET,
    '--data',
    data,
    '--out',
    out,
  );
  expect(stderr).not.toContain(SECRET);
  expect(status).toBe(0);
  await publishTo(data, out);
  expect(await holding('rosebud')).toEqual([]);
  expect(await read('leaky/2026-11-22/071500Z/events.html')).toContain('[purged]');
  const changes = changesBetween(before, digestSite(out));
  expect(changes.filter((file) => isPermanent(file) && !file.startsWith('leaky/'))).toEqual([]);
});

test('what is purged goes from pages whose snapshots were pruned or damaged since, too', async () => {
  await prune(openStore(data), 'leaving', { all: 2 * 86_400, daily: 1 }, new Date('2026-11-22T12:00:00Z'));
  const [late] = leaving.slice(1);
  await fs.truncate(path.join(data, 'leaving', late!.file), late!.bytes - 40);
  // The edition after them says that the event is gone.
  expect(await holding('rosewater')).toEqual([
    '-/digests',
    'leaving/2026-11-19',
    'leaving/2026-11-19/070000Z',
    'leaving/2026-11-21/070000Z',
    'leaving/2026-11-22/070000Z',
  ]);
  const flags = ['--cluster', 'leaving', '--text', 'rosewater-3', '--data', data];
  const { status, stdout, stderr } = await gazette('purge', ...flags, '--out', out);
  expect(stdout).toMatch(/^leaving: 0 snapshots were written anew without it\n3 editions printed anew in /);
  expect(stderr).toBe(
    `leaving/${late!.file}: is damaged: its bytes differ from what was stored; this file may still hold what was purged\n`,
  );
  expect(status).toBe(3);
  expect(await holding('rosewater')).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
  const nowhere = await gazette('purge', ...flags, '--out', path.join(scratch, 'nowhere'));
  expect(nowhere.stderr).toContain('/nowhere; its pages were not cleaned\n');
  expect(nowhere.status).toBe(3);
  await publishTo(data, out);
});

test('a cluster that disappears from the store stays on the front page, marked', async () => {
  const [before, digests] = [await read('index.html'), permanentOf(digestSite(out))];
  await fs.rename(path.join(data, 'lost'), path.join(scratch, 'aside'));
  expect((await publishTo(data, out)).clusters).toContain('lost');
  const front = await read('index.html');
  expect(front).toContain('href="lost/2026-11-22/070000Z/index.html"');
  expect(front).toMatch(/lost[^]*the last known/);
  expect(await read('lost/index.html')).toContain('the last known');
  await fs.rm(path.join(out, '-/state.json'));
  await publishTo(data, out);
  expect(await read('index.html')).toBe(front);
  await fs.rename(path.join(scratch, 'aside'), path.join(data, 'lost'));
  await publishTo(data, out);
  expect(await read('index.html')).toBe(before);
  expect(changesBetween(digests, permanentOf(digestSite(out)))).toEqual([]);
});

test.each([
  ['is missing', 'nowhere'],
  ['is empty', 'empty'],
  ['is a file', 'file'],
])('a store that %s is an error, and the site stays as it is', async (_, name) => {
  await fs.mkdir(path.join(scratch, 'empty'), { recursive: true });
  await fs.writeFile(path.join(scratch, 'file'), '');
  const [wrong, before] = [path.join(scratch, name), digestSite(out)];
  const { status, stdout, stderr } = await gazette('publish', '--data', wrong, '--out', out);
  expect(stderr).toMatch(
    /^gazette: \/.* has no snapshots, so there is nothing to publish\nThe site is unchanged/,
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(changesBetween(before, digestSite(out))).toEqual([]);
  const fresh = path.join(scratch, 'fresh');
  expect((await gazette('publish', '--data', wrong, '--out', fresh)).status).toBe(1);
  expect(() => listSite(fresh)).toThrow('ENOENT');
});
