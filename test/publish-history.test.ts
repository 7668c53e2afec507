import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseRange, toWanted } from '../src/publish/range.ts';
import { updateDays } from '../src/days/update-days.ts';
import { HISTORY_PAGES } from '../src/site/windows.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { dbPod } from './days-of.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
  toText,
} from './site-fixtures.ts';
import { object } from './snapshot-of.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
const out = path.join(scratch, 'site');
const read = (file: string) => fs.readFile(path.join(out, 'prod', file), 'utf8');
const textOf = async (file: string) => toText(await read(file));

const event = (uid: string, count: number, last: string): KeptObject =>
  object('Event', uid, {
    type: 'Warning',
    reason: 'BackOff',
    message: '<b>back-off</b> 5m0s',
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
    source: { component: 'kubelet' },
    count,
    firstTimestamp: '2026-11-22T06:50:00Z',
    lastTimestamp: last,
  });
const node = (ready: string) =>
  object('Node', 'lxa150h', { status: { conditions: [{ type: 'Ready', status: ready }] } });
const objects = (restarts: number, more: KeptObject[] = [], ready = 'True', ended?: string) => [
  ...someObjects().filter(({ kind }) => kind !== 'Node'),
  node(ready),
  object('StatefulSet', 'db', { spec: { replicas: 1 }, status: { replicas: 1, readyReplicas: 1 } }),
  dbPod('db-0', { restarts, ...(ended && { ended, reason: 'OOMKilled', exitCode: 137 }) }),
  ...more,
];
const takeAt = (time: string, own: KeptObject[]) => take(data, 'prod', time, { objects: own });
const MIDNIGHT = '2026-11-22T23:58:00Z';

beforeAll(async () => {
  await takeAt('2026-11-21T23:45:00Z', objects(4));
  await takeAt('2026-11-22T07:00:00Z', objects(4, [event('one', 1, '2026-11-22T06:50:00Z')]));
  await takeAt(
    '2026-11-22T07:15:00Z',
    objects(7, [event('one', 5, '2026-11-22T07:10:00Z')], 'False', '07:12'),
  );
  await takeAt('2026-11-22T07:30:00Z', objects(7, [], 'True', '07:12'));
  // Nobody took snapshots for two hours.
  await takeAt('2026-11-22T09:45:00Z', objects(8, [], 'True', '09:40'));
  await takeAt('2026-11-22T23:45:00Z', objects(8, [], 'True', '09:40'));
  await publishTo(data, out);
});

// One site, on which each test continues where the one before stopped.

describe('a day', () => {
  test('says what happened, with how many restarts of what and why', async () => {
    const text = await textOf('2026-11-22/restarts.html');
    expect(text).toContain('At least 4 restarts of db on this day, 2 of them OOMKilled.');
    expect(text).toMatch(/db-0 app db StatefulSet · shop OOMKilled 137/);
    expect(await read('2026-11-22/restarts.html')).toContain('href="071500Z/index.html">07:12:00');
    const csv = await read('2026-11-22/restarts.csv');
    expect(csv).toContain(
      '2026-11-22T07:12:00Z,2026-11-22T07:00:00Z,2026-11-22T07:15:00Z,1,StatefulSet,shop,db,db-0,app,OOMKilled,137,',
    );
  });

  test('says how nodes beat, and how long they did not', async () => {
    const text = await textOf('2026-11-22/heartbeats.html');
    expect(text).toContain('Node lxa150h was lost or not ready in one snapshot.');
    expect(text).toMatch(/lxa150h Not ready 07:15:00 07:30:00 one snapshot/);
  });

  test('has every event, merged over snapshots', async () => {
    const text = await textOf('2026-11-22/events.html');
    expect(text).toContain('At least 5 occurrences of one event on this day, 5 of them warnings');
    expect(await read('2026-11-22/events.html')).not.toContain('<b>back-off');
    expect(await read('2026-11-22/events.csv')).toMatch(
      /Warning,BackOff,Pod,shop,db-0,<b>back-off<\/b> 5m0s,5,/,
    );
    expect(await read('2026-11-22/events.js')).toContain('"BackOff"');
  });

  test('says what was not seen, which is never healthy', async () => {
    const text = await textOf('2026-11-22/coverage.html');
    expect(text).toMatch(/5 of the \d+ snapshots that were due on this day were taken/);
    expect(text).toMatch(/events of .* are lost/);
    expect(text).toContain('The snapshots are further apart than events live.');
    const status = await read('2026-11-22/status.html');
    expect(status).toContain('The cluster over time: 1 failing, 7 unknown, 88 not seen"');
    expect(status).not.toContain('healthy"');
  });

  test('has the day before beside each figure', async () => {
    const text = await textOf('2026-11-22/analytics.html');
    expect(text).toContain('The day before, seen for 15 min, stands beside each figure.');
    expect(text).toMatch(/Restarts at least 4 0/);
  });
});

test('seven days say the same, what is not kept, and lead to the days', async () => {
  const text = await textOf('last-7-days/restarts.html');
  expect(text).toContain('At least 4 restarts of db in these 7 days, 2 of them OOMKilled.');
  expect(text).toContain('Nothing is known of the 7 days before.');
  expect(text).toContain(
    'Days are kept since 2026-11-21: of these 7 days no more than the last 2 can be told of.',
  );
  expect(await read('last-7-days/restarts.html')).toContain('href="../2026-11-22/restarts.html"');
  expect(await textOf('last-90-days/events.html')).toContain('At least 5 occurrences in these 90 days');
});

test('every link leads somewhere', async () => {
  expect(await faultsOf(out)).toEqual([]);
  for (const { page } of HISTORY_PAGES) {
    expect(await read('index.html')).toContain(`href="last-30-days/${page}.html"`);
    expect(await read('2026-11-22/index.html')).toContain(`href="${page}.html"`);
  }
});

test('again prints nothing anew', async () => {
  const before = digestSite(out);
  const stat = await fs.stat(path.join(out, 'prod/last-7-days/status.html'));
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
  expect((await fs.stat(path.join(out, 'prod/last-7-days/status.html'))).mtimeMs).toBe(stat.mtimeMs);
});

test('what happened just before midnight is told when the day after begins; then the day stays as it is', async () => {
  await takeAt('2026-11-23T00:00:00Z', objects(9, [], 'True', MIDNIGHT));
  await publishTo(data, out);
  expect(await textOf('2026-11-22/restarts.html')).toContain('At least 5 restarts of db on this day');
  expect(await textOf('2026-11-23/restarts.html')).toContain('No restart was seen on this day.');
  const before = digestSite(out);
  await takeAt(
    '2026-11-23T00:15:00Z',
    objects(12, [event('two', 3, '2026-11-23T00:10:00Z')], 'False', MIDNIGHT),
  );
  await publishTo(data, out);
  const changes = changesBetween(before, digestSite(out)).filter((file) =>
    /^prod\/2026-11-2[12]\//.test(file),
  );
  expect(changes).toEqual([]);
  expect(await textOf('last-7-days/restarts.html')).toContain('At least 8 restarts');
  expect(await textOf('last-30-days/restarts.html')).toContain('At least 5 restarts');
  await takeAt('2026-11-23T01:00:00Z', objects(12, [], 'True', MIDNIGHT));
  await publishTo(data, out);
  expect(await textOf('last-30-days/restarts.html')).toContain('At least 8 restarts');
});

test('a Day that was folded anew has its pages printed anew, with the same bytes', async () => {
  const before = digestSite(out);
  await updateDays({ store: openStore(data), cluster: 'prod', rebuild: 'whole', now: () => new Date() });
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 3 });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
});

test('which pages are behind their Day is recorded: when files were written says nothing', async () => {
  const files = (await fs.readdir(path.join(out, 'prod'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile(),
  );
  const touchAll = (seconds: number) =>
    Promise.all(
      files.map(({ parentPath, name }) => fs.utimes(path.join(parentPath, name), seconds, seconds)),
    );
  await touchAll(0);
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
  await touchAll(4_000_000_000);
  await updateDays({ store: openStore(data), cluster: 'prod', rebuild: 'whole', now: () => new Date() });
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 3 });
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
});

test('a site that does not say which Days it shows has all their pages printed once', async () => {
  const file = path.join(out, '-', 'state.json');
  const state = JSON.parse(await fs.readFile(file, 'utf8'));
  expect(Object.keys(state.clusters.prod.days)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  delete state.clusters.prod.days;
  await fs.writeFile(file, JSON.stringify(state));
  const before = digestSite(out);
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 3 });
  expect(await publishTo(data, out)).toMatchObject({ editions: [], days: 0 });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
});

test('a snapshot that came late changes its day, and no edition', async () => {
  await take(data, 'prod', '2026-11-22T09:30:00Z', { objects: objects(7, [], 'True', '07:12'), late: true });
  const before = digestSite(out);
  await publishTo(data, out);
  const changes = changesBetween(before, digestSite(out));
  expect(changes).toContain('prod/2026-11-22/coverage.html');
  expect(await textOf('2026-11-22/coverage.html')).toMatch(/6 of the \d+ snapshots/);
});

test('everything anew, and a fresh site, have the same bytes', async () => {
  const before = digestSite(out);
  await publishTo(data, out, { again: toWanted(parseRange('all')) });
  expect(changesBetween(before, digestSite(out))).toEqual([]);
  const fresh = path.join(scratch, 'fresh');
  await publishTo(data, fresh);
  const changes = changesBetween(before, digestSite(fresh));
  expect(changes.filter((file) => /\/(last-|\d{4}-\d\d-\d\d\/[a-z]+\.)/.test(file))).toEqual([]);
});

test('trouble that the first snapshot of a day shows has one length on every page', async () => {
  const store = openStore(path.join(scratch, 'midnight'));
  const site = path.join(scratch, 'midnight-site');
  const [today, yesterday] = ['2026-11-22', '2026-11-21'];
  const takeDb = (time: string, isWell: boolean) =>
    take(store.name, 'prod', time, {
      objects: [
        node(isWell ? 'True' : 'False'),
        object('Lease', 'lxa150h', {
          metadata: { namespace: 'kube-node-lease' },
          spec: { renewTime: time, leaseDurationSeconds: 40 },
        }),
        object('StatefulSet', 'db', {
          metadata: { generation: 1 },
          spec: { replicas: 1 },
          status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: isWell ? 1 : 0 },
        }),
      ],
    });
  await takeDb(`${yesterday}T23:30:00Z`, true);
  await takeDb(`${yesterday}T23:45:00Z`, true);
  await takeDb(`${today}T00:00:00Z`, false);
  await takeDb(`${today}T00:15:00Z`, false);
  await takeDb(`${today}T00:30:00Z`, true);
  // The workload's and the node's page have seven days, which here begin with the trouble.
  for (const day of [23, 24, 25, 26, 27, 28]) await takeDb(`2026-11-${day}T00:00:00Z`, true);
  await publishTo(store.name, site, { order: ['prod'] });
  const html = (file: string) => fs.readFile(path.join(site, 'prod', file), 'utf8');
  for (const file of [
    ...[`${today}/status.html`, `${today}/analytics.html`, `${today}/heartbeats.html`, `${today}/index.html`],
    ...['last-7-days/status.html', 'last-7-days/heartbeats.html', 'last-7-days/analytics.html', 'index.html'],
    ...['workloads/shop/StatefulSet.db.html', 'nodes/lxa150h.html'],
  ])
    expect(toText(await html(file)), file).toContain('15 min to 45 min');
  // Of the day itself, only the part after midnight counts.
  expect(await html('index.html')).toContain('Failing for 15\u00a0min to 30\u00a0min');
});
