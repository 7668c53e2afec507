import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { GazetteError } from '../src/errors.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin } from '../src/snapshots/pin.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { scratch } from './scratch.ts';
import { linkTree } from './site-fixtures.ts';
import { ballast, store, storedPod } from './store-fixtures.ts';
import { runAs, type Blow } from './torture/faulty-fs.ts';
import { buryLocks, isOfFate } from './torture/play.ts';
import { openChance } from './torture/random.ts';

// `npm run torture -- --seed N --minutes M` plays seeds for as long as one likes; here is a dose of it.

test('a killed process makes no call more, and what it did not sync may be lost', async () => {
  const folder = await scratch();
  const file = `${folder}/file`;
  const write = async () => {
    const handle = await fs.open(file, 'w');
    await handle.writeFile(Buffer.from('a'.repeat(1000)));
    await handle.sync();
    await handle.close();
    await fs.rename(file, `${file}.new`);
  };
  const whole = await runAs({ task: 'write', random: openChance(1) }, write);
  expect(whole).toMatchObject({ points: 4 });
  expect(await fs.readdir(folder)).toEqual(['file.new']);
  const cut = await runAs({ task: 'write', random: openChance(1), at: 3, fate: 'power cut' }, write);
  expect(cut.error).toBeDefined();
  expect(cut.met).toContain('write: sync');
  expect((await fs.stat(file)).size).toBeLessThan(1000);
  const full = await runAs({ task: 'write', random: openChance(1), at: 2, fate: 'ENOSPC' }, write);
  expect(full.error).toMatchObject({ code: 'ENOSPC' });
  expect((await fs.stat(file)).size).toBe(500);
});

const NOW = new Date('2026-11-24T09:00:00Z');
/** What is tried at each call that changes something. */
const TASKS: Record<string, (data: string) => Promise<unknown>> = {
  take: (data) => store(data, '2026-11-24T08:00:00Z', [...ballast(20, 4), storedPod('d', 'secret')]),
  pin: async (data) =>
    pin(openStore(data), (await readManifest(openStore(data), 'prod')).snapshots[1]!, 'why', NOW),
  prune: (data) => prune(openStore(data), 'prod', { all: 3600, daily: 365 * 86_400 }, NOW),
  purge: (data) => purge(openStore(data), 'prod', { text: 'secret' }, NOW),
  review: (data) =>
    orderReview({
      ...{ store: openStore(data), cluster: 'prod', now: NOW },
      window: {
        from: Date.parse('2026-11-22T07:05:00Z') / 1000,
        to: Date.parse('2026-11-22T07:20:00Z') / 1000,
        zone: 'UTC',
      },
    }),
};
const FATES: readonly Blow[] = ['kill', 'power cut', 'EIO', 'ENOSPC'];

/** Everything that a store says and holds; throws where something is damaged. */
async function contentOf(data: string) {
  const opened = openStore(data);
  for await (const { problems } of verify(opened, ['prod']))
    expect(problems.filter(({ costs, file }) => costs.length > 0 || !/^\.tmp/.test(file))).toEqual([]);
  const { snapshots } = await readManifest(opened, 'prod');
  return Promise.all(
    snapshots.map(async (one) => ({
      ...{ number: one.number, time: one.time, pinned: one.pinned, note: one.note },
      objects: (await readSnapshot(opened, 'prod', one)).objects,
    })),
  );
}

test.each(Object.keys(TASKS))(
  '%s: whatever happens at any of its calls, the next run ends as if nothing had happened',
  async (task) => {
    const folder = await scratch();
    const [base, data] = [path.join(folder, 'base'), path.join(folder, 'data')];
    for (const [index, time] of ['22T07:00', '22T07:15', '23T07:00', '23T07:15'].entries())
      await store(base, `2026-11-${time}:00Z`, [...ballast(20, index), storedPod('c', 'secret')]);
    const run = async (more: { at?: number; fate?: Blow } = {}) => {
      const ended = await runAs({ task, random: openChance(more.at ?? 0), ...more }, () =>
        TASKS[task]!(data),
      );
      const { error } = ended;
      if (error !== undefined && !(error instanceof GazetteError) && !isOfFate(error)) throw error as Error;
      return ended;
    };
    linkTree(base, data);
    const { points, error } = await run();
    expect(error).toBeUndefined();
    const expected = await contentOf(data);
    const met = new Set<string>();
    for (const fate of FATES) {
      for (let at = 1; at <= points; at += 1) {
        await fs.rm(data, { recursive: true });
        linkTree(base, data);
        met.add((await run({ at, fate })).met!);
        await buryLocks(data);
        await run();
        await buryLocks(data);
        expect(await contentOf(data), `${fate} at call ${at} of ${points}`).toEqual(expected);
      }
    }
    console.log(
      `${task}: ${points} calls, each met by ${FATES.length} fates, at ${met.size} places of the code`,
    );
  },
);

test('seeds: a store and its site survive kills, failing disks, pairs of commands, damage and clocks that jump', async () => {
  const script = path.join(import.meta.dirname, 'torture/torture.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    script,
    '--seed',
    '2',
    '--seeds',
    '2',
  ]);
  console.log(stdout.trim());
  expect(stderr).toBe('');
  expect(stdout).toMatch(/failed: none/);
});
