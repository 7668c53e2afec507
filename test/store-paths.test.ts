/** Nothing outside of a store is read, written or deleted, whatever stands in the store. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GazetteError } from '../src/errors.ts';
import { updateDays } from '../src/days/update-days.ts';
import { listSnapshotFiles } from '../src/snapshots/orphans.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { repairManifest } from '../src/snapshots/repair.ts';
import { listReviews } from '../src/snapshots/reviews.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { ballast, manifestText, store, storedPod, writeManifest } from './store-fixtures.ts';

const NOW = new Date('2026-11-22T09:00:00Z');
const OLD = '2026-11-21/070000Z.full.jsonl.zst';
const CANARY = 'secret-of-somebody-else';

/** A store, and beside it a folder that is none of its business, with names that a store has. */
async function stage() {
  const folder = await scratch();
  const [data, outside] = [path.join(folder, 'data'), path.join(folder, 'outside')];
  for (const time of ['21T07:00', '22T07:00', '22T07:15'])
    await store(data, `2026-11-${time}:00Z`, [...ballast(5), storedPod('a', 'word')]);
  for (const name of [
    'x.new',
    'file.txt',
    '2026-11-21T070000Z.full.jsonl.zst',
    '070000Z.full.jsonl.zst',
    'state.json',
  ])
    await fs.mkdir(outside, { recursive: true }).then(() => fs.writeFile(path.join(outside, name), CANARY));
  return { data, outside, prod: path.join(data, 'prod') };
}

async function contentsOf(folder: string) {
  const names = await listNamesBelow(folder);
  return Promise.all(names.map(async (name) => [name, await fs.readFile(path.join(folder, name), 'utf8')]));
}

/** All that reads, writes and deletes. Each may refuse, with a sentence. Returns what they said. */
async function tryAll(data: string): Promise<string> {
  const opened = openStore(data);
  const said: string[] = [];
  const work: (() => Promise<unknown>)[] = [
    () => readManifest(opened, 'prod'),
    () => Array.fromAsync(verify(opened)),
    () => listReviews(opened, 'prod'),
    () => listSnapshotFiles(opened.cluster('prod')),
    () => updateDays({ store: opened, cluster: 'prod', now: () => NOW }),
    () => purge(opened, 'prod', { text: 'word' }, NOW),
    () => prune(opened, 'prod', { all: 1, daily: 1 }, NOW),
    () => repairManifest(opened, 'prod', NOW),
    () => store(data, '2026-11-22T08:00:00Z', ballast(6)),
    () => prune(opened, 'prod', { all: 1, daily: 1 }, NOW),
    () => updateDays({ store: opened, cluster: 'prod', now: () => NOW, rebuild: 'whole' }),
  ];
  for (const step of work) {
    try {
      said.push(JSON.stringify((await step()) ?? null));
    } catch (error) {
      if (!(error instanceof GazetteError)) throw error;
      said.push(`${error.message} ${error.hint}`);
    }
  }
  return said.join('\n');
}

const PATHS = [
  ...['../../outside/file.txt', '/etc/hostname', 'C:\\outside\\file.txt', '..\\..\\outside\\file.txt'],
  ...['2026-11-21/../../../outside/070000Z.full.jsonl.zst', `${OLD}\u0000.txt`, `${OLD}\n`, '..', ''],
  ...['%2e%2e/%2e%2e/outside/file.txt', '../'.repeat(3000)],
];

test.each(['a snapshot', 'a keyframe', 'a tombstone', 'a journal', 'a review', 'Days'])(
  'whatever path stands in the record of %s',
  async (kind) => {
    for (const evil of PATHS) {
      const { data, outside, prod } = await stage();
      const before = await contentsOf(outside);
      const lines = (await manifestText(data)).trim().split('\n');
      const edit = (index: number, change: (line: Record<string, unknown>) => void) => {
        const line = JSON.parse(lines[index]!) as Record<string, unknown>;
        change(line);
        lines[index] = JSON.stringify(line);
        return writeManifest(data, `${lines.join('\n')}\n`);
      };
      if (kind === 'a snapshot') await edit(0, (line) => (line.file = evil));
      if (kind === 'a keyframe')
        await edit(2, (line) => (line.base = { file: evil, digest: `sha256:${'0'.repeat(64)}` }));
      if (kind === 'a tombstone')
        await edit(2, (line) => {
          for (const key of Object.keys(line)) if (!['number', 'previous'].includes(key)) delete line[key];
          Object.assign(line, { type: 'tombstone', file: evil, at: NOW.toISOString(), why: 'retention' });
        });
      if (kind === 'a journal') {
        const digest = `sha256:${'0'.repeat(64)}`;
        const entry = {
          type: 'rewrite',
          number: 1,
          digest,
          bytes: 1,
          objects: 1,
          at: NOW.toISOString(),
          why: 'purge',
        };
        await fs.writeFile(path.join(prod, '.purge.json'), JSON.stringify([{ ...entry, file: evil }]));
      }
      if (kind === 'a review') {
        await fs.mkdir(path.join(prod, 'reviews'));
        const id = 'prod-2026-11-22T0700Z-0715Z';
        const review = {
          id: evil,
          cluster: evil,
          from: 0,
          to: 9,
          snapshots: [1],
          title: '',
          written: NOW.toISOString(),
        };
        await fs.writeFile(path.join(prod, 'reviews', `${id}.json`), JSON.stringify(review));
      }
      if (kind === 'Days') {
        await updateDays({ store: openStore(data), cluster: 'prod', now: () => NOW });
        const file = path.join(prod, 'days/state.json');
        const { check: _, ...state } = JSON.parse(await fs.readFile(file, 'utf8')) as { check: string };
        // Without a check, as an older Gazette wrote it.
        await fs.writeFile(file, JSON.stringify({ ...state, days: [evil], versions: { [evil]: 'x' } }));
      }
      const said = await tryAll(data);
      expect(said, evil.slice(0, 80)).not.toContain(CANARY);
      expect(await contentsOf(outside), evil.slice(0, 80)).toEqual(before);
      expect((await fs.readdir(path.dirname(data))).sort()).toEqual(['data', 'outside']);
    }
  },
);

test.each([
  '.tmp',
  '2026-11-21',
  'manifest',
  'days',
  'days/.tmp',
  'reviews',
  OLD,
  '.purge.json',
  'days/state.json',
  '.lock',
])('%s is a symbolic link that leads out of the store', async (name) => {
  const { data, outside, prod } = await stage();
  await updateDays({ store: openStore(data), cluster: 'prod', now: () => NOW });
  const link = path.join(prod, name);
  const isFile = /\.(zst|json|lock)$/.test(name);
  if (name === 'manifest') await fs.cp(link, outside, { recursive: true });
  const before = await contentsOf(outside);
  await fs.rm(link, { recursive: true, force: true });
  await fs.symlink(isFile ? path.join(outside, 'state.json') : outside, link);
  if (name === '.lock') await fs.utimes(path.join(outside, 'state.json'), 0, 0);
  const said = await tryAll(data);
  expect(said).not.toContain(CANARY);
  expect(await contentsOf(outside)).toEqual(before);
});

test('the folder of a cluster may be a symbolic link: whoever runs Gazette keeps it elsewhere', async () => {
  const { data, prod } = await stage();
  const elsewhere = path.join(path.dirname(data), 'elsewhere');
  await fs.rename(prod, elsewhere);
  await fs.symlink(elsewhere, prod);
  await store(data, '2026-11-22T08:00:00Z', ballast(6));
  expect((await readManifest(openStore(data), 'prod')).snapshots).toHaveLength(4);
});
