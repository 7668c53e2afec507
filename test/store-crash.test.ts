import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readLines } from '../src/snapshots/frames.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { pin } from '../src/snapshots/pin.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { prune } from '../src/snapshots/prune.ts';
import { purge } from '../src/snapshots/purge.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { bundleStoreProcess } from './store-bundle.ts';
import { ballast, storedPod, store } from './store-fixtures.ts';
import type { Task } from './store-process.ts';

const run = promisify(execFile);

interface Ended {
  killed: boolean;
  steps?: number;
  snapshots?: number;
  error?: string;
}

const script = await bundleStoreProcess();

async function runProcess(task: Task): Promise<Ended> {
  try {
    const { stdout } = await run(process.execPath, [script, JSON.stringify(task)]);
    return { killed: false, ...JSON.parse(stdout) };
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return { killed: true };
    throw error;
  }
}

/** Problems other than the leftovers of a dead process. */
async function damageIn(data: string): Promise<string[]> {
  const verified = await Array.fromAsync(verify(openStore(data)));
  return verified
    .flatMap(({ problems }) => problems)
    .filter(({ costs, file }) => costs.length > 0 || !/^(\.tmp|\.purge|manifest)/.test(file))
    .map(({ file, problem }) => `${file}: ${problem}`);
}

const problemsIn = async (data: string) =>
  (await Array.fromAsync(verify(openStore(data)))).flatMap(({ problems }) => problems);

/** Kills a task at each of its steps. Each time, it runs in a copy of the store. */
async function killAtEachStep(
  original: string,
  task: Omit<Task, 'data'>,
  check: (data: string, step: number) => Promise<void>,
): Promise<number> {
  const copy = async () => {
    const data = await scratch();
    await fs.cp(original, data, { recursive: true });
    return data;
  };
  const { steps, error } = await runProcess({ ...task, data: await copy() });
  expect(error).toBeUndefined();
  for (let step = 1; step <= steps!; step += 1) {
    const data = await copy();
    expect(await runProcess({ ...task, data, killAt: step })).toEqual({ killed: true });
    await check(data, step);
  }
  return steps!;
}

test('a collector killed at any step loses at most its own snapshot, and the next one completes', async () => {
  let adopted = 0;
  const original = await scratch();
  await store(original, '2026-11-22T07:00:00Z', ballast());
  const steps = await killAtEachStep(
    original,
    { time: '2026-11-22T07:15:00Z', from: 1 },
    async (data, step) => {
      expect(await damageIn(data), `killed at step ${step}`).toEqual([]);
      const { snapshots } = await readManifest(openStore(data), 'prod');
      const next = await store(data, '2026-11-22T07:30:00Z', ballast(200, 2));
      expect(next.number).toBe(snapshots.length + 1);
      expect(await problemsIn(data), `after step ${step}`).toEqual([]);
      const after = await readManifest(openStore(data), 'prod');
      // What a reader saw before the repair still exists afterwards.
      expect(after.snapshots.slice(0, -1).map(({ digest }) => digest)).toEqual(
        snapshots.map(({ digest }) => digest),
      );
      for (const stored of after.snapshots) {
        expect((await readSnapshot(openStore(data), 'prod', stored)).objects.Pod.length).toBe(200);
      }
      expect((await listNamesBelow(data)).filter((name) => /^prod\/\.(tmp|lock$)/.test(name))).toEqual([]);
      if (snapshots.length === 2) adopted += 1;
    },
  );
  expect(steps).toBeGreaterThan(12);
  // Killed between the file and its line in the manifest, and after.
  expect(adopted).toBeGreaterThan(3);
});

test('the first collector of a new store, killed at any step, leaves nothing that stops the second', async () => {
  await killAtEachStep(await scratch(), { time: '2026-11-22T07:15:00Z' }, async (data, step) => {
    const before = (await readManifest(openStore(data), 'prod')).snapshots.length;
    const next = await store(data, '2026-11-22T07:30:00Z', ballast());
    expect(next.number, `killed at step ${step}`).toBe(before + 1);
    expect(await problemsIn(data)).toEqual([]);
  });
});

test('a collector killed at any moment leaves a store that verifies', async () => {
  const data = await scratch();
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const time = new Date(Date.parse('2026-11-22T07:00:00Z') + attempt * 60_000).toISOString();
    const task: Task = { data, time, from: attempt };
    const child = execFile(process.execPath, [script, JSON.stringify(task)]);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), 60 + attempt * 15);
    await ended;
    clearTimeout(timer);
    expect(await damageIn(data)).toEqual([]);
  }
  await store(data, '2026-11-22T09:00:00Z', ballast());
  expect(await problemsIn(data)).toEqual([]);
});

const SECRET = 'hunter2-hunter2';

async function storeWithSecret(): Promise<string> {
  const data = await scratch();
  await store(data, '2026-11-22T07:00:00Z', [...ballast(), storedPod('leaky', `password is ${SECRET}`)]);
  await store(data, '2026-11-22T07:15:00Z', [...ballast(), storedPod('leaky', `password is ${SECRET}`)]);
  await store(data, '2026-11-22T07:30:00Z', [...ballast(), storedPod('leaky', `the password was ${SECRET}`)]);
  const { snapshots } = await readManifest(openStore(data), 'prod');
  await pin(openStore(data), snapshots[1]!, `shows ${SECRET}`, new Date('2026-11-22T08:00:00Z'));
  return data;
}

/** Everything that the store's files say. */
async function textOf(data: string): Promise<string> {
  const texts = (await listNamesBelow(data)).map(async (name) => {
    const bytes = await fs.readFile(path.join(data, name));
    return name.endsWith('.zst') ? (await Array.fromAsync(readLines(bytes))).join('\n') : bytes.toString();
  });
  return (await Promise.all(texts)).join('\n');
}

test('a purge killed at any step is completed by running it again, or by the next collector and a purge', async () => {
  await killAtEachStep(await storeWithSecret(), { purge: SECRET }, async (data, step) => {
    if (step % 2 === 0) await store(data, '2026-11-22T07:45:00Z', ballast());
    await purge(openStore(data), 'prod', { text: SECRET }, new Date('2026-11-23T01:00:00Z'));
    expect(await problemsIn(data), `killed at step ${step}`).toEqual([]);
    expect(await textOf(data)).not.toContain(SECRET);
    const { snapshots } = await readManifest(openStore(data), 'prod');
    expect(snapshots.length).toBe(step % 2 === 0 ? 4 : 3);
    const third = await readSnapshot(openStore(data), 'prod', snapshots[2]!);
    expect(third.objects.Pod.find(({ metadata }) => metadata.name === 'leaky')?.status?.message).toBe(
      'the password was [purged]',
    );
  });
});

test('a prune killed at any step leaves no snapshot that looks damaged, and is completed by running it again', async () => {
  const original = await scratch();
  for (const [index, time] of ['21T07:00', '21T07:15', '21T07:30', '22T07:00', '22T07:15'].entries()) {
    await store(original, `2026-11-${time}:00Z`, ballast(200, index % 3));
  }
  const policy = { all: 24 * 3600, daily: 1 };
  await killAtEachStep(original, { prune: policy }, async (data, step) => {
    expect(
      (await problemsIn(data)).filter(({ costs }) => costs.length > 0),
      `killed at step ${step}`,
    ).toEqual([]);
    await prune(openStore(data), 'prod', policy, new Date('2026-11-23T00:00:00Z'));
    expect(await problemsIn(data)).toEqual([]);
    expect((await readManifest(openStore(data), 'prod')).snapshots.map(({ number }) => number)).toEqual([
      4, 5,
    ]);
    expect((await listNamesBelow(data)).filter((name) => name.startsWith('prod/2026-11-21'))).toEqual([]);
  });
});
