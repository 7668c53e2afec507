import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { clearStaging, mergePages, prepareSite, stagingFolder } from '../src/publish/merge.ts';
import { planSite } from '../bench/plan-site.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { printPages } from '../src/publish/print-pages.ts';
import { copyFiles } from '../src/publish/share-snapshots.ts';
import type { EditionKey } from '../src/site/paths.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { atEachStop } from './each-stop.ts';
import {
  changesBetween,
  digestSite,
  faultsOf,
  gazette,
  linkTree,
  sharedScratch,
  startPublish,
  take,
} from './site-fixtures.ts';

const scratch = await sharedScratch();
/** A day, then more snapshots that begin a new day and a new cluster. */
const [day, more] = [path.join(scratch, 'day'), path.join(scratch, 'more')];
/** The day, with a review of it. */
const reviewed = path.join(scratch, 'reviewed');
const wanted = path.join(scratch, 'wanted');
let expected: Record<string, string>;
/** Duration of an undisturbed publish on this machine. */
let durationMs: number;

beforeAll(async () => {
  for (const time of ['07:00', '07:15', '07:30']) await take(day, 'prod', `2026-11-22T${time}:00Z`);
  await fs.cp(day, more, { recursive: true });
  await fs.cp(day, reviewed, { recursive: true });
  const at = (clock: string) => Date.parse(`2026-11-22T${clock}:00Z`) / 1000;
  const window = { from: at('07:10'), to: at('07:20'), zone: 'UTC' };
  await orderReview({ store: openStore(reviewed), cluster: 'prod', window, now: new Date() });
  await take(more, 'prod', '2026-11-22T07:45:00Z');
  await take(more, 'prod', '2026-11-23T07:00:00Z');
  await take(more, 'test', '2026-11-23T07:00:00Z');
  expect((await gazette('publish', '--data', day, '--out', wanted)).status).toBe(0);
  const begun = performance.now();
  expect((await gazette('publish', '--data', more, '--out', wanted)).status).toBe(0);
  durationMs = performance.now() - begun;
  expected = digestSite(wanted);
});

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

/** Publishes, kills all its processes, and returns whether it was still working. */
async function killedAfter(milliseconds: number, data: string, out: string): Promise<boolean> {
  const begun = performance.now();
  const child = startPublish(data, out);
  const end = ended(child);
  await Promise.race([sleep(milliseconds), end]);
  if (child.exitCode !== null) {
    // The machine was busier when the duration was measured.
    durationMs = Math.min(durationMs, performance.now() - begun);
    return false;
  }
  process.kill(-child.pid!, 'SIGKILL');
  await end;
  return true;
}

async function expectRepaired(out: string): Promise<void> {
  const { status, stderr } = await gazette('publish', '--data', more, '--out', out);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(changesBetween(expected, digestSite(out))).toEqual([]);
  // A process that was killed while it took the lock leaves its candidate, which goes after two minutes.
  const left = (await fs.readdir(path.join(out, '-'))).filter((name) => !name.startsWith('.lock.'));
  expect(left).toEqual([
    'compare.html',
    'digests',
    'health.json',
    'metrics.txt',
    'state.json',
    'versions.csv',
    'versions.html',
  ]);
}

test('killed at any moment, a publish leaves a site that works, and the next completes it', async () => {
  const [out, begun] = [path.join(scratch, 'often'), path.join(scratch, 'begun')];
  expect((await gazette('publish', '--data', day, '--out', begun)).status).toBe(0);
  let kills = 0;
  for (let moment = 1; moment <= 12; moment += 1) {
    // A first publish and a later one alternate.
    if (moment % 2 === 0) await fs.cp(begun, out, { recursive: true });
    if (await killedAfter((durationMs * moment) / 13, more, out)) kills += 1;
    if (await isThere(out)) expect(await faultsOf(out)).toEqual([]);
    if (moment % 4 >= 2) await expectRepaired(out);
    await fs.rm(out, { recursive: true, force: true });
  }
  expect(kills).toBeGreaterThanOrEqual(8);
});

const isThere = (folder: string) =>
  fs.access(folder).then(
    () => true,
    () => false,
  );

test.each([
  ['a first publish', day, undefined, 1],
  ['a first publish of two days, of which one has a digest,', more, undefined, 1],
  // These have hundreds of steps, and most are like their neighbours.
  ['a publish of an edition, a day and a cluster that are new', more, day, 2],
  ['a publish of two editions anew', more, more, 5],
  ['a publish of a review', reviewed, day, 1],
  ['a publish that shrinks a day to brief editions', more, more, 5, 'brief'],
  ['a publish that shrinks a day to small pages', more, more, 5, 'small'],
] as const)('%s that stops at any step of merging leaves a site that works', async (...row) => {
  const [, data, earlier, stride, form] = row;
  const [site, out] = [path.join(scratch, 'before'), path.join(scratch, 'stepwise')];
  await fs.mkdir(site);
  if (earlier) expect((await gazette('publish', '--data', earlier, '--out', site)).status).toBe(0);
  // The newest edition of a cluster never shrinks.
  const anew = form ? '2026-11-22' : '2026-11-23';
  const again = earlier === data ? { wants: ({ day }: EditionKey) => day === anew } : undefined;
  const plan = await planSite(data, site, again);
  if (form) for (const edition of plan.editions) edition.form = form;
  const pages = path.join(scratch, 'printed');
  await printPages(plan, pages);
  await copyFiles(plan.editions, { store: openStore(data), out: site, into: pages, known: new Set() });
  const crashed = path.join(scratch, 'crashed');
  linkTree(site, out);
  const steps = await atEachStop(
    async () => {
      await prepareSite(out);
      linkTree(pages, stagingFolder(out));
      await mergePages(out);
    },
    async (step) => {
      if (step % stride !== 0) return;
      linkTree(out, crashed);
      expect({ step, faults: await faultsOf(crashed) }).toEqual({ step, faults: [] });
      await clearStaging(crashed);
      rmSync(crashed, { recursive: true });
    },
  );
  expect(steps).toBeGreaterThan(12);
  const isWhole = data === more && !form;
  // What a monitor reads is written after the merge.
  const health = ['-/health.json', '-/metrics.txt'];
  const files = Object.keys(digestSite(isWhole ? wanted : out)).filter((file) => !health.includes(file));
  expect(Object.keys(digestSite(out)).filter((file) => !health.includes(file))).toEqual(files);
  for (const folder of [site, out, pages]) await fs.rm(folder, { recursive: true });
});
