import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import {
  digestSite,
  faultsOf,
  gazette,
  listSite,
  permanentOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
} from './site-fixtures.ts';
import { object, snapshotOf } from './snapshot-of.ts';

// What changed since the edition before. Each test continues where the one before stopped.

const SECRET = 'only-the-first-knows';
const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');

/** The text of a page of changes. */
async function changesAt(time: string, site = out): Promise<string> {
  const html = await fs.readFile(path.join(site, `prod/2026-11-22/${time}/changes.html`), 'utf8');
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  return main
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#x?\w+;|&\w+;/g, ' ')
    .replace(/\s+/g, ' ');
}

const service = (externalName: string) => object('Service', 'web', { spec: { externalName } });
const takeAt = (time: string, objects = someObjects(), more = {}) =>
  take(data, 'prod', `2026-11-22T${time}:00Z`, { objects, ...more });

beforeAll(async () => {
  await takeAt('06:00', [...someObjects(), service(SECRET)]);
  await publishTo(data, out);
  await takeAt('06:15', [...someObjects(), service('other.example')]);
  await publishTo(data, out);
  await takeAt('06:30', someObjects(), {
    coverage: snapshotOf({}, { coverage: { Service: { state: 'forbidden' } } }).meta.coverage,
  });
  await takeAt('06:45', [...someObjects(), service('other.example')]);
  await publishTo(data, out);
});

test('the first edition has nothing to compare with, and says so', async () => {
  expect(await changesAt('060000Z')).toContain('This is the first edition that is known');
});

test('an edition is compared with the one before it, from the same build or an earlier one', async () => {
  const page = await changesAt('061500Z');
  expect(page).toContain('shop/ web Service changed');
  expect(page).toMatch(/spec\.externalName only-the-first-knows other\.example/);
});

test('what could not be seen was not deleted, nor is it new afterwards', async () => {
  for (const time of ['063000Z', '064500Z']) {
    const page = await changesAt(time);
    expect(page).toContain('Not comparable');
    expect(page).toMatch(/Service: forbidden in/);
    expect(page).not.toMatch(/shop\/ web Service (removed|added)/);
  }
});

test('all at once, it comes out the same, and every link leads somewhere', async () => {
  const other = path.join(scratch, 'other');
  await publishTo(data, other);
  for (const time of ['060000Z', '061500Z', '063000Z', '064500Z'])
    expect(await changesAt(time, other)).toEqual(await changesAt(time));
  expect(await faultsOf(out)).toEqual([]);
});

test('printed again, no byte of it changes', async () => {
  const before = permanentOf(digestSite(out));
  await publishTo(data, out, { again: { wants: () => true } });
  expect(permanentOf(digestSite(out))).toEqual(before);
});

test('what is purged from a snapshot is gone from the edition that compares with it', async () => {
  const { status, stderr } = await gazette('purge', '--text', SECRET, '--data', data, '--out', out);
  expect([status, stderr]).toEqual([0, '']);
  for (const file of listSite(out))
    expect((await fs.readFile(path.join(out, file))).includes(SECRET), file).toBe(false);
  expect(await changesAt('061500Z')).toContain('other.example');
});

test('once the snapshot before is thinned out, the page stays; made anew, it says that it cannot be', async () => {
  const before = await changesAt('064500Z');
  // Only the newest snapshot of the day is kept.
  await prune(openStore(data), 'prod', { all: 1, daily: 86_400 * 365 }, new Date('2026-11-23T12:00:00Z'));
  await publishTo(data, out);
  expect(await changesAt('064500Z')).toEqual(before);
  await publishTo(data, out, { again: { wants: ({ time }) => time === '064500Z' } });
  expect(await changesAt('064500Z')).toMatch(/The snapshot before it, No\. 3, was deleted since/);
});
