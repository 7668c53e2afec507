import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseSealed } from '../src/snapshots/seal.ts';
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
  ...['x--y', 'constructor', 'a'.repeat(253), `${'b.'.repeat(126)}c`, 'half-\ud800', 'half-\ud801'],
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
      expect(title.split(/[\s·:,]+/), file).toContain(name);
    }
  }
  expect(files.size).toBe(NAMESPACES.length * (NAMES.length - 1));
  expect((await listSite(out)).filter((file) => /(^|\/)(con|aux|nul)[./]/.test(file))).toEqual([]);
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

/** No API server sends a message that is a number: pages of events fail at it. */
const ODD = {
  ...object('Event', 'odd', { type: 'Warning', reason: 'Odd', lastTimestamp: '2026-11-22T07:10:00Z' }),
  message: 5,
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1-a' },
} as unknown as KeptObject;

test('a page that throws costs that page: the edition says so, all others are printed, and publish exits with 3', async () => {
  const [data, out] = at('fault');
  const [, other] = at('whole');
  await take(data, 'prod', '2026-11-22T07:00:00Z');
  await take(data, 'test', '2026-11-22T07:00:00Z');
  await publishTo(data, other);
  await take(data, 'prod', '2026-11-22T07:15:00Z', { objects: [...someObjects(), ODD] });
  const { status, stderr } = await gazette('publish', '--data', data, '--out', out);
  const folder = 'prod/2026-11-22/071500Z';
  expect(status).toBe(3);
  expect(stderr).toContain(`${folder}/events.html could not be made: TypeError: `);
  // A developer finds where it happened.
  expect(stderr).toMatch(/TypeError: .*\n {4}at .*\.mjs:\d+/);
  expect(await faultsOf(out)).toEqual([]);
  expect(toText(await read(out, `${folder}/events.html`))).toContain('This page could not be printed');
  expect(toText(await read(out, `${folder}/index.html`))).toMatch(/Not printed .* Events/);
  const { faults } = parseSealed(await read(out, `${folder}/edition.json`), EditionRecordSchema)!;
  expect(faults?.files).toContain('events.html');
  expect(toText(await read(out, `${folder}/workloads.html`))).toContain('web');
  const others = Object.entries(permanentOf(await digestSite(out))).filter(
    ([file]) => !file.startsWith(folder),
  );
  expect(changesBetween(permanentOf(await digestSite(other)), Object.fromEntries(others))).toEqual([]);
  // The same Gazette would fail again; another version tries again.
  expect((await gazette('publish', '--data', data, '--out', out)).status).toBe(0);
  const again = await publishTo(data, out, { gazette: '9.9.9' });
  expect(again.editions.map(({ time }) => time)).toEqual(['071500Z']);
  expect(again.faults.map(({ file }) => file)).toContain(`${folder}/events.html`);
});
