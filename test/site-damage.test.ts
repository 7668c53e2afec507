import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { orderReview } from '../src/publish/order-review.ts';
import { EditionRecordSchema } from '../src/site/records/edition-record.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import {
  changesBetween,
  digestSite,
  linkTree,
  permanentOf,
  publishTo,
  sharedScratch,
  someObjects,
  take,
} from './site-fixtures.ts';
import { damageFile } from './torture/damage.ts';
import { openChance } from './torture/random.ts';

// Records of the site are damaged at random. The next publish prints what it would have printed, or says that it cannot.

const scratch = await sharedScratch();
const base = path.join(scratch, 'base');
const at = (folder: string) => [path.join(folder, 'data'), path.join(folder, 'site')] as const;
/** Every file that a publish reads again. */
const isRecord = (file: string) =>
  /^site\/.*(edition|trail|state)\.json$|^site\/-\/(digests|reviews)\/[^/]*\.json$|^data\/[^/]+\/days\/[^.]/.test(
    file,
  );
const now = () => new Date('2026-11-23T12:00:00Z');
const SEEDS = 24;

let records: string[];
let expected: Record<string, string>;
/** The same by a site that forgot everything. Pages without news then say that they are of the newest snapshot. */
let anew: Record<string, string>;

/** A snapshot more, and the publish that prints it. */
async function goOn(folder: string) {
  const [data, out] = at(folder);
  await take(data, 'prod', '2026-11-23T08:00:00Z', { objects: someObjects('2.0'), now });
  return publishTo(data, out, { now });
}

beforeAll(async () => {
  const [data, out] = at(base);
  // Another site of clusters with the same names, whose snapshots were taken in the same seconds.
  const older = at(path.join(scratch, 'older'));
  for (const time of ['22T07:00', '22T07:15', '23T07:00', '23T07:15'])
    for (const cluster of ['prod', 'test', 'other'])
      await take(older[0], cluster, `2026-11-${time}:00Z`, { objects: someObjects('0.1'), now });
  await publishTo(...older, { now });
  for (const time of ['22T07:00', '22T07:15', '23T07:00', '23T07:15']) {
    await take(data, 'prod', `2026-11-${time}:00Z`, {
      objects: someObjects(time.startsWith('22') ? '1.0' : '1.1'),
      now,
    });
    if (time.endsWith('00')) await take(data, 'test', `2026-11-${time}:00Z`, { now });
    await publishTo(data, out, { now });
  }
  const from = Date.parse('2026-11-22T07:05:00Z') / 1000;
  await orderReview({
    store: openStore(data),
    cluster: 'prod',
    window: { from, to: from + 900, zone: 'UTC' },
    now: now(),
  });
  await publishTo(data, out, { now });
  const names = await fs.readdir(base, { recursive: true });
  records = names.filter(isRecord).sort();
  const reference = path.join(scratch, 'reference');
  linkTree(base, reference);
  await goOn(reference);
  expected = digestSite(path.join(reference, 'site'));
  const forgetful = path.join(scratch, 'forgetful');
  linkTree(base, forgetful);
  await fs.rm(path.join(forgetful, 'site/-/state.json'));
  for (const cluster of ['prod', 'test'])
    await fs.rm(path.join(forgetful, 'data', cluster, 'days'), { recursive: true });
  await goOn(forgetful);
  anew = digestSite(path.join(forgetful, 'site'));
});

test('there are records of every kind', () => {
  const kinds = [
    'edition.json',
    'trail.json',
    'site/-/state.json',
    'digests/',
    'reviews/',
    '.summary.',
    'days/state.json',
  ];
  for (const kind of kinds)
    expect(records.filter((file) => file.includes(kind)).length, kind).toBeGreaterThan(0);
});

test('a site that forgets everything changes no permanent page', () => {
  expect(changesBetween(permanentOf(expected), permanentOf(anew))).toEqual([]);
  expect(Object.keys(anew)).toEqual(Object.keys(expected));
});

/** Says where the next publish of a harmed site does not print what it would have printed otherwise. */
async function faultsAfter(tamper: (folder: string) => Promise<string>): Promise<string[]> {
  const folder = path.join(scratch, 'harmed');
  linkTree(base, folder);
  const what = await tamper(folder);
  try {
    const { broken, faults: failed } = await goOn(folder);
    const found = digestSite(path.join(folder, 'site'));
    const changes = changesBetween(expected, found).filter((one) => anew[one] !== found[one]);
    if (changes.length + failed.length === 0) return [];
    const said = broken.length > 0 ? ' (said)' : '';
    return [`${what}: ${changes.length} files differ: ${changes.slice(0, 3).join(' ')}${said}`];
  } catch (error) {
    return [`${what}: ${String(error)}`];
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

test(`of ${SEEDS} random damages, each heals with the next publish`, async () => {
  const faults: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = openChance(seed);
    faults.push(
      ...(await faultsAfter((folder) => {
        const file = random.pick(records);
        return Promise.resolve(`seed ${seed}: ${file}, ${damageFile(path.join(folder, file), random)}`);
      })),
    );
  }
  expect(faults).toEqual([]);
});

test('a sound record of another cluster, day or time in the place of a record heals, too', async () => {
  const edition = 'site/prod/2026-11-23/071500Z';
  const foreign: [from: string, to: string][] = [
    ['site/test/2026-11-23/070000Z/trail.json', `${edition}/trail.json`],
    ['site/prod/2026-11-22/070000Z/trail.json', `${edition}/trail.json`],
    ['site/prod/2026-11-22/070000Z/edition.json', `${edition}/edition.json`],
    ['older/site/prod/2026-11-23/071500Z/trail.json', `${edition}/trail.json`],
    ['older/site/prod/2026-11-23/071500Z/edition.json', `${edition}/edition.json`],
    ['older/site/-/state.json', 'site/-/state.json'],
    ['older/data/prod/days/state.json', 'data/prod/days/state.json'],
    ['older/data/prod/days', 'data/prod/days'],
    ['data/test/days', 'data/prod/days'],
    ['data/test/days/state.json', 'data/prod/days/state.json'],
    ['data/prod/days/2026-11-22.workloads.json.zst', 'data/prod/days/2026-11-23.workloads.json.zst'],
  ];
  const [review] = records.filter((file) => file.startsWith('site/-/reviews/'));
  foreign.push(['site/-/digests/2026-11-22.json', review!], [review!, 'site/-/digests/2026-11-22.json']);
  const faults: string[] = [];
  for (const [from, to] of foreign)
    faults.push(
      ...(await faultsAfter(async (folder) => {
        await fs.rm(path.join(folder, to), { recursive: true });
        const source = path.join(from.startsWith('older/') ? scratch : base, from);
        await fs.cp(source, path.join(folder, to), { recursive: true });
        return `${from} as ${to}`;
      })),
    );
  expect(faults).toEqual([]);
});

test('a record of an edition that names a place outside of the site is no such record', () => {
  const place = { cluster: 'prod', day: '2026-11-22', time: '071500Z' };
  const ref = { ...place, number: 1, instant: '2026-11-22T07:15:00Z' };
  expect(EditionRecordSchema.safeParse({ ...ref, previous: ref }).success).toBe(true);
  for (const evil of ['../../../etc', '/etc', '..', 'a/b', 'a\\b', 'x\0', ''])
    for (const part of ['cluster', 'day', 'time'])
      expect(EditionRecordSchema.safeParse({ ...ref, previous: { ...ref, [part]: evil } }).success).toBe(
        false,
      );
});
