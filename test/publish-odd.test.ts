import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TrailSchema } from '../src/history/trail/trail-record.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { nodeFile } from '../src/site/history/node-files.ts';
import { workloadFile } from '../src/site/history/workload-files.ts';
import { EditionRecordSchema } from '../src/site/records/edition-record.ts';
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  listSite,
  permanentOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
  toText,
} from './site-fixtures.ts';
import { object, runningPod } from './snapshot-of.ts';

// One odd object must not stop the rest: neither a name, nor data on which a page fails.

const scratch = await sharedScratch();
const at = (name: string) => [path.join(scratch, name, 'data'), path.join(scratch, name, 'site')] as const;
const read = (out: string, file: string) => fs.readFile(path.join(out, file), 'utf8');

const NAMES = [
  ...['payments', 'payments.html', 'payments.html.html', 'payments.index', 'index', 'index.html', 'con', '0'],
  ...[
    'Payments',
    'PAYMENTS',
    'x--y',
    'constructor',
    'a'.repeat(253),
    `${'b.'.repeat(126)}c`,
    'half-\ud800',
    'half-\ud801',
  ],
];
/** One is a device of Windows, one has the name of every folder's own page. */
const NAMESPACES = ['con', 'index', 'shop'];

test('each name that the API allows, and some others, has a page of its own', async () => {
  const [data, out] = at('names');
  const objects: KeptObject[] = NAMESPACES.flatMap((namespace) => [
    object('Namespace', namespace),
    ...NAMES.map((name) =>
      object('Deployment', name, { metadata: { namespace, uid: `${namespace}/${name}` } }),
    ),
  ]);
  objects.push(...NAMES.map((name) => object('Node', name, { metadata: { uid: `node ${name}` } })));
  await take(data, 'prod', '2026-11-22T07:00:00Z', { objects });
  const { faults, damaged } = await publishTo(data, out);
  expect({ faults, damaged }).toEqual({ faults: [], damaged: [] });
  expect(await faultsOf(out)).toEqual([]);
  const files = new Set<string>();
  for (const namespace of NAMESPACES) {
    for (const name of new Set(NAMES.map((one) => one.toWellFormed()))) {
      const file = workloadFile('prod', { kind: 'Deployment', namespace, name });
      files.add(file.toLowerCase());
      const [, title = ''] = /<title>([^<]*)/.exec(await read(out, file)) ?? [];
      expect(title.split(/[\s·:,/]+/), file).toContain(name);
    }
  }
  expect(files.size).toBe(NAMESPACES.length * (NAMES.length - 1));
  const nodes = new Set<string>();
  for (const name of new Set(NAMES.map((one) => one.toWellFormed()))) {
    const file = nodeFile('prod', name);
    nodes.add(file.toLowerCase());
    const [, title = ''] = /<title>([^<]*)/.exec(await read(out, file)) ?? [];
    expect(title.split(/[\s·:,/]+/), file).toContain(name);
  }
  expect(nodes.size).toBe(NAMES.length - 1);
  expect(listSite(out).filter((file) => /(^|\/)(con|aux|nul)[./]/.test(file))).toEqual([]);
});

test('sheets of a namespace that is called index, and of one that is called con, hold their rows', async () => {
  const [data, out] = at('sheets');
  const pods = ['con', 'index'].flatMap((namespace) => {
    const owner = object('ReplicaSet', 'web', { metadata: { namespace } });
    return [
      owner,
      ...Array.from({ length: 260 }, (_, index) =>
        runningPod(`${namespace}-${index}`, owner, { metadata: { namespace, uid: `${namespace}-${index}` } }),
      ),
    ];
  });
  await take(data, 'prod', '2026-11-22T07:00:00Z', { objects: [...someObjects(), ...pods] });
  expect((await publishTo(data, out)).faults).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
  const folder = 'prod/2026-11-22/070000Z/pods';
  expect(toText(await read(out, `${folder}/index.html`))).toContain('index-259');
  expect((await fs.readdir(path.join(out, folder))).sort()).toEqual(['_1.html', 'index.html', 'shop.html']);
});

/** No API server sends a class that is a number: the page of the network fails at it. */
const ODD = { ...object('Ingress', 'odd'), spec: { ingressClassName: 5, rules: [{ host: 'a.example' }] } };

test('a page that throws costs that page: the edition says so, all others are printed, and publish exits with 3', async () => {
  const [data, out] = at('fault');
  const [, other] = at('whole');
  await take(data, 'prod', '2026-11-22T07:00:00Z');
  await take(data, 'test', '2026-11-22T07:00:00Z');
  expect((await gazette('publish', '--data', data, '--out', other)).status).toBe(0);
  await take(data, 'prod', '2026-11-22T07:15:00Z', {
    objects: [...someObjects(), ODD],
  });
  const { status, stderr } = await gazette('publish', '--data', data, '--out', out);
  const folder = 'prod/2026-11-22/071500Z';
  expect(status).toBe(3);
  expect(stderr).toContain(`${folder}/network.html could not be made: TypeError: `);
  // A developer finds where it happened.
  expect(stderr).toMatch(/TypeError: .*\n {4}at .*\.mjs:\d+/);
  expect(await faultsOf(out)).toEqual([]);
  expect(toText(await read(out, `${folder}/network.html`))).toContain('This page could not be printed');
  expect(toText(await read(out, `${folder}/index.html`))).toMatch(/Not printed .* Network/);
  const { faults } = EditionRecordSchema.parse(JSON.parse(await read(out, `${folder}/edition.json`)));
  expect(faults?.files).toContain('network.html');
  expect(toText(await read(out, `${folder}/workloads.html`))).toContain('web');
  const others = Object.entries(permanentOf(digestSite(out))).filter(([file]) => !file.startsWith(folder));
  expect(changesBetween(permanentOf(digestSite(other)), Object.fromEntries(others))).toEqual([]);
  // The same Gazette would fail again; another version tries again.
  expect((await gazette('publish', '--data', data, '--out', out)).status).toBe(0);
  const again = await publishTo(data, out, { gazette: '9.9.9' });
  expect(again.editions.map(({ time }) => time)).toEqual(['071500Z']);
  expect(again.faults.map(({ file }) => file)).toContain(`${folder}/network.html`);
});

test.each([
  ['1970', '1970-01-01T00:00:05Z'],
  ['year 0', '0000-01-01T00:00:00Z'],
  ['year 9999', '9999-12-31T23:59:59Z'],
])('a clock of %s makes pages of its own day, and none of the days between', async (name, odd) => {
  const [data, out] = at(name);
  const now = () => new Date('2026-11-23T08:00:00Z');
  for (const time of [odd, '2026-11-22T07:30:00Z', '2026-11-23T07:30:00Z'])
    await take(data, 'prod', time, { now });
  const { faults } = await publishTo(data, out, { now, timeZone: 'Pacific/Auckland' });
  expect(faults).toEqual([]);
  expect(await faultsOf(out)).toEqual([]);
  const files = listSite(out);
  const days = new Set(files.flatMap((file) => /^prod\/(\d{4}-\d\d-\d\d)\//.exec(file)?.[1] ?? []));
  expect([...days].sort()).toEqual([odd.slice(0, 10), '2026-11-22', '2026-11-23'].sort());
  expect(files.filter((file) => /digests\/\d.*html/.test(file)).length).toBeLessThan(4);
});

test.each([
  ['in one publish', false],
  ['on the site already', true],
])('a deleted second that is taken again is the page of the new snapshot: %s', async (name, isPublished) => {
  const [data, out] = at(`again-${isPublished}`);
  const now = () => new Date('2026-11-22T12:00:00Z');
  const takeAt = (time: string, version: string) =>
    take(data, 'prod', `2026-11-22T${time}:00Z`, { objects: someObjects(version), now });
  for (const [time, version] of [
    ['07:00', '1.0'],
    ['08:00', '2.0'],
    ['09:00', '1.0'],
  ] as const)
    await takeAt(time, version);
  if (isPublished) await publishTo(data, out, { now });
  await prune(openStore(data), 'prod', { all: 1, daily: 1 }, now());
  await takeAt('10:00', '1.0');
  // The clock goes back. No. 2 was deleted.
  const again = await takeAt('08:00', '3.0');
  expect(again.number).toBe(5);
  const { faults, broken, damaged } = await publishTo(data, out, { now });
  expect({ faults, broken, damaged }, name).toEqual({ faults: [], broken: [], damaged: [] });
  expect(await faultsOf(out)).toEqual([]);
  const record = EditionRecordSchema.parse(
    JSON.parse(await read(out, 'prod/2026-11-22/080000Z/edition.json')),
  );
  expect(record).toMatchObject({ number: 5, digest: again.digest, previous: { number: 4 } });
  expect(toText(await read(out, 'prod/2026-11-22/080000Z/index.html'))).toMatch(/No\. 5\b/);
  const trail = TrailSchema.parse(JSON.parse(await read(out, 'prod/2026-11-22/080000Z/trail.json')));
  expect(trail.versions.map(({ version, from }) => [version, from])).toEqual([['3.0', '1.0']]);
  // Nothing of it is mistaken for what was deleted.
  const before = digestSite(out);
  expect((await publishTo(data, out, { now })).editions).toEqual([]);
  expect(changesBetween(before, digestSite(out))).toEqual([]);
  for await (const { problems } of verify(openStore(data), ['prod'])) expect(problems).toEqual([]);
  await takeAt('11:00', '3.0');
  const { snapshots } = await readManifest(openStore(data), 'prod');
  expect(snapshots.find(({ number }) => number === 5)?.missing).toBeUndefined();
});
