import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { TrailSchema } from '../src/history/trail/trail-record.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin } from '../src/snapshots/pin.ts';
import { prune } from '../src/snapshots/prune.ts';
import { readManifest } from '../src/snapshots/store.ts';
import {
  changesBetween,
  digestSite,
  gazette,
  listSite,
  publishTo,
  sharedScratch,
  someObjects,
  take,
} from './site-fixtures.ts';
import { snapshotOf } from './snapshot-of.ts';

// Since when versions run, from edition to edition. Each test continues where the one before stopped.

const [ONE, TWO] = ['one-rosebud', 'two-rosebud'];
const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');

const read = (file: string, site = out) => fs.readFile(path.join(site, file), 'utf8');
const folder = (time: string) => `prod/2026-11-22/${time.replace(':', '')}00Z`;
/** `2.0 since 3 at least, last seen 3` */
async function versionsAt(time: string, site = out) {
  const { versions } = TrailSchema.parse(JSON.parse(await read(`${folder(time)}/trail.json`, site)));
  return versions.map(
    ({ version, since, atLeast, lastSeen }) =>
      `${version} since ${since.number}${atLeast ? ' at least' : ''}${lastSeen ? `, last seen ${lastSeen.number}` : ''}`,
  );
}
const takeAt = (time: string, version: string) =>
  take(data, 'prod', `2026-11-22T${time}:00Z`, { objects: someObjects(version) });
/** Deployments could not be listed, so their pods have no known owner. */
const takeBlind = (time: string) => {
  const forbidden = { state: 'forbidden' } as const;
  const coverage = { Deployment: forbidden, ReplicaSet: forbidden, Pod: forbidden };
  return take(data, 'prod', `2026-11-22T${time}:00Z`, {
    objects: someObjects().filter(({ kind }) => kind === 'Node'),
    ...snapshotOf({}, { coverage }).meta,
    cluster: 'prod',
    time: `2026-11-22T${time}:00Z`,
  });
};

beforeAll(async () => {
  await takeAt('06:00', ONE);
  await publishTo(data, out);
  await takeAt('06:15', ONE);
  await publishTo(data, out);
  await takeAt('06:30', TWO);
  await takeBlind('06:45');
  await takeAt('07:00', TWO);
  await publishTo(data, out);
});

test('each edition goes on from the one before it, in the same build or an earlier one', async () => {
  expect(await versionsAt('06:00')).toEqual([`${ONE} since 1 at least`]);
  expect(await versionsAt('06:15')).toEqual([`${ONE} since 1 at least`]);
  expect(await versionsAt('06:30')).toEqual([`${TWO} since 3`]);
  expect(await versionsAt('06:45')).toEqual([`${TWO} since 3, last seen 3`]);
  expect(await versionsAt('07:00')).toEqual([`${TWO} since 3`]);
});

test('all at once, it comes out the same', async () => {
  const other = path.join(scratch, 'other');
  await publishTo(data, other);
  const changes = changesBetween(digestSite(out), digestSite(other));
  expect(changes.filter((file) => file.endsWith('trail.json') || file.endsWith('.csv'))).toEqual([]);
  expect(listSite(other).filter((file) => file.endsWith('trail.json'))).toHaveLength(5);
});

test('the versions page says which version runs since when, and links to the edition that showed it first', async () => {
  const page = await read('-/versions.html');
  expect(page).toContain(`href="../${folder('06:30')}/index.html" title="No. 3"`);
  expect(await read('-/versions.csv')).toMatch(
    /^web,,same,prod,runs,two-rosebud,.*,2026-11-22T06:30:00Z,3,false,/m,
  );
});

test('an edition whose predecessor was deleted goes on from the nearest that is kept', async () => {
  const [store, site] = [path.join(scratch, 'pruned-data'), path.join(scratch, 'pruned-site')];
  await fs.cp(data, store, { recursive: true });
  const { snapshots } = await readManifest(openStore(store), 'prod');
  const now = new Date('2026-11-22T12:00:00Z');
  for (const index of [0, 2]) await pin(openStore(store), snapshots[index]!, undefined, now);
  await prune(openStore(store), 'prod', { all: 1, daily: 1 }, now);
  expect((await readManifest(openStore(store), 'prod')).snapshots.map(({ number }) => number)).toEqual([
    1, 3, 5,
  ]);
  await publishTo(store, site, { objectsPerBatch: 1 });
  expect(await versionsAt('06:30', site)).toEqual([`${TWO} since 3`]);
  expect(await versionsAt('07:00', site)).toEqual([`${TWO} since 3`]);
  // Stubs also pass on what was known before them.
  expect(await versionsAt('06:45', site)).toEqual([`${TWO} since 3`]);
});

test('what is purged is gone from editions that only remember it, too', async () => {
  expect(await versionsAt('06:45')).toEqual([`${TWO} since 3, last seen 3`]);
  const args = ['purge', '--text', TWO, '--data', data, '--out', out];
  expect(await gazette(...args)).toMatchObject({ status: 0 });
  expect(await versionsAt('06:45')).toEqual(['[purged] since 3, last seen 3']);
  expect(await versionsAt('07:00')).toEqual(['[purged] since 3']);
});
