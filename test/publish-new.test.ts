import { execFile } from 'node:child_process';
import fsSync from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../src/project.ts';
import { parseRange, toWanted } from '../src/publish/range.ts';
import { HISTORY_PAGES } from '../src/site/windows.ts';
import { EDITION_PAGES } from '../src/site/paths.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  isPermanent,
  permanentOf,
  publishTo,
  sharedScratch,
  take,
} from './site-fixtures.ts';
import { mounts, withMount } from './mount.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
/** The page of probes is there only if the config asks for them. */
const HTML = EDITION_PAGES.filter(({ page }) => page !== 'middleware')
  .map(({ page }) => `${page}.html`)
  .sort();
const isHistory = (file: string) =>
  HISTORY_PAGES.some(({ page }) => file.includes(`/${page}.`)) && !isPermanent(file);
const listEdition = (time: string) => fs.readdir(path.join(out, 'prod/2026-11-22', time));

beforeAll(async () => {
  for (const time of ['21:45', '22:00']) await take(data, 'prod', `2026-11-21T${time}:00Z`);
  for (const time of ['07:00', '07:15']) await take(data, 'prod', `2026-11-22T${time}:00Z`);
  await take(data, 'test', '2026-11-22T07:00:00Z');
});

// One site, on which each test continues where the one before stopped.

test('the first time prints every edition, and every link leads somewhere', async () => {
  const published = await publishTo(data, out);
  expect(published.editions.map(({ cluster, day, time }) => `${cluster}/${day}/${time}`)).toEqual([
    'prod/2026-11-21/214500Z',
    'prod/2026-11-21/220000Z',
    'prod/2026-11-22/070000Z',
    'prod/2026-11-22/071500Z',
    'test/2026-11-22/070000Z',
  ]);
  expect(published).toMatchObject({ damaged: [], days: 3, clusters: ['prod', 'test'] });
  const files = await listEdition('071500Z');
  expect(files.filter((file) => file.endsWith('.html'))).toEqual(HTML);
  expect(files).toEqual(expect.arrayContaining(['edition.json', 'pods.csv', 'search.js', 'trail.json']));
  expect(await fs.readdir(path.join(out, '-'))).toEqual([
    'compare.html',
    'digests',
    'health.json',
    'metrics.txt',
    'state.json',
    'versions.csv',
    'versions.html',
  ]);
  expect(await faultsOf(out)).toEqual([]);
});

test('again prints no edition, and changes no byte of the site', async () => {
  const before = digestSite(out);
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
});

test('after a new snapshot prints its edition and the pages that lead to it', async () => {
  const before = digestSite(out);
  await take(data, 'prod', '2026-11-22T07:30:00Z');
  expect(await publishTo(data, out)).toMatchObject({ editions: [{ time: '073000Z' }], days: 1 });
  const changes = changesBetween(before, digestSite(out));
  const printed = (await listEdition('073000Z')).map((file) => `prod/2026-11-22/073000Z/${file}`);
  expect(changes.filter(isPermanent)).toEqual(printed);
  const changing = changes.filter((file) => !isPermanent(file) && !/\.zst$|^-\//.test(file));
  expect(changing.filter((file) => !isHistory(file))).toEqual([
    'index.html',
    'prod/2026-11-22/editions.js',
    'prod/2026-11-22/index.html',
    'prod/index.html',
    'prod/latest.js',
  ]);
  expect(changes.filter(isHistory)).toContain('prod/last-7-days/status.html');
  expect(changes.filter(isHistory).join()).not.toMatch(/test|2026-11-21/);
});

test('the first snapshot of a day also prints the day before, which now names it', async () => {
  const before = digestSite(out);
  await take(data, 'prod', '2026-11-23T00:00:00Z');
  await publishTo(data, out);
  const changes = changesBetween(before, digestSite(out));
  expect(changes).toContain('prod/2026-11-22/index.html');
  expect(changes.filter((file) => file.startsWith('prod/2026-11-21'))).toEqual([]);
  const script = await fs.readFile(path.join(out, 'prod/2026-11-22/editions.js'), 'utf8');
  expect(script).toContain('"next":"2026-11-23/000000Z"');
});

test('a range anew gives the same bytes, and prints nothing else', async () => {
  const before = digestSite(out);
  const again = toWanted(parseRange('prod/2026-11-21..2026-11-22'));
  const published = await publishTo(data, out, { again });
  expect(published.editions).toHaveLength(5);
  expect(changesBetween(before, digestSite(out))).toEqual([]);
});

test('one edition anew repairs its pages', async () => {
  const before = digestSite(out);
  const page = path.join(out, 'prod/2026-11-22/071500Z/pods.html');
  await fs.writeFile(page, 'scribbled over');
  const { status, stdout } = await gazette('publish', 'prod@2026-11-22T07:15Z', '--data', data, '--out', out);
  expect(stdout).toContain('1 edition (prod/2026-11-22/071500Z/index.html)');
  expect(status).toBe(0);
  // The command line has its own version and title.
  expect(await fs.readFile(page, 'utf8')).toMatch(/<\/html>\s*$/);
  await publishTo(data, out, { again: toWanted(parseRange('all')) });
  // The record now says that somebody asked for all pages: they stay.
  expect(changesBetween(before, digestSite(out))).toEqual(['prod/2026-11-22/071500Z/edition.json']);
});

test('an edition whose record is damaged is printed again by the next publish, as it was', async () => {
  const file = 'prod/2026-11-23/000000Z/edition.json';
  const record = await fs.readFile(path.join(out, file), 'utf8');
  await fs.truncate(path.join(out, file), 0);
  await take(data, 'prod', '2026-11-23T00:15:00Z');
  expect((await publishTo(data, out)).editions.map(({ time }) => time)).toEqual(['000000Z', '001500Z']);
  const day = await fs.readFile(path.join(out, 'prod/2026-11-23/index.html'), 'utf8');
  expect(day).toContain('href="000000Z/index.html"');
  expect(await faultsOf(out)).toEqual([]);
  expect(await fs.readFile(path.join(out, file), 'utf8')).toBe(record);
});

test.each(['is lost', 'is damaged'])('a site whose memory %s stays as it is', async (what) => {
  const before = digestSite(out);
  const memory = path.join(out, '-/state.json');
  const remembered = await fs.readFile(memory, 'utf8');
  if (what === 'is lost') await fs.rm(memory);
  else await fs.writeFile(memory, remembered.slice(0, 40));
  expect((await publishTo(data, out)).editions).toEqual([]);
  expect(changesBetween(before, digestSite(out))).toEqual([]);
  expect(await fs.readFile(memory, 'utf8')).toBe(remembered);
});

test('an edition that somebody deleted comes back when the memory is lost', async () => {
  const before = digestSite(out);
  await fs.rm(path.join(out, 'prod/2026-11-22/071500Z'), { recursive: true });
  await fs.rm(path.join(out, '-/state.json'));
  expect((await publishTo(data, out)).editions).toHaveLength(1);
  // Its record alone knew that somebody had asked for all pages.
  expect(changesBetween(before, digestSite(out))).toEqual(['prod/2026-11-22/071500Z/edition.json']);
});

test('in several builds gives the same site, whole after each', async () => {
  const elsewhere = path.join(scratch, 'batches');
  const faults: Promise<string[]>[] = [];
  const fronts: string[] = [];
  await publishTo(data, elsewhere, {
    objectsPerBatch: 12,
    onProgress: () => {
      fronts.push(fsSync.readFileSync(path.join(elsewhere, 'index.html'), 'utf8'));
      faults.push(faultsOf(elsewhere));
    },
  });
  expect(fronts.length).toBeGreaterThan(2);
  expect(fronts[0]).toContain('1 cluster<');
  expect((await Promise.all(faults)).flat()).toEqual([]);
  expect(changesBetween(digestSite(out), digestSite(elsewhere))).toEqual([]);
});

test('the folder of the snapshots is no place for pages', async () => {
  const names = await fs.readdir(data);
  const { status, stderr } = await gazette('publish', '--data', data, '--out', data);
  expect(stderr).toContain('this is the folder of the snapshots, and the pages need another one');
  expect([status, await fs.readdir(data)]).toEqual([1, names]);
});

test('a stray astro build fails, and says how to publish', async () => {
  const astro = path.join(PROJECT, 'node_modules/astro/bin/astro.mjs');
  const build = promisify(execFile)(process.execPath, [astro, 'build'], { cwd: PROJECT });
  const { code, stderr } = await build.then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  expect(stderr).toContain('astro build was started without a plan, and would print an empty site');
  expect(stderr).toContain('gazette -- publish');
  expect(code).toBe(1);
});

test('two at once: one writes, the other names it', async () => {
  const elsewhere = path.join(scratch, 'twice');
  const both = await Promise.all([0, 1].map(() => gazette('publish', '--data', data, '--out', elsewhere)));
  const [won, lost] = both.toSorted((a, b) => (a.status ?? 9) - (b.status ?? 9));
  expect(won?.status).toBe(0);
  expect(lost).toMatchObject({ status: 1, stdout: '' });
  expect(lost?.stderr).toMatch(
    /^gazette: \/.*\/twice: "publish" \(process \d+ on .*\) has been writing since /,
  );
  expect(await faultsOf(elsewhere)).toEqual([]);
});

test('two at once to two places do not disturb each other', async () => {
  const places = ['a', 'b'].map((name) => path.join(scratch, name));
  await Promise.all(places.map((place) => publishTo(data, place)));
  for (const place of places) expect(changesBetween(digestSite(out), digestSite(place))).toEqual([]);
});

test.runIf(mounts)('onto another volume gives the same site', async () => {
  const volume = path.join(scratch, 'volume');
  await fs.mkdir(volume);
  await withMount(volume, ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs'], async () => {
    await publishTo(data, volume);
    expect(changesBetween(digestSite(out), digestSite(volume))).toEqual([]);
    expect(await fs.readdir(path.join(volume, '-'))).toEqual([
      'compare.html',
      'digests',
      'health.json',
      'metrics.txt',
      'state.json',
      'versions.csv',
      'versions.html',
    ]);
    const before = permanentOf(digestSite(volume));
    await publishTo(data, volume, { again: toWanted(parseRange('all')) });
    expect(changesBetween(before, permanentOf(digestSite(volume)))).toEqual([]);
  });
});
