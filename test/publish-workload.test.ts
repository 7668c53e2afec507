import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseRange, toWanted } from '../src/publish/range.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import { dbPod } from './days-of.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  listSite,
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
const WEB = 'prod/workloads/shop/Deployment.web.html';
const LONE = 'prod/workloads/shop/Pod.lone.html';
const DB = 'prod/workloads/shop/StatefulSet.db.html';

const read = (file: string) => fs.readFile(path.join(out, file), 'utf8');
const textOf = async (file: string) => toText(await read(file));

const event = (uid: string, count: number, last: string): KeptObject =>
  object('Event', uid, {
    type: 'Warning',
    reason: 'BackOff',
    message: '<b>back-off</b> 5m0s',
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
    source: { component: 'kubelet' },
    count,
    firstTimestamp: last,
    lastTimestamp: last,
  });
interface Shop {
  restarts: number;
  ended?: string;
  version?: string;
  replicas?: number;
  more?: KeptObject[];
  hasDb?: boolean;
}
const objects = ({ restarts, ended, version = '1.0', replicas = 1, more = [], hasDb = true }: Shop) => [
  ...someObjects(version),
  ...(hasDb
    ? [
        object('StatefulSet', 'db', { spec: { replicas }, status: { replicas, readyReplicas: 1 } }),
        dbPod('db-0', { restarts, ...(ended && { ended, reason: 'OOMKilled', exitCode: 137 }) }),
      ]
    : []),
  ...more,
];
const takeAt = (time: string, shop: Shop, more: { late?: boolean } = {}) =>
  take(data, 'prod', time, { objects: objects(shop), ...more });
const pagesOf = async () => listSite(out).filter((file) => file.startsWith('prod/workloads/'));

/** Pages of workloads that a publish printed. */
async function printed(work: () => Promise<unknown>): Promise<string[]> {
  const timeOf = async (file: string) => (await fs.stat(path.join(out, file))).ino;
  const before = new Map<string, number>();
  for (const file of await pagesOf()) before.set(file, await timeOf(file));
  await work();
  const found: string[] = [];
  for (const file of await pagesOf()) if (before.get(file) !== (await timeOf(file))) found.push(file);
  return found;
}

beforeAll(async () => {
  await takeAt('2026-11-22T07:00:00Z', { restarts: 4, more: [object('Pod', 'lone')] });
  await takeAt('2026-11-22T07:15:00Z', {
    restarts: 7,
    ended: '07:12',
    more: [event('one', 5, '2026-11-22T07:13:00Z')],
  });
  await takeAt('2026-11-22T07:30:00Z', { restarts: 7, ended: '07:12', replicas: 3 });
  // Nobody took snapshots for two hours.
  await takeAt('2026-11-22T09:45:00Z', { restarts: 7, ended: '07:12', replicas: 3 });
  await publishTo(data, out);
});

// One site, on which each test continues where the one before stopped.

describe('the page of a workload', () => {
  test('says in a sentence how it is, and with which snapshot', async () => {
    const text = await textOf(DB);
    expect(text).toMatch(
      /StatefulSet db is unknown at least since 22 Nov 09:45; .*at least 3 restarts in these 7 days, 1 of them OOMKilled/,
    );
    expect(text).toContain('as of No. 4, 22 Nov 09:45 UTC');
    expect(text).toMatch(/Seen by 4 of \d+ snapshots that were due\./);
    expect(await textOf(WEB)).toContain(
      'it runs 1.0 at least since 22 Nov 09:45; no restart was seen in these 7 days',
    );
  });

  test('has restarts, scalings, trouble and events, with the editions that show them', async () => {
    const html = await read(DB);
    expect(html).toContain('href="../../2026-11-22/071500Z/index.html"');
    const text = await textOf(DB);
    expect(text).toMatch(/22 Nov 07:12:00 1 db-0 app OOMKilled 137/);
    expect(text).toMatch(/1 scaling When From To 22 Nov 07:30:00 1 3/);
    expect(text).toMatch(/BackOff db StatefulSet · shop 5 /);
    expect(html).not.toContain('<b>back-off');
    expect(html).not.toContain(' style=');
  });

  test('has one picture with its text, in which what nobody saw is hatched', async () => {
    const html = await read(DB);
    expect(html.match(/role="img"/g)).toHaveLength(1);
    expect(html).toMatch(
      /aria-label="Seven days on one axis\. State: unknown;[^"]*Restarts: 3, most 3, 22 Nov 06:00 to 08:00/,
    );
    expect(html).toMatch(/<rect class="unseen"/);
  });

  test('is led to from the histories', async () => {
    for (const page of ['status', 'restarts', 'analytics']) {
      expect(await read(`prod/2026-11-22/${page}.html`)).toContain(
        'href="../workloads/shop/StatefulSet.db.html"',
      );
      expect(await read(`prod/last-7-days/${page}.html`)).toContain(
        'href="../workloads/shop/StatefulSet.db.html"',
      );
    }
    expect(await faultsOf(out)).toEqual([]);
  });
});

test('a fresh site has the same bytes', async () => {
  const fresh = path.join(scratch, 'fresh');
  await publishTo(data, fresh);
  expect(changesBetween(digestSite(out), digestSite(fresh))).toEqual([]);
});

test('only what something happened to is printed anew', async () => {
  expect(await printed(() => publishTo(data, out))).toEqual([]);
  await takeAt('2026-11-22T10:00:00Z', { restarts: 7, ended: '07:12', replicas: 3 });
  expect(await printed(() => publishTo(data, out))).toEqual([]);
  await takeAt('2026-11-22T10:15:00Z', { restarts: 8, ended: '10:10', replicas: 3 });
  expect(await printed(() => publishTo(data, out))).toEqual([DB]);
  await takeAt('2026-11-22T10:30:00Z', { restarts: 8, ended: '10:10', replicas: 3, version: '2.0' });
  expect(await printed(() => publishTo(data, out))).toEqual([WEB]);
  expect(await textOf(WEB)).toContain('it runs 2.0 since 22 Nov 10:30');
  expect(await textOf(DB)).toContain('as of No. 6, 22 Nov 10:15 UTC');
});

test('with the first snapshot of a day all are', async () => {
  await takeAt('2026-11-23T00:00:00Z', {
    restarts: 8,
    ended: '2026-11-22T10:10:00Z',
    replicas: 3,
    version: '2.0',
  });
  expect(await printed(() => publishTo(data, out))).toEqual([WEB, DB]);
  expect(await textOf(DB)).toContain('22 November to 23 November 2026');
});

test('one that is gone says since when, and keeps its page', async () => {
  await takeAt('2026-11-23T00:15:00Z', { restarts: 0, hasDb: false, version: '2.0' });
  await publishTo(data, out);
  expect(await textOf(DB)).toContain('StatefulSet db is gone since 23 Nov 00:15');
  const before = await read(DB);
  await takeAt('2026-11-24T00:00:00Z', { restarts: 0, hasDb: false, version: '2.0' });
  expect(await printed(() => publishTo(data, out))).toEqual([WEB]);
  expect(await printed(() => publishTo(data, out, { again: toWanted(parseRange('all')) }))).toEqual([
    WEB,
    LONE,
    DB,
  ]);
  expect(await read(DB)).toBe(before);
});

test('a snapshot that came late changes what it tells of', async () => {
  await takeAt('2026-11-22T09:30:00Z', { restarts: 7, ended: '07:12', replicas: 3 }, { late: true });
  expect(await printed(() => publishTo(data, out))).toEqual([WEB, LONE, DB]);
  expect(await faultsOf(out)).toEqual([]);
});

test('a purge takes the page of what is purged', async () => {
  expect(await textOf(LONE)).toContain('Pod lone is gone since 22 Nov 07:15');
  const ended = await gazette('purge', '--object', 'Pod/shop/lone', '--data', data, '--out', out);
  expect(ended).toMatchObject({ status: 0 });
  expect(await pagesOf()).not.toContain(LONE);
  expect(await pagesOf()).toEqual([WEB, DB]);
  expect(await faultsOf(out)).toEqual([]);
});

test('a node has a page, which is printed anew when something happens to the node', async () => {
  const [store, site] = [path.join(scratch, 'with-nodes'), path.join(scratch, 'node-site')];
  const PAGE = 'prod/nodes/worker-1.html';
  const node = (name: string, ready: boolean) =>
    object('Node', name, {
      status: {
        allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', reason: 'KubeletReady' }],
      },
    });
  const takeNodes = (time: string, ready = true) =>
    take(store, 'prod', time, {
      objects: [...someObjects(), node('worker-1', ready), node('worker-2', true)],
    });
  const pageOf = (file: string) => fs.readFile(path.join(site, file), 'utf8');
  await takeNodes('2026-11-22T07:00:00Z');
  await publishTo(store, site);
  const before = await pageOf(PAGE);
  await takeNodes('2026-11-22T07:15:00Z');
  await publishTo(store, site);
  expect(await pageOf(PAGE)).toBe(before);
  await takeNodes('2026-11-22T07:30:00Z', false);
  await publishTo(store, site);
  const text = toText(await pageOf(PAGE));
  expect(text).toContain('Node worker-1 is not ready');
  expect(text).toContain('CPU usage not measured');
  expect(text).toContain('as of No. 3, 22 Nov 07:30 UTC');
  expect(toText(await pageOf('prod/nodes/worker-2.html'))).toContain('No. 1, 22 Nov 07:00 UTC');
  expect(await pageOf('prod/2026-11-22/heartbeats.html')).toContain('href="../nodes/worker-1.html"');
  const day = toText(await pageOf('prod/2026-11-22/index.html'));
  expect(day).toContain('The day in figures');
  expect(day).toMatch(/07:30 node worker-1 not ready/);
  expect(toText(await pageOf('prod/2026-11-22/073000Z/index.html'))).toContain('Pods in trouble none');
  expect(await pageOf('prod/index.html')).toMatch(/aria-label="2026-11-22: [^"]+"/);
  expect(await faultsOf(site)).toEqual([]);
});

test('names that look like files, and the longest, have pages of their own', async () => {
  const names = [
    'payments',
    'payments.html',
    'index.html',
    'v1.2.3',
    'x'.repeat(253),
    `${'x'.repeat(249)}.txt`,
  ];
  const [store, site] = [path.join(scratch, 'odd-names'), path.join(scratch, 'odd-site')];
  const deployments = names.map((name) =>
    object('Deployment', name, { spec: { replicas: 0 }, status: { replicas: 0 } }),
  );
  await take(store, 'prod', '2026-11-22T07:00:00Z', { objects: deployments });
  await publishTo(store, site);
  const pages = listSite(site).filter((file) => file.startsWith('prod/workloads/'));
  const titles = await Promise.all(
    pages.map(async (file) => /<title>([^<]*)/.exec(await fs.readFile(path.join(site, file), 'utf8'))?.[1]),
  );
  expect(titles.toSorted()).toEqual(
    names.map((name) => `prod: Deployment shop/${name} · Test site`).toSorted(),
  );
});
